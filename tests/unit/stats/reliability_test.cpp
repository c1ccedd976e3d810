#include "stats/reliability.h"

#include "base/random.h"
#include "number_table.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <string>

using namespace minka;
using namespace minka::stats;
using doctest::Approx;

namespace {

constexpr std::uint8_t none = 255;

Approx near(double value, double tolerance = 1e-12) { return Approx(value).epsilon(tolerance); }

/// Answers of one common disposition plus noise, 0 .. categories - 1, with some left out.
std::vector<std::uint8_t> draw_answers(SeededRandom& random, std::size_t rows, std::size_t items, int categories,
                                       double missing_share = 0) {
    std::vector<std::uint8_t> answers;
    for (std::size_t row = 0; row < rows; ++row) {
        const double disposition = random.normal();
        for (std::size_t item = 0; item < items; ++item) {
            const double value = (categories - 1) / 2.0 + disposition + random.normal();
            const auto answer = static_cast<std::uint8_t>(std::clamp(std::lround(value), 0L, categories - 1L));
            answers.push_back(random.uniform() < missing_share ? none : answer);
        }
    }
    return answers;
}

/// Alpha from a covariance matrix in floating point, sharing nothing with the code under test.
double alpha_by_covariances(const std::vector<std::uint8_t>& answers, std::size_t items) {
    const std::size_t rows = answers.size() / items;
    std::vector<double> means(items, 0);
    for (std::size_t cell = 0; cell < answers.size(); ++cell) {
        means[cell % items] += answers[cell] / static_cast<double>(rows);
    }
    double diagonal = 0;
    double all = 0;
    for (std::size_t i = 0; i < items; ++i) {
        for (std::size_t j = 0; j < items; ++j) {
            double covariance = 0;
            for (std::size_t row = 0; row < rows; ++row) {
                covariance += (answers[row * items + i] - means[i]) * (answers[row * items + j] - means[j]);
            }
            all += covariance;
            diagonal += i == j ? covariance : 0;
        }
    }
    const auto k = static_cast<double>(items);
    return k / (k - 1) * (1 - diagonal / all);
}

double alpha_of(const AnswerMatrix& matrix) {
    const auto estimate = cronbach_alpha(matrix, every_item(matrix));
    REQUIRE(estimate.has_value());
    return estimate->alpha;
}

}  // namespace

// Items 0 1 2 3 | 1 1 3 3 | 1 2 3 2, sums 2 4 8 8. With n sum(x^2) - (sum x)^2: 20, 16, 8 and 108 for the sum:
// alpha = 3/2 (1 - 44/108) = 8/9. Item 0 with the sum: 4 * 44 - 6 * 22 = 44, with the rest 24, variance of the rest
// 108 - 88 + 20 = 40: r = 24 / sqrt(20 * 40); alpha of the other two: 2 (1 - 24/40) = 4/5.
TEST_CASE("alpha and the item-rest correlation match the fractions worked by hand") {
    const std::vector<std::uint8_t> answers{0, 1, 1, 1, 1, 2, 2, 3, 3, 3, 3, 2};
    const AnswerMatrix matrix{answers, 3, 4, none, {}};
    const auto estimate = cronbach_alpha(matrix, every_item(matrix));
    REQUIRE(estimate.has_value());
    CHECK(estimate->alpha == near(8.0 / 9, 1e-14));
    CHECK(estimate->rows_used == 4);
    CHECK(*estimate->items[0].item_rest_correlation == near(0.6 * std::numbers::sqrt2, 1e-14));
    CHECK(*estimate->items[0].alpha_without == near(0.8, 1e-14));
}

TEST_CASE("a reversed item is turned around, and an incomplete row is left out and counted") {
    // As above with item 2 stored as 3 - x, and a fifth person who skipped item 1.
    const std::vector<std::uint8_t> answers{0, 1, 2, 1, 1, 1, 2, 3, 0, 3, 3, 1, 2, none, 3};
    const std::vector<std::uint8_t> reversed{0, 0, 1};
    const AnswerMatrix matrix{answers, 3, 4, none, reversed};
    const auto estimate = cronbach_alpha(matrix, every_item(matrix));
    REQUIRE(estimate.has_value());
    CHECK(estimate->alpha == near(8.0 / 9, 1e-14));
    CHECK(estimate->rows_given == 5);
    CHECK(estimate->rows_used == 4);
}

