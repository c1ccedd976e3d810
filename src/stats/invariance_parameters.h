#pragma once

#include "stats/measurement_invariance.h"

namespace minka::stats {

/// A derivative that is not zero.
struct Slope {
    std::size_t parameter = 0;
    double value = 0;
};

/// What the parameters of a level imply for one group: thresholds, then correlations, as in `OrdinalMoments`.
struct ImpliedMoments {
    std::vector<double> values;
    std::vector<std::vector<Slope>> slopes;  ///< by moment; a parameter may be met twice
};

/// The free parameters of one level of invariance, and where each stands.
///
/// With τ, ν, κ, λ, φ, δ of the group: threshold δ_i (τ_ik - ν_i - Σ λ_if κ_f), correlation δ_i δ_j Σ λ_if φ_fg λ_jg.
class InvarianceParameters {
public:
    /// `threshold_counts` are those of the items, the same in every group.
    InvarianceParameters(const FactorPattern& pattern, std::vector<std::size_t> threshold_counts,
                         std::size_t group_count, InvarianceLevel level);

    std::size_t size() const { return size_; }
    const std::vector<FactorLoading>& loading_places() const { return loading_places_; }
    std::size_t factor_count() const { return factor_count_; }
    std::size_t item_count() const { return threshold_counts_.size(); }

    // Where a group's parameter stands, or `fixed`.
    static constexpr std::size_t fixed = static_cast<std::size_t>(-1);
    std::size_t threshold(std::size_t group, std::size_t place) const { return thresholds_.at(group, place); }
    std::size_t loading(std::size_t group, std::size_t place) const { return loadings_.at(group, place); }
    std::size_t covariance(std::size_t group, std::size_t a, std::size_t b) const {
        return covariances_.at(group, a * factor_count_ + b);
    }
    std::size_t mean(std::size_t group, std::size_t factor) const { return means_.at(group, factor); }
    std::size_t intercept(std::size_t group, std::size_t item) const { return intercepts_.at(group, item); }
    std::size_t scale(std::size_t group, std::size_t item) const { return scales_.at(group, item); }

    /// A group's parameters, fixed ones included; errors and judgements are left empty.
    InvarianceGroup group(const std::vector<double>& values, std::size_t group) const;
    ImpliedMoments implied(const std::vector<double>& values, std::size_t group) const;

private:
    /// Places of one kind of parameter, group after group.
    struct Places {
        std::size_t width = 0;
        std::vector<std::size_t> places;
        std::size_t at(std::size_t group, std::size_t place) const { return places[group * width + place]; }
    };
    enum class Freedom { nowhere, shared, by_group, by_other_group };

    Places lay_out(std::size_t width, Freedom freedom);
    void add_threshold_slopes(const InvarianceGroup& own, const std::vector<double>& values, std::size_t group,
                              ImpliedMoments& implied) const;
    void add_correlation_slopes(const InvarianceGroup& own, std::size_t group, ImpliedMoments& implied) const;

    std::size_t group_count_;
    std::size_t factor_count_;
    std::size_t size_ = 0;
    std::vector<std::size_t> threshold_counts_;
    std::vector<FactorLoading> loading_places_;
    std::vector<std::vector<std::size_t>> loadings_of_item_;  // places
    Places thresholds_, loadings_, covariances_, means_, intercepts_, scales_;
};

}  // namespace minka::stats
