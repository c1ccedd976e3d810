#include "stats/false_discovery.h"

#include "base/random.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

using namespace minka;
using namespace minka::stats;
using doctest::Approx;

// The 15 p values of Benjamini & Hochberg (1995), section 3.2, where four are rejected at q = .05. Adjusted by hand:
// m p / rank (.0001 * 15 = .0015, .0004 * 15 / 2 = .003, ...), then the smallest from the right: .0278 * 15 / 6 =
// .0695 gives way to .0298 * 15 / 7.
TEST_CASE("adjusted values of the paper's example match the hand") {
    const std::vector<double> p{0.0344, 0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298,
                                0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0};
    const std::vector<double> expected{0.0645,     0.0015,    0.003,      0.0095,      0.035625,
                                       0.0603,     0.447 / 7, 0.447 / 7,  0.0765,      0.486,
                                       6.393 / 11, 0.714875,  9.792 / 13, 11.385 / 14, 1};
    const auto adjusted = adjust_false_discovery(p);
    REQUIRE(adjusted.has_value());
    for (std::size_t i = 0; i < p.size(); ++i) {
        CHECK(adjusted->at(i) == Approx(expected[i]).epsilon(1e-13));
    }
    CHECK(std::ranges::count_if(*adjusted, [](double value) { return value <= 0.05; }) == 4);
}

TEST_CASE("adjusting keeps the order, never helps, and does not depend on the order of the list") {
    SeededRandom random(31);
    for (int draw = 0; draw < 300; ++draw) {
        std::vector<double> p;
        for (std::uint64_t i = 0; i < 1 + random.below(40); ++i) {
            p.push_back(random.uniform() < 0.1 ? 0.25 : random.uniform());
        }
        const auto adjusted = *adjust_false_discovery(p);
        auto reversed = p;
        std::ranges::reverse(reversed);
        auto back = *adjust_false_discovery(reversed);
        std::ranges::reverse(back);
        CHECK(back == adjusted);
        for (std::size_t i = 0; i < p.size(); ++i) {
            CHECK(adjusted[i] >= p[i]);
            CHECK(adjusted[i] <= 1);
            for (std::size_t j = 0; j < p.size(); ++j) {
                CHECK((p[i] > p[j] || adjusted[i] <= adjusted[j]));
            }
        }
    }
}

TEST_CASE("a value that is no probability is refused, and no values give none") {
    CHECK(adjust_false_discovery({})->empty());
    CHECK(adjust_false_discovery(std::vector<double>{0.5, 1.2}).error().field == "p[1]");
    CHECK(adjust_false_discovery(std::vector<double>{std::nan("")}).error().field == "p[0]");
    CHECK(adjust_false_discovery(std::vector<double>{0.5, -0.1}).error().field == "p[1]");
}
