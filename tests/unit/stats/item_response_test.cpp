#include "stats/item_response.h"

#include "base/random.h"
#include "number_table.h"
#include "stats/person_score.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

using namespace minka;
using namespace minka::stats;
using doctest::Approx;

namespace {

using Answers = std::vector<std::uint8_t>;

Approx within(double value, double distance) {
    return Approx(value).scale(1).epsilon(distance / (1 + std::abs(value)));
}

/// Answers of `rows` people to items of 2, 3, 4, ... categories, drawn from a graded model.
struct Drawn {
    Answers answers;
    std::vector<std::uint8_t> categories;

    ResponseData data() const { return {answers, categories, 255, {}}; }
};

Drawn draw(std::size_t rows, std::uint64_t seed, std::vector<std::uint8_t> categories) {
    SeededRandom random(seed);
    Drawn drawn{{}, std::move(categories)};
    for (std::size_t row = 0; row < rows; ++row) {
        const double theta = random.normal();
        for (std::size_t item = 0; item < drawn.categories.size(); ++item) {
            const double slope = 1.2 + 0.2 * static_cast<double>(item % 3);
            const double u = random.uniform();
            std::uint8_t answer = 0;
            for (int k = 1; k < drawn.categories[item]; ++k) {
                const double intercept = 1.5 - 3.0 * k / drawn.categories[item];
                if (u < 1 / (1 + std::exp(-(slope * theta + intercept)))) {
                    ++answer;
                }
            }
            drawn.answers.push_back(answer);
        }
    }
    return drawn;
}

}  // namespace

// ltm's LSAT6: mirt and ltm give -2466.6534 for the two-parameter model.
TEST_CASE("with two categories it is the two-parameter logistic model") {
    const auto table = test::shared_table("psychometrics/ltm_LSAT6.csv");
    if (!table) {
        return;
    }
    const auto answers = table->answers({"Item 1", "Item 2", "Item 3", "Item 4", "Item 5"}, 0);
    const auto fit = fit_item_response({answers, {2, 2, 2, 2, 2}, 255, {}});
    REQUIRE(fit.has_value());
    CHECK(fit->has_converged);
    CHECK(fit->pattern_count == 30);
    CHECK(fit->row_count == 1000);
    CHECK(fit->log_likelihood == within(-2466.6534, 0.01));
}

// tests/golden/stats/item_response/ORIGIN.md
TEST_CASE("the graded model of the science survey agrees with mirt") {
    const auto table = test::shared_table("psychometrics/ltm_Science.csv");
    if (!table) {
        return;
    }
    const std::array<std::string, 4> words{"strongly disagree", "disagree", "agree", "strongly agree"};
    Answers answers;
    for (const auto& row : table->rows) {
        for (const auto* item : {"Comfort", "Work", "Future", "Benefit"}) {
            const auto found = std::ranges::find(words, row.at(table->place_of(item)));
            REQUIRE(found != words.end());
            answers.push_back(static_cast<std::uint8_t>(found - words.begin()));
        }
    }
    const auto fit = fit_item_response({answers, {4, 4, 4, 4}, 255, {}});
    REQUIRE(fit.has_value());
    CHECK(fit->has_converged);
    CHECK(fit->log_likelihood == within(-1608.8695, 0.01));
    CHECK(fit->item(0).item.slope == within(1.0406416, 1e-4));
    CHECK(fit->item(1).item.slope == within(1.2258330, 1e-4));
    CHECK(fit->item(2).item.slope == within(2.3005959, 1e-4));
    CHECK(fit->item(3).item.slope == within(1.0937996, 1e-4));
    CHECK(fit->item(0).item.threshold(0) == within(-4.6692, 0.005));
    CHECK(fit->item(0).item.threshold(1) == within(-2.5341, 0.005));
    CHECK(fit->item(0).item.threshold(2) == within(1.4073, 0.005));
}

