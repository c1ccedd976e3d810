#include "planning/group_costs.h"

#include "optimize/group_bound.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace minka::planning {
namespace {

/// The request without the rules of one name.
template <typename Keeps, typename List, typename Names>
void drop(List& list, Names& names, const Keeps& is_dropped) {
    List kept;
    Names kept_names;
    for (std::size_t place = 0; place < list.size(); ++place) {
        if (!is_dropped(names[place])) {
            kept.push_back(list[place]);
            kept_names.push_back(names[place]);
        }
    }
    list = std::move(kept);
    names = std::move(kept_names);
}

struct LessStrict {
    GroupRuleKind kind{};
    std::string of;
    std::string rule;
    GroupRequest request;
};

std::vector<LessStrict> less_strict_requests(const GroupRequest& request) {
    std::vector<LessStrict> all;
    const auto add = [&](GroupRuleKind kind, const std::string& of, std::string rule, const auto& ease) {
        all.push_back({kind, of, std::move(rule), request});
        ease(all.back().request);
    };
    const auto& people = request.people;
    for (const auto& column : std::set(people.together_columns.begin(), people.together_columns.end())) {
        add(GroupRuleKind::together, column, fmt::format("juntos por {}", column), [&](GroupRequest& eased) {
            auto& table = eased.people;
            drop(table.rules.together, table.together_columns, [&](const auto& name) { return name == column; });
        });
    }
    for (const auto& column : std::set(people.apart_columns.begin(), people.apart_columns.end())) {
        add(GroupRuleKind::apart, column, fmt::format("separados por {}", column), [&](GroupRequest& eased) {
            auto& table = eased.people;
            drop(table.rules.apart, table.apart_columns, [&](const auto& name) { return name == column; });
        });
    }
    for (const auto& word : people.minority_names) {
        add(GroupRuleKind::minority, word, fmt::format("nadie de {} a solas", word), [&](GroupRequest& eased) {
            auto& table = eased.people;
            drop(table.rules.minorities, table.minority_names, [&](const auto& name) { return name == word; });
        });
    }
    if (std::ranges::any_of(people.pinned, [](const auto& name) { return !name.empty(); })) {
        add(GroupRuleKind::pinned, {}, "personas con grupo fijo",
            [](GroupRequest& eased) { eased.people.pinned.clear(); });
    }
    if (request.reach_km) {
        add(GroupRuleKind::reach, {}, fmt::format("lugar a {:g} km o menos", *request.reach_km),
            [](GroupRequest& eased) {
                eased.reach_km.reset();
                eased.places.clear();
            });
    }
    if (!people.times.empty()) {
        add(GroupRuleKind::times, {}, "horas en que pueden", [](GroupRequest& eased) { eased.people.times.clear(); });
    }
    if (request.former) {
        add(GroupRuleKind::former, {}, "los grupos de antes", [](GroupRequest& eased) { eased.former.reset(); });
    }
    return all;
}

}  // namespace

Result<std::vector<RuleCost>> cost_of_rules(const GroupRequest& request, const FormedGroups& formed,
                                            const optimize::FormOptions& options) {
    auto budget = options;
    budget.iterations = std::max<std::uint64_t>(1, formed.grouping.iterations);
    std::vector<RuleCost> costs;
    for (const auto& each : less_strict_requests(request)) {
        MINKA_TRY_ASSIGN(const auto eased, form_people_groups(each.request, budget));
        if (options.stop.stop_requested()) {
            break;
        }
        costs.push_back({each.kind, each.of, each.rule, eased.distance});
    }
    return costs;
}

Result<double> distance_bound(const GroupRequest& request, const FormedGroups& formed) {
    MINKA_TRY_ASSIGN(const auto bound, optimize::energy_bound(formed.task, request.people.points));
    return bound.value;
}

}  // namespace minka::planning
