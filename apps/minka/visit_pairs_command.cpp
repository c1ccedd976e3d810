#include "command_dates.h"
#include "commands.h"
#include "import_output.h"
#include "plain_table.h"
#include "planning/pair_import.h"
#include "ugel_work.h"

namespace minka::cli {

namespace {

struct PairOptions {
    std::string programme;
    std::string pair;
    std::string on;
    ImportWords words;
};

Result<Exit> bring_in(CommandContext& context, const PairOptions& options, planning::PairRows rows) {
    MINKA_TRY_ASSIGN(auto reading, import_options(context, options.words));
    MINKA_TRY_ASSIGN(auto work, open_programme(context, options.programme, "import pairs", Access::writes));
    MINKA_TRY_ASSIGN(reading.since, date_option(options.on, "--on", work.database().clock()));
    MINKA_TRY_ASSIGN(const auto report,
                     planning::import_pairs(work.database(), work.session->vault(), work.act, reading, rows));
    return print_report(context, report, options.words);
}

Result<Exit> list(CommandContext& context, const PairOptions& options) {
    MINKA_TRY_ASSIGN(auto work, open_programme(context, options.programme, "list pairs", Access::reads));
    MINKA_TRY_ASSIGN(const auto on, date_option(options.on, "--on", work.database().clock()));
    MINKA_TRY_ASSIGN(const auto pairs, work.database().read(work.act.programme, [&](storage::Reader& reader) {
        return planning::pairs_on(reader, on);
    }));
    PlainTable table({"pareja", "personas", "temas", "lenguas", "horas", "noches"});
    for (const auto& [pair, people] : pairs) {
        const auto& record = pair.record;
        table.add({record.code, std::to_string(people.size()), record.topics, record.languages,
                   plain_number(record.weekly_hours, 0, true), std::to_string(record.nights)});
    }
    table.print(context.out());
    return Exit::done;
}

Result<Exit> end(CommandContext& context, const PairOptions& options) {
    MINKA_TRY_ASSIGN(auto work, open_programme(context, options.programme, "end pair", Access::writes));
    MINKA_TRY_ASSIGN(const auto on, date_option(options.on, "--on", work.database().clock()));
    MINKA_TRY(work.database().write(work.act, [&](storage::Writer& writer) -> Result<> {
        MINKA_TRY_ASSIGN(const auto pair, planning::pair_by_code(writer, options.pair));
        return planning::end_pair(writer, pair.record.id, on);
    }));
    context.out() << "Pareja " << options.pair << ": termina el " << on.text()
                  << "; sus visitas pasan a otras con 'minka plan visits'\n";
    return Exit::done;
}

}  // namespace

void add_visit_pairs_command(CommandTable& table) {
    auto* group = table.group("visit", "Visitas a las escuelas")->add_subcommand("pairs", "Parejas de mediadores");
    group->require_subcommand(1);
    const auto options = std::make_shared<PairOptions>();
    const auto import_one = [&](const std::string& name, const std::string& description, planning::PairRows rows) {
        auto* command = with_programme(
            table.command(group, name, description,
                          [options, rows](CommandContext& context) { return bring_in(context, *options, rows); }),
            options->programme);
        command->add_option("--on", options->on, "Desde cuándo, si el archivo no lo dice; hoy si no se da");
        add_import_words(command, options->words);
    };
    import_one("import", "Importa parejas, una fila por persona", planning::PairRows::as_written);
    import_one("form", "Forma parejas con las personas de una tabla: cercanas, y no las que ya estuvieron juntas",
               planning::PairRows::formed);
    auto* listing =
        with_programme(table.command(group, "list", "Las parejas de una fecha, sin nombres",
                                     [options](CommandContext& context) { return list(context, *options); }),
                       options->programme);
    listing->add_option("--on", options->on, "Fecha (por defecto, hoy)");
    auto* ending = with_programme(table.command(group, "end", "Una pareja deja de estar desde una fecha",
                                                [options](CommandContext& context) { return end(context, *options); }),
                                  options->programme);
    ending->add_option("pair", options->pair, "Código de la pareja")->required();
    ending->add_option("--on", options->on, "Desde cuándo (por defecto, hoy)");
}

}  // namespace minka::cli
