#include "stats/proportion.h"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

using namespace minka;
using namespace minka::stats;
using doctest::Approx;

// Newcombe, R. G. (1998). Two-sided confidence intervals for the single proportion. Statistics in Medicine 17,
// 857-872, table I, method 3 (score without correction): 81/263 .2553 .3662; 15/148 .0624 .1605; 0/20 .0000 .1611;
// 1/29 .0061 .1718. More digits, and 185/220, from R 4.2.2 prop.test(correct = FALSE).
TEST_CASE("Wilson's interval agrees with Newcombe's table and R") {
    struct Case {
        std::uint64_t count, total;
        double lower, upper;
    };
    const std::vector<Case> cases{{81, 263, 0.2552885198782743, 0.3662095769828002},
                                  {15, 148, 0.06238639953073628, 0.160487241723308},
                                  {0, 20, 0, 0.1611251580528193},
                                  {1, 29, 0.006113214292762661, 0.1717552187932028},
                                  {185, 220, 0.7867873278825162, 0.8833298201662551}};
    for (const auto& c : cases) {
        CAPTURE(c.total);
        const auto estimate = proportion(c.count, c.total);
        REQUIRE(estimate.has_value());
        CHECK(estimate->interval.lower == Approx(c.lower).epsilon(1e-12));
        CHECK(estimate->interval.upper == Approx(c.upper).epsilon(1e-12));
    }
    // 0 of n: the upper bound is z^2 / (n + z^2), with z^2 = 3.841458820694124.
    CHECK(proportion(0, 10)->interval.upper == Approx(3.841458820694124 / 13.841458820694124).epsilon(1e-13));
}

TEST_CASE("the interval holds the share, stays within 0 and 1, and mirrors its complement") {
    for (std::uint64_t total = 1; total <= 60; ++total) {
        for (std::uint64_t count = 0; count <= total; ++count) {
            const auto part = *proportion(count, total, 0.9);
            const auto rest = *proportion(total - count, total, 0.9);
            CHECK(part.interval.contains(part.share));
            CHECK(part.interval.lower >= 0);
            CHECK(part.interval.upper <= 1);
            CHECK(std::abs(part.interval.lower - (1 - rest.interval.upper)) < 1e-14);
        }
    }
}

TEST_CASE("a share of nothing and a part larger than the whole are refused") {
    CHECK(proportion(0, 0).error().field == "total");
    CHECK(proportion(4, 3).error().field == "count");
    CHECK(proportion(1, 3, 1).error().field == "confidence");
}
