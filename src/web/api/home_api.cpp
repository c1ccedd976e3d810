#include "web/api/home_api.h"

#include "planning/visit_list.h"
#include "programme/cycle_rules.h"
#include "programme/resolution_rules.h"
#include "programme/stage_board.h"
#include "programme/team_indicators.h"
#include "programme/wave.h"
#include "web/api/share_json.h"
#include "web/remembered_route.h"

#include <algorithm>
#include <array>
#include <map>

namespace minka::web {

using identity::Permission;
using registry::Purpose;
using storage::Reader;

enum class TaskKind {
    team_missing,
    teams_missing,
    resolution_expires,
    cycle_gate,
    wave_open,
    wave_late,
    visits_overdue,
    visits_late,
    visits_failed,
    visits_to_confirm,
    visits_to_agree,
    visits_planned,
};
BOOST_DESCRIBE_ENUM(TaskKind, team_missing, teams_missing, resolution_expires, cycle_gate, wave_open, wave_late,
                    visits_overdue, visits_late, visits_failed, visits_to_confirm, visits_to_agree, visits_planned)

enum class HomeScreen { ugel, cycle, teams, visits };
BOOST_DESCRIBE_ENUM(HomeScreen, ugel, cycle, teams, visits)

struct TaskLink {
    HomeScreen screen{};
    std::string id;
};
MINKA_JSON(TaskLink, (screen, id))

struct HomeTask {
    TaskKind kind{};
    std::string name;  ///< Of the UGEL, the wave or the cycle it is about; a count of many.
    std::string text;  ///< What there is to do, in a sentence.
    std::optional<LocalDate> date;
    std::optional<std::int64_t> days;  ///< Until the date; below 0 when it is past.
    TaskLink link;
};
MINKA_JSON(HomeTask, (kind, name, text, date, days, link))

struct HomeChange {
    Instant at;
    std::string text;
};
MINKA_JSON(HomeChange, (at, text))

struct TrendPoint {
    LocalDate date;
    std::int64_t n = 0;
    std::int64_t total = 0;
};
MINKA_JSON(TrendPoint, (date, n, total))

struct HomeFigure {
    std::string code;
    std::string name;
    ShareShown share;
    std::vector<TrendPoint> trend;
};
MINKA_JSON(HomeFigure, (code, name, share, trend))

struct HomePage {
    LocalDate today;
    registry::AccessRole role{};
    std::vector<HomeTask> late;
    std::vector<HomeTask> today_tasks;
    std::vector<HomeTask> week;
    std::vector<HomeTask> later;
    std::vector<HomeChange> changed;  ///< Of the last two weeks, the newest first.
    std::vector<HomeFigure> figures;
};
MINKA_JSON(HomePage, (today, role, late, today_tasks, week, later, changed, figures))

struct ProgrammeStage {
    std::string code;
    std::string name;
};
MINKA_JSON(ProgrammeStage, (code, name))

struct ProgrammeCycle {
    std::string code;
    std::string name;
    LocalDate starts_on;
    LocalDate ends_on;
};
MINKA_JSON(ProgrammeCycle, (code, name, starts_on, ends_on))

struct ProgrammePage {
    ProgrammeId id;
    std::string code;
    std::string name;
    std::string country;
    std::vector<std::string> languages;
    bool has_teams = false;
    bool has_visits = false;
    LocalDate today;
    std::vector<ProgrammeStage> stages;
    std::vector<ProgrammeStage> moments;
    std::vector<ProgrammeCycle> cycles;  ///< The newest first.
};
MINKA_JSON(ProgrammePage, (id, code, name, country, languages, has_teams, has_visits, today, stages, moments, cycles))

namespace {

constexpr int days_of_a_week = 7;
constexpr std::size_t most_missing_teams = 8;  // more of them are one line that leads to the board
constexpr int trend_months = 6;
constexpr std::size_t most_changes = 12;

std::string sentence(const HomeTask& task, bool is_spanish) {
    switch (task.kind) {
        case TaskKind::team_missing:
            return is_spanish ? "La " + task.name + " no tiene equipo constituido"
                              : task.name + " has no constituted team";
        case TaskKind::teams_missing:
            return is_spanish ? task.name + " UGEL no tienen equipo constituido"
                              : task.name + " UGEL have no constituted team";
        case TaskKind::resolution_expires:
            return is_spanish ? "Vence la resolución de la " + task.name : "The resolution of " + task.name + " ends";
        case TaskKind::cycle_gate:
            return is_spanish ? "Faltan requisitos para que empiece el ciclo " + task.name
                              : "Requirements are missing before cycle " + task.name + " begins";
        case TaskKind::wave_open: return is_spanish ? "Cierra la toma " + task.name : "Wave " + task.name + " closes";
        case TaskKind::wave_late:
            return is_spanish ? "La toma " + task.name + " debía estar cerrada"
                              : "Wave " + task.name + " should be closed";
        case TaskKind::visits_overdue:
            return is_spanish ? "Parejas en camino sin noticia de su llegada: " + task.name
                              : "Pairs on the road without word of their arrival: " + task.name;
        case TaskKind::visits_late:
            return is_spanish ? "Visitas cuya fecha pasó sin registro: " + task.name
                              : "Visits whose date is over without a record: " + task.name;
        case TaskKind::visits_failed:
            return is_spanish ? "Visitas fallidas por planear de nuevo: " + task.name
                              : "Failed visits to plan anew: " + task.name;
        case TaskKind::visits_to_confirm:
            return is_spanish ? "Visitas por confirmar: " + task.name : "Visits to confirm: " + task.name;
        case TaskKind::visits_to_agree:
            return is_spanish ? "Visitas por acordar con la escuela: " + task.name
                              : "Visits to agree with the school: " + task.name;
        case TaskKind::visits_planned:
            return is_spanish ? "Visitas de su pareja: " + task.name : "Visits of your pair: " + task.name;
    }
    return {};
}

void file_task(HomePage& page, HomeTask task, bool is_spanish) {
    task.text = sentence(task, is_spanish);
    const auto days = task.days;
    if (!days || *days < 0) {
        page.late.push_back(std::move(task));
    } else if (*days == 0) {
        page.today_tasks.push_back(std::move(task));
    } else {
        (*days <= days_of_a_week ? page.week : page.later).push_back(std::move(task));
    }
}

Result<> add_team_tasks(Reader& reader, const Call& call, const programme::ProgrammeFolder& folder, HomePage& page) {
    const auto scope = call.scope(Purpose::operation);
    const auto times = call.times();
    const auto& rules = *folder.profile.stages.team;
    MINKA_TRY_ASSIGN(const auto expiring,
                     programme::expiring_resolutions(reader, scope, times, rules.expiry_warning_days));
    for (const auto& row : expiring) {
        file_task(page,
                  {TaskKind::resolution_expires,
                   row.ugel_name,
                   {},
                   row.valid_to.plus_days(-1),
                   row.days_left - 1,
                   {HomeScreen::ugel, to_string(row.territory_id)}},
                  call.is_spanish());
    }
    MINKA_TRY_ASSIGN(const auto board,
                     programme::stage_board(reader, scope, times, folder.profile.stages.stages, rules));
    MINKA_TRY_ASSIGN(const auto constituted, programme::constituted_teams(reader, scope, times));
    std::vector<HomeTask> missing;
    for (const auto& row : board.rows) {
        const bool has_team =
            std::ranges::find(constituted, row.ugel.id, &programme::ConstitutedTeam::territory_id) != constituted.end();
        if (!has_team) {
            missing.push_back(
                {TaskKind::team_missing, row.ugel.name, {}, {}, {}, {HomeScreen::ugel, to_string(row.ugel.id)}});
        }
    }
    if (missing.size() > most_missing_teams) {
        missing = {{TaskKind::teams_missing, std::to_string(missing.size()), {}, {}, {}, {HomeScreen::teams, ""}}};
    }
    for (auto& task : missing) {
        file_task(page, std::move(task), call.is_spanish());
    }
    return {};
}

std::string indicator_name(const programme::ProgrammeFolder& folder, std::string_view code, std::string_view language) {
    const auto* const sheet = folder.indicators.sheet(code);
    return sheet == nullptr ? std::string(code) : std::string(sheet->name.in(language));
}

Result<> add_team_figures(Reader& reader, const Call& call, const programme::ProgrammeFolder& folder, HomePage& page) {
    std::vector<registry::TwoTimes> dates;
    for (int months = trend_months; months >= 0; --months) {
        dates.push_back({page.today.plus_months(-months)});
    }
    for (const auto* const code : std::array{"01", "03", "05"}) {
        MINKA_TRY_ASSIGN(const auto history,
                         programme::team_indicator_history(reader, code, call.scope(Purpose::monitoring), dates,
                                                           {{}, folder.profile.stages.team->retention_months}));
        HomeFigure figure{
            code, indicator_name(folder, code, call.language()), shown(history.back().share, call.language()), {}};
        for (const auto& point : history) {
            figure.trend.push_back({point.times.as_of, point.share.n, point.share.total});
        }
        page.figures.push_back(std::move(figure));
    }
    return {};
}

Result<> add_cycle_tasks(Reader& reader, const Call& call, const programme::ProgrammeFolder& folder, HomePage& page) {
    MINKA_TRY_ASSIGN(const auto cycles, reader.all<programme::Cycle>("ORDER BY starts_on, code"));
    for (const auto& row : cycles) {
        const auto& cycle = row.record;
        if (cycle.state < programme::CycleState::running) {
            MINKA_TRY_ASSIGN(const auto missing,
                             programme::missing_for_running(reader, cycle.id, folder.profile.stages.cycle, page.today));
            if (!missing.empty()) {
                file_task(page,
                          {TaskKind::cycle_gate,
                           cycle.name,
                           {},
                           cycle.starts_on,
                           days_between(page.today, cycle.starts_on),
                           {HomeScreen::cycle, cycle.code}},
                          call.is_spanish());
            }
        }
        MINKA_TRY_ASSIGN(const auto waves,
                         reader.all<programme::Wave>("AND cycle_id = $2 AND state = 'open' ORDER BY number", cycle.id));
        for (const auto& wave : waves) {
            const auto days = days_between(page.today, wave.record.closes_on);
            file_task(page,
                      {days < 0 ? TaskKind::wave_late : TaskKind::wave_open,
                       wave.record.name,
                       {},
                       wave.record.closes_on,
                       days,
                       {HomeScreen::cycle, cycle.code}},
                      call.is_spanish());
        }
    }
    return {};
}

// One line a matter: how many, and the date of the first.
void file_visits(HomePage& page, TaskKind kind, const planning::VisitTally& tally, bool is_spanish) {
    if (!tally.first_on) {
        return;
    }
    file_task(page,
              {kind,
               std::to_string(tally.visits),
               {},
               tally.first_on,
               days_between(page.today, *tally.first_on),
               {HomeScreen::visits, tally.first_on->text()}},
              is_spanish);
}

planning::VisitTally together(const planning::VisitTally& one, const planning::VisitTally& other) {
    if (!one.first_on || !other.first_on) {
        return one.first_on ? one : other;
    }
    return {one.visits + other.visits, std::min(one.first_on, other.first_on)};
}

planning::VisitTally tally_of(const std::vector<planning::Visit>& visits) {
    return visits.empty() ? planning::VisitTally{}
                          : planning::VisitTally{std::ssize(visits),
                                                 std::ranges::min(visits, {}, &planning::Visit::planned_on).planned_on};
}

Result<planning::VisitTally> overdue_tally(Reader& reader, const Call& call) {
    const auto sight = planning::VisitSight::of(call.scope(Purpose::operation), call.passage().grant.person_id);
    MINKA_TRY_ASSIGN(const auto overdue,
                     planning::overdue_visits(reader, sight, call.premises().database.clock().now()));
    return tally_of(overdue);
}

constexpr int days_of_a_fortnight = 14;

Result<> add_visit_tasks(Reader& reader, const Call& call, HomePage& page) {
    using planning::VisitState;
    const auto sight = planning::VisitSight::of(call.scope(Purpose::operation), call.passage().grant.person_id);
    const auto in_state = [&](VisitState state, std::optional<LocalDate> from, std::optional<LocalDate> to) {
        planning::VisitFilter filter;
        filter.state = state;
        filter.from = from;
        filter.to = to;
        if (state == VisitState::failed) {
            filter.retried = planning::VisitFilter::Retried::not_yet;
        }
        return planning::tally_visits(reader, sight, filter);
    };
    const bool is_spanish = call.is_spanish();
    MINKA_TRY_ASSIGN(const auto overdue, overdue_tally(reader, call));
    file_visits(page, TaskKind::visits_overdue, overdue, is_spanish);
    const auto soon = page.today.plus_days(days_of_a_week);
    if (call.passage().grant.role == registry::AccessRole::mediator) {
        MINKA_TRY_ASSIGN(const auto near, in_state(VisitState::confirmed, page.today, soon));
        MINKA_TRY_ASSIGN(const auto agreed, in_state(VisitState::agreed, page.today, soon));
        file_visits(page, TaskKind::visits_planned, together(near, agreed), is_spanish);
        return {};
    }
    planning::VisitTally late;
    for (const auto state : {VisitState::proposed, VisitState::agreed, VisitState::confirmed}) {
        MINKA_TRY_ASSIGN(const auto found, in_state(state, {}, page.today.plus_days(-1)));
        late = together(late, found);
    }
    file_visits(page, TaskKind::visits_late, late, is_spanish);
    MINKA_TRY_ASSIGN(const auto failed, in_state(VisitState::failed, {}, {}));
    file_visits(page, TaskKind::visits_failed, failed, is_spanish);
    MINKA_TRY_ASSIGN(const auto to_confirm, in_state(VisitState::agreed, page.today,
                                                     page.today.plus_days(planning::most_days_of_confirmation)));
    file_visits(page, TaskKind::visits_to_confirm, to_confirm, is_spanish);
    MINKA_TRY_ASSIGN(const auto to_agree,
                     in_state(VisitState::proposed, page.today, page.today.plus_days(days_of_a_fortnight)));
    file_visits(page, TaskKind::visits_to_agree, to_agree, is_spanish);
    return {};
}

// Indicator 12 at the ends of the last months, of the cycle that began last.
Result<> add_visit_figure(Reader& reader, const Call& call, const programme::ProgrammeFolder& folder, HomePage& page) {
    MINKA_TRY_ASSIGN(const auto cycles, reader.all<programme::Cycle>(
                                            "AND starts_on <= $2 ORDER BY starts_on DESC, code LIMIT 1", page.today));
    if (cycles.empty()) {
        return {};
    }
    std::vector<LocalDate> dates;
    for (int months = trend_months; months >= 0; --months) {
        dates.push_back(page.today.plus_months(-months));
    }
    MINKA_TRY_ASSIGN(const auto counts, call.premises().visit_counts.on(reader, call.scope(Purpose::monitoring),
                                                                        cycles.front().record.id, dates));
    HomeFigure figure{"12", indicator_name(folder, "12", call.language()), {}, {}};
    for (std::size_t i = 0; i < dates.size(); ++i) {
        figure.trend.push_back({dates[i], counts[i].held, counts[i].due});
    }
    figure.share = shown({counts.back().held, counts.back().due}, call.language());
    if (figure.share.total > 0) {
        page.figures.push_back(std::move(figure));
    }
    return {};
}

std::string_view state_words(programme::TeamState state, bool is_spanish) {
    using enum programme::TeamState;
    switch (state) {
        case convened: return is_spanish ? "equipo convocado" : "team convened";
        case formed: return is_spanish ? "equipo conformado" : "team formed";
        case resolution_drafted: return is_spanish ? "resolución en proyecto" : "resolution drafted";
        case issued: return is_spanish ? "equipo con resolución" : "team with a resolution";
        case active: return is_spanish ? "equipo en actividad" : "team at work";
        case expired: return is_spanish ? "resolución vencida" : "resolution ended";
        case lapsed: return is_spanish ? "equipo caduco" : "team lapsed";
        case reactivated: return is_spanish ? "equipo reactivado" : "team reactivated";
    }
    return "";
}

Result<> add_changes(Reader& reader, const Call& call, HomePage& page) {
    MINKA_TRY_ASSIGN(const auto places, programme::ugel_at(reader, call.scope(Purpose::operation), call.times()));
    std::map<registry::TerritoryId, std::string> names;
    for (const auto& place : places) {
        names[place.id] = place.name;
    }
    MINKA_TRY_ASSIGN(const auto teams,
                     reader.all<programme::Team>("AND state_since >= $2 ORDER BY recorded_at DESC, id",
                                                 page.today.plus_days(-2 * days_of_a_week)));
    for (const auto& team : teams) {
        const auto name = names.find(team.record.territory_id);
        if (name != names.end() && page.changed.size() < most_changes) {
            page.changed.push_back(
                {team.recorded_at,
                 name->second + ": " + std::string(state_words(team.record.state, call.is_spanish()))});
        }
    }
    return {};
}

// Who is overdue changes with the clock alone.
Result<std::string> overdue_now(Reader& reader, const Call& call) {
    if (!identity::may(call.passage().grant.role, Permission::visits_read)) {
        return std::string();
    }
    MINKA_TRY_ASSIGN(const auto late, planning::count_past_arrival(reader, call.premises().database.clock().now()));
    return std::to_string(late);
}

Result<HomePage> show_home(Reader& reader, const Call& call) {
    const auto role = call.passage().grant.role;
    HomePage page;
    page.today = call.today();
    page.role = role;
    MINKA_TRY_ASSIGN(const auto folder, call.premises().folders.newest(reader));
    if (folder->profile.stages.team && identity::may(role, Permission::teams_read)) {
        MINKA_TRY(add_team_tasks(reader, call, *folder, page));
        MINKA_TRY(add_team_figures(reader, call, *folder, page));
        MINKA_TRY(add_changes(reader, call, page));
    }
    if (identity::may(role, Permission::cycle_read)) {
        MINKA_TRY(add_cycle_tasks(reader, call, *folder, page));
    }
    if (identity::may(role, Permission::visits_read)) {
        MINKA_TRY(add_visit_tasks(reader, call, page));
    }
    if (!folder->profile.stages.visits.empty() && identity::may(role, Permission::cycle_read)) {
        MINKA_TRY(add_visit_figure(reader, call, *folder, page));
    }
    return page;
}

Result<ProgrammePage> show_programme(Reader& reader, const Call& call) {
    MINKA_TRY_ASSIGN(const auto folder, call.premises().folders.newest(reader));
    const auto& profile = folder->profile;
    const auto language = call.language();
    ProgrammePage page{call.programme(),
                       profile.code,
                       std::string(profile.name.in(language)),
                       profile.country,
                       profile.languages,
                       profile.stages.team.has_value(),
                       !profile.stages.visits.empty(),
                       call.today(),
                       {},
                       {},
                       {}};
    for (const auto& stage : profile.stages.stages) {
        page.stages.push_back({stage.code, std::string(stage.name.in(language))});
    }
    for (const auto& moment : profile.stages.moments) {
        page.moments.push_back({moment.code, std::string(moment.name.in(language))});
    }
    MINKA_TRY_ASSIGN(const auto cycles, reader.all<programme::Cycle>("ORDER BY starts_on DESC, code"));
    for (const auto& cycle : cycles) {
        page.cycles.push_back({cycle.record.code, cycle.record.name, cycle.record.starts_on, cycle.record.ends_on});
    }
    return page;
}

}  // namespace

std::vector<Route> home_routes() {
    // Open to every role: each sees only what its permissions let it.
    auto home = remembered_route<HomePage>(
        {"/api/v1/programmes/{programme}/home", Permission::report_read, "What is late, what is near, how it stands"},
        show_home, overdue_now);
    auto profile = read_route<ProgrammePage>(
        {"/api/v1/programmes/{programme}/profile", Permission::report_read, "The programme and its words"},
        show_programme);
    for (auto* route : {&home, &profile}) {
        route->permission.reset();
    }
    return {std::move(home), std::move(profile)};
}

}  // namespace minka::web
