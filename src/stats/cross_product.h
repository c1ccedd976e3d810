#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

namespace minka::stats {

/// Sums of products of all pairs of columns of a tall table, X'X, taken block of rows by block of rows. `fill(first,
/// count, put)` hands over the rows first .. first + count - 1 by `put(column, values)`, values one a row.
///
/// Sums are taken in a fixed order; with AVX2 they round otherwise than without, in the last digits.
std::vector<double> cross_product(
    std::size_t rows, std::size_t columns,
    const std::function<void(std::size_t first, std::size_t count,
                             const std::function<void(std::size_t column, std::span<const double> values)>& put)>&
        fill);

}  // namespace minka::stats
