#include "planning/visit_store.h"

#include "planning/calendar_file.h"
#include "planning/pair_store.h"
#include "planning/visit_reports.h"
#include "programme/observer_certificate.h"
#include "programme/programme_loading.h"

#include <map>
#include <set>

namespace minka::planning {

using storage::Stored;

namespace {

Result<std::string> land_of(storage::Reader& reader, const registry::SchoolId& school) {
    MINKA_TRY_ASSIGN(const auto found, reader.require<registry::School>(school));
    MINKA_TRY_ASSIGN(const auto land, reader.require<registry::Territory>(found.record.civil_territory_id));
    return land.record.code;
}

/// What many proposals ask for, read once each.
class ProposalFacts {
public:
    ProposalFacts(storage::Reader& reader, const CalendarSet& calendars, LocalDate today)
        : reader_(reader), calendars_(calendars), today_(today) {}

    Result<VisitFacts> of(const Visit& visit) {
        MINKA_TRY_ASSIGN(const auto* calendar, calendar_of(visit.school_id));
        MINKA_TRY_ASSIGN(const auto people, people_on(visit.pair_id, visit.planned_on));
        return VisitFacts{today_, today_, calendar->day(visit.planned_on), people};
    }

private:
    Result<const PlaceCalendar*> calendar_of(const registry::SchoolId& school) {
        MINKA_TRY_ASSIGN(const auto land, land_of(reader_, school));
        auto known = by_land_.find(land);
        if (known == by_land_.end()) {
            MINKA_TRY_ASSIGN(auto calendar, calendars_.at(land));
            known = by_land_.emplace(land, std::move(calendar)).first;
        }
        return &known->second;
    }

    Result<std::int64_t> people_on(const MediatorPairId& pair, LocalDate on) {
        const std::pair key{pair, on};
        auto known = people_.find(key);
        if (known == people_.end()) {
            MINKA_TRY_ASSIGN(const auto count, people_of_pair(reader_, pair, on));
            known = people_.emplace(key, count).first;
        }
        return known->second;
    }

