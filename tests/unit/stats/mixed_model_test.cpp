#include "stats/mixed_model.h"

#include "base/random.h"
#include "number_table.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>
#include <string>
#include <vector>

using namespace minka;
using namespace minka::stats;
using doctest::Approx;

namespace {

Approx near(double value, double tolerance) { return Approx(value).epsilon(tolerance).scale(0); }

using Column = std::vector<double>;
using Groups = std::vector<std::uint32_t>;

RandomTerm intercept(const Groups& groups) { return {.groups = groups, .slopes = {}}; }

RandomTerm intercept_and_slope(const Groups& groups) { return {.groups = groups, .slopes = {0}}; }

double variance(const MixedModelFit& fit, std::size_t term) { return fit.random[term].covariance(0, 0); }

/// Pupils of schools of different sizes, with a covariate.
struct Schools {
    Column y, x;
    Groups school, pupil;
};

Schools draw_schools(std::uint64_t seed, double between) {
    SeededRandom random(seed);
    Schools data;
    std::uint32_t pupil = 0;
    for (std::uint32_t school = 0; school < 12; ++school) {
        const double level = between * random.normal();
        const auto size = 3 + random.below(5);
        for (std::uint64_t i = 0; i < size; ++i, ++pupil) {
            const double own = random.normal();
            for (int occasion = 0; occasion < 2; ++occasion) {
                data.x.push_back(occasion);
                data.y.push_back(3 + level + own + 0.4 * occasion + random.normal());
                data.school.push_back(school);
                data.pupil.push_back(pupil);
            }
        }
    }
    return data;
}

}  // namespace

// Balanced one-way layout, 3 groups of 2: values 1 3 | 5 7 | 6 8, means 2 6 7. MSW = 3 * 2 / 3 = 2; grand mean 5,
// MSB = 2 (9 + 1 + 4) / 2 = 14. REML of balanced data is the analysis of variance: sigma^2 = 2, tau^2 = (14 - 2)/2 = 6,
// variance of the mean MSB / 6 = 7/3, and
// -2 l_R = (J - 1) log MSB + J (n - 1) log MSW + log(N / MSB) + log MSB + ... = 2 log 14 + 3 log 2 + log 6
//          + 5 (1 + log 2 pi), from |V| = 2^3 14^3 and X'V^-1X = 6 / 14.
TEST_CASE("a balanced layout gives the analysis of variance worked by hand") {
    const Column y{1, 3, 5, 7, 6, 8};
    const Groups groups{4, 4, 9, 9, 1, 1};
    const auto fit = fit_mixed_model({y, {}, {}, {intercept(groups)}});
    REQUIRE(fit.has_value());
    CHECK(fit->has_converged);
    CHECK_FALSE(fit->is_singular);
    CHECK(fit->residual_variance == near(2, 1e-5));
    CHECK(variance(*fit, 0) == near(6, 1e-5));
    CHECK(fit->fixed[0].estimate == near(5, 1e-12));
    CHECK(fit->fixed[0].standard_error == near(std::sqrt(7.0 / 3), 1e-5));
    CHECK(fit->criterion ==
          near(2 * std::log(14) + 3 * std::log(2) + std::log(6) + 5 * (1 + std::log(2 * std::numbers::pi)), 1e-9));
}

