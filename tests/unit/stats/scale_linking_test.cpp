#include "stats/scale_linking.h"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

using namespace minka::stats;
using doctest::Approx;

namespace {

Approx within(double value, double distance) {
    return Approx(value).scale(1).epsilon(distance / (1 + std::abs(value)));
}

constexpr ScaleLink truth{1.25, -0.4};

/// Anchors whose new calibration has another unit: theta before = 1.25 theta now - .4.
std::vector<AnchorItem> anchors_of(ItemModel model) {
    const ScaleLink back{1 / truth.slope, -truth.shift / truth.slope};
    std::vector<AnchorItem> anchors;
    for (int k = 0; k < 8; ++k) {
        const double place = 0.5 * (k - 3.5);
        const ResponseItem before{model, 0.8 + 0.1 * (k % 4), {1 - place, 0.1 - place, -1.2 - place}};
        anchors.push_back({before, linked(before, back)});
    }
    return anchors;
}

constexpr LinkMethod methods[] = {LinkMethod::stocking_lord, LinkMethod::haebara, LinkMethod::mean_sigma};

}  // namespace

TEST_CASE("a change of unit is undone by every method, in every model") {
    for (const auto model : {ItemModel::graded, ItemModel::generalised_partial_credit}) {
        for (const auto method : methods) {
            CAPTURE(to_string(method));
            const auto study = link_scales(anchors_of(model), {.method = method});
            REQUIRE(study.has_value());
            CHECK(study->link.slope == within(truth.slope, 1e-5));
            CHECK(study->link.shift == within(truth.shift, 1e-5));
            CHECK(study->slope_error == within(0, 1e-4));
            CHECK(study->kept == 8);
            CHECK(study->is_settled);
        }
    }
}

// P(X >= k) at theta now is that at 1.25 theta - .4 before, whatever the model.
TEST_CASE("a linked item has equal probabilities at the linked theta") {
    for (const auto model : {ItemModel::graded, ItemModel::generalised_partial_credit, ItemModel::rating_scale}) {
        const ResponseItem item{model, 1.3, {0.9, -0.2, -1.5}};
        const auto moved = linked(item, truth);
        for (double theta = -3; theta <= 3; theta += 0.5) {
            CHECK(expected_answer(moved, truth.slope * theta + truth.shift) ==
                  within(expected_answer(item, theta), 1e-12));
        }
        for (std::size_t k = 0; k < 3; ++k) {
            CHECK(moved.threshold(k) == within(truth.slope * item.threshold(k) + truth.shift, 1e-12));
        }
    }
    const auto score = linked(PersonScore{2, 0.3}, truth);
    CHECK(score.score == within(2.1, 1e-12));
    CHECK(score.error == within(0.375, 1e-12));
}

// Thresholds 0 and 2 before, 1 and 2 now: slope (1) / (.5) = 2, shift 1 - 2 * 1.5 = -2.
TEST_CASE("mean-sigma by hand") {
    const auto item = [](double place) { return ResponseItem{ItemModel::graded, 1, {-place}}; };
    const std::vector<AnchorItem> anchors{{item(0), item(1)}, {item(2), item(2)}};
    const auto study = link_scales(anchors, {.method = LinkMethod::mean_sigma, .drift_limit = 1, .least_anchors = 2});
    REQUIRE(study.has_value());
    CHECK(study->link.slope == within(2, 1e-12));
    CHECK(study->link.shift == within(-2, 1e-12));
}

TEST_CASE("linking backwards is the inverse, though anchors do not agree") {
    auto anchors = anchors_of(ItemModel::graded);
    anchors.resize(4);
    for (std::size_t k = 0; k < anchors.size(); ++k) {
        anchors[k].now.intercepts[0] += 0.05 * std::sin(3.0 * static_cast<double>(k));
        anchors[k].now.slope *= 1 + 0.05 * std::cos(5.0 * static_cast<double>(k));
    }
    for (const auto method : methods) {
        const auto forth = link_scales(anchors, {.method = method});
        auto turned = anchors;
        for (auto& anchor : turned) {
            std::swap(anchor.before, anchor.now);
        }
        const auto back = link_scales(turned, {.method = method});
        REQUIRE(forth.has_value());
        REQUIRE(back.has_value());
        CHECK(back->link.slope == within(1 / forth->link.slope, 1e-5));
        CHECK(back->link.shift == within(-forth->link.shift / forth->link.slope, 1e-5));
        CHECK(forth->slope_error > 0);
        CHECK(forth->shift_error > 0);
        CHECK(forth->shift_error < 0.05);
    }
}

TEST_CASE("an anchor that drifts is dropped and named, and the link is as if it had not been") {
    for (const auto method : methods) {
        auto anchors = anchors_of(ItemModel::graded);
        for (double& intercept : anchors[5].now.intercepts) {
            intercept -= 0.9;
        }
        const auto study = link_scales(anchors, {.method = method});
        REQUIRE(study.has_value());
        CHECK(study->kept == 7);
        CHECK(study->is_settled);
        CHECK_FALSE(study->anchors[5].is_kept);
        CHECK(study->anchors[5].difference > 0.1);
        CHECK(study->link.slope == within(truth.slope, 1e-5));
        CHECK(study->link.shift == within(truth.shift, 1e-5));
    }
}

TEST_CASE("when dropping would leave too few, the study says that it has not settled") {
    auto anchors = anchors_of(ItemModel::graded);
    for (std::size_t k = 0; k < anchors.size(); ++k) {
        for (double& intercept : anchors[k].now.intercepts) {
            intercept += k % 2 == 0 ? 1.5 : -1.5;
        }
    }
    const auto study = link_scales(anchors, {.least_anchors = 7});
    REQUIRE(study.has_value());
    CHECK_FALSE(study->is_settled);
    CHECK(study->kept == 7);
}

TEST_CASE("what cannot be linked is refused by name") {
    const auto good = anchors_of(ItemModel::graded);
    CHECK(link_scales(std::span(good).first(2)).error().field == "anchors");
    CHECK(link_scales(good, {.least_anchors = 1}).error().field == "options");
    CHECK(link_scales(good, {.drift_limit = 0}).error().field == "options");
    auto other = good;
    other[3].now.model = ItemModel::partial_credit;
    CHECK(link_scales(other).error().field == "anchors[3]");
    other = good;
    other[2].now.slope = 0;
    CHECK(link_scales(other).error().field == "anchors[2]");
    const ResponseItem even{ItemModel::graded, 1, {0}};
    CHECK(link_scales(std::vector<AnchorItem>(4, {even, even})).error().field == "anchors");
}
