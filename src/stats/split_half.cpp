#include "stats/split_half.h"

#include "base/random.h"
#include "stats/dense_matrix.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>

namespace minka::stats {
namespace {

constexpr std::size_t climbs = 10;  // from random halves, in search of the greatest coefficient

/// The items of complete rows: n (n - 1) times their covariances, which is whole.
struct Covariances {
    DenseMatrix values;
    std::size_t rows = 0;
};

Covariances covariances_of(const AnswerMatrix& matrix, ItemList items) {
    __extension__ using Wide = __int128;
    const std::size_t k = items.size();
    std::vector<std::uint64_t> sums(k, 0);
    std::vector<std::uint64_t> products(k * k, 0);
    std::vector<std::uint32_t> values(k);
    std::uint64_t n = 0;
    for (std::size_t row = 0; row < matrix.row_count(); ++row) {
        const auto answers = matrix.row(row);
        if (std::ranges::any_of(items, [&](auto item) { return answers[item] == matrix.missing; })) {
            continue;
        }
        ++n;
        for (std::size_t i = 0; i < k; ++i) {
            values[i] = toward_scale(matrix, items[i], answers[items[i]]);
            sums[i] += values[i];
            for (std::size_t j = 0; j <= i; ++j) {
                products[i * k + j] += std::uint64_t{values[i]} * values[j];
            }
        }
    }
    Covariances result{DenseMatrix(k, k), n};
    for (std::size_t i = 0; i < k; ++i) {
        for (std::size_t j = 0; j <= i; ++j) {
            const auto whole = static_cast<Wide>(n) * products[i * k + j] - static_cast<Wide>(sums[i]) * sums[j];
            result.values(i, j) = result.values(j, i) = static_cast<double>(whole);
        }
    }
    return result;
}

/// Which half each item is in: 1 or -1.
using Halves = std::vector<double>;

/// The variance of the difference of the halves: what Guttman's coefficient lacks to 1, times the total variance.
double difference_variance(const DenseMatrix& covariance, const Halves& halves) {
    double sum = 0;
    for (std::size_t i = 0; i < halves.size(); ++i) {
        double product = 0;
        for (std::size_t j = 0; j < halves.size(); ++j) {
            product += covariance(i, j) * halves[j];
        }
        sum += halves[i] * product;
    }
    return sum;
}

SplitHalf split_by(const DenseMatrix& covariance, const Halves& halves, double total) {
    double first = 0;
    double second = 0;
    double between = 0;
    for (std::size_t i = 0; i < halves.size(); ++i) {
        for (std::size_t j = 0; j < halves.size(); ++j) {
            (halves[i] != halves[j] ? between : halves[i] > 0 ? first : second) += covariance(i, j) / total;
        }
    }
    SplitHalf split;
    split.guttman = 2 * between;  // each pair was met twice
    if (first > 0 && second > 0) {
        split.correlation = std::clamp(between / 2 / std::sqrt(first * second), -1.0, 1.0);
        if (*split.correlation > -1) {
            split.spearman_brown = 2 * *split.correlation / (1 + *split.correlation);
        }
    }
    return split;
}

/// How many ways there are to halve k items, or `most` + 1 when there are more.
std::size_t count_splits(std::size_t k, std::size_t most) {
    double ways = 1;
    for (std::size_t i = 1; i <= k / 2; ++i) {
        ways *= static_cast<double>(k - k / 2 + i) / static_cast<double>(i);
    }
    ways = k % 2 == 0 ? ways / 2 : ways;
    return ways > static_cast<double>(most) ? most + 1 : static_cast<std::size_t>(std::lround(ways));
}

struct Spread {
    double sum = 0;
    double lowest = 1;
    double highest = -INFINITY;
    std::size_t count = 0;

