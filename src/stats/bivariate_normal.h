#pragma once

#include <span>
#include <vector>

namespace minka::stats {

/// P(X <= h, Y <= k) of standard normal variables with correlation `correlation`, -1 .. 1; h and k may be infinite.
/// Not a number for a correlation outside that range or a limit that is not a number.
///
/// Source: Plackett, R. L. (1954). A reduction formula for normal multivariate integrals. Biometrika 41, 351-360:
/// Φ₂(h, k; r) = Φ(h) Φ(k) + ∫ φ₂(h, k; s) ds from 0 to r; with s = sin t by Gauss and Legendre, in panels that halve
/// the distance to ±π/2. Within 1e-14 of R pbivnorm 0.6.0 (Genz's method).
double bivariate_normal_cdf(double h, double k, double correlation);

/// Φ₂ at every pair of some limits, moved from one correlation to another.
///
/// Moving costs a few densities a pair when the two are close, which is what a search for a correlation needs.
class BivariateNormalGrid {
public:
    /// Finite limits; starts at correlation 0.
    BivariateNormalGrid(std::span<const double> rows, std::span<const double> columns);

    double correlation() const { return correlation_; }
    /// -1 < correlation < 1.
    void move_to(double correlation);
    double cdf(std::size_t row, std::size_t column) const { return cdf_[row * columns_.size() + column]; }

    /// The density at each pair of limits, which is also the derivative of the cdf by the correlation, and the
    /// derivative of the density by the correlation.
    struct Slopes {
        std::vector<double> density;
        std::vector<double> density_slope;
    };
    void slopes(Slopes& result) const;

private:
    void add_panel(double from, double to, std::size_t points);

    std::vector<double> rows_;
    std::vector<double> columns_;
    std::vector<double> independent_;
    std::vector<double> cdf_;
    double correlation_ = 0;
};

}  // namespace minka::stats
