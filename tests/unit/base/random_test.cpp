#include "base/random.h"

#include <doctest/doctest.h>

#include <array>
#include <cmath>

using namespace minka;

TEST_SUITE_BEGIN("base: random");

TEST_CASE("the same seed gives the same draws and another seed others") {
    SeededRandom one(42);
    SeededRandom same(42);
    SeededRandom other(43);
    int different = 0;
    for (int i = 0; i < 100; ++i) {
        const auto drawn = one.next();
        CHECK(drawn == same.next());
        different += drawn != other.next() ? 1 : 0;
    }
    CHECK(different == 100);
}

TEST_CASE("draws below a count are uniform: chi-square of 12 cells below its 1 in 10,000 point") {
    SeededRandom random(2);
    std::array<double, 12> cells{};
    constexpr int draws = 120'000;
    for (int i = 0; i < draws; ++i) {
        const auto cell = random.below(cells.size());
        REQUIRE(cell < cells.size());
        cells[cell] += 1;
    }
    double chi_square = 0;
    for (const auto count : cells) {
        chi_square += (count - 10'000) * (count - 10'000) / 10'000;
    }
    CHECK(chi_square < 37.37);  // chi-square, 11 degrees of freedom, upper 1e-4 point (table)
}

TEST_CASE("normal draws have mean 0 and variance 1 within four standard errors") {
    SeededRandom random(3);
    constexpr int draws = 200'000;
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < draws; ++i) {
        const double x = random.normal();
        sum += x;
        squares += x * x;
    }
    CHECK(std::abs(sum / draws) < 4 / std::sqrt(draws));
    CHECK(std::abs(squares / draws - 1) < 4 * std::sqrt(2.0 / draws));
}

TEST_SUITE_END();
