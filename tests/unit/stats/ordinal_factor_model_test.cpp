#include "stats/ordinal_factor_model.h"

#include "base/random.h"
#include "number_table.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>

using namespace minka;
using namespace minka::stats;

namespace {

struct Measured {
    PolychoricEstimate estimate;
    PolychoricErrors errors;
};

Measured measure(const std::vector<std::uint8_t>& answers, std::size_t items, std::uint8_t categories,
                 const std::vector<std::uint8_t>& reversed = {}) {
    const AnswerMatrix matrix{answers, items, categories, 255, reversed};
    auto estimate = polychoric_correlations(matrix, every_item(matrix));
    REQUIRE(estimate.has_value());
    auto errors = polychoric_errors(matrix, *estimate);
    REQUIRE(errors.has_value());
    return {*std::move(estimate), *std::move(errors)};
}

/// The 25 items of R psychTools' bfi in the order A C E N O, 7 - x for the reversed ones, complete rows of all 25.
std::optional<Measured> bfi(std::size_t first, std::size_t count) {
    const auto table = test::shared_table("psychometrics/psych_bfi.csv");
    if (!table) {
        return {};
    }
    std::vector<std::string> names;
    for (const char* scale : {"A", "C", "E", "N", "O"}) {
        for (int item = 1; item <= 5; ++item) {
            names.push_back(scale + std::to_string(item));
        }
    }
    const auto all = table->answers(names, 1);
    std::vector<std::uint8_t> answers;
    for (std::size_t row = 0; row < all.size() / 25; ++row) {
        const auto cells = std::span(all).subspan(row * 25, 25);
        if (std::ranges::find(cells, std::uint8_t{255}) == cells.end()) {
            answers.insert(answers.end(), cells.begin() + static_cast<std::ptrdiff_t>(first),
                           cells.begin() + static_cast<std::ptrdiff_t>(first + count));
        }
    }
    std::vector<std::uint8_t> reversed;
    for (std::size_t item = first; item < first + count; ++item) {
        const auto& name = names[item];
        const bool is_reversed = name == "A1" || name == "C4" || name == "C5" || name == "E1" || name == "E2" ||
                                 name == "O2" || name == "O5";
        reversed.push_back(is_reversed ? 1 : 0);
    }
    return measure(answers, count, 6, reversed);
}

bool is_near(double value, double expected, double tolerance) { return std::abs(value - expected) < tolerance; }

}  // namespace

// R 4.2.2, lavaan 0.6-14: cfa("N =~ N1+N2+N3+N4+N5", d, ordered = names, std.lv = TRUE, estimator = "WLSMV") on the
// 2,436 complete rows; lavInspect(fit, "gamma"), fitMeasures(fit), parameterEstimates(fit).
TEST_CASE("one factor of five items has lavaan's covariances of correlations, chi-square, indices and errors") {
    const auto data = bfi(15, 5);
    if (!data) {
        return;
    }
    CHECK(data->errors.rows == 2436);
    CHECK(is_near(data->estimate.correlation(1, 0), 0.7752958296, 1e-6));
    CHECK(is_near(data->estimate.correlation(4, 3), 0.4464452959, 1e-6));
    CHECK(is_near(data->errors.gamma[0], 0.1532920397, 1e-4));
    CHECK(is_near(data->errors.gamma[1], 0.1119189277, 1e-4));
    const auto model = fit_ordinal_factors(data->estimate, data->errors, FactorPattern::one_factor(5));
    REQUIRE(model.has_value());
    const double loadings[] = {0.873800137764729, 0.841141595409241, 0.760962168053137, 0.62219410609185,
                               0.548928200725184};
    const double errors[] = {0.00774369471704448, 0.00830576820157578, 0.00980789260490888, 0.0137634527899432,
                             0.0152872058967357};
    for (std::size_t item = 0; item < 5; ++item) {
        CHECK(is_near(model->loadings[item].loading, loadings[item], 2e-6));
        CHECK(is_near(model->loadings[item].standard_error, errors[item], 2e-6));
    }
    CHECK(model->fit.degrees == 5);
    CHECK(is_near(model->fit.chi_square, 248.644447901, 5e-4));
    CHECK(is_near(model->fit.scaled, 519.405968423, 5e-4));
    CHECK(is_near(model->fit.baseline_scaled, 13142.956041759, 5e-3));
    CHECK(is_near(model->fit.cfi, 0.960830908, 1e-6));
    CHECK(is_near(model->fit.tli, 0.921661815, 1e-6));
    CHECK(is_near(model->fit.rmsea, 0.205550489, 1e-6));
    CHECK(is_near(model->fit.rmsea_interval.lower, 0.190812436, 1e-6));
    CHECK(is_near(model->fit.rmsea_interval.upper, 0.220684612, 1e-6));
    CHECK(is_near(model->fit.srmr, 0.060507032, 1e-6));
}

