#include "stats/item_fit.h"

#include "base/random.h"
#include "stats/person_score.h"
#include "stats/summed_score_fit.h"

#include <doctest/doctest.h>

#include <cmath>
#include <numeric>
#include <vector>

using namespace minka;
using namespace minka::stats;
using doctest::Approx;

namespace {

using Answers = std::vector<std::uint8_t>;

Approx within(double value, double distance) {
    return Approx(value).scale(1).epsilon(distance / (1 + std::abs(value)));
}

/// A calibration of one standard normal group.
ResponseFit calibration_of(const std::vector<ResponseItem>& items) {
    ResponseFit fit;
    for (const auto& item : items) {
        fit.places.push_back(static_cast<std::uint32_t>(fit.items.size()));
        fit.items.push_back({item, {}});
    }
    fit.groups = {{}};
    return fit;
}

std::vector<std::uint8_t> categories_of(const std::vector<ResponseItem>& items) {
    std::vector<std::uint8_t> categories;
    for (const auto& item : items) {
        categories.push_back(static_cast<std::uint8_t>(item.categories()));
    }
    return categories;
}

Answers draw(std::size_t rows, std::uint64_t seed, const std::vector<ResponseItem>& items) {
    SeededRandom random(seed);
    Answers answers;
    CategoryCurves curves;
    for (std::size_t row = 0; row < rows; ++row) {
        const double theta = random.normal();
        for (const auto& item : items) {
            category_curves(item, theta, curves);
            double rest = random.uniform();
            std::uint8_t answer = 0;
            while (answer + 1U < item.categories() && rest >= curves.probability[answer]) {
                rest -= curves.probability[answer++];
            }
            answers.push_back(answer);
        }
    }
    return answers;
}

std::vector<ResponseItem> mixed_items(ItemModel model, std::size_t count) {
    std::vector<ResponseItem> items;
    for (std::size_t k = 0; k < count; ++k) {
        const double slope = 0.8 + 0.15 * static_cast<double>(k % 5);
        const double place = 0.4 * (static_cast<double>(k % 4) - 1.5);
        if (k % 3 == 0) {
            items.push_back({model, slope, {place}});
        } else if (k % 3 == 1) {
            items.push_back({model, slope, {1.2 + place, place - 1}});
        } else {
            items.push_back({model, slope, {1.6 + place, place, place - 1.7}});
        }
    }
    return items;
}

}  // namespace

// n Rasch items of difficulty 0 and a score of r: r - nP + (1 - 2P) / 2 = 0 gives P = (r + 1/2) / (n + 1), and the
// information is nP(1 - P).
TEST_CASE("weighted likelihood of equal items is the log odds of (r + 1/2) / (n + 1)") {
    for (const auto model : {ItemModel::graded, ItemModel::partial_credit}) {
        for (std::size_t n = 2; n <= 40; n += 19) {
            const auto fit = calibration_of(std::vector<ResponseItem>(n, {model, 1, {0}}));
            Answers answers;
            for (std::size_t r = 0; r <= n; ++r) {
                for (std::size_t item = 0; item < n; ++item) {
                    answers.push_back(item < r ? 1 : 0);
                }
            }
            const auto scores = weighted_scores({answers, std::vector<std::uint8_t>(n, 2)}, fit);
            REQUIRE(scores.has_value());
            for (std::size_t r = 0; r <= n; ++r) {
                CAPTURE(r);
                const double p = (static_cast<double>(r) + 0.5) / (static_cast<double>(n) + 1);
                REQUIRE((*scores)[r].has_value());
                CHECK((*scores)[r]->score == within(std::log(p / (1 - p)), 1e-8));
                CHECK((*scores)[r]->error == within(1 / std::sqrt(static_cast<double>(n) * p * (1 - p)), 1e-8));
            }
        }
    }
}

