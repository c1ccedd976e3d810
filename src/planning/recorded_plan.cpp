#include "planning/recorded_plan.h"

#include "base/text.h"
#include "planning/pair_store.h"
#include "planning/visit_reports.h"
#include "programme/cycle_rules.h"
#include "programme/programme_loading.h"
#include "registry/need_to_know.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <functional>
#include <map>
#include <set>
#include <utility>

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
                     const registry::WithheldSchools& guarded, RecordedWork& recorded,
                     std::vector<SchoolToVisit>& schools) {
    MissingColumns missing;
    for (const auto& stored : sites) {
        const auto& site = stored.record;
        MINKA_TRY_ASSIGN(const auto school, reader.require<registry::School>(site.school_id));
        MINKA_TRY_ASSIGN(const auto land, reader.require<registry::Territory>(school.record.civil_territory_id));
        SchoolToVisit visited;
        visited.code = school.record.code;
        visited.territory = land.record.code;
        visited.is_high_security = guarded && std::ranges::binary_search(*guarded, site.school_id.uuid);
        if (!site.latitude || !site.longitude) {
            missing.add("latitud/longitud (latitude, longitude)", site.code);
        }
        // In a town the road ends at the school.
        if (!site.access_hours && site.zone == registry::Zone::rural) {
            missing.add("horas de acceso (access_hours)", site.code);
        }
        for (const auto language : split(site.languages.value_or(""), ',')) {
            if (!trim(language).empty()) {
                visited.languages.emplace_back(trim(language));
            }
        }
        visited.point = {site.latitude.value_or(0), site.longitude.value_or(0)};
        visited.access_minutes = 60 * site.access_hours.value_or(0);
        if (site.access_mode) {
            visited.access_mode = access_mode_names[static_cast<std::size_t>(*site.access_mode)];
        }
        visited.needs_night = site.overnight.value_or(false);
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
        for (const auto language : split(pair.languages, ',')) {
            if (!trim(language).empty()) {
                team.languages.emplace_back(trim(language));
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

/// What is on record of a school's visits, by place in its sequence.
struct SchoolRecord {
    std::vector<std::optional<Stored<Visit>>> visits;
    std::vector<std::optional<VisitId>> failed;
    std::optional<LocalDate> last_over;  ///< The last day of a visit that a plan leaves alone for good.
};

Result<std::map<registry::SchoolId, SchoolRecord>> read_records(Reader& reader, const programme::CycleId& cycle,
                                                                std::size_t numbers) {
    std::map<registry::SchoolId, SchoolRecord> records;
    MINKA_TRY_ASSIGN(auto visits,
                     reader.all<Visit>("AND cycle_id = $2 ORDER BY school_id, number, planned_on, id", cycle));
    MINKA_TRY(follow_reports(reader, visits));
    for (const auto& stored : visits) {
        auto& record = records[stored.record.school_id];
        record.visits.resize(numbers);
        record.failed.resize(numbers);
        const auto place = static_cast<std::size_t>(stored.record.number) - 1;
        if (place >= numbers) {
            continue;
        }
        if (stored.record.outcome == VisitOutcome::failed) {
            record.failed[place] = stored.record.id;
        } else {
            record.visits[place] = stored;
        }
    }
    return records;
}

// Held, or with a date that is over and that somebody has to say something about: no plan moves it.
bool is_over(const Visit& visit, LocalDate from) {
    return visit.outcome.has_value() || (visit.state != VisitState::proposed && visit.planned_on < from);
}

// The visits that are still to come, in their order; what is over closes the days until the least gap has passed.
Result<> keep_open(RecordedWork& recorded, std::map<registry::SchoolId, SchoolRecord> records,
                   const PlanRequest& request) {
    auto& task = recorded.work.task;
    const auto numbers = recorded.work.cycle.visits.size();
    std::map<MediatorPairId, std::uint32_t> pairs;
    for (std::uint32_t i = 0; i < recorded.pairs.size(); ++i) {
        pairs.emplace(recorded.pairs[i], i);
    }
    const auto all = std::exchange(task.visits, {});
    recorded.work.numbers.clear();
    for (std::size_t site = 0; site < recorded.schools.size(); ++site) {
        auto& record = records[recorded.schools[site]];
        record.visits.resize(numbers);
        record.failed.resize(numbers);
        std::uint32_t next = 0;
        std::set<std::uint32_t> locked;
        for (std::size_t number = 0; number < numbers; ++number) {
            const auto& there = record.visits[number];
            if (there && is_over(there->record, request.from)) {
                const auto day = there->record.held_on.value_or(there->record.planned_on);
                record.last_over = std::max(record.last_over.value_or(day), day);
                continue;
            }
            auto visit = all[site * numbers + number];
            visit.number = next++;
            const auto day = there ? days_between(recorded.work.first_day, there->record.planned_on) : -1;
            const auto pair = there ? pairs.find(there->record.pair_id) : pairs.end();
            // Proposed for a day that is still to come, and before the plan begins.
            const bool is_kept =
                there && there->record.planned_on >= request.today && there->record.planned_on < request.from;
            if (there && (is_kept || there->record.planned_on >= request.from) && pair != pairs.end() &&
                day < static_cast<int>(task.days)) {
                const bool stays = is_kept || there->record.state != VisitState::proposed || there->record.is_locked;
                (stays ? visit.locked_day : visit.former_day) = static_cast<std::uint32_t>(day);
                (stays ? visit.locked_pair : visit.former_pair) = pair->second;
                if (stays) {
                    locked.insert(static_cast<std::uint32_t>(day));
                }
            }
            task.visits.push_back(visit);
            recorded.work.numbers.push_back(static_cast<std::uint32_t>(number));
            recorded.visits.push_back(there);
            recorded.failed.push_back(there ? std::nullopt : record.failed[number]);
        }
        for (std::size_t day = 0; record.last_over && day < task.days; ++day) {
            const auto date = recorded.work.date_of(static_cast<std::uint32_t>(day));
            auto& state = task.sites[site].days[day];
            if (days_between(*record.last_over, date) < task.rules.least_gap && state == optimize::DayState::open &&
                !locked.contains(static_cast<std::uint32_t>(day))) {
                state = optimize::DayState::refused;
            }
        }
    }
    if (task.visits.empty()) {
        return problem(ProblemCode::not_ready, "Every visit of the cycle is over; there is nothing to plan.", "cycle");
    }
    return {};
}

/// 12 of "visits[12]".
std::optional<std::size_t> place_in(std::string_view field) {
    constexpr std::string_view name = "visits[";
    std::size_t place = 0;
    const auto* first = field.data() + std::min(name.size(), field.size());
    const bool is_read =
        field.starts_with(name) && std::from_chars(first, field.data() + field.size(), place).ec == std::errc{};
    return is_read ? std::optional(place) : std::nullopt;
}

template <typename T>
void erase_at(std::vector<T>& list, std::size_t place) {
    list.erase(list.begin() + static_cast<std::ptrdiff_t>(place));
}

void take_apart(RecordedWork& recorded, std::size_t place) {
    auto& task = recorded.work.task;
    const auto gone = task.visits[place];
    erase_at(task.visits, place);
    erase_at(recorded.work.numbers, place);
    erase_at(recorded.visits, place);
    erase_at(recorded.failed, place);
    for (auto next = place; next < task.visits.size() && task.visits[next].site == gone.site; ++next) {
        --task.visits[next].number;
    }
    std::set<std::uint32_t> locked;
    for (const auto& visit : task.visits) {
        if (visit.site == gone.site && visit.locked_day) {
            locked.insert(*visit.locked_day);
        }
    }
    for (std::uint32_t day = 0; day < task.days; ++day) {
        auto& state = task.sites[gone.site].days[day];
        const auto gap = static_cast<int>(day > *gone.locked_day ? day - *gone.locked_day : *gone.locked_day - day);
        if (gap < task.rules.least_gap && state == optimize::DayState::open && !locked.contains(day)) {
            state = optimize::DayState::refused;
        }
    }
    const bool is_shared = std::ranges::any_of(task.visits, [&](const auto& visit) {
        return visit.locked_pair == gone.locked_pair && visit.locked_day == gone.locked_day;
    });
    if (!is_shared) {
        task.pairs[*gone.locked_pair].is_available[*gone.locked_day] = 0;
    }
    ++recorded.set_apart;
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
    registry::NeedToKnow need_to_know(vault);
    MINKA_TRY_ASSIGN(const auto guarded, need_to_know.withheld(reader, request.from));
    std::vector<SchoolToVisit> schools;
    MINKA_TRY(add_schools(reader, sites, guarded, recorded, schools));
    MINKA_TRY_ASSIGN(auto teams, teams_of(reader, rules, recorded));
    MINKA_TRY(add_refusals(reader, recorded, schools));
    if (!request.wishes.empty()) {
        MINKA_TRY(read_school_wishes(request.wishes, schools));
    }
    MINKA_TRY_ASSIGN(recorded.work, prepare_visits(std::move(rules), std::move(schools), std::move(teams), calendars));
    recorded.work.task.rules.first_day = std::max(0, days_between(recorded.work.first_day, request.from));
    MINKA_TRY_ASSIGN(auto records, read_records(reader, recorded.cycle, recorded.codes.size()));
    MINKA_TRY(keep_open(recorded, std::move(records), request));
    MINKA_TRY(optimize::check_task(recorded.work.task));
    return recorded;
}

Result<optimize::VisitPlan> plan_recorded_work(RecordedWork& recorded, const optimize::SearchBudget& budget) {
    for (;;) {
        auto plan = optimize::plan_visits(recorded.work.task, budget);
        const auto at_fault = plan ? std::nullopt : place_in(plan.error().field);
        if (plan || plan.error().code != ProblemCode::conflict || !at_fault ||
            *at_fault >= recorded.work.task.visits.size() || !recorded.work.task.visits[*at_fault].locked_day) {
            return plan;
        }
        take_apart(recorded, *at_fault);
    }
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
        const auto number = recorded.work.numbers[place];
        visit.visit.number = number + 1;
        visit.visit.code = recorded.codes[number];
        visit.visit.moment = recorded.moments[number];
        visit.visit.pair_id = pair;
        visit.visit.planned_on = date;
        visit.visit.replaces_id = recorded.failed[place];
        fresh.push_back(std::move(visit));
    }
    MINKA_TRY(propose_visits(writer, fresh, today, calendars));
    return compare(recorded, plan);
}

}  // namespace minka::planning
