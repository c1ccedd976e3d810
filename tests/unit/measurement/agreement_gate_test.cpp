#include "measurement/agreement_gate.h"

#include <doctest/doctest.h>

using namespace minka;
using namespace minka::measurement;
using enum stats::AgreementCoefficient;

namespace {

stats::AgreementStudy study_of(std::size_t raters, stats::AgreementCoefficient coefficient, double value, double lower,
                               double upper) {
    stats::AgreementStudy study;
    study.rater_count = raters;
    study.figures.push_back({.coefficient = coefficient,
                             .value = value,
                             .standard_error = std::nullopt,
                             .analytic = stats::Interval{lower, upper, 0.95},
                             .bootstrap = std::nullopt,
                             .undefined_replicates = 0,
                             .reason = ""});
    return study;
}

}  // namespace

TEST_CASE("observers below .60 stop and recalibrate, and each bound belongs to the better side") {
    struct Case {
        double value;
        AgreementReading reading;
    };
    for (const auto& c : {Case{0.599, AgreementReading::recalibrate}, Case{0.60, AgreementReading::good},
                          Case{0.749, AgreementReading::good}, Case{0.75, AgreementReading::excellent}}) {
        CAPTURE(c.value);
        CHECK(judge_agreement(study_of(2, kappa_quadratic, c.value, 0.5, 0.9), false)->reading == c.reading);
    }
}

TEST_CASE("a reading is sure when the whole interval is on its side of .60") {
    CHECK(judge_agreement(study_of(2, kappa_quadratic, 0.7, 0.60, 0.8), false)->is_sure);
    CHECK_FALSE(judge_agreement(study_of(2, kappa_quadratic, 0.8, 0.59, 0.9), false)->is_sure);
    CHECK(judge_agreement(study_of(2, kappa_quadratic, 0.4, 0.2, 0.59), false)->is_sure);
    CHECK_FALSE(judge_agreement(study_of(2, kappa_quadratic, 0.4, 0.2, 0.60), false)->is_sure);
    // The bootstrap's interval of kappa goes before the analytic one.
    auto study = study_of(2, kappa_quadratic, 0.7, 0.60, 0.8);
    study.figures.front().bootstrap = stats::Interval{0.5, 0.8, 0.95};
    CHECK_FALSE(judge_agreement(study, false)->is_sure);
}

TEST_CASE("the coefficient follows the raters, and without it there is no gate") {
    CHECK(judge_agreement(study_of(3, icc_2_1, 0.7, 0.6, 0.8), false)->coefficient == icc_2_1);
    CHECK(judge_agreement(study_of(2, icc_1_1, 0.7, 0.6, 0.8), true)->coefficient == icc_1_1);
    CHECK_FALSE(judge_agreement(study_of(3, kappa_quadratic, 0.7, 0.6, 0.8), false).has_value());
    auto study = study_of(2, kappa_quadratic, 0.7, 0.6, 0.8);
    study.figures.front().value.reset();
    CHECK_FALSE(judge_agreement(study, false).has_value());
}
