#pragma once

#include <cstddef>
#include <span>

namespace minka::stats {

struct QuadraturePoint {
    double place = 0;   ///< -1 .. 1
    double weight = 0;  ///< they sum to 2
};

/// The points of Gauss and Legendre, exact for polynomials up to degree 2 n - 1; n is one of 4, 6, 12 and 20.
std::span<const QuadraturePoint> gauss_legendre(std::size_t n);

}  // namespace minka::stats
