#include "stats/nested_absorption.h"

#include <algorithm>
#include <cmath>

namespace minka::stats {
namespace {

DenseMatrix square_of(const double* values, std::size_t size) {
    DenseMatrix matrix(size, size);
    std::copy_n(values, size * size, matrix.values().begin());
    return matrix;
}

/// Lambda of a level with each term's effects on rows of their own: block diagonal, q x q.
DenseMatrix own_factor(const MixedLevel& level, std::span<const double> theta) {
    DenseMatrix factor(level.effect_count(), level.effect_count());
    std::size_t begin = 0;
    for (const auto& term : level.terms) {
        const auto own = term_factor(term, theta);
        for (std::size_t i = 0; i < own.rows(); ++i) {
            for (std::size_t j = 0; j <= i; ++j) {
                factor(begin + i, begin + j) = own(i, j);
            }
        }
        begin += own.rows();
    }
    return factor;
}

/// What a group's prediction starts from: its absorbed design and data, and what lies around it.
struct GroupFrame {
    const DenseMatrix& design;  ///< P
    const double* data;         ///< T, `data_columns` a row
    std::size_t data_columns;
    const std::vector<double>& around;  ///< effects of the groups around it, summed by effect column
    const DenseMatrix& errors;          ///< of (beta, around)
};

struct GroupPrediction {
    std::vector<double> effects;
    DenseMatrix errors;  ///< of (beta, effects)
};

/// (Lambda' P Lambda + I)^-1.
DenseMatrix inverse_system(const DenseMatrix& factor, const DenseMatrix& design) {
    auto system = multiply(transpose(factor), multiply(design, factor));
    for (std::size_t k = 0; k < system.rows(); ++k) {
        system(k, k) += 1;
    }
    factor_cholesky(system);
    return inverse_from_cholesky(system);
}

/// [T_X P]: how the score of a group moves with beta and with what lies around.
DenseMatrix lever_of(const GroupFrame& frame, std::size_t p) {
    const std::size_t u = frame.around.size();
    DenseMatrix lever(u, p + u);
    for (std::size_t a = 0; a < u; ++a) {
        std::copy_n(frame.data + a * frame.data_columns, p, lever.row(a).begin());
        for (std::size_t b = 0; b < u; ++b) {
            lever(a, p + b) = frame.design(a, b);
        }
    }
    return lever;
}

/// With A = Lambda' P Lambda + I, the effects G u of a group (G u x q for what it adds to its rows, q x q for the
/// effects by themselves) have mean G A^-1 Lambda' (T_y - T_X beta - P around) and, given beta and what lies around,
/// covariance sigma^2 G A^-1 G'.
GroupPrediction predict_group(const GroupFrame& frame, const DenseMatrix& factor, const DenseMatrix& target,
                              std::span<const double> beta, double residual_variance) {
    const std::size_t p = beta.size();
    const std::size_t u = frame.around.size();
    const auto inverse = inverse_system(factor, frame.design);
    const auto gain = multiply(target, multiply(inverse, transpose(factor)));
    const auto lever = lever_of(frame, p);
    GroupPrediction result{std::vector<double>(target.rows()), {}};
    for (std::size_t b = 0; b < u; ++b) {
        double score = frame.data[b * frame.data_columns + p];
        for (std::size_t j = 0; j < p + u; ++j) {
            score -= lever(b, j) * (j < p ? beta[j] : frame.around[j - p]);
        }
        for (std::size_t a = 0; a < target.rows(); ++a) {
            result.effects[a] += gain(a, b) * score;
        }
    }
    const auto slope = multiply(gain, lever);
    DenseMatrix map(p + target.rows(), p + u);
    for (std::size_t j = 0; j < p; ++j) {
        map(j, j) = 1;
    }
    for (std::size_t a = 0; a < target.rows(); ++a) {
        for (std::size_t j = 0; j < p + u; ++j) {
            map(p + a, j) = -slope(a, j);
        }
    }
    result.errors = multiply(map, multiply(frame.errors, transpose(map)));
    const auto rest = multiply(target, multiply(inverse, transpose(target)));
    for (std::size_t a = 0; a < target.rows(); ++a) {
        for (std::size_t b = 0; b < target.rows(); ++b) {
            result.errors(p + a, p + b) += residual_variance * rest(a, b);
        }
    }
    return result;
}

/// The same for what the group and those around it add to its rows together.
GroupPrediction hand_inwards(const GroupFrame& frame, const DenseMatrix& factor, std::span<const double> beta,
                             double residual_variance) {
    const std::size_t p = beta.size();
    auto result = predict_group(frame, factor, factor, beta, residual_variance);
    const auto slope = multiply(multiply(factor, multiply(inverse_system(factor, frame.design), transpose(factor))),
                                lever_of(frame, p));
    // Cov(m(beta, around) + around): the map of the effects gains an identity for what lies around.
    const std::size_t u = frame.around.size();
    DenseMatrix map(p + u, p + u);
    for (std::size_t j = 0; j < p + u; ++j) {
        map(j, j) = 1;
    }
    for (std::size_t a = 0; a < u; ++a) {
        for (std::size_t j = 0; j < p + u; ++j) {
            map(p + a, j) -= slope(a, j);
        }
    }
    const auto rest = multiply(factor, multiply(inverse_system(factor, frame.design), transpose(factor)));
    result.errors = multiply(map, multiply(frame.errors, transpose(map)));
    for (std::size_t a = 0; a < u; ++a) {
        result.effects[a] += frame.around[a];
        for (std::size_t b = 0; b < u; ++b) {
            result.errors(p + a, p + b) += residual_variance * rest(a, b);
        }
    }
    return result;
}

}  // namespace

std::vector<DenseMatrix> NestedAbsorption::outermost_cross() {
    std::vector<std::uint32_t> outermost(levels_[0].groups);
    for (std::uint32_t g = 0; g < levels_[0].groups; ++g) {
        std::uint32_t group = g;
        for (std::size_t l = 0; l + 1 < levels_.size(); ++l) {
            group = levels_[l].parent[group];
        }
        outermost[g] = group;
    }
    std::vector<DenseMatrix> cross(levels_.back().groups, DenseMatrix(r_, r_));
    const auto& innermost = design_.levels[0].group;
    std::vector<double> row(r_);
    for (std::size_t i = 0; i < design_.row_count; ++i) {
        auto& sum = cross[outermost[innermost[i]]];
        for (std::size_t a = 0; a < r_; ++a) {
            row[a] = design_.value(a, i);
            for (std::size_t b = 0; b <= a; ++b) {
                sum(a, b) += row[a] * row[b];
            }
        }
    }
    for (std::size_t l = 0; l < levels_.size(); ++l) {
        const auto& level = levels_[l];
        for (std::uint32_t g = 0; g < level.groups; ++g) {
            std::uint32_t group = g;
            for (std::size_t k = l; k + 1 < levels_.size(); ++k) {
                group = levels_[k].parent[group];
            }
            const double* const gain = level.gain.data() + level.class_of[g] * u_ * u_;
            const double* const data = level.data.data() + g * u_ * d_;
            for (std::size_t a = 0; a < u_; ++a) {
                for (std::size_t b = 0; b < u_; ++b) {
                    for (std::size_t i = 0; i < r_; ++i) {
                        for (std::size_t j = 0; j <= i; ++j) {
                            cross[group](i, j) -= data[a * d_ + i] * gain[a * u_ + b] * data[b * d_ + j];
                        }
                    }
                }
            }
        }
    }
    for (auto& matrix : cross) {
        for (std::size_t i = 0; i < r_; ++i) {
            for (std::size_t j = 0; j < i; ++j) {
                matrix(j, i) = matrix(i, j);
            }
        }
    }
    return cross;
}

PredictedEffects NestedAbsorption::predict(std::size_t wanted, std::span<const double> theta,
                                           std::span<const double> beta, const DenseMatrix& beta_covariance,
                                           double residual_variance) {
    const std::size_t p = beta.size();
    std::vector<std::vector<double>> around(1, std::vector<double>(u_, 0.0));
    std::vector<DenseMatrix> errors(1, DenseMatrix(p + u_, p + u_));
    for (std::size_t i = 0; i < p; ++i) {
        for (std::size_t j = 0; j < p; ++j) {
            errors[0](i, j) = beta_covariance(i, j);
        }
    }
    PredictedEffects predicted;
    for (std::size_t l = levels_.size(); l-- > wanted;) {
        const auto& level = levels_[l];
        const auto factor = relative_factor(design_, design_.levels[l], theta);
        const auto own = own_factor(design_.levels[l], theta);
        if (l == wanted) {
            predicted.values = DenseMatrix(level.groups, own.rows());
        }
        std::vector<std::vector<double>> inside(level.groups);
        std::vector<DenseMatrix> inside_errors(level.groups);
        for (std::size_t g = 0; g < level.groups; ++g) {
            const std::size_t outer = level.parent.empty() ? 0 : level.parent[g];
            const auto design = square_of(level.design.data() + level.class_of[g] * u_ * u_, u_);
            const GroupFrame frame{design, level.data.data() + g * u_ * d_, d_, around[outer], errors[outer]};
            if (l == wanted) {
                auto group = predict_group(frame, factor, own, beta, residual_variance);
                std::ranges::copy(group.effects, predicted.values.row(g).begin());
                predicted.covariance.push_back(std::move(group.errors));
            } else {
                auto group = hand_inwards(frame, factor, beta, residual_variance);
                inside[g] = std::move(group.effects);
                inside_errors[g] = std::move(group.errors);
            }
        }
        around = std::move(inside);
        errors = std::move(inside_errors);
    }
    return predicted;
}

}  // namespace minka::stats
