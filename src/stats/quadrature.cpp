#include "stats/quadrature.h"

#include "base/check.h"

#include <cmath>
#include <numbers>
#include <vector>

namespace minka::stats {
namespace {

/// Roots of the Legendre polynomial by Newton's method from Chebyshev's approximation.
std::vector<QuadraturePoint> find_points(int n) {
    std::vector<QuadraturePoint> points;
    for (int i = 1; i <= n; ++i) {
        double x = -std::cos(std::numbers::pi * (i - 0.25) / (n + 0.5));
        double slope = 1;
        for (int iteration = 0; iteration < 20; ++iteration) {
            double before = 1;
            double value = x;
            for (int degree = 2; degree <= n; ++degree) {
                const double next = ((2 * degree - 1) * x * value - (degree - 1) * before) / degree;
                before = value;
                value = next;
            }
            slope = n * (x * value - before) / (x * x - 1);
            x -= value / slope;
        }
        points.push_back({x, 2 / ((1 - x * x) * slope * slope)});
    }
    return points;
}

}  // namespace

std::span<const QuadraturePoint> gauss_legendre(std::size_t n) {
    static const auto four = find_points(4);
    static const auto six = find_points(6);
    static const auto twelve = find_points(12);
    static const auto twenty = find_points(20);
    MINKA_CHECK(n == 4 || n == 6 || n == 12 || n == 20);
    return n == 4 ? four : n == 6 ? six : n == 12 ? twelve : twenty;
}

}  // namespace minka::stats
