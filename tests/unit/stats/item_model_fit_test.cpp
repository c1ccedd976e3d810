// Models, groups and standard errors of item response fits. Expected values:
// tests/golden/stats/item_response/ORIGIN.md.
#include "base/random.h"
#include "number_table.h"
#include "stats/item_response.h"
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

/// The science survey's four items, or nothing where the shared data is absent.
Answers science() {
    const auto table = test::shared_table("psychometrics/ltm_Science.csv");
    Answers answers;
    if (!table) {
        return answers;
    }
    const std::array<std::string, 4> words{"strongly disagree", "disagree", "agree", "strongly agree"};
    for (const auto& row : table->rows) {
        for (const auto* item : {"Comfort", "Work", "Future", "Benefit"}) {
            const auto found = std::ranges::find(words, row.at(table->place_of(item)));
            answers.push_back(static_cast<std::uint8_t>(found - words.begin()));
        }
    }
    return answers;
}

void check_item(const CalibratedItem& found, double slope, const std::vector<double>& intercepts) {
    CHECK(found.item.slope == within(slope, 2e-5));
    REQUIRE(found.item.intercepts.size() == intercepts.size());
    for (std::size_t k = 0; k < intercepts.size(); ++k) {
        CHECK(found.item.intercepts[k] == within(intercepts[k], 1e-4));
    }
}

/// Answers to items of `categories` from partial credit with these slopes, theta normal.
struct Drawn {
    Answers answers;
    std::vector<std::uint32_t> groups;
    std::vector<std::uint8_t> categories;
    ResponseData data() const { return {answers, categories, 255, {}, groups, groups.empty() ? 1U : 2U}; }
};

Drawn draw(std::size_t rows, std::uint64_t seed, const std::vector<ResponseItem>& items, double mean_of_second) {
    SeededRandom random(seed);
    Drawn drawn;
    for (const auto& item : items) {
        drawn.categories.push_back(static_cast<std::uint8_t>(item.categories()));
    }
    CategoryCurves curves;
    for (std::size_t row = 0; row < rows; ++row) {
        const auto group = static_cast<std::uint32_t>(row % 2);
        drawn.groups.push_back(group);
        const double theta = random.normal() + (group == 1 ? mean_of_second : 0);
        for (const auto& item : items) {
            category_curves(item, theta, curves);
            double rest = random.uniform();
            std::uint8_t answer = 0;
            while (answer + 1U < item.categories() && rest >= curves.probability[answer]) {
                rest -= curves.probability[answer++];
            }
            drawn.answers.push_back(answer);
        }
    }
    return drawn;
}

std::vector<ResponseItem> some_items(ItemModel model) {
    return {{model, 1.2, {1.5, 0.5}},      {model, 0.8, {1.0, 0.8, -0.5}}, {model, 1.5, {0.2}},
            {model, 1.0, {0.9, -0.2, -1}}, {model, 1.1, {0.5, -0.5}},      {model, 0.9, {1, 0.2, -0.4, -1.3}}};
}

}  // namespace

TEST_CASE("partial credit, generalised and plain, and rating scale agree with optim on the science survey") {
    const auto answers = science();
    if (answers.empty()) {
        return;
    }
    const ResponseData data{answers, {4, 4, 4, 4}};
    ResponseOptions options{.errors = ParameterErrors::observed};
    options.model = ItemModel::generalised_partial_credit;
    const auto general = fit_item_response(data, options);
    REQUIRE(general.has_value());
    CHECK(general->has_converged);
    CHECK(general->log_likelihood == within(-1612.681600, 1e-4));
    CHECK(general->parameter_count == 16);
    check_item(general->item(0), 0.86114196, {2.82235815, 5.31318220, 3.98892434});
    check_item(general->item(2), 2.23735812, {4.6607116, 6.8416815, 4.9814573});
    CHECK(general->item(0).slope_error() == within(0.17405558, 2e-4));
    CHECK(general->item(2).slope_error() == within(0.67140419, 2e-3));
    options.model = ItemModel::partial_credit;
    const auto plain = fit_item_response(data, options);
    REQUIRE(plain.has_value());
    CHECK(plain->log_likelihood == within(-1619.274101, 1e-4));
    CHECK(plain->parameter_count == 13);
    check_item(plain->item(0), 1.001250882, {3.08784661, 5.68315064, 4.29435715});
    check_item(plain->item(3), 1.001250882, {2.44913757, 3.34888472, 1.99085565});
    CHECK(plain->item(1).slope_error() == within(0.082133607, 2e-5));
    options.model = ItemModel::rating_scale;
    const auto scale = fit_item_response(data, options);
    REQUIRE(scale.has_value());
    CHECK(scale->log_likelihood == within(-1636.908447, 1e-4));
    CHECK(scale->parameter_count == 7);
    // d_k = k c + t_k with c = 1.32503447, t = 1.6632210, 2.26141997, 0.
    check_item(scale->item(0), 0.991327162, {2.98825547, 4.91148891, 3.97510341});
    CHECK(std::sqrt(scale->item(0).covariance(3, 3)) == within(3 * 0.11567163, 2e-4));
}

