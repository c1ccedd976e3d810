#include "stats/split_half.h"

#include "base/random.h"
#include "number_table.h"
#include "stats/reliability.h"

#include <doctest/doctest.h>

#include <cmath>

using namespace minka;
using namespace minka::stats;
using doctest::Approx;

namespace {

std::vector<std::uint8_t> draw_answers(std::size_t rows, std::size_t items, std::uint64_t seed) {
    SeededRandom random(seed);
    std::vector<std::uint8_t> answers;
    for (std::size_t row = 0; row < rows; ++row) {
        const double shared = random.normal();
        for (std::size_t item = 0; item < items; ++item) {
            const double value = 2 + shared + random.normal() * (1 + 0.1 * static_cast<double>(item));
            answers.push_back(static_cast<std::uint8_t>(std::min(4.0, std::max(0.0, std::round(value)))));
        }
    }
    return answers;
}

}  // namespace

// Rows (0 0), (1 0), (1 1), (2 3): sums of squared deviations 2 and 6, of products 3; times 1/3 throughout.
// r = 3 / sqrt(12) = sqrt(3) / 2; 2r / (1 + r) = 2 sqrt(3) / (2 + sqrt(3)); 4 * 3 / (2 + 6 + 2 * 3) = 6/7.
TEST_CASE("the halves of two items are the items") {
    const std::vector<std::uint8_t> answers{0, 0, 1, 0, 1, 1, 2, 3};
    const AnswerMatrix matrix{answers, 2, 4, 255, {}};
    const auto estimate = split_half_reliability(matrix, every_item(matrix));
    REQUIRE(estimate.has_value());
    CHECK(*estimate->odd_even.correlation == Approx(std::sqrt(3.0) / 2).epsilon(1e-14));
    CHECK(*estimate->odd_even.spearman_brown == Approx(2 * std::sqrt(3.0) / (2 + std::sqrt(3.0))).epsilon(1e-14));
    CHECK(estimate->odd_even.guttman == Approx(6.0 / 7).epsilon(1e-14));
    CHECK(estimate->mean == Approx(6.0 / 7).epsilon(1e-14));
    CHECK(estimate->split_count == 1);
    CHECK(estimate->is_exhaustive);
}

// tests/golden/stats/psych_bfi/ORIGIN.md
TEST_CASE("odd-even and all splits of the bfi scales agree with R") {
    const auto table = test::shared_table("psychometrics/psych_bfi.csv");
    if (!table) {
        return;
    }
    struct Case {
        std::vector<std::string> names;
        std::vector<std::uint8_t> reversed;
        double correlation, spearman_brown, guttman, mean, lowest, highest;
    };
    const std::vector<Case> cases{{{"A1", "A2", "A3", "A4", "A5"},
                                   {1, 0, 0, 0, 0},
                                   0.543957040974586,
                                   0.704627171014067,
                                   0.685460884297049,
                                   0.675605658599843,
                                   0.598568763164697,
                                   0.740163038690690},
                                  {{"O1", "O2", "O3", "O4", "O5"},
                                   {0, 1, 0, 0, 1},
                                   0.426920833436678,
                                   0.598380545623484,
                                   0.582805644219430,
                                   0.578444571434097,
                                   0.492112078923963,
                                   0.649208459097649}};
    for (const auto& c : cases) {
        const auto answers = table->answers(c.names, 1);
        const AnswerMatrix matrix{answers, 5, 6, 255, c.reversed};
        const auto estimate = split_half_reliability(matrix, every_item(matrix));
        REQUIRE(estimate.has_value());
        CHECK(*estimate->odd_even.correlation == Approx(c.correlation).epsilon(1e-13));
        CHECK(*estimate->odd_even.spearman_brown == Approx(c.spearman_brown).epsilon(1e-13));
        CHECK(estimate->odd_even.guttman == Approx(c.guttman).epsilon(1e-13));
        CHECK(estimate->mean == Approx(c.mean).epsilon(1e-13));
        CHECK(estimate->lowest == Approx(c.lowest).epsilon(1e-13));
        CHECK(estimate->highest == Approx(c.highest).epsilon(1e-13));
        CHECK(estimate->split_count == 10);
    }
}

