#pragma once

#include "web/group_desk.h"
#include "web/json_shape.h"

namespace minka::web {

enum class DiversityOf { all, age, experience };
BOOST_DESCRIBE_ENUM(DiversityOf, all, age, experience)

/// Indicator 17 of one attribute or of both at once. Nobody's age or band is told.
struct DiversityShown {
    DiversityOf of{};
    double value = 0;  ///< The mean over groups of H_g / H_max,g, 0 to 1.
    double best = 0;   ///< The largest that groups of these sizes can have.
    std::int64_t groups = 0;
};
MINKA_JSON(DiversityShown, (of, value, best, groups))

struct GroupItem {
    planning::TeacherGroupId id;
    std::string code;
    std::optional<std::string> place;  ///< The name of the site where it meets; not told where the school is guarded.
    std::string time;
    std::int64_t people = 0;
    LocalDate since;
    bool is_own = true;  ///< Else it has members of another part of the land, and is not formed again here.
};
MINKA_JSON(GroupItem, (id, code, place, time, people, since, is_own))

struct GroupsPage {
    programme::CycleId cycle_id;
    std::string cycle;
    LocalDate on;
    std::vector<GroupItem> groups;
    std::int64_t teachers = 0;       ///< Of the schools in one's land that take part.
    std::int64_t without_group = 0;  ///< Of these.
    std::int64_t gone = 0;           ///< Members who teach in the cycle no longer.
    std::vector<DiversityShown> diversity;
    std::int64_t diversity_people = 0;   ///< Members whose bands are known: what the diversity is worked out from.
    std::int64_t diversity_unknown = 0;  ///< Members who are not in it.
    bool may_form = false;
};
MINKA_JSON(GroupsPage, (cycle_id, cycle, on, groups, teachers, without_group, gone, diversity, diversity_people,
                        diversity_unknown, may_form))

struct GroupPerson {
    registry::PersonId id;
    std::string name;  ///< Empty for somebody whose name was erased, or who is outside one's land.
    std::string school;
};
MINKA_JSON(GroupPerson, (id, name, school))

struct GroupMembers {
    std::string group;
    std::vector<GroupPerson> members;  ///< By name.
    std::int64_t others = 0;           ///< Members outside one's land.
};
MINKA_JSON(GroupMembers, (group, members, others))

struct PinnedPerson {
    registry::PersonId person;
    std::string group;
};
MINKA_JSON(PinnedPerson, (person, group))

struct GroupsRequest {
    std::optional<LocalDate> on;  ///< From when they hold; today when not given.
    std::int64_t least = 15;      ///< People in a group.
    std::int64_t most = 25;
    std::optional<double> reach_km;          ///< From a teacher's site to the meeting place, in a straight line.
    std::optional<bool> is_anew;             ///< Without regard to the groups there are.
    std::optional<double> seconds;           ///< To search, 1 to 60; 3 when not given.
    std::optional<std::int64_t> seed;        ///< 1 when not given.
    std::optional<std::int64_t> iterations;  ///< To repeat a search.
    std::vector<PinnedPerson> pinned;
    std::vector<std::vector<registry::PersonId>> together;
    std::vector<std::vector<registry::PersonId>> apart;
};
MINKA_JSON(GroupsRequest, (on, least, most, reach_km, is_anew, seconds, seed, iterations, pinned, together, apart))

struct ProposalItem {
    GroupProposalId id;
    LocalDate on;
    std::int64_t least = 0;
    std::int64_t most = 0;
    std::optional<double> reach_km;
    bool is_anew = false;
    Instant asked_at;
    GroupProposalState state{};
    double share = 0;  ///< Of the search that is done, 0 to 1.
    std::int64_t iterations = 0;
    std::int64_t seed = 0;
    bool was_stopped = false;
    std::optional<std::string> problem;  ///< Why there are no groups, or no costs of rules, in a sentence in Spanish.
};
MINKA_JSON(ProposalItem,
           (id, on, least, most, reach_km, is_anew, asked_at, state, share, iterations, seed, was_stopped, problem))

struct ProposedGroup {
    std::string code;
    std::string place;
    std::string time;
    std::int64_t people = 0;
    std::int64_t before = 0;  ///< 0 for a new one.
};
MINKA_JSON(ProposedGroup, (code, place, time, people, before))

struct MoveShown {
    GroupPerson person;
    std::string from;  ///< Empty for who joins.
    std::string to;    ///< Empty for who leaves.
};
MINKA_JSON(MoveShown, (person, from, to))

/// What the groups would gain without a rule.
struct RuleCostShown {
    planning::GroupRuleKind rule{};
    double share = 0;  ///< How much larger the sum of distances would be, as a share of it; a search is no proof.
};
MINKA_JSON(RuleCostShown, (rule, share))

struct PinShown {
    GroupPerson person;
    std::string group;
};
MINKA_JSON(PinShown, (person, group))

struct ProposalPage {
    ProposalItem proposal;
    std::vector<PinShown> pinned;
    std::vector<std::vector<GroupPerson>> together;
    std::vector<std::vector<GroupPerson>> apart;
    std::vector<ProposedGroup> groups;
    std::vector<DiversityShown> diversity;
    std::optional<double> share_of_bound;  ///< Sum of distances, of the largest that is proven possible.
    std::int64_t filled = 0;               ///< Bands that are not known and count as the mean.
    std::int64_t stayed = 0;
    std::int64_t moved = 0;
    std::int64_t joined = 0;
    std::int64_t left = 0;
    std::vector<MoveShown> moves;  ///< The first of them.
    std::vector<RuleCostShown> costs;
    double mean_km = 0;
    double farthest_km = 0;
    std::vector<std::string> ended;  ///< Groups that would be no more.
};
MINKA_JSON(ProposalPage, (proposal, pinned, together, apart, groups, diversity, share_of_bound, filled, stayed, moved,
                          joined, left, moves, costs, mean_km, farthest_km, ended))

struct GroupsApplied {
    std::int64_t formed = 0;
    std::int64_t ended = 0;
    std::int64_t joined = 0;
    std::int64_t moved = 0;
    std::int64_t left = 0;
};
MINKA_JSON(GroupsApplied, (formed, ended, joined, moved, left))

}  // namespace minka::web
