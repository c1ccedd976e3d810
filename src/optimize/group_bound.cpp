#include "optimize/group_bound.h"

#include <algorithm>
#include <cmath>
#include <functional>

namespace minka::optimize {
namespace {

std::size_t largest_size(const GroupTask& task) {
    std::size_t most = 0;
    std::size_t least_elsewhere = 0;
    for (const auto& range : task.sizes) {
        least_elsewhere += range.least;
    }
    // A group cannot take the people whom the others need at least.
    for (const auto& range : task.sizes) {
        const auto left = task.people - std::min(task.people, least_elsewhere - range.least);
        most = std::max<std::size_t>(most, std::min<std::size_t>(range.most, left));
    }
    return most;
}

}  // namespace

Result<GroupBound> farthest_bound(const GroupTask& task, const DistanceMatrix& distances) {
    MINKA_TRY(check_task(task));
    MINKA_TRY(check_distances(distances));
    if (task.people != distances.people) {
        return invalid("The distances are of another number of people.", "distances");
    }
    const auto company = std::min(largest_size(task), task.people) - 1;
    double total = 0;
    std::vector<double> row;
    for (std::size_t person = 0; person < task.people; ++person) {
        row.clear();
        for (std::size_t other = 0; other < task.people; ++other) {
            if (other != person) {
                row.push_back(std::max(0.0, distances.between(person, other)));
            }
        }
        std::ranges::sort(row, std::greater<>());
        for (std::size_t place = 0; place < company; ++place) {
            total += row[place];
        }
    }
    return GroupBound{total / 2, GroupBound::Proof::farthest};
}

Result<GroupBound> energy_bound(const GroupTask& task, const PointTable& points) {
    MINKA_TRY(check_task(task));
    MINKA_TRY(check_points(points));
    if (task.people != points.people) {
        return invalid("The points are of another number of people.", "points");
    }
    double total = 0;
    for (std::size_t i = 0; i < points.people; ++i) {
        double row = 0;
        for (std::size_t j = 0; j < i; ++j) {
            double square = 0;
            for (std::size_t d = 0; d < points.dimensions; ++d) {
                const double off = points.at(i, d) - points.at(j, d);
                square += off * off;
            }
            row += std::sqrt(square);
        }
        total += row;
    }
    const double share = static_cast<double>(largest_size(task)) / static_cast<double>(task.people);
    return GroupBound{total * share, GroupBound::Proof::energy};
}

std::string_view to_string(GroupBound::Proof proof) {
    return proof == GroupBound::Proof::energy ? "energy" : "farthest";
}

}  // namespace minka::optimize