    storage::Reader& reader_;
    const CalendarSet& calendars_;
    LocalDate today_;
    std::map<std::string, PlaceCalendar> by_land_;
    std::map<std::pair<MediatorPairId, LocalDate>, std::int64_t> people_;
};

VisitEvent first_event(const NewVisit& fresh, LocalDate today) {
    VisitEvent event;
    event.id = fresh.event;
    event.visit_id = fresh.visit.id;
    event.number = 1;
    event.act = VisitAct::propose;
    event.state = VisitState::proposed;
    event.happened_on = today;
    event.planned_on = fresh.visit.planned_on;
    event.pair_id = fresh.visit.pair_id;
    return event;
}

VisitEvent event_of(const StepOrder& order, const Visit& before, const Visit& after, std::int64_t number) {
    const auto& step = order.step;
    VisitEvent event;
    event.id = order.event;
    event.visit_id = after.id;
    event.number = number;
    event.act = step.act;
    event.state = after.state;
    event.happened_on = step.happened_on;
    event.planned_on = step.act == VisitAct::refuse ? before.planned_on : after.planned_on;
    event.pair_id = after.pair_id;
    event.cause = step.cause;
    event.channel = step.channel;
    event.said_by = step.said_by;
    event.note = step.note;
    return event;
}

Result<> check_places(storage::Reader& reader, const std::vector<NewVisit>& visits) {
    std::set<std::tuple<programme::CycleId, registry::SchoolId, std::int64_t>> asked;
    for (const auto& fresh : visits) {
        const auto& visit = fresh.visit;
        if (!asked.emplace(visit.cycle_id, visit.school_id, visit.number).second) {
            return problem(ProblemCode::conflict, "A school gets each of its visits once.", "number");
        }
        MINKA_TRY_ASSIGN(const auto site, reader.require<registry::Site>(visit.site_id));
        if (site.record.school_id != visit.school_id) {
            return invalid("The site is of another school.", "site_id");
        }
        MINKA_TRY_ASSIGN(const auto there, reader.all<Visit>("AND school_id = $2 AND cycle_id = $3 AND number = $4"
                                                             " AND (outcome IS NULL OR outcome <> 'failed')",
                                                             visit.school_id, visit.cycle_id, visit.number));
        if (!there.empty()) {
            return problem(ProblemCode::conflict,
                           "The school has visit " + std::to_string(visit.number) + " of this cycle already.",
                           "number");
        }
    }
    return {};
}

}  // namespace

Result<CalendarSet> stored_calendars(storage::Reader& reader) {
    MINKA_TRY_ASSIGN(const auto files, programme::stored_files(reader));
    auto check = check_calendars(files);
    if (!check.problems.empty()) {
        return std::unexpected(check.problems.front());
    }
    if (check.calendars.empty()) {
        return problem(ProblemCode::not_ready,
                       "The programme's folder has no calendar; visits need to know the days of school.", "calendar");
    }
    return CalendarSet(std::move(check.calendars));
}

Result<CalendarDay> day_at_school(storage::Reader& reader, const registry::SchoolId& school, LocalDate date,
                                  const CalendarSet& calendars) {
    MINKA_TRY_ASSIGN(const auto land, land_of(reader, school));
    MINKA_TRY_ASSIGN(const auto calendar, calendars.at(land));
    return calendar.day(date);
}

Result<> propose_visits(storage::Writer& writer, const std::vector<NewVisit>& visits, LocalDate today,
                        const CalendarSet& calendars) {
    MINKA_TRY(check_places(writer, visits));
    ProposalFacts facts(writer, calendars, today);
    std::vector<Visit> records;
    std::vector<VisitEvent> events;
    for (auto fresh : visits) {
        fresh.visit.state = VisitState::proposed;
        MINKA_TRY_ASSIGN(const auto known, facts.of(fresh.visit));
        MINKA_TRY(check_proposal(fresh.visit, known));
        events.push_back(first_event(fresh, today));
        records.push_back(std::move(fresh.visit));
    }
    MINKA_TRY(writer.create_all(records));
    return writer.create_all(events);
}

// Nobody goes out to observe who was not certified, or let go by two people.
Result<> check_observers(storage::Reader& reader, const MediatorPairId& pair, LocalDate on) {
    MINKA_TRY_ASSIGN(const auto pairs, pairs_on(reader, on));
    for (const auto& stands : pairs) {
        if (stands.pair.record.id != pair) {
            continue;
        }
        MINKA_TRY_ASSIGN(const auto missing, programme::uncertified(reader, stands.people, on));
        if (!missing.empty()) {
            return problem(ProblemCode::not_ready,
                           "Of the pair " + stands.pair.record.code + ", " + std::to_string(missing.size()) +
                               " without certificate against the master's codes on " + on.text() +
                               ": certify them, or record a waiver.",
                           "pair_id");
        }
    }
    return {};
}

Result<std::vector<Stored<VisitEvent>>> events_of(storage::Reader& reader, const VisitId& visit) {
    return reader.all<VisitEvent>("AND visit_id = $2 ORDER BY number", visit);
}

Result<Visit> record_step(storage::Writer& writer, const StepOrder& order, const CalendarSet& calendars) {
    MINKA_TRY_ASSIGN(auto visit, writer.require<Visit>(order.visit));
    MINKA_TRY_ASSIGN(visit.record, follow_reports(writer, visit.record));
    MINKA_TRY_ASSIGN(const auto events, events_of(writer, order.visit));
    const auto date = date_of_step(visit.record, order.step);
    VisitFacts facts;
    facts.today = order.today;
    facts.last_step_on = events.empty() ? LocalDate{} : events.back().record.happened_on;
    MINKA_TRY_ASSIGN(facts.day, day_at_school(writer, visit.record.school_id, date, calendars));
    const auto pair = order.step.pair_id.value_or(visit.record.pair_id);
    MINKA_TRY_ASSIGN(facts.people, people_of_pair(writer, pair, date));
    MINKA_TRY_ASSIGN(const auto next, take_step(visit.record, order.step, facts));
    if (order.step.act == VisitAct::confirm) {
        MINKA_TRY(check_observers(writer, pair, date));
    }
    MINKA_TRY(writer.change(next, visit.version));
    MINKA_TRY(writer.create(event_of(order, visit.record, next, std::ssize(events) + 1)));
    return next;
}

Result<Visit> plan_again(storage::Writer& writer, const RetryOrder& order, const CalendarSet& calendars) {
    MINKA_TRY_ASSIGN(auto failed, writer.require<Visit>(order.failed));
    MINKA_TRY_ASSIGN(failed.record, follow_reports(writer, failed.record));
    MINKA_TRY_ASSIGN(const auto later, writer.all<Visit>("AND replaces_id = $2", order.failed));
    if (!later.empty()) {
        return problem(ProblemCode::conflict,
                       "This visit was planned anew for " + later.front().record.planned_on.text() + ".", "visit");
    }
    const auto& wanted = order.fresh.visit;
    VisitFacts facts;
    facts.today = order.today;
    MINKA_TRY_ASSIGN(facts.day, day_at_school(writer, failed.record.school_id, wanted.planned_on, calendars));
    MINKA_TRY_ASSIGN(facts.people, people_of_pair(writer, wanted.pair_id, wanted.planned_on));
    MINKA_TRY_ASSIGN(const auto next, next_try(failed.record, wanted.id, wanted.planned_on, wanted.pair_id, facts));
    MINKA_TRY(writer.create(next));
    MINKA_TRY(writer.create(first_event({next, order.fresh.event}, order.today)));
    return next;
}

Result<> withdraw_proposal(storage::Writer& writer, const VisitId& id) {
    MINKA_TRY_ASSIGN(const auto visit, writer.require<Visit>(id));
    MINKA_TRY_ASSIGN(const auto record, follow_reports(writer, visit.record));
    if (record.state != VisitState::proposed || record.is_locked || record.replaces_id) {
        return problem(ProblemCode::conflict, "Only what is proposed and not locked may be dropped from a plan.",
                       "visit");
    }
    MINKA_TRY_ASSIGN(const auto events, events_of(writer, id));
    for (const auto& event : events) {
        MINKA_TRY(writer.remove(event.record, event.version));
    }
    return writer.remove(record, visit.version);
}

}  // namespace minka::planning
