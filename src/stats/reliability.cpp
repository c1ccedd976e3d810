#include "stats/reliability.h"

#include "stats/distribution.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace minka::stats {
namespace {

__extension__ using Wide = __int128;

/// What alpha needs of the covariance matrix of k items.
struct ItemMoments {
    std::vector<double> variance;    // of each item
    std::vector<double> with_total;  // covariance of each item with the sum of all
    double total_variance = 0;
    std::size_t rows_used = 0;
    std::size_t smallest_pair = 0;
};

/// n * sum(xy) - sum(x) * sum(y), which is n (n - 1) times the covariance, exactly.
double scaled_covariance(std::uint64_t n, std::uint64_t products, std::uint64_t sum_x, std::uint64_t sum_y) {
    return static_cast<double>(static_cast<Wide>(n) * products - static_cast<Wide>(sum_x) * sum_y);
}

Result<ItemMoments> complete_row_moments(const AnswerMatrix& matrix, ItemList items) {
    const std::size_t k = items.size();
    std::vector<std::uint64_t> sum(k, 0);
    std::vector<std::uint64_t> squares(k, 0);
    std::vector<std::uint64_t> with_total(k, 0);
    std::uint64_t total_sum = 0;
    std::uint64_t total_squares = 0;
    std::uint64_t n = 0;
    std::vector<std::uint64_t> values(k);
    for (std::size_t row = 0; row < matrix.row_count(); ++row) {
        const auto answers = matrix.row(row);
        std::uint64_t total = 0;
        bool is_complete = true;
        for (std::size_t i = 0; i < k; ++i) {
            const auto answer = answers[items[i]];
            is_complete = is_complete && answer != matrix.missing;
            values[i] = toward_scale(matrix, items[i], answer);
            total += values[i];
        }
        if (!is_complete) {
            continue;
        }
        ++n;
        total_sum += total;
        total_squares += total * total;
        for (std::size_t i = 0; i < k; ++i) {
            sum[i] += values[i];
            squares[i] += values[i] * values[i];
            with_total[i] += values[i] * total;
        }
    }
    if (n < 2) {
        return invalid(fmt::format("{} of {} respondents answered every item of the scale; alpha needs at least two.",
                                   n, matrix.row_count()),
                       "answers");
    }
    ItemMoments moments{std::vector<double>(k), std::vector<double>(k), 0, n, n};
    const auto divisor = static_cast<double>(n) * static_cast<double>(n - 1);
    for (std::size_t i = 0; i < k; ++i) {
        moments.variance[i] = scaled_covariance(n, squares[i], sum[i], sum[i]) / divisor;
        moments.with_total[i] = scaled_covariance(n, with_total[i], sum[i], total_sum) / divisor;
    }
    moments.total_variance = scaled_covariance(n, total_squares, total_sum, total_sum) / divisor;
    return moments;
}

/// The answers to one item, and 1 where there is one; missing answers are 0 in both.
struct ItemColumn {
    std::vector<std::uint8_t> value;
    std::vector<std::uint8_t> answered;
};

ItemColumn column_of(const AnswerMatrix& matrix, std::uint32_t item) {
    const std::size_t rows = matrix.row_count();
    ItemColumn column{std::vector<std::uint8_t>(rows, 0), std::vector<std::uint8_t>(rows, 0)};
    for (std::size_t row = 0; row < rows; ++row) {
        const auto answer = matrix.answers[row * matrix.item_count + item];
        if (answer != matrix.missing) {
            column.value[row] = toward_scale(matrix, item, answer);
            column.answered[row] = 1;
        }
    }
    return column;
}

struct PairSums {
    std::uint64_t n = 0;
    std::uint64_t x = 0;
    std::uint64_t y = 0;
    std::uint64_t xy = 0;
};

PairSums pair_sums(const ItemColumn& first, const ItemColumn& second) {
    constexpr std::size_t block = 4096;  // 4096 * 255 * 255 fits 32 bits, in which the inner loop is fast
    PairSums sums;
    const std::size_t rows = first.value.size();
    for (std::size_t start = 0; start < rows; start += block) {
        std::uint32_t n = 0;
        std::uint32_t x = 0;
        std::uint32_t y = 0;
        std::uint32_t xy = 0;
        for (std::size_t row = start; row < std::min(rows, start + block); ++row) {
            const std::uint32_t a = first.value[row];
            const std::uint32_t b = second.value[row];
            const std::uint32_t has_a = first.answered[row];
            const std::uint32_t has_b = second.answered[row];
            n += has_a * has_b;
            x += a * has_b;
            y += b * has_a;
            xy += a * b;
        }
        sums.n += n;
        sums.x += x;
        sums.y += y;
        sums.xy += xy;
    }
    return sums;
}

std::size_t rows_with_an_answer(const AnswerMatrix& matrix, ItemList items) {
    std::size_t rows = 0;
    for (std::size_t row = 0; row < matrix.row_count(); ++row) {
        const auto answers = matrix.row(row);
        rows += std::ranges::any_of(items, [&](auto item) { return answers[item] != matrix.missing; }) ? 1U : 0U;
    }
    return rows;
}

Result<ItemMoments> pairwise_moments(const AnswerMatrix& matrix, ItemList items) {
    const std::size_t k = items.size();
    std::vector<ItemColumn> columns;
    for (const auto item : items) {
        columns.push_back(column_of(matrix, item));
    }
    ItemMoments moments{std::vector<double>(k), std::vector<double>(k), 0, rows_with_an_answer(matrix, items),
                        matrix.row_count()};
    for (std::size_t i = 0; i < k; ++i) {
        for (std::size_t j = i; j < k; ++j) {
            const auto sums = pair_sums(columns[i], columns[j]);
            if (sums.n < 2) {
                return invalid(fmt::format("Items {} and {} were answered together by {} respondent(s); a pairwise "
                                           "covariance needs at least two.",
                                           items[i], items[j], sums.n),
                               fmt::format("items[{}]", j));
            }
            const double covariance = scaled_covariance(sums.n, sums.xy, sums.x, sums.y) /
                                      (static_cast<double>(sums.n) * static_cast<double>(sums.n - 1));
            moments.smallest_pair = std::min(moments.smallest_pair, static_cast<std::size_t>(sums.n));
            moments.with_total[i] += covariance;
            if (i == j) {
                moments.variance[i] = covariance;
            } else {
                moments.with_total[j] += covariance;
            }
        }
    }
    for (const double covariance : moments.with_total) {
        moments.total_variance += covariance;
    }
    return moments;
}

double alpha_from(double item_count, double sum_of_variances, double total_variance) {
    return item_count / (item_count - 1) * (1 - sum_of_variances / total_variance);
}

ItemReliability item_reliability(const ItemMoments& moments, std::size_t index, std::uint32_t item,
                                 double sum_of_variances) {
    ItemReliability result{item, {}, {}};
    const double variance = moments.variance[index];
    const double with_rest = moments.with_total[index] - variance;
    const double rest_variance = moments.total_variance - 2 * moments.with_total[index] + variance;
    // What rounding leaves of a variance that is exactly zero is of the order 1e-16 of its parts.
    if (rest_variance <= 1e-12 * sum_of_variances) {
        return result;
    }
    result.item_rest_correlation = std::clamp(with_rest / std::sqrt(variance * rest_variance), -1.0, 1.0);
    if (moments.variance.size() > 2) {
        result.alpha_without =
            alpha_from(static_cast<double>(moments.variance.size() - 1), sum_of_variances - variance, rest_variance);
    }
    return result;
}

Interval feldt_interval(double alpha, std::size_t rows, std::size_t item_count, double confidence) {
    const auto between = static_cast<double>(rows - 1);
    const double within = between * static_cast<double>(item_count - 1);
    const double tail = (1 - confidence) / 2;
    return {1 - (1 - alpha) * f_quantile(1 - tail, between, within),
            1 - (1 - alpha) * f_quantile(tail, between, within), confidence};
}

}  // namespace