// The same with five correlated factors, A to O.
TEST_CASE("five correlated factors of 25 items have lavaan's fit and correlations" * doctest::test_suite("slow")) {
    const auto data = bfi(0, 25);
    if (!data) {
        return;
    }
    FactorPattern pattern{25, {}, true};
    for (std::size_t factor = 0; factor < 5; ++factor) {
        pattern.factors.push_back({5 * factor, 5 * factor + 1, 5 * factor + 2, 5 * factor + 3, 5 * factor + 4});
    }
    const auto model = fit_ordinal_factors(data->estimate, data->errors, pattern);
    REQUIRE(model.has_value());
    CHECK(model->fit.degrees == 265);
    CHECK(is_near(model->fit.chi_square, 6055.940520350, 5e-3));
    CHECK(is_near(model->fit.scaled, 6049.275078037, 5e-3));
    CHECK(is_near(model->fit.cfi, 0.824456706, 1e-6));
    CHECK(is_near(model->fit.tli, 0.801271742, 1e-6));
    CHECK(is_near(model->fit.rmsea, 0.094678648, 1e-6));
    CHECK(is_near(model->fit.rmsea_interval.upper, 0.096757312, 1e-6));
    CHECK(is_near(model->fit.srmr, 0.082741836, 1e-6));
    // A with C, A with E, A with N (first the larger number), and the last, N with O.
    CHECK(is_near(model->correlations[0].correlation, 0.371441660152204, 1e-5));
    CHECK(is_near(model->correlations[0].standard_error, 0.022674876967959, 1e-5));
    CHECK(is_near(model->correlations[1].correlation, 0.701340233230322, 1e-5));
    CHECK(is_near(model->correlations[9].correlation, -0.133252198059141, 1e-5));
    CHECK(model->improper_items.empty());
    CHECK(model->factors_are_positive);
}

// A general factor of A, C and E and three groups, orthogonal = TRUE.
TEST_CASE("a bifactor model of 15 items has lavaan's fit") {
    const auto data = bfi(0, 15);
    if (!data) {
        return;
    }
    const auto pattern = FactorPattern::bifactor(15, {{0, 1, 2, 3, 4}, {5, 6, 7, 8, 9}, {10, 11, 12, 13, 14}});
    const auto model = fit_ordinal_factors(data->estimate, data->errors, pattern);
    REQUIRE(model.has_value());
    CHECK(model->fit.degrees == 75);
    CHECK(is_near(model->fit.chi_square, 888.898195849, 5e-3));
    CHECK(is_near(model->fit.scaled, 1321.928769058, 5e-3));
    CHECK(is_near(model->fit.cfi, 0.929870769, 1e-6));
    CHECK(is_near(model->fit.rmsea, 0.082630562, 1e-6));
    CHECK(is_near(model->fit.srmr, 0.050825278, 1e-6));
    CHECK(is_near(model->loadings[0].loading, 0.136603677112665, 1e-5));
    CHECK(is_near(model->loadings[1].standard_error, 0.0229589923099833, 1e-5));
}

TEST_CASE("40 items of 4,200 rows have lavaan's chi-squares, loadings and errors" * doctest::test_suite("slow")) {
    const auto table = test::shared_table("simulated/graded_4200x40.csv");
    const auto reference = test::shared_table("simulated/graded_4200x40_cfa_lavaan.csv");
    if (!table || !reference) {
        return;
    }
    const auto data = measure(table->answers(table->names, 0), 40, 5);
    const auto model = fit_ordinal_factors(data.estimate, data.errors, FactorPattern::one_factor(40));
    REQUIRE(model.has_value());
    CHECK(model->fit.degrees == 740);
    CHECK(is_near(model->fit.chi_square, 358.755, 5.1e-4));
    CHECK(is_near(model->fit.scaled, 763.594, 5.1e-4));
    CHECK(is_near(model->fit.baseline_scaled, 214180.595, 5e-2));
    CHECK(is_near(model->fit.rmsea, 0.003, 5.1e-4));
    CHECK(is_near(model->fit.srmr, 0.009, 5.1e-4));
    const auto loadings = reference->numbers("est");
    const auto errors = reference->numbers("se");
    for (std::size_t item = 0; item < 40; ++item) {
        CHECK(is_near(model->loadings[item].loading, loadings[item], 2e-6));
        CHECK(is_near(model->loadings[item].standard_error, errors[item], 2e-6));
    }
    FactorPattern four{40, {{}, {}, {}, {}}, true};
    for (std::size_t item = 0; item < 40; ++item) {
        four.factors[item / 10].push_back(item);
    }
    const auto second = fit_ordinal_factors(data.estimate, data.errors, four);
    REQUIRE(second.has_value());
    CHECK(is_near(second->fit.chi_square, 358.190, 5.1e-4));
    CHECK(is_near(second->fit.scaled, 761.635, 5.1e-4));
    CHECK_FALSE(second->factors_are_positive);  // lavaan warns of it too
}

