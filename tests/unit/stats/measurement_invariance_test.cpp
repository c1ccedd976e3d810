#include "stats/measurement_invariance.h"

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

/// Items of R psychTools' bfi, reversed ones turned around, with the groups of a column in the order given.
std::optional<Result<InvarianceStudy>> bfi_study(const std::vector<std::string>& scales, const std::string& column,
                                                 const std::vector<double>& codes, bool in_two = false) {
    const auto table = test::shared_table("psychometrics/psych_bfi.csv");
    if (!table) {
        return {};
    }
    std::vector<std::string> names;
    std::vector<std::uint8_t> reversed;
    FactorPattern pattern{5 * scales.size(), {}, true};
    for (const auto& scale : scales) {
        pattern.factors.emplace_back();
        for (int item = 1; item <= 5; ++item) {
            pattern.factors.back().push_back(names.size());
            names.push_back(scale + std::to_string(item));
            const std::array<std::string, 7> turned{"A1", "C4", "C5", "E1", "E2", "O2", "O5"};
            reversed.push_back(std::ranges::find(turned, names.back()) != turned.end() ? 1 : 0);
        }
    }
    std::vector<std::uint32_t> groups;
    for (const double value : table->numbers(column)) {
        const auto place = std::ranges::find(codes, value);
        groups.push_back(place == codes.end() ? no_group : static_cast<std::uint32_t>(place - codes.begin()));
    }
    auto answers = table->answers(names, 1);
    if (in_two) {  // 1 to 3 and 4 to 6, before turning around
        for (auto& answer : answers) {
            answer = answer == 255 ? answer : answer > 2 ? 1 : 0;
        }
    }
    return study_invariance({answers, names.size(), static_cast<std::uint8_t>(in_two ? 2 : 6), 255, reversed}, groups,
                            codes.size(), pattern);
}

struct Level {
    std::size_t degrees, parameters;
    double chi_square, scaled, cfi, tli, rmsea, lower, upper, srmr;
};

struct Difference {
    std::size_t degrees;
    double chi_square, p;
};

void check_study(const InvarianceStudy& study, const std::vector<Level>& levels,
                 const std::vector<Difference>& differences) {
    REQUIRE(study.steps.size() == levels.size());
    for (std::size_t step = 0; step < levels.size(); ++step) {
        CAPTURE(step);
        const auto& fit = study.steps[step].fit;
        const auto& level = levels[step];
        CHECK(fit.degrees == level.degrees);
        CHECK(study.steps[step].parameters == level.parameters);
        CHECK(is_near(fit.chi_square, level.chi_square, 5e-4));
        CHECK(is_near(fit.scaled, level.scaled, 5e-4));
        CHECK(is_near(fit.cfi, level.cfi, 1e-6));
        CHECK(is_near(fit.tli, level.tli, 1e-6));
        CHECK(is_near(fit.rmsea, level.rmsea, 1e-6));
        CHECK(is_near(fit.rmsea_interval.lower, level.lower, 1e-6));
        CHECK(is_near(fit.rmsea_interval.upper, level.upper, 1e-6));
        CHECK(is_near(fit.srmr, level.srmr, 1e-6));
        if (step > 0) {
            const auto& difference = study.steps[step].difference;
            REQUIRE(difference.has_value());
            CHECK(difference->degrees == differences[step - 1].degrees);
            CHECK(is_near(difference->chi_square, differences[step - 1].chi_square, 5e-4));
            CHECK(is_near(difference->p, differences[step - 1].p, 5e-6));
        }
    }
    CHECK_FALSE(study.steps.front().difference.has_value());
}

}  // namespace

// tests/golden/stats/measurement_invariance/ORIGIN.md, as the other values of this file.
TEST_CASE("one factor of women and men has lavaan's fit at every level, differences and parameters") {
    const auto study = bfi_study({"N"}, "gender", {1, 2});
    if (!study) {
        return;
    }
    REQUIRE(study->has_value());
    check_study(**study,
                {{10, 60, 301.2071812, 577.9509794, 0.9588244, 0.9176488, 0.2054154, 0.1913592, 0.2198268, 0.0621411},
                 {25, 45, 308.5283944, 647.0516978, 0.9549022, 0.9639218, 0.1359630, 0.1270148, 0.1451206, 0.0621410},
                 {29, 41, 313.5876326, 499.3917524, 0.9658973, 0.9764809, 0.1097762, 0.1014367, 0.1183340, 0.0623197},
                 {33, 37, 560.7016965, 694.5538153, 0.9520384, 0.9709323, 0.1220403, 0.1142292, 0.1300261, 0.0630219}},
                {{15, 18.07556683, 0.25871363}, {4, 4.45216172, 0.34825761}, {4, 156.81545046, 0.0}});
    CHECK((*study)->rows == std::vector<std::size_t>{889, 1805});
    const auto& scalar = (*study)->steps[3].groups[1];
    CHECK(is_near(scalar.means[0], 0.2830547, 2e-6));
    CHECK(is_near(scalar.mean_errors[0], 0.0448069, 2e-6));
    CHECK(is_near(scalar.covariance[0], 1.0383136, 5e-6));
    const double loadings[] = {0.8202264, 0.8255620, 0.7584883, 0.6057585, 0.5808474};
    const double scales[] = {1.0452002, 0.9997497, 0.9819247, 1.0123151, 0.9315219};
    const double intercepts[] = {0.1010667, 0.2143868, 0.2839354, -0.0000556, 0.5003291};
    for (std::size_t item = 0; item < 5; ++item) {
        CHECK(is_near(scalar.loadings[item], loadings[item], 2e-6));
        CHECK(is_near(scalar.scales[item], scales[item], 5e-6));
        CHECK(is_near((*study)->steps[1].groups[1].intercepts[item], intercepts[item], 5e-6));
        CHECK((*study)->steps[3].groups[0].scales[item] == 1);
    }
}

