#include "stats/group_score.h"

#include "base/random.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

using namespace minka;
using namespace minka::stats;
using doctest::Approx;

namespace {
constexpr std::uint8_t none = 255;
const double no_score = std::numeric_limits<double>::quiet_NaN();
}  // namespace

TEST_CASE("a score is the mean of the answered items on 0 to 100, with reversed items turned around") {
    // Categories 0..3. Facet "a" is items 0 1 2 (item 1 reversed), facet "b" item 3.
    const std::vector<std::uint8_t> answers{
        3, 0, 3,    0,     // a: 3 + 3 + 3 of 9 -> 100; b: 0
        1, 1, none, 2,     // a: 2 of 3 answered is below 70 %; b: 2 of 3 -> 200/3
        0, 3, 1,    none,  // a: 0 + 0 + 1 of 9 -> 100/9; b: none
    };
    const std::vector<std::uint8_t> reversed{0, 1, 0, 0};
    const AnswerMatrix matrix{answers, 4, 4, none, reversed};
    const std::vector<Facet> facets{{"a", {0, 1, 2}}, {"b", {3}}};
    const auto table = score_rows(matrix, facets);
    REQUIRE(table.has_value());
    CHECK(table->row_count() == 3);
    CHECK(table->at(0, 0) == 100);
    CHECK(table->at(0, 1) == 0);
    CHECK(std::isnan(table->at(1, 0)));
    CHECK(table->at(1, 1) == Approx(200.0 / 3).epsilon(1e-15));
    CHECK(table->at(2, 0) == Approx(100.0 / 9).epsilon(1e-15));
    CHECK(std::isnan(table->at(2, 1)));
    // With a minimum of .60, two of three are enough: (1 + 2) of 6.
    CHECK(score_rows(matrix, facets, {0.60})->at(1, 0) == 50);
    CHECK(table->facet(0)[0] == 100);
}

TEST_CASE("the minimum of answered items is the share as written, for every share in whole percent") {
    for (std::size_t percent = 1; percent <= 100; ++percent) {
        for (std::size_t items = 1; items <= 200; ++items) {
            CHECK(required_answers(static_cast<double>(percent) / 100, items) == (percent * items + 99) / 100);
        }
    }
}

TEST_CASE("scores stay within 0 and 100, and turning every item around mirrors them") {
    SeededRandom random(5);
    std::vector<std::uint8_t> answers;
    for (int cell = 0; cell < 500 * 7; ++cell) {
        answers.push_back(random.uniform() < 0.2 ? none : static_cast<std::uint8_t>(random.below(4)));
    }
    const std::vector<Facet> facets{{"all", {0, 1, 2, 3, 4, 5, 6}}};
    const std::vector<std::uint8_t> turned(7, 1);
    const auto straight = score_rows({answers, 7, 4, none, {}}, facets);
    const auto mirrored = score_rows({answers, 7, 4, none, turned}, facets);
    for (std::size_t row = 0; row < 500; ++row) {
        const double score = straight->at(row, 0);
        CHECK(std::isnan(score) == std::isnan(mirrored->at(row, 0)));
        if (!std::isnan(score)) {
            CHECK(score >= 0);
            CHECK(score <= 100);
            CHECK(mirrored->at(row, 0) == Approx(100 - score).epsilon(1e-12));
        }
    }
}

TEST_CASE("facets and rules that make no sense are refused") {
    const std::vector<std::uint8_t> answers{0, 1};
    const AnswerMatrix matrix{answers, 2, 2, none, {}};
    CHECK(score_rows(matrix, {}).error().field == "facets");
    CHECK(score_rows(matrix, std::vector<Facet>{{"a", {0}}, {"b", {}}}).error().field == "facets[1].items");
    CHECK(score_rows(matrix, std::vector<Facet>{{"a", {0}}, {"b", {1, 2}}}).error().field == "facets[1].items[1]");
    CHECK(score_rows(matrix, std::vector<Facet>{{"a", {0}}}, {0}).error().field == "minimum_answered");
    CHECK(score_rows(matrix, std::vector<Facet>{{"a", {0}}}, {70}).error().field == "minimum_answered");
    CHECK(score_rows({{}, 2, 2, none, {}}, std::vector<Facet>{{"a", {0}}})->row_count() == 0);
}

TEST_CASE("group means count everybody and rest on those with a score") {
    const std::vector<double> scores{10, 40, no_score, 30, no_score, 50};
    const std::vector<std::uint32_t> groups{7, 2, 7, 7, 900, 7};
    const auto means = mean_by_group(scores, groups);
    REQUIRE(means.has_value());
    REQUIRE(means->size() == 3);
    const auto& alone = means->at(0);
    CHECK(alone.group == 2);
    CHECK(*alone.mean == 40);
    CHECK_FALSE(alone.standard_deviation.has_value());
    const auto& many = means->at(1);
    CHECK(many.group == 7);
    CHECK(many.respondents == 4);
    CHECK(many.scored == 3);
    CHECK(*many.mean == 30);
    CHECK(*many.standard_deviation == 20);  // (400 + 0 + 400) / 2 = 400
    CHECK(means->at(2).respondents == 1);
    CHECK_FALSE(means->at(2).mean.has_value());
}

TEST_CASE("scores and groups that do not match are refused, and none give none") {
    CHECK(mean_by_group(std::vector<double>{1, 2}, std::vector<std::uint32_t>{1}).error().field == "groups");
    CHECK(
        mean_by_group(std::vector<double>{1, std::numeric_limits<double>::infinity()}, std::vector<std::uint32_t>{1, 1})
            .error()
            .field == "scores[1]");
    CHECK(mean_by_group({}, {})->empty());
}
