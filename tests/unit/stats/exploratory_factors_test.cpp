#include "stats/exploratory_factors.h"

#include "base/random.h"
#include "number_table.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>

using namespace minka;
using namespace minka::stats;

namespace {

bool is_near(double value, double expected, double tolerance) { return std::abs(value - expected) < tolerance; }

/// Polychorics of scales of R psychTools' bfi, reversed items turned around, complete rows.
std::optional<DenseMatrix> bfi_correlations(const std::vector<std::string>& scales) {
    const auto table = test::shared_table("psychometrics/psych_bfi.csv");
    if (!table) {
        return {};
    }
    std::vector<std::string> names;
    std::vector<std::uint8_t> reversed;
    for (const auto& scale : scales) {
        for (int item = 1; item <= 5; ++item) {
            names.push_back(scale + std::to_string(item));
            const std::array<std::string, 7> turned{"A1", "C4", "C5", "E1", "E2", "O2", "O5"};
            reversed.push_back(std::ranges::find(turned, names.back()) != turned.end() ? 1 : 0);
        }
    }
    const auto answers = table->answers(names, 1);
    const AnswerMatrix matrix{answers, names.size(), 6, 255, reversed};
    const auto estimate = polychoric_correlations(matrix, every_item(matrix));
    REQUIRE(estimate.has_value());
    return correlation_matrix(*estimate);
}

DenseMatrix implied_by(const DenseMatrix& loadings, const DenseMatrix& correlations) {
    auto matrix = multiply(multiply(loadings, correlations), transpose(loadings));
    for (std::size_t i = 0; i < matrix.rows(); ++i) {
        matrix(i, i) = 1;
        for (std::size_t j = 0; j < i; ++j) {
            matrix(i, j) = matrix(j, i);
        }
    }
    return matrix;
}

using Expected = std::array<std::array<double, 2>, 10>;

void check_loadings(const ExploratoryFactors& found, const Expected& expected) {
    for (std::size_t item = 0; item < 10; ++item) {
        CAPTURE(item);
        CHECK(is_near(found.factors.loadings(item, 0), expected[item][0], 2e-6));
        CHECK(is_near(found.factors.loadings(item, 1), expected[item][1], 2e-6));
    }
}

constexpr Expected varimax_loadings{{{-0.0272981, 0.6360175},
                                     {-0.2512377, 0.7499678},
                                     {-0.0295331, 0.5955806},
                                     {-0.1604061, 0.7067867},
                                     {-0.0039403, 0.5807333},
                                     {0.8308019, 0.0137507},
                                     {0.8076628, 0.0002898},
                                     {0.7801236, -0.0501716},
                                     {0.6001837, -0.3297641},
                                     {0.5419895, -0.1493065}}};
constexpr Expected oblimin_loadings{{{0.0903468, 0.6514359},
                                     {-0.1149459, 0.7563595},
                                     {0.0805881, 0.6098050},
                                     {-0.0311142, 0.7169204},
                                     {0.1037114, 0.5959409},
                                     {0.8425705, 0.0588293},
                                     {0.8166783, 0.0437657},
                                     {0.7794756, -0.0095178},
                                     {0.5456895, -0.3062183},
                                     {0.5203149, -0.1241012}}};
constexpr Expected promax_loadings{{{0.1099465, 0.6579910},
                                    {-0.0931908, 0.7602200},
                                    {0.0989171, 0.6158733},
                                    {-0.0101390, 0.7219074},
                                    {0.1217374, 0.6022969},
                                    {0.8481416, 0.0736560},
                                    {0.8216877, 0.0580347},
                                    {0.7827461, 0.0037065},
                                    {0.5391556, -0.2992659},
                                    {0.5190298, -0.1161800}}};

}  // namespace

// tests/golden/stats/exploratory_factors/ORIGIN.md
TEST_CASE("two factors of ten items are those of R, whatever the rotation") {
    const auto correlations = bfi_correlations({"E", "N"});
    if (!correlations) {
        return;
    }
    struct Case {
        FactorRotation rotation;
        Expected loadings;
    };
    for (const auto& c :
         {Case{FactorRotation::varimax, varimax_loadings}, Case{FactorRotation::oblimin, oblimin_loadings},
          Case{FactorRotation::promax, promax_loadings}}) {
        const auto found = explore_factors(*correlations, {.factor_count = 2, .rotation = c.rotation});
        REQUIRE(found.has_value());
        CHECK(is_near(found->distance, 0.0881642727, 1e-8));
        CHECK(found->degrees == 26);
        CHECK(found->improper_items.empty());
        check_loadings(*found, c.loadings);
        if (c.rotation == FactorRotation::oblimin) {
            CHECK(is_near(found->factors.correlations(1, 0), -0.2316523, 2e-6));
        }
    }
}

