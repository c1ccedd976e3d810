#include "stats/chance_agreement.h"

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
}  // namespace

// Values printed in the manual of R irrCAC 1.0 (README, "distribution of raters by subject and category" and "raw
// ratings"), whose first table is 15 of Fleiss' psychiatric patients and whose second is Krippendorff's example.
TEST_CASE("Fleiss' kappa and AC1 and their errors are those that irrCAC prints") {
    struct Case {
        std::string name;
        test::RatingExample example;
        ChanceModel model;
        double coefficient, expected, error, lower;
    };
    const std::vector<Case> cases{
        {"six raters, AC1", test::fifteen_patients(), ChanceModel::gwet, 0.4448007, 0.1914815, 0.08418757, 0.264},
        {"six raters, Fleiss", test::fifteen_patients(), ChanceModel::fleiss, 0.4139265, 0.2340741, 0.08119291, 0.240},
        {"missing, AC1", test::krippendorff_example(), ChanceModel::gwet, 0.77544, 0.1903212, 0.14295, 0.461},
        {"missing, Fleiss", test::krippendorff_example(), ChanceModel::fleiss, 0.76117, 0.2387153, 0.15302, 0.424},
    };
    for (const auto& c : cases) {
        CAPTURE(c.name);
        const auto estimate = chance_corrected_agreement(c.example.table(), c.model, KappaWeights::none);
        REQUIRE(estimate.has_value());
        CHECK(std::abs(estimate->coefficient - c.coefficient) < 5.1e-6);
        CHECK(std::abs(estimate->expected - c.expected) < 5.1e-8);
        CHECK(std::abs(estimate->standard_error - c.error) < 5.1e-6);
        CHECK(std::abs(estimate->interval.lower - c.lower) < 5.1e-4);
    }
    const auto missing =
        chance_corrected_agreement(test::krippendorff_example().table(), ChanceModel::gwet, KappaWeights::none);
    CHECK(missing->units == 12);
    CHECK(missing->paired_units == 11);
    CHECK(missing->interval.upper == 1);
}

// irrCAC's table of two abstractors, 100 records: gwet.ac1.table and scott2.table (Fleiss' kappa of two raters). Its
// functions for tables divide the squares by n, those for raw ratings and ours by n - 1.
TEST_CASE("two raters give irrCAC's AC1 and Scott's pi") {
    const auto example = test::pairs_from_counts({{13, 0, 0}, {0, 20, 7}, {0, 4, 56}});
    const auto gwet = chance_corrected_agreement(example.table(), ChanceModel::gwet, KappaWeights::none);
    CHECK(gwet->coefficient == near(0.8493305, 1e-7));
    CHECK(gwet->standard_error == near(0.04321747 * std::sqrt(100.0 / 99), 1e-6));
    const auto scott = chance_corrected_agreement(example.table(), ChanceModel::fleiss, KappaWeights::none);
    CHECK(scott->coefficient == near(0.7962397, 1e-7));
    CHECK(scott->standard_error == near(0.05905473 * std::sqrt(100.0 / 99), 1e-6));
}

TEST_CASE("AC2 with quadratic weights is the value worked by hand") {
    // Counts 4 1 0 / 0 3 1 / 1 0 2 of 12; agreement weights 1, 3/4, 0 by distance 0, 1, 2.
    // p_a = (9 + 2 * 3/4) / 12 = 7/8. Shares (5 + 5, 4 + 4, 3 + 3) / 24 = 5/12, 1/3, 1/4.
    // p_e = (3 + 4 * 3/4) / 6 * (5/12 * 7/12 + 1/3 * 2/3 + 1/4 * 3/4) = 47/72. AC2 = (7/8 - 47/72) / (25/72) = 16/25.
    const auto example = test::pairs_from_counts({{4, 1, 0}, {0, 3, 1}, {1, 0, 2}});
    const auto estimate = chance_corrected_agreement(example.table(), ChanceModel::gwet, KappaWeights::quadratic);
    CHECK(estimate->observed == near(7.0 / 8, 1e-12));
    CHECK(estimate->expected == near(47.0 / 72, 1e-12));
    CHECK(estimate->coefficient == near(16.0 / 25, 1e-12));
}

TEST_CASE("Fleiss' kappa of the diagnoses is that of R irr") {
    const auto table = test::shared_table("agreement/irr_diagnoses.csv");
    if (!table) {
        return;
    }
    test::RatingExample example{{}, 6, 5, {}};
    for (const auto& row : table->rows) {
        for (const auto& cell : row) {
            example.ratings.push_back(static_cast<std::uint8_t>(cell.at(0) - '1'));
        }
    }
    const auto estimate = chance_corrected_agreement(example.table(), ChanceModel::fleiss, KappaWeights::none);
    CHECK(estimate->coefficient == near(0.43024452, 1e-8));
}

