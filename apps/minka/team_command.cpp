#include "command_dates.h"
#include "commands.h"
#include "person_option.h"
#include "programme/assistance_rules.h"
#include "programme/resolution_rules.h"
#include "programme/team_rules.h"
#include "programme/territory_list.h"
#include "ugel_work.h"

#include <boost/describe/enum_to_string.hpp>

#include <map>

namespace minka::cli {

namespace {

using programme::Team;
using programme::TeamState;
using registry::Scope;
using storage::Reader;
using storage::Writer;

struct TeamOptions : UgelOptions {
    std::string person;
    std::string role = "integrante";
    std::string as_of;
    bool reactivates = false;
};

using SharedOptions = std::shared_ptr<TeamOptions>;

Scope console() { return Scope::of_console(registry::Purpose::operation); }

std::string_view spanish(TeamState state) {
    switch (state) {
        case TeamState::convened: return "convocado";
        case TeamState::formed: return "conformado";
        case TeamState::resolution_drafted: return "resolución en proyecto";
        case TeamState::issued: return "con resolución";
        case TeamState::active: return "activo";
        case TeamState::expired: return "vencido";
        case TeamState::lapsed: return "caduco";
        case TeamState::reactivated: return "reactivado";
    }
    return "";
}

Result<Exit> convene(CommandContext& context, const TeamOptions& options) {
    MINKA_TRY_ASSIGN(auto step, begin_step(context, options, "convene team"));
    Team team;
    team.id = step.work.database().new_id<programme::TeamId>();
    team.convened_on = step.on;
    MINKA_TRY(step.work.database().write(step.work.act, [&](Writer& writer) -> Result<Team> {
        MINKA_TRY_ASSIGN(const auto ugel, ugel_by_code(writer, options.ugel, step.on));
        auto fresh = team;
        fresh.territory_id = ugel.id;
        if (options.reactivates) {
            MINKA_TRY_ASSIGN(const auto previous, last_team(writer, ugel));
            fresh.previous_id = previous.record.id;
        }
        return programme::convene_team(writer, fresh);
    }));
    context.out() << "UGEL " << options.ugel << ": equipo convocado el " << step.on.text() << "\n";
    return Exit::done;
}

Result<Exit> invite(CommandContext& context, const TeamOptions& options) {
    MINKA_TRY_ASSIGN(auto step, begin_step(context, options, "invite member"));
    MINKA_TRY_ASSIGN(const auto person,
                     person_option(*step.work.session, step.work.act.programme, options.person, "--person"));
    const auto id = step.work.database().new_id<programme::MembershipId>();
    MINKA_TRY(step.work.database().write(step.work.act, [&](Writer& writer) -> Result<> {
        MINKA_TRY_ASSIGN(const auto ugel, ugel_by_code(writer, options.ugel, step.on));
        MINKA_TRY_ASSIGN(const auto team, last_team(writer, ugel));
        return programme::invite_member(writer, {id, team.record.id, person, options.role, step.on, {}, {}});
    }));
    context.out() << "Invitación registrada; cuenta como integrante cuando la persona acepte\n";
    return Exit::done;
}

// The office writes down what the person signed; the rules let nobody else's word count.
Result<Exit> answer(CommandContext& context, const TeamOptions& options, bool accepts) {
    MINKA_TRY_ASSIGN(auto step, begin_step(context, options, accepts ? "accept membership" : "withdraw membership"));
    MINKA_TRY_ASSIGN(const auto person,
                     person_option(*step.work.session, step.work.act.programme, options.person, "--person"));
    MINKA_TRY(step.work.database().write(step.work.act, [&](Writer& writer) -> Result<> {
        MINKA_TRY_ASSIGN(const auto ugel, ugel_by_code(writer, options.ugel, step.on));
        MINKA_TRY_ASSIGN(const auto team, last_team(writer, ugel));
        MINKA_TRY_ASSIGN(const auto asked,
                         writer.all<programme::Membership>(
                             "AND team_id = $2 AND person_id = $3 ORDER BY invited_on DESC", team.record.id, person));
        if (asked.empty()) {
            return problem(ProblemCode::not_found, "The person was not invited to this team.", "--person");
        }
        const programme::MemberWord word{asked.front().record.id, person, step.on};
        return accepts ? programme::accept_membership(writer, word) : programme::withdraw_membership(writer, word);
    }));
    context.out() << (accepts ? "Aceptación registrada\n" : "Retiro registrado\n");
    return Exit::done;
}

Result<Exit> move(CommandContext& context, const TeamOptions& options, TeamState to) {
    MINKA_TRY_ASSIGN(auto step, begin_step(context, options, "move team"));
    MINKA_TRY_ASSIGN(const auto rules, step.work.team_rules());
    MINKA_TRY(step.work.database().write(step.work.act, [&](Writer& writer) -> Result<> {
        MINKA_TRY_ASSIGN(const auto ugel, ugel_by_code(writer, options.ugel, step.on));
        MINKA_TRY_ASSIGN(const auto team, last_team(writer, ugel));
        switch (to) {
            case TeamState::formed: return programme::form_team(writer, team.record.id, step.on, rules);
            case TeamState::active: return programme::activate_team(writer, team.record.id, step.on);
            default: return programme::lapse_team(writer, team.record.id, step.on);
        }
    }));
    context.out() << "UGEL " << options.ugel << ": equipo " << spanish(to) << " desde el " << step.on.text() << "\n";
    return Exit::done;
}

Result<Exit> settle(CommandContext& context, const TeamOptions& options) {
    MINKA_TRY_ASSIGN(auto step, begin_step(context, options, "settle teams"));
    MINKA_TRY_ASSIGN(const auto rules, step.work.team_rules());
    MINKA_TRY_ASSIGN(const auto settled, step.work.database().write(step.work.act, [&](Writer& writer) {
        return programme::settle_team_states(writer, step.on, rules.expiry_warning_days);
    }));
    context.out() << settled.expired << " equipos vencidos, " << settled.lapsed << " caducos al " << step.on.text()
                  << "\n";
    return Exit::done;
}

Result<Exit> list(CommandContext& context, const TeamOptions& options) {
    MINKA_TRY_ASSIGN(auto work, open_programme(context, options.programme, "list teams", Access::reads));
    MINKA_TRY_ASSIGN(const auto as_of, date_option(options.as_of, "--as-of", work.database().clock()));
    return work.database().read(work.act.programme, [&](Reader& reader) -> Result<Exit> {
        MINKA_TRY_ASSIGN(const auto places, programme::ugel_at(reader, console(), {as_of}));
        MINKA_TRY_ASSIGN(const auto teams, reader.all<Team>("AND convened_on <= $2 ORDER BY convened_on, id", as_of));
        MINKA_TRY_ASSIGN(const auto constituted, programme::constituted_teams(reader, console(), {as_of}));
        std::map<registry::TerritoryId, const Team*> team_of;
        for (const auto& team : teams) {
            team_of[team.record.territory_id] = &team.record;
        }
        std::map<registry::TerritoryId, LocalDate> until;
        for (const auto& team : constituted) {
            until[team.territory_id] = team.valid_to;
        }
        for (const auto& place : places) {
            const auto team = team_of.find(place.id);
            const auto end = until.find(place.id);
            context.out() << place.code << "  " << place.name << ": "
                          << (team == team_of.end() ? "sin equipo" : spanish(team->second->state))
                          << (end == until.end() ? "" : ", constituido hasta el " + end->second.plus_days(-1).text())
                          << "\n";
        }
        return Exit::done;
    });
}

Result<Exit> show(CommandContext& context, const TeamOptions& options) {
    MINKA_TRY_ASSIGN(auto work, open_programme(context, options.programme, "show team", Access::reads));
    MINKA_TRY_ASSIGN(const auto on, past_date_option(options.on, "--on", work.database().clock()));
    return work.database().read(work.act.programme, [&](Reader& reader) -> Result<Exit> {
        MINKA_TRY_ASSIGN(const auto ugel, ugel_by_code(reader, options.ugel, on));
        MINKA_TRY_ASSIGN(const auto team, last_team(reader, ugel));
        MINKA_TRY_ASSIGN(const auto members, programme::members_of(reader, team.record.id, {on}));
        MINKA_TRY_ASSIGN(const bool constituted, programme::is_constituted(reader, ugel.id, {on}));
        MINKA_TRY_ASSIGN(const auto resolutions,
                         reader.all<programme::Resolution>("AND territory_id = $2 ORDER BY year, number", ugel.id));
        context.out() << ugel.code << "  " << ugel.name << ": " << spanish(team.record.state) << " desde el "
                      << team.record.state_since.text() << "\nconvocado el " << team.record.convened_on.text() << ", "
                      << members.size() << " integrantes y " << (constituted ? "constituido" : "sin constituir")
                      << " al " << on.text() << "\n";
        for (const auto& member : members) {
            context.out() << "  " << to_string(member.person_id) << "  " << member.role << "\n";
        }
        for (const auto& row : resolutions) {
            const auto& record = row.record;
            context.out() << "  RD " << (record.number.empty() ? "(proyecto)" : record.number)
                          << (record.issued_on ? " del " + record.issued_on->text() : "")
                          << (programme::is_complete(record) ? "" : ", incompleta: no constituye") << "\n";
        }
        return Exit::done;
    });
}

Result<Exit> count(CommandContext& context, const TeamOptions& options) {
    MINKA_TRY_ASSIGN(auto work, open_programme(context, options.programme, "count teams", Access::reads));
    MINKA_TRY_ASSIGN(const auto as_of, date_option(options.as_of, "--as-of", work.database().clock()));
    MINKA_TRY_ASSIGN(const auto shares, work.database().read(work.act.programme, [&](Reader& reader) {
        return programme::constituted_shares(reader, console(), {as_of});
    }));
    for (const auto& share : shares) {
        context.out() << programme::format_share(share.share, context.options().language) << "  " << share.name << " ("
                      << share.source << ", " << share.dated_on.text() << ")\n";
    }
    return Exit::done;
}

CLI::App* add_step(CommandTable& table, CLI::App* group, const SharedOptions& options, const std::string& name,
                   const std::string& description, Result<Exit> (*run)(CommandContext&, const TeamOptions&)) {
    return with_ugel(table.command(group, name, description,
                                   [options, run](CommandContext& context) { return run(context, *options); }),
                     *options);
}

void add_lists(CommandTable& table, CLI::App* group, const SharedOptions& options) {
    auto* list_all = table.command(group, "list", "Los equipos de cada UGEL a una fecha",
                                   [options](CommandContext& context) { return list(context, *options); });
    auto* count_all =
        table.command(group, "count", "UGEL con equipo constituido: de cada lista y del padrón, lado a lado",
                      [options](CommandContext& context) { return count(context, *options); });
    for (auto* command : {list_all, count_all}) {
        with_programme(command, options->programme)
            ->add_option("--as-of", options->as_of, "A qué fecha (por defecto, hoy)");
    }
    auto* settle_all = table.command(group, "settle", "Pone vencidos y caducos según las fechas de sus resoluciones",
                                     [options](CommandContext& context) { return settle(context, *options); });
    with_programme(settle_all, options->programme)->add_option("--on", options->on, "A qué fecha (por defecto, hoy)");
}

}  // namespace

void add_team_command(CommandTable& table) {
    auto* group = table.group("team", "Equipos técnico pedagógicos de las UGEL");
    const auto options = std::make_shared<TeamOptions>();
    add_lists(table, group, options);
    add_step(table, group, options, "show", "Un equipo: integrantes por identificador y resoluciones", show);
    add_step(table, group, options, "convene", "Convoca el equipo de una UGEL", convene)
        ->add_flag("--reactivate", options->reactivates, "Retoma el equipo anterior de la UGEL");
    auto* inviting = add_step(table, group, options, "invite", "Invita a una persona", invite);
    inviting->add_option("--role", options->role, "Función en el equipo")->capture_default_str();
    auto* accepting =
        add_step(table, group, options, "accept", "La persona acepta (consta su firma)",
                 [](CommandContext& context, const TeamOptions& given) { return answer(context, given, true); });
    auto* withdrawing =
        add_step(table, group, options, "withdraw", "La persona se retira o declina",
                 [](CommandContext& context, const TeamOptions& given) { return answer(context, given, false); });
    for (auto* command : {inviting, accepting, withdrawing}) {
        command->add_option("--person", options->person, "Identificador de la persona")->required();
    }
    add_step(table, group, options, "form", "El equipo queda conformado",
             [](CommandContext& context, const TeamOptions& given) { return move(context, given, TeamState::formed); });
    add_step(table, group, options, "activate", "El equipo empieza a trabajar",
             [](CommandContext& context, const TeamOptions& given) { return move(context, given, TeamState::active); });
    add_step(table, group, options, "lapse", "El equipo deja de existir o su resolución se anula",
             [](CommandContext& context, const TeamOptions& given) { return move(context, given, TeamState::lapsed); });
}

}  // namespace minka::cli
