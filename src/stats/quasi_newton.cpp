#include "stats/quasi_newton.h"

#include "stats/dense_matrix.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace minka::stats {
namespace {

class Search {
public:
    Search(const std::function<double(std::span<const double>)>& value_at, std::vector<double> start,
           std::span<const double> scale, const MinimumOptions& options)
        : value_at_(value_at), x_(std::move(start)), scale_(scale), options_(options), metric_(x_.size(), x_.size()) {}

    Minimum run() {
        value_ = evaluate(x_);
        auto gradient = slope(Differences::with_metric);
        bool has_converged = false;
        auto differences = Differences::forward;
        while (evaluations_ < options_.most_evaluations) {
            const auto step = direction(gradient);
            const double decrease = -0.5 * std::inner_product(step.begin(), step.end(), gradient.begin(), 0.0);
            if (decrease < std::max(options_.enough, options_.relative_enough * std::abs(value_))) {
                has_converged = true;
                break;
            }
            if (decrease < near_the_end && differences == Differences::forward) {
                differences = Differences::central;
                gradient = slope(differences);
                continue;
            }
            const auto before = x_;
            if (!walk(step, gradient)) {
                // The metric is spoilt, or rounding hides what is left to gain.
                if (was_restarted_) {
                    has_converged = decrease < std::max(1e-6, 1e-11 * std::abs(value_));
                    break;
                }
                was_restarted_ = true;
                gradient = slope(Differences::with_metric);
                continue;
            }
            was_restarted_ = false;
            const auto next = slope(differences);
            update(before, gradient, next);
            gradient = next;
        }
        return {x_, value_, evaluations_, has_converged};
    }

private:
    double evaluate(std::span<const double> place) {
        ++evaluations_;
        return value_at_(place);
    }

    /// Forward differences are half the cost and off by half a step, which matters near the end only.
    enum class Differences { forward, central, with_metric };
    static constexpr double near_the_end = 1e-2;

    /// The gradient; `with_metric` takes central differences and the second ones as the new metric.
    std::vector<double> slope(Differences differences) {
        const bool resets_metric = differences == Differences::with_metric;
        std::vector<double> gradient(x_.size());
        auto place = x_;
        if (resets_metric) {
            metric_ = DenseMatrix(x_.size(), x_.size());
        }
        for (std::size_t k = 0; k < x_.size(); ++k) {
            const double step = options_.relative_step * std::max(std::abs(x_[k]), 0.1 * scale_[k]);
            place[k] = x_[k] + step;
            const double above = evaluate(place);
            if (differences == Differences::forward) {
                place[k] = x_[k];
                gradient[k] = (above - value_) / step;
                continue;
            }
            place[k] = x_[k] - step;
            const double below = evaluate(place);
            place[k] = x_[k];
            gradient[k] = (above - below) / (2 * step);
            if (resets_metric) {
                const double bend = std::abs(above - 2 * value_ + below) / (step * step);
                metric_(k, k) = std::max(bend, std::abs(gradient[k]) / (3 * scale_[k]) + 1e-8);
            }
        }
        return gradient;
    }

    std::vector<double> direction(std::span<const double> gradient) {
        auto factor = metric_;
        if (!factor_cholesky(factor)) {
            slope(Differences::with_metric);
            factor = metric_;
            factor_cholesky(factor);
        }
        std::vector<double> step(gradient.begin(), gradient.end());
        solve_cholesky(factor, step);
        double longest = 1;
        for (std::size_t k = 0; k < step.size(); ++k) {
            step[k] = -step[k];
            longest = std::max(longest, std::abs(step[k]) / std::max(std::abs(x_[k]), scale_[k]));
        }
        for (double& part : step) {
            part /= longest;
        }
        return step;
    }

    /// Halves or interpolates the step until the value has fallen enough.
    bool walk(std::span<const double> step, std::span<const double> gradient) {
        const double fall = std::inner_product(step.begin(), step.end(), gradient.begin(), 0.0);
        auto place = x_;
        double share = 1;
        for (int attempt = 0; attempt < 15; ++attempt) {
            for (std::size_t k = 0; k < x_.size(); ++k) {
                place[k] = x_[k] + share * step[k];
            }
            const double value = evaluate(place);
            if (value <= value_ + 1e-4 * share * fall) {
                x_ = place;
                value_ = value;
                return true;
            }
            const double rise = value - value_ - share * fall;
            const double best = std::isfinite(value) ? -fall * share * share / (2 * rise) : 0;
            share = std::clamp(best, 0.1 * share, 0.5 * share);
        }
        return false;
    }

    void update(std::span<const double> before, std::span<const double> gradient, std::span<const double> next) {
        const std::size_t n = x_.size();
        std::vector<double> moved(n);
        std::vector<double> change(n);
        std::vector<double> image(n);
        for (std::size_t i = 0; i < n; ++i) {
            moved[i] = x_[i] - before[i];
            change[i] = next[i] - gradient[i];
        }
        for (std::size_t i = 0; i < n; ++i) {
            image[i] = std::inner_product(moved.begin(), moved.end(), metric_.row(i).begin(), 0.0);
        }
        const double curvature = std::inner_product(moved.begin(), moved.end(), change.begin(), 0.0);
        const double bent = std::inner_product(moved.begin(), moved.end(), image.begin(), 0.0);
        if (!(curvature > 1e-10 * bent) || !(bent > 0)) {
            return;
        }
        for (std::size_t i = 0; i < n; ++i) {
            for (std::size_t j = 0; j < n; ++j) {
                metric_(i, j) += change[i] * change[j] / curvature - image[i] * image[j] / bent;
            }
        }
    }

    const std::function<double(std::span<const double>)>& value_at_;
    std::vector<double> x_;
    std::span<const double> scale_;
    MinimumOptions options_;
    DenseMatrix metric_;
    double value_ = 0;
    int evaluations_ = 0;
    bool was_restarted_ = false;
};

}  // namespace

Minimum minimise(const std::function<double(std::span<const double>)>& value_at, std::vector<double> start,
                 std::span<const double> scale, const MinimumOptions& options) {
    return Search(value_at, std::move(start), scale, options).run();
}

}  // namespace minka::stats