// Warm's equation with derivatives taken as differences of the probabilities written out here.
TEST_CASE("weighted likelihood of graded items solves Warm's equation") {
    const auto items = mixed_items(ItemModel::graded, 9);
    const auto answers = draw(40, 3, items);
    const auto scores = weighted_scores({answers, categories_of(items)}, calibration_of(items));
    REQUIRE(scores.has_value());
    const auto at_least = [&](const ResponseItem& item, std::size_t k, double theta) {
        return k == 0                   ? 1.0
               : k == item.categories() ? 0.0
                                        : 1 / (1 + std::exp(-item.slope * theta - item.intercepts[k - 1]));
    };
    for (std::size_t row = 0; row < 40; ++row) {
        const double theta = (*scores)[row]->score;
        const double h = 1e-4;
        double score = 0;
        double information = 0;
        double twist = 0;
        for (std::size_t i = 0; i < items.size(); ++i) {
            for (std::size_t k = 0; k < items[i].categories(); ++k) {
                const auto p = [&](double t) { return at_least(items[i], k, t) - at_least(items[i], k + 1, t); };
                const double first = (p(theta + h) - p(theta - h)) / (2 * h);
                const double second = (p(theta + h) - 2 * p(theta) + p(theta - h)) / (h * h);
                score += answers[row * items.size() + i] == k ? first / p(theta) : 0;
                information += first * first / p(theta);
                twist += first * second / p(theta);
            }
        }
        CHECK(score + twist / (2 * information) == within(0, 1e-5));
        CHECK((*scores)[row]->error == within(1 / std::sqrt(information), 1e-6));
    }
}

TEST_CASE("weighted likelihood is finite for the highest and lowest answers, and absent where nothing is told") {
    const auto items = mixed_items(ItemModel::generalised_partial_credit, 6);
    Answers answers(6, 0);
    for (const auto& item : items) {
        answers.push_back(static_cast<std::uint8_t>(item.categories() - 1));
    }
    answers.insert(answers.end(), 6, 255);
    const auto scores = weighted_scores({answers, categories_of(items)}, calibration_of(items));
    REQUIRE(scores.has_value());
    CHECK((*scores)[0]->score < -1);
    CHECK((*scores)[1]->score > 1);
    CHECK_FALSE((*scores)[2].has_value());
    const auto flat = calibration_of(std::vector<ResponseItem>(2, {ItemModel::graded, 0, {0.3}}));
    const auto none = weighted_scores({Answers{0, 1}, {2, 2}}, flat);
    REQUIRE(none.has_value());
    CHECK_FALSE((*none)[0].has_value());
}

// Every row of answers with its probability, summed by total: no recursion.
TEST_CASE("expected answers by summed score are those of all rows of answers written out") {
    const auto items = mixed_items(ItemModel::graded, 4);  // 2, 3, 4 and 2 categories
    const auto fit = calibration_of(items);
    const Answers answers{1, 1, 1, 0, 0, 2, 1, 0, 1, 2, 0, 0};  // three people with a sum of 3
    const ResponseData data{answers, categories_of(items)};
    const auto patterns = collapse_rows(data);
    const NodeGrid grid(61, 6);
    std::vector<SummedScoreTable> tables;
    add_summed_scores(expect_calibrated(fit, patterns, grid, 0), patterns, grid, 0, tables);
    double total = 0;
    std::vector<double> of_category(4);
    for (int code = 0; code < 48; ++code) {
        const std::size_t row[4] = {static_cast<std::size_t>(code % 2), static_cast<std::size_t>(code / 2 % 3),
                                    static_cast<std::size_t>(code / 6 % 4), static_cast<std::size_t>(code / 24)};
        if (row[0] + row[1] + row[2] + row[3] != 3) {
            continue;
        }
        double probability = 0;
        for (int q = 0; q < 61; ++q) {
            const double theta = -6 + 0.2 * q;
            double product = std::exp(-theta * theta / 2);
            for (std::size_t i = 0; i < 4; ++i) {
                CategoryCurves curves;
                category_curves(items[i], theta, curves);
                product *= curves.probability[row[i]];
            }
            probability += product;
        }
        total += probability;
        of_category[row[2]] += probability;
    }
    for (std::size_t k = 0; k < 4; ++k) {
        CHECK(tables[2].expected[3 * 4 + k] == within(3 * of_category[k] / total, 1e-9));
    }
    CHECK(tables[2].observed[3 * 4 + 1] == 2);
    CHECK(tables[2].observed[3 * 4 + 0] == 1);
}

// 2 by 2 cells: (12 - 10)^2 / 10 + (8 - 10)^2 / 10 = 0.8 in each of two scores; the third expects .5 of category 1 and
// joins the second.
TEST_CASE("cells that expect fewer than one are joined") {
    const SummedScoreTable two{2, {0, 0, 12, 8, 12, 8, 3, 0, 0, 0}, {0, 0, 10, 10, 10, 10, 2.5, 0.5, 0, 0}};
    const auto sum = sum_pearson(two);
    CHECK(sum.cells == 2);
    // Joined: 15 and 8 where 12.5 and 10.5 were expected.
    CHECK(sum.chi_square == within(0.8 + 6.25 / 12.5 + 6.25 / 10.5, 1e-12));
    const SummedScoreTable three{3, {9, 9, 9, 4, 5, 1, 9, 9, 9}, {9, 9, 9, 5, 4.5, 0.5, 9, 9, 9}};
    const auto joined = sum_pearson(three);
    CHECK(joined.cells == 1);
    CHECK(joined.chi_square == within(0.2 + 0.2, 1e-12));
}