TEST_CASE("two correlated factors of women and men have lavaan's fit") {
    const auto study = bfi_study({"E", "N"}, "gender", {1, 2});
    if (!study) {
        return;
    }
    REQUIRE(study->has_value());
    check_study(
        **study,
        {{68, 122, 1261.2978199, 1488.7574050, 0.9224015, 0.8972962, 0.1264109, 0.1208721, 0.1320342, 0.0827080},
         {98, 92, 1272.2974699, 1699.8987450, 0.9125080, 0.9196502, 0.1118108, 0.1071792, 0.1165076, 0.0827080},
         {106, 84, 1290.0871082, 1599.2290050, 0.9184433, 0.9307538, 0.1037981, 0.0993349, 0.1083256, 0.0829884},
         {114, 76, 1562.9602646, 1762.5246097, 0.9099614, 0.9289169, 0.1051658, 0.1008624, 0.1095282, 0.0832222}},
        {{30, 27.67686803, 0.58755560}, {8, 14.63603462, 0.06662108}, {8, 175.31884152, 0.0}});
    const auto& scalar = (*study)->steps[3].groups[1];
    CHECK(is_near(scalar.means[0], 0.2193922, 5e-6));
    CHECK(is_near(scalar.covariance[0], 0.8217490, 5e-6));
    CHECK(is_near(scalar.covariance[1], -0.3001389, 5e-6));
}

TEST_CASE("three groups have lavaan's fit") {
    const auto study = bfi_study({"C"}, "education", {3, 4, 5});
    if (!study) {
        return;
    }
    REQUIRE(study->has_value());
    check_study(**study,
                {{15, 90, 119.6200711, 233.7539866, 0.9464507, 0.8929014, 0.1482745, 0.1318369, 0.1653423, 0.0490039},
                 {45, 60, 147.6013085, 290.7450618, 0.9398435, 0.9598957, 0.0907340, 0.0809429, 0.1008215, 0.0490039},
                 {53, 52, 161.5145258, 239.4133343, 0.9543675, 0.9741703, 0.0728173, 0.0635836, 0.0823201, 0.0509284},
                 {61, 44, 204.3676389, 251.6422741, 0.9533322, 0.9770486, 0.0686402, 0.0599557, 0.0775580, 0.0509791}},
                {{30, 57.82281768, 0.00167563}, {8, 10.93673450, 0.20530974}, {8, 29.89148158, 0.00022092}});
}

TEST_CASE("items of two categories are asked about all at once, and have lavaan's fit") {
    const auto study = bfi_study({"N"}, "gender", {1, 2}, true);
    if (!study) {
        return;
    }
    REQUIRE(study->has_value());
    check_study(**study,
                {{10, 20, 119.8542282, 188.5044315, 0.9677391, 0.9354782, 0.1151601, 0.1011084, 0.1298208, 0.0669773},
                 {13, 17, 185.4687070, 280.4753214, 0.9516595, 0.9256299, 0.1236368, 0.1112827, 0.1364303, 0.0685510}},
                {{3, 89.51771853, 0.0}});
    CHECK((*study)->steps[1].level == InvarianceLevel::intercepts);
    const auto& joint = (*study)->steps[1].groups[1];
    CHECK(is_near(joint.means[0], 0.235, 5e-4));
    CHECK(is_near(joint.mean_errors[0], 0.055, 5e-4));
    CHECK(is_near(joint.covariance[0], 1.752, 5e-4));
    const double loadings[] = {0.801, 0.854, 0.773, 0.649, 0.617};
    const double scales[] = {0.831, 0.756, 0.777, 0.726, 0.692};
    for (std::size_t item = 0; item < 5; ++item) {
        CHECK(is_near(joint.loadings[item], loadings[item], 5e-4));
        CHECK(is_near(joint.scales[item], scales[item], 5e-4));
    }
    const auto three = bfi_study({"C"}, "education", {3, 4, 5}, true);
    REQUIRE(three->has_value());
    check_study(**three,
                {{15, 30, 33.0331324, 50.1142314, 0.9699427, 0.9398854, 0.0594060, 0.0417262, 0.0779782, 0.0535538},
                 {21, 24, 39.4857685, 51.8035668, 0.9736326, 0.9623322, 0.0470246, 0.0310079, 0.0633469, 0.0566135}},
                {{6, 6.55366501, 0.36410039}});
}

