#include "stats/posterior_kernel.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace minka::stats {
namespace {

using Four = double __attribute__((vector_size(32)));
constexpr std::size_t block = 16;  // four vectors: as many chains of products as hide their latency

// By reference, since a vector by value is passed differently where the machine has wider registers.
[[gnu::always_inline]] inline void load(Four& value, const double* from) { std::memcpy(&value, from, sizeof value); }
[[gnu::always_inline]] inline void store(double* to, const Four& value) { std::memcpy(to, &value, sizeof value); }
[[gnu::always_inline]] inline void raise(Four& largest, const Four& value) {
    largest = value > largest ? value : largest;
}
[[gnu::always_inline]] inline double largest_of(const Four& value) {
    return std::max(std::max(value[0], value[1]), std::max(value[2], value[3]));
}
[[gnu::always_inline]] inline double sum_of(const Four& value) { return (value[0] + value[1]) + (value[2] + value[3]); }

/// Multiplies `likelihood` by some rows; gives the largest product.
[[gnu::always_inline]] inline double multiply_rows(const double* const* rows, std::size_t count, std::size_t width,
                                                   const double* from, double scale, double* likelihood) {
    Four largest = {};
    for (std::size_t q = 0; q < width; q += block) {
        Four product[4];
        for (std::size_t v = 0; v < 4; ++v) {
            load(product[v], from + q + 4 * v);
            product[v] *= scale;
        }
        for (std::size_t k = 0; k < count; ++k) {
            for (std::size_t v = 0; v < 4; ++v) {
                Four factor;
                load(factor, rows[k] + q + 4 * v);
                product[v] *= factor;
            }
        }
        for (std::size_t v = 0; v < 4; ++v) {
            store(likelihood + q + 4 * v, product[v]);
            raise(largest, product[v]);
        }
    }
    return largest_of(largest);
}

/// Products of many small probabilities vanish; in steps of four bundles (each at least 1e-120) they are scaled up.
struct Likelihood {
    double log_scale = 0;
    double largest = 0;
};

[[gnu::always_inline]] inline Likelihood likelihood_of(const double* const* rows, std::size_t count,
                                                       const BundleTable& table, double* likelihood) {
    Likelihood result{0, multiply_rows(rows, count, table.width, table.prior.data(), 1, likelihood)};
    if (result.largest > 1e-250) {
        return result;
    }
    const double* from = table.prior.data();
    double scale = 1;
    for (std::size_t first = 0; first < count; ++first) {
        result.largest = multiply_rows(rows + first, 1, table.width, from, scale, likelihood);
        from = likelihood;
        scale = first + 1 < count ? 1 / result.largest : 1;
        result.log_scale -= std::log(scale);
    }
    return result;
}

[[gnu::always_inline]] inline void find_rows(const std::uint8_t* codes, const BundleTable& table, const double** rows) {
    for (std::size_t b = 0; b + 1 < table.first_row.size(); ++b) {
        rows[b] = table.rows.data() + (std::size_t{table.first_row[b]} + codes[b]) * table.width;
    }
}

[[gnu::always_inline]] inline double expect_here(const PatternSpan& patterns, const BundleTable& table,
                                                 double* expected) {
    const std::size_t bundles = table.first_row.size() - 1;
    std::vector<const double*> rows(bundles);
    std::vector<double> likelihood(table.width);
    double total = 0;
    for (std::size_t p = 0; p < patterns.count; ++p) {
        find_rows(patterns.codes + p * bundles, table, rows.data());
        const auto found = likelihood_of(rows.data(), bundles, table, likelihood.data());
        Four sums = {};
        std::size_t begin = table.width;
        std::size_t end = 0;
        for (std::size_t q = 0; q < table.width; q += 4) {
            Four value;
            load(value, likelihood.data() + q);
            sums += value;
            // What lies 14 digits below the peak changes no sum.
            if (largest_of(value) > 1e-14 * found.largest) {
                begin = std::min(begin, q);
                end = q + 4;
            }
        }
        const double sum = sum_of(sums);
        total += patterns.weights[p] * (found.log_scale + std::log(sum));
        const double share = patterns.weights[p] / sum;
        for (std::size_t q = begin; q < end; q += 4) {
            Four value;
            load(value, likelihood.data() + q);
            value *= share;
            store(likelihood.data() + q, value);
        }
        for (std::size_t b = 0; b < bundles; ++b) {
            double* const to = expected + (rows[b] - table.rows.data());
            for (std::size_t q = begin; q < end; q += 4) {
                Four value;
                Four held;
                load(value, likelihood.data() + q);
                load(held, to + q);
                store(to + q, held + value);
            }
        }
    }
    return total;
}

[[gnu::always_inline]] inline void moments_here(const PatternSpan& patterns, const BundleTable& table,
                                                const NodeGrid& grid, PersonScore* scores) {
    const std::size_t bundles = table.first_row.size() - 1;
    std::vector<const double*> rows(bundles);
    std::vector<double> likelihood(table.width);
    for (std::size_t p = 0; p < patterns.count; ++p) {
        find_rows(patterns.codes + p * bundles, table, rows.data());
        likelihood_of(rows.data(), bundles, table, likelihood.data());
        Four sums[3] = {};
        for (std::size_t q = 0; q < table.width; q += 4) {
            Four value;
            Four theta;
            load(value, likelihood.data() + q);
            load(theta, grid.padded.data() + q);
            sums[0] += value;
            value *= theta;
            sums[1] += value;
            sums[2] += value * theta;
        }
        const double mass = sum_of(sums[0]);
        const double mean = sum_of(sums[1]) / mass;
        scores[p] = {mean, std::sqrt(std::max(0.0, sum_of(sums[2]) / mass - mean * mean))};
    }
}

using Expect = double (*)(const PatternSpan&, const BundleTable&, double*);
using Moments = void (*)(const PatternSpan&, const BundleTable&, const NodeGrid&, PersonScore*);

double expect_anywhere(const PatternSpan& patterns, const BundleTable& table, double* expected) {
    return expect_here(patterns, table, expected);
}
void moments_anywhere(const PatternSpan& patterns, const BundleTable& table, const NodeGrid& grid,
                      PersonScore* scores) {
    moments_here(patterns, table, grid, scores);
}

#if defined(__x86_64__) && defined(__GNUC__)
[[gnu::target("avx2,fma")]] double expect_avx2(const PatternSpan& patterns, const BundleTable& table,
                                               double* expected) {
    return expect_here(patterns, table, expected);
}
[[gnu::target("avx2,fma")]] void moments_avx2(const PatternSpan& patterns, const BundleTable& table,
                                              const NodeGrid& grid, PersonScore* scores) {
    moments_here(patterns, table, grid, scores);
}

template <typename Function>
Function best_variant(Function anywhere, Function avx2) {
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? avx2 : anywhere;
}
#else
constexpr Expect expect_avx2 = nullptr;
constexpr Moments moments_avx2 = nullptr;

template <typename Function>
Function best_variant(Function anywhere, Function) {
    return anywhere;
}
#endif

}  // namespace

NodeGrid::NodeGrid(std::size_t count, double reach)
    : width((count + block - 1) / block * block), padded(width), count_(count) {
    for (std::size_t q = 0; q < count; ++q) {
        padded[q] = reach * (2 * static_cast<double>(q) / static_cast<double>(count - 1) - 1);
    }
}

double expect_patterns(const PatternSpan& patterns, const BundleTable& table, double* expected) {
    static const Expect expect = best_variant<Expect>(expect_anywhere, expect_avx2);
    return expect(patterns, table, expected);
}

void posterior_moments(const PatternSpan& patterns, const BundleTable& table, const NodeGrid& grid,
                       PersonScore* scores) {
    static const Moments moments = best_variant<Moments>(moments_anywhere, moments_avx2);
    moments(patterns, table, grid, scores);
}

}  // namespace minka::stats
