#include "stats/mixed_inference.h"

#include "base/random.h"
#include "number_table.h"
#include "stats/paired_change.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

using namespace minka;
using namespace minka::stats;
using doctest::Approx;

namespace {

Approx near(double value, double tolerance) { return Approx(value).epsilon(tolerance).scale(0); }

using Column = std::vector<double>;
using Groups = std::vector<std::uint32_t>;

struct Waves {
    Column y, post;
    Groups teacher, school, municipality;

    /// Municipality, school with a slope of the wave, teacher.
    MixedModelData with_slope() const {
        return {y,
                {post},
                {0},
                {{.groups = municipality, .slopes = {}},
                 {.groups = school, .slopes = {0}},
                 {.groups = teacher, .slopes = {}}}};
    }
};

/// The simulated waves, or those of the first schools.
Waves read_waves(const test::NumberTable& table, double last_school) {
    const auto y = table.numbers("y");
    const auto post = table.numbers("post");
    const auto teacher = table.numbers("teacher");
    const auto school = table.numbers("school");
    const auto municipality = table.numbers("muni");
    Waves waves;
    for (std::size_t row = 0; row < y.size(); ++row) {
        if (school[row] <= last_school) {
            waves.y.push_back(y[row]);
            waves.post.push_back(post[row]);
            waves.teacher.push_back(static_cast<std::uint32_t>(teacher[row]));
            waves.school.push_back(static_cast<std::uint32_t>(school[row]));
            waves.municipality.push_back(static_cast<std::uint32_t>(municipality[row]));
        }
    }
    return waves;
}

}  // namespace

// tests/golden/stats/mixed_model/ORIGIN.md
TEST_CASE("Satterthwaite's degrees of freedom agree with lmerTest") {
    const auto sleep = test::shared_table("multilevel/lme4_sleepstudy.csv");
    const auto simulated = test::shared_table("simulated/wave_change_8400.csv");
    if (!sleep || !simulated) {
        return;
    }
    const auto reaction = sleep->numbers("Reaction");
    const auto days = sleep->numbers("Days");
    const auto subject = sleep->groups({"Subject"});
    const RandomTerm together{.groups = subject, .slopes = {0}};
    const RandomTerm apart{.groups = subject, .slopes = {0}, .covariance = RandomTerm::Covariance::independent};
    const MixedModelData correlated{reaction, {days}, {0}, {together}};
    auto fit = fit_mixed_model(correlated);
    auto tests = satterthwaite_tests(correlated, *fit);
    REQUIRE(tests.has_value());
    CHECK((*tests)[1].degrees == near(17, 1e-3));
    CHECK((*tests)[1].t == near(6.77148460569, 1e-5));
    CHECK((*tests)[1].p == near(3.26379001974e-06, 2e-3));
    const MixedModelData independent{reaction, {days}, {0}, {apart}};
    fit = fit_mixed_model(independent);
    tests = satterthwaite_tests(independent, *fit);
    REQUIRE(tests.has_value());
    CHECK((*tests)[0].degrees == near(18.1562022223, 1e-3));
    CHECK((*tests)[1].degrees == near(18.1562020400, 1e-3));
    const auto waves = read_waves(*simulated, 1e9);
    const auto model = waves.with_slope();
    fit = fit_mixed_model(model);
    tests = satterthwaite_tests(model, *fit);
    REQUIRE(tests.has_value());
    CHECK((*tests)[0].degrees == near(153.031066576, 2e-3));
    CHECK((*tests)[1].degrees == near(446.937515634, 2e-3));
}

