#include "stats/cross_product.h"

#include <algorithm>

#if defined(__x86_64__) && defined(__gnu_linux__)
#define MINKA_WIDE_PRODUCTS __attribute__((target_clones("arch=haswell", "default")))
#else
#define MINKA_WIDE_PRODUCTS
#endif

namespace minka::stats {
namespace {

constexpr std::size_t panel = 12;  // columns side by side, which fill the registers with 4 of another panel
constexpr std::size_t tile = 4;
constexpr std::size_t block = 256;  // rows; two panels of them fit the nearest cache

/// sums[i][j] += Σ over rows of left[row][i] * right[row][j], i below 4, j below 12.
MINKA_WIDE_PRODUCTS void add_products(const double* left, const double* right, std::size_t rows, double* sums) {
    using Four = double __attribute__((vector_size(32)));
    Four total[tile][3] = {};
    for (std::size_t row = 0; row < rows; ++row) {
        Four values[3];
        for (std::size_t part = 0; part < 3; ++part) {
            __builtin_memcpy(&values[part], right + row * panel + 4 * part, sizeof(Four));
        }
        for (std::size_t i = 0; i < tile; ++i) {
            const double factor = left[row * panel + i];
            const Four factors = {factor, factor, factor, factor};
            for (std::size_t part = 0; part < 3; ++part) {
                total[i][part] += factors * values[part];
            }
        }
    }
    for (std::size_t i = 0; i < tile; ++i) {
        for (std::size_t j = 0; j < panel; ++j) {
            sums[i * panel + j] += total[i][j / 4][j % 4];
        }
    }
}

}  // namespace

std::vector<double> cross_product(
    std::size_t rows, std::size_t columns,
    const std::function<void(std::size_t first, std::size_t count,
                             const std::function<void(std::size_t column, std::span<const double> values)>& put)>&
        fill) {
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
                    add_products(packed.data() + i * panel * block + part, packed.data() + j * panel * block, count,
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
