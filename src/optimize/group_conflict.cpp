#include "optimize/group_conflict.h"

#include "base/random.h"
#include "optimize/first_groups.h"

#include <algorithm>

namespace minka::optimize {
namespace {

/// The task with these rules only.
GroupTask with_rules(const GroupTask& task, const std::vector<RulePlace>& rules) {
    GroupTask result{task.people, task.sizes, {}};
    for (const auto& rule : rules) {
        switch (rule.kind) {
            case RulePlace::Kind::together: result.rules.together.push_back(task.rules.together[rule.place]); break;
            case RulePlace::Kind::apart: result.rules.apart.push_back(task.rules.apart[rule.place]); break;
            case RulePlace::Kind::limit: result.rules.limits.push_back(task.rules.limits[rule.place]); break;
        }
    }
    return result;
}

bool is_impossible(const GroupTask& task, const std::vector<RulePlace>& rules) {
    constexpr std::uint64_t budget = 500'000;
    const auto part = with_rules(task, rules);
    return find_first_groups(part, units_of(part), budget).verdict == FirstGroups::Verdict::impossible;
}

std::vector<RulePlace> rules_of(const GroupTask& task) {
    std::vector<RulePlace> rules;
    for (std::size_t place = 0; place < task.rules.together.size(); ++place) {
        rules.push_back({RulePlace::Kind::together, place});
    }
    for (std::size_t place = 0; place < task.rules.apart.size(); ++place) {
        rules.push_back({RulePlace::Kind::apart, place});
    }
    for (std::size_t place = 0; place < task.rules.limits.size(); ++place) {
        rules.push_back({RulePlace::Kind::limit, place});
    }
    return rules;
}

/// Drops what the rest does without: halves first, then single rules.
std::vector<RulePlace> filtered(const GroupTask& task, std::vector<RulePlace> rules) {
    for (std::size_t chunk = std::max<std::size_t>(1, rules.size() / 2);; chunk /= 2) {
        for (std::size_t start = 0; start < rules.size();) {
            auto fewer = rules;
            const auto from = fewer.begin() + static_cast<std::ptrdiff_t>(start);
            fewer.erase(from, from + static_cast<std::ptrdiff_t>(std::min(chunk, fewer.size() - start)));
            if (is_impossible(task, fewer)) {
                rules = std::move(fewer);
            } else {
                start += chunk;
            }
        }
        if (chunk == 1) {
            return rules;
        }
    }
}

}  // namespace

Result<std::vector<RulePlace>> smallest_conflict(const GroupTask& task) {
    MINKA_TRY(check_task(task));
    auto rules = rules_of(task);
    if (rules.empty() || !is_impossible(task, rules)) {
        return std::vector<RulePlace>{};
    }
    auto smallest = filtered(task, rules);
    // What is left depends on the order; a few others find a smaller set where there is an obvious one.
    constexpr std::size_t most_for_more = 300;
    constexpr int more_orders = 8;
    SeededRandom random(1);
    for (int order = 0; order < more_orders && rules.size() <= most_for_more; ++order) {
        for (std::size_t i = rules.size(); i > 1; --i) {
            std::swap(rules[i - 1], rules[random.below(i)]);
        }
        auto other = filtered(task, rules);
        if (other.size() < smallest.size()) {
            smallest = std::move(other);
        }
    }
    std::ranges::sort(smallest, {}, [](const RulePlace& rule) { return std::pair(rule.kind, rule.place); });
    return smallest;
}

}  // namespace minka::optimize