// The same five people pairwise. Variances 26/20, 16/12, 26/20; covariances 16/12 (four people), 6/20 (five),
// 8/12 (four). Diagonal 59/15, everything 59/15 + 2 * 23/10 = 128/15: alpha = 3/2 * 69/128 = 207/256.
TEST_CASE("pairwise alpha matches the fraction worked by hand") {
    const std::vector<std::uint8_t> answers{0, 1, 1, 1, 1, 2, 2, 3, 3, 3, 3, 2, 2, none, 0};
    const AnswerMatrix matrix{answers, 3, 4, none, {}};
    const auto estimate = cronbach_alpha(matrix, every_item(matrix), {.incomplete = IncompleteRows::pairwise});
    REQUIRE(estimate.has_value());
    CHECK(estimate->alpha == near(207.0 / 256, 1e-14));
    CHECK(estimate->rows_used == 5);
    CHECK(estimate->smallest_pair == 4);
    CHECK_FALSE(estimate->interval.has_value());
}

// Two people, two items: (0, 0) and (1, 2). Scaled variances 1, 4 and 9: alpha = 2 (1 - 5/9) = 8/9. F(1, 1) is the
// square of a Cauchy variable, with quantiles tan(p pi / 2)^2.
TEST_CASE("Feldt's interval matches the closed form of F with one and one degree") {
    const std::vector<std::uint8_t> answers{0, 0, 1, 2};
    const AnswerMatrix matrix{answers, 2, 3, none, {}};
    const auto estimate = cronbach_alpha(matrix, every_item(matrix), {.confidence = 0.90});
    REQUIRE(estimate.has_value());
    CHECK(estimate->alpha == near(8.0 / 9));
    const auto quantile = [](double p) { return std::pow(std::tan(p * std::numbers::pi / 2), 2); };
    CHECK(estimate->interval->lower == near(1 - quantile(0.95) / 9));
    CHECK(estimate->interval->upper == near(1 - quantile(0.05) / 9));
    CHECK(estimate->interval->confidence == 0.90);
}