TEST_CASE("forty items of five categories agree with mirt" * doctest::test_suite("slow")) {
    const auto table = test::shared_table("simulated/graded_4200x40.csv");
    const auto expected = test::shared_table("simulated/graded_4200x40_mirt_1e-7.csv");
    if (!table || !expected) {
        return;
    }
    const auto lowest = [&] {
        double value = 9;
        for (const auto& name : table->names) {
            for (const double answer : table->numbers(name)) {
                value = std::min(value, answer);
            }
        }
        return static_cast<int>(value);
    }();
    const auto answers = table->answers(table->names, lowest);
    const auto fit = fit_item_response({answers, std::vector<std::uint8_t>(40, 5), 255, {}});
    REQUIRE(fit.has_value());
    CHECK(fit->has_converged);
    CHECK(fit->log_likelihood == within(-206354.088, 0.01));
    const auto slopes = expected->numbers("a");
    for (std::size_t item = 0; item < 40; ++item) {
        CAPTURE(item);
        CHECK(fit->item(item).item.slope == within(slopes[item], 0.001));
        for (std::size_t k = 0; k < 4; ++k) {
            CHECK(fit->item(item).item.threshold(k) ==
                  within(expected->numbers("b" + std::to_string(k + 1))[item], 0.005));
        }
    }
}

TEST_CASE("order of people and of items does not matter, and a weight of two is two people") {
    const auto drawn = draw(300, 4, {2, 3, 4, 2});
    const auto fit = fit_item_response(drawn.data());
    REQUIRE(fit.has_value());
    Drawn turned{{}, {2, 4, 3, 2}};
    for (std::size_t row = 300; row-- > 0;) {
        for (std::size_t item = 4; item-- > 0;) {
            turned.answers.push_back(drawn.answers[row * 4 + item]);
        }
    }
    const auto other = fit_item_response(turned.data());
    REQUIRE(other.has_value());
    CHECK(other->log_likelihood == Approx(fit->log_likelihood).epsilon(1e-9));
    for (std::size_t item = 0; item < 4; ++item) {
        CHECK(other->item(3 - item).item.slope == within(fit->item(item).item.slope, 1e-4));
    }
    auto data = drawn.data();
    const std::vector<double> two(300, 2.0);
    data.weights = two;
    const auto weighted = fit_item_response(data);
    REQUIRE(weighted.has_value());
    CHECK(weighted->log_likelihood == Approx(2 * fit->log_likelihood).epsilon(1e-9));
    CHECK(weighted->item(1).item.slope == within(fit->item(1).item.slope, 1e-4));
}

TEST_CASE("reversing every item turns the scale around and keeps the likelihood") {
    const auto drawn = draw(400, 9, {4, 4, 3, 5});
    auto reversed = drawn;
    for (std::size_t k = 0; k < reversed.answers.size(); ++k) {
        reversed.answers[k] = static_cast<std::uint8_t>(drawn.categories[k % 4] - 1 - drawn.answers[k]);
    }
    const auto forth = fit_item_response(drawn.data());
    const auto back = fit_item_response(reversed.data());
    REQUIRE(forth.has_value());
    REQUIRE(back.has_value());
    CHECK(back->log_likelihood == Approx(forth->log_likelihood).epsilon(1e-9));
    const auto scores = expected_scores(drawn.data(), *forth);
    const auto turned = expected_scores(reversed.data(), *back);
    for (std::size_t row = 0; row < 400; ++row) {
        CHECK((*turned)[row].score == within(-(*scores)[row].score, 1e-3));
    }
}

TEST_CASE("forms with items of their own are one scale, and a row without answers says nothing") {
    auto drawn = draw(2000, 12, {3, 3, 3, 3, 3, 3});
    const auto whole = fit_item_response(drawn.data());
    for (std::size_t row = 0; row < 2000; ++row) {
        for (std::size_t item = 0; item < 6; ++item) {
            if ((row % 2 == 0 && item == 0) || (row % 2 == 1 && item == 5) || row == 7) {
                drawn.answers[row * 6 + item] = 255;
            }
        }
    }
    const auto fit = fit_item_response(drawn.data());
    REQUIRE(fit.has_value());
    CHECK(fit->has_converged);
    CHECK(fit->row_count == 1999);
    for (std::size_t item = 0; item < 6; ++item) {
        CHECK(fit->item(item).item.slope == within(whole->item(item).item.slope, 0.4));
    }
    const auto scores = expected_scores(drawn.data(), *fit);
    REQUIRE(scores.has_value());
    CHECK((*scores)[7].score == 0);
    CHECK((*scores)[7].error == 1);
    for (const auto& score : *scores) {
        CHECK(std::isfinite(score.score));
        CHECK(score.error > 0);
        CHECK(score.error <= 1);
    }
}

