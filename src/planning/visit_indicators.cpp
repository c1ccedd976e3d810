#include "planning/visit_indicators.h"

#include "planning/visit_sources.h"
#include "programme/cycle_rules.h"

#include <algorithm>
#include <map>
#include <set>

namespace minka::planning {

namespace {

using registry::SchoolId;
using storage::Reader;

// A visit of a school's sequence, of whichever tries it took.
struct Told {
    VisitId id;
    std::string moment;
    MediatorPairId pair;
    LocalDate due_on;
    std::optional<LocalDate> held_on;
};

using Sequence = std::map<std::pair<SchoolId, std::int64_t>, Told>;

Result<Sequence> told_by_number(Reader& reader, const programme::CycleId& cycle, Instant known_at) {
    Sequence visits;
    MINKA_TRY(reader.each(
        "WITH RECURSIVE " + told_visits({}, known_at) +
            " SELECT id, school_id, number, moment, pair_id, planned_on, held_on FROM told ORDER BY school_id, number, "
            "CASE WHEN held_on IS NULL THEN 1 ELSE 0 END, held_on, planned_on, id",
        [&](const storage::Row& row) -> Result<> {
            const auto planned_on = row.get<LocalDate>(5);
            const auto held_on = row.get<std::optional<LocalDate>>(6);
            const auto due_on = held_on ? std::min(planned_on, *held_on) : planned_on;
            const auto [found, is_first] = visits.try_emplace(
                std::pair(row.get<SchoolId>(1), row.get<std::int64_t>(2)),
                Told{row.get<VisitId>(0), row.get<std::string>(3), row.get<MediatorPairId>(4), due_on, held_on});
            found->second.due_on = std::min(found->second.due_on, due_on);
            return {};
        },
        reader.programme(), registry::TerritoryId{}, known_at, cycle));
    return visits;
}

// When what is known of a visit came in.
struct Arrivals {
    std::map<VisitId, LocalDate> first;
    std::set<VisitId> reported;
};

Result<Arrivals> arrivals_known(Reader& reader, Instant known_at) {
    Arrivals arrivals;
    const auto note = [&](const VisitId& visit, LocalDate on) {
        const auto [found, is_first] = arrivals.first.try_emplace(visit, on);
        found->second = std::min(found->second, on);
    };
    MINKA_TRY(reader.each(
        "SELECT visit_report.visit_id, submission.received_on FROM visit_report JOIN submission ON "
        "submission.programme_id = $1 AND submission.id = visit_report.submission_id WHERE visit_report.programme_id "
        "= $1 AND submission.received_at <= $2",
        [&](const storage::Row& row) -> Result<> {
            const auto visit = row.get<VisitId>(0);
            arrivals.reported.insert(visit);
            note(visit, row.get<LocalDate>(1));
            return {};
        },
        reader.programme(), known_at));
    MINKA_TRY(reader.each(
        "SELECT visit_id, recorded_at FROM visit_event WHERE programme_id = $1 AND recorded_at <= $2 AND act IN "
        "('hold', 'hold_partly', 'report')",
        [&](const storage::Row& row) -> Result<> {
            note(row.get<VisitId>(0), utc_date(row.get<Instant>(1)));
            return {};
        },
        reader.programme(), known_at));
    return arrivals;
}

class Pairs {
public:
    static Result<Pairs> known(Reader& reader, Instant known_at) {
        Pairs pairs;
        MINKA_TRY_ASSIGN(const auto rows, reader.all_known<PairMember>(known_at, "ORDER BY id"));
        for (const auto& row : rows) {
            pairs.members_.emplace(row.record.pair_id, row.record);
        }
        return pairs;
    }

    std::ptrdiff_t people_on(const MediatorPairId& pair, LocalDate on) const {
        const auto [first, last] = members_.equal_range(pair);
        return std::count_if(first, last, [&](const auto& entry) {
            const auto& member = entry.second;
            return member.valid_from <= on && (!member.valid_to || *member.valid_to > on);
        });
    }

private:
    std::multimap<MediatorPairId, PairMember> members_;
};

struct Dose {
    std::int64_t held = 0;
    std::set<std::string> moments;
};

Result<programme::Share> full_dose(Reader& reader, const programme::CycleId& cycle,
                                   const programme::ProgrammeStages& stages, const registry::TwoTimes& times,
                                   const std::map<SchoolId, Dose>& doses) {
    const auto visits = std::ssize(stages.visits);
    const auto enough = (9 * visits + 9) / 10;  // nine of ten, rounded up
    programme::Share share;
    MINKA_TRY_ASSIGN(const auto states, programme::participations(reader, cycle, times));
    for (const auto& state : states) {
        if (state.state != programme::ParticipationState::active) {
            continue;
        }
        ++share.total;
        const auto dose = doses.find(state.school_id);
        share.n += visits > 0 && dose != doses.end() && dose->second.held >= enough &&
                           std::ranges::all_of(stages.moments,
                                               [&](const programme::Moment& moment) {
                                                   return dose->second.moments.contains(moment.code);
                                               })
                       ? 1
                       : 0;
    }
    return share;
}

}  // namespace

Result<VisitIndicators> visit_indicators(Reader& reader, const programme::CycleId& cycle,
                                         const programme::ProgrammeStages& stages, const registry::TwoTimes& times) {
    MINKA_TRY_ASSIGN(const auto visits, told_by_number(reader, cycle, times.known_at));
    MINKA_TRY_ASSIGN(const auto arrivals, arrivals_known(reader, times.known_at));
    MINKA_TRY_ASSIGN(const auto pairs, Pairs::known(reader, times.known_at));
    VisitIndicators found;
    std::map<SchoolId, Dose> doses;
    for (const auto& [number, visit] : visits) {
        ++found.visits.planned;
        const bool is_due = visit.due_on <= times.as_of;
        found.visits.due += is_due ? 1 : 0;
        if (!visit.held_on || *visit.held_on > times.as_of) {
            continue;
        }
        ++found.visits.held;
        auto& dose = doses[number.first];
        ++dose.held;
        dose.moments.insert(visit.moment);
        found.pair_rule.n += pairs.people_on(visit.pair, *visit.held_on) >= 2 ? 1 : 0;
        found.from_field += arrivals.reported.contains(visit.id) ? 1 : 0;
        const auto arrived = arrivals.first.find(visit.id);
        found.timely.n +=
            arrived != arrivals.first.end() && days_between(*visit.held_on, arrived->second) <= days_to_arrive ? 1 : 0;
    }
    found.pair_rule.total = found.timely.total = found.visits.held;
    MINKA_TRY_ASSIGN(found.full_dose, full_dose(reader, cycle, stages, times, doses));
    return found;
}

}  // namespace minka::planning