// tests/golden/stats/psych_bfi/ORIGIN.md
TEST_CASE("alpha of the five scales of the bfi data agrees with R") {
    struct Case {
        std::string scale;
        double alpha;
        std::size_t rows;
        double lower, upper, pairwise;
        std::size_t pair;
    };
    const std::vector<Case> cases{
        {"A", 0.703755894374836, 2709, 0.685744635049661, 0.721035962795739, 0.703018446057304, 2751},
        {"C", 0.729277203170442, 2707, 0.712811398858658, 0.745074314438724, 0.726734972926683, 2753},
        {"E", 0.760932639469552, 2713, 0.746408597560684, 0.774867484781175, 0.761732820297786, 2756},
        {"N", 0.813303143161439, 2694, 0.801919990507684, 0.824222922809719, 0.813962949917476, 2739},
        {"O", 0.602546428577184, 2726, 0.578458818375288, 0.625659163129525, 0.600172514820215, 2754}};
    const auto table = test::shared_table("psychometrics/psych_bfi.csv");
    if (!table) {
        return;
    }
    std::vector<std::string> columns;
    std::vector<std::uint8_t> reversed;
    for (const auto& c : cases) {
        for (const auto* number : {"1", "2", "3", "4", "5"}) {
            columns.push_back(c.scale + number);
            const std::vector<std::string> turned{"A1", "C4", "C5", "E1", "E2", "O2", "O5"};
            reversed.push_back(std::ranges::find(turned, columns.back()) != turned.end() ? 1 : 0);
        }
    }
    const auto answers = table->answers(columns, 1);
    const AnswerMatrix matrix{answers, columns.size(), 6, none, reversed};
    for (std::uint32_t scale = 0; scale < cases.size(); ++scale) {
        const auto& c = cases[scale];
        CAPTURE(c.scale);
        const std::vector<std::uint32_t> items{5 * scale, 5 * scale + 1, 5 * scale + 2, 5 * scale + 3, 5 * scale + 4};
        const auto listwise = cronbach_alpha(matrix, items);
        REQUIRE(listwise.has_value());
        CHECK(listwise->alpha == near(c.alpha));
        CHECK(listwise->rows_used == c.rows);
        CHECK(listwise->rows_given == 2800);
        CHECK(listwise->interval->lower == near(c.lower, 1e-11));
        CHECK(listwise->interval->upper == near(c.upper, 1e-11));
        const auto pairwise = cronbach_alpha(matrix, items, {.incomplete = IncompleteRows::pairwise});
        REQUIRE(pairwise.has_value());
        CHECK(pairwise->alpha == near(c.pairwise));
        CHECK(pairwise->smallest_pair == c.pair);
    }
    const std::vector<double> drop{0.311401300580162, 0.563015475492023, 0.588773078677353, 0.394793680111273,
                                   0.487240867629001};
    const std::vector<double> without{0.717972056565048, 0.618481211772761, 0.600753814422001, 0.686944741539779,
                                      0.644622304221595};
    const auto agreeable = cronbach_alpha(matrix, std::vector<std::uint32_t>{0, 1, 2, 3, 4});
    for (std::size_t i = 0; i < 5; ++i) {
        CHECK(*agreeable->items[i].item_rest_correlation == near(drop[i]));
        CHECK(*agreeable->items[i].alpha_without == near(without[i]));
    }
}

TEST_CASE("alpha of the climate survey and of the simulated scale agrees with R") {
    struct Case {
        std::string file, prefix;
        int items, lowest, categories;
        double alpha;
    };
    const std::vector<Case> cases{{"multilevel/multilevel_lq2002.csv", "LEAD", 11, 1, 5, 0.9022365657597657},
                                  {"simulated/graded_4200x40.csv", "i", 40, 0, 5, 0.963422836013629}};
    for (const auto& c : cases) {
        const auto table = test::shared_table(c.file);
        if (!table) {
            continue;
        }
        std::vector<std::string> columns;
        for (int item = 1; item <= c.items; ++item) {
            columns.push_back(c.prefix + (item < 10 ? "0" : "") + std::to_string(item));
        }
        const auto answers = table->answers(columns, c.lowest);
        CHECK(alpha_of({answers, columns.size(), static_cast<std::uint8_t>(c.categories), none, {}}) == near(c.alpha));
    }
}

TEST_CASE("alpha agrees with a covariance matrix in floating point") {
    SeededRandom random(11);
    for (const std::size_t items : {2U, 3U, 7U, 45U}) {
        const auto answers = draw_answers(random, 300, items, 4);
        CHECK(alpha_of({answers, items, 4, none, {}}) == near(alpha_by_covariances(answers, items)));
    }
}

TEST_CASE("alpha does not depend on the order of rows or items, nor on a shift, a scale or turning all around") {
    SeededRandom random(12);
    for (int draw = 0; draw < 50; ++draw) {
        constexpr std::size_t items = 6;
        const auto answers = draw_answers(random, 40, items, 5);
        const double alpha = alpha_of({answers, items, 5, none, {}});
        CHECK(alpha <= 1);
        std::vector<std::uint8_t> by_row;
        std::vector<std::uint8_t> by_item(answers.size());
        std::vector<std::uint8_t> stretched;
        for (std::size_t cell = 0; cell < answers.size(); ++cell) {
            const std::size_t row = cell / items;
            by_row.push_back(answers[(39 - row) * items + cell % items]);
            by_item[row * items + (cell + 2) % items] = answers[cell];
            stretched.push_back(static_cast<std::uint8_t>(3 * answers[cell] + 2));
        }
        CHECK(alpha_of({by_row, items, 5, none, {}}) == alpha);
        CHECK(alpha_of({by_item, items, 5, none, {}}) == near(alpha));
        CHECK(alpha_of({stretched, items, 15, none, {}}) == near(alpha));
        const std::vector<std::uint8_t> all_turned(items, 1);
        CHECK(alpha_of({answers, items, 5, none, all_turned}) == near(alpha));
        const auto pairwise =
            cronbach_alpha({answers, items, 5, none, {}}, std::vector<std::uint32_t>{0, 1, 2, 3, 4, 5},
                           {.incomplete = IncompleteRows::pairwise});
        CHECK(pairwise->alpha == near(alpha));
    }
}

