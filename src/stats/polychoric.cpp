#include "stats/polychoric.h"

#include "stats/bivariate_normal.h"
#include "stats/distribution.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

// Counting bits is one instruction on nearly every x86-64 machine, but not on the oldest.
#if defined(__x86_64__) && defined(__gnu_linux__)
#define MINKA_COUNTS_BITS __attribute__((target_clones("popcnt", "default")))
#else
#define MINKA_COUNTS_BITS
#endif

namespace minka::stats {
namespace {

constexpr std::uint8_t no_answer = 255;
constexpr double largest_correlation = 0.9999;

MINKA_COUNTS_BITS std::uint64_t count_common(const std::uint64_t* first, const std::uint64_t* second,
                                             std::size_t words) {
    std::uint64_t count = 0;
    for (std::size_t word = 0; word < words; ++word) {
        count += static_cast<std::uint64_t>(std::popcount(first[word] & second[word]));
    }
    return count;
}

bool counts_row(const AnswerMatrix& matrix, ItemList items, std::size_t row, IncompleteRows incomplete) {
    const auto answers = matrix.row(row);
    const auto is_answered = [&](auto item) { return answers[item] != matrix.missing; };
    return incomplete == IncompleteRows::leave_out ? std::ranges::all_of(items, is_answered)
                                                   : std::ranges::any_of(items, is_answered);
}

Result<ItemThresholds> thresholds_of(const AnswerMatrix& matrix, std::uint32_t item,
                                     std::span<const std::uint32_t> rows, std::size_t index) {
    std::array<std::size_t, 256> counts{};
    for (const auto row : rows) {
        const auto answer = matrix.answers[row * matrix.item_count + item];
        if (answer != matrix.missing) {
            ++counts[toward_scale(matrix, item, answer)];
        }
    }
    ItemThresholds result{item, {}, {}, {}};
    double total = 0;
    for (std::size_t category = 0; category < matrix.category_count; ++category) {
        if (counts[category] > 0) {
            result.categories.push_back(static_cast<std::uint8_t>(category));
            result.counts.push_back(counts[category]);
            total += static_cast<double>(counts[category]);
        }
    }
    if (result.categories.size() < 2) {
        return invalid(fmt::format("Everybody who counts gave item {} the same answer: it correlates with nothing. "
                                   "Leave it out.",
                                   item),
                       fmt::format("items[{}]", index));
    }
    double below = 0;
    for (std::size_t category = 0; category + 1 < result.counts.size(); ++category) {
        below += static_cast<double>(result.counts[category]);
        result.thresholds.push_back(normal_quantile(below / total));
    }
    return result;
}

/// An empty cell of a table of two by two would put the correlation at its bound: half a row is moved there.
void fill_empty_cell(std::vector<double>& counts) {
    for (std::size_t cell = 0; cell < 4; ++cell) {
        if (counts[cell] == 0 && counts[cell ^ 1U] >= 1 && counts[cell ^ 2U] >= 1) {
            counts[cell] += 0.5;
            counts[3 - cell] += 0.5;
            counts[cell ^ 1U] -= 0.5;
            counts[cell ^ 2U] -= 0.5;
            return;
        }
    }
}

/// The table of two items and what its likelihood needs at a correlation.
class PairTable {
public:
    PairTable(std::vector<double> counts, const ItemThresholds& rows, const ItemThresholds& columns)
        : counts_(std::move(counts)),
          row_count_(rows.categories.size()),
          column_count_(columns.categories.size()),
          rows_(rows.thresholds),
          columns_(columns.thresholds),
          grid_(rows.thresholds, columns.thresholds) {
        for (const double threshold : rows_) {
            row_shares_.push_back(normal_cdf(threshold));
        }
        for (const double threshold : columns_) {
            column_shares_.push_back(normal_cdf(threshold));
        }
    }

    /// Newton's steps on the slope of the log-likelihood, by expected information where the observed is not positive.
    double maximise() {
        double correlation = start();
        for (int iteration = 0; iteration < 60; ++iteration) {
            grid_.move_to(correlation);
            const auto [slope, curvature, information] = derivatives();
            const double divisor = curvature > 0.2 * information ? curvature : information;
            if (!(divisor > 0)) {
                break;
            }
            // No step further than half of the way to the bound.
            const double room = 0.5 * (1 - (slope > 0 ? correlation : -correlation));
            const double step = std::clamp(slope / divisor, -room, room);
            const double next = std::clamp(correlation + step, -largest_correlation, largest_correlation);
            const double moved = std::abs(next - correlation);
            correlation = next;
            if (moved < 1e-10) {
                break;
            }
            // Newton's error is squared by each step, so the last one need not be looked at again.
            if (moved < 1e-6 && divisor == curvature) {
                break;
            }
        }
        return correlation;
    }