    void add(double value) {
        sum += value;
        lowest = std::min(lowest, value);
        highest = std::max(highest, value);
        ++count;
    }
};

Spread see_all(const DenseMatrix& covariance, double total) {
    const std::size_t k = covariance.rows();
    Spread spread;
    Halves halves(k);
    for (std::uint64_t chosen = (std::uint64_t{1} << (k / 2)) - 1; chosen >> k == 0;) {
        // With halves of the same size, each split would be met from both sides.
        if (k % 2 != 0 || (chosen & 1U) != 0) {
            for (std::size_t i = 0; i < k; ++i) {
                halves[i] = (chosen >> i & 1U) != 0 ? 1 : -1;
            }
            spread.add(1 - difference_variance(covariance, halves) / total);
        }
        // The next larger number with as many bits.
        const std::uint64_t lowest = chosen & (~chosen + 1);
        const std::uint64_t carried = chosen + lowest;
        chosen = carried | ((chosen ^ carried) >> static_cast<unsigned>(2 + std::countr_zero(lowest)));
    }
    return spread;
}

/// Exchanges items between the halves as long as their difference varies less for it.
double climb(const DenseMatrix& covariance, Halves halves) {
    const std::size_t k = halves.size();
    double variance = difference_variance(covariance, halves);
    for (;;) {
        std::vector<double> pull(k, 0);
        for (std::size_t i = 0; i < k; ++i) {
            for (std::size_t j = 0; j < k; ++j) {
                pull[i] += covariance(i, j) * halves[j];
            }
        }
        double best = -1e-12 * variance;
        std::pair<std::size_t, std::size_t> exchange{k, k};
        for (std::size_t i = 0; i < k; ++i) {
            for (std::size_t j = 0; j < i; ++j) {
                const double change = 4 * (covariance(i, i) + covariance(j, j) - 2 * covariance(i, j) -
                                           halves[i] * pull[i] - halves[j] * pull[j]);
                if (halves[i] != halves[j] && change < best) {
                    best = change;
                    exchange = {i, j};
                }
            }
        }
        if (exchange.first == k) {
            return variance;
        }
        std::swap(halves[exchange.first], halves[exchange.second]);
        variance = difference_variance(covariance, halves);
    }
}

Spread see_some(const DenseMatrix& covariance, double total, const SplitHalfOptions& options) {
    const std::size_t k = covariance.rows();
    Spread spread;
    Halves halves(k, -1);
    std::fill_n(halves.begin(), k / 2, 1);
    SeededRandom random(options.seed);
    double highest = -INFINITY;
    for (std::size_t split = 0; split < options.most_splits; ++split) {
        for (std::size_t i = k; i > 1; --i) {
            std::swap(halves[i - 1], halves[random.below(i)]);
        }
        spread.add(1 - difference_variance(covariance, halves) / total);
        if (split < climbs) {
            highest = std::max(highest, 1 - climb(covariance, halves) / total);
        }
    }
    spread.highest = std::max(spread.highest, highest);
    return spread;
}

}  // namespace

Result<SplitHalfEstimate> split_half_reliability(const AnswerMatrix& matrix, ItemList items,
                                                 const SplitHalfOptions& options) {
    MINKA_TRY(check_answers(matrix));
    MINKA_TRY(check_items(matrix, items));
    if (items.size() < 2) {
        return invalid("A scale of fewer than two items has no halves.", "items");
    }
    if (options.most_splits == 0) {
        return invalid("The mean of split halves needs splits.", "most_splits");
    }
    const auto moments = covariances_of(matrix, items);
    if (moments.rows < 2) {
        return invalid(fmt::format("{} of {} respondents answered every item of the scale; its halves need at least "
                                   "two.",
                                   moments.rows, matrix.row_count()),
                       "answers");
    }
    const auto all = moments.values.values();
    const double total = std::accumulate(all.begin(), all.end(), 0.0);
    double of_items = 0;
    for (std::size_t i = 0; i < items.size(); ++i) {
        of_items += moments.values(i, i);
    }
    if (total <= 1e-12 * of_items) {
        return invalid("The sum of the items does not vary: look at the reversed items.", "items");
    }
    Halves odd_even(items.size());
    for (std::size_t i = 0; i < items.size(); ++i) {
        odd_even[i] = i % 2 == 0 ? 1 : -1;
    }
    SplitHalfEstimate estimate;
    estimate.rows_used = moments.rows;
    estimate.odd_even = split_by(moments.values, odd_even, total);
    estimate.is_exhaustive = count_splits(items.size(), options.most_splits) <= options.most_splits;
    const auto spread =
        estimate.is_exhaustive ? see_all(moments.values, total) : see_some(moments.values, total, options);
    estimate.mean = spread.sum / static_cast<double>(spread.count);
    estimate.lowest = spread.lowest;
    estimate.highest = spread.highest;
    estimate.split_count = spread.count;
    return estimate;
}

}  // namespace minka::stats
