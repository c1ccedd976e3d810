#include "stats/krippendorff.h"

#include "base/random.h"
#include "number_table.h"
#include "rating_examples.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>

using namespace minka;
using namespace minka::stats;
using doctest::Approx;

namespace {
Approx near(double value, double tolerance) { return Approx(value).epsilon(tolerance); }
constexpr auto metrics = {DifferenceMetric::nominal, DifferenceMetric::ordinal, DifferenceMetric::interval,
                          DifferenceMetric::ratio};
}  // namespace

// Krippendorff (2011), example C, prints .743 .815 .849 .797; the further digits came with the reference data.
TEST_CASE("alpha of Krippendorff's example has his values in every metric") {
    const auto example = test::krippendorff_example();
    const std::vector<std::pair<DifferenceMetric, double>> cases{{DifferenceMetric::nominal, 0.7434211},
                                                                 {DifferenceMetric::ordinal, 0.8153875},
                                                                 {DifferenceMetric::interval, 0.8491071},
                                                                 {DifferenceMetric::ratio, 0.7974028}};
    for (const auto& [metric, alpha] : cases) {
        const auto estimate = krippendorff_alpha(example.table(), metric);
        REQUIRE(estimate.has_value());
        CHECK(std::abs(estimate->alpha - alpha) < 5.1e-8);
        CHECK(estimate->units == 11);
        CHECK(estimate->ratings == 40);
    }
}

// irrCAC 1.0's manual prints .4204384 for its table of six raters (and for Krippendorff's example an error of .14548;
// ours differs by the factor that counts the units' unequal numbers of ratings).
TEST_CASE("alpha of complete ratings agrees with irrCAC, and its error nearly") {
    const auto patients = krippendorff_alpha(test::fifteen_patients().table(), DifferenceMetric::nominal);
    CHECK(patients->alpha == near(0.4204384, 1e-7));
    CHECK(patients->standard_error == near(0.08243228, 0.03));
    CHECK(krippendorff_alpha(test::krippendorff_example().table(), DifferenceMetric::nominal)->standard_error ==
          near(0.14548, 0.03));
}

TEST_CASE("alpha of two raters of 5,000 episodes agrees with the value that came with the data") {
    const auto table = test::shared_table("simulated/two_raters_5000.csv");
    if (!table) {
        return;
    }
    const test::RatingExample example{table->answers({"r1", "r2"}, 1), 2, 5, {}};
    CHECK(krippendorff_alpha(example.table(), DifferenceMetric::ordinal)->alpha == near(0.6835616, 1e-7));
}

TEST_CASE("the error of alpha is that of the derivatives by the units' weights, in every metric") {
    for (const auto& example : {test::krippendorff_example(), test::fifteen_patients()}) {
        const auto table = example.table();
        const auto patterns = count_patterns(table);
        for (const auto metric : metrics) {
            const CoincidenceAlpha computation(patterns, table, metric);
            std::vector<double> counts(patterns.counts.begin(), patterns.counts.end());
            std::vector<double> slopes;
            double mean = 0;
            double units = 0;
            for (std::size_t pattern = 0; pattern < counts.size(); ++pattern) {
                const double count = counts[pattern];
                const auto rated = 4 - std::ranges::count(patterns.row(pattern), std::uint8_t{255});
                if (rated < 2) {
                    slopes.push_back(0);
                    counts[pattern] = 0;
                    continue;
                }
                counts[pattern] = count + 1e-5;
                const double above = *computation.alpha(counts);
                counts[pattern] = count - 1e-5;
                slopes.push_back((above - *computation.alpha(counts)) / 2e-5);
                counts[pattern] = count;
                mean += count * slopes.back();
                units += count;
            }
            double squares = 0;
            for (std::size_t pattern = 0; pattern < counts.size(); ++pattern) {
                squares += counts[pattern] * std::pow(slopes[pattern] - mean / units, 2);
            }
            CHECK(krippendorff_alpha(table, metric)->standard_error ==
                  near(std::sqrt(squares * units / (units - 1)), 1e-6));
        }
    }
}

TEST_CASE("alpha keeps under permutation of units and raters; interval under shift and scale; ratio under scale") {
    SeededRandom random(11);
    for (int draw = 0; draw < 50; ++draw) {
        test::RatingExample example{{}, 4, 4, {1, 2, 4, 7}};
        for (int cell = 0; cell < 80; ++cell) {
            example.ratings.push_back(static_cast<std::uint8_t>(random.uniform() < 0.2 ? 255 : random.below(4)));
        }
        auto other = example;
        std::ranges::reverse(other.ratings);
        for (const auto metric : metrics) {
            other.values = example.values;
            for (auto& value : other.values) {
                value = metric == DifferenceMetric::ratio ? 3 * value : 3 * value - 5;
            }
            CHECK(krippendorff_alpha(other.table(), metric)->alpha ==
                  near(krippendorff_alpha(example.table(), metric)->alpha, 1e-12));
        }
    }
}

TEST_CASE("full agreement is 1, and one category throughout is refused") {
    const test::RatingExample full{{0, 0, 1, 1, 2, 2}, 2, 3, {}};
    const test::RatingExample constant{{1, 1, 1, 1, 1, 1}, 2, 3, {}};
    const test::RatingExample negative{{0, 0, 1, 1, 2, 2}, 2, 3, {-1, 0, 1}};
    for (const auto metric : metrics) {
        CHECK(krippendorff_alpha(full.table(), metric)->alpha == 1);
        CHECK(krippendorff_alpha(full.table(), metric)->standard_error == near(0, 1e-12));
        CHECK(krippendorff_alpha(constant.table(), metric).error().field == "ratings");
    }
    CHECK(krippendorff_alpha(negative.table(), DifferenceMetric::ratio).error().field == "values[0]");
    CHECK(krippendorff_alpha(full.table(), DifferenceMetric::nominal, 1).error().field == "confidence");
}