// Items without slope tell nothing: the scores stay those of the prior, mean 0 and variance 1 but for the discrete
// nodes; with one item of slope a and intercept 0, P = 1/2 at 0, and the score of "yes" is minus that of "no".
TEST_CASE("scores follow the model by hand") {
    const Answers answers{1, 1, 0, 0};
    ResponseFit fit;
    fit.items = {{{ItemModel::graded, 0, {0.7}}, {}}, {{ItemModel::graded, 0, {-0.2}}, {}}};
    fit.places = {0, 1};
    fit.groups = {{}};
    const auto flat = expected_scores({answers, {2, 2}, 255, {}}, fit);
    REQUIRE(flat.has_value());
    CHECK((*flat)[0].score == within(0, 1e-12));
    CHECK((*flat)[0].error == within(1, 1e-6));
    fit.items[0].item = {ItemModel::graded, 2, {0}};
    const auto steep = expected_scores({answers, {2, 2}, 255, {}}, fit);
    CHECK((*steep)[0].score == within(-(*steep)[1].score, 1e-12));
    CHECK((*steep)[0].score > 0.3);
}

TEST_CASE("what cannot be calibrated is refused by name") {
    const Answers answers{0, 1, 1, 0, 1, 1};
    const auto field_of = [](const ResponseData& data, const ResponseOptions& options = {}) {
        const auto fit = fit_item_response(data, options);
        REQUIRE_FALSE(fit.has_value());
        return fit.error().field;
    };
    CHECK(field_of({answers, {2}, 255, {}}) == "categories");
    CHECK(field_of({answers, {2, 1}, 255, {}}) == "categories[1]");
    CHECK(field_of({answers, {2, 2, 2, 2}, 255, {}}) == "answers");
    CHECK(field_of({Answers{0, 1, 3, 0}, {2, 2}, 255, {}}) == "answers[row 1, item 0]");
    CHECK(field_of({answers, {2, 3}, 255, {}}) == "item 1, category 2");
    CHECK(field_of({Answers(6, 255), {2, 2}, 255, {}}) == "answers");
    const std::vector<double> weights{1, 0, 1};
    CHECK(field_of({answers, {2, 2}, 255, weights}) == "weights[1]");
    CHECK(field_of({answers, {2, 2}, 255, {}}, {.node_count = 5}) == "options");
    ResponseFit other;
    other.items = {{{ItemModel::graded, 1, {0}}, {}}};
    other.places = {0};
    other.groups = {{}};
    CHECK(expected_scores({answers, {2, 2}, 255, {}}, other).error().field == "fit");
    other.items = {{{ItemModel::graded, 1, {0}}, {}}};
    other.places = {0, 0};
    for (const LatentGroup group : {LatentGroup{40, 1}, LatentGroup{0, 1e-3}, LatentGroup{0, INFINITY}}) {
        other.groups = {group};
        CHECK(expected_scores({answers, {2, 2}, 255, {}}, other).error().field == "group 0");
    }
}

TEST_CASE("rows of a single pattern beside a few others are a defined answer") {
    Answers answers;
    for (int row = 0; row < 5000; ++row) {
        answers.insert(answers.end(), {1, 1, 1});
    }
    answers.insert(answers.end(), {0, 1, 0, 1, 0, 1, 0, 0, 0});
    const auto fit = fit_item_response({answers, {2, 2, 2}, 255, {}}, {.most_passes = 60});
    REQUIRE(fit.has_value());
    CHECK(std::isfinite(fit->log_likelihood));
    for (const auto& item : fit->items) {
        CHECK(std::isfinite(item.item.slope));
    }
}
