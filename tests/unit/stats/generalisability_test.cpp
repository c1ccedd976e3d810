#include "stats/generalisability.h"

#include "base/random.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

using namespace minka;
using namespace minka::stats;
using doctest::Approx;

namespace {

Approx near(double value, double tolerance = 1e-10) { return Approx(value).epsilon(tolerance); }
using Levels = std::vector<std::uint32_t>;

/// A complete table, subject by rater, as values with their two facets.
struct Crossed {
    std::vector<double> values;
    Levels subject;
    Levels rater;
};

Crossed shrout_and_fleiss() {
    return {{9, 2, 5, 8, 6, 1, 3, 2, 8, 4, 6, 8, 7, 1, 2, 6, 10, 5, 6, 9, 6, 2, 4, 7},
            {0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5},
            {0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3}};
}

}  // namespace

// Shrout & Fleiss (1979), table 3: mean squares 11.24, 32.49, 1.02 (more digits: 56.2083/5, 97.4583/3, 15.2917/15).
// Components (MS_s - MS_e) / 4, (MS_r - MS_e) / 6, MS_e; the decision study then is ICC(3,k) and ICC(2,k).
TEST_CASE("a crossed study of subjects and raters gives the components of analysis of variance and its ICC") {
    const auto data = shrout_and_fleiss();
    const auto study = study_generalisability({data.values, {data.subject, data.rater}, {{0}, {1}}});
    REQUIRE(study.has_value());
    const double subjects = 1349.0 / 24 / 5;  // sums of squares 1349/24, 2339/24, 367/24 of the table
    const double raters = 2339.0 / 24 / 3;
    const double error = 367.0 / 24 / 15;
    CHECK(study->components[0].variance == near((subjects - error) / 4));
    CHECK(study->components[1].variance == near((raters - error) / 6));
    CHECK(study->components[2].variance == near(error));
    CHECK(study->components[0].share + study->components[1].share + study->components[2].share == near(1));
    const auto one = decide(*study, {{0}, {1, 1}});
    CHECK(std::abs(one->generalisability - 0.7148407) < 5.1e-8);
    CHECK(std::abs(one->dependability - 0.2897638) < 5.1e-8);
    const auto four = decide(*study, {{0}, {1, 4}});
    CHECK(std::abs(four->generalisability - 0.9093155) < 5.1e-8);
    CHECK(std::abs(four->dependability - 0.6200505) < 5.1e-8);
}

TEST_CASE("a nested study equals the nested analysis of variance") {
    // Two schools of two teachers of two visits: (1 3) (4 8) | (2 2) (9 7). School sums 16, 20; teacher sums 4 12 4 16.
    // SS schools = (256 + 400) / 4 - 36^2 / 8 = 2 on 1; teachers in schools = (16 + 144 + 16 + 256) / 2 - 164 = 52 on
    // 2; residual = 228 - 216 = 12 on 4. Components: 3, (26 - 3) / 2 = 11.5, (2 - 26) / 4 = -6.
    const std::vector<double> values{1, 3, 4, 8, 2, 2, 9, 7};
    const Levels school{0, 0, 0, 0, 1, 1, 1, 1};
    const Levels teacher{0, 0, 1, 1, 0, 0, 1, 1};
    const auto study = study_generalisability({values, {school, teacher}, {{0}, {0, 1}}});
    REQUIRE(study.has_value());
    CHECK(study->components[0].variance == near(-6));
    CHECK(study->components[1].variance == near(11.5));
    CHECK(study->components[2].variance == near(3));
    CHECK(study->components[0].share == 0);
    // Teachers, whatever their school; the residual is of visits, which no facet counts: 11.5 / (11.5 + 3).
    CHECK(decide(*study, {{0, 1}, {1, 1}})->dependability == near(11.5 / 14.5));
    CHECK(decide(*study, {{0}, {1, 3}})->dependability == 0);
}

