#include "planning/group_words.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <set>

namespace minka::planning {
namespace {

/// "3 a 4", or "3".
std::string size_words(const std::vector<optimize::SizeRange>& sizes) {
    auto least = sizes.front().least;
    auto most = sizes.front().most;
    for (const auto& range : sizes) {
        least = std::min(least, range.least);
        most = std::max(most, range.most);
    }
    return least == most ? fmt::format("{}", least) : fmt::format("{} a {}", least, most);
}

std::string few_of(const std::vector<std::string>& ids) {
    constexpr std::size_t most_told = 6;
    if (ids.size() <= most_told) {
        return fmt::format("{}", fmt::join(ids, ", "));
    }
    const std::vector<std::string> first(ids.begin(), ids.begin() + most_told - 1);
    return fmt::format("{} y {} personas más", fmt::join(first, ", "), ids.size() - first.size());
}

}  // namespace

std::string conflict_sentence(const GroupRequest& request, const FormedGroups& attempt,
                              const std::vector<optimize::RulePlace>& conflict) {
    using enum optimize::RulePlace::Kind;
    const auto& people = request.people;
    const auto& rules = attempt.task.rules;
    std::vector<std::string> parts;
    std::map<std::string, std::vector<std::string>> pinned;
    std::array<std::vector<std::string>, 2> limited;  // by travel, by time
    for (const auto& rule : conflict) {
        if (rule.kind == together) {
            parts.push_back(people.together_names[rule.place] + " juntos");
        } else if (rule.kind == apart) {
            const auto& pair = rules.apart[rule.place];
            parts.push_back(people.ids[pair.first] + " y " + people.ids[pair.second] + " separados");
        } else {
            const auto& limit = rules.limits[rule.place];
            const auto kind = attempt.limit_kinds[rule.place];
            if (kind == LimitKind::pinned) {
                pinned[attempt.names[limit.groups.front()]].push_back(people.ids[limit.person]);
            } else {
                limited[kind == LimitKind::travel ? 0 : 1].push_back(people.ids[limit.person]);
            }
        }
    }
    for (const auto& [group, ids] : pinned) {
        parts.push_back(fmt::format("{} en el grupo {}", few_of(ids), group));
    }
    if (!limited[0].empty()) {
        parts.push_back(fmt::format("{} a {:g} km o menos de su lugar", few_of(limited[0]), *request.reach_km));
    }
    if (!limited[1].empty()) {
        parts.push_back(fmt::format("{} a una hora en que pueden", few_of(limited[1])));
    }
    return fmt::format("En {} grupos de {} no hay división que cumpla a la vez: {}. Quite una de estas reglas.",
                       attempt.task.sizes.size(), size_words(attempt.task.sizes), fmt::join(parts, "; "));
}

}  // namespace minka::planning