TEST_CASE("with two categories and one slope it is the Rasch model") {
    const auto table = test::shared_table("psychometrics/ltm_LSAT6.csv");
    if (!table) {
        return;
    }
    const auto answers = table->answers({"Item 1", "Item 2", "Item 3", "Item 4", "Item 5"}, 0);
    for (const auto model : {ItemModel::partial_credit, ItemModel::rating_scale}) {
        const auto fit =
            fit_item_response({answers, {2, 2, 2, 2, 2}}, {.model = model, .errors = ParameterErrors::observed});
        REQUIRE(fit.has_value());
        CHECK(fit->log_likelihood == within(-2466.937600, 1e-4));
        CHECK(fit->item(0).item.slope == within(0.755134670, 1e-5));
        CHECK(fit->item(0).item.threshold(0) == within(-3.6153, 1e-4));
        CHECK(fit->item(4).item.intercepts[0] == within(2.09940450, 1e-5));
        CHECK(fit->item(4).slope_error() == within(0.069433208, 1e-5));
        CHECK(std::sqrt(fit->item(0).covariance(1, 1)) == within(0.13044118, 1e-5));
        CHECK(fit->aic() == within(2 * 2466.937600 + 12, 1e-3));
        CHECK(fit->bic() == within(2 * 2466.937600 + 6 * std::log(1000), 1e-3));
    }
}

TEST_CASE("a second group is found where it was put, and its items are told apart only where they are free") {
    const auto drawn = draw(4000, 31, some_items(ItemModel::graded), 0);
    auto items = some_items(ItemModel::generalised_partial_credit);
    const auto moved = draw(6000, 7, items, 0.6);
    const auto fit = fit_item_response(
        moved.data(), {.model = ItemModel::generalised_partial_credit, .errors = ParameterErrors::observed});
    REQUIRE(fit.has_value());
    CHECK(fit->has_converged);
    CHECK(fit->groups[1].mean == within(0.6, 3 * fit->groups[1].mean_error));
    CHECK(fit->groups[1].deviation == within(1, 3 * fit->groups[1].deviation_error));
    CHECK(fit->groups[1].mean_error > 0.01);
    CHECK(fit->groups[1].mean_error < 0.1);
    const auto freed =
        fit_item_response(moved.data(), {.model = ItemModel::generalised_partial_credit, .free_items = {3}});
    REQUIRE(freed.has_value());
    CHECK(freed->parameter_count == fit->parameter_count + 4);
    CHECK(freed->log_likelihood >= fit->log_likelihood);
    CHECK(2 * (freed->log_likelihood - fit->log_likelihood) < 18.47);  // the .001 point of chi-square on 4
    CHECK(&freed->item(3, 0) != &freed->item(3, 1));
    CHECK(&freed->item(2, 0) == &freed->item(2, 1));
    const auto same = fit_item_response(drawn.data(), {});
    REQUIRE(same.has_value());
    CHECK(std::abs(same->groups[1].mean) < 0.15);
}

TEST_CASE("women beside men in three items of bfi agree with optim, answers missing and an item free") {
    const auto table = test::shared_table("psychometrics/psych_bfi.csv");
    if (!table) {
        return;
    }
    const auto answers = table->answers({"A2", "A3", "A5"}, 1);
    std::vector<std::uint32_t> groups;
    for (const double gender : table->numbers("gender")) {
        groups.push_back(gender == 2 ? 1 : 0);
    }
    const ResponseData data{answers, {6, 6, 6}, 255, {}, groups, 2};
    const auto fit = fit_item_response(data, {.errors = ParameterErrors::observed});
    REQUIRE(fit.has_value());
    CHECK(fit->log_likelihood == within(-11439.105062, 1e-3));
    check_item(fit->item(0), 1.615251800, {4.82639126, 3.25050101, 2.384269681, 0.675127746, -1.598249819});
    CHECK(fit->groups[1].mean == within(0.434681373, 1e-4));
    CHECK(fit->groups[1].mean_error == within(0.049486695, 1e-4));
    CHECK(fit->groups[1].deviation == within(std::exp(0.0025542303), 1e-4));
    CHECK(fit->groups[1].deviation_error == within(std::exp(0.0025542303) * 0.0412964827, 2e-5));
    CHECK(fit->item(1).slope_error() == within(0.17486019, 1e-3));
    const auto freed = fit_item_response(data, {.free_items = {0}});
    REQUIRE(freed.has_value());
    CHECK(freed->log_likelihood == within(-11428.676097, 1e-3));
    check_item(freed->item(0, 1), 1.51752048, {5.02147798, 3.43693851, 2.54978314, 0.87185623, -1.376750799});
    CHECK(freed->groups[1].mean == within(0.384645730, 1e-4));
}

