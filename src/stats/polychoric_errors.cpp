#include "stats/polychoric_errors.h"

#include "stats/cross_product.h"
#include "stats/distribution.h"
#include "stats/symmetric_solve.h"

namespace minka::stats {
namespace {

/// What one answer to an item adds to its thresholds' estimates: category x threshold.
std::vector<double> threshold_influence(const ItemThresholds& item) {
    const std::size_t thresholds = item.thresholds.size();
    const std::size_t categories = thresholds + 1;
    double n = 0;
    for (const auto count : item.counts) {
        n += static_cast<double>(count);
    }
    // Derivatives of the logarithm of each category's share, and their mean products.
    std::vector<double> slopes(categories * thresholds, 0);
    std::vector<double> information(thresholds * thresholds, 0);
    for (std::size_t category = 0; category < categories; ++category) {
        const double share = static_cast<double>(item.counts[category]) / n;
        for (std::size_t t = category == 0 ? 0 : category - 1; t <= category && t < thresholds; ++t) {
            slopes[category * thresholds + t] = (t == category ? 1 : -1) * normal_density(item.thresholds[t]) / share;
        }
        for (std::size_t s = 0; s < thresholds; ++s) {
            for (std::size_t t = 0; t < thresholds; ++t) {
                information[s * thresholds + t] +=
                    share * slopes[category * thresholds + s] * slopes[category * thresholds + t];
            }
        }
    }
    const CholeskyFactor factor(std::move(information), thresholds);
    for (std::size_t category = 0; category < categories; ++category) {
        factor.solve(slopes.data() + category * thresholds);
    }
    return slopes;
}

/// The influence of each cell of the table of two items on their correlation.
std::vector<double> correlation_influence(const PolychoricCells& cells, std::span<const double> row_influence,
                                          std::span<const double> column_influence, std::size_t rows,
                                          std::size_t columns) {
    const std::size_t size = rows * columns;
    double n = 0;
    double information = 0;
    for (std::size_t cell = 0; cell < size; ++cell) {
        n += cells.counts[cell];
        information += cells.counts[cell] * cells.by_correlation[cell] * cells.by_correlation[cell];
    }
    const auto mean_product = [&](const std::vector<double>& slopes, std::size_t threshold) {
        double sum = 0;
        for (std::size_t cell = 0; cell < size; ++cell) {
            sum += cells.counts[cell] * cells.by_correlation[cell] * slopes[threshold * size + cell];
        }
        return sum / n;
    };
    std::vector<double> influence(cells.by_correlation);
    for (std::size_t t = 0; t + 1 < rows; ++t) {
        const double product = mean_product(cells.by_row_threshold, t);
        for (std::size_t cell = 0; cell < size; ++cell) {
            influence[cell] -= product * row_influence[cell / columns * (rows - 1) + t];
        }
    }
    for (std::size_t t = 0; t + 1 < columns; ++t) {
        const double product = mean_product(cells.by_column_threshold, t);
        for (std::size_t cell = 0; cell < size; ++cell) {
            influence[cell] -= product * column_influence[cell % columns * (columns - 1) + t];
        }
    }
    for (auto& value : influence) {
        value /= information / n;
    }
    return influence;
}

/// What each answer, and each pair of answers, adds to the estimates.
struct Influences {
    std::vector<std::vector<double>> of_thresholds;    // by item: category x threshold
    std::vector<std::vector<double>> of_correlations;  // by pair: category x category
};

Result<OrdinalColumns> columns_of(const AnswerMatrix& matrix, const PolychoricEstimate& estimate) {
    if (!estimate.at_bound.empty()) {
        return invalid(
            "A correlation has no maximum below 1, so it has no error: two items say the same. Leave one "
            "out.",
            "items");
    }
    MINKA_TRY(check_answers(matrix));
    std::vector<std::uint32_t> items;
    for (const auto& item : estimate.items) {
        items.push_back(item.item);
    }
    MINKA_TRY(check_items(matrix, items));
    const auto rows = counting_rows(matrix, items, IncompleteRows::leave_out);
    if (rows.size() != estimate.rows_used || rows.size() != estimate.smallest_pair) {
        return invalid("The errors are of complete rows; estimate the correlations from those.", "answers");
    }
    return OrdinalColumns(matrix, estimate.items, rows);
}

Influences influences_of(const OrdinalColumns& columns, const PolychoricEstimate& estimate) {
    Influences influences;
    for (const auto& item : estimate.items) {
        influences.of_thresholds.push_back(threshold_influence(item));
    }
    for (std::size_t i = 0; i < estimate.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            influences.of_correlations.push_back(correlation_influence(
                polychoric_cells(columns, estimate, i, j), influences.of_thresholds[i], influences.of_thresholds[j],
                estimate.items[i].categories.size(), estimate.items[j].categories.size()));
        }
    }
    return influences;
}

std::size_t count_thresholds(const PolychoricEstimate& estimate) {
    std::size_t count = 0;
    for (const auto& item : estimate.items) {
        count += item.thresholds.size();
    }
    return count;
}

enum class Thresholds { left_out, first };

/// n times the covariance of the estimates: the mean product of influences.
std::vector<double> covariance_of(const OrdinalColumns& columns, const PolychoricEstimate& estimate,
                                  Thresholds thresholds) {
    const auto influences = influences_of(columns, estimate);
    const std::size_t before = thresholds == Thresholds::first ? count_thresholds(estimate) : 0;
    const std::size_t size = before + influences.of_correlations.size();
    std::vector<double> values;
    auto gamma = cross_product(columns.rows(), size, [&](std::size_t first, std::size_t count, const auto& put) {
        values.resize(count);
        std::size_t place = 0;
        for (std::size_t i = 0; before > 0 && i < estimate.size(); ++i) {
            const auto* row = columns.column(i).data() + first;
            const std::size_t cuts = estimate.items[i].thresholds.size();
            for (std::size_t t = 0; t < cuts; ++t) {
                for (std::size_t r = 0; r < count; ++r) {
                    values[r] = influences.of_thresholds[i][row[r] * cuts + t];
                }
                put(place++, values);
            }
        }
        for (std::size_t i = 0; i < estimate.size(); ++i) {
            const auto* row = columns.column(i).data() + first;
            for (std::size_t j = 0; j < i; ++j) {
                const auto* column = columns.column(j).data() + first;
                const auto& table = influences.of_correlations[pair_place(i, j)];
                const std::size_t width = estimate.items[j].categories.size();
                for (std::size_t r = 0; r < count; ++r) {
                    values[r] = table[row[r] * width + column[r]];
                }
                put(place++, values);
            }
        }
    });
    for (auto& value : gamma) {
        value /= static_cast<double>(columns.rows());
    }
    return gamma;
}

}  // namespace

