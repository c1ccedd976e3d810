#include "stats/polychoric.h"

#include "base/random.h"
#include "number_table.h"
#include "stats/bivariate_normal.h"
#include "stats/distribution.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

using namespace minka;
using namespace minka::stats;
using doctest::Approx;

namespace {

AnswerMatrix matrix_of(const std::vector<std::uint8_t>& answers, std::size_t items, std::uint8_t categories) {
    return {answers, items, categories, 255, {}};
}

/// Answers to two items from a table of counts.
std::vector<std::uint8_t> spread(const std::vector<std::vector<int>>& counts) {
    std::vector<std::uint8_t> answers;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        for (std::size_t j = 0; j < counts[i].size(); ++j) {
            for (int row = 0; row < counts[i][j]; ++row) {
                answers.push_back(static_cast<std::uint8_t>(i));
                answers.push_back(static_cast<std::uint8_t>(j));
            }
        }
    }
    return answers;
}

}  // namespace

TEST_CASE("the bivariate normal has its known values") {
    // At (0, 0): 1/4 + asin(r) / 2π (Sheppard 1899).
    for (const double r : {-1.0, -0.999, -0.95, -0.6, -0.1, 0.0, 0.2, 0.5, 0.8, 0.93, 0.99, 0.999999, 1.0}) {
        CHECK(std::abs(bivariate_normal_cdf(0, 0, r) - (0.25 + std::asin(r) / (2 * std::numbers::pi))) < 1e-14);
    }
    const double infinity = std::numeric_limits<double>::infinity();
    CHECK(bivariate_normal_cdf(infinity, 1, 0.4) == normal_cdf(1));
    CHECK(bivariate_normal_cdf(-infinity, 1, 0.4) == 0);
    CHECK(std::isnan(bivariate_normal_cdf(0, 0, 1.1)));
    CHECK(std::isnan(bivariate_normal_cdf(std::nan(""), 0, 0)));
}

TEST_CASE("the bivariate normal keeps its symmetries and grows with the correlation") {
    SeededRandom random(3);
    for (int draw = 0; draw < 500; ++draw) {
        const double h = 2 * random.normal();
        const double k = 2 * random.normal();
        const double r = 2 * random.uniform() - 1;
        const double p = bivariate_normal_cdf(h, k, r);
        CHECK(std::abs(p - bivariate_normal_cdf(k, h, r)) < 1e-14);
        CHECK(std::abs(p + bivariate_normal_cdf(h, -k, -r) - normal_cdf(h)) < 1e-14);
        CHECK(p <= bivariate_normal_cdf(h, k, std::min(1.0, r + 0.05)) + 1e-14);
    }
}

TEST_CASE("a grid of limits moves to the same values by small and by large steps") {
    const std::vector<double> rows{-2.1, -0.3, 1.4};
    const std::vector<double> columns{-1, 0.2, 0.9, 2.5};
    BivariateNormalGrid small(rows, columns);
    for (double r = 0; r < 0.97; r += 0.002) {
        small.move_to(r);
    }
    for (std::size_t i = 0; i < rows.size(); ++i) {
        for (std::size_t j = 0; j < columns.size(); ++j) {
            CHECK(std::abs(small.cdf(i, j) - bivariate_normal_cdf(rows[i], columns[j], small.correlation())) < 1e-12);
        }
    }
}

TEST_CASE("the tetrachoric correlation of items cut in the middle is known") {
    // With both thresholds at 0 the share of (0, 0) is 1/4 + asin(r) / 2π: a third is r = sin(π/6) = 1/2.
    const auto answers = spread({{100, 50}, {50, 100}});
    const auto matrix = matrix_of(answers, 2, 2);
    const auto estimate = polychoric_correlations(matrix, every_item(matrix));
    REQUIRE(estimate.has_value());
    CHECK(std::abs(estimate->correlation(0, 1) - 0.5) < 1e-9);
    CHECK(estimate->items[0].thresholds == std::vector<double>{0});
}