// tests/golden/stats/mixed_model/ORIGIN.md
TEST_CASE("one grouping and a slope agree with lme4") {
    const auto dyestuff = test::shared_table("multilevel/lme4_Dyestuff.csv");
    const auto sleep = test::shared_table("multilevel/lme4_sleepstudy.csv");
    if (!dyestuff || !sleep) {
        return;
    }
    const auto yield = dyestuff->numbers("Yield");
    const auto batch = dyestuff->groups({"Batch"});
    const auto one = fit_mixed_model({yield, {}, {}, {intercept(batch)}});
    REQUIRE(one.has_value());
    CHECK(one->criterion == near(319.654276842, 1e-10));
    CHECK(variance(*one, 0) == near(1764.05, 1e-5));
    CHECK(one->residual_variance == near(2451.25, 1e-5));
    CHECK(one->fixed[0].standard_error == near(19.3834119437, 1e-5));
    const auto reaction = sleep->numbers("Reaction");
    const auto days = sleep->numbers("Days");
    const auto subject = sleep->groups({"Subject"});
    const auto slope = fit_mixed_model({reaction, {days}, {0}, {intercept_and_slope(subject)}});
    REQUIRE(slope.has_value());
    CHECK(slope->criterion == near(1743.62827196, 1e-10));
    CHECK(slope->random[0].covariance(0, 0) == near(612.08974827467, 1e-4));
    CHECK(slope->random[0].covariance(1, 1) == near(35.07166234421, 1e-4));
    CHECK(slope->random[0].covariance(1, 0) == near(9.60433547475, 1e-3));
    CHECK(slope->residual_variance == near(654.94104068197, 1e-5));
    CHECK(slope->fixed[1].estimate == near(10.4672859596, 1e-9));
    CHECK(slope->fixed[1].standard_error == near(1.54578893243, 1e-5));
    const RandomTerm apart{.groups = subject, .slopes = {0}, .covariance = RandomTerm::Covariance::independent};
    const auto independent = fit_mixed_model({reaction, {days}, {0}, {apart}});
    REQUIRE(independent.has_value());
    CHECK(independent->criterion == near(1743.66929358, 1e-10));
    CHECK(independent->random[0].covariance(0, 0) == near(627.5691167122, 1e-4));
    CHECK(independent->random[0].covariance(1, 1) == near(35.8582017735, 1e-4));
    CHECK(independent->random[0].covariance(1, 0) == 0);
}

TEST_CASE("full likelihood and continuous covariates agree with lme4") {
    const auto exam = test::shared_table("multilevel/mlmRev_Exam.csv");
    if (!exam) {
        return;
    }
    const auto y = exam->numbers("normexam");
    const auto x = exam->numbers("standLRT");
    const auto school = exam->groups({"school"});
    const MixedModelOptions full{.likelihood = MixedModelOptions::Likelihood::full};
    const auto one = fit_mixed_model({y, {x}, {0}, {intercept(school)}}, full);
    REQUIRE(one.has_value());
    CHECK(one->criterion == near(9357.24320059, 1e-10));
    CHECK(variance(*one, 0) == near(0.0921292729513, 1e-4));
    CHECK(one->residual_variance == near(0.5657310043880, 1e-6));
    const auto slope = fit_mixed_model({y, {x}, {0}, {intercept_and_slope(school)}}, full);
    REQUIRE(slope.has_value());
    CHECK(slope->criterion == near(9316.87096492, 1e-10));
    CHECK(slope->random[0].covariance(1, 1) == near(0.0145356713984, 1e-4));
    CHECK(slope->random[0].covariance(1, 0) == near(0.0180405425228, 1e-4));
    CHECK(slope->fixed[1].estimate == near(0.556730445899, 1e-6));
}

TEST_CASE("teachers in schools in municipalities in two waves agree with lme4") {
    const auto table = test::shared_table("simulated/wave_change_8400.csv");
    if (!table) {
        return;
    }
    const auto y = table->numbers("y");
    const auto post = table->numbers("post");
    const auto teacher = table->groups({"teacher"});
    const auto school = table->groups({"school"});
    const auto municipality = table->groups({"muni"});
    const auto levels =
        fit_mixed_model({y, {post}, {0}, {intercept(municipality), intercept(school), intercept(teacher)}});
    REQUIRE(levels.has_value());
    CHECK(levels->is_nested);
    CHECK(levels->criterion == near(18747.8474183, 1e-10));
    CHECK(variance(*levels, 0) == near(0.0338243830839, 1e-4));
    CHECK(variance(*levels, 1) == near(0.1462652597413, 1e-4));
    CHECK(variance(*levels, 2) == near(0.3515991496115, 1e-4));
    CHECK(levels->residual_variance == near(0.2623733968843, 1e-5));
    CHECK(levels->fixed[1].standard_error == near(0.0111776434369, 1e-5));
    const auto slope =
        fit_mixed_model({y, {post}, {0}, {intercept(municipality), intercept_and_slope(school), intercept(teacher)}});
    REQUIRE(slope.has_value());
    CHECK(slope->criterion == near(18725.1746033, 1e-10));
    CHECK(slope->random[1].covariance(1, 1) == near(0.01790473239561, 1e-4));
    CHECK(slope->random[1].covariance(1, 0) == near(0.00476772675678, 3e-4));
    CHECK(slope->fixed[1].estimate == near(0.226709116887, 1e-6));
    CHECK(slope->fixed[1].standard_error == near(0.0126707658077, 1e-5));
}

