#include "stats/tile_cholesky.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace minka::stats {
namespace {

constexpr std::size_t side = TileMatrix::side;

// Rows by four columns of a product stay in registers. The vectors are the compiler's own: two halves, or four
// quarters, where the machine has narrower registers.
using Four = double __attribute__((vector_size(32)));
using Eight = double __attribute__((vector_size(64)));

#if defined(__x86_64__) && defined(__GNUC__)
#define MINKA_HAS_WIDE_VARIANTS 1
#endif

// By reference, since a vector by value is passed differently where the machine has wider registers.
template <typename Vector>
[[gnu::always_inline]] inline void load(Vector& value, const double* from) {
    std::memcpy(&value, from, sizeof value);
}

template <typename Vector>
[[gnu::always_inline]] inline void store(double* to, const Vector& value) {
    std::memcpy(to, &value, sizeof value);
}

/// c -= a * b' for four columns from j on and `parts` vectors of rows from i on.
template <typename Vector, std::size_t parts>
[[gnu::always_inline]] inline void take_block(double* c, const double* a, const double* b, std::size_t i,
                                              std::size_t j) {
    constexpr std::size_t lanes = sizeof(Vector) / sizeof(double);
    Vector sum[4][parts] = {};
    for (std::size_t k = 0; k < side; ++k) {
        Vector rows[parts];
#pragma GCC unroll 4
        for (std::size_t part = 0; part < parts; ++part) {
            load(rows[part], a + k * side + i + part * lanes);
        }
#pragma GCC unroll 4
        for (std::size_t column = 0; column < 4; ++column) {
            const double factor = b[k * side + j + column];
#pragma GCC unroll 4
            for (std::size_t part = 0; part < parts; ++part) {
                sum[column][part] += rows[part] * factor;
            }
        }
    }
#pragma GCC unroll 4
    for (std::size_t column = 0; column < 4; ++column) {
#pragma GCC unroll 4
        for (std::size_t part = 0; part < parts; ++part) {
            double* const to = c + (j + column) * side + i + part * lanes;
            Vector before;
            load(before, to);
            store(to, before - sum[column][part]);
        }
    }
}

/// c -= a * b', all three tiles; the rows that `parts` vectors do not fill are taken one vector at a time.
template <typename Vector, std::size_t parts>
[[gnu::always_inline]] inline void take_product(double* c, const double* a, const double* b) {
    constexpr std::size_t lanes = sizeof(Vector) / sizeof(double);
    constexpr std::size_t whole = side / (lanes * parts) * (lanes * parts);
    for (std::size_t j = 0; j < side; j += 4) {
        for (std::size_t i = 0; i < whole; i += lanes * parts) {
            take_block<Vector, parts>(c, a, b, i, j);
        }
        for (std::size_t i = whole; i < side; i += lanes) {
            take_block<Vector, 1>(c, a, b, i, j);
        }
    }
}

using TakeProduct = void (*)(double*, const double*, const double*);

void take_product_anywhere(double* c, const double* a, const double* b) { take_product<Four, 2>(c, a, b); }

#ifdef MINKA_HAS_WIDE_VARIANTS
[[gnu::target("avx2,fma")]] void take_product_avx2(double* c, const double* a, const double* b) {
    take_product<Four, 3>(c, a, b);
}

[[gnu::target("avx512f,fma")]] void take_product_avx512(double* c, const double* a, const double* b) {
    take_product<Eight, 4>(c, a, b);
}

TakeProduct best_take_product() {
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("fma")) {
        return take_product_avx512;
    }
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? take_product_avx2 : take_product_anywhere;
}
#else
TakeProduct best_take_product() { return take_product_anywhere; }
#endif

bool is_zero(const double* tile) {
    return std::all_of(tile, tile + side * side, [](double value) { return value == 0; });
}

/// Columns first .. last - 1 of a diagonal tile; the rest becomes the Schur complement.
bool factor_tile(double* a, std::size_t last) {
    for (std::size_t k = 0; k < last; ++k) {
        double* const column = a + k * side;
        if (!(column[k] > 0) || !std::isfinite(column[k])) {
            return false;
        }
        const double pivot = std::sqrt(column[k]);
        for (std::size_t i = k; i < side; ++i) {
            column[i] /= pivot;
        }
        for (std::size_t j = k + 1; j < side; ++j) {
            const double factor = column[j];
            double* const target = a + j * side;
            for (std::size_t i = j; i < side; ++i) {
                target[i] -= column[i] * factor;
            }
        }
    }
    return true;
}

