#include "commands.h"
#include "documents/qr_code.h"
#include "identity/field_device.h"
#include "output_file.h"
#include "plain_table.h"
#include "ugel_work.h"

namespace minka::cli {

namespace {

struct DeviceOptions {
    std::string programme;
    std::string account;
    std::string label;
    std::string address;
    std::string qr;
    std::string device;
    int days = 120;
};

Result<> write_qr(const std::string& file, const std::string& code) {
    MINKA_TRY_ASSIGN(const auto svg, documents::qr_svg(code));
    return write_output_file(file, svg);
}

Result<Exit> enrol(CommandContext& context, const DeviceOptions& options) {
    if (!options.address.starts_with("https://") && !options.address.starts_with("http://")) {
        return invalid("The address of the server begins with https:// (or http:// in a network of one's own).",
                       "--address");
    }
    MINKA_TRY_ASSIGN(auto work, open_programme(context, options.programme, "enrol device", Access::writes));
    auto& database = work.database();
    MINKA_TRY_ASSIGN(const auto account, database.read(identity::installation, [&](storage::Reader& reader) {
        return identity::account_by_login(reader, options.account);
    }));
    if (!account) {
        return problem(ProblemCode::not_found, "Nobody signs in as '" + options.account + "'.", "--account");
    }
    const identity::NewDevice fresh{database.new_id<identity::FieldDeviceId>(), account->record.id,
                                    options.label.empty() ? options.account : options.label, options.days};
    const auto today = utc_date(database.clock().now());
    MINKA_TRY_ASSIGN(const auto enrolled, database.write(work.act, [&](storage::Writer& writer) {
        return identity::enrol_device(writer, fresh, today);
    }));
    auto address = options.address;
    while (address.ends_with('/')) {
        address.pop_back();
    }
    const auto server = address + "/key/" + enrolled.secret + "/programmes/" + to_string(work.act.programme);
    const auto code = identity::collect_settings_code({server, "Minka " + options.programme});
    auto& out = context.out();
    out << "Equipo " << to_string(enrolled.device.id) << ": " << enrolled.device.label << ", hasta el "
        << enrolled.device.valid_to.plus_days(-1).text() << "\n"
        << "Servidor para ODK Collect: " << server << "\n"
        << "Configuración para el código QR: " << code << "\n";
    if (options.qr.empty()) {
        MINKA_TRY_ASSIGN(const auto drawn, documents::qr_text(code));
        out << drawn;
    } else {
        MINKA_TRY(write_qr(options.qr, code));
        out << "Código QR en " << options.qr << "\n";
    }
    out << "Quien tenga esta dirección envía formularios a nombre de la cuenta: no se vuelve a mostrar, y "
           "'minka device revoke' la cierra.\n";
    return Exit::done;
}

Result<Exit> list_devices(CommandContext& context, const DeviceOptions& options) {
    MINKA_TRY_ASSIGN(auto work, open_programme(context, options.programme, "", Access::reads));
    const auto today = utc_date(work.database().clock().now());
    PlainTable table({"equipo", "nombre", "cuenta", "desde", "hasta", "vale"});
    MINKA_TRY_ASSIGN(
        const auto rows,
        work.database().read(
            work.act.programme, [&](storage::Reader& reader) -> Result<std::vector<std::vector<std::string>>> {
                MINKA_TRY_ASSIGN(const auto devices, identity::field_devices(reader));
                std::vector<std::vector<std::string>> cells;
                auto everywhere = reader.in_programme(identity::installation);
                for (const auto& device : devices) {
                    MINKA_TRY_ASSIGN(const auto account, identity::require_account(everywhere, device.account_id));
                    cells.push_back({to_string(device.id), device.label, account.record.login, device.valid_from.text(),
                                     device.valid_to.plus_days(-1).text(), device.valid_to > today ? "sí" : "no"});
                }
                return cells;
            }));
    if (rows.empty()) {
        context.out() << "Ningún equipo inscrito todavía.\n";
        return Exit::done;
    }
    for (const auto& row : rows) {
        table.add(row);
    }
    table.print(context.out());
    return Exit::done;
}

Result<Exit> revoke(CommandContext& context, const DeviceOptions& options) {
    const auto uuid = parse_uuid(options.device);
    if (!uuid) {
        return invalid(uuid.error().message, "device");
    }
    MINKA_TRY_ASSIGN(auto work, open_programme(context, options.programme, "revoke device", Access::writes));
    const auto today = utc_date(work.database().clock().now());
    MINKA_TRY(work.database().write(work.act, [&](storage::Writer& writer) {
        return identity::revoke_device(writer, identity::FieldDeviceId{*uuid}, today);
    }));
    context.out() << "Equipo revocado: lo que envíe ya no se recibe.\n";
    return Exit::done;
}

}  // namespace

void add_device_command(CommandTable& table) {
    auto* group = table.group("device", "Teléfonos y tabletas que envían formularios");
    const auto options = std::make_shared<DeviceOptions>();
    const auto add = [&](const char* name, const char* description,
                         Result<Exit> (*run)(CommandContext&, const DeviceOptions&)) {
        auto* command = table.command(group, name, description,
                                      [options, run](CommandContext& context) { return run(context, *options); });
        with_programme(command, options->programme);
        return command;
    };
    auto* enrolling = add("enrol", "Inscribe un equipo y da su código QR para ODK Collect", enrol);
    enrolling->add_option("--account", options->account, "Nombre con que entra quien lo usa")->required();
    enrolling->add_option("--address", options->address, "Dirección del servidor, https://...")->required();
    enrolling->add_option("--label", options->label, "Cómo se llama el equipo entre la gente");
    enrolling->add_option("--days", options->days, "Días que vale, hasta 400")->capture_default_str();
    enrolling->add_option("--qr", options->qr, "Archivo SVG para el código; si falta, se dibuja en la terminal");
    add("list", "Los equipos, también los que ya no valen", list_devices);
    add("revoke", "Cierra un equipo: lo que envíe ya no se recibe", revoke)
        ->add_option("device", options->device, "El equipo")
        ->required();
}

}  // namespace minka::cli
