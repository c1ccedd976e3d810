#include "command_dates.h"
#include "plain_table.h"
#include "programme/cycle_rules.h"
#include "programme/team_facts.h"
#include "programme/workshop_facts.h"
#include "registry/territory.h"
#include "submission_source_command.h"
#include "ugel_work.h"

#include <map>

namespace minka::cli {

namespace {

struct FieldSourceOptions {
    std::string programme;
    std::string cycle;
    std::string as_of;
};

using Codes = std::map<registry::TerritoryId, std::string>;

Result<Codes> ugel_codes(storage::Reader& reader) {
    Codes codes;
    MINKA_TRY_ASSIGN(const auto all, reader.all<registry::Territory>("AND kind = 'ugel' ORDER BY id"));
    for (const auto& ugel : all) {
        codes.emplace(ugel.record.id, ugel.record.code);
    }
    return codes;
}

// Indicators 05 and 07: every session that counts as held.
Result<Exit> list_of_sessions(CommandContext& context, const FieldSourceOptions& options) {
    MINKA_TRY_ASSIGN(auto work, open_programme(context, options.programme, "", Access::reads));
    MINKA_TRY_ASSIGN(const auto as_of, date_option(options.as_of, "--as-of", work.database().clock()));
    PlainTable table({"UGEL", "sesión", "fecha", "asistentes", "acuerdos revisados", "entregas"});
    std::int64_t held = 0;
    std::int64_t planned = 0;
    const auto read = [&](storage::Reader& reader) -> Result<> {
        MINKA_TRY_ASSIGN(const auto codes, ugel_codes(reader));
        MINKA_TRY_ASSIGN(const auto reports, programme::gia_reports(reader, {as_of}));
        MINKA_TRY_ASSIGN(const auto teams, reader.all<programme::Team>("ORDER BY id"));
        std::map<programme::TeamId, std::string> team_codes;
        for (const auto& team : teams) {
            const auto code = codes.find(team.record.territory_id);
            team_codes.emplace(team.record.id, code == codes.end() ? "" : code->second);
        }
        MINKA_TRY_ASSIGN(const auto sessions,
                         reader.all<programme::GiaSession>("AND planned_on <= $2 ORDER BY team_id, number", as_of));
        for (const auto& row : sessions) {
            ++planned;
            const auto report = reports.find(row.record.id);
            const bool is_recorded = row.record.held_on && *row.record.held_on <= as_of;
            if (!is_recorded && report == reports.end()) {
                continue;
            }
            ++held;
            std::vector<std::string> cells{team_codes[row.record.team_id], std::to_string(row.record.number)};
            if (report == reports.end()) {
                cells.insert(cells.end(), {row.record.held_on->text(), "", "", "oficina"});
            } else {
                std::string submissions;
                for (const auto& id : report->second.submissions) {
                    submissions += (submissions.empty() ? "" : " ") + to_string(id);
                }
                cells.insert(
                    cells.end(),
                    {report->second.held_on.text(), std::to_string(report->second.people),
                     std::to_string(report->second.reviewed) + "/" + std::to_string(report->second.due), submissions});
            }
            table.add(std::move(cells));
        }
        return {};
    };
    MINKA_TRY(work.database().read(work.act.programme, read));
    table.print(context.out());
    context.out() << "Sesiones realizadas: " << held << " de " << planned << " previstas al " << as_of.text() << "\n";
    return Exit::done;
}

// Indicator 10, and what each follow-up declares beside the register.
Result<Exit> list_of_teams(CommandContext& context, const FieldSourceOptions& options) {
    MINKA_TRY_ASSIGN(auto work, open_programme(context, options.programme, "", Access::reads));
    MINKA_TRY_ASSIGN(const auto as_of, date_option(options.as_of, "--as-of", work.database().clock()));
    const auto scope = registry::Scope::of_console(registry::Purpose::monitoring);
    Codes codes;
    std::vector<programme::FollowUp> last;
    const auto read = [&](storage::Reader& reader) -> Result<> {
        MINKA_TRY_ASSIGN(codes, ugel_codes(reader));
        MINKA_TRY_ASSIGN(last, programme::last_follow_ups(reader, scope, {as_of}));
        return {};
    };
    MINKA_TRY(work.database().read(work.act.programme, read));
    const auto number = [](const std::optional<std::int64_t>& value) { return value ? std::to_string(*value) : "–"; };
    PlainTable table({"UGEL", "fecha", "etapa", "resolución", "integrantes", "GIA", "autonomía", "entrega"});
    for (const auto& one : last) {
        table.add({codes[one.ugel], one.on.text(), one.stage.value_or("–"),
                   !one.has_resolution ? "–" : (*one.has_resolution ? "sí" : "no"), number(one.members),
                   number(one.sessions_held) + "/" + number(one.sessions_planned),
                   std::to_string(one.autonomy_met) + "/" + std::to_string(one.autonomy_asked),
                   to_string(one.submission)});
    }
    table.print(context.out());
    context.out() << last.size() << " equipos con seguimiento al " << as_of.text() << "\n";
    return Exit::done;
}

// Indicator 19. Sheets are anonymous: an event of few is counted with the others and told by no figure.
Result<Exit> list_of_workshops(CommandContext& context, const FieldSourceOptions& options) {
    MINKA_TRY_ASSIGN(auto work, open_programme(context, options.programme, "", Access::reads));
    MINKA_TRY_ASSIGN(const auto as_of, date_option(options.as_of, "--as-of", work.database().clock()));
    MINKA_TRY_ASSIGN(
        const auto events,
        work.database().read(work.act.programme,
                             [&](storage::Reader& reader) -> Result<std::vector<programme::AcceptanceSum>> {
                                 MINKA_TRY_ASSIGN(const auto cycle, programme::cycle_by_code(reader, options.cycle));
                                 return programme::acceptance(reader, cycle.record, {as_of});
                             }));
    const auto floor = work.folder.profile.privacy.suppression.feedback_floor;
    PlainTable table({"taller", "hojas completas", "contenido", "metodología", "utilidad", "con 4 o más"});
    std::int64_t few = 0;
    std::int64_t incomplete = 0;
    std::int64_t sheets = 0;
    for (const auto& event : events) {
        incomplete += event.incomplete;
        sheets += event.sheets;
        if (event.sheets < floor) {
            few += event.sheets;
            continue;
        }
        std::vector<std::string> cells{event.event, std::to_string(event.sheets)};
        for (const auto sum : event.sums) {
            cells.push_back(plain_number(sum / static_cast<double>(event.sheets), 1, context.is_spanish()));
        }
        cells.push_back(programme::format_share({event.accepting, event.sheets}, context.options().language));
        table.add(std::move(cells));
    }
    table.print(context.out());
    context.out() << sheets << " hojas anónimas completas; " << few << " de talleres con menos de " << floor << "; "
                  << incomplete << " incompletas, que no cuentan\n";
    return Exit::done;
}

}  // namespace

void add_field_sources(CommandTable& table, CLI::App* of) {
    const auto options = std::make_shared<FieldSourceOptions>();
    const auto add = [&](const char* name, const char* description,
                         Result<Exit> (*run)(CommandContext&, const FieldSourceOptions&)) {
        auto* command = table.command(of, name, description,
                                      [options, run](CommandContext& context) { return run(context, *options); });
        with_programme(command, options->programme);
        command->add_option("--as-of", options->as_of, "A qué fecha (AAAA-MM-DD); hoy si falta");
        return command;
    };
    add("sessions", "Las sesiones de GIA realizadas, una por una", list_of_sessions);
    add("teams", "El último seguimiento de cada equipo", list_of_teams);
    add("workshops", "La aceptación de los talleres, por taller; nunca una hoja", list_of_workshops)
        ->add_option("--cycle", options->cycle, "Código del ciclo")
        ->required();
}

}  // namespace minka::cli