/// The tile below a diagonal one, for its first `last` columns; takes their product from the others.
void solve_tile(double* a, const double* diagonal, std::size_t last) {
    for (std::size_t k = 0; k < last; ++k) {
        double* const column = a + k * side;
        for (std::size_t i = 0; i < side; ++i) {
            column[i] /= diagonal[k * side + k];
        }
        for (std::size_t j = k + 1; j < side; ++j) {
            const double factor = diagonal[k * side + j];
            if (factor != 0) {
                double* const target = a + j * side;
                for (std::size_t i = 0; i < side; ++i) {
                    target[i] -= column[i] * factor;
                }
            }
        }
    }
}

/// The negative inverse of a lower triangular tile, column after column.
void invert_tile(double* inverse, const double* lower) {
    std::fill_n(inverse, side * side, 0.0);
    for (std::size_t j = 0; j < side; ++j) {
        double* const column = inverse + j * side;
        column[j] = -1;
        for (std::size_t k = j; k < side; ++k) {
            column[k] /= lower[k * side + k];
            for (std::size_t i = k + 1; i < side; ++i) {
                column[i] -= lower[k * side + i] * column[k];
            }
        }
    }
}

}  // namespace

TileMatrix::TileMatrix(std::size_t size)
    : size_(size), tiles_((size + side - 1) / side), values_(tiles_ * (tiles_ + 1) / 2 * side * side) {}

void TileMatrix::scale(std::span<const double> factors) {
    for (std::size_t j = 0; j < size_; ++j) {
        for (std::size_t block = j / side; block < tiles_; ++block) {
            double* const column = tile(block, j / side) + (j % side) * side;
            const auto rows = factors.subspan(block * side, std::min(side, size_ - block * side));
            for (std::size_t i = 0; i < rows.size(); ++i) {
                column[i] *= rows[i] * factors[j];
            }
        }
    }
}

bool TileMatrix::factor(std::size_t count) {
    static const TakeProduct take = best_take_product();
    const std::size_t steps = (count + side - 1) / side;
    std::vector<std::size_t> filled;
    std::vector<double> inverse(side * side);
    std::vector<double> solved(side * side);
    for (std::size_t k = 0; k < steps; ++k) {
        const std::size_t last = std::min(side, count - k * side);
        if (!factor_tile(tile(k, k), last)) {
            return false;
        }
        // Only the first `last` columns of this tile column belong to the factor; the rest waits as Schur complement.
        filled.clear();
        if (last == side) {
            invert_tile(inverse.data(), tile(k, k));
        }
        for (std::size_t i = k + 1; i < tiles_; ++i) {
            double* const below = tile(i, k);
            if (is_zero(below)) {
                continue;
            }
            filled.push_back(i);
            if (last < side) {
                solve_tile(below, tile(k, k), last);
            } else {
                std::fill(solved.begin(), solved.end(), 0.0);
                take(solved.data(), below, inverse.data());
                std::ranges::copy(solved, below);
            }
        }
        // Columns from `last` on are no part of the factor, so their products must not be taken.
        std::vector<double> rest;
        for (std::size_t x = 0; x < filled.size(); ++x) {
            if (last < side) {
                double* const source = tile(filled[x], k);
                rest.insert(rest.end(), source + last * side, source + side * side);
                std::fill(source + last * side, source + side * side, 0.0);
            }
        }
        for (std::size_t x = 0; x < filled.size(); ++x) {
            for (std::size_t y = 0; y <= x; ++y) {
                take(tile(filled[x], filled[y]), tile(filled[x], k), tile(filled[y], k));
            }
        }
        for (std::size_t x = 0; x < filled.size() && last < side; ++x) {
            const auto length = static_cast<std::ptrdiff_t>((side - last) * side);
            std::copy_n(rest.begin() + static_cast<std::ptrdiff_t>(x) * length, length,
                        tile(filled[x], k) + last * side);
        }
    }
    return true;
}

}  // namespace minka::stats
