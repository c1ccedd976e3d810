#pragma once

#include "base/result.h"

namespace minka::stats {

/// A confidence interval: `confidence` is the nominal coverage, 0.95 for 95 %.
struct Interval {
    double lower = 0;
    double upper = 0;
    double confidence = 0.95;

    bool contains(double value) const { return lower <= value && value <= upper; }
};

/// Problems: `invalid_input` when the confidence is not strictly between 0 and 1.
inline Result<> check_confidence(double confidence) {
    if (!(confidence > 0 && confidence < 1)) {
        return invalid("The confidence of an interval lies strictly between 0 and 1; write 0.95 for 95 %.",
                       "confidence");
    }
    return {};
}

}  // namespace minka::stats
