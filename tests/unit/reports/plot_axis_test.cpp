#include "reports/plot_axis.h"

#include "reports/svg_plot.h"

#include <doctest/doctest.h>

#include <cmath>

using namespace minka;
using namespace minka::reports;

TEST_CASE("an axis is marked at round numbers") {
    struct Case {
        double least, most;
        int wanted;
        std::vector<double> at;
        int decimals;
    };
    // 0..100 in 5: 100 / 5 = 20 is 2 x 10. -1.2..4.3 in 6: 5.5 / 6 = 0.92, next of 1, 2, 5 is 1. 0..0.03 in 3: 0.01.
    const std::vector<Case> cases{{0, 100, 5, {0, 20, 40, 60, 80, 100}, 0},
                                  {-1.2, 4.3, 6, {-1, 0, 1, 2, 3, 4}, 0},
                                  {0, 0.03, 3, {0, 0.01, 0.02, 0.03}, 2},
                                  {0, 7, 4, {0, 2, 4, 6}, 0}};
    for (const auto& c : cases) {
        CAPTURE(c.least);
        CAPTURE(c.most);
        const auto ticks = axis_ticks(c.least, c.most, c.wanted);
        REQUIRE(ticks.at.size() == c.at.size());
        for (std::size_t i = 0; i < c.at.size(); ++i) {
            CHECK(ticks.at[i] == doctest::Approx(c.at[i]));
        }
        CHECK(ticks.decimals == c.decimals);
    }
}

TEST_CASE("marks lie within the axis and are never more than twice what is wanted") {
    for (int wanted = 1; wanted <= 12; ++wanted) {
        for (double width = 1e-4; width < 1e6; width *= 1.7) {
            const auto ticks = axis_ticks(-width / 3, width, wanted);
            REQUIRE(ticks.at.size() <= static_cast<std::size_t>(2 * wanted + 1));
            for (const double at : ticks.at) {
                REQUIRE(at >= -width / 3 - width * 1e-9);
                REQUIRE(at <= width + width * 1e-9);
            }
        }
    }
}

TEST_CASE("a range of one value is still a range") {
    const auto range = axis_range(0, 0, 5);
    CHECK(range.least < 0);
    CHECK(range.most > 0);
}

TEST_CASE("dates are marked at first days of months") {
    const auto date = [](int year, unsigned month, unsigned day) { return *LocalDate::of(year, month, day); };
    CHECK(month_ticks(date(2026, 1, 15), date(2026, 4, 2), 5) ==
          std::vector<LocalDate>{date(2026, 2, 1), date(2026, 3, 1), date(2026, 4, 1)});
    // Twelve months for four marks: every third month of the year.
    CHECK(month_ticks(date(2026, 1, 1), date(2026, 12, 1), 4) ==
          std::vector<LocalDate>{date(2026, 1, 1), date(2026, 4, 1), date(2026, 7, 1), date(2026, 10, 1)});
    CHECK(month_ticks(date(2026, 3, 5), date(2026, 3, 20), 4) == std::vector<LocalDate>{date(2026, 3, 5)});
}

TEST_CASE("classes of a histogram hold every value once and never mix rise and fall") {
    const std::vector<double> values{-3.2, -0.1, 0, 0.4, 1.9, 2, 6.7};
    const auto bins = histogram_bins(values, 5);
    std::int64_t total = 0;
    bool zero_is_an_edge = false;
    for (std::size_t i = 0; i < bins.size(); ++i) {
        total += bins[i].count;
        zero_is_an_edge = zero_is_an_edge || std::abs(bins[i].from) < 1e-9;
        if (i > 0) {
            CHECK(bins[i].from == doctest::Approx(bins[i - 1].to));
        }
    }
    CHECK(total == 7);
    CHECK(zero_is_an_edge);
    // Steps of 2 from -4: [-4,-2) [-2,0) [0,2) [2,4) [4,6) [6,8).
    REQUIRE(bins.size() == 6);
    CHECK(bins[0].count == 1);
    CHECK(bins[1].count == 1);
    CHECK(bins[2].count == 3);
    CHECK(bins[3].count == 1);
    CHECK(bins[4].count == 0);
    CHECK(bins[5].count == 1);
}
