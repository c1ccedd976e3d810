#include "stats/mixed_inference.h"

#include "stats/distribution.h"
#include "stats/mixed_criterion.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace minka::stats {
namespace {

FixedTest test_of(double estimate, double variance, double degrees, double confidence) {
    FixedTest test;
    test.estimate = estimate;
    test.standard_error = std::sqrt(variance);
    test.degrees = degrees;
    test.t = estimate / test.standard_error;
    test.p = student_t_two_sided(test.t, degrees);
    const double reach = student_t_quantile((1 + confidence) / 2, degrees) * test.standard_error;
    test.interval = {estimate - reach, estimate + reach, confidence};
    return test;
}

/// What Satterthwaite's formula needs at a place of theta, sigma^2 held.
struct Point {
    double criterion = 0;           ///< log determinants + r^2 / sigma^2
    double rest = 0;                ///< r^2
    std::vector<double> variances;  ///< of beta, over sigma^2
};

Point point_at(MixedCriterion& criterion, std::span<const double> theta, double residual_variance) {
    const auto profile = criterion.profile(theta);
    const auto inverse = inverse_from_cholesky(profile.fixed_factor);
    Point point{profile.log_determinant + profile.rest / residual_variance, profile.rest, {}};
    for (std::size_t k = 0; k < inverse.rows(); ++k) {
        point.variances.push_back(inverse(k, k));
    }
    return point;
}

/// The Hessian by (theta, log sigma^2) in units of `steps`, and the gradients of the variances of beta.
struct Curvature {
    DenseMatrix hessian;
    std::vector<std::vector<double>> gradients;  ///< by fixed effect
};

/// Steps of a hundredth of a standard error: theta has the unit of one over its column, so that no step that is
/// fixed beforehand suits a slope on years and one on millimetres alike.
std::vector<double> fitting_steps(MixedCriterion& criterion, std::vector<double> theta, double residual_variance) {
    constexpr double wanted_rise = 2e-4;  // of the criterion's second difference; rounding is below 1e-8
    const double middle = point_at(criterion, theta, residual_variance).criterion;
    std::vector<double> steps;
    for (double& value : theta) {
        const double here = value;
        double step = 5e-3 * std::max(std::abs(here), 0.05);
        for (int round = 0; round < 3; ++round) {
            value = here + step;
            const double above = point_at(criterion, theta, residual_variance).criterion;
            value = here - step;
            const double below = point_at(criterion, theta, residual_variance).criterion;
            const double rise = above - 2 * middle + below;
            const double factor = rise > 0 ? std::clamp(std::sqrt(wanted_rise / rise), 1e-2, 4.0) : 1;
            step *= factor;
            if (factor > 0.5 && factor < 2) {
                break;
            }
        }
        value = here;
        steps.push_back(step);
    }
    return steps;
}

Curvature curvature_at(MixedCriterion& criterion, std::vector<double> theta, double residual_variance) {
    const std::size_t k = theta.size();
    const auto steps = fitting_steps(criterion, theta, residual_variance);
    const auto middle = point_at(criterion, theta, residual_variance);
    const std::size_t p = middle.variances.size();
    Curvature result{DenseMatrix(k + 1, k + 1), std::vector<std::vector<double>>(p, std::vector<double>(k + 1))};
    for (std::size_t i = 0; i < k; ++i) {
        const double here = theta[i];
        theta[i] = here + steps[i];
        const auto above = point_at(criterion, theta, residual_variance);
        theta[i] = here - steps[i];
        const auto below = point_at(criterion, theta, residual_variance);
        theta[i] = here;
        result.hessian(i, i) = above.criterion - 2 * middle.criterion + below.criterion;
        result.hessian(i, k) = result.hessian(k, i) = -(above.rest - below.rest) / (2 * residual_variance);
        for (std::size_t f = 0; f < p; ++f) {
            result.gradients[f][i] = residual_variance * (above.variances[f] - below.variances[f]) / 2;
        }
        for (std::size_t j = 0; j < i; ++j) {
            double mixed = 0;
            const double there = theta[j];
            for (const int sign_i : {1, -1}) {
                for (const int sign_j : {1, -1}) {
                    theta[i] = here + sign_i * steps[i];
                    theta[j] = there + sign_j * steps[j];
                    mixed += sign_i * sign_j * point_at(criterion, theta, residual_variance).criterion / 4;
                }
            }
            theta[i] = here;
            theta[j] = there;
            result.hessian(i, j) = result.hessian(j, i) = mixed;
        }
    }
    result.hessian(k, k) = middle.rest / residual_variance;
    for (std::size_t f = 0; f < p; ++f) {
        result.gradients[f][k] = residual_variance * middle.variances[f];
    }
    return result;
}

/// g' (2 H^-1) g over the directions in which H rises.
double spread_of_variance(const Curvature& curvature, std::span<const double> gradient) {
    const std::size_t n = gradient.size();
    DenseMatrix scaled(n, n);
    std::vector<double> size(n);
    for (std::size_t i = 0; i < n; ++i) {
        size[i] = curvature.hessian(i, i) > 0 ? std::sqrt(curvature.hessian(i, i)) : 0;
    }
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j < n; ++j) {
            scaled(i, j) = size[i] * size[j] > 0 ? curvature.hessian(i, j) / (size[i] * size[j]) : 0;
        }
    }
    const auto eigen = symmetric_eigen(scaled);
    double sum = 0;
    for (std::size_t e = 0; e < n; ++e) {
        double along = 0;
        for (std::size_t i = 0; i < n; ++i) {
            along += size[i] > 0 ? eigen.vectors(i, e) * gradient[i] / size[i] : 0;
        }
        sum += eigen.values[e] > 1e-7 ? 2 * along * along / eigen.values[e] : 0;
    }
    return sum;
}

