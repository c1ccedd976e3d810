#include "web/api/visit_api.h"

#include "documents/icalendar.h"
#include "planning/pair_store.h"
#include "planning/visit_reports.h"
#include "planning/visit_store.h"
#include "programme/cycle_rules.h"
#include "registry/each_among.h"
#include "web/api/page_key.h"
#include "web/api/visit_json.h"
#include "web/list_export.h"
#include "web/remembered_route.h"

#include <algorithm>
#include <map>
#include <set>

namespace minka::web {

using identity::Permission;
using planning::Visit;
using planning::VisitAct;
using planning::VisitState;
using registry::AccessRole;
using registry::Purpose;
using storage::Reader;
using storage::Writer;

namespace {

constexpr int days_of_a_week = 7;
constexpr std::size_t most_failed = 100;

planning::VisitSight sight_of(const Call& call) {
    return planning::VisitSight::of(call.scope(Purpose::operation), call.passage().grant.person_id);
}

/// The names that visits show, those of a list together.
class VisitNames {
public:
    VisitNames(Reader& reader, const Call& call) : reader_(reader), call_(call) {}

    Result<> load() {
        MINKA_TRY_ASSIGN(guarded_, call_.premises().need_to_know.withheld(reader_, call_.today()));
        return {};
    }

    Result<VisitItem> item(const Visit& visit) {
        MINKA_TRY_ASSIGN(auto shown, items({visit}));
        return std::move(shown.front());
    }

    Result<std::vector<VisitItem>> items(const std::vector<Visit>& visits) {
        MINKA_TRY(read(visits));
        std::vector<VisitItem> shown;
        for (const auto& visit : visits) {
            MINKA_TRY_ASSIGN(auto one, shown_item(visit));
            shown.push_back(std::move(one));
        }
        return shown;
    }

    /// The codes of the schools that these visits go to, the places they lie in and the pairs.
    Result<> read(const std::vector<Visit>& visits) {
        std::set<Uuid> schools;
        std::set<Uuid> pairs;
        for (const auto& visit : visits) {
            if (!schools_.contains(visit.school_id)) {
                schools.insert(visit.school_id.uuid);
            }
            if (!pairs_.contains(visit.pair_id)) {
                pairs.insert(visit.pair_id.uuid);
            }
        }
        std::set<Uuid> lands;
        MINKA_TRY(each_row(
            "SELECT id, code, name, civil_territory_id FROM school", schools, [&](const storage::Row& row) -> Result<> {
                const auto land = row.get<registry::TerritoryId>(3);
                schools_[row.get<registry::SchoolId>(0)] = {row.get<std::string>(1), row.get<std::string>(2), land};
                lands.insert(land.uuid);
                return {};
            }));
        MINKA_TRY(each_row("SELECT id, name FROM territory", lands, [&](const storage::Row& row) -> Result<> {
            places_[row.get<registry::TerritoryId>(0)] = row.get<std::string>(1);
            return {};
        }));
        return each_row("SELECT id, code FROM mediator_pair", pairs, [&](const storage::Row& row) -> Result<> {
            pairs_[row.get<planning::MediatorPairId>(0)] = row.get<std::string>(1);
            return {};
        });
    }

    bool is_guarded(const registry::SchoolId& school) const {
        return guarded_ && std::ranges::binary_search(*guarded_, school.uuid);
    }
    /// Of a visit that was read.
    const std::string& school_code(const Visit& visit) { return schools_[visit.school_id].code; }

private:
    struct SchoolName {
        std::string code;
        std::string name;
        registry::TerritoryId land;
    };

    template <typename Take>
    Result<> each_row(const std::string& select, const std::set<Uuid>& wanted, Take take) {
        const std::vector<Uuid> ids(wanted.begin(), wanted.end());
        return registry::each_among(reader_, select + " WHERE programme_id = $1 AND id", "", ids, std::move(take),
                                    reader_.programme());
    }