Result<ReliabilityEstimate> cronbach_alpha(const AnswerMatrix& matrix, ItemList items,
                                           const ReliabilityOptions& options) {
    MINKA_TRY(check_answers(matrix));
    MINKA_TRY(check_items(matrix, items));
    MINKA_TRY(check_confidence(options.confidence));
    if (items.size() < 2) {
        return invalid("Alpha tells how items agree; a scale needs at least two of them.", "items");
    }
    const bool is_pairwise = options.incomplete == IncompleteRows::pairwise;
    MINKA_TRY_ASSIGN(const ItemMoments moments,
                     is_pairwise ? pairwise_moments(matrix, items) : complete_row_moments(matrix, items));
    double sum_of_variances = 0;
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (moments.variance[i] == 0) {
            return invalid(fmt::format("Everybody who counts gave item {} the same answer: it says nothing about the "
                                       "scale. Leave it out.",
                                       items[i]),
                           fmt::format("items[{}]", i));
        }
        sum_of_variances += moments.variance[i];
    }
    if (moments.total_variance <= 1e-12 * sum_of_variances) {
        return invalid("The sum of the items does not vary: they cancel each other. Look at the reversed items.",
                       "items");
    }
    ReliabilityEstimate estimate;
    estimate.alpha = alpha_from(static_cast<double>(items.size()), sum_of_variances, moments.total_variance);
    estimate.incomplete = options.incomplete;
    estimate.rows_given = matrix.row_count();
    estimate.rows_used = moments.rows_used;
    estimate.smallest_pair = moments.smallest_pair;
    if (!is_pairwise) {
        estimate.interval = feldt_interval(estimate.alpha, moments.rows_used, items.size(), options.confidence);
    }
    for (std::size_t i = 0; i < items.size(); ++i) {
        estimate.items.push_back(item_reliability(moments, i, items[i], sum_of_variances));
    }
    return estimate;
}

}  // namespace minka::stats