TEST_CASE("principal axes end at the same factors") {
    const auto correlations = bfi_correlations({"E", "N"});
    if (!correlations) {
        return;
    }
    const auto found =
        explore_factors(*correlations, {.factor_count = 2, .extraction = FactorExtraction::principal_axis});
    REQUIRE(found.has_value());
    check_loadings(*found, oblimin_loadings);
}

TEST_CASE("five factors of 25 items reach R's minimum and correlate as there") {
    const auto correlations = bfi_correlations({"A", "C", "E", "N", "O"});
    if (!correlations) {
        return;
    }
    const auto found = explore_factors(*correlations, {.factor_count = 5});
    REQUIRE(found.has_value());
    CHECK(is_near(found->distance, 0.2713720709, 1e-6));
    // By what they explain: N, E, C, A, O.
    const auto& phi = found->factors.correlations;
    CHECK(is_near(phi(1, 0), -0.2126719, 1e-5));
    CHECK(is_near(phi(2, 1), 0.2454742, 1e-5));
    CHECK(is_near(phi(3, 1), 0.3157034, 1e-5));
    CHECK(is_near(phi(4, 2), 0.2070347, 1e-5));
    CHECK(is_near(found->factors.loadings(15, 0), 0.8650196, 1e-5));
    CHECK(is_near(found->factors.loadings(22, 4), 0.6601401, 1e-5));
}

// Loadings .8 .7 .6 on one factor: correlations .56 .48 .42, and λ1² = .56 * .48 / .42 = .64.
TEST_CASE("one factor of three items is exact") {
    DenseMatrix correlations(3, 3);
    const double values[3][3] = {{1, .56, .48}, {.56, 1, .42}, {.48, .42, 1}};
    for (std::size_t i = 0; i < 3; ++i) {
        for (std::size_t j = 0; j < 3; ++j) {
            correlations(i, j) = values[i][j];
        }
    }
    for (const auto extraction : {FactorExtraction::minimum_residual, FactorExtraction::principal_axis}) {
        const auto found = explore_factors(correlations, {.factor_count = 1, .extraction = extraction});
        REQUIRE(found.has_value());
        CHECK(is_near(found->factors.loadings(0, 0), 0.8, 1e-6));
        CHECK(is_near(found->factors.loadings(1, 0), 0.7, 1e-6));
        CHECK(is_near(found->factors.loadings(2, 0), 0.6, 1e-6));
        CHECK(found->degrees == 0);
    }
}

TEST_CASE("factors that items measure purely come back, turned or correlated") {
    // Pure items have a quartimin of 0, so that the pattern is the minimum whatever the correlation.
    DenseMatrix loadings(12, 3);
    for (std::size_t item = 0; item < 12; ++item) {
        loadings(item, item / 4) = 0.9 - 0.1 * static_cast<double>(item / 4) - 0.03 * static_cast<double>(item % 4);
    }
    DenseMatrix phi(3, 3);
    for (std::size_t f = 0; f < 3; ++f) {
        for (std::size_t g = 0; g < 3; ++g) {
            phi(f, g) = f == g ? 1 : 0.3 + 0.1 * static_cast<double>(std::min(f, g));
        }
    }
    const auto found = explore_factors(implied_by(loadings, phi), {.factor_count = 3});
    REQUIRE(found.has_value());
    CHECK(found->distance < 1e-12);
    CHECK(is_near(found->factors.criterion, 0, 1e-9));
    for (std::size_t item = 0; item < 12; ++item) {
        for (std::size_t f = 0; f < 3; ++f) {
            CHECK(is_near(found->factors.loadings(item, f), loadings(item, f), 2e-4));
        }
    }
    CHECK(is_near(found->factors.correlations(1, 0), 0.3, 2e-4));
    CHECK(is_near(found->factors.correlations(2, 1), 0.4, 2e-4));
}