TEST_CASE("groups from one population differ at no level, and the order of the others does not matter") {
    SeededRandom random(12);
    std::vector<std::uint8_t> answers;
    std::vector<std::uint32_t> groups;
    std::vector<std::uint32_t> exchanged;
    for (std::uint32_t row = 0; row < 1500; ++row) {
        const double factor = random.normal();
        groups.push_back(row % 3);
        exchanged.push_back(row % 3 == 0 ? 0 : 3 - row % 3);
        for (int item = 0; item < 4; ++item) {
            const double behind = 0.7 * factor + 0.714 * random.normal();
            answers.push_back(static_cast<std::uint8_t>(std::clamp(std::floor(1.2 * behind + 2), 0.0, 3.0)));
        }
    }
    const AnswerMatrix matrix{answers, 4, 4, 255, {}};
    const auto pattern = FactorPattern::one_factor(4);
    const auto study = study_invariance(matrix, groups, 3, pattern);
    REQUIRE(study.has_value());
    for (std::size_t step = 1; step < 4; ++step) {
        CHECK(study->steps[step].difference->p > 0.001);
        CHECK(study->steps[step].fit.cfi > 0.98);
    }
    const auto other = study_invariance(matrix, exchanged, 3, pattern);
    REQUIRE(other.has_value());
    for (std::size_t step = 0; step < 4; ++step) {
        CHECK(is_near(other->steps[step].fit.scaled, study->steps[step].fit.scaled, 1e-5));
        CHECK(is_near(other->steps[step].groups[1].means[0], study->steps[step].groups[2].means[0], 1e-5));
    }
}

TEST_CASE("with three categories the thresholds of two groups are lines of each other, and there is nothing to test") {
    SeededRandom random(8);
    std::vector<std::uint8_t> answers;
    std::vector<std::uint32_t> groups;
    for (std::uint32_t row = 0; row < 800; ++row) {
        const double factor = random.normal();
        groups.push_back(row % 2);
        for (int item = 0; item < 4; ++item) {
            const double behind = 0.8 * factor + 0.6 * random.normal() + 0.2 * (row % 2);
            answers.push_back(static_cast<std::uint8_t>(std::clamp(std::floor(behind + 1.5), 0.0, 2.0)));
        }
    }
    const auto study = study_invariance({answers, 4, 3, 255, {}}, groups, 2, FactorPattern::one_factor(4));
    REQUIRE(study.has_value());
    CHECK_FALSE(study->steps[1].difference.has_value());
    CHECK(study->steps[1].fit.degrees == study->steps[0].fit.degrees);
    CHECK(is_near(study->steps[1].fit.scaled, study->steps[0].fit.scaled, 1e-4));
    CHECK(study->steps[2].difference->degrees == 3);
    // The second group was drawn .2 higher.
    CHECK(is_near(study->steps[3].groups[1].means[0], 0.25, 3 * study->steps[3].groups[1].mean_errors[0]));
}

TEST_CASE("groups that cannot be compared are refused, with the item and the group") {
    SeededRandom random(3);
    std::vector<std::uint8_t> answers;
    std::vector<std::uint32_t> groups;
    for (std::uint32_t row = 0; row < 600; ++row) {
        const double factor = random.normal();
        groups.push_back(row % 2);
        for (int item = 0; item < 4; ++item) {
            answers.push_back(
                static_cast<std::uint8_t>(std::clamp(std::floor(factor + random.normal() + 2), 0.0, 3.0)));
        }
    }
    const auto pattern = FactorPattern::one_factor(4);
    const auto field = [&](std::vector<std::uint8_t> changed, std::size_t group_count) {
        const auto study = study_invariance({changed, 4, 4, 255, {}}, groups, group_count, pattern);
        return study ? std::string("studied") : study.error().field;
    };
    CHECK(field(answers, 2) == "studied");
    CHECK(field(answers, 1) == "groups");
    CHECK(field(answers, 3) == "groups[2].answers");  // nobody in it
    auto changed = answers;
    for (std::size_t row = 1; row < 600; row += 2) {
        changed[row * 4 + 2] = std::min<std::uint8_t>(changed[row * 4 + 2], 2);
    }
    CHECK(field(changed, 2) == "items[2]");
    for (std::size_t row = 0; row < 600; ++row) {
        changed[row * 4 + 1] = changed[row * 4 + 1] > 1 ? 3 : 0;
    }
    CHECK(field(changed, 2) == "items[1]");
    for (std::size_t row = 0; row < 600; row += 2) {
        changed[row * 4] = 1;
    }
    CHECK(field(changed, 2) == "groups[0].items[0]");
}
