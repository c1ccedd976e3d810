#include "optimize/form_groups.h"

#include "optimize/annealing.h"
#include "optimize/distance_kernel.h"
#include "optimize/first_groups.h"
#include "optimize/likeness_kernel.h"
#include "optimize/matrix_kernel.h"
#include "optimize/small_groups.h"

#include <algorithm>
#include <cmath>

namespace minka::optimize {
namespace {

template <typename Distance>
double sum_within(std::size_t people, const std::vector<std::uint32_t>& group_of, const Distance& distance) {
    std::uint32_t groups = 0;
    for (const auto group : group_of) {
        groups = std::max(groups, group + 1);
    }
    std::vector<std::vector<std::size_t>> members(groups);
    for (std::size_t person = 0; person < people; ++person) {
        members[group_of[person]].push_back(person);
    }
    double total = 0;
    for (const auto& list : members) {
        for (std::size_t i = 0; i < list.size(); ++i) {
            for (std::size_t j = 0; j < i; ++j) {
                total += distance(list[i], list[j]);
            }
        }
    }
    return total;
}

std::vector<std::uint32_t> by_person(const UnitList& list, const std::vector<std::uint32_t>& group_of_unit) {
    std::vector<std::uint32_t> result;
    for (const auto unit : list.unit_of) {
        result.push_back(group_of_unit[unit]);
    }
    return result;
}

/// Exchanges keep sizes as they are, so that the start must have good ones: a sum over pairs of members is largest with
/// sizes as uneven as may be. Where the rules do not allow those sizes, any within the ranges.
Result<std::vector<std::uint32_t>> first_groups(const GroupTask& task, const UnitList& list, bool is_uneven) {
    GroupTask sized = task;
    const auto sizes =
        is_uneven ? most_uneven_sizes(task.sizes, task.people) : most_even_sizes(task.sizes, task.people);
    for (std::size_t group = 0; group < sizes.size(); ++group) {
        sized.sizes[group] = {sizes[group], sizes[group]};
    }
    constexpr std::uint64_t short_budget = 200'000;
    auto first = find_first_groups(sized, list, short_budget);
    if (first.verdict == FirstGroups::Verdict::found && GroupState(task, list, first.group_of).moved() == 0) {
        return std::move(first.group_of);
    }
    first = find_first_groups(task, list);
    if (first.verdict == FirstGroups::Verdict::impossible) {
        return problem(ProblemCode::conflict, "No division into groups keeps all the rules.", "rules");
    }
    if (first.verdict == FirstGroups::Verdict::unknown) {
        return problem(ProblemCode::conflict,
                       "No division into groups that keeps all the rules was found; there may be one. Ease a rule.",
                       "rules");
    }
    return std::move(first.group_of);
}

/// Takes every exchange or move that `helps`, one after the other, until none is left or `is_done`.
template <typename IsDone, typename Concerns, typename Exchange, typename Move>
void improve(GroupState& state, const IsDone& is_done, const Concerns& concerns, const Exchange& exchange_helps,
             const Move& move_helps) {
    bool has_helped = true;
    while (has_helped && !is_done()) {
        has_helped = false;
        for (std::uint32_t unit = 0; unit < state.unit_count() && !is_done(); ++unit) {
            if (!concerns(unit)) {
                continue;
            }
            for (std::uint32_t other = 0; other < state.unit_count(); ++other) {
                if (exchange_helps(unit, other)) {
                    state.exchange(unit, other);
                    has_helped = true;
                }
            }
            for (std::uint32_t group = 0; group < state.group_count(); ++group) {
                if (move_helps(unit, group)) {
                    state.move(unit, group);
                    has_helped = true;
                }
            }
        }
    }
}

/// Sends people back to their current group, as long as one exchange or move does; then brings together members of a
/// minority who are alone. The first counts more than the second.
void settle(GroupState& state) {
    improve(
        state, [&] { return state.moved() == 0; },
        [&](std::uint32_t unit) {
            return state.unit(unit).current && *state.unit(unit).current != state.group_of(unit);
        },
        [&](std::uint32_t unit, std::uint32_t other) {
            return state.keeps_rules(unit, other) && state.moved_change_of_exchange(unit, other) < 0;
        },
        [&](std::uint32_t unit, std::uint32_t group) {
            return state.keeps_rules_moving(unit, group) && state.moved_change(unit, group) < 0;
        });
    improve(
        state, [&] { return state.lonely() == 0; },
        [&](std::uint32_t unit) { return !state.unit(unit).minorities.empty(); },
        [&](std::uint32_t unit, std::uint32_t other) {
            return state.may_exchange(unit, other) && state.lonely_change(unit, other) < 0;
        },
        [&](std::uint32_t unit, std::uint32_t group) {
            return state.may_move(unit, group) && state.lonely_change_of_move(unit, group) < 0;
        });
}

template <typename Kernel, typename Data>
Result<Grouping> anneal(const GroupTask& task, const Data& data, const AnnealingSchedule& schedule,
                        const FormOptions& options) {
    const auto list = units_of(task);
    MINKA_TRY_ASSIGN(const auto start, first_groups(task, list, !std::is_same_v<Kernel, LikenessKernel>));
    GroupState state(task, list, start);
    settle(state);
    Kernel kernel(state, data);
    SeededRandom random(options.seed);
    Annealing<Kernel> annealing(state, kernel, random, schedule);
    annealing.run(options.iterations, options.stop, options.tell);
    const GroupState best(task, list, annealing.best());
    Grouping result;
    result.group_of = by_person(list, annealing.best());
    result.iterations = annealing.iterations();
    result.lonely = best.lonely();
    result.moved = best.moved();
    if constexpr (std::is_same_v<Kernel, LikenessKernel>) {
        result.score = LikenessKernel(best, data).unlikeness();
    } else {
        result.score = within_group_distance(data, result.group_of);
    }
    return result;
}

/// The proven best of a small task, or nothing when there is none to be had.
std::optional<Grouping> best_of_small(const GroupTask& task, const DistanceMatrix& distances) {
    const auto list = units_of(task);
    if (list.impossible) {
        return std::nullopt;
    }
    const auto every = try_every_division(task, list, distances);
    if (!every.is_complete || !every.is_found) {
        return std::nullopt;
    }
    const GroupState state(task, list, every.group_of);
    Grouping result;
    result.group_of = by_person(list, every.group_of);
    result.score = within_group_distance(distances, result.group_of);
    result.is_best = true;
    result.lonely = state.lonely();
    result.moved = state.moved();
    return result;
}

Result<void> check_count(const GroupTask& task, std::size_t people) {
    if (task.people != people) {
        return invalid("The attributes or distances are of another number of people.", "people");
    }
    return {};
}

/// The standard deviation of values, divisor n; 0 for none.
double deviation_of(const std::vector<double>& values) {
    double mean = 0;
    for (const double value : values) {
        mean += value / static_cast<double>(values.size());
    }
    double squares = 0;
    for (const double value : values) {
        squares += (value - mean) * (value - mean);
    }
    return values.empty() ? 0 : std::sqrt(squares / static_cast<double>(values.size()));
}

}  // namespace

GroupSpread spread_of_groups(const PointTable& points, const std::vector<std::uint32_t>& group_of) {
    GroupSpread spread;
    const std::size_t groups = group_of.empty() ? 0 : std::size_t{std::ranges::max(group_of)} + 1;
    for (std::size_t d = 0; d < points.dimensions; ++d) {
        std::vector<double> people(groups, 0);
        std::vector<double> sums(groups, 0);
        std::vector<double> squares(groups, 0);
        for (std::size_t i = 0; i < points.people; ++i) {
            people[group_of[i]] += 1;
            sums[group_of[i]] += points.at(i, d);
        }
        for (std::size_t i = 0; i < points.people; ++i) {
            const double off = points.at(i, d) - sums[group_of[i]] / people[group_of[i]];
            squares[group_of[i]] += off * off;
        }
        std::vector<double> means;
        std::vector<double> deviations;
        for (std::size_t group = 0; group < groups; ++group) {
            if (people[group] > 0) {
                means.push_back(sums[group] / people[group]);
            }
            if (people[group] > 1) {
                deviations.push_back(std::sqrt(squares[group] / (people[group] - 1)));
            }
        }
        spread.of_means = std::max(spread.of_means, deviation_of(means));
        spread.of_deviations = std::max(spread.of_deviations, deviation_of(deviations));
    }
    return spread;
}

double within_group_distance(const DistanceMatrix& distances, const std::vector<std::uint32_t>& group_of) {
    return sum_within(distances.people, group_of,
                      [&](std::size_t first, std::size_t second) { return distances.between(first, second); });
}

double within_group_distance(const PointTable& points, const std::vector<std::uint32_t>& group_of) {
    return sum_within(points.people, group_of,
                      [&](std::size_t first, std::size_t second) { return distance_of(points, first, second); });
}

Result<Grouping> form_varied_groups(const GroupTask& task, const DistanceMatrix& distances,
                                    const FormOptions& options) {
    MINKA_TRY(check_task(task));
    MINKA_TRY(check_count(task, distances.people));
    MINKA_TRY(check_distances(distances));
    if (task.people <= smallest_search) {
        if (auto best = best_of_small(task, distances); best) {
            return *std::move(best);
        }
    }
    return anneal<MatrixKernel>(task, distances, AnnealingSchedule{}, options);
}

Result<Grouping> form_varied_groups(const GroupTask& task, const PointTable& points, const FormOptions& options) {
    MINKA_TRY(check_task(task));
    MINKA_TRY(check_count(task, points.people));
    MINKA_TRY(check_points(points));
    if (task.people <= smallest_search) {
        DistanceMatrix distances{points.people, std::vector<double>(points.people * points.people)};
        for (std::size_t i = 0; i < points.people; ++i) {
            for (std::size_t j = 0; j < points.people; ++j) {
                distances.at(i, j) = distance_of(points, i, j);
            }
        }
        if (auto best = best_of_small(task, distances); best) {
            return *std::move(best);
        }
    }
    // Sums of everyone to every group take eight bytes each; past this they are worked out as they are needed.
    constexpr std::size_t most_sums = 8'000'000;
    if (task.people * task.sizes.size() > most_sums) {
        return anneal<DistanceKernel>(task, points, AnnealingSchedule{}, options);
    }
    return anneal<MatrixKernel>(task, points, AnnealingSchedule{}, options);
}

Result<Grouping> form_like_groups(const GroupTask& task, const PointTable& points, const FormOptions& options) {
    MINKA_TRY(check_task(task));
    MINKA_TRY(check_count(task, points.people));
    MINKA_TRY(check_points(points));
    return anneal<LikenessKernel>(task, points, AnnealingSchedule{}, options);
}

}  // namespace minka::optimize
