// Expected values of bfi: tests/golden/stats/item_response/ORIGIN.md.
#include "stats/item_bias.h"

#include "base/random.h"
#include "number_table.h"
#include "stats/ordinal_regression.h"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

using namespace minka;
using namespace minka::stats;
using doctest::Approx;

namespace {

using Answers = std::vector<std::uint8_t>;

Approx within(double value, double distance) {
    return Approx(value).scale(1).epsilon(distance / (1 + std::abs(value)));
}

struct Drawn {
    Answers answers;
    std::vector<std::uint32_t> groups;
    std::vector<double> sums;
    std::vector<std::uint8_t> categories;
    ResponseData data() const { return {answers, categories, 255, {}, groups, 2}; }
};

/// Eight graded items of three categories; in the second group, whose mean is .5, item 2 is harder by `harder`.
Drawn draw(std::size_t rows, std::uint64_t seed, double harder) {
    SeededRandom random(seed);
    Drawn drawn{{}, {}, {}, std::vector<std::uint8_t>(8, 3)};
    for (std::size_t row = 0; row < rows; ++row) {
        const auto group = static_cast<std::uint32_t>(row % 2);
        const double theta = random.normal() + 0.5 * group;
        double sum = 0;
        for (std::size_t item = 0; item < 8; ++item) {
            const double slope = 1 + 0.2 * static_cast<double>(item % 4);
            const double place = item == 2 && group == 1 ? harder : 0;
            const double u = random.uniform();
            const bool is_one = u < 1 / (1 + std::exp(-slope * (theta - place + 0.8)));
            const bool is_two = u < 1 / (1 + std::exp(-slope * (theta - place - 0.7)));
            const auto answer = static_cast<std::uint8_t>(is_two ? 2 : is_one ? 1 : 0);
            drawn.answers.push_back(answer);
            sum += answer;
        }
        drawn.groups.push_back(group);
        drawn.sums.push_back(sum);
    }
    return drawn;
}

/// Items A2 to A5 of bfi where all are answered, women beside men; nothing where the shared data is absent.
Drawn bfi(const std::vector<std::string>& items, bool only_complete) {
    Drawn drawn;
    const auto table = test::shared_table("psychometrics/psych_bfi.csv");
    if (!table) {
        return drawn;
    }
    const auto answers = table->answers(items, 1);
    const auto gender = table->numbers("gender");
    drawn.categories.assign(items.size(), 6);
    for (std::size_t row = 0; row < gender.size(); ++row) {
        double sum = 0;
        bool is_complete = true;
        for (std::size_t item = 0; item < items.size(); ++item) {
            is_complete &= answers[row * items.size() + item] != 255;
            sum += answers[row * items.size() + item] + 1;
        }
        if (is_complete || !only_complete) {
            drawn.answers.insert(drawn.answers.end(), answers.begin() + static_cast<std::ptrdiff_t>(row * items.size()),
                                 answers.begin() + static_cast<std::ptrdiff_t>((row + 1) * items.size()));
            drawn.groups.push_back(gender[row] == 2 ? 1 : 0);
            drawn.sums.push_back(sum);
        }
    }
    return drawn;
}

}  // namespace

TEST_CASE("the likelihood ratio of A2 between women and men agrees with optim") {
    const auto drawn = bfi({"A2", "A3", "A5"}, false);
    if (drawn.answers.empty()) {
        return;
    }
    const auto study = study_item_bias(drawn.data());
    REQUIRE(study.has_value());
    REQUIRE(study->items[0].ratio.has_value());
    CHECK(study->items[0].ratio->chi_square == within(2 * (11439.105062 - 11428.676097), 2e-3));
    CHECK(study->items[0].ratio->degrees == 6);
    CHECK(study->rounds == 1);
}

