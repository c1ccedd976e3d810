#include "demo/chance.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <numeric>
#include <vector>

using namespace minka;
using demo::Chance;
using demo::split_total;

TEST_CASE("a total is split by its weights, the largest remainders first") {
    // 10 in three equal parts is 3.33 each: one part gets the one left over.
    const std::vector<double> equal{1, 1, 1};
    CHECK(split_total(10, equal, 0) == std::vector<int>{4, 3, 3});
    // 7 above the least of 1 each (10 - 3) by 1 : 2 : 4 is 1, 2 and 4 exactly.
    const std::vector<double> doubling{1, 2, 4};
    CHECK(split_total(10, doubling, 1) == std::vector<int>{2, 3, 5});
    // 2.5 and 7.5: the equal remainders go to the first.
    const std::vector<double> quarters{1, 3};
    CHECK(split_total(10, quarters, 0) == std::vector<int>{3, 7});
}

TEST_CASE("the parts of a total add up to it whatever the weights") {
    Chance chance(7, "weights");
    for (int total = 0; total <= 300; total += 13) {
        for (const int parts : {1, 2, 7, 40}) {
            std::vector<double> weights;
            for (int i = 0; i < parts; ++i) {
                weights.push_back(chance.uniform(0.01, 5));
            }
            const int least = total / parts / 2;
            const auto split = split_total(total, weights, least);
            CAPTURE(total);
            CAPTURE(parts);
            CHECK(std::accumulate(split.begin(), split.end(), 0) == total);
            CHECK(*std::min_element(split.begin(), split.end()) >= least);
        }
    }
}

TEST_CASE("draws depend on the seed and on their purpose") {
    const auto first = [](std::uint64_t seed, std::string_view purpose) {
        return Chance(seed, purpose).random().next();
    };
    CHECK(first(1, "places") == first(1, "places"));
    CHECK(first(1, "places") != first(2, "places"));
    CHECK(first(1, "places") != first(1, "answers"));
}

TEST_CASE("both ends of a range of dates are drawn and nothing outside") {
    Chance chance(3, "dates");
    const auto first = LocalDate::of(2025, 3, 30).value();
    const auto last = first.plus_days(3);
    std::vector<int> seen(4);
    for (int i = 0; i < 400; ++i) {
        const auto drawn = chance.date_between(first, last);
        REQUIRE(drawn >= first);
        REQUIRE(drawn <= last);
        ++seen[static_cast<std::size_t>(days_between(first, drawn))];
    }
    for (const int times : seen) {
        CHECK(times > 50);
    }
}
