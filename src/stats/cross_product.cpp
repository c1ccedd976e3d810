#include "stats/cross_product.h"

#include <algorithm>

namespace minka::stats {
namespace {

constexpr std::size_t panel = 12;  // columns side by side, which fill the registers with 4 of another panel
constexpr std::size_t tile = 4;
constexpr std::size_t block = 256;  // rows; two panels of them fit the nearest cache

using Four = double __attribute__((vector_size(32)));

/// One row of the tile: named registers, since a compiler that keeps arrays of them does so in memory.
struct TileRow {
    Four first{};
    Four second{};
    Four third{};
};

/// sums[i][j] += Σ over rows of left[row][i] * right[row][j], i below 4, j below 12.
inline __attribute__((always_inline)) void add_products(const double* left, const double* right, std::size_t rows,
                                                        double* sums) {
    TileRow a;
    TileRow b;
    TileRow c;
    TileRow d;
    for (std::size_t row = 0; row < rows; ++row, left += panel, right += panel) {
        Four x;
        Four y;
        Four z;
        __builtin_memcpy(&x, right, sizeof(Four));
        __builtin_memcpy(&y, right + 4, sizeof(Four));
        __builtin_memcpy(&z, right + 8, sizeof(Four));
        const double i = left[0];
        a.first += i * x;
        a.second += i * y;
        a.third += i * z;
        const double j = left[1];
        b.first += j * x;
        b.second += j * y;
        b.third += j * z;
        const double k = left[2];
        c.first += k * x;
        c.second += k * y;
        c.third += k * z;
        const double l = left[3];
        d.first += l * x;
        d.second += l * y;
        d.third += l * z;
    }
    std::size_t place = 0;
    for (const auto* tile_row : {&a, &b, &c, &d}) {
        for (const auto* part : {&tile_row->first, &tile_row->second, &tile_row->third}) {
            for (std::size_t lane = 0; lane < 4; ++lane) {
                sums[place++] += (*part)[lane];
            }
        }
    }
}

using AddProducts = void (*)(const double* left, const double* right, std::size_t rows, double* sums);

void add_products_anywhere(const double* left, const double* right, std::size_t rows, double* sums) {
    add_products(left, right, rows, sums);
}

#if defined(__x86_64__) && defined(__gnu_linux__)
[[gnu::target("avx2,fma")]] void add_products_avx2(const double* left, const double* right, std::size_t rows,
                                                   double* sums) {
    add_products(left, right, rows, sums);
}

AddProducts choose_add_products() {
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? add_products_avx2 : add_products_anywhere;
}
#else
AddProducts choose_add_products() { return add_products_anywhere; }
#endif

}  // namespace

std::vector<double> cross_product(
    std::size_t rows, std::size_t columns,
    const std::function<void(std::size_t first, std::size_t count,
                             const std::function<void(std::size_t column, std::span<const double> values)>& put)>&
        fill) {
    const auto add_tile = choose_add_products();
    const std::size_t panels = (columns + panel - 1) / panel;
    std::vector<double> packed(panels * panel * block, 0);
    // By pair of panels, 12 x 12, the lower triangle of them.
    std::vector<double> sums(panels * (panels + 1) / 2 * panel * panel, 0);
    for (std::size_t first = 0; first < rows; first += block) {
        const std::size_t count = std::min(block, rows - first);
        fill(first, count, [&](std::size_t column, std::span<const double> values) {
            auto* place = packed.data() + column / panel * panel * block + column % panel;
            for (std::size_t row = 0; row < count; ++row) {
                place[row * panel] = values[row];
            }
        });
        double* sum = sums.data();
        for (std::size_t i = 0; i < panels; ++i) {
            for (std::size_t j = 0; j <= i; ++j) {
                for (std::size_t part = 0; part < panel; part += tile) {
                    add_tile(packed.data() + i * panel * block + part, packed.data() + j * panel * block, count,
                             sum + part * panel);
                }
                sum += panel * panel;
            }
        }
    }
    std::vector<double> result(columns * columns);
    for (std::size_t i = 0; i < columns; ++i) {
        for (std::size_t j = 0; j <= i; ++j) {
            const std::size_t a = i / panel;
            const std::size_t b = j / panel;
            const double value = sums[(a * (a + 1) / 2 + b) * panel * panel + i % panel * panel + j % panel];
            result[i * columns + j] = result[j * columns + i] = value;
        }
    }
    return result;
}

}  // namespace minka::stats
