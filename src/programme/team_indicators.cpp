#include "programme/team_indicators.h"

#include "programme/assistance_rules.h"
#include "programme/gia_rules.h"
#include "programme/resolution_rules.h"
#include "programme/team_facts.h"
#include "programme/territory_list.h"

#include <algorithm>
#include <map>
#include <set>

namespace minka::programme {

using registry::Scope;
using registry::Territory;
using registry::TerritoryId;
using registry::TwoTimes;
using storage::Reader;

namespace {

template <typename E>
std::string name_of(E value) {
    return boost::describe::enum_to_string(value, "");
}

// What every indicator asks first: which UGEL are in the scope, and which team is whose. A UGEL that closed has no
// place at the date, and its past still counts.
class Field {
public:
    static Result<Field> load(Reader& reader, const Scope& scope, const TwoTimes& times) {
        Field field;
        MINKA_TRY_ASSIGN(const auto ids, registry::territories_within(reader, scope));
        field.within_.insert(ids.begin(), ids.end());
        MINKA_TRY_ASSIGN(const auto places, ugel_at(reader, scope, times));
        for (const auto& place : places) {
            field.places_.emplace(place.id, place);
        }
        MINKA_TRY_ASSIGN(const auto teams, reader.all_known<Team>(times.known_at, "ORDER BY id"));
        for (const auto& row : teams) {
            if (field.within_.contains(row.record.territory_id)) {
                field.teams_.emplace(row.record.id, row.record);
            }
        }
        return field;
    }

    bool holds(const TerritoryId& id) const { return within_.contains(id); }
    const std::map<TerritoryId, UgelPlace>& places() const { return places_; }
    const std::map<TeamId, Team>& teams() const { return teams_; }

    /// Nothing for a team outside the scope.
    const Team* team(const TeamId& id) const {
        const auto found = teams_.find(id);
        return found == teams_.end() ? nullptr : &found->second;
    }
    std::string directorate_of(const TerritoryId& ugel) const {
        const auto found = places_.find(ugel);
        return found == places_.end() ? std::string() : found->second.directorate;
    }
    std::string modality_of(const TerritoryId& ugel) const {
        const auto found = places_.find(ugel);
        return found == places_.end() || !found->second.modality ? std::string() : name_of(*found->second.modality);
    }

private:
    std::set<TerritoryId> within_;
    std::map<TerritoryId, UgelPlace> places_;
    std::map<TeamId, Team> teams_;
};

// Adds up cases by group.
class Tally {
public:
    explicit Tally(const Field& field) : field_(field) {}

    void add(const TerritoryId& ugel, bool counts, const std::string* kind = nullptr) {
        add_to(whole_, counts);
        add_to(directorates_[field_.directorate_of(ugel)], counts);
        add_to(modalities_[field_.modality_of(ugel)], counts);
        if (kind != nullptr) {
            add_to(kinds_[*kind], counts);
        }
    }

    IndicatorShare share() const { return {{}, {}, whole_, parts(directorates_), parts(modalities_), parts(kinds_)}; }

private:
    using Groups = std::map<std::string, Share>;

    static void add_to(Share& share, bool counts) {
        share.n += counts ? 1 : 0;
        ++share.total;
    }
    static std::vector<SharePart> parts(const Groups& groups) {
        std::vector<SharePart> list;
        for (const auto& [group, share] : groups) {
            list.push_back({group, share});
        }
        return list;
    }

