#include "stats/clustered_mean.h"

#include "stats/distribution.h"
#include "stats/grouping.h"

#include <cmath>
#include <vector>

namespace minka::stats {

Result<ClusteredMean> clustered_mean(std::span<const double> values, std::span<const std::uint32_t> clusters,
                                     double confidence) {
    MINKA_TRY(check_confidence(confidence));
    if (values.size() != clusters.size()) {
        return invalid("Each value needs one cluster.", "clusters");
    }
    double sum = 0;
    for (const double value : values) {
        if (!std::isfinite(value)) {
            return invalid("A mean needs finite values; leave missing ones out first.", "values");
        }
        sum += value;
    }
    const auto grouping = group_by_number(clusters);
    if (grouping.labels.size() < 2) {
        return invalid("The spread between clusters needs at least two of them.", "clusters");
    }
    const auto n = static_cast<double>(values.size());
    const auto j = static_cast<double>(grouping.labels.size());
    ClusteredMean found;
    found.observation_count = values.size();
    found.cluster_count = grouping.labels.size();
    found.mean = sum / n;
    std::vector<double> residuals(grouping.labels.size(), 0.0);
    for (std::size_t i = 0; i < values.size(); ++i) {
        residuals[grouping.index[i]] += values[i] - found.mean;
    }
    double squares = 0;
    for (const double residual : residuals) {
        squares += residual * residual;
    }
    found.standard_error = std::sqrt(j / (j - 1) * squares) / n;
    const double reach = student_t_quantile(0.5 + confidence / 2, j - 1) * found.standard_error;
    found.interval = {found.mean - reach, found.mean + reach, confidence};
    return found;
}

}  // namespace minka::stats