TEST_CASE("pupils in schools in authorities agree with lme4") {
    const auto table = test::shared_table("multilevel/mlmRev_Chem97.csv");
    if (!table) {
        return;
    }
    const auto y = table->numbers("score");
    const auto x = table->numbers("gcsecnt");
    const auto school = table->groups({"school"});
    const auto authority = table->groups({"lea"});
    const auto fit = fit_mixed_model({y, {x}, {0}, {intercept(school), intercept(authority)}});
    REQUIRE(fit.has_value());
    CHECK(fit->criterion == near(141696.988149, 1e-10));
    CHECK(variance(*fit, 0) == near(1.1661975923990, 1e-4));
    CHECK(variance(*fit, 1) == near(0.0147656718953, 3e-4));
    CHECK(fit->residual_variance == near(5.1542025074925, 1e-5));
}

TEST_CASE("students and lecturers that cross agree with lme4" * doctest::test_suite("slow")) {
    const auto table = test::shared_table("multilevel/lme4_InstEval.csv");
    if (!table) {
        return;
    }
    const auto y = table->numbers("y");
    const auto service = table->numbers("service");
    const auto student = table->groups({"s"});
    const auto lecturer = table->groups({"d"});
    const auto department = table->groups({"dept", "service"});
    const auto fit =
        fit_mixed_model({y, {service}, {0}, {intercept(student), intercept(lecturer), intercept(department)}});
    REQUIRE(fit.has_value());
    CHECK_FALSE(fit->is_nested);
    CHECK(fit->has_converged);
    CHECK(fit->criterion == near(237661.5357, 1e-9));
    CHECK(variance(*fit, 0) == near(0.105427, 1e-5));
    CHECK(variance(*fit, 1) == near(0.262569, 1e-5));
    CHECK(variance(*fit, 2) == near(0.012024, 1e-4));
    CHECK(fit->residual_variance == near(1.384960, 1e-6));
}

// The slope of a constant within schools cannot be told apart, but a column that repeats makes the crossed way meet
// a design that the nested way solves too: both must give one answer.
TEST_CASE("the nested and the crossed way give one answer") {
    auto data = draw_schools(5, 0.7);
    const auto nested =
        fit_mixed_model({data.y, {data.x}, {0}, {intercept(data.pupil), intercept_and_slope(data.school)}});
    REQUIRE(nested.has_value());
    // A grouping that crosses both and explains nothing: rows in turn to one of two.
    Groups turn(data.y.size());
    for (std::size_t row = 0; row < turn.size(); ++row) {
        turn[row] = static_cast<std::uint32_t>((row / 3) % 2);
        data.y[row] -= turn[row] * 1e-3;
    }
    const auto crossed = fit_mixed_model(
        {data.y, {data.x}, {0}, {intercept(data.pupil), intercept_and_slope(data.school), intercept(turn)}});
    REQUIRE(crossed.has_value());
    CHECK(nested->is_nested);
    CHECK_FALSE(crossed->is_nested);
    if (crossed->random[2].covariance(0, 0) == 0) {
        CHECK(crossed->criterion == near(nested->criterion, 1e-4));
        CHECK(crossed->random[1].covariance(1, 1) == Approx(nested->random[1].covariance(1, 1)).epsilon(0.05));
    }
}