    const Field& field_;
    Share whole_;
    Groups directorates_;
    Groups modalities_;
    Groups kinds_;
};

struct Question {
    Reader& reader;
    const Scope& scope;
    const TwoTimes& times;
    const TeamIndicatorOptions& options;
    const Field& field;
};

Result<std::vector<TerritoryId>> denominator(const Question& ask) {
    std::vector<TerritoryId> ugel;
    if (ask.options.list.empty()) {
        for (const auto& [id, place] : ask.field.places()) {
            ugel.push_back(id);
        }
        return ugel;
    }
    MINKA_TRY_ASSIGN(const auto list, territory_list(ask.reader, ask.options.list, ask.times.known_at));
    std::ranges::copy_if(list.territories, std::back_inserter(ugel),
                         [&](const auto& id) { return ask.field.holds(id); });
    return ugel;
}

Result<IndicatorShare> constituted(const Question& ask) {
    MINKA_TRY_ASSIGN(const auto ugel, denominator(ask));
    MINKA_TRY_ASSIGN(const auto teams, constituted_teams(ask.reader, ask.scope, ask.times));
    std::map<TerritoryId, ResolutionKind> kinds;
    for (const auto& team : teams) {
        kinds.emplace(team.territory_id, team.kind);
    }
    Tally tally(ask.field);
    Share fresh{0, std::ssize(ugel)};
    Share again{0, std::ssize(ugel)};
    for (const auto& id : ugel) {
        const auto found = kinds.find(id);
        tally.add(id, found != kinds.end());
        if (found != kinds.end()) {
            ++(found->second == ResolutionKind::forms ? fresh : again).n;
        }
    }
    auto share = tally.share();
    share.by_kind = {{name_of(ResolutionKind::forms), fresh}, {name_of(ResolutionKind::reactivates), again}};
    return share;
}

Result<IndicatorShare> with_approved_plan(const Question& ask) {
    MINKA_TRY_ASSIGN(const auto teams, constituted_teams(ask.reader, ask.scope, ask.times));
    MINKA_TRY_ASSIGN(const auto plans,
                     ask.reader.all_known<WorkPlan>(ask.times.known_at, "AND approved_on <= $3", ask.times.as_of));
    std::set<TeamId> planned;
    for (const auto& plan : plans) {
        planned.insert(plan.record.team_id);
    }
    Tally tally(ask.field);
    for (const auto& team : teams) {
        tally.add(team.territory_id, planned.contains(team.team_id));
    }
    return tally.share();
}

Result<IndicatorShare> activities_done(const Question& ask) {
    MINKA_TRY_ASSIGN(const auto plans,
                     ask.reader.all_known<WorkPlan>(ask.times.known_at, "AND approved_on <= $3", ask.times.as_of));
    std::map<WorkPlanId, const Team*> team_of;
    for (const auto& plan : plans) {
        team_of[plan.record.id] = ask.field.team(plan.record.team_id);
    }
    MINKA_TRY_ASSIGN(const auto activities, ask.reader.all_known<PlanActivity>(
                                                ask.times.known_at, "AND due_on <= $3 ORDER BY id", ask.times.as_of));
    Tally tally(ask.field);
    for (const auto& row : activities) {
        const auto found = team_of.find(row.record.plan_id);
        if (found != team_of.end() && found->second != nullptr) {
            const bool done = row.record.done_on && *row.record.done_on <= ask.times.as_of;
            tally.add(found->second->territory_id, done, &row.record.objective);
        }
    }
    return tally.share();
}

Result<IndicatorShare> sessions_held(const Question& ask) {
    MINKA_TRY_ASSIGN(const auto reports, gia_reports(ask.reader, ask.times));
    MINKA_TRY_ASSIGN(const auto sessions, ask.reader.all_known<GiaSession>(
                                              ask.times.known_at, "AND planned_on <= $3 ORDER BY id", ask.times.as_of));
    Tally tally(ask.field);
    for (const auto& row : sessions) {
        if (const auto* team = ask.field.team(row.record.team_id)) {
            const auto modality = name_of(row.record.modality);
            const bool is_held = row.record.held_on && *row.record.held_on <= ask.times.as_of;
            tally.add(team->territory_id, is_held || reports.contains(row.record.id), &modality);
        }
    }
    return tally.share();
}

Result<IndicatorShare> agreements_reviewed(const Question& ask) {
    MINKA_TRY_ASSIGN(const auto due, due_agreements(ask.reader, ask.times));
    Tally tally(ask.field);
    for (const auto& agreement : due) {
        if (const auto* team = ask.field.team(agreement.team_id)) {
            tally.add(team->territory_id, agreement.was_reviewed);
        }
    }
    // What the office has not recorded one by one counts as the field counted it.
    MINKA_TRY_ASSIGN(const auto reports, gia_reports(ask.reader, ask.times));
    MINKA_TRY_ASSIGN(const auto sessions, ask.reader.all_known<GiaSession>(ask.times.known_at, "ORDER BY id"));
    for (const auto& row : sessions) {
        const auto* team = ask.field.team(row.record.team_id);
        const auto report = reports.find(row.record.id);
        const bool is_recorded = row.record.held_on && *row.record.held_on <= ask.times.as_of;
        for (std::int64_t i = 0; team != nullptr && !is_recorded && report != reports.end() && i < report->second.due;
             ++i) {
            tally.add(team->territory_id, i < report->second.reviewed);
        }
    }
    return tally.share();
}

Result<IndicatorShare> autonomy_criteria_met(const Question& ask) {
    MINKA_TRY_ASSIGN(const auto last, last_follow_ups(ask.reader, ask.scope, ask.times));
    Tally tally(ask.field);
    for (const auto& one : last) {
        const auto asked = one.autonomy_asked == std::ssize(autonomy_criteria) ? one.autonomy_asked : 0;
        for (std::int64_t i = 0; i < asked; ++i) {
            tally.add(one.ugel, i < one.autonomy_met);
        }
    }
    return tally.share();
}

Result<IndicatorShare> members_retained(const Question& ask) {
    if (ask.options.retention_months < 1) {
        return invalid("Indicator 08 needs the months after which it asks (retention_months of the programme).",
                       "retention_months");
    }
    MINKA_TRY_ASSIGN(const auto resolutions, ask.reader.all_known<Resolution>(ask.times.known_at, "ORDER BY id"));
    MINKA_TRY_ASSIGN(const auto members, ask.reader.all_known<Membership>(ask.times.known_at, "ORDER BY id"));
    std::multimap<TeamId, const Membership*> by_team;
    for (const auto& row : members) {
        by_team.emplace(row.record.team_id, &row.record);
    }
    Tally tally(ask.field);
    for (const auto& row : resolutions) {
        const auto* team = ask.field.team(row.record.team_id);
        if (team == nullptr || !is_complete(row.record)) {
            continue;
        }
        const auto issued = *row.record.issued_on;
        const auto asked = issued.plus_months(ask.options.retention_months);
        if (asked > ask.times.as_of) {
            continue;
        }
        const auto [first, last] = by_team.equal_range(row.record.team_id);
        for (auto member = first; member != last; ++member) {
            if (is_member_on(*member->second, issued)) {
                const bool stays = std::any_of(first, last, [&](const auto& other) {  // who left may have come back
                    return other.second->person_id == member->second->person_id && is_member_on(*other.second, asked);
                });
                tally.add(team->territory_id, stays, &member->second->role);
            }
        }
    }
    return tally.share();
}

Result<IndicatorShare> assisted_in_quarter(const Question& ask) {
    MINKA_TRY_ASSIGN(const auto ugel, denominator(ask));
    const auto as_of = ask.times.as_of;
    MINKA_TRY_ASSIGN(const auto start, LocalDate::of(as_of.year(), (as_of.month() - 1) / 3 * 3 + 1, 1));
    MINKA_TRY_ASSIGN(const auto visits, ask.reader.all_known<AssistanceVisit>(
                                            ask.times.known_at, "AND held_on >= $3 AND held_on <= $4", start, as_of));
    std::set<TerritoryId> visited;
    for (const auto& visit : visits) {
        visited.insert(visit.record.territory_id);
    }
    Tally tally(ask.field);
    for (const auto& id : ugel) {
        tally.add(id, visited.contains(id));
    }
    return tally.share();
}

MedianDays median_of(std::string group, std::vector<std::int64_t> days) {
    MedianDays median{std::move(group), std::ssize(days), {}};
    if (!days.empty()) {
        std::ranges::sort(days);
        const auto middle = days.size() / 2;
        median.twice_median = days.size() % 2 == 1 ? 2 * days[middle] : days[middle - 1] + days[middle];
    }
    return median;
}

}  // namespace

Result<IndicatorShare> team_indicator(Reader& reader, std::string_view indicator, const Scope& scope,
                                      const TwoTimes& times, const TeamIndicatorOptions& options) {
    using Compute = Result<IndicatorShare> (*)(const Question&);
    static const std::map<std::string_view, Compute> known{{"01", constituted},         {"03", with_approved_plan},
                                                           {"04", activities_done},     {"05", sessions_held},
                                                           {"07", agreements_reviewed}, {"08", members_retained},
                                                           {"09", assisted_in_quarter}, {"10", autonomy_criteria_met}};
    const auto compute = known.find(indicator);
    if (compute == known.end()) {
        return invalid("Indicator " + std::string(indicator) + " is not one of teams that is a share.", "indicator");
    }
    MINKA_TRY_ASSIGN(const auto field, Field::load(reader, scope, times));
    MINKA_TRY_ASSIGN(auto share, compute->second({reader, scope, times, options, field}));
    share.indicator = indicator;
    share.times = times;
    return share;
}

Result<std::vector<IndicatorShare>> team_indicator_history(Reader& reader, std::string_view indicator,
                                                           const Scope& scope, std::span<const TwoTimes> times,
                                                           const TeamIndicatorOptions& options) {
    std::vector<IndicatorShare> history;
    for (const auto& at : times) {
        MINKA_TRY_ASSIGN(auto share, team_indicator(reader, indicator, scope, at, options));
        history.push_back(std::move(share));
    }
    return history;
}

Result<DaysToResolution> days_to_resolution(Reader& reader, const Scope& scope, const TwoTimes& times) {
    MINKA_TRY_ASSIGN(const auto field, Field::load(reader, scope, times));
    MINKA_TRY_ASSIGN(const auto resolutions,
                     reader.all_known<Resolution>(times.known_at, "AND issued_on <= $3 ORDER BY id", times.as_of));
    std::map<TeamId, LocalDate> first;
    for (const auto& row : resolutions) {
        if (is_complete(row.record) && field.team(row.record.team_id) != nullptr) {
            const auto [place, fresh] = first.emplace(row.record.team_id, *row.record.issued_on);
            place->second = std::min(place->second, *row.record.issued_on);
        }
    }
    DaysToResolution days;
    days.times = times;
    std::vector<std::int64_t> all;
    std::map<std::string, std::vector<std::int64_t>> groups;
    for (const auto& [id, team] : field.teams()) {
        if (team.convened_on > times.as_of) {
            continue;
        }
        const auto found = first.find(id);
        if (found == first.end()) {
            days.waiting += is_open(team.state) || team.state_since > times.as_of ? 1 : 0;
            continue;
        }
        all.push_back(days_between(team.convened_on, found->second));
        groups[field.directorate_of(team.territory_id)].push_back(all.back());
    }
    days.all = median_of({}, std::move(all));
    for (auto& [group, values] : groups) {
        days.by_directorate.push_back(median_of(group, std::move(values)));
    }
    return days;
}

std::string format_median(const MedianDays& days, std::string_view language) {
    const bool spanish = language == "es";
    if (!days.twice_median) {
        return spanish ? "sin dato" : "no data";
    }
    return std::to_string(*days.twice_median / 2) + (*days.twice_median % 2 == 0 ? "" : spanish ? ",5" : ".5");
}

}  // namespace minka::programme