// A shift of theta by m and a stretch by s changes a to a s and d to d + a m: from the second group's side the same
// model, with the same likelihood.
TEST_CASE("which group comes first changes the unit of the scale and nothing else") {
    auto drawn = draw(3000, 5, some_items(ItemModel::graded), 0.5);
    const auto fit = fit_item_response(drawn.data());
    for (auto& group : drawn.groups) {
        group = 1 - group;
    }
    const auto other = fit_item_response(drawn.data());
    REQUIRE(fit.has_value());
    REQUIRE(other.has_value());
    CHECK(other->log_likelihood == within(fit->log_likelihood, 1e-4));
    const auto& latent = fit->groups[1];
    for (std::size_t item = 0; item < 6; ++item) {
        const auto& here = fit->item(item).item;
        const auto& there = other->item(item).item;
        CHECK(there.slope == within(here.slope * latent.deviation, 2e-4));
        CHECK(there.intercepts[0] == within(here.intercepts[0] + here.slope * latent.mean, 2e-4));
    }
    CHECK(other->groups[1].mean == within(-latent.mean / latent.deviation, 2e-4));
}

TEST_CASE("two threads give the bytes of one") {
    const auto drawn = draw(20000, 77, some_items(ItemModel::graded), 0.2);
    const auto one = fit_item_response(drawn.data(), {.threads = 1});
    const auto two = fit_item_response(drawn.data(), {.threads = 2});
    REQUIRE(one.has_value());
    REQUIRE(two.has_value());
    CHECK(one->log_likelihood == two->log_likelihood);
    for (std::size_t item = 0; item < 6; ++item) {
        CHECK(one->item(item).item == two->item(item).item);
    }
}

TEST_CASE("every model gives twenty thousand equal rows beside a few others a defined answer") {
    Answers answers(3 * 20000, 1);
    const Answers others{0, 0, 0, 2, 2, 2, 0, 1, 2, 2, 1, 0};
    answers.insert(answers.end(), others.begin(), others.end());
    for (const auto model : {ItemModel::graded, ItemModel::generalised_partial_credit, ItemModel::partial_credit,
                             ItemModel::rating_scale}) {
        const auto fit = fit_item_response({answers, {3, 3, 3}}, {.model = model, .most_passes = 60});
        REQUIRE(fit.has_value());
        CHECK(fit->pattern_count == 5);
        CHECK(std::isfinite(fit->log_likelihood));
        const auto scores = expected_scores({answers, {3, 3, 3}}, *fit);
        REQUIRE(scores.has_value());
        for (const auto& score : *scores) {
            REQUIRE(std::isfinite(score.score));
            REQUIRE(score.error >= 0);
        }
    }
}

TEST_CASE("groups that cannot be compared are refused by name") {
    const Answers answers{0, 1, 1, 0, 1, 1, 0, 0};
    const std::vector<std::uint32_t> groups{0, 1, 0, 1};
    const std::vector<std::uint32_t> alone{0, 0, 0, 0};
    const std::vector<std::uint32_t> wrong{0, 1, 2, 0};
    const auto field_of = [&](std::span<const std::uint32_t> marks, std::vector<std::uint32_t> free) {
        const auto fit = fit_item_response({answers, {2, 2}, 255, {}, marks, 2}, {.free_items = std::move(free)});
        REQUIRE_FALSE(fit.has_value());
        return fit.error().field;
    };
    CHECK(field_of(alone, {}) == "group 1");
    CHECK(field_of(wrong, {}) == "groups[2]");
    CHECK(field_of(groups, {2}) == "options.free_items");
    CHECK(field_of(groups, {0, 1}) == "options.free_items");
    CHECK(fit_item_response({answers, {2, 2}}, {.free_items = {0}}).error().field == "options.free_items");
    CHECK(fit_item_response({answers, {2, 2}}, {.threads = 0}).error().field == "options");
}