TEST_CASE("loadings alone are those of the whole model, from variances taken pair by pair") {
    SeededRandom random(6);
    std::vector<std::uint8_t> answers;
    for (int row = 0; row < 300; ++row) {
        const double factor = random.normal();
        for (int item = 0; item < 5; ++item) {
            const double behind = 2 + factor + random.normal();
            answers.push_back(static_cast<std::uint8_t>(std::clamp(std::floor(behind), 0.0, 3.0)));
        }
    }
    const AnswerMatrix matrix{answers, 5, 4, 255, {}};
    const auto data = measure(answers, 5, 4);
    const auto variances = polychoric_variances(matrix, data.estimate);
    REQUIRE(variances.has_value());
    for (std::size_t pair = 0; pair < 10; ++pair) {
        CHECK(is_near((*variances)[pair], data.errors.variance(pair), 1e-10));
    }
    const auto pattern = FactorPattern::one_factor(5);
    const auto whole = fit_ordinal_factors(data.estimate, data.errors, pattern);
    const auto alone = fit_factor_loadings(data.estimate, *variances, pattern);
    REQUIRE(whole.has_value());
    REQUIRE(alone.has_value());
    for (std::size_t item = 0; item < 5; ++item) {
        CHECK(is_near(alone->loadings[item].loading, whole->loadings[item].loading, 1e-8));
    }
}

// tests/golden/stats/ordinal_factors/ORIGIN.md
TEST_CASE("two factors of a school survey and one of items with two categories have lavaan's fit") {
    const auto timss = test::shared_table("surveys/timss2015_school_experience_9672x16.csv");
    const auto lsat = test::shared_table("psychometrics/ltm_LSAT6.csv");
    if (!timss || !lsat) {
        return;
    }
    const auto school = measure(timss->answers(timss->names, 0), 16, 4);
    const auto two = fit_ordinal_factors(school.estimate, school.errors,
                                         {16, {{0, 1, 2, 3, 4, 5, 6}, {7, 8, 9, 10, 11, 12, 13, 14, 15}}, true});
    REQUIRE(two.has_value());
    CHECK(two->rows == 9672);
    CHECK(two->fit.degrees == 103);
    CHECK(is_near(two->fit.chi_square, 2284.236561498, 2e-3));
    CHECK(is_near(two->fit.scaled, 2653.617783795, 2e-3));
    CHECK(is_near(two->fit.cfi, 0.971441672, 1e-6));
    CHECK(is_near(two->fit.tli, 0.966728161, 1e-6));
    CHECK(is_near(two->fit.rmsea, 0.050602082, 1e-6));
    CHECK(is_near(two->fit.rmsea_interval.lower, 0.048947114, 1e-6));
    CHECK(is_near(two->fit.rmsea_interval.upper, 0.052276035, 1e-6));
    CHECK(is_near(two->fit.srmr, 0.047397246, 1e-6));
    CHECK(is_near(two->loadings[5].loading, 0.850179975, 5e-6));
    CHECK(is_near(two->loadings[5].standard_error, 0.004720459, 5e-6));
    CHECK(is_near(two->loadings[7].loading, 0.779461509, 5e-6));
    CHECK(is_near(two->loadings[7].standard_error, 0.006264292, 5e-6));
    const auto test = measure(lsat->answers(lsat->names, 0), 5, 2);
    const auto one = fit_ordinal_factors(test.estimate, test.errors, FactorPattern::one_factor(5));
    REQUIRE(one.has_value());
    CHECK(is_near(one->fit.chi_square, 4.051093513, 1e-5));
    CHECK(is_near(one->fit.scaled, 4.739719368, 1e-5));
    CHECK(one->fit.cfi == 1);
    CHECK(is_near(one->fit.tli, 1.009446823, 1e-6));
    CHECK(one->fit.rmsea == 0);
    CHECK(is_near(one->fit.rmsea_interval.upper, 0.042799848, 1e-6));
    CHECK(is_near(one->fit.srmr, 0.035965192, 1e-6));
    CHECK(is_near(one->loadings[2].loading, 0.471292718, 5e-6));
    CHECK(is_near(one->loadings[2].standard_error, 0.0881421, 5e-6));
}

TEST_CASE("models that say nothing or do not fit the items are refused") {
    std::vector<std::uint8_t> answers;
    for (int row = 0; row < 240; ++row) {
        for (int item = 0; item < 4; ++item) {
            answers.push_back(static_cast<std::uint8_t>((row / (1 + item) + (row * 7 + item * 3) / 11) % 3));
        }
    }
    const auto data = measure(answers, 4, 3);
    const auto field = [&](const FactorPattern& pattern) {
        const auto model = fit_ordinal_factors(data.estimate, data.errors, pattern);
        return model ? std::string("fits") : model.error().field;
    };
    CHECK(field(FactorPattern::one_factor(3)) == "pattern");
    CHECK(field({4, {}, true}) == "pattern.factors");
    CHECK(field({4, {{0, 1, 2, 3}, {}}, true}) == "pattern.factors[1]");
    CHECK(field({4, {{0, 1, 2, 4}}, true}) == "pattern.factors[0]");
    CHECK(field({4, {{0, 1, 1, 3}}, true}) == "pattern.factors[0]");
    CHECK(field({4, {{0, 1, 2}}, true}) == "pattern.factors");
    CHECK(field(FactorPattern::bifactor(4, {{0, 1}, {2, 3}})) == "pattern");  // 8 parameters, 6 correlations
}
