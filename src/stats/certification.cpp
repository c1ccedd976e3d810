#include "stats/certification.h"

#include "stats/distribution.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace minka::stats {
namespace {

Result<> check_gate(const CertificationGate& gate) {
    if (!(gate.share >= 0 && gate.share <= 1)) {
        return invalid("The share of a gate lies between 0 and 1; write 0.8 for 80 %.", "gate.share");
    }
    return {};
}

/// Sums for a straight line of y by x, from the means.
struct Line {
    double slope = 0;
    double squares_x = 0;
    double residual = 0;
};

Line fit_line(std::span<const double> x, std::span<const double> y) {
    const auto n = static_cast<double>(x.size());
    double mean_x = 0;
    double mean_y = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        mean_x += x[i] / n;
        mean_y += y[i] / n;
    }
    Line line;
    double products = 0;
    double squares_y = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        line.squares_x += (x[i] - mean_x) * (x[i] - mean_x);
        products += (x[i] - mean_x) * (y[i] - mean_y);
        squares_y += (y[i] - mean_y) * (y[i] - mean_y);
    }
    line.slope = products / line.squares_x;
    line.residual = squares_y - line.slope * products;
    // What rounding leaves of points on a line.
    line.residual = line.residual <= 1e-12 * squares_y ? 0 : line.residual;
    return line;
}

/// The trends of a drift: whether each code agrees, and how far it lies from the master's, by period.
void add_trends(Drift& drift, std::span<const double> period, std::span<const double> agrees,
                std::span<const double> deviation) {
    const auto n = static_cast<double>(period.size());
    const auto share = fit_line(period, agrees);
    const double agreeing = static_cast<double>(std::ranges::count(agrees, 1.0)) / n;
    if (agreeing > 0 && agreeing < 1) {
        drift.share_slope = share.slope;
        const double z = share.slope * std::sqrt(share.squares_x / (agreeing * (1 - agreeing)));
        drift.share_p = 2 * normal_upper_tail(std::abs(z));
    }
    if (period.size() >= 3) {
        const auto line = fit_line(period, deviation);
        drift.deviation_slope = line.slope;
        if (line.residual > 0) {
            const double error = std::sqrt(line.residual / (n - 2) / line.squares_x);
            drift.deviation_p = student_t_two_sided(line.slope / error, n - 2);
        }
    }
}

}  // namespace

Result<MasterComparison> compare_with_master(std::span<const std::uint8_t> rater, std::span<const std::uint8_t> master,
                                             std::size_t category_count, const CertificationGate& gate,
                                             double confidence) {
    MINKA_TRY(check_gate(gate));
    MINKA_TRY(check_confidence(confidence));
    if (category_count < 2) {
        return invalid("Codes need at least two categories.", "category_count");
    }
    MINKA_TRY_ASSIGN(const auto counts, percent_agreement(rater, master, category_count));
    MasterComparison comparison;
    MINKA_TRY_ASSIGN(comparison.exact, proportion(counts.exact, counts.pairs, confidence));
    MINKA_TRY_ASSIGN(comparison.within_one, proportion(counts.within_one, counts.pairs, confidence));
    std::int64_t sum = 0;
    std::int64_t squares = 0;
    for (std::size_t i = 0; i < rater.size(); ++i) {
        const int deviation = int{rater[i]} - int{master[i]};
        sum += deviation;
        squares += deviation * deviation;
    }
    const auto n = static_cast<double>(counts.pairs);
    comparison.deviation = static_cast<double>(sum) / n;
    if (counts.pairs >= 2) {
        const double scaled = n * static_cast<double>(squares) - static_cast<double>(sum) * static_cast<double>(sum);
        const double reach = student_t_quantile((1 + confidence) / 2, n - 1) * std::sqrt(scaled / (n - 1)) / n;
        comparison.deviation_interval = {comparison.deviation - reach, comparison.deviation + reach, confidence};
    }
    if (const auto kappa = cohen_kappa(rater, master, category_count, KappaWeights::quadratic, confidence)) {
        comparison.kappa = *kappa;
    }
    const auto& gated = gate.within_one ? comparison.within_one : comparison.exact;
    comparison.passes = counts.pairs >= gate.least_codes && gated.share >= gate.share;
    comparison.is_sure = comparison.passes && gated.interval.lower >= gate.share;
    return comparison;
}

Result<Drift> follow_drift(std::span<const std::uint8_t> rater, std::span<const std::uint8_t> master,
                           std::span<const std::int64_t> periods, std::size_t category_count,
                           const CertificationGate& gate) {
    if (periods.size() != rater.size()) {
        return invalid("Every code has one period.", "periods");
    }
    // The whole first: its checks are those of all periods.
    MINKA_TRY(compare_with_master(rater, master, category_count, gate));
    std::map<std::int64_t, std::pair<std::vector<std::uint8_t>, std::vector<std::uint8_t>>> by_period;
    std::vector<double> x;
    std::vector<double> agrees;
    std::vector<double> deviation;
    for (std::size_t i = 0; i < rater.size(); ++i) {
        auto& codes = by_period[periods[i]];
        codes.first.push_back(rater[i]);
        codes.second.push_back(master[i]);
        const int distance = int{rater[i]} - int{master[i]};
        x.push_back(static_cast<double>(periods[i]));
        agrees.push_back(std::abs(distance) <= (gate.within_one ? 1 : 0) ? 1 : 0);
        deviation.push_back(distance);
    }
    Drift drift;
    for (const auto& [period, codes] : by_period) {
        MINKA_TRY_ASSIGN(auto comparison, compare_with_master(codes.first, codes.second, category_count, gate));
        drift.periods.push_back({period, std::move(comparison)});
    }
    if (drift.periods.size() >= 2) {
        add_trends(drift, x, agrees, deviation);
    }
    return drift;
}

}  // namespace minka::stats
