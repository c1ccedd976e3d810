#include "stats/bivariate_normal.h"

#include "stats/distribution.h"
#include "stats/quadrature.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace minka::stats {
namespace {

constexpr double half_pi = std::numbers::pi / 2;

}  // namespace

BivariateNormalGrid::BivariateNormalGrid(std::span<const double> rows, std::span<const double> columns)
    : rows_(rows.begin(), rows.end()), columns_(columns.begin(), columns.end()) {
    std::vector<double> column_shares;
    for (const double column : columns_) {
        column_shares.push_back(normal_cdf(column));
    }
    for (const double row : rows_) {
        const double share = normal_cdf(row);
        for (const double column : column_shares) {
            independent_.push_back(share * column);
        }
    }
    cdf_ = independent_;
}

void BivariateNormalGrid::add_panel(double from, double to, std::size_t points) {
    const double middle = (from + to) / 2;
    const double half = (to - from) / 2;
    for (const auto& point : gauss_legendre(points)) {
        const double angle = middle + half * point.place;
        const double sine = std::sin(angle);
        const double scale = -0.5 / (1 - sine * sine);
        const double weight = half * point.weight / (2 * std::numbers::pi);
        auto* cell = cdf_.data();
        for (const double h : rows_) {
            for (const double k : columns_) {
                *cell++ += weight * std::exp(scale * (h * h - 2 * sine * h * k + k * k));
            }
        }
    }
}

void BivariateNormalGrid::move_to(double correlation) {
    const double target = std::asin(correlation);
    const double start = std::asin(correlation_);
    // Near the present place four points are exact to the last digits; else from independence again.
    if (std::abs(target - start) < 0.05 * (half_pi - std::max(std::abs(target), std::abs(start)))) {
        add_panel(start, target, 4);
        correlation_ = correlation;
        return;
    }
    cdf_ = independent_;
    correlation_ = correlation;
    const double sign = correlation < 0 ? -1 : 1;
    const double end = std::abs(target);
    double from = 0;
    double to = std::min(end, 0.85);
    add_panel(0, sign * to, end < 0.3 ? 6 : end <= 0.85 ? 12 : 20);
    while (to < end) {
        from = to;
        to = std::min(end, half_pi - (half_pi - from) / 2);
        add_panel(sign * from, sign * to, 20);
    }
}

void BivariateNormalGrid::slopes(Slopes& result) const {
    const std::size_t cells = rows_.size() * columns_.size();
    result.density.resize(cells);
    result.density_slope.resize(cells);
    const double r = correlation_;
    const double rest = 1 - r * r;
    const double factor = 1 / (2 * std::numbers::pi * std::sqrt(rest));
    std::size_t cell = 0;
    for (const double h : rows_) {
        for (const double k : columns_) {
            const double density = factor * std::exp(-0.5 * (h * h - 2 * r * h * k + k * k) / rest);
            result.density[cell] = density;
            result.density_slope[cell] =
                density * (r / rest + (h * k * (1 + r * r) - r * (h * h + k * k)) / (rest * rest));
            ++cell;
        }
    }
}

double bivariate_normal_cdf(double h, double k, double correlation) {
    if (std::isnan(h) || std::isnan(k) || !(std::abs(correlation) <= 1)) {
        return std::numeric_limits<double>::quiet_NaN();
    }
    if (std::isinf(h) || std::isinf(k)) {
        return std::min(h, k) < 0 && std::isinf(std::min(h, k)) ? 0 : normal_cdf(std::min(h, k));
    }
    if (correlation == 1) {
        return normal_cdf(std::min(h, k));
    }
    if (correlation == -1) {
        return std::max(0.0, normal_cdf(h) - normal_upper_tail(k));
    }
    BivariateNormalGrid grid(std::span(&h, 1), std::span(&k, 1));
    grid.move_to(correlation);
    return std::clamp(grid.cdf(0, 0), 0.0, 1.0);
}

}  // namespace minka::stats