    PolychoricCells cells(double correlation) {
        grid_.move_to(correlation);
        grid_.slopes(slopes_);
        PolychoricCells cells;
        cells.counts = counts_;
        const std::size_t size = counts_.size();
        cells.by_correlation.resize(size);
        cells.by_row_threshold.resize(rows_.size() * size);
        cells.by_column_threshold.resize(columns_.size() * size);
        const double spread = std::sqrt(1 - correlation * correlation);
        for (std::size_t a = 0; a < row_count_; ++a) {
            for (std::size_t b = 0; b < column_count_; ++b) {
                const std::size_t cell = a * column_count_ + b;
                const double probability = cell_probability(a, b);
                cells.by_correlation[cell] = difference(slopes_.density, a, b) / probability;
                // A threshold moves probability between the two categories beside it.
                for (std::size_t t = a == 0 ? 0 : a - 1; t <= a && t < rows_.size(); ++t) {
                    const double height = normal_density(rows_[t]);
                    const double upper =
                        b < columns_.size() ? normal_cdf((columns_[b] - correlation * rows_[t]) / spread) : 1;
                    const double lower = b > 0 ? normal_cdf((columns_[b - 1] - correlation * rows_[t]) / spread) : 0;
                    cells.by_row_threshold[t * size + cell] =
                        (t == a ? 1 : -1) * height * (upper - lower) / probability;
                }
                for (std::size_t t = b == 0 ? 0 : b - 1; t <= b && t < columns_.size(); ++t) {
                    const double height = normal_density(columns_[t]);
                    const double upper =
                        a < rows_.size() ? normal_cdf((rows_[a] - correlation * columns_[t]) / spread) : 1;
                    const double lower = a > 0 ? normal_cdf((rows_[a - 1] - correlation * columns_[t]) / spread) : 0;
                    cells.by_column_threshold[t * size + cell] =
                        (t == b ? 1 : -1) * height * (upper - lower) / probability;
                }
            }
        }
        return cells;
    }

private:
    struct Derivatives {
        double slope;
        double curvature;    // minus the second derivative
        double information;  // its expectation
    };

    /// Pearson's correlation of the places of the categories, undone for the coarseness of both scales: exact for
    /// small correlations.
    double start() const {
        double n = 0;
        double sums[3] = {0, 0, 0};
        for (std::size_t a = 0; a < row_count_; ++a) {
            for (std::size_t b = 0; b < column_count_; ++b) {
                const double count = counts_[a * column_count_ + b];
                const auto x = static_cast<double>(a);
                const auto y = static_cast<double>(b);
                n += count;
                sums[0] += count * x;
                sums[1] += count * y;
                sums[2] += count * x * y;
            }
        }
        const double covariance = (sums[2] - sums[0] * sums[1] / n) / n;
        double row_density = 0;
        for (const double threshold : rows_) {
            row_density += normal_density(threshold);
        }
        double column_density = 0;
        for (const double threshold : columns_) {
            column_density += normal_density(threshold);
        }
        return std::clamp(covariance / (row_density * column_density), -0.9, 0.9);
    }

    double cdf(std::size_t a, std::size_t b) const {
        // a and b count thresholds: 0 is below all, one past the last is above all.
        if (a == 0 || b == 0) {
            return 0;
        }
        if (a == row_count_) {
            return b == column_count_ ? 1 : column_shares_[b - 1];
        }
        return b == column_count_ ? row_shares_[a - 1] : grid_.cdf(a - 1, b - 1);
    }

    double cell_probability(std::size_t a, std::size_t b) const {
        // What rounding leaves of a cell that is all but impossible must not become a division by 0.
        return std::max(cdf(a + 1, b + 1) - cdf(a, b + 1) - cdf(a + 1, b) + cdf(a, b), 1e-16);
    }

    /// The same difference of a density, which is 0 beyond the thresholds.
    double difference(const std::vector<double>& values, std::size_t a, std::size_t b) const {
        const auto at = [&](std::size_t i, std::size_t j) {
            return i == 0 || j == 0 || i == row_count_ || j == column_count_
                       ? 0
                       : values[(i - 1) * columns_.size() + j - 1];
        };
        return at(a + 1, b + 1) - at(a, b + 1) - at(a + 1, b) + at(a, b);
    }

    Derivatives derivatives() {
        grid_.slopes(slopes_);
        Derivatives sums{0, 0, 0};
        double n = 0;
        for (std::size_t a = 0; a < row_count_; ++a) {
            for (std::size_t b = 0; b < column_count_; ++b) {
                const double probability = cell_probability(a, b);
                const double first = difference(slopes_.density, a, b) / probability;
                const double second = difference(slopes_.density_slope, a, b) / probability;
                const double count = counts_[a * column_count_ + b];
                n += count;
                sums.slope += count * first;
                sums.curvature += count * (first * first - second);
                sums.information += probability * first * first;
            }
        }
        sums.information *= n;
        return sums;
    }

