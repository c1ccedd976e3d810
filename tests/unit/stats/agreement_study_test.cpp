#include "stats/agreement_study.h"

#include "number_table.h"
#include "rating_examples.h"
#include "stats/agreement_replicates.h"
#include "stats/resampling.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

using namespace minka;
using namespace minka::stats;
using doctest::Approx;

namespace {

Approx near(double value, double tolerance) { return Approx(value).epsilon(tolerance); }

const AgreementFigure& figure_of(const AgreementStudy& study, AgreementCoefficient coefficient) {
    const auto found =
        std::ranges::find_if(study.figures, [&](const auto& figure) { return figure.coefficient == coefficient; });
    REQUIRE(found != study.figures.end());
    return *found;
}

}  // namespace

TEST_CASE("binomial draws have the mean and the variance of the binomial, by either method") {
    SeededRandom random(5);
    struct Case {
        std::uint64_t trials;
        double share;
    };
    for (const auto& c : {Case{1, 0.3}, Case{20, 0.2}, Case{50, 0.5}, Case{1000, 0.004}, Case{200'000, 0.3},
                          Case{40, 0.9}, Case{100, 0.1}}) {
        CAPTURE(c.trials);
        double mean = 0;
        double squares = 0;
        constexpr int draws = 40'000;
        const auto n = static_cast<double>(c.trials);
        for (int draw = 0; draw < draws; ++draw) {
            const auto value = static_cast<double>(draw_binomial(random, c.trials, c.share)) - n * c.share;
            CHECK(value <= n * (1 - c.share) + 1e-9);
            mean += value / draws;
            squares += value * value / draws;
        }
        const double variance = n * c.share * (1 - c.share);
        CHECK(std::abs(mean) < 4.5 * std::sqrt(variance / draws));
        // The variance of a squared deviation is at most that of a Bernoulli's or normal's here: 2 v^2 + v.
        CHECK(std::abs(squares - variance) < 4.5 * std::sqrt((2 * variance * variance + variance) / draws));
    }
    CHECK(draw_binomial(random, 0, 0.5) == 0);
    CHECK(draw_binomial(random, 9, 0) == 0);
    CHECK(draw_binomial(random, 9, 1) == 9);
}

TEST_CASE("every draw has as many units as the sample, and each class its share") {
    SeededRandom random(6);
    for (const auto& counts : {std::vector<std::uint32_t>{1, 2, 3}, std::vector<std::uint32_t>{900, 90, 9, 1}}) {
        const ClassResampler resampler(counts);
        const double units = std::accumulate(counts.begin(), counts.end(), 0.0);
        std::vector<double> drawn(counts.size());
        std::vector<double> mean(counts.size(), 0);
        for (int draw = 0; draw < 10'000; ++draw) {
            resampler.draw(random, drawn);
            CHECK(std::accumulate(drawn.begin(), drawn.end(), 0.0) == units);
            for (std::size_t i = 0; i < drawn.size(); ++i) {
                mean[i] += drawn[i] / 10'000;
            }
        }
        for (std::size_t i = 0; i < counts.size(); ++i) {
            const double share = counts[i] / units;
            CHECK(std::abs(mean[i] - counts[i]) < 4.5 * std::sqrt(units * share * (1 - share) / 10'000));
        }
    }
}

// Whatever is resampled must be the same coefficient as the one that is reported.
TEST_CASE("an unresampled draw gives every coefficient its reported value") {
    const std::vector<test::RatingExample> examples{
        test::pairs_from_counts({{44, 5, 1}, {7, 20, 3}, {9, 5, 6}}), test::krippendorff_example(),
        test::fifteen_patients(), test::RatingExample{{0, 1, 2, 2, 255, 1, 1, 1, 0, 0, 2, 1}, 2, 3, {1, 5, 6}}};
    for (const auto& example : examples) {
        const auto table = example.table();
        const auto study = study_agreement(table, {.replicates = 0});
        REQUIRE(study.has_value());
        const auto patterns = count_patterns(table);
        const std::vector<double> counts(patterns.counts.begin(), patterns.counts.end());
        std::vector<AgreementCoefficient> wanted;
        for (const auto& figure : study->figures) {
            wanted.push_back(figure.coefficient);
        }
        std::vector<double> values(6);
        for (const auto& statistic : replicate_statistics(patterns, table, wanted)) {
            statistic.compute(counts, std::span(values).first(statistic.coefficients.size()));
            for (std::size_t i = 0; i < statistic.coefficients.size(); ++i) {
                CAPTURE(to_string(statistic.coefficients[i]));
                const auto& figure = figure_of(*study, statistic.coefficients[i]);
                REQUIRE(figure.value.has_value() == !std::isnan(values[i]));
                if (figure.value) {
                    CHECK(values[i] == near(*figure.value, 1e-11));
                }
            }
        }
    }
}

TEST_CASE("with many units the bootstrap interval is close to the analytic one, and fixed by its seed") {
    const auto file = test::shared_table("simulated/two_raters_5000.csv");
    if (!file) {
        return;
    }
    const test::RatingExample example{file->answers({"r1", "r2"}, 1), 2, 5, {}};
    const auto study = study_agreement(example.table(), {.replicates = 4000, .seed = 3});
    REQUIRE(study.has_value());
    CHECK(*figure_of(*study, AgreementCoefficient::kappa_quadratic).value == near(0.6846692, 1e-7));
    CHECK(*figure_of(*study, AgreementCoefficient::alpha_ordinal).value == near(0.6835616, 1e-7));
    CHECK(*figure_of(*study, AgreementCoefficient::icc_2_1).value == near(0.6847124, 1e-7));
    for (const auto& figure : study->figures) {
        CAPTURE(to_string(figure.coefficient));
        REQUIRE(figure.bootstrap.has_value());
        REQUIRE(figure.analytic.has_value());
        const double width = figure.analytic->upper - figure.analytic->lower;
        CHECK(std::abs(figure.bootstrap->lower - figure.analytic->lower) < 0.12 * width);
        CHECK(std::abs(figure.bootstrap->upper - figure.analytic->upper) < 0.12 * width);
        CHECK(figure.undefined_replicates == 0);
    }
    const auto again = study_agreement(example.table(), {.replicates = 4000, .seed = 3});
    CHECK(figure_of(*again, AgreementCoefficient::icc_3_k).bootstrap->lower ==
          figure_of(*study, AgreementCoefficient::icc_3_k).bootstrap->lower);
}

TEST_CASE("what a table does not allow is a figure with a reason") {
    const test::RatingExample constant{{1, 1, 1, 1, 1, 1}, 2, 3, {}};
    const auto study = study_agreement(constant.table());
    REQUIRE(study.has_value());
    CHECK(*figure_of(*study, AgreementCoefficient::exact).value == 1);
    CHECK(*figure_of(*study, AgreementCoefficient::gwet_ac1).value == 1);
    for (const auto coefficient : {AgreementCoefficient::kappa, AgreementCoefficient::fleiss_kappa,
                                   AgreementCoefficient::alpha_ordinal, AgreementCoefficient::icc_2_1}) {
        const auto& figure = figure_of(*study, coefficient);
        CHECK_FALSE(figure.value.has_value());
        CHECK_FALSE(figure.bootstrap.has_value());
        CHECK_FALSE(figure.reason.empty());
    }
    const auto three = study_agreement(test::krippendorff_example().table(), {{AgreementCoefficient::kappa}});
    CHECK(three->figures[0].reason.find("two raters") != std::string::npos);
    CHECK(three->paired_units == 11);
    CHECK(three->complete_units == 8);
    const test::RatingExample single{{1, 255, 255, 1}, 2, 3, {}};
    CHECK(study_agreement(single.table()).error().field == "ratings");
}

TEST_CASE("a bootstrap that is undefined too often gives no interval and says how often") {
    // One unit of ten differs: a draw without it (.9^10 = 35 %) has one category only.
    std::vector<std::uint8_t> ratings(20, 0);
    ratings[0] = 1;
    const test::RatingExample example{ratings, 2, 2, {}};
    const auto study = study_agreement(example.table(), {{AgreementCoefficient::alpha_nominal}});
    CHECK(study->figures[0].value.has_value());
    CHECK_FALSE(study->figures[0].bootstrap.has_value());
    CHECK(study->figures[0].undefined_replicates > 250);
    CHECK(study->figures[0].undefined_replicates < 450);
}