Result<> check_pair(const MixedDesign& design, const MixedModelFit& fit) {
    if (fit.theta.size() != design.theta_count || fit.fixed.size() != design.fixed_count) {
        return invalid("The fit belongs to another model than the data.", "fit");
    }
    return {};
}

/// L^-1 A L^-T for a symmetric A.
DenseMatrix whiten(const DenseMatrix& factor, DenseMatrix matrix) {
    for (int side = 0; side < 2; ++side) {
        for (std::size_t column = 0; column < matrix.columns(); ++column) {
            for (std::size_t i = 0; i < matrix.rows(); ++i) {
                for (std::size_t k = 0; k < i; ++k) {
                    matrix(i, column) -= factor(i, k) * matrix(k, column);
                }
                matrix(i, column) /= factor(i, i);
            }
        }
        matrix = transpose(matrix);
    }
    return matrix;
}

/// (I - Z)^(-1/2) for symmetric Z with eigenvalues in [0, 1]; directions at 1, which one cluster decides alone, give 0.
DenseMatrix root_of_rest(const DenseMatrix& matrix) {
    const auto eigen = symmetric_eigen(matrix);
    DenseMatrix root(matrix.rows(), matrix.rows());
    for (std::size_t e = 0; e < eigen.values.size(); ++e) {
        const double rest = 1 - eigen.values[e];
        const double size = rest > 1e-10 ? 1 / std::sqrt(rest) : 0;
        for (std::size_t i = 0; i < root.rows(); ++i) {
            for (std::size_t j = 0; j < root.rows(); ++j) {
                root(i, j) += size * eigen.vectors(i, e) * eigen.vectors(j, e);
            }
        }
    }
    return root;
}

/// The clusters in coordinates in which X' V^-1 X is the identity: beta = R g with R = L^-T.
struct WhiteCluster {
    DenseMatrix share;          ///< R' S_j R; they sum to the identity
    std::vector<double> score;  ///< (I - share)^(-1/2) R' X_j' V_j^-1 e_j
    DenseMatrix root;
};