PolychoricErrors OrdinalMoments::correlation_errors() const {
    PolychoricErrors errors{size() - threshold_count, rows, {}};
    for (std::size_t a = threshold_count; a < size(); ++a) {
        const auto first = gamma.begin() + static_cast<std::ptrdiff_t>(a * size());
        errors.gamma.insert(errors.gamma.end(), first + static_cast<std::ptrdiff_t>(threshold_count),
                            first + static_cast<std::ptrdiff_t>(size()));
    }
    return errors;
}

Result<PolychoricErrors> polychoric_errors(const AnswerMatrix& matrix, const PolychoricEstimate& estimate) {
    MINKA_TRY_ASSIGN(const auto columns, columns_of(matrix, estimate));
    const std::size_t pairs = estimate.size() * (estimate.size() - 1) / 2;
    return PolychoricErrors{pairs, columns.rows(), covariance_of(columns, estimate, Thresholds::left_out)};
}

Result<std::vector<double>> polychoric_variances(const AnswerMatrix& matrix, const PolychoricEstimate& estimate) {
    MINKA_TRY_ASSIGN(const auto columns, columns_of(matrix, estimate));
    const auto influences = influences_of(columns, estimate);
    std::vector<double> variances;
    for (std::size_t i = 0; i < estimate.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            const auto counts = columns.count_pair(i, j);
            const auto& influence = influences.of_correlations[variances.size()];
            double sum = 0;
            for (std::size_t cell = 0; cell < counts.size(); ++cell) {
                sum += counts[cell] * influence[cell] * influence[cell];
            }
            variances.push_back(sum / static_cast<double>(columns.rows()));
        }
    }
    return variances;
}

Result<OrdinalMoments> ordinal_moments(const AnswerMatrix& matrix, const PolychoricEstimate& estimate) {
    MINKA_TRY_ASSIGN(const auto columns, columns_of(matrix, estimate));
    OrdinalMoments moments{
        count_thresholds(estimate), {}, columns.rows(), covariance_of(columns, estimate, Thresholds::first)};
    for (const auto& item : estimate.items) {
        moments.values.insert(moments.values.end(), item.thresholds.begin(), item.thresholds.end());
    }
    for (std::size_t i = 0; i < estimate.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            moments.values.push_back(estimate.correlation(i, j));
        }
    }
    return moments;
}

}  // namespace minka::stats