TEST_CASE("ordinal logistic regressions of A2 and A4 agree with polr") {
    const auto drawn = bfi({"A2", "A3", "A4", "A5"}, true);
    if (drawn.answers.empty()) {
        return;
    }
    REQUIRE(drawn.groups.size() == 2721);
    const auto items = study_logistic_bias(drawn.data(), drawn.sums);
    REQUIRE(items.has_value());
    const auto& first = (*items)[0].logistic;
    REQUIRE(first.has_value());
    CHECK(first->chi_square == within(15.020136, 1e-4));
    CHECK(first->uniform_chi_square == within(15.018239, 1e-4));
    CHECK(first->explained == within(0.00283382, 1e-7));
    CHECK(first->degrees == 2);
    CHECK(first->size == BiasSize::negligible);
    const auto& third = (*items)[2].logistic;
    REQUIRE(third.has_value());
    CHECK(third->chi_square == within(20.519228, 1e-4));
    CHECK(third->uniform_chi_square == within(1.295877, 1e-4));
    CHECK(third->explained == within(0.00415156, 1e-7));
    DenseMatrix predictors(2721, 2);
    Answers answers;
    for (std::size_t row = 0; row < 2721; ++row) {
        predictors(row, 0) = drawn.sums[row];
        predictors(row, 1) = drawn.groups[row];
        answers.push_back(drawn.answers[row * 4]);
    }
    const auto fit = fit_ordinal_regression(answers, 6, predictors);
    REQUIRE(fit.has_value());
    CHECK(fit->log_likelihood == within(-2883.30933844, 1e-6));
    CHECK(fit->null_log_likelihood == within(-3875.39056134, 1e-6));
    CHECK(fit->slopes[0] == within(0.5133245314, 1e-6));
    CHECK(fit->slopes[1] == within(0.3117121500, 1e-5));
    CHECK(fit->intercepts[0] == within(-3.4519547754, 2e-5));
    CHECK(fit->intercepts[4] == within(-11.1883569629, 2e-5));
}

TEST_CASE("an item made harder for one group is found by both ways, and after purification alone") {
    const auto drawn = draw(2000, 11, 0.8);
    const auto study = study_item_bias(drawn.data(), {.is_purified = true});
    REQUIRE(study.has_value());
    CHECK(study->has_settled);
    CHECK(study->rounds > 1);
    CHECK(study->free == std::vector<std::uint32_t>{2});
    const auto& biased = *study->items[2].ratio;
    CHECK(biased.adjusted_p < 1e-6);
    CHECK(biased.signed_difference < -0.2);
    CHECK(biased.unsigned_difference == within(-biased.signed_difference, 0.02));
    CHECK(biased.size >= BiasSize::moderate);
    CHECK(biased.degrees == 3);
    CHECK(study->fit.groups[1].mean == within(0.5, 0.12));
    for (std::size_t item = 0; item < 8; ++item) {
        CHECK((item == 2 || study->items[item].ratio->adjusted_p > 0.05));
    }
    const auto logistic = study_logistic_bias(drawn.data(), drawn.sums);
    REQUIRE(logistic.has_value());
    for (std::size_t item = 0; item < 8; ++item) {
        CHECK((item == 2 || (*logistic)[item].logistic->explained < (*logistic)[2].logistic->explained));
    }
    CHECK((*logistic)[2].logistic->adjusted_p < 1e-6);
    CHECK((*logistic)[2].logistic->uniform_p < 1e-6);
}

TEST_CASE("with named anchors the others are asked beside each other, and the anchors are not") {
    const auto drawn = draw(3000, 4, 0.8);
    const auto study = study_item_bias(drawn.data(), {.anchors = {0, 1, 5, 6}});
    REQUIRE(study.has_value());
    CHECK_FALSE(study->items[0].ratio.has_value());
    CHECK(study->items[0].reason == "An anchor.");
    CHECK(study->free == std::vector<std::uint32_t>{2, 3, 4, 7});
    CHECK(study->items[2].ratio->adjusted_p < 1e-6);
    CHECK(study->items[3].ratio->adjusted_p > 0.01);
}