TEST_CASE("components do not depend on the order of observations, on numbering or on a shift, and go with the square") {
    SeededRandom random(3);
    std::vector<double> values;
    Levels school;
    Levels teacher;
    Levels rater;
    for (std::uint32_t i = 0; i < 400; ++i) {
        school.push_back(static_cast<std::uint32_t>(random.below(12)));
        teacher.push_back(static_cast<std::uint32_t>(random.below(5)));
        rater.push_back(static_cast<std::uint32_t>(random.below(7)));
        values.push_back(random.normal() + school.back());
    }
    const std::vector<EffectFacets> effects{{0}, {0, 1}, {2}, {0, 2}};
    const auto study = study_generalisability({values, {school, teacher, rater}, effects});
    REQUIRE(study.has_value());
    for (std::size_t i = 0; i < values.size(); ++i) {
        values[i] = 100 - 2 * values[i];
        rater[i] = 1000 - rater[i];
    }
    for (auto* facet : {&school, &teacher, &rater}) {
        std::reverse(facet->begin(), facet->end());
    }
    std::reverse(values.begin(), values.end());
    const auto other = study_generalisability({values, {school, teacher, rater}, effects});
    for (std::size_t i = 0; i < study->components.size(); ++i) {
        CHECK(other->components[i].variance == near(4 * study->components[i].variance, 1e-8));
    }
}

TEST_CASE("over many unbalanced incomplete studies the components average to those that made the data") {
    SeededRandom random(17);
    std::vector<double> mean(4, 0);
    constexpr int runs = 300;
    for (int run = 0; run < runs; ++run) {
        std::vector<double> values;
        Levels school;
        Levels teacher;
        Levels rater;
        std::vector<double> of_rater(8);
        for (auto& effect : of_rater) {
            effect = std::sqrt(0.3) * random.normal();
        }
        for (std::uint32_t s = 0; s < 15; ++s) {
            const double of_school = std::sqrt(0.5) * random.normal();
            for (std::uint32_t t = 0; t < 1 + s % 4; ++t) {
                const double of_teacher = random.normal();
                for (std::uint32_t visit = 0; visit < 2 + t; ++visit) {
                    school.push_back(s);
                    teacher.push_back(t);
                    rater.push_back(static_cast<std::uint32_t>(random.below(8)));
                    values.push_back(of_school + of_teacher + of_rater[rater.back()] +
                                     std::sqrt(0.8) * random.normal());
                }
            }
        }
        const auto study = study_generalisability({values, {school, teacher, rater}, {{0}, {0, 1}, {2}}});
        REQUIRE(study.has_value());
        for (std::size_t i = 0; i < 4; ++i) {
            mean[i] += study->components[i].variance / runs;
        }
    }
    // Four standard errors of a mean of 300 estimates whose own error is at most .35 .4 .3 .2.
    CHECK(std::abs(mean[0] - 0.5) < 0.09);
    CHECK(std::abs(mean[1] - 1.0) < 0.10);
    CHECK(std::abs(mean[2] - 0.3) < 0.07);
    CHECK(std::abs(mean[3] - 0.8) < 0.05);
}

TEST_CASE("designs that cannot be told apart are refused with the effect") {
    const auto data = shrout_and_fleiss();
    const Levels one(24, 5);
    const auto field = [&](const std::vector<std::span<const std::uint32_t>>& facets,
                           const std::vector<EffectFacets>& effects) {
        return study_generalisability({data.values, facets, effects}).error().field;
    };
    CHECK(field({data.subject, data.rater}, {}) == "effects");
    CHECK(field({data.subject, data.rater}, {{0}, {}}) == "effects[1]");
    CHECK(field({data.subject, data.rater}, {{0}, {2}}) == "effects[1]");
    CHECK(field({data.subject, data.rater}, {{0, 0}}) == "effects[0]");
    CHECK(field({data.subject, data.rater}, {{0}, {0, 1}}) == "effects[1]");  // is the residual
    CHECK(field({data.subject, data.subject}, {{0}, {1}}) == "effects");
    CHECK(field({data.subject, one}, {{0}, {1}}) == "effects[1]");
    CHECK(field({data.subject, Levels{1, 2}}, {{0}}) == "facets[1]");
    const std::vector<double> same(24, 2);
    CHECK(study_generalisability({same, {data.subject}, {{0}}}).error().field == "values");
    auto broken = data.values;
    broken[3] = std::numeric_limits<double>::quiet_NaN();
    CHECK(study_generalisability({broken, {data.subject}, {{0}}}).error().field == "values[3]");
    const auto study = study_generalisability({data.values, {data.subject, data.rater}, {{0}, {1}}});
    CHECK(decide(*study, {{0}, {1}}).error().field == "conditions");
    CHECK(decide(*study, {{0}, {1, 0}}).error().field == "conditions[1]");
    CHECK(decide(*study, {{}, {1, 1}}).error().field == "object");
    CHECK(decide(*study, {{2}, {1, 1}}).error().field == "object");
}