    Result<VisitItem> shown_item(const Visit& visit) {
        const auto& school = schools_[visit.school_id];
        VisitItem shown;
        shown.id = visit.id;
        shown.number = visit.number;
        shown.code = visit.code;
        shown.moment = visit.moment;
        shown.planned_on = visit.planned_on;
        shown.state = visit.state;
        shown.face = planning::face_of(visit);
        shown.is_locked = visit.is_locked;
        shown.is_guarded = is_guarded(visit.school_id);
        shown.is_overdue = planning::is_overdue(visit, call_.premises().database.clock().now());
        shown.has_arrived = visit.has_arrived;
        shown.school_id = visit.school_id;
        shown.school = school.name;
        shown.place = places_[school.land];
        shown.pair_id = visit.pair_id;
        shown.pair = pairs_[visit.pair_id];
        shown.expected_at = visit.expected_at;
        shown.outcome = visit.outcome;
        shown.held_on = visit.held_on;
        shown.cause = visit.cause;
        shown.replaces_id = visit.replaces_id;
        const auto role = call_.passage().grant.role;
        if (identity::may(role, Permission::visits_write)) {
            std::ranges::copy_if(planning::acts_of(visit), std::back_inserter(shown.acts),
                                 [&](VisitAct act) { return planning::may_take(role, act); });
        }
        return shown;
    }