TEST_CASE("groups drawn alike seldom differ" * doctest::test_suite("slow")) {
    int found = 0;
    for (std::uint64_t seed = 1; seed <= 15; ++seed) {
        auto drawn = draw(600, seed, 0);
        const auto study = study_item_bias(drawn.data());
        REQUIRE(study.has_value());
        for (const auto& item : study->items) {
            found += item.ratio->p < 0.05 ? 1 : 0;
        }
    }
    // 120 comparisons at 5 %: 6 expected; four standard deviations of 2.4 reach 15.6.
    CHECK(found <= 15);
}

// The odds of "yes" are 3 where x = 0 and 1/3 where x = 1: intercept log 3, slope -2 log 3; log-likelihood
// 2 (3 log(3/4) + log(1/4)).
TEST_CASE("a table of two by two has the logistic regression of its odds") {
    DenseMatrix predictors(8, 1);
    const Answers answers{1, 1, 1, 0, 0, 0, 0, 1};
    for (std::size_t row = 4; row < 8; ++row) {
        predictors(row, 0) = 1;
    }
    const auto fit = fit_ordinal_regression(answers, 2, predictors);
    REQUIRE(fit.has_value());
    CHECK(fit->has_converged);
    CHECK(fit->intercepts[0] == within(std::log(3.0), 1e-6));
    CHECK(fit->slopes[0] == within(-2 * std::log(3.0), 1e-6));
    const double log_likelihood = 2 * (3 * std::log(0.75) + std::log(0.25));
    CHECK(fit->log_likelihood == within(log_likelihood, 1e-9));
    CHECK(fit->null_log_likelihood == within(8 * std::log(0.5), 1e-12));
    CHECK(fit->nagelkerke() ==
          within((1 - std::exp((16 * std::log(0.5) - 2 * log_likelihood) / 8)) / (1 - std::exp(2 * std::log(0.5))),
                 1e-9));
}

TEST_CASE("what cannot be compared is told by name") {
    const auto drawn = draw(200, 3, 0);
    auto one = drawn.data();
    one.groups = {};
    one.group_count = 1;
    CHECK(study_item_bias(one).error().field == "groups");
    CHECK(study_logistic_bias(one, drawn.sums).error().field == "groups");
    CHECK(study_item_bias(drawn.data(), {.anchors = {8}}).error().field == "options.anchors");
    CHECK(study_item_bias(drawn.data(), {.level = 0}).error().field == "options.level");
    CHECK(study_logistic_bias(drawn.data(), std::vector<double>(3)).error().field == "matching");
    CHECK(study_logistic_bias(drawn.data(), std::vector<double>(200, 1.0)).error().field == "matching");
    // A category that one group does not use: that item alone has no answer.
    auto unused = drawn;
    for (std::size_t row = 1; row < 200; row += 2) {
        unused.answers[row * 8 + 4] = unused.answers[row * 8 + 4] == 2 ? 1 : unused.answers[row * 8 + 4];
    }
    const auto study = study_item_bias(unused.data());
    REQUIRE(study.has_value());
    CHECK_FALSE(study->items[4].ratio.has_value());
    CHECK(study->items[4].reason.find("category 2") != std::string::npos);
    CHECK(study->items[3].ratio.has_value());
    DenseMatrix constant(4, 1);
    CHECK(fit_ordinal_regression(Answers{0, 1, 0, 1}, 2, constant).error().field == "predictors");
    CHECK(fit_ordinal_regression(Answers{0, 1, 0, 1}, 3, constant).error().field == "category 2");
    CHECK(fit_ordinal_regression(Answers{0, 1, 0, 3}, 3, constant).error().field == "answers[3]");
    DenseMatrix separating(4, 1);
    separating(2, 0) = separating(3, 0) = 1;
    const auto split = fit_ordinal_regression(Answers{0, 0, 1, 1}, 2, separating);
    REQUIRE(split.has_value());
    CHECK_FALSE(split->has_converged);
}