    std::vector<double> counts_;
    std::size_t row_count_;
    std::size_t column_count_;
    std::vector<double> rows_;
    std::vector<double> columns_;
    std::vector<double> row_shares_;
    std::vector<double> column_shares_;
    BivariateNormalGrid grid_;
    BivariateNormalGrid::Slopes slopes_;
};

}  // namespace

OrdinalColumns::OrdinalColumns(const AnswerMatrix& matrix, std::span<const ItemThresholds> items,
                               std::span<const std::uint32_t> rows)
    : rows_(rows.size()), words_((rows.size() + 63) / 64) {
    first_set_.push_back(0);
    for (const auto& item : items) {
        std::array<std::uint8_t, 256> place{};
        place.fill(no_answer);
        for (std::size_t category = 0; category < item.categories.size(); ++category) {
            place[item.categories[category]] = static_cast<std::uint8_t>(category);
        }
        const std::size_t categories = item.categories.size();
        const std::size_t first = sets_.size();
        sets_.resize(first + categories * words_, 0);
        for (std::size_t row = 0; row < rows_; ++row) {
            const auto answer = matrix.answers[rows[row] * matrix.item_count + item.item];
            const auto category = answer == matrix.missing ? no_answer : place[toward_scale(matrix, item.item, answer)];
            places_.push_back(category);
            if (category != no_answer) {
                sets_[first + category * words_ + row / 64] |= std::uint64_t{1} << (row % 64);
            }
        }
        // Each set holds those of the categories below it too.
        for (std::size_t word = words_; word < categories * words_; ++word) {
            sets_[first + word] |= sets_[first + word - words_];
        }
        first_set_.push_back(first_set_.back() + categories);
    }
}

std::vector<double> OrdinalColumns::count_pair(std::size_t i, std::size_t j) const {
    const std::size_t rows = first_set_[i + 1] - first_set_[i];
    const std::size_t columns = first_set_[j + 1] - first_set_[j];
    std::vector<double> counts(rows * columns);
    for (std::size_t a = 0; a < rows; ++a) {
        for (std::size_t b = 0; b < columns; ++b) {
            counts[a * columns + b] = static_cast<double>(
                count_common(&sets_[(first_set_[i] + a) * words_], &sets_[(first_set_[j] + b) * words_], words_));
        }
    }
    for (std::size_t a = rows; a-- > 0;) {
        for (std::size_t b = columns; b-- > 0;) {
            counts[a * columns + b] -= (a > 0 ? counts[(a - 1) * columns + b] : 0) +
                                       (b > 0 ? counts[a * columns + b - 1] : 0) -
                                       (a > 0 && b > 0 ? counts[(a - 1) * columns + b - 1] : 0);
        }
    }
    return counts;
}

PolychoricCells polychoric_cells(const OrdinalColumns& columns, const PolychoricEstimate& estimate, std::size_t i,
                                 std::size_t j) {
    auto counts = columns.count_pair(i, j);
    if (counts.size() == 4) {
        fill_empty_cell(counts);
    }
    PairTable table(std::move(counts), estimate.items[i], estimate.items[j]);
    return table.cells(estimate.correlation(i, j));
}

std::vector<std::uint32_t> counting_rows(const AnswerMatrix& matrix, ItemList items, IncompleteRows incomplete) {
    std::vector<std::uint32_t> rows;
    for (std::size_t row = 0; row < matrix.row_count(); ++row) {
        if (counts_row(matrix, items, row, incomplete)) {
            rows.push_back(static_cast<std::uint32_t>(row));
        }
    }
    return rows;
}

Result<PolychoricEstimate> polychoric_correlations(const AnswerMatrix& matrix, ItemList items,
                                                   const PolychoricOptions& options) {
    MINKA_TRY(check_answers(matrix));
    MINKA_TRY(check_items(matrix, items));
    if (items.size() < 2) {
        return invalid("A correlation takes at least two items.", "items");
    }
    const auto rows = counting_rows(matrix, items, options.incomplete);
    if (rows.size() < 2) {
        return invalid(fmt::format("{} of {} respondents count; a correlation needs at least two.", rows.size(),
                                   matrix.row_count()),
                       "answers");
    }
    PolychoricEstimate estimate;
    estimate.rows_used = rows.size();
    estimate.smallest_pair = rows.size();
    for (std::size_t i = 0; i < items.size(); ++i) {
        MINKA_TRY_ASSIGN(auto item, thresholds_of(matrix, items[i], rows, i));
        estimate.items.push_back(std::move(item));
    }
    const std::size_t k = items.size();
    estimate.correlations.assign(k * k, 1);
    const OrdinalColumns columns(matrix, estimate.items, rows);
    for (std::size_t i = 0; i < k; ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            auto counts = columns.count_pair(i, j);
            double n = 0;
            for (const double count : counts) {
                n += count;
            }
            estimate.smallest_pair = std::min(estimate.smallest_pair, static_cast<std::size_t>(n));
            if (n < 2) {
                return invalid(fmt::format("Items {} and {} were answered together by {} respondent(s); a correlation "
                                           "needs at least two.",
                                           items[i], items[j], n),
                               fmt::format("items[{}]", i));
            }
            if (counts.size() == 4) {
                fill_empty_cell(counts);
            }
            PairTable table(std::move(counts), estimate.items[i], estimate.items[j]);
            const double correlation = table.maximise();
            if (std::abs(correlation) >= largest_correlation) {
                estimate.at_bound.emplace_back(items[i], items[j]);
            }
            estimate.correlations[i * k + j] = estimate.correlations[j * k + i] = correlation;
        }
    }
    return estimate;
}

}  // namespace minka::stats