    Reader& reader_;
    const Call& call_;
    registry::WithheldSchools guarded_;
    std::map<planning::MediatorPairId, std::string> pairs_;
    std::map<registry::SchoolId, SchoolName> schools_;
    std::map<registry::TerritoryId, std::string> places_;
};

LocalDate monday_of(LocalDate date) { return date.plus_days(-static_cast<int>((date.weekday() + 6) % days_of_a_week)); }

Result<planning::VisitFilter> filter_of(Reader& reader, const Call& call) {
    planning::VisitFilter filter;
    filter.from = call.query_date("from");
    filter.to = call.query_date("to");
    if (const auto text = call.query("state")) {
        MINKA_TRY_ASSIGN(filter.state, FromJson<VisitState>::of(documents::JsonValue(*text), "state"));
    }
    if (const auto pair = call.query_uuid("pair")) {
        filter.pair = planning::MediatorPairId{*pair};
    }
    if (const auto school = call.query_uuid("school")) {
        filter.school = registry::SchoolId{*school};
    }
    if (const auto code = call.query("cycle")) {
        MINKA_TRY_ASSIGN(const auto cycle, programme::cycle_by_code(reader, *code));
        filter.cycle = cycle.record.id;
    }
    return filter;
}

Result<ListOf<VisitItem>> list_visits(Reader& reader, const Call& call) {
    MINKA_TRY_ASSIGN(const auto filter, filter_of(reader, call));
    MINKA_TRY_ASSIGN(const auto after, read_page(call.query("after")));
    MINKA_TRY_ASSIGN(const auto limit, page_length(call.query_integer("limit")));
    MINKA_TRY_ASSIGN(const auto page, planning::visits_in(reader, sight_of(call), filter, after, limit));
    VisitNames names(reader, call);
    MINKA_TRY(names.load());
    ListOf<VisitItem> list;
    MINKA_TRY_ASSIGN(list.items, names.items(page.items));
    list.next = page.next ? std::optional(page_text(*page.next)) : std::nullopt;
    return list;
}

// A visit to a school of high security is in no export.
Result<ListOf<VisitItem>> list_to_keep(Reader& reader, const Call& call) {
    MINKA_TRY_ASSIGN(auto list, list_visits(reader, call));
    std::erase_if(list.items, &VisitItem::is_guarded);
    return list;
}

std::string enum_text(auto value) { return std::string(json_key(boost::describe::enum_to_string(value, ""))); }

std::vector<ExportColumn<VisitItem>> visit_columns() {
    return {
        {"Visita", "Visit", [](const auto& one) { return one.number; }},
        {"Momento", "Moment", [](const auto& one) { return one.moment; }},
        {"Escuela", "School", [](const auto& one) { return one.school; }},
        {"Lugar", "Place", [](const auto& one) { return one.place; }},
        {"Planeada para", "Planned on", [](const auto& one) { return one.planned_on; }},
        {"Estado", "State", [](const auto& one) { return enum_text(one.state); }},
        {"Realizada el", "Held on", [](const auto& one) { return optional_cell(one.held_on); }},
        {"Causa", "Cause",
         [](const auto& one) {
             return one.cause ? documents::XlsxCell(enum_text(*one.cause)) : documents::XlsxCell();
         }},
    };
}

// The week that is asked for; else this one while a cycle runs, and the last one of the newest cycle before or after.
Result<LocalDate> week_of(Reader& reader, const Call& call) {
    if (const auto asked = call.query_date("week")) {
        return monday_of(*asked);
    }
    const auto today = call.today();
    MINKA_TRY_ASSIGN(const auto cycles, reader.all<programme::Cycle>("ORDER BY starts_on DESC, code LIMIT 1"));
    if (cycles.empty()) {
        return monday_of(today);
    }
    const auto& cycle = cycles.front().record;
    return monday_of(std::clamp(today, cycle.starts_on, cycle.ends_on));
}

Result<VisitBoard> show_board(Reader& reader, const Call& call) {
    const auto sight = sight_of(call);
    VisitBoard board;
    board.today = call.today();
    MINKA_TRY_ASSIGN(board.from, week_of(reader, call));
    board.to = board.from.plus_days(days_of_a_week - 1);
    VisitNames names(reader, call);
    MINKA_TRY(names.load());
    planning::VisitFilter week;
    week.from = board.from;
    week.to = board.to;
    MINKA_TRY_ASSIGN(const auto visits, planning::all_visits_in(reader, sight, week));
    MINKA_TRY_ASSIGN(board.week, names.items(visits));
    MINKA_TRY_ASSIGN(const auto overdue,
                     planning::overdue_visits(reader, sight, call.premises().database.clock().now()));
    MINKA_TRY_ASSIGN(board.overdue, names.items(overdue));
    for (const auto state : {VisitState::proposed, VisitState::agreed, VisitState::confirmed}) {
        planning::VisitFilter late;
        late.state = state;
        late.to = board.today.plus_days(-1);
        MINKA_TRY_ASSIGN(const auto found, planning::all_visits_in(reader, sight, late));
        MINKA_TRY_ASSIGN(auto shown, names.items(found));
        std::ranges::move(shown, std::back_inserter(board.late));
    }
    planning::VisitFilter failed;
    failed.state = VisitState::failed;
    failed.retried = planning::VisitFilter::Retried::not_yet;
    MINKA_TRY_ASSIGN(auto open, planning::all_visits_in(reader, sight, failed));
    open.resize(std::min(open.size(), most_failed));
    MINKA_TRY_ASSIGN(board.failed, names.items(open));
    return board;
}

// Which visits are overdue changes with the clock alone.
Result<std::string> overdue_now(Reader& reader, const Call& call) {
    MINKA_TRY_ASSIGN(const auto late, planning::count_past_arrival(reader, call.premises().database.clock().now()));
    return std::to_string(late);
}

Result<ListOf<VisitItem>> list_overdue(Reader& reader, const Call& call) {
    MINKA_TRY_ASSIGN(const auto visits,
                     planning::overdue_visits(reader, sight_of(call), call.premises().database.clock().now()));
    VisitNames names(reader, call);
    MINKA_TRY(names.load());
    ListOf<VisitItem> list;
    MINKA_TRY_ASSIGN(list.items, names.items(visits));
    return list;
}

std::string purpose_of(const programme::ProgrammeFolder& folder, const Visit& visit, std::string_view language) {
    const auto& sequence = folder.profile.stages.visits;
    const auto found = std::ranges::find(sequence, visit.code, &programme::VisitTemplate::code);
    return found == sequence.end() ? visit.code : std::string(found->purpose.in(language));
}

Result<VisitPage> visit_page(Reader& reader, const Call& call, const planning::VisitId& id) {
    MINKA_TRY_ASSIGN(const auto visit, planning::visit_in(reader, sight_of(call), id));
    MINKA_TRY_ASSIGN(const auto folder, call.premises().folders.newest(reader));
    VisitNames names(reader, call);
    MINKA_TRY(names.load());
    VisitPage page;
    MINKA_TRY_ASSIGN(page.visit, names.item(visit));
    page.purpose = purpose_of(*folder, visit, call.language());
    MINKA_TRY_ASSIGN(const auto events, planning::events_of(reader, id));
    for (const auto& row : events) {
        const auto& event = row.record;
        page.events.push_back({event.act, event.state, event.happened_on, row.recorded_at, event.planned_on,
                               event.cause, event.channel, event.said_by, event.note});
    }
    MINKA_TRY_ASSIGN(const auto sources, planning::sources_of(reader, id));
    for (const auto& source : sources) {
        page.reports.push_back({source.submission, source.outcome, source.held_on, source.attended});
    }
    MINKA_TRY_ASSIGN(const auto later, reader.all<Visit>("AND replaces_id = $2", id));
    if (!later.empty()) {
        page.later_id = later.front().record.id;
    }
    if (call.passage().grant.role == AccessRole::coordinator) {
        page.may_plan_again = visit.outcome == planning::VisitOutcome::failed && later.empty();
        MINKA_TRY_ASSIGN(const auto pairs, planning::pairs_on(reader, std::max(call.today(), visit.planned_on)));
        for (const auto& pair : pairs) {
            page.pairs.push_back({pair.pair.record.id, pair.pair.record.code});
        }
    }
    return page;
}

Result<VisitPage> show_visit(Reader& reader, const Call& call) {
    MINKA_TRY_ASSIGN(const auto id, call.id<planning::VisitId>("visit"));
    return visit_page(reader, call, id);
}

Result<VisitPage> take_step(Writer& writer, const Call& call, const VisitStepRequest& request) {
    MINKA_TRY_ASSIGN(const auto id, call.id<planning::VisitId>("visit"));
    MINKA_TRY(planning::visit_in(writer, sight_of(call), id));
    if (!planning::may_take(call.passage().grant.role, request.act)) {
        return problem(ProblemCode::forbidden, "This step is the coordinator's.", "act");
    }
    planning::StepOrder order;
    order.visit = id;
    order.event = call.premises().database.new_id<planning::VisitEventId>();
    order.today = call.today();
    auto& step = order.step;
    step.act = request.act;
    step.happened_on = request.on.value_or(call.today());
    step.planned_on = request.planned_on;
    if (request.expected_at) {
        const auto expected = parse_instant(*request.expected_at);
        if (!expected) {
            return invalid("An instant is written as 2026-03-11T14:30:00Z.", "expected_at");
        }
        step.expected_at = *expected;
    }
    step.cause = request.cause;
    step.channel = request.channel;
    step.said_by = request.said_by;
    step.note = request.note;
    MINKA_TRY_ASSIGN(const auto calendars, planning::stored_calendars(writer));
    MINKA_TRY(planning::record_step(writer, order, calendars));
    return visit_page(writer, call, id);
}

Result<VisitPage> plan_again(Writer& writer, const Call& call, const VisitRetryRequest& request) {
    MINKA_TRY_ASSIGN(const auto id, call.id<planning::VisitId>("visit"));
    MINKA_TRY_ASSIGN(const auto failed, planning::visit_in(writer, sight_of(call), id));
    if (call.passage().grant.role != AccessRole::coordinator) {
        return problem(ProblemCode::forbidden, "Planning is the coordinator's.", "visit");
    }
    planning::RetryOrder order;
    order.failed = id;
    order.today = call.today();
    order.fresh.event = call.premises().database.new_id<planning::VisitEventId>();
    order.fresh.visit.id = call.premises().database.new_id<planning::VisitId>();
    order.fresh.visit.planned_on = request.planned_on;
    order.fresh.visit.pair_id = request.pair_id.value_or(failed.pair_id);
    MINKA_TRY_ASSIGN(const auto calendars, planning::stored_calendars(writer));
    MINKA_TRY_ASSIGN(const auto fresh, planning::plan_again(writer, order, calendars));
    return visit_page(writer, call, fresh.id);
}

Result<ListOf<PairShown>> list_pairs(Reader& reader, const Call& call) {
    ListOf<PairShown> list;
    const auto& grant = call.passage().grant;
    std::vector<planning::MediatorPairId> own;
    if (grant.role == AccessRole::mediator && grant.person_id) {
        MINKA_TRY_ASSIGN(own, planning::pairs_of(reader, *grant.person_id, call.today()));
    }
    MINKA_TRY_ASSIGN(const auto pairs, planning::pairs_on(reader, call.today()));
    for (const auto& pair : pairs) {
        const auto& record = pair.pair.record;
        if (grant.role == AccessRole::coordinator || std::ranges::find(own, record.id) != own.end()) {
            list.items.push_back({record.id, record.code});
        }
    }
    return list;
}

// What is over leaves the file after a week: an itinerary expires.
constexpr int days_kept_in_calendar = 7;

Result<std::string> calendar_of(Reader& reader, const Call& call) {
    MINKA_TRY_ASSIGN(const auto id, call.id<planning::MediatorPairId>("pair"));
    MINKA_TRY_ASSIGN(const auto pair, reader.require<planning::MediatorPair>(id));
    planning::VisitFilter filter;
    filter.pair = id;
    filter.from = call.today().plus_days(-days_kept_in_calendar);
    MINKA_TRY_ASSIGN(const auto visits, planning::all_visits_in(reader, sight_of(call), filter));
    VisitNames names(reader, call);
    MINKA_TRY(names.load());
    MINKA_TRY(names.read(visits));
    std::vector<documents::CalendarEvent> events;
    for (const auto& visit : visits) {
        if (names.is_guarded(visit.school_id) || visit.outcome == planning::VisitOutcome::failed) {
            continue;
        }
        const auto word = call.is_spanish() ? "Visita " : "Visit ";
        events.push_back({to_string(visit.id) + "@minka",
                          word + std::to_string(visit.number) + (call.is_spanish() ? ", escuela " : ", school ") +
                              names.school_code(visit),
                          "",
                          visit.planned_on,
                          visit.planned_on,
                          {},
                          {}});
    }
    return documents::to_icalendar(events, pair.record.code, call.premises().database.clock().now());
}

Result<HttpResponse> send_calendar(const Call& call) {
    MINKA_TRY_ASSIGN(auto text, call.premises().database.read(
                                    call.programme(), [&](Reader& reader) { return calendar_of(reader, call); }));
    HttpResponse response;
    response.set("content-type", "text/calendar; charset=utf-8");
    response.set("content-disposition", "attachment; filename=\"visitas.ics\"");
    response.set("cache-control", "no-store");
    response.body = std::move(text);
    return response;
}

Route calendar_route() {
    Route calendar;
    calendar.method = Method::get;
    calendar.path = "/api/v1/programmes/{programme}/pairs/{pair}/calendar";
    calendar.admission = Admission::granted;
    calendar.permission = Permission::visits_read;
    calendar.summary = "The coming visits of a pair as iCalendar, without names and without schools of high security";
    calendar.answer = &schema_of<std::string>;
    calendar.answer_type = "text/calendar";
    calendar.run = send_calendar;
    return calendar;
}

}  // namespace

std::vector<Route> visit_routes() {
    using Kind = QueryParameter::Kind;
    const auto reads = Permission::visits_read;
    return {
        remembered_route<ListOf<VisitItem>>(
            {"/api/v1/programmes/{programme}/visits",
             reads,
             "Visits by date: those of one's pairs for a mediator, those in one's land for a coordinator",
             {{"cycle", Kind::text, "Code of the cycle", {}},
              {"from", Kind::date, "Planned on or after", {}},
              {"to", Kind::date, "Planned on or before", {}},
              {"state",
               Kind::word,
               "In this state",
               {"proposed", "agreed", "confirmed", "in_transit", "held", "partly_held", "failed", "reported",
                "returned"}},
              {"pair", Kind::identifier, "Of this pair", {}},
              {"school", Kind::identifier, "To this school", {}},
              {"after", Kind::text, "`next` of the page before", {}},
              {"limit", Kind::integer, "Rows of a page, 1 to 500; 50 when not given", {}}}},
            list_visits, overdue_now),
        export_route<VisitItem>(
            {"/api/v1/programmes/{programme}/exports/visits",
             reads,
             "Visits by date, to keep; without those to schools of high security",
             {{"from", Kind::date, "Planned on or after", {}}, {"to", Kind::date, "Planned on or before", {}}}},
            "visitas", list_to_keep, visit_columns(), ExportTrace::ledger),
        remembered_route<VisitBoard>({"/api/v1/programmes/{programme}/visits/board",
                                      reads,
                                      "A week of visits, with what is late, overdue or failed",
                                      {{"week", Kind::date, "A day of the week; the current one when not given", {}}}},
                                     show_board, overdue_now),
        remembered_route<ListOf<VisitItem>>(
            {"/api/v1/programmes/{programme}/visits/overdue", reads, "Pairs on the road that should have arrived"},
            list_overdue, overdue_now),
        read_route<VisitPage>({"/api/v1/programmes/{programme}/visits/{visit}", reads, "A visit with its history"},
                              show_visit),
        write_route<VisitStepRequest, VisitPage>(Method::post,
                                                 {"/api/v1/programmes/{programme}/visits/{visit}/steps",
                                                  Permission::visits_write, "Take a visit one step on"},
                                                 "step of visit", take_step),
        write_route<VisitRetryRequest, VisitPage>(Method::post,
                                                  {"/api/v1/programmes/{programme}/visits/{visit}/retry",
                                                   Permission::visits_write, "Plan a visit that failed anew"},
                                                  "plan visit again", plan_again),
        remembered_route<ListOf<PairShown>>(
            {"/api/v1/programmes/{programme}/pairs", reads, "The pairs that stand today; one's own for a mediator"},
            list_pairs),
        calendar_route(),
    };
}

}  // namespace minka::web
