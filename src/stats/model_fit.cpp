#include "stats/model_fit.h"

#include "stats/distribution.h"

#include <algorithm>
#include <cmath>

namespace minka::stats {

double UnscaledChiSquare::scaled() const {
    const double scale = std::sqrt(degrees / squared_trace);
    return scale * value + degrees - scale * trace;
}

ModelFit judge_fit(const UnscaledChiSquare& model, const UnscaledChiSquare& baseline, std::size_t rows,
                   std::size_t groups) {
    ModelFit fit;
    fit.degrees = static_cast<std::size_t>(model.degrees);
    fit.chi_square = model.value;
    fit.scaled = model.scaled();
    fit.p = chi_square_upper_tail(fit.scaled, model.degrees);
    fit.baseline_scaled = baseline.scaled();
    const double excess = fit.scaled - model.degrees;
    const double baseline_excess = fit.baseline_scaled - baseline.degrees;
    const double largest = std::max({excess, baseline_excess, 0.0});
    fit.cfi = largest > 0 ? 1 - std::max(excess, 0.0) / largest : 1;
    fit.tli = baseline_excess > 0 ? 1 - (excess / model.degrees) / (baseline_excess / baseline.degrees) : 1;
    const auto n = static_cast<double>(rows - groups);
    const auto to_rmsea = [&](double noncentrality) {
        return std::sqrt(std::max(0.0, noncentrality) * static_cast<double>(groups) / (model.degrees * n));
    };
    fit.rmsea = to_rmsea(excess);
    fit.rmsea_interval = {to_rmsea(noncentrality_of_chi_square(fit.scaled, model.degrees, 0.95)),
                          to_rmsea(noncentrality_of_chi_square(fit.scaled, model.degrees, 0.05)), 0.9};
    return fit;
}

}  // namespace minka::stats
