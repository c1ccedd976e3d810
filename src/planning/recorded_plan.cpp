#include "planning/recorded_plan.h"

#include "base/text.h"
#include "planning/guarded_schools.h"
#include "planning/pair_store.h"
#include "programme/cycle_rules.h"
#include "programme/programme_loading.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>

namespace minka::planning {

using storage::Reader;
using storage::Stored;

namespace {

constexpr std::size_t most_named = 5;

/// Sites without what a plan needs, told all at once.
class MissingColumns {
public:
    void add(std::string_view column, const std::string& code) { codes_[std::string(column)].push_back(code); }

    Result<> told() const {
        if (codes_.empty()) {
            return {};
        }
        std::string text = "The register lacks what a plan needs;";
        const char* separator = " import the sites with";
        for (const auto& [column, codes] : codes_) {
            text += fmt::format(
                "{} the column {} ({} sites without it: {}{})", separator, column, codes.size(),
                fmt::join(codes.begin(),
                          codes.begin() + static_cast<std::ptrdiff_t>(std::min(codes.size(), most_named)), ", "),
                codes.size() > most_named ? " ..." : "");
            separator = ", and";
        }
        return problem(ProblemCode::not_ready, text + ".", "site");
    }

private:
    std::map<std::string, std::vector<std::string>> codes_;
};

// Schools take part when they joined or work; the site is the one with the school's code, else the first.
Result<std::vector<Stored<registry::Site>>> sites_to_visit(Reader& reader, const programme::CycleId& cycle,
                                                           LocalDate on) {
    MINKA_TRY_ASSIGN(const auto states, programme::participations(reader, cycle, {on}));
    std::vector<Stored<registry::Site>> found;
    for (const auto& state : states) {
        if (state.state != programme::ParticipationState::joined &&
            state.state != programme::ParticipationState::active) {
            continue;
        }
        MINKA_TRY_ASSIGN(const auto school, reader.require<registry::School>(state.school_id));
        MINKA_TRY_ASSIGN(
            auto sites,
            reader.all<registry::Site>("AND school_id = $2 AND valid_from <= $3 AND (valid_to IS NULL OR valid_to > $3)"
                                       " ORDER BY code, id",
                                       state.school_id, on));
        if (sites.empty()) {
            return problem(ProblemCode::not_ready,
                           "The school " + school.record.code + " has no site; import its sites.", "site");
        }
        const auto main =
            std::ranges::find(sites, school.record.code, [](const auto& site) { return site.record.code; });
        found.push_back(std::move(main == sites.end() ? sites.front() : *main));
    }
    if (found.empty()) {
        return problem(ProblemCode::not_ready,
                       "No school takes part in the cycle; import the participation of schools first.", "cycle");
    }
    return found;
}

Result<> add_schools(Reader& reader, const std::vector<Stored<registry::Site>>& sites,
                     const std::set<registry::SchoolId>& guarded, RecordedWork& recorded,
                     std::vector<SchoolToVisit>& schools) {
    MissingColumns missing;
    for (const auto& stored : sites) {
        const auto& site = stored.record;
        MINKA_TRY_ASSIGN(const auto school, reader.require<registry::School>(site.school_id));
        MINKA_TRY_ASSIGN(const auto land, reader.require<registry::Territory>(school.record.civil_territory_id));
        SchoolToVisit visited;
        visited.code = school.record.code;
        visited.territory = land.record.code;
        visited.is_high_security = guarded.contains(site.school_id);
        if (!site.latitude || !site.longitude) {
            missing.add("latitud/longitud (latitude, longitude)", site.code);
        }
        // In a town the road ends at the school.
        if (!site.access_hours && site.zone == registry::Zone::rural) {
            missing.add("horas de acceso (access_hours)", site.code);
        }
        visited.point = {site.latitude.value_or(0), site.longitude.value_or(0)};
        visited.access_minutes = 60 * site.access_hours.value_or(0);
        visited.wet_access_minutes = visited.access_minutes;
        schools.push_back(std::move(visited));
        recorded.schools.push_back(site.school_id);
        recorded.sites.push_back(site.id);
    }
    return missing.told();
}

// The days of the cycle on which a pair does not stand or is fewer than two.
Result<std::vector<DateRange>> days_without_pair(Reader& reader, const MediatorPair& pair, const VisitCycle& cycle) {
    MINKA_TRY_ASSIGN(auto away, days_away(pair.away));
    MINKA_TRY_ASSIGN(const auto members, reader.all<PairMember>("AND pair_id = $2", pair.id));
    for (auto date = cycle.starts_on; date <= cycle.ends_on; date = date.plus_days(1)) {
        const auto people = std::ranges::count_if(members, [&](const auto& member) {
            return member.record.valid_from <= date && (!member.record.valid_to || *member.record.valid_to > date);
        });
        const bool stands = pair.valid_from <= date && (!pair.valid_to || *pair.valid_to > date);
        if (!stands || people < 2) {
            away.push_back({date, date});
        }
    }
    return away;
}

Result<std::optional<GeoPoint>> middle_of(Reader& reader, const registry::TerritoryId& land) {
    std::optional<GeoPoint> point;
    MINKA_TRY(reader.each(
        "SELECT count(*), coalesce(avg(site.latitude), 0), coalesce(avg(site.longitude), 0) FROM site JOIN school"
        " ON school.programme_id = $1 AND school.id = site.school_id WHERE site.programme_id = $1"
        " AND site.latitude IS NOT NULL AND site.longitude IS NOT NULL AND school.civil_territory_id = $2",
        [&](const storage::Row& row) -> Result<> {
            if (row.get<std::int64_t>(0) > 0) {
                point = GeoPoint{row.get<double>(1), row.get<double>(2)};
            }
            return {};
        },
        reader.programme(), land));
    return point;
}

Result<std::vector<VisitTeam>> teams_of(Reader& reader, const VisitCycle& cycle, RecordedWork& recorded) {
    MINKA_TRY_ASSIGN(const auto pairs, reader.all<MediatorPair>(
                                           "AND valid_from <= $2 AND (valid_to IS NULL OR valid_to > $3) ORDER BY code",
                                           cycle.ends_on, cycle.starts_on));
    if (pairs.empty()) {
        return problem(ProblemCode::not_ready,
                       "No pair of mediators stands in this cycle; 'minka visit pairs import' or 'form' makes them.",
                       "pair");
    }
    std::vector<VisitTeam> teams;
    for (const auto& stored : pairs) {
        const auto& pair = stored.record;
        VisitTeam team;
        team.code = pair.code;
        team.weekly_hours = pair.weekly_hours;
        team.nights = static_cast<std::uint32_t>(pair.nights);
        for (const auto topic : split(pair.topics, ',')) {
            if (!topic.empty()) {
                team.topics.emplace_back(topic);
            }
        }
        MINKA_TRY_ASSIGN(team.away, days_without_pair(reader, pair, cycle));
        std::optional<GeoPoint> base;
        if (pair.latitude && pair.longitude) {
            base = GeoPoint{*pair.latitude, *pair.longitude};
        } else {
            MINKA_TRY_ASSIGN(base, middle_of(reader, pair.base_id));
        }
        if (!base) {
            return problem(ProblemCode::not_ready,
                           "No school of the base municipality of pair " + pair.code +
                               " has coordinates; give latitude and longitude of the base.",
                           "pair");
        }
        team.base = *base;
        teams.push_back(std::move(team));
        recorded.pairs.push_back(pair.id);
    }
    return teams;
}

// Dates that a school said no to.
Result<> add_refusals(Reader& reader, const RecordedWork& recorded, std::vector<SchoolToVisit>& schools) {
    std::map<registry::SchoolId, std::size_t> places;
    for (std::size_t i = 0; i < recorded.schools.size(); ++i) {
        places.emplace(recorded.schools[i], i);
    }
    return reader.each(
        "SELECT visit.school_id, visit_event.planned_on FROM visit_event JOIN visit ON visit.programme_id = $1"
        " AND visit.id = visit_event.visit_id WHERE visit_event.programme_id = $1 AND visit_event.act = 'refuse'"
        " AND visit.cycle_id = $2 ORDER BY visit.school_id, visit_event.planned_on",
        [&](const storage::Row& row) -> Result<> {
            const auto place = places.find(row.get<registry::SchoolId>(0));
            if (place != places.end()) {
                const auto date = row.get<LocalDate>(1);
                schools[place->second].refused.push_back({date, date});
            }
            return {};
        },
        reader.programme(), recorded.cycle);
}

// Puts the visits there are into the task: fixed, or as a former plan.
Result<> keep_recorded(Reader& reader, RecordedWork& recorded, LocalDate from) {
    auto& task = recorded.work.task;
    recorded.visits.resize(task.visits.size());
    recorded.failed.resize(task.visits.size());
    std::map<registry::SchoolId, std::size_t> schools;
    std::map<MediatorPairId, std::uint32_t> pairs;
    for (std::size_t i = 0; i < recorded.schools.size(); ++i) {
        schools.emplace(recorded.schools[i], i);
    }
    for (std::uint32_t i = 0; i < recorded.pairs.size(); ++i) {
        pairs.emplace(recorded.pairs[i], i);
    }
    MINKA_TRY_ASSIGN(const auto visits,
                     reader.all<Visit>("AND cycle_id = $2 ORDER BY school_id, number, planned_on", recorded.cycle));
    for (const auto& stored : visits) {
        const auto& visit = stored.record;
        const auto school = schools.find(visit.school_id);
        const auto numbers = std::ssize(recorded.work.cycle.visits);
        if (school == schools.end() || visit.number > numbers) {
            continue;  // of a school that left: its visits stay as they are
        }
        const auto place =
            school->second * recorded.work.cycle.visits.size() + static_cast<std::size_t>(visit.number) - 1;
        if (visit.outcome == VisitOutcome::failed) {
            recorded.failed[place] = visit.id;
            continue;
        }
        const auto day = days_between(recorded.work.first_day, visit.planned_on);
        const auto pair = pairs.find(visit.pair_id);
        if (pair == pairs.end() || day < 0 || day >= static_cast<int>(task.days)) {
            return problem(ProblemCode::conflict,
                           fmt::format("Visit {} of a school stands on {}, outside of the cycle.", visit.number,
                                       visit.planned_on.text()),
                           "visit");
        }
        auto& asked = task.visits[place];
        const bool stays = visit.planned_on < from || visit.state != VisitState::proposed || visit.is_locked;
        (stays ? asked.locked_day : asked.former_day) = static_cast<std::uint32_t>(day);
        (stays ? asked.locked_pair : asked.former_pair) = pair->second;
        recorded.visits[place] = stored;
    }
    // A try that failed and was planned anew leads nowhere further.
    for (std::size_t place = 0; place < recorded.visits.size(); ++place) {
        if (recorded.visits[place]) {
            recorded.failed[place].reset();
        }
    }
    return {};
}

}  // namespace

Result<RecordedWork> recorded_work(Reader& reader, const privacy::Vault& vault, const PlanRequest& request) {
    RecordedWork recorded;
    MINKA_TRY_ASSIGN(const auto cycle, programme::cycle_by_code(reader, request.cycle));
    recorded.cycle = cycle.record.id;
    MINKA_TRY_ASSIGN(const auto files, programme::stored_files(reader));
    MINKA_TRY_ASSIGN(auto rules, folder_visit_rules(files));
    rules.code = cycle.record.code;
    rules.starts_on = cycle.record.starts_on;
    rules.ends_on = cycle.record.ends_on;
    MINKA_TRY_ASSIGN(const auto folder, programme::stored_folder(reader, std::nullopt));
    const auto& sequence = folder.profile.stages.visits;
    if (sequence.size() != rules.visits.size()) {
        return problem(ProblemCode::not_ready,
                       fmt::format("programme.yaml has {} visits and visits.yaml {}; each needs its length.",
                                   sequence.size(), rules.visits.size()),
                       "visits.yaml");
    }
    for (const auto& visit : sequence) {
        recorded.codes.push_back(visit.code);
        recorded.moments.push_back(visit.moment);
    }
    MINKA_TRY_ASSIGN(const auto calendars, stored_calendars(reader));
    MINKA_TRY_ASSIGN(const auto sites, sites_to_visit(reader, recorded.cycle, request.from));
    MINKA_TRY_ASSIGN(const auto guarded, guarded_schools(reader, vault, request.from));
    std::vector<SchoolToVisit> schools;
    MINKA_TRY(add_schools(reader, sites, guarded, recorded, schools));
    MINKA_TRY_ASSIGN(auto teams, teams_of(reader, rules, recorded));
    MINKA_TRY(add_refusals(reader, recorded, schools));
    MINKA_TRY_ASSIGN(recorded.work, prepare_visits(std::move(rules), std::move(schools), std::move(teams), calendars));
    recorded.work.task.rules.first_day = std::max(0, days_between(recorded.work.first_day, request.from));
    MINKA_TRY(keep_recorded(reader, recorded, request.from));
    return recorded;
}

PlanDifference compare(const RecordedWork& recorded, const optimize::VisitPlan& plan) {
    PlanDifference difference;
    for (std::size_t place = 0; place < plan.visits.size(); ++place) {
        const auto& at = plan.visits[place];
        const auto& there = recorded.visits[place];
        if (!there) {
            difference.added += at.is_planned ? 1 : 0;
        } else if (!at.is_planned) {
            ++difference.dropped;
        } else if (there->record.planned_on != recorded.work.date_of(at.day) ||
                   there->record.pair_id != recorded.pairs[at.pair]) {
            ++difference.moved;
        } else {
            ++difference.kept;
        }
    }
    return difference;
}

Result<PlanDifference> apply_plan(storage::Writer& writer, const RecordedWork& recorded,
                                  const optimize::VisitPlan& plan, LocalDate today,
                                  const std::function<Uuid()>& new_id) {
    MINKA_TRY_ASSIGN(const auto calendars, stored_calendars(writer));
    std::vector<NewVisit> fresh;
    for (std::size_t place = 0; place < plan.visits.size(); ++place) {
        const auto& at = plan.visits[place];
        const auto& there = recorded.visits[place];
        if (there && !at.is_planned) {
            MINKA_TRY(withdraw_proposal(writer, there->record.id));
            continue;
        }
        if (!at.is_planned) {
            continue;
        }
        const auto date = recorded.work.date_of(at.day);
        const auto& pair = recorded.pairs[at.pair];
        if (there) {
            if (there->record.planned_on != date || there->record.pair_id != pair) {
                VisitStep step;
                step.act = VisitAct::move;
                step.happened_on = today;
                step.planned_on = date;
                step.pair_id = pair;
                MINKA_TRY(record_step(writer, {there->record.id, {new_id()}, step, today}, calendars));
            }
            continue;
        }
        const auto& asked = recorded.work.task.visits[place];
        NewVisit visit;
        visit.event = {new_id()};
        visit.visit.id = {new_id()};
        visit.visit.cycle_id = recorded.cycle;
        visit.visit.school_id = recorded.schools[asked.site];
        visit.visit.site_id = recorded.sites[asked.site];
        visit.visit.number = asked.number + 1;
        visit.visit.code = recorded.codes[asked.number];
        visit.visit.moment = recorded.moments[asked.number];
        visit.visit.pair_id = pair;
        visit.visit.planned_on = date;
        visit.visit.replaces_id = recorded.failed[place];
        fresh.push_back(std::move(visit));
    }
    MINKA_TRY(propose_visits(writer, fresh, today, calendars));
    return compare(recorded, plan);
}

}  // namespace minka::planning