std::vector<WhiteCluster> white_clusters(NestedAbsorption& nested, const ProfiledFit& profile) {
    const std::size_t p = profile.beta.size();
    std::vector<WhiteCluster> clusters;
    for (const auto& cross : nested.outermost_cross()) {
        DenseMatrix design(p, p);
        DenseMatrix score(p, 1);
        for (std::size_t i = 0; i < p; ++i) {
            score(i, 0) = cross(i, p);
            for (std::size_t j = 0; j < p; ++j) {
                design(i, j) = cross(i, j);
                score(i, 0) -= cross(i, j) * profile.beta[j];
            }
        }
        for (std::size_t i = 0; i < p; ++i) {
            for (std::size_t k = 0; k < i; ++k) {
                score(i, 0) -= profile.fixed_factor(i, k) * score(k, 0);
            }
            score(i, 0) /= profile.fixed_factor(i, i);
        }
        WhiteCluster cluster{whiten(profile.fixed_factor, design), {}, {}};
        cluster.root = root_of_rest(cluster.share);
        const auto rooted = multiply(cluster.root, score);
        cluster.score.assign(rooted.values().begin(), rooted.values().end());
        clusters.push_back(std::move(cluster));
    }
    return clusters;
}

/// The variance of r' g and the degrees of freedom by its first two moments, G = diag(d) - B B'.
std::pair<double, double> robust_variance(const std::vector<WhiteCluster>& clusters, std::span<const double> r) {
    const std::size_t p = r.size();
    double variance = 0;
    double trace = 0;
    double trace_of_square = 0;
    DenseMatrix outer(p, p);
    for (const auto& cluster : clusters) {
        const double score = std::inner_product(r.begin(), r.end(), cluster.score.begin(), 0.0);
        variance += score * score;
        std::vector<double> lever(p);
        for (std::size_t i = 0; i < p; ++i) {
            lever[i] = std::inner_product(r.begin(), r.end(), cluster.root.row(i).begin(), 0.0);
        }
        std::vector<double> image(p);
        for (std::size_t i = 0; i < p; ++i) {
            image[i] = std::inner_product(lever.begin(), lever.end(), cluster.share.row(i).begin(), 0.0);
        }
        const double own = std::inner_product(lever.begin(), lever.end(), image.begin(), 0.0);
        const double taken = std::inner_product(image.begin(), image.end(), image.begin(), 0.0);
        trace += own - taken;
        trace_of_square += own * own - 2 * own * taken;
        for (std::size_t i = 0; i < p; ++i) {
            for (std::size_t j = 0; j < p; ++j) {
                outer(i, j) += image[i] * image[j];
            }
        }
    }
    for (const double element : outer.values()) {
        trace_of_square += element * element;
    }
    return {variance, trace * trace / trace_of_square};
}

}  // namespace

Result<std::vector<FixedTest>> satterthwaite_tests(const MixedModelData& data, const MixedModelFit& fit,
                                                   double confidence) {
    MINKA_TRY(check_confidence(confidence));
    MINKA_TRY_ASSIGN(const auto design, make_mixed_design(data));
    MINKA_TRY(check_pair(design, fit));
    MixedCriterion criterion(design, fit.likelihood);
    const auto curvature = curvature_at(criterion, fit.theta, fit.residual_variance);
    std::vector<FixedTest> tests;
    for (std::size_t k = 0; k < fit.fixed.size(); ++k) {
        const double variance = fit.fixed_covariance(k, k);
        const double degrees = 2 * variance * variance / spread_of_variance(curvature, curvature.gradients[k]);
        tests.push_back(test_of(fit.fixed[k].estimate, variance, degrees, confidence));
    }
    return tests;
}