TEST_CASE("copies of one item have an alpha of one, and opposed items a negative one") {
    const std::vector<std::uint8_t> copies{0, 0, 0, 2, 2, 2, 1, 1, 1};
    CHECK(alpha_of({copies, 3, 3, none, {}}) == near(1, 1e-15));
    // Items 0 1 2 2 and 2 1 0 1; scaled variances 11, 8, sums 2 2 2 3 with 3: alpha = 2 (1 - 19/3) = -32/3.
    const std::vector<std::uint8_t> opposed{0, 2, 1, 1, 2, 0, 2, 1};
    CHECK(alpha_of({opposed, 2, 3, none, {}}) == near(-32.0 / 3));
}

TEST_CASE("what cannot have an alpha is refused with the place and the reason") {
    const std::vector<std::uint8_t> answers{0, 1, 2, 1, 1, 0, 2, 1, none};
    const AnswerMatrix matrix{answers, 3, 3, none, {}};
    struct Case {
        std::string name;
        AnswerMatrix matrix;
        std::vector<std::uint32_t> items;
        ReliabilityOptions options;
        std::string field;
    };
    const std::vector<std::uint8_t> cancelling{0, 2, 1, 1, 2, 0};
    const std::vector<std::uint8_t> strange{0, 1, 7, 1};
    const std::vector<Case> cases{
        {"one item", matrix, {0}, {}, "items"},
        {"no item", matrix, {}, {}, "items"},
        {"an item that is not there", matrix, {0, 3}, {}, "items[1]"},
        {"an item twice", matrix, {0, 1, 0}, {}, "items[2]"},
        {"a constant item", matrix, {0, 1}, {}, "items[1]"},
        {"a constant item, pairwise", matrix, {0, 1}, {.incomplete = IncompleteRows::pairwise}, "items[1]"},
        {"items that cancel", {cancelling, 2, 3, none, {}}, {0, 1}, {}, "items"},
        {"a confidence of 95", matrix, {0, 2}, {.confidence = 95}, "confidence"},
        {"a cell out of range", {strange, 2, 3, none, {}}, {0, 1}, {}, "answers[row 1, item 0]"},
        {"one complete row", {std::span(answers).subspan(3), 3, 3, none, {}}, {0, 2}, {}, "answers"},
        {"one row in common",
         {std::span(answers).subspan(3), 3, 3, none, {}},
         {0, 2},
         {.incomplete = IncompleteRows::pairwise},
         "items[1]"},
        {"no rows", {{}, 3, 3, none, {}}, {0, 2}, {}, "answers"}};
    for (const auto& c : cases) {
        CAPTURE(c.name);
        const auto estimate = cronbach_alpha(c.matrix, c.items, c.options);
        REQUIRE_FALSE(estimate.has_value());
        CHECK(estimate.error().code == ProblemCode::invalid_input);
        CHECK(estimate.error().field == c.field);
    }
}

TEST_CASE("a scale with a constant item has no alpha whatever the number of rows") {
    for (std::size_t rows = 2; rows <= 200; ++rows) {
        std::vector<std::uint8_t> answers;
        for (std::size_t row = 0; row < rows; ++row) {
            answers.push_back(static_cast<std::uint8_t>(row % 3));
            answers.push_back(2);
        }
        CHECK_FALSE(cronbach_alpha({answers, 2, 3, none, {}}, std::vector<std::uint32_t>{0, 1}).has_value());
    }
}
