#include "stats/omega.h"

#include "number_table.h"
#include "stats/scale_description.h"

#include <doctest/doctest.h>

#include <cmath>

using namespace minka;
using namespace minka::stats;
using doctest::Approx;

namespace {
Approx near(double value) { return Approx(value).epsilon(1e-12); }
}  // namespace

TEST_CASE("omega of one factor is the value worked by hand") {
    // Loadings .8 .6 .4: (1.8)² = 3.24 common, .36 + .64 + .84 = 1.84 unique.
    FactorModelEstimate model;
    model.loadings = {{0, 0, 0.8, 0}, {1, 0, 0.6, 0}, {2, 0, 0.4, 0}};
    const auto omega = omega_of(model);
    CHECK(omega->total == near(3.24 / 5.08));
    CHECK_FALSE(omega->hierarchical.has_value());
    CHECK(omega_of(model, 0)->hierarchical == near(3.24 / 5.08));
    model.loadings[1].loading = -0.6;
    CHECK(omega_of(model)->total == near(0.36 / 2.2));
}

TEST_CASE("omega of a bifactor model divides the general from the groups") {
    // General .6 on four items, groups .5 .5 | .4 .4: general 5.76, groups 1 + .64; unique 2 (1 - .61) + 2 (1 - .52).
    FactorModelEstimate model;
    for (std::size_t item = 0; item < 4; ++item) {
        model.loadings.push_back({item, 0, 0.6, 0});
        model.loadings.push_back({item, 1 + item / 2, item < 2 ? 0.5 : 0.4, 0});
    }
    const double total = 5.76 + 1.64 + 1.74;
    CHECK(omega_of(model, 0)->total == near(7.4 / total));
    CHECK(*omega_of(model, 0)->hierarchical == near(5.76 / total));
    CHECK(omega_of(model, 3).error().field == "general");
}

TEST_CASE("correlated factors count with their correlation") {
    // Two factors of two items .7, correlated .5: 1.96 + 1.96 + 2 * .5 * 1.96 = 5.88 common; unique 4 * .51 = 2.04.
    FactorModelEstimate model;
    for (std::size_t item = 0; item < 4; ++item) {
        model.loadings.push_back({item, item / 2, 0.7, 0});
    }
    model.correlations = {{1, 0, 0.5, 0}};
    CHECK(omega_of(model)->total == near(5.88 / 7.92));
    CHECK(omega_of(model, 0).error().field == "general");
    model.improper_items = {2};
    CHECK(omega_of(model).error().field == "model");
    CHECK(omega_of(FactorModelEstimate{}).error().field == "model");
}

TEST_CASE("omega of the answers given is the value worked by hand") {
    // Two categories cut in the middle: Φ₂(0, 0; r) - 1/4 = asin(r) / 2π. Four items of loading √½, every correlation
    // and every explained variance 1/2: asin(1/2) / 2π = 1/12. Common 16/12; in all 4/4 + 12/12; the share is 2/3.
    PolychoricEstimate estimate;
    FactorModelEstimate model;
    for (std::uint32_t item = 0; item < 4; ++item) {
        estimate.items.push_back({item, {0, 1}, {0.0}, {1, 1}});
        model.loadings.push_back({item, 0, std::sqrt(0.5), 0});
    }
    estimate.correlations.assign(16, 0.5);
    for (std::size_t item = 0; item < 4; ++item) {
        estimate.correlations[item * 5] = 1;
    }
    CHECK(*omega_of_categories(estimate, model) == near(2.0 / 3));
    // Behind the answers it is 16/2 of 16/2 + 4/2.
    CHECK(omega_of(model)->total == near(0.8));
    // A step of two between the categories changes nothing: every item counts double.
    for (auto& item : estimate.items) {
        item.categories = {0, 2};
    }
    CHECK(*omega_of_categories(estimate, model) == near(2.0 / 3));
    model.improper_items = {0};
    CHECK(omega_of_categories(estimate, model).error().field == "model");
    model = {};
    CHECK(omega_of_categories(estimate, model).error().field == "model");
}

TEST_CASE("with many categories omega of the answers given comes near that of the variables behind them") {
    PolychoricEstimate estimate;
    FactorModelEstimate model;
    const std::size_t items = 5;
    std::vector<double> cuts;
    std::vector<std::uint8_t> categories{0};
    for (int cut = -30; cut <= 30; ++cut) {
        cuts.push_back(cut / 10.0);
        categories.push_back(static_cast<std::uint8_t>(categories.size()));
    }
    for (std::uint32_t item = 0; item < items; ++item) {
        estimate.items.push_back({item, categories, cuts, {}});
        model.loadings.push_back({item, 0, 0.4 + 0.1 * item, 0});
    }
    for (std::size_t i = 0; i < items; ++i) {
        for (std::size_t j = 0; j < items; ++j) {
            estimate.correlations.push_back(i == j ? 1 : model.loadings[i].loading * model.loadings[j].loading);
        }
    }
    CHECK(*omega_of_categories(estimate, model) == Approx(omega_of(model)->total).epsilon(0.003));
}

TEST_CASE("omega of the answers given is that of lavaan's model by pbivnorm") {
    // tests/golden/stats/psych_bfi/ORIGIN.md
    const auto table = test::shared_table("psychometrics/psych_bfi.csv");
    if (!table) {
        return;
    }
    const auto answers = table->answers({"N1", "N2", "N3", "N4", "N5"}, 1);
    const auto description = describe_scale({answers, 5, 6, 255, {}}, {});
    REQUIRE(description->category_omega.has_value());
    CHECK(std::abs(*description->category_omega - 0.83878528) < 1e-6);
}

TEST_CASE("the error of measurement and the agreement of groups are the values worked by hand") {
    CHECK(standard_error_of_measurement(10, 0.84) == near(4));
    CHECK(standard_error_of_measurement(10, 1) == 0);
    CHECK(std::isnan(standard_error_of_measurement(10, -0.1)));
    // Five categories at random vary by 2: r = 1 - .5 / 2 = .75; of four items of that mean 3 / (3 + .25).
    CHECK(within_group_agreement(0.5, 5) == near(0.75));
    CHECK(within_group_agreement(4, 5) == near(-1));
    const std::vector<double> variances{0.2, 0.8, 0.4, 0.6};
    CHECK(within_group_agreement_of_items(variances, 5) == near(3 / 3.25));
    CHECK(std::isnan(within_group_agreement_of_items({}, 5)));
    CHECK(std::isnan(within_group_agreement(0.5, 1)));
}