TEST_CASE("polychorics of 40 items agree with lavaan to 1e-6") {
    const auto table = test::shared_table("simulated/graded_4200x40.csv");
    const auto reference = test::shared_table("simulated/graded_4200x40_polychoric_lavaan.csv");
    if (!table || !reference) {
        return;
    }
    const auto answers = table->answers(table->names, 0);
    const auto matrix = matrix_of(answers, 40, 5);
    const auto estimate = polychoric_correlations(matrix, every_item(matrix));
    REQUIRE(estimate.has_value());
    CHECK(estimate->rows_used == 4200);
    CHECK(estimate->at_bound.empty());
    double largest = 0;
    for (std::size_t i = 0; i < 40; ++i) {
        const auto row = reference->numbers(table->names[i]);
        for (std::size_t j = 0; j < 40; ++j) {
            largest = std::max(largest, std::abs(estimate->correlation(i, j) - row[j]));
        }
    }
    CHECK(largest < 1e-6);
}

TEST_CASE("turning an item, exchanging rows and unused categories change nothing but a sign") {
    SeededRandom random(9);
    std::vector<std::uint8_t> answers;
    for (int row = 0; row < 300; ++row) {
        const double shared = random.normal();
        for (int item = 0; item < 3; ++item) {
            const auto answer = std::clamp(std::lround(1.5 + shared + random.normal()), 0L, 3L);
            answers.push_back(static_cast<std::uint8_t>(answer));
        }
    }
    const auto matrix = matrix_of(answers, 3, 4);
    const auto estimate = polychoric_correlations(matrix, every_item(matrix));
    REQUIRE(estimate.has_value());
    auto wider = matrix;
    wider.category_count = 7;
    CHECK(polychoric_correlations(wider, every_item(wider))->correlations == estimate->correlations);
    const std::vector<std::uint8_t> reversed{0, 1, 0};
    auto turned = matrix;
    turned.reversed = reversed;
    const auto other = polychoric_correlations(turned, every_item(turned));
    CHECK(std::abs(other->correlation(0, 1) + estimate->correlation(0, 1)) < 1e-9);
    CHECK(std::abs(other->correlation(0, 2) - estimate->correlation(0, 2)) < 1e-9);
    const std::vector<std::uint32_t> two{2, 0};
    CHECK(std::abs(polychoric_correlations(matrix, two)->correlation(0, 1) - estimate->correlation(2, 0)) < 1e-9);
    // Without a missing answer, pairwise is listwise; with one, only its row's pairs differ.
    CHECK(polychoric_correlations(matrix, every_item(matrix), {IncompleteRows::pairwise})->correlations ==
          estimate->correlations);
    answers[0] = 255;
    const auto missing = matrix_of(answers, 3, 4);
    CHECK(polychoric_correlations(missing, every_item(missing))->rows_used == 299);
    CHECK(polychoric_correlations(missing, every_item(missing), {IncompleteRows::pairwise})->smallest_pair == 299);
}

TEST_CASE("tables with empty cells, perfect agreement and constant items each have an answer or a problem") {
    const auto empty = spread({{20, 0}, {10, 30}});
    const auto one = matrix_of(empty, 2, 2);
    const auto estimate = polychoric_correlations(one, every_item(one));
    CHECK(estimate->correlation(0, 1) > 0.8);
    CHECK(estimate->correlation(0, 1) < 0.99);
    const auto perfect = spread({{20, 0, 0}, {0, 30, 0}, {0, 0, 10}});
    const auto two = matrix_of(perfect, 2, 3);
    CHECK(polychoric_correlations(two, every_item(two))->at_bound.size() == 1);
    const auto constant = spread({{20, 5}});
    const auto three = matrix_of(constant, 2, 2);
    CHECK(polychoric_correlations(three, every_item(three)).error().field == "items[0]");
    const std::vector<std::uint8_t> disjoint{0, 255, 1, 255, 255, 0, 255, 1};
    const auto four = matrix_of(disjoint, 2, 2);
    CHECK(polychoric_correlations(four, every_item(four)).error().field == "answers");
    CHECK(polychoric_correlations(four, every_item(four), {IncompleteRows::pairwise}).error().field == "items[1]");
    const std::vector<std::uint32_t> single{0};
    CHECK(polychoric_correlations(one, single).error().field == "items");
}