Result<std::vector<FixedTest>> cluster_robust_tests(const MixedModelData& data, const MixedModelFit& fit,
                                                    double confidence) {
    MINKA_TRY(check_confidence(confidence));
    MINKA_TRY_ASSIGN(const auto design, make_mixed_design(data));
    MINKA_TRY(check_pair(design, fit));
    if (!design.is_nested) {
        return invalid("Groupings that cross have no outermost clusters; use Satterthwaite's test.", "random");
    }
    MixedCriterion criterion(design, fit.likelihood);
    const auto profile = criterion.profile(fit.theta);
    const auto clusters = white_clusters(*criterion.nested(), profile);
    const std::size_t p = design.fixed_count;
    std::vector<FixedTest> tests;
    for (std::size_t k = 0; k < p; ++k) {
        // Row k of R = L^-T.
        std::vector<double> row(p);
        row[k] = 1;
        for (std::size_t i = 0; i < p; ++i) {
            for (std::size_t j = 0; j < i; ++j) {
                row[i] -= profile.fixed_factor(i, j) * row[j];
            }
            row[i] /= profile.fixed_factor(i, i);
        }
        const auto [variance, degrees] = robust_variance(clusters, row);
        if (!(variance > 0) || !std::isfinite(degrees)) {
            return invalid("A single outermost group decides this effect, so its error cannot be seen between groups.",
                           fmt::format("fixed effect {}", k));
        }
        tests.push_back(test_of(profile.beta[k], variance, degrees, confidence));
    }
    return tests;
}

Result<GroupEffects> group_effects(const MixedModelData& data, const MixedModelFit& fit, std::size_t term) {
    MINKA_TRY_ASSIGN(const auto design, make_mixed_design(data));
    MINKA_TRY(check_pair(design, fit));
    if (term >= data.random.size()) {
        return invalid("The model has no such random term.", "term");
    }
    if (!design.is_nested) {
        return invalid("Effects of single groups are given for nested groupings only.", "random");
    }
    std::size_t level = 0;
    std::size_t begin = 0;
    for (std::size_t l = 0; l < design.levels.size(); ++l) {
        std::size_t offset = 0;
        for (const auto& part : design.levels[l].terms) {
            if (part.term == term) {
                level = l;
                begin = offset;
            }
            offset += part.effects.size();
        }
    }
    MixedCriterion criterion(design, fit.likelihood);
    const auto profile = criterion.profile(fit.theta);
    const auto predicted =
        criterion.nested()->predict(level, fit.theta, profile.beta, fit.fixed_covariance, fit.residual_variance);
    const std::size_t p = design.fixed_count;
    const auto& spec = data.random[term];
    GroupEffects result{design.levels[level].labels, {}};
    for (std::size_t g = 0; g < result.labels.size(); ++g) {
        std::vector<GroupEffect> effects;
        for (std::size_t e = 0; e < spec.effect_count(); ++e) {
            const bool has_intercept = spec.intercept == RandomTerm::Intercept::yes;
            std::size_t fixed = p;
            if (has_intercept && e == 0) {
                fixed = 0;
            } else {
                const auto found = std::ranges::find(data.fixed, spec.slopes[e - (has_intercept ? 1 : 0)]);
                fixed = found == data.fixed.end() ? p : static_cast<std::size_t>(found - data.fixed.begin()) + 1;
            }
            const auto& errors = predicted.covariance[g];
            const std::size_t at = p + begin + e;
            GroupEffect effect;
            effect.deviation = predicted.values(g, begin + e);
            effect.deviation_error = std::sqrt(std::max(0.0, errors(at, at)));
            effect.value = effect.deviation;
            effect.value_error = effect.deviation_error;
            if (fixed < p) {
                effect.value += profile.beta[fixed];
                effect.value_error =
                    std::sqrt(std::max(0.0, errors(at, at) + errors(fixed, fixed) + 2 * errors(at, fixed)));
            }
            effects.push_back(effect);
        }
        result.effects.push_back(std::move(effects));
    }
    return result;
}

}  // namespace minka::stats
