#include "optimize/cooling.h"

#include <doctest/doctest.h>

#include <vector>

namespace minka::optimize {

namespace {

std::vector<double> temperatures(const SearchBudget& budget) {
    std::vector<double> all;
    Cooling cooling(budget, 16, 2);
    while (cooling.goes_on()) {
        all.push_back(cooling.next());
    }
    return all;
}

}  // namespace

TEST_CASE("a search cools by the same factor at each step") {
    // From 16 to 2 in three steps: halved each time.
    SearchBudget budget;
    budget.iterations = 3;
    const auto all = temperatures(budget);
    REQUIRE(all.size() == 3);
    CHECK(all[0] == doctest::Approx(16));
    CHECK(all[1] == doctest::Approx(8));
    CHECK(all[2] == doctest::Approx(4));
}

TEST_CASE("a search that is cold before its time is warmed up again, less than at first") {
    // The next round begins at the cube root of 16 * 16 * 2, which is 8, and is cold after two steps of a half.
    SearchBudget budget;
    budget.iterations = 3;
    std::vector<std::uint64_t> asked;
    budget.more = [&](std::uint64_t made) {
        asked.push_back(made);
        return made == 3 ? std::uint64_t{2} : 0;
    };
    const auto all = temperatures(budget);
    REQUIRE(all.size() == 5);
    CHECK(all[3] == doctest::Approx(8));
    CHECK(all[4] == doctest::Approx(4));
    CHECK(asked == std::vector<std::uint64_t>{3, 5});
}

TEST_CASE("a search ends where it was cut, and when it is stopped") {
    SearchBudget budget;
    budget.iterations = 10;
    budget.end_after = 4;
    CHECK(temperatures(budget).size() == 4);
    std::stop_source source;
    source.request_stop();
    budget.stop = source.get_token();
    CHECK(temperatures(budget).empty());
}

}  // namespace minka::optimize
