#include "optimize/group_task.h"

#include "every_grouping.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

namespace minka::optimize {
namespace {

long squares(const std::vector<std::uint32_t>& sizes) {
    long sum = 0;
    for (const auto size : sizes) {
        sum += static_cast<long>(size) * size;
    }
    return sum;
}

}  // namespace

TEST_CASE("a task that cannot be is refused with what is wrong") {
    const std::vector<SizeRange> pair{{2, 2}, {2, 2}};
    CHECK(check_task({4, pair, {}}));
    CHECK_FALSE(check_task({0, pair, {}}));
    CHECK_FALSE(check_task({4, {}, {}}));
    CHECK_FALSE(check_task({5, pair, {}}));
    CHECK_FALSE(check_task({3, pair, {}}));
    CHECK_FALSE(check_task({4, {{3, 2}, {1, 2}}, {}}));
    GroupTask task{4, pair, {}};
    task.rules.apart = {{0, 4}};
    CHECK_FALSE(check_task(task));
    task.rules.apart = {{1, 1}};
    CHECK_FALSE(check_task(task));
    task.rules = {};
    task.rules.limits = {{0, {2}}};
    CHECK_FALSE(check_task(task));
    task.rules = {};
    task.rules.current = {0, 0, 1, 2};
    CHECK_FALSE(check_task(task));
}

TEST_CASE("distances that are no distances are refused") {
    auto distances = test::drawn_distances(5, 1);
    CHECK(check_distances(distances));
    for (const double wrong : {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
        auto broken = distances;
        broken.at(3, 1) = wrong;
        CHECK_FALSE(check_distances(broken));
    }
    distances.at(2, 2) = 1;
    CHECK_FALSE(check_distances(distances));
    CHECK_FALSE(check_distances({3, std::vector<double>(8)}));
}

TEST_CASE("attributes are standardised, and one without spread becomes 0") {
    // 1, 2, 3: mean 2, deviation 1 (divisor 2). The constant .1 + .2 rounds, and still has no spread.
    const PointTable points{3, 2, {1, 0.1 + 0.2, 2, 0.1 + 0.2, 3, 0.1 + 0.2}};
    const auto result = standardised(points, {2, 1});
    REQUIRE(result);
    CHECK(result->values == std::vector<double>{-2, 0, 0, 0, 2, 0});
    CHECK_FALSE(standardised(points, {1}));
    CHECK_FALSE(standardised(points, {1, -1}));
}

TEST_CASE("even and uneven sizes have the smallest and the largest sum of squares") {
    for (std::uint32_t people = 4; people <= 13; ++people) {
        const std::vector<SizeRange> ranges{{1, 4}, {0, 3}, {2, 6}};
        long least = std::numeric_limits<long>::max();
        long most = 0;
        for (std::uint32_t a = 1; a <= 4; ++a) {
            for (std::uint32_t b = 0; b <= 3; ++b) {
                const auto c = static_cast<long>(people) - a - b;
                if (c >= 2 && c <= 6) {
                    const auto sum = static_cast<long>(a) * a + static_cast<long>(b) * b + c * c;
                    least = std::min(least, sum);
                    most = std::max(most, sum);
                }
            }
        }
        CHECK(squares(most_even_sizes(ranges, people)) == least);
        CHECK(squares(most_uneven_sizes(ranges, people)) == most);
    }
}

}  // namespace minka::optimize
