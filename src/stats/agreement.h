#pragma once

#include "stats/interval.h"

#include <cstddef>
#include <cstdint>
#include <span>

namespace minka::stats {

/// How often two observers gave the same category, or categories at most one apart. Shares are exact / pairs.
struct PercentAgreement {
    std::size_t pairs = 0;
    std::size_t exact = 0;
    std::size_t within_one = 0;
};

/// `first[i]` and `second[i]` are the categories (0 .. `category_count` - 1) given to episode i.
///
/// Problems: `invalid_input` when the spans are empty or differ in length, or a category is out of range.
Result<PercentAgreement> percent_agreement(std::span<const std::uint8_t> first, std::span<const std::uint8_t> second,
                                           std::size_t category_count);

/// What a disagreement of categories i and j weighs, from 0 (none) to 1 (as far apart as can be).
enum class KappaWeights {
    none,       ///< 1 for any two different categories
    linear,     ///< |i - j| / (k - 1)
    quadratic,  ///< (i - j)^2 / (k - 1)^2
};

/// 1 - the weight of the disagreement of categories i and j among `category_count` (at least 2).
double agreement_weight(std::size_t i, std::size_t j, std::size_t category_count, KappaWeights weights);

struct KappaEstimate {
    double kappa = 0;           ///< at most 1; 0 is agreement as by chance
    double observed = 0;        ///< weighted agreement, 0 .. 1
    double expected = 0;        ///< the same by chance from both observers' own frequencies
    double standard_error = 0;  ///< large-sample, for an interval (not for a test against 0)
    Interval interval;          ///< normal, upper end at most 1
    std::size_t pairs = 0;
};

/// Cohen's kappa, plain or weighted: 1 - sum(w o) / sum(w e), with o the observed and e the expected counts. Counts
/// are whole numbers, divided once.
///
/// Problems: those of `percent_agreement`; fewer than two categories; a confidence outside (0, 1); and
/// `invalid_input` when both observers used one and the same category throughout (kappa is 0/0).
///
/// Source: Cohen, J. (1960). A coefficient of agreement for nominal scales. Educational and Psychological Measurement
/// 20(1), 37-46; Cohen, J. (1968). Weighted kappa. Psychological Bulletin 70(4), 213-220. Standard error: Fleiss,
/// J. L., Cohen, J. & Everitt, B. S. (1969). Large sample standard errors of kappa and weighted kappa. Psychological
/// Bulletin 72(5), 323-327. Kappa is that of R psych 2.2.9 `cohen.kappa` (its weights are quadratic); the error of the
/// weighted one is not: psych's is off when the observers' margins differ, ours equals the derivative of kappa.
Result<KappaEstimate> cohen_kappa(std::span<const std::uint8_t> first, std::span<const std::uint8_t> second,
                                  std::size_t category_count, KappaWeights weights, double confidence = 0.95);

struct RaterCoefficient {
    double single = 0;  ///< of one rater
    double mean = 0;    ///< of the mean of all raters
    Interval single_interval;
    Interval mean_interval;
};

/// Intraclass correlations of a complete table: every subject rated by the same number of raters.
struct RaterReliability {
    std::size_t subject_count = 0;
    std::size_t rater_count = 0;
    double mean_square_subjects = 0;
    double mean_square_raters = 0;
    double mean_square_error = 0;   ///< of the two-way table
    double mean_square_within = 0;  ///< of the one-way table
    RaterCoefficient one_way;       ///< ICC(1,1) and (1,k): other raters for each subject
    RaterCoefficient absolute;      ///< ICC(2,1) and (2,k), ICC(A,1) and (A,k): raters are a sample, their level counts
    RaterCoefficient consistency;  ///< ICC(3,1) and (3,k), ICC(C,1) and (C,k): these raters, their level does not count
};

/// `ratings` holds subjects x `rater_count`, row after row.
///
/// Problems: `invalid_input` for fewer than two raters or subjects, torn rows, a value that is not finite, subjects
/// that all have one mean, a table without any error (every interval would be a point), and a confidence outside
/// (0, 1).
///
/// Source: Shrout, P. E. & Fleiss, J. L. (1979). Intraclass correlations: uses in assessing rater reliability.
/// Psychological Bulletin 86(2), 420-428. Interval of the absolute form: McGraw, K. O. & Wong, S. P. (1996). Forming
/// inferences about some intraclass correlation coefficients. Psychological Methods 1(1), 30-46, table 7.
Result<RaterReliability> rater_reliability(std::span<const double> ratings, std::size_t rater_count,
                                           double confidence = 0.95);

}  // namespace minka::stats
