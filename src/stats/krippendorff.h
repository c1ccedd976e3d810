#pragma once

#include "stats/interval.h"
#include "stats/rating_table.h"

#include <optional>

namespace minka::stats {

/// How far apart two categories are, squared.
enum class DifferenceMetric {
    nominal,   ///< 1 for any two different ones
    ordinal,   ///< by how many ratings lie between them: (Σ n_g from c to k - (n_c + n_k) / 2)^2
    interval,  ///< (v_c - v_k)^2
    ratio,     ///< ((v_c - v_k) / (v_c + v_k))^2; values not below 0
};

struct KrippendorffEstimate {
    double alpha = 0;           ///< at most 1; 0 is agreement as by chance
    double observed = 0;        ///< disagreement within units
    double expected = 0;        ///< disagreement of any two ratings
    double standard_error = 0;  ///< over units, by the delta method
    Interval interval;          ///< Student's t on units - 1 degrees, upper end at most 1
    std::size_t units = 0;      ///< with at least two ratings: only these count
    std::size_t ratings = 0;    ///< in those units
};

/// Krippendorff's alpha, 1 - D_o / D_e, for any number of raters and missing ratings, from the table of coincidences.
///
/// Problems: those of `check_ratings`; fewer than two units with two ratings; one category throughout (0/0); a value
/// below 0 with `ratio`; a confidence outside (0, 1).
///
/// Source: Krippendorff, K. (2011). Computing Krippendorff's alpha-reliability. University of Pennsylvania,
/// Annenberg School for Communication, departmental papers 43. The error is that of the derivatives of alpha by the
/// units' shares of the table, the ordinal distances included; Krippendorff gives none.
Result<KrippendorffEstimate> krippendorff_alpha(const RatingTable& table, DifferenceMetric metric,
                                                double confidence = 0.95);

/// Alpha from counted patterns, for resampling: `drawn[p]` units of pattern p.
class CoincidenceAlpha {
public:
    CoincidenceAlpha(const RatingPatterns& patterns, const RatingTable& table, DifferenceMetric metric);

    struct Coincidences {
        double units = 0;
        double ratings = 0;
        double within = 0;             ///< Σ o δ
        double across = 0;             ///< Σ n n δ
        std::vector<double> cells;     ///< o, category x category
        std::vector<double> category;  ///< n
        std::vector<double> distance;  ///< δ, category x category
    };
    Coincidences count(std::span<const double> drawn) const;
    /// Nothing where no two ratings differ.
    std::optional<double> alpha(std::span<const double> drawn) const;
    /// Of alpha over units.
    double standard_error(const Coincidences& counted, std::span<const double> drawn) const;

private:
    /// A pair of categories in one unit: what it adds to the table.
    struct Entry {
        std::uint32_t cell;
        double amount;
    };
    void measure_distances(Coincidences& counted) const;

    std::size_t categories_;
    DifferenceMetric metric_;
    std::vector<double> fixed_distance_;  // all but ordinal
    std::vector<Entry> entries_;
    std::vector<std::size_t> first_entry_;  // by pattern, and one past the last
};

}  // namespace minka::stats