TEST_CASE("the error of AC and kappa is that of the derivatives by the units' weights") {
    // One more unit of pattern p by a small weight: the infinitesimal jackknife, by central differences.
    const auto example = test::fifteen_patients();
    const auto table = example.table();
    const auto patterns = count_patterns(table);
    for (const auto model : {ChanceModel::fleiss, ChanceModel::gwet}) {
        for (const auto weights : {KappaWeights::none, KappaWeights::linear, KappaWeights::quadratic}) {
            const ChanceAgreement agreement(patterns, table, model, weights);
            std::vector<double> counts(patterns.counts.begin(), patterns.counts.end());
            double squares = 0;
            for (std::size_t pattern = 0; pattern < counts.size(); ++pattern) {
                const double count = counts[pattern];
                counts[pattern] = count + 1e-5;
                const double above = *agreement.coefficient(counts);
                counts[pattern] = count - 1e-5;
                const double slope = (above - *agreement.coefficient(counts)) / 2e-5;
                counts[pattern] = count;
                squares += count * slope * slope;
            }
            CHECK(chance_corrected_agreement(table, model, weights)->standard_error ==
                  near(std::sqrt(squares * 15 / 14), 1e-6));
        }
    }
}

TEST_CASE("raters, units and the direction of the scale may be exchanged") {
    SeededRandom random(7);
    for (int draw = 0; draw < 100; ++draw) {
        test::RatingExample example{{}, 3, 4, {}};
        test::RatingExample turned{{}, 3, 4, {}};
        for (int unit = 0; unit < 20; ++unit) {
            const auto base = random.below(4);
            for (int rater = 0; rater < 3; ++rater) {
                const auto rating = random.uniform() < 0.1   ? std::uint64_t{255}
                                    : random.uniform() < 0.6 ? base
                                                             : random.below(4);
                example.ratings.push_back(static_cast<std::uint8_t>(rating));
            }
        }
        for (auto rating = example.ratings.rbegin(); rating != example.ratings.rend(); ++rating) {
            turned.ratings.push_back(*rating == 255 ? *rating : static_cast<std::uint8_t>(3 - *rating));
        }
        for (const auto model : {ChanceModel::fleiss, ChanceModel::gwet}) {
            const auto one = chance_corrected_agreement(example.table(), model, KappaWeights::linear);
            const auto other = chance_corrected_agreement(turned.table(), model, KappaWeights::linear);
            REQUIRE(one.has_value());
            CHECK(one->coefficient <= 1);
            CHECK(other->coefficient == near(one->coefficient, 1e-12));
            CHECK(other->standard_error == near(one->standard_error, 1e-9));
        }
    }
}

TEST_CASE("one category throughout has no Fleiss' kappa and an AC1 of 1, however many units") {
    for (std::size_t units = 2; units <= 200; ++units) {
        const test::RatingExample example{std::vector<std::uint8_t>(3 * units, 1), 3, 3, {}};
        CHECK_FALSE(chance_corrected_agreement(example.table(), ChanceModel::fleiss, KappaWeights::none).has_value());
        CHECK(chance_corrected_agreement(example.table(), ChanceModel::gwet, KappaWeights::none)->coefficient ==
              near(1, 1e-12));
    }
}

TEST_CASE("tables without pairs or with strange codes are refused") {
    const auto field = [](const test::RatingExample& example) {
        return chance_corrected_agreement(example.table(), ChanceModel::gwet, KappaWeights::none).error().field;
    };
    CHECK(field({{}, 2, 3, {}}) == "ratings");
    CHECK(field({{0, 1, 2}, 2, 3, {}}) == "ratings");
    CHECK(field({{0, 1}, 1, 3, {}}) == "rater_count");
    CHECK(field({{0, 0, 0, 0}, 2, 1, {}}) == "category_count");
    CHECK(field({{0, 1, 0, 3}, 2, 3, {}}) == "ratings[unit 1, rater 1]");
    CHECK(field({{0, 255, 255, 1}, 2, 3, {}}) == "ratings");
    CHECK(field({{0, 1, 1, 1}, 2, 2, {2, 1}}) == "values[1]");
    CHECK(field({{0, 1, 1, 1}, 2, 2, {1}}) == "values");
}
