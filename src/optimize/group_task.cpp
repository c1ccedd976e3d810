#include "optimize/group_task.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace minka::optimize {
namespace {

Result<void> check_people(const GroupTask& task, const std::vector<std::uint32_t>& people, const char* field) {
    for (const auto person : people) {
        if (person >= task.people) {
            return invalid(fmt::format("A rule names person {}, and there are {}.", person, task.people), field);
        }
    }
    return {};
}

Result<void> check_rules(const GroupTask& task) {
    const auto& rules = task.rules;
    for (const auto& list : rules.together) {
        MINKA_TRY(check_people(task, list, "together"));
    }
    for (const auto& list : rules.minorities) {
        MINKA_TRY(check_people(task, list, "minorities"));
    }
    for (const auto& pair : rules.apart) {
        MINKA_TRY(check_people(task, {pair.first, pair.second}, "apart"));
        if (pair.first == pair.second) {
            return invalid("A person cannot be kept apart from themselves.", "apart");
        }
    }
    if (!rules.current.empty() && rules.current.size() != task.people) {
        return invalid("The current groups have one entry a person, or none.", "current");
    }
    for (const auto& limit : rules.limits) {
        MINKA_TRY(check_people(task, {limit.person}, "limits"));
        if (!std::ranges::is_sorted(limit.groups)) {
            return invalid("The groups of a limit are in ascending order.", "limits");
        }
        if (!limit.groups.empty() && limit.groups.back() >= task.sizes.size()) {
            return invalid(
                fmt::format("A rule names group {}, and there are {}.", limit.groups.back(), task.sizes.size()),
                "limits");
        }
    }
    for (const auto& group : rules.current) {
        if (group && *group >= task.sizes.size()) {
            return invalid(fmt::format("Somebody is in group {}, and there are {}.", *group, task.sizes.size()),
                           "current");
        }
    }
    return {};
}

}  // namespace

double distance_of(const PointTable& points, std::size_t first, std::size_t second) {
    double square = 0;
    for (std::size_t d = 0; d < points.dimensions; ++d) {
        const double off = points.at(first, d) - points.at(second, d);
        square += off * off;
    }
    return std::sqrt(square);
}

Result<void> check_task(const GroupTask& task) {
    if (task.people == 0 || task.sizes.empty()) {
        return invalid("There is nobody to group, or no group to put them in.", "people");
    }
    std::uint64_t least = 0;
    std::uint64_t most = 0;
    for (const auto& range : task.sizes) {
        if (range.least > range.most) {
            return invalid(fmt::format("A group's size cannot be from {} to {}.", range.least, range.most), "sizes");
        }
        least += range.least;
        most += range.most;
    }
    if (least > task.people || most < task.people) {
        return invalid(fmt::format("{} people do not fit {} groups, which hold from {} to {} together.", task.people,
                                   task.sizes.size(), least, most),
                       "sizes");
    }
    return check_rules(task);
}

std::vector<std::uint32_t> most_even_sizes(const std::vector<SizeRange>& ranges, std::size_t people) {
    std::vector<std::uint32_t> sizes;
    std::size_t left = people;
    for (const auto& range : ranges) {
        sizes.push_back(range.least);
        left -= range.least;
    }
    // One more for the smallest that may grow: each person adds the least square they can.
    for (; left > 0; --left) {
        std::size_t smallest = ranges.size();
        for (std::size_t group = 0; group < ranges.size(); ++group) {
            if (sizes[group] < ranges[group].most && (smallest == ranges.size() || sizes[group] < sizes[smallest])) {
                smallest = group;
            }
        }
        ++sizes[smallest];
    }
    return sizes;
}

std::vector<std::uint32_t> most_uneven_sizes(const std::vector<SizeRange>& ranges, std::size_t people) {
    // best[g][p]: the largest sum of squares of the first g groups with p people in them; -1 is impossible.
    const std::size_t width = people + 1;
    std::vector<long> best((ranges.size() + 1) * width, -1);
    std::vector<std::uint32_t> choice((ranges.size() + 1) * width);
    best[0] = 0;
    for (std::size_t group = 0; group < ranges.size(); ++group) {
        for (std::size_t before = 0; before < width; ++before) {
            const long sum = best[group * width + before];
            for (std::size_t size = ranges[group].least; sum >= 0 && size <= ranges[group].most; ++size) {
                if (before + size >= width) {
                    break;
                }
                auto& cell = best[(group + 1) * width + before + size];
                if (const long next = sum + static_cast<long>(size * size); next > cell) {
                    cell = next;
                    choice[(group + 1) * width + before + size] = static_cast<std::uint32_t>(size);
                }
            }
        }
    }
    std::vector<std::uint32_t> sizes(ranges.size());
    std::size_t left = people;
    for (std::size_t group = ranges.size(); group > 0; --group) {
        sizes[group - 1] = choice[group * width + left];
        left -= sizes[group - 1];
    }
    return sizes;
}

Result<void> check_distances(const DistanceMatrix& distances) {
    const auto n = distances.people;
    if (distances.values.size() != n * n) {
        return invalid("A distance matrix has one row and one column a person.", "distances");
    }
    for (std::size_t row = 0; row < n; ++row) {
        for (std::size_t column = 0; column <= row; ++column) {
            const double value = distances.between(row, column);
            if (!std::isfinite(value) || value != distances.between(column, row) || (row == column && value != 0)) {
                return invalid(fmt::format("The distance of {} and {} is not finite, not the same both ways, or not 0 "
                                           "of somebody to themselves.",
                                           row, column),
                               "distances");
            }
        }
    }
    return {};
}

Result<void> check_points(const PointTable& points) {
    if (points.dimensions == 0 || points.values.size() != points.people * points.dimensions) {
        return invalid("Every person has one value for each attribute, and there is one attribute at least.", "points");
    }
    for (const double value : points.values) {
        if (!std::isfinite(value)) {
            return invalid("An attribute has a value that is no finite number.", "points");
        }
    }
    return {};
}

Result<PointTable> standardised(const PointTable& points, const std::vector<double>& weights) {
    MINKA_TRY(check_points(points));
    if (!weights.empty() && weights.size() != points.dimensions) {
        return invalid("There is one weight for each attribute, or none.", "weights");
    }
    for (const double weight : weights) {
        if (!std::isfinite(weight) || weight < 0) {
            return invalid("A weight is a finite number, 0 or more.", "weights");
        }
    }
    auto result = points;
    for (std::size_t d = 0; d < points.dimensions; ++d) {
        double mean = 0;
        for (std::size_t i = 0; i < points.people; ++i) {
            mean += points.at(i, d);
        }
        mean /= static_cast<double>(points.people);
        double squares = 0;
        double largest = 0;
        for (std::size_t i = 0; i < points.people; ++i) {
            const double off = points.at(i, d) - mean;
            squares += off * off;
            largest = std::max(largest, std::abs(off));
        }
        const double deviation = std::sqrt(squares / std::max(1.0, static_cast<double>(points.people) - 1));
        // The mean of equal values is off by rounding, which is no spread.
        const bool is_constant = largest <= 1e-12 * std::max(1.0, std::abs(mean));
        const double scale = (weights.empty() ? 1 : weights[d]) / (is_constant ? 1 : deviation);
        for (std::size_t i = 0; i < points.people; ++i) {
            result.values[i * points.dimensions + d] = is_constant ? 0 : (points.at(i, d) - mean) * scale;
        }
    }
    return result;
}

}  // namespace minka::optimize