TEST_CASE("rotations change neither what is explained nor, but for order and sign, with the items' order") {
    const auto correlations = bfi_correlations({"A", "C"});
    if (!correlations) {
        return;
    }
    const auto plain = explore_factors(*correlations, {.factor_count = 2, .rotation = FactorRotation::none});
    for (const auto rotation : {FactorRotation::varimax, FactorRotation::oblimin, FactorRotation::promax}) {
        const auto found = explore_factors(*correlations, {.factor_count = 2, .rotation = rotation});
        REQUIRE(found.has_value());
        const auto first = implied_by(plain->factors.loadings, plain->factors.correlations);
        const auto second = implied_by(found->factors.loadings, found->factors.correlations);
        for (std::size_t i = 0; i < 100; ++i) {
            CHECK(is_near(first.values()[i], second.values()[i], 1e-9));
        }
    }
    DenseMatrix turned(10, 10);
    for (std::size_t i = 0; i < 10; ++i) {
        for (std::size_t j = 0; j < 10; ++j) {
            turned(i, j) = (*correlations)(9 - i, 9 - j);
        }
    }
    const auto forward = explore_factors(*correlations, {.factor_count = 2});
    const auto backward = explore_factors(turned, {.factor_count = 2});
    for (std::size_t i = 0; i < 10; ++i) {
        CHECK(is_near(forward->factors.loadings(i, 0), backward->factors.loadings(9 - i, 0), 1e-6));
    }
}

TEST_CASE("correlations that hold no such factors are refused, and Heywood's case is named") {
    DenseMatrix none(4, 4);
    for (std::size_t i = 0; i < 4; ++i) {
        none(i, i) = 1;
    }
    const auto field = [](const DenseMatrix& correlations, std::size_t factors) {
        const auto found = explore_factors(correlations, {.factor_count = factors});
        return found ? std::string("found") : found.error().field;
    };
    for (const std::size_t factors : {0U, 1U, 2U}) {
        CHECK(field(none, factors) == "factor_count");
    }
    CHECK(field(DenseMatrix(3, 4), 1) == "correlations");
    auto broken = none;
    broken(1, 0) = NAN;
    CHECK(field(broken, 1) == "correlations");
    // λ1² = .8 * .8 / .5 > 1.
    DenseMatrix heywood(3, 3);
    for (std::size_t i = 0; i < 3; ++i) {
        for (std::size_t j = 0; j < 3; ++j) {
            heywood(i, j) = i == j ? 1 : i == 0 || j == 0 ? 0.8 : 0.5;
        }
    }
    const auto found = explore_factors(heywood, {.factor_count = 1});
    REQUIRE(found.has_value());
    CHECK(found->improper_items == std::vector<std::size_t>{0});
}

TEST_CASE("parallel analysis finds the factors that the answers were drawn from") {
    SeededRandom random(4);
    std::vector<std::uint8_t> answers;
    for (int row = 0; row < 400; ++row) {
        const double factors[2] = {random.normal(), random.normal()};
        for (std::size_t item = 0; item < 8; ++item) {
            const double behind = 0.7 * factors[item / 4] + 0.714 * random.normal();
            answers.push_back(static_cast<std::uint8_t>(std::clamp(std::floor(behind + 2), 0.0, 3.0)));
        }
    }
    const AnswerMatrix matrix{answers, 8, 4, 255, {}};
    const auto found = parallel_analysis(matrix, every_item(matrix), {.replicates = 20});
    REQUIRE(found.has_value());
    CHECK(found->above_mean == 2);
    CHECK(found->above_quantile == 2);
    CHECK(found->rows_used == 400);
    double sum = 0;
    for (std::size_t place = 0; place < 8; ++place) {
        sum += found->mean[place];
        CHECK(found->quantile[place] >= found->mean[place]);
    }
    CHECK(is_near(sum, 8, 1e-9));  // the trace
    const auto again = parallel_analysis(matrix, every_item(matrix), {.replicates = 20});
    CHECK(again->mean == found->mean);
    CHECK(parallel_analysis(matrix, every_item(matrix), {.replicates = 0}).error().field == "replicates");
    CHECK(parallel_analysis(matrix, every_item(matrix), {.quantile = 1}).error().field == "quantile");
}
