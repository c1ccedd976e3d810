#include "stats/response_weight.h"

#include <doctest/doctest.h>

#include <vector>

using namespace minka::stats;
using doctest::Approx;

TEST_CASE("a class that answers less weighs more a person") {
    // 30 of 30 weigh 1, 10 of 30 weigh 3.
    const std::vector<ResponseStratum> strata{{1, 11, 30, 30}, {1, 12, 30, 10}};
    const auto weights = response_weights(strata);
    REQUIRE(weights);
    CHECK(weights->weights[0] == Approx(1));
    CHECK(weights->weights[1] == Approx(3));
    CHECK(weights->largest_ratio == Approx(3));
    // 40 (30 + 90) / 60^2 = 4/3
    CHECK(weights->design_effect == Approx(4.0 / 3));
}

TEST_CASE("a class without answers is stood for by the others of its school, and counted") {
    const std::vector<ResponseStratum> strata{{1, 11, 20, 10}, {1, 12, 40, 0}, {2, 21, 8, 4}};
    const auto weights = response_weights(strata);
    REQUIRE(weights);
    CHECK(weights->weights[0] == Approx(6));  // 20 / 10 * 60 / 20: ten people speak for sixty
    CHECK(weights->weights[1] == 0);
    CHECK(weights->weights[2] == Approx(2));
    CHECK(weights->silent_strata == 1);
    CHECK(weights->silent_people == 40);
}

TEST_CASE("the weights of a school's people add up to those who could have answered") {
    const std::vector<ResponseStratum> strata{{3, 1, 25, 7}, {3, 2, 13, 0}, {3, 3, 18, 18}};
    const auto weights = response_weights(strata);
    CHECK(7 * weights->weights[0] + 18 * weights->weights[2] == Approx(56));
}

TEST_CASE("nobody at all and a wrong count are answers, not NaN") {
    const std::vector<ResponseStratum> nobody{{1, 11, 5, 0}, {2, 21, 0, 0}};
    const auto weights = response_weights(nobody);
    REQUIRE(weights);
    CHECK(weights->design_effect == 1);
    CHECK(weights->silent_strata == 1);
    const std::vector<ResponseStratum> many{{1, 11, 5, 6}};
    CHECK(response_weights(many).error().field == "strata[0]");
    const std::vector<ResponseStratum> twice{{1, 11, 5, 5}, {2, 11, 5, 5}};
    CHECK(response_weights(twice).error().field == "strata[1]");
    CHECK_FALSE(response_weights({}));
}