TEST_CASE("order of rows, numbers of groups and units of the outcome do not matter") {
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        CAPTURE(seed);
        const auto data = draw_schools(seed, 0.8);
        const auto first = fit_mixed_model({data.y, {data.x}, {0}, {intercept(data.school), intercept(data.pupil)}});
        REQUIRE(first.has_value());
        std::vector<std::size_t> order(data.y.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        SeededRandom random(seed + 100);
        for (std::size_t k = order.size(); k > 1; --k) {
            std::swap(order[k - 1], order[random.below(k)]);
        }
        Schools other;
        for (const auto row : order) {
            other.y.push_back(10 * data.y[row] - 7);
            other.x.push_back(data.x[row]);
            other.school.push_back(4'000'000'000U - 17 * data.school[row]);
            other.pupil.push_back(1000 - data.pupil[row]);
        }
        const auto second =
            fit_mixed_model({other.y, {other.x}, {0}, {intercept(other.school), intercept(other.pupil)}});
        REQUIRE(second.has_value());
        const auto degrees = static_cast<double>(data.y.size()) - 2;
        CHECK(second->criterion == near(first->criterion + 2 * degrees * std::log(10), 1e-8));
        CHECK(second->fixed[1].estimate == near(10 * first->fixed[1].estimate, 1e-5));
        CHECK(variance(*second, 1) == near(100 * variance(*first, 1), 1e-3));
    }
}

// Groups whose means differ less than chance: tau^2 = 0 and the fit is ordinary least squares.
TEST_CASE("no variation between groups is a defined answer") {
    const Column y{1, 5, 2, 4, 1.5, 4.5};
    const Groups groups{0, 0, 1, 1, 2, 2};
    const auto fit = fit_mixed_model({y, {}, {}, {intercept(groups)}});
    REQUIRE(fit.has_value());
    CHECK(fit->has_converged);
    CHECK(fit->is_singular);
    CHECK(variance(*fit, 0) == 0);
    CHECK(fit->fixed[0].estimate == near(3, 1e-12));
    // Squares 4 4 1 1 2.25 2.25 over 5.
    CHECK(fit->residual_variance == near(14.5 / 5, 1e-9));
}

TEST_CASE("what cannot be fitted is refused by name") {
    const Column y{1, 2, 3, 5, 4, 7};
    const Column x{0, 1, 0, 1, 0, 1};
    const Column twice{0, 2, 0, 2, 0, 2};
    const Groups groups{0, 0, 1, 1, 2, 2};
    const Groups one(6, 3);
    const Groups each{0, 1, 2, 3, 4, 5};
    Column gap = y;
    gap[4] = std::numeric_limits<double>::quiet_NaN();
    const auto field_of = [](const MixedModelData& data) {
        const auto fit = fit_mixed_model(data);
        REQUIRE_FALSE(fit.has_value());
        return fit.error().field;
    };
    CHECK(field_of({{}, {}, {}, {intercept(groups)}}) == "outcome");
    CHECK(field_of({gap, {}, {}, {intercept(groups)}}) == "outcome[4]");
    CHECK(field_of({y, {x}, {1}, {intercept(groups)}}) == "fixed[0]");
    CHECK(field_of({y, {x, twice}, {0, 1}, {intercept(groups)}}) == "fixed[1]");
    CHECK(field_of({y, {x}, {0, 0}, {intercept(groups)}}) == "fixed[1]");
    CHECK(field_of({y, {x}, {0}, {}}) == "random");
    CHECK(field_of({y, {x}, {0}, {intercept(one)}}) == "random[0]");
    CHECK(field_of({y, {x}, {0}, {intercept(each)}}) == "random[0]");
    CHECK(field_of({y, {x}, {0}, {{.groups = groups, .slopes = {}, .intercept = RandomTerm::Intercept::no}}}) ==
          "random[0]");
    CHECK(field_of({Column(6, 2.5), {}, {}, {intercept(groups)}}) == "outcome");
    CHECK(field_of({y, {Column{1, 2}}, {0}, {intercept(groups)}}) == "columns[0]");
}