TEST_CASE("where the model holds infit and outfit are near 1 and S-X2 is near its degrees of freedom") {
    for (const auto model : {ItemModel::graded, ItemModel::generalised_partial_credit}) {
        const auto items = mixed_items(model, 12);
        const auto answers = draw(6000, 17, items);
        const ResponseData data{answers, categories_of(items)};
        const auto fit = fit_item_response(data, {.model = model});
        REQUIRE(fit.has_value());
        const auto found = fit_of_items(data, *fit);
        REQUIRE(found.has_value());
        double chi_square = 0;
        double degrees = 0;
        for (const auto& item : *found) {
            CHECK(item.infit == within(1, 0.05));
            CHECK(item.outfit == within(1, 0.1));
            REQUIRE(item.summed.has_value());
            CHECK(item.summed->adjusted_p > 0.001);
            CHECK(item.has_rising_categories);
            chi_square += item.summed->chi_square;
            degrees += item.summed->degrees;
        }
        // Four standard deviations of a chi-square.
        CHECK(std::abs(chi_square - degrees) < 4 * std::sqrt(2 * degrees));
    }
}

TEST_CASE("an item that half of the people answer by chance is found by S-X2 and by infit") {
    const auto items = mixed_items(ItemModel::graded, 12);
    auto answers = draw(4000, 23, items);
    SeededRandom random(2);
    for (std::size_t row = 0; row < 4000; row += 2) {
        const double theta_like = answers[row * 12 + 2] + answers[row * 12 + 5];
        answers[row * 12 + 8] = static_cast<std::uint8_t>(theta_like > 3 ? random.below(2) : 2 + random.below(2));
    }
    const ResponseData data{answers, categories_of(items)};
    const auto fit = fit_item_response(data, {});
    REQUIRE(fit.has_value());
    const auto found = fit_of_items(data, *fit);
    REQUIRE(found.has_value());
    CHECK((*found)[8].summed->adjusted_p < 0.001);
    const auto wrong = fit_of_items(data, calibration_of(items));
    REQUIRE(wrong.has_value());
    CHECK((*wrong)[8].infit > 1.2);
}

TEST_CASE("without complete rows there is no S-X2, and disordered steps are told") {
    const std::vector<ResponseItem> items(3, {ItemModel::partial_credit, 1, {-1.5, 0}});
    auto answers = draw(300, 5, items);
    for (std::size_t row = 0; row < 300; ++row) {
        answers[row * 3 + row % 3] = 255;
    }
    const auto found = fit_of_items({answers, {3, 3, 3}}, calibration_of(items));
    REQUIRE(found.has_value());
    for (const auto& item : *found) {
        CHECK_FALSE(item.summed.has_value());
        CHECK_FALSE(item.has_ordered_thresholds);
        CHECK_FALSE(item.categories[1].is_ever_likeliest);
        CHECK(item.categories[0].is_ever_likeliest);
        CHECK(item.has_rising_categories);
    }
    CHECK(fit_of_items({Answers{0, 255, 1, 255}, {3, 3}},
                       calibration_of({{ItemModel::partial_credit, 1, {0, 0}}, {ItemModel::partial_credit, 1, {0, 0}}}))
              .error()
              .field == "item 1");
}

// One item of slope a: P(1 - P) a^2, at its difficulty a^2 / 4. Partial credit: a^2 times the variance of the answer;
// three categories alike have 2/3.
TEST_CASE("information is that of the formulas") {
    const ResponseItem steep{ItemModel::graded, 2, {1}};
    const std::vector<double> theta{-0.5, 0.25};
    const auto curve = item_information_curve(steep, theta);
    CHECK(curve[0] == within(1, 1e-12));
    const double p = 1 / (1 + std::exp(-1.5));
    CHECK(curve[1] == within(4 * p * (1 - p), 1e-12));
    const ResponseItem even{ItemModel::partial_credit, 1.5, {0, 0}};
    CHECK(item_information(even, 0) == within(2.25 * 2 / 3, 1e-12));
    CHECK(information_curve(calibration_of({steep, even}), 0, theta)[0] ==
          within(1 + item_information(even, -0.5), 1e-12));
}
