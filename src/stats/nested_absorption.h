#pragma once

#include "stats/mixed_design.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace minka::stats {

/// The effects of one level as predicted, and how wrong the predictions may be.
struct PredictedEffects {
    DenseMatrix values;                   ///< groups x effects of the level
    std::vector<DenseMatrix> covariance;  ///< of (beta - estimate, effect - prediction), p + effects square, by group
};

/// Absorbs nested random effects from the innermost level outwards.
///
/// Within a level, a group is known by two tables in terms of the distinct effect columns U and data columns D: its
/// design P = U'U and its data T = U'D, both with everything inside it already absorbed. Absorbing the group's own
/// effects with relative factor Lambda and W = Lambda (Lambda' P Lambda + I)^-1 Lambda' gives what it hands on:
///
///   P - P W P,   T - P W T,   D'D - T' W T,   log|Lambda' P Lambda + I|
///
/// P depends on data only through the design, so groups of equal design are one class with one W. In the innermost
/// level, where most groups are, a class keeps the second moments of its groups' T, and its parents the sums: no
/// evaluation visits the groups themselves.
class NestedAbsorption {
public:
    explicit NestedAbsorption(const MixedDesign& design);

    void reduce(std::span<const double> theta, ReducedSystem& reduced);

    /// After reduce: what each group of the outermost level gives to the cross products of [X y]. Their sum is
    /// the reduced system.
    std::vector<DenseMatrix> outermost_cross();

    /// After reduce(theta): the conditional means of one level's effects given y, and the covariance of their errors
    /// with those of beta, given the variance components. `beta_covariance` is that of the estimates.
    PredictedEffects predict(std::size_t level, std::span<const double> theta, std::span<const double> beta,
                             const DenseMatrix& beta_covariance, double residual_variance);

    std::size_t class_count(std::size_t level) const { return levels_[level].classes; }

private:
    struct Level {
        std::size_t groups = 0;
        std::size_t classes = 0;
        std::vector<std::uint32_t> class_of;
        std::vector<std::uint32_t> parent;  ///< empty in the outermost level
        std::vector<double> class_size;
        std::vector<std::uint32_t> kin_begin;  ///< of each class, into `kin`; not in the innermost level
        std::vector<std::uint32_t> kin_class;  ///< classes of the children of a group of the class ...
        std::vector<double> kin_count;         ///< ... and how many children of each
        std::vector<double> design;            ///< P of each class
        std::vector<double> gain;              ///< W of each class
        std::vector<double> keep;              ///< I - P W of each class
        std::vector<double> data;              ///< T of each group
    };

    void read_rows();
    void class_by_design();
    void class_by_children(std::size_t level);
    void gather_moments();
    void gather_sums();
    double factor_classes(std::size_t level, const DenseMatrix& factor);
    void compose_designs(std::size_t level);
    template <std::size_t Fixed>
    void absorb_innermost(DenseMatrix& cross);
    template <std::size_t Fixed>
    void absorb_outer(std::size_t level, DenseMatrix& cross);
    template <std::size_t Fixed>
    double absorb(std::span<const double> theta, DenseMatrix& cross);

    const MixedDesign& design_;
    std::size_t u_;  ///< distinct effect columns
    std::size_t d_;  ///< data columns
    std::size_t r_;  ///< of which [X y]
    std::vector<Level> levels_;
    DenseMatrix total_;            ///< D'D of [X y]
    std::vector<double> moments_;  ///< of classes with many groups, (u r)^2 each
    std::vector<std::uint32_t> moment_class_;
    std::vector<std::uint32_t> single_groups_;  ///< innermost groups of the other classes
    std::vector<std::uint32_t> sum_parent_;     ///< sums of T over the innermost groups of one class in one parent
    std::vector<std::uint32_t> sum_class_;
    std::vector<std::uint32_t> sum_count_;
    std::vector<double> sums_;
};

}  // namespace minka::stats
