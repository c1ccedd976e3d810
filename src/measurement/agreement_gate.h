#pragma once

#include "stats/agreement_study.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace minka::measurement {

/// What two observers' agreement allows.
enum class AgreementReading : std::uint8_t {
    recalibrate,  ///< below .60: stop, look at the episodes together, and do not speak of these codes
    good,         ///< from .60
    excellent,    ///< from .75
};
std::string_view to_string(AgreementReading reading);

struct AgreementGate {
    stats::AgreementCoefficient coefficient{};
    double value = 0;
    AgreementReading reading = AgreementReading::recalibrate;
    bool is_sure = false;  ///< Whether the whole interval is on the same side of .60.
};

/// The gate by quadratic kappa of two raters, ICC(2,1) of more, or ICC(1,1) where raters rotate and nobody is first or
/// second; absent where the study has none of these. The bounds are those of Cicchetti, D. V. (1994). Guidelines,
/// criteria, and rules of thumb for evaluating normed and standardized assessment instruments in psychology.
/// Psychological Assessment 6(4), 284-290: conventions, not laws. The interval of kappa is the bootstrap's where there
/// is one; that of the intraclass correlations the analytic one, which holds for other raters than these, too.
std::optional<AgreementGate> judge_agreement(const stats::AgreementStudy& study, bool raters_rotate);

}  // namespace minka::measurement
