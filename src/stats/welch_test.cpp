#include "stats/welch_test.h"

#include "stats/distribution.h"

#include <cmath>

namespace minka::stats {
namespace {

struct Moments {
    double mean = 0;
    double variance_of_mean = 0;
    double degrees = 0;
};

Result<Moments> moments_of(std::span<const double> values, const char* field) {
    if (values.size() < 2) {
        return invalid("Each set needs at least two units.", field);
    }
    const auto n = static_cast<double>(values.size());
    Moments moments{.mean = 0, .variance_of_mean = 0, .degrees = n - 1};
    for (const double value : values) {
        if (!std::isfinite(value)) {
            return invalid("A value is missing or infinite.", field);
        }
        moments.mean += value / n;
    }
    for (const double value : values) {
        moments.variance_of_mean += (value - moments.mean) * (value - moments.mean);
    }
    moments.variance_of_mean /= (n - 1) * n;
    return moments;
}

}  // namespace

Result<MeanDifference> welch_test(std::span<const double> first, std::span<const double> second, double confidence) {
    MINKA_TRY(check_confidence(confidence));
    MINKA_TRY_ASSIGN(const auto one, moments_of(first, "first"));
    MINKA_TRY_ASSIGN(const auto other, moments_of(second, "second"));
    const double variance = one.variance_of_mean + other.variance_of_mean;
    if (!(variance > 0)) {
        return invalid("Neither set has any spread, so that their difference has no error.", "first");
    }
    MeanDifference result;
    result.first_count = first.size();
    result.second_count = second.size();
    result.difference = one.mean - other.mean;
    result.standard_error = std::sqrt(variance);
    result.t = result.difference / result.standard_error;
    // Through shares of the variance, so that very small variances do not vanish when squared.
    const double share = one.variance_of_mean / variance;
    result.degrees = 1 / (share * share / one.degrees + (1 - share) * (1 - share) / other.degrees);
    result.p = student_t_two_sided(result.t, result.degrees);
    const double half = student_t_quantile(0.5 + confidence / 2, result.degrees) * result.standard_error;
    result.interval = {result.difference - half, result.difference + half, confidence};
    return result;
}

}  // namespace minka::stats
