#pragma once

#include "stats/interval.h"
#include "stats/rating_table.h"

#include <optional>
#include <string>
#include <string_view>

namespace minka::stats {

enum class AgreementCoefficient {
    exact,       ///< share of pairs of ratings in one category, mean over units
    within_one,  ///< the same, at most one category apart
    kappa,       ///< Cohen's; of two raters only, as the two weighted ones
    kappa_linear,
    kappa_quadratic,
    fleiss_kappa,
    gwet_ac1,
    gwet_ac2_linear,
    gwet_ac2_quadratic,
    alpha_nominal,  ///< Krippendorff's
    alpha_ordinal,
    alpha_interval,
    alpha_ratio,
    icc_1_1,  ///< Shrout & Fleiss: of the units that every rater rated
    icc_2_1,
    icc_3_1,
    icc_1_k,
    icc_2_k,
    icc_3_k,
};

/// "exact", "kappa_linear", "icc_2_1".
std::string_view to_string(AgreementCoefficient coefficient);

struct AgreementOptions {
    std::vector<AgreementCoefficient> coefficients{};  ///< empty: all that the number of raters allows
    double confidence = 0.95;
    std::size_t replicates = 1000;  ///< of the bootstrap; 0: none
    std::uint64_t seed = 1;
};

struct AgreementFigure {
    AgreementCoefficient coefficient{};
    std::optional<double> value;           ///< absent where it is undefined; `reason` tells why
    std::optional<double> standard_error;  ///< absent for the shares of two raters and the intraclass coefficients
    std::optional<Interval> analytic;
    std::optional<Interval> bootstrap;  ///< percentile; absent when undefined in more than one replicate of twenty
    std::size_t undefined_replicates = 0;
    std::string reason;
};

struct AgreementStudy {
    std::size_t rater_count = 0;
    std::size_t unit_count = 0;
    std::size_t paired_units = 0;    ///< rated by two or more
    std::size_t complete_units = 0;  ///< rated by all
    std::vector<AgreementFigure> figures;
};

/// Several coefficients of one table, each with its analytic interval and a bootstrap over units from the same draws.
///
/// Analytic intervals: shares of two raters Wilson's, of more Student's t over units; kappa, alpha and AC as in their
/// headers; intraclass by F. The bootstrap draws units with replacement from the counts of the different rows, so that
/// its cost depends on how many rows differ; a replicate in which a coefficient is 0/0 is left out and counted.
///
/// Problems: those of `check_ratings`, fewer than two units with a pair of ratings, a confidence outside (0, 1). A
/// coefficient that the table does not allow is a figure without a value, with its reason.
///
/// Source of the interval: Efron, B. & Tibshirani, R. J. (1993). An Introduction to the Bootstrap, section 13.3.
Result<AgreementStudy> study_agreement(const RatingTable& table, const AgreementOptions& options = {});

}  // namespace minka::stats
