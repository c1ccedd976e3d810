#include "base/random.h"
#include "stats/agreement_study.h"
#include "stats/item_response.h"
#include "stats/mixed_model.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <ctime>
#include <functional>
#include <numeric>
#include <vector>

// What a search costs is counted, not timed, where it can be: passes over the data and evaluations of a criterion are
// the same on every machine. Where cost must not grow faster than the data, two sizes are timed in one process, by the
// processor's clock, the least of five runs each; a limit of a ratio is well above what noise makes and well below the
// next power. Seconds by themselves are in bench/RESULTS.md.

using namespace minka;
using namespace minka::stats;

namespace {

double least_seconds(const std::function<void()>& work) {
    double least = 1e9;
    for (int run = 0; run < 5; ++run) {
        const auto start = std::clock();
        work();
        least = std::min(least, static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC);
    }
    return least;
}

/// Forty items of five categories.
std::vector<std::uint8_t> draw_answers(std::size_t rows) {
    SeededRandom random(40);
    std::vector<std::uint8_t> answers;
    for (std::size_t row = 0; row < rows; ++row) {
        const double theta = random.normal();
        for (int item = 0; item < 40; ++item) {
            const double slope = 0.8 + 0.2 * (item % 7);
            const double u = random.uniform();
            int answer = 0;
            for (const double step : {-1.8, -0.6, 0.6, 1.8}) {
                answer += u < 1 / (1 + std::exp(-slope * (theta - step - 0.3 * (item % 5 - 2)))) ? 1 : 0;
            }
            answers.push_back(static_cast<std::uint8_t>(answer));
        }
    }
    return answers;
}

/// Two waves of persons in schools of some ten persons in municipalities of three schools.
struct Waves {
    std::vector<double> y, wave;
    std::vector<std::uint32_t> person, school, place;

    explicit Waves(std::uint32_t persons) {
        SeededRandom random(8);
        const std::uint32_t schools = persons / 10;
        std::vector<double> of_school(schools), own_change(schools), of_place(schools / 3 + 1);
        for (std::uint32_t s = 0; s < schools; ++s) {
            of_school[s] = 0.4 * random.normal();
            own_change[s] = 0.3 * random.normal();
        }
        std::ranges::generate(of_place, [&] { return 0.3 * random.normal(); });
        for (std::uint32_t p = 0; p < persons; ++p) {
            const auto s = static_cast<std::uint32_t>(random.below(schools));
            const double level = of_place[s / 3] + of_school[s] + 0.6 * random.normal();
            for (int w = 0; w < 2; ++w) {
                y.push_back(level + w * (0.2 + own_change[s]) + 0.7 * random.normal());
                wave.push_back(w);
                person.push_back(p);
                school.push_back(s);
                place.push_back(s / 3);
            }
        }
    }

    MixedModelData intercepts() const {
        return {y,
                {wave},
                {0},
                {{.groups = person, .slopes = {}}, {.groups = school, .slopes = {}}, {.groups = place, .slopes = {}}}};
    }
    MixedModelData slopes() const { return {y, {wave}, {0}, {{.groups = school, .slopes = {0}}}}; }
};

}  // namespace

TEST_CASE("a graded model of forty items takes at most ten passes over the answers") {
    const auto answers = draw_answers(4200);
    const auto fit = fit_item_response({answers, std::vector<std::uint8_t>(40, 5)});
    REQUIRE(fit.has_value());
    CHECK(fit->has_converged);
    CHECK(fit->passes <= 10);
}

TEST_CASE("a mixed model of three nested groupings takes at most eighty evaluations, with a slope 150") {
    const Waves waves(4200);
    const auto intercepts = fit_mixed_model(waves.intercepts());
    REQUIRE(intercepts.has_value());
    CHECK(intercepts->is_nested);
    CHECK(intercepts->evaluations <= 80);
    const auto slopes = fit_mixed_model(waves.slopes());
    REQUIRE(slopes.has_value());
    CHECK(slopes->evaluations <= 150);
}

TEST_CASE("the cost of a graded model and of its scores grows no faster than the people" *
          doctest::test_suite("slow")) {
    const std::vector<std::uint8_t> categories(40, 5);
    const auto seconds = [&](std::size_t rows) {
        const auto answers = draw_answers(rows);
        return least_seconds([&] { REQUIRE(fit_item_response({answers, categories}).has_value()); });
    };
    CHECK(seconds(40'000) < 1.5 * 4 * seconds(10'000));
}

TEST_CASE("the cost of a mixed model grows no faster than the rows" * doctest::test_suite("slow")) {
    const Waves few(10'000);
    const Waves many(80'000);
    const auto seconds = [](const MixedModelData& data) {
        return least_seconds([&] { REQUIRE(fit_mixed_model(data).has_value()); });
    };
    CHECK(seconds(many.intercepts()) < 1.6 * 8 * seconds(few.intercepts()));
    CHECK(seconds(many.slopes()) < 1.6 * 8 * seconds(few.slopes()));
}

// The bootstrap draws counts of the different rows: a hundred times the lessons are no more rows of two ratings.
TEST_CASE("a thousand replicates of a kappa cost about the same however many lessons were rated" *
          doctest::test_suite("slow")) {
    const auto seconds = [](std::size_t units) {
        SeededRandom random(5);
        std::vector<std::uint8_t> ratings;
        for (std::size_t unit = 0; unit < units; ++unit) {
            const auto first = static_cast<std::uint8_t>(random.below(5));
            ratings.push_back(first);
            ratings.push_back(random.below(3) > 0 ? first : static_cast<std::uint8_t>(random.below(5)));
        }
        const RatingTable table{ratings, 2, 5, {}};
        const AgreementOptions options{.coefficients = {AgreementCoefficient::kappa_quadratic}};
        return least_seconds([&] { REQUIRE(study_agreement(table, options).has_value()); });
    };
    CHECK(seconds(200'000) < 25 * seconds(2'000));
}
