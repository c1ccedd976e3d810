#include "stats/certification.h"

#include <doctest/doctest.h>

#include <cmath>

using namespace minka;
using namespace minka::stats;
using doctest::Approx;

namespace {
Approx near(double value, double tolerance = 1e-10) { return Approx(value).epsilon(tolerance); }
using Codes = std::vector<std::uint8_t>;
}  // namespace

TEST_CASE("a comparison with the master counts, tells the leaning and keeps the gate") {
    // Distances rater - master: 0 0 1 1 2 -1 0 1 0 0: exact 5, within one 9 of 10, mean .4, squares 1+1+4+1+1 = 8.
    const Codes master{0, 1, 1, 2, 1, 3, 3, 2, 0, 2};
    const Codes rater{0, 1, 2, 3, 3, 2, 3, 3, 0, 2};
    const auto comparison = compare_with_master(rater, master, 4);
    REQUIRE(comparison.has_value());
    CHECK(comparison->exact.count == 5);
    CHECK(comparison->within_one.count == 9);
    CHECK(comparison->deviation == near(0.4));
    // Variance (8 - 10 * .16) / 9 = 32/45; t(.975; 9) = 2.262157163 (tables).
    CHECK(comparison->deviation_interval->upper == near(0.4 + 2.262157162740992 * std::sqrt(32.0 / 450), 1e-9));
    CHECK(comparison->passes);
    CHECK_FALSE(comparison->is_sure);  // 9 of 10 reaches down to 60 %
    CHECK_FALSE(compare_with_master(rater, master, 4, {.within_one = false})->passes);
    CHECK_FALSE(compare_with_master(rater, master, 4, {.least_codes = 11})->passes);
    CHECK(compare_with_master(Codes(100, 1), Codes(100, 1), 3)->is_sure);
    CHECK_FALSE(compare_with_master(Codes(100, 1), Codes(100, 1), 3)->kappa.has_value());
}

TEST_CASE("a share exactly at the gate passes, one code less does not") {
    Codes master(10, 0);
    Codes rater(10, 0);
    rater[0] = rater[1] = 2;
    CHECK(compare_with_master(rater, master, 3)->passes);
    rater[2] = 2;
    CHECK_FALSE(compare_with_master(rater, master, 3)->passes);
}

// R's prop.trend.test(c(83, 90, 129, 70), c(86, 93, 136, 82)), the example of its help page: X-squared = 8.2249,
// p = .004132.
TEST_CASE("the trend of the agreeing share is that of R's prop.trend.test") {
    const int smokers[] = {83, 90, 129, 70};
    const int patients[] = {86, 93, 136, 82};
    Codes rater;
    Codes master;
    std::vector<std::int64_t> periods;
    for (int period = 0; period < 4; ++period) {
        for (int i = 0; i < patients[period]; ++i) {
            rater.push_back(i < smokers[period] ? 0 : 1);
            master.push_back(0);
            periods.push_back(period + 1);
        }
    }
    const auto drift = follow_drift(rater, master, periods, 2, {.within_one = false});
    REQUIRE(drift.has_value());
    CHECK(drift->periods.size() == 4);
    CHECK(drift->periods[3].comparison.exact.count == 70);
    CHECK(*drift->share_slope < 0);
    CHECK(std::abs(*drift->share_p - 0.004132) < 5.1e-7);
}

TEST_CASE("a rater who grows lenient is seen in the slope of the deviations") {
    // Deviations 0 1 | 1 2 | 2 3 at periods 1 2 3: slope 1, residual squares 6 * .25 = 1.5, error sqrt(1.5 / 4 / 4).
    const Codes master{0, 0, 0, 0, 0, 0};
    const Codes rater{0, 1, 1, 2, 2, 3};
    const std::vector<std::int64_t> periods{1, 1, 2, 2, 3, 3};
    const auto drift = follow_drift(rater, master, periods, 4);
    CHECK(*drift->deviation_slope == near(1));
    // t = 1 / .30619 = 3.265986 on 4: p = .03090583 (R 4.2.2, 2 * pt(-3.265986, 4)).
    CHECK(*drift->deviation_p == near(0.03090583, 1e-6));
    const auto flat = follow_drift(Codes{1, 1, 1}, Codes{0, 0, 0}, std::vector<std::int64_t>{1, 2, 3}, 2);
    CHECK(*flat->deviation_slope == 0);
    CHECK_FALSE(flat->deviation_p.has_value());
    CHECK_FALSE(flat->share_p.has_value());
    const auto single = follow_drift(Codes{1, 0, 1}, Codes{0, 0, 0}, std::vector<std::int64_t>{2, 2, 2}, 2);
    CHECK(single->periods.size() == 1);
    CHECK_FALSE(single->deviation_slope.has_value());
}

TEST_CASE("codes that cannot be compared are refused") {
    CHECK(compare_with_master(Codes{}, Codes{}, 3).error().field == "first");
    CHECK(compare_with_master(Codes{1}, Codes{1, 1}, 3).error().field == "second");
    CHECK(compare_with_master(Codes{3}, Codes{1}, 3).error().field == "first[0]");
    CHECK(compare_with_master(Codes{1}, Codes{1}, 1).error().field == "category_count");
    CHECK(compare_with_master(Codes{1}, Codes{1}, 3, {.share = 80}).error().field == "gate.share");
    CHECK(follow_drift(Codes{1}, Codes{1}, {}, 3).error().field == "periods");
}
