#include "planning/group_costs.h"

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
    std::string rule;
    GroupRequest request;
};

std::vector<LessStrict> less_strict_requests(const GroupRequest& request) {
    std::vector<LessStrict> all;
    const auto add = [&](std::string rule, const auto& ease) {
        all.push_back({std::move(rule), request});
        ease(all.back().request);
    };
    const auto& people = request.people;
    for (const auto& column : std::set(people.together_columns.begin(), people.together_columns.end())) {
        add(fmt::format("juntos por {}", column), [&](GroupRequest& eased) {
            auto& table = eased.people;
            drop(table.rules.together, table.together_columns, [&](const auto& name) { return name == column; });
        });
    }
    for (const auto& column : std::set(people.apart_columns.begin(), people.apart_columns.end())) {
        add(fmt::format("separados por {}", column), [&](GroupRequest& eased) {
            auto& table = eased.people;
            drop(table.rules.apart, table.apart_columns, [&](const auto& name) { return name == column; });
        });
    }
    for (const auto& word : people.minority_names) {
        add(fmt::format("nadie de {} a solas", word), [&](GroupRequest& eased) {
            auto& table = eased.people;
            drop(table.rules.minorities, table.minority_names, [&](const auto& name) { return name == word; });
        });
    }
    if (std::ranges::any_of(people.pinned, [](const auto& name) { return !name.empty(); })) {
        add("personas con grupo fijo", [](GroupRequest& eased) { eased.people.pinned.clear(); });
    }
    if (request.reach_km) {
        add(fmt::format("lugar a {:g} km o menos", *request.reach_km), [](GroupRequest& eased) {
            eased.reach_km.reset();
            eased.places.clear();
        });
    }
    if (!people.times.empty()) {
        add("horas en que pueden", [](GroupRequest& eased) { eased.people.times.clear(); });
    }
    if (request.former) {
        add("los grupos de antes", [](GroupRequest& eased) { eased.former.reset(); });
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
        costs.push_back({each.rule, eased.distance});
    }
    return costs;
}

}  // namespace minka::planning
