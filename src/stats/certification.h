#pragma once

#include "stats/agreement.h"
#include "stats/proportion.h"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace minka::stats {

/// What a rater has to reach against the codes of a master to rate alone.
struct CertificationGate {
    double share = 0.8;      ///< of codes that agree, 0 .. 1
    bool within_one = true;  ///< codes one category apart agree as well
    std::size_t least_codes = 5;
};

struct MasterComparison {
    Proportion exact;
    Proportion within_one;
    double deviation = 0;  ///< mean of rater - master, in categories: above 0 the rater is lenient
    std::optional<Interval> deviation_interval;  ///< Student's t; absent with one code
    std::optional<KappaEstimate> kappa;          ///< quadratic; absent where both used one category throughout
    bool passes = false;                         ///< the share reaches the gate, on codes enough
    bool is_sure = false;                        ///< and so does the lower end of its interval
};

/// One rater's codes beside the master's, code by code; categories 0 .. `category_count` - 1.
///
/// Problems: those of `percent_agreement`; fewer than two categories; a share of the gate outside [0, 1]; a confidence
/// outside (0, 1).
///
/// The gate of 80 % within one category is that of observation systems in use; twenty codes that
/// reach it leave the rater's own share uncertain by twenty points, which `is_sure` keeps apart.
Result<MasterComparison> compare_with_master(std::span<const std::uint8_t> rater, std::span<const std::uint8_t> master,
                                             std::size_t category_count, const CertificationGate& gate = {},
                                             double confidence = 0.95);

struct DriftPeriod {
    std::int64_t period = 0;
    MasterComparison comparison;
};

struct Drift {
    std::vector<DriftPeriod> periods;  ///< ascending
    /// Slope of the share that agrees (as the gate counts) by period, two-sided p of Cochran and Armitage; absent with
    /// one period or when all or none agree.
    std::optional<double> share_slope;
    std::optional<double> share_p;
    /// Slope of rater - master by period, in categories, and its two-sided p by Student's t; absent with one period or
    /// fewer than three codes. The p is absent when the deviations lie on a line.
    std::optional<double> deviation_slope;
    std::optional<double> deviation_p;
};

/// How a rater's agreement with the master moves over periods (visits, months: any ascending numbers, taken as
/// distances).
///
/// Problems: those of `compare_with_master`, periods not one a code.
///
/// Source: Armitage, P. (1955). Tests for linear trends in proportions and frequencies. Biometrics 11(3), 375-386; as R
/// `prop.trend.test`.
Result<Drift> follow_drift(std::span<const std::uint8_t> rater, std::span<const std::uint8_t> master,
                           std::span<const std::int64_t> periods, std::size_t category_count,
                           const CertificationGate& gate = {});

}  // namespace minka::stats
