#include "measurement/agreement_gate.h"

#include <algorithm>

namespace minka::measurement {

namespace {

constexpr double good_from = 0.60;
constexpr double excellent_from = 0.75;

}  // namespace

std::string_view to_string(AgreementReading reading) {
    switch (reading) {
        case AgreementReading::good: return "good";
        case AgreementReading::excellent: return "excellent";
        case AgreementReading::recalibrate: break;
    }
    return "recalibrate";
}

std::optional<AgreementGate> judge_agreement(const stats::AgreementStudy& study, bool raters_rotate) {
    using enum stats::AgreementCoefficient;
    const auto wanted = raters_rotate ? icc_1_1 : study.rater_count == 2 ? kappa_quadratic : icc_2_1;
    const auto figure = std::ranges::find(study.figures, wanted, &stats::AgreementFigure::coefficient);
    if (figure == study.figures.end() || !figure->value) {
        return std::nullopt;
    }
    AgreementGate gate;
    gate.coefficient = wanted;
    gate.value = *figure->value;
    gate.reading = gate.value >= excellent_from ? AgreementReading::excellent
                   : gate.value >= good_from    ? AgreementReading::good
                                                : AgreementReading::recalibrate;
    const auto& interval = wanted == kappa_quadratic && figure->bootstrap ? figure->bootstrap : figure->analytic;
    gate.is_sure = interval && (gate.reading == AgreementReading::recalibrate ? interval->upper < good_from
                                                                              : interval->lower >= good_from);
    return gate;
}

}  // namespace minka::measurement
