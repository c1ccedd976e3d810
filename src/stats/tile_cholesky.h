#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace minka::stats {

/// The lower triangle of a large symmetric matrix in tiles of 64 x 64, each column after column. Tiles that hold only
/// zeros are skipped, so that an order of the columns with blocks of zeros saves time.
class TileMatrix {
public:
    static constexpr std::size_t side = 64;

    explicit TileMatrix(std::size_t size);

    std::size_t size() const { return size_; }
    /// row >= column.
    double& operator()(std::size_t row, std::size_t column) {
        return tile(row / side, column / side)[(column % side) * side + row % side];
    }
    double operator()(std::size_t row, std::size_t column) const {
        return const_cast<TileMatrix*>(this)->operator()(row, column);
    }
    /// The elements tile after tile, and where one stands among them; row >= column.
    std::span<double> values() { return values_; }
    static std::size_t place(std::size_t row, std::size_t column) {
        const std::size_t down = row / side;
        return ((down * (down + 1) / 2 + column / side) * side + column % side) * side + row % side;
    }
    /// Multiplies each element by the factors of its row and of its column.
    void scale(std::span<const double> factors);

    /// Replaces the first `count` columns by those of the Cholesky factor and the rest by the Schur complement. False
    /// when a pivot is not above 0.
    bool factor(std::size_t count);

private:
    double* tile(std::size_t row, std::size_t column) {
        return values_.data() + (row * (row + 1) / 2 + column) * side * side;
    }

    std::size_t size_;
    std::size_t tiles_;
    std::vector<double> values_;
};

}  // namespace minka::stats