TEST_CASE("the mean of all splits into equal halves is alpha") {
    for (const std::size_t items : {2U, 4U, 6U, 8U, 12U}) {
        CAPTURE(items);
        const auto answers = draw_answers(60, items, items);
        const AnswerMatrix matrix{answers, items, 5, 255, {}};
        const auto all = every_item(matrix);
        const auto estimate = split_half_reliability(matrix, all);
        REQUIRE(estimate.has_value());
        CHECK(estimate->mean == Approx(cronbach_alpha(matrix, all)->alpha).epsilon(1e-12));
        CHECK(estimate->lowest <= estimate->odd_even.guttman + 1e-12);
        CHECK(estimate->highest >= estimate->odd_even.guttman - 1e-12);
    }
}

TEST_CASE("drawn splits come near all splits, and exchanges find the greatest") {
    const auto answers = draw_answers(200, 12, 5);
    const AnswerMatrix matrix{answers, 12, 5, 255, {}};
    const auto all = every_item(matrix);
    const auto every = split_half_reliability(matrix, all);
    const auto some = split_half_reliability(matrix, all, {.most_splits = 400, .seed = 9});
    REQUIRE(every.has_value());
    REQUIRE(some.has_value());
    CHECK(every->split_count == 462);  // 12! / (6! 6!) / 2
    CHECK_FALSE(some->is_exhaustive);
    CHECK(some->split_count == 400);
    CHECK(std::abs(some->mean - every->mean) < 0.003);
    CHECK(some->highest == Approx(every->highest).epsilon(1e-12));
    CHECK(some->mean == split_half_reliability(matrix, all, {.most_splits = 400, .seed = 9})->mean);
}

TEST_CASE("reversed items and the order of rows do not matter") {
    const auto answers = draw_answers(80, 7, 3);
    auto turned = answers;
    std::vector<std::uint8_t> flags{0, 1, 0, 0, 1, 0, 1};
    for (std::size_t row = 0; row < 80; ++row) {
        for (std::size_t item = 0; item < 7; ++item) {
            const auto answer = answers[(79 - row) * 7 + item];
            turned[row * 7 + item] = flags[item] != 0 ? static_cast<std::uint8_t>(4 - answer) : answer;
        }
    }
    const AnswerMatrix first{answers, 7, 5, 255, {}};
    const AnswerMatrix second{turned, 7, 5, 255, flags};
    const auto a = split_half_reliability(first, every_item(first));
    const auto b = split_half_reliability(second, every_item(second));
    CHECK(a->mean == b->mean);
    CHECK(a->odd_even.guttman == b->odd_even.guttman);
    CHECK(a->highest == b->highest);
}

TEST_CASE("scales without halves or without variation are refused") {
    const std::vector<std::uint8_t> answers{0, 1, 1, 0, 0, 1, 1, 0};
    const AnswerMatrix matrix{answers, 2, 2, 255, {}};
    const std::vector<std::uint32_t> one{0};
    CHECK(split_half_reliability(matrix, one).error().field == "items");
    CHECK(split_half_reliability(matrix, every_item(matrix)).error().field == "items");  // every sum is 1
    CHECK(split_half_reliability({std::span(answers).first(2), 2, 2, 255, {}}, every_item(matrix)).error().field ==
          "answers");
    CHECK(split_half_reliability(matrix, every_item(matrix), {.most_splits = 0}).error().field == "most_splits");
    // Constant first half: no correlation, but Guttman's coefficient is 0.
    const std::vector<std::uint8_t> constant{0, 0, 0, 1};
    const auto half = split_half_reliability({constant, 2, 2, 255, {}}, every_item(matrix));
    REQUIRE(half.has_value());
    CHECK_FALSE(half->odd_even.correlation.has_value());
    CHECK(half->odd_even.guttman == 0);
}
