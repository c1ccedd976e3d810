// Small and lopsided tables: a defined answer or a named problem, and no NaN.
#include "base/random.h"
#include "stats/item_bias.h"
#include "stats/item_fit.h"
#include "stats/person_score.h"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

using namespace minka;
using namespace minka::stats;

namespace {

struct Drawn {
    std::vector<std::uint8_t> answers;
    std::vector<std::uint8_t> categories;
    std::vector<std::uint32_t> groups;
    std::vector<double> weights;
    std::vector<double> sums;
    ResponseData data() const { return {answers, categories, 255, weights, groups, groups.empty() ? 1U : 2U}; }
};

Drawn draw(SeededRandom& random) {
    Drawn drawn;
    const auto rows = 1 + random.below(60);
    const auto items = 2 + random.below(5);
    const double missing = random.below(3) == 0 ? 0.5 : 0;
    const bool has_groups = random.below(2) == 0 && rows > 4;
    const bool has_weights = random.below(3) == 0;
    const double noise = random.uniform() < 0.3 ? 0 : 2 * random.uniform();  // without noise items separate perfectly
    for (std::size_t item = 0; item < items; ++item) {
        drawn.categories.push_back(static_cast<std::uint8_t>(2 + random.below(3)));
    }
    for (std::size_t row = 0; row < rows; ++row) {
        const double theta = random.normal();
        double sum = 0;
        for (std::size_t item = 0; item < items; ++item) {
            const double direction = item % 4 == 3 ? -1 : 1;
            const double place = (direction * theta + noise * random.normal() + 2) / 4 * drawn.categories[item];
            const auto answer =
                static_cast<std::uint8_t>(std::min<double>(drawn.categories[item] - 1, std::max(0.0, place)));
            drawn.answers.push_back(random.uniform() < missing ? 255 : answer);
            sum += answer;
        }
        drawn.sums.push_back(sum);
        if (has_groups) {
            drawn.groups.push_back(static_cast<std::uint32_t>(row % 2));
        }
        if (has_weights) {
            drawn.weights.push_back(0.01 + 100 * random.uniform());
        }
    }
    return drawn;
}

void check_fit(const ResponseData& data, const ResponseFit& fit) {
    REQUIRE(std::isfinite(fit.log_likelihood));
    for (const auto& calibrated : fit.items) {
        REQUIRE(std::isfinite(calibrated.item.slope));
        for (const double intercept : calibrated.item.intercepts) {
            REQUIRE(std::isfinite(intercept));
        }
        if (fit.has_errors) {
            REQUIRE(calibrated.slope_error() > 0);
        }
    }
    for (const auto& group : fit.groups) {
        REQUIRE(std::isfinite(group.mean));
        REQUIRE(group.deviation > 0);
    }
    const auto expected = expected_scores(data, fit);
    if (!expected) {
        // A group of a few people alike may end without spread; it is named where somebody asks for scores.
        REQUIRE(expected.error().field.starts_with("group"));
        return;
    }
    for (const auto& score : *expected) {
        REQUIRE(std::isfinite(score.score));
        REQUIRE(std::isfinite(score.error));
    }
    const auto weighted = weighted_scores(data, fit);
    REQUIRE(weighted.has_value());
    for (const auto& score : *weighted) {
        if (score) {
            REQUIRE(std::isfinite(score->score));
            REQUIRE(std::isfinite(score->error));
        }
    }
    const auto items = fit_of_items(data, fit);
    REQUIRE(items.has_value());
    for (const auto& item : *items) {
        REQUIRE(std::isfinite(item.infit));
        REQUIRE(std::isfinite(item.outfit));
        if (item.summed) {
            REQUIRE(std::isfinite(item.summed->chi_square));
        }
    }
}

void check_bias(const Drawn& drawn) {
    const auto study = study_item_bias(drawn.data(), {.response = {.most_passes = 60}, .is_purified = true});
    if (study) {
        for (const auto& item : study->items) {
            REQUIRE((item.ratio.has_value() != !item.reason.empty()));
            if (item.ratio) {
                REQUIRE(std::isfinite(item.ratio->standardised));
                REQUIRE(item.ratio->adjusted_p <= 1);
            }
        }
    }
    const auto logistic = study_logistic_bias(drawn.data(), drawn.sums);
    if (logistic) {
        for (const auto& item : *logistic) {
            if (item.logistic) {
                REQUIRE(std::isfinite(item.logistic->explained));
                REQUIRE(item.logistic->p <= 1);
            }
        }
    }
}

}  // namespace

TEST_CASE("small and lopsided tables have a defined answer or a named problem in every model" *
          doctest::test_suite("slow")) {
    SeededRandom random(99);
    int fitted = 0;
    for (int k = 0; k < 60; ++k) {
        CAPTURE(k);
        const auto drawn = draw(random);
        for (const auto model : {ItemModel::graded, ItemModel::generalised_partial_credit, ItemModel::partial_credit,
                                 ItemModel::rating_scale}) {
            const auto fit = fit_item_response(
                drawn.data(), {.model = model, .most_passes = 60, .errors = ParameterErrors::observed});
            if (!fit) {
                REQUIRE_FALSE(fit.error().field.empty());
                continue;
            }
            ++fitted;
            check_fit(drawn.data(), *fit);
        }
        if (!drawn.groups.empty()) {
            check_bias(drawn);
        }
    }
    CHECK(fitted > 60);
}

TEST_CASE("two items, two rows and one answer each way are enough for an answer") {
    const std::vector<std::uint8_t> answers{0, 1, 1, 0};
    const auto fit = fit_item_response({answers, {2, 2}}, {.most_passes = 50});
    REQUIRE(fit.has_value());
    check_fit({answers, {2, 2}}, *fit);
}