// lmerTest gives 17 whatever the unit of the days; steps of the derivatives that are fixed beforehand do not.
TEST_CASE("Satterthwaite's degrees do not depend on the unit of a column") {
    const auto sleep = test::shared_table("multilevel/lme4_sleepstudy.csv");
    if (!sleep) {
        return;
    }
    const auto reaction = sleep->numbers("Reaction");
    const auto subject = sleep->groups({"Subject"});
    for (const double unit : {1e-3, 0.1, 1.0, 30.0, 86'400.0}) {
        CAPTURE(unit);
        auto days = sleep->numbers("Days");
        for (double& day : days) {
            day *= unit;
        }
        const MixedModelData data{reaction, {days}, {0}, {{.groups = subject, .slopes = {0}}}};
        const auto fit = fit_mixed_model(data);
        REQUIRE(fit.has_value());
        const auto tests = satterthwaite_tests(data, *fit);
        REQUIRE(tests.has_value());
        CHECK((*tests)[1].degrees == near(17, 1e-3));
    }
}

// tests/golden/stats/mixed_model/ORIGIN.md: people with one to three occasions, 99 answers missing.
TEST_CASE("an unbalanced growth model of people agrees with lme4 and lmerTest") {
    const auto table = test::shared_table("multilevel/multilevel_univbct.csv");
    if (!table) {
        return;
    }
    std::vector<double> satisfaction, time;
    std::vector<std::uint32_t> person;
    const auto scores = table->numbers("JSAT");
    const auto times = table->numbers("TIME");
    const auto people = table->groups({"SUBNUM"});
    for (std::size_t row = 0; row < scores.size(); ++row) {
        if (!std::isnan(scores[row])) {
            satisfaction.push_back(scores[row]);
            time.push_back(times[row]);
            person.push_back(people[row]);
        }
    }
    const MixedModelData data{satisfaction, {time}, {0}, {{.groups = person, .slopes = {0}}}};
    const auto fit = fit_mixed_model(data);
    REQUIRE(fit.has_value());
    CHECK(fit->row_count == 1396);
    CHECK(fit->criterion == near(3422.13177204, 1e-9));
    CHECK(fit->residual_variance == near(0.3286347406, 1e-5));
    CHECK(fit->random[0].covariance(0, 0) == near(0.6700931445, 1e-5));
    CHECK(fit->random[0].covariance(1, 0) == near(-0.1501396671, 1e-5));
    CHECK(fit->random[0].covariance(1, 1) == near(0.1005150594, 1e-5));
    const auto tests = satterthwaite_tests(data, *fit);
    REQUIRE(tests.has_value());
    CHECK((*tests)[1].estimate == near(0.0539549795, 1e-6));
    CHECK((*tests)[1].standard_error == near(0.0239477377, 1e-6));
    CHECK((*tests)[0].degrees == near(476.7017558, 2e-3));
    CHECK((*tests)[1].degrees == near(469.0645879, 2e-3));
}

TEST_CASE("with independent rows CR2 is that of clubSandwich for least squares") {
    const auto simulated = test::shared_table("simulated/wave_change_8400.csv");
    if (!simulated) {
        return;
    }
    const auto waves = read_waves(*simulated, 10);
    const MixedModelData model{waves.y, {waves.post}, {0}, {{.groups = waves.school, .slopes = {}}}};
    auto fit = fit_mixed_model(model);
    REQUIRE(fit.has_value());
    auto least_squares = *fit;
    least_squares.theta = {0};
    const auto tests = cluster_robust_tests(model, least_squares);
    REQUIRE(tests.has_value());
    CHECK((*tests)[0].standard_error == Approx(0.1331).epsilon(4e-4));
    CHECK((*tests)[0].degrees == near(9, 1e-6));
    CHECK((*tests)[1].standard_error == Approx(0.0959).epsilon(5e-4));
    CHECK((*tests)[1].degrees == near(9, 1e-6));
    CHECK((*tests)[1].p == Approx(0.139).epsilon(5e-3));
}

// Every school has n people in each wave: generalised least squares weighs all alike, so that the robust variance of
// the change is that of the J differences of means, J - 1 degrees, whatever the variance components.
TEST_CASE("in a balanced design CR2 is the paired test of the schools' means") {
    SeededRandom random(3);
    for (const std::uint32_t schools : {2U, 5U, 12U}) {
        CAPTURE(schools);
        Waves waves;
        Column before;
        Column after;
        for (std::uint32_t school = 0; school < schools; ++school) {
            const double change = 0.3 * random.normal();
            for (int wave = 0; wave < 2; ++wave) {
                double sum = 0;
                for (int i = 0; i < 8; ++i) {
                    waves.y.push_back(school * 0.1 + wave * change + random.normal());
                    waves.post.push_back(wave);
                    waves.school.push_back(school);
                    sum += waves.y.back();
                }
                (wave == 0 ? before : after).push_back(sum / 8);
            }
        }
        const MixedModelData model{waves.y, {waves.post}, {0}, {{.groups = waves.school, .slopes = {0}}}};
        const auto fit = fit_mixed_model(model);
        REQUIRE(fit.has_value());
        const auto robust = cluster_robust_tests(model, *fit);
        const auto paired = paired_change(before, after);
        REQUIRE(robust.has_value());
        CHECK((*robust)[1].estimate == near(paired->mean, 1e-8));
        CHECK((*robust)[1].standard_error == near(paired->standard_error, 1e-8));
        CHECK((*robust)[1].degrees == near(paired->degrees, 1e-8));
    }
}

TEST_CASE("effects of groups agree with lme4") {
    const auto dyestuff = test::shared_table("multilevel/lme4_Dyestuff.csv");
    const auto sleep = test::shared_table("multilevel/lme4_sleepstudy.csv");
    const auto simulated = test::shared_table("simulated/wave_change_8400.csv");
    if (!dyestuff || !sleep || !simulated) {
        return;
    }
    const auto yield = dyestuff->numbers("Yield");
    const auto batch = dyestuff->groups({"Batch"});
    const MixedModelData batches{yield, {}, {}, {{.groups = batch, .slopes = {}}}};
    const auto fit = fit_mixed_model(batches);
    const auto effects = group_effects(batches, *fit, 0);
    REQUIRE(effects.has_value());
    const Column expected{-17.606851223464, 0.391263360522,  28.562225318065,
                          -23.084538270764, 56.733187275608, -44.995286459964};
    // One group of n: the conditional variance 19.5865700599^2 of lme4, and (1 - lambda)^2 Var(mean) on top of it.
    const double lambda = 1764.05 / (1764.05 + 2451.25 / 5);
    for (std::size_t g = 0; g < expected.size(); ++g) {
        CHECK(effects->effects[g][0].deviation == near(expected[g], 1e-5));
        CHECK(effects->effects[g][0].value == near(1527.5 + expected[g], 1e-6));
        CHECK(effects->effects[g][0].deviation_error == near(std::hypot(19.5865700599, lambda * 19.3834119437), 1e-5));
        CHECK(effects->effects[g][0].value_error ==
              near(std::hypot(19.5865700599, (1 - lambda) * 19.3834119437), 1e-5));
    }
    const auto reaction = sleep->numbers("Reaction");
    const auto days = sleep->numbers("Days");
    const auto subject = sleep->groups({"Subject"});
    const MixedModelData slopes{reaction, {days}, {0}, {{.groups = subject, .slopes = {0}}}};
    const auto slope_fit = fit_mixed_model(slopes);
    const auto subjects = group_effects(slopes, *slope_fit, 0);
    REQUIRE(subjects.has_value());
    CHECK(subjects->effects[1][0].deviation == near(-40.39857692492, 1e-4));
    CHECK(subjects->effects[1][1].deviation == near(-8.61970318296, 1e-4));
    const auto waves = read_waves(*simulated, 1e9);
    const auto model = waves.with_slope();
    const auto wave_fit = fit_mixed_model(model);
    const auto schools = group_effects(model, *wave_fit, 1);
    REQUIRE(schools.has_value());
    REQUIRE(schools->labels.back() == 450);
    CHECK(schools->effects[447][0].deviation == near(0.180114107179, 1e-4));
    CHECK(schools->effects[448][1].deviation == near(0.0698091704248, 1e-4));
    CHECK(schools->effects[449][0].deviation == near(-0.207780873610, 1e-4));
    CHECK(schools->effects[449][1].value == near(0.226709116887 - 0.1197869273361, 1e-3));
}

TEST_CASE("inference asks for the fit of the data, and for nested groupings where it needs them") {
    const Column y{1, 2, 3, 5, 4, 7, 2, 6};
    const Groups groups{0, 0, 1, 1, 2, 2, 3, 3};
    const Groups across{0, 1, 0, 1, 0, 1, 1, 0};
    const MixedModelData one{y, {}, {}, {{.groups = groups, .slopes = {}}}};
    const MixedModelData crossed{y, {}, {}, {{.groups = groups, .slopes = {}}, {.groups = across, .slopes = {}}}};
    const auto fit = fit_mixed_model(one);
    const auto crossed_fit = fit_mixed_model(crossed);
    REQUIRE(fit.has_value());
    REQUIRE(crossed_fit.has_value());
    CHECK(satterthwaite_tests(crossed, *fit).error().field == "fit");
    CHECK(cluster_robust_tests(crossed, *crossed_fit).error().field == "random");
    CHECK(group_effects(crossed, *crossed_fit, 0).error().field == "random");
    CHECK(group_effects(one, *fit, 1).error().field == "term");
    CHECK(satterthwaite_tests(one, *fit, 1).error().field == "confidence");
    CHECK(satterthwaite_tests(crossed, *crossed_fit).has_value());
}
