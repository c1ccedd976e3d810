#include "stats/crossed_system.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace minka::stats {
namespace {

constexpr std::size_t most_products = std::size_t{1} << 24U;  // 16 bytes each

/// Lower triangle of a group's system Lambda' P Lambda + I, factored.
double factor_group(const DenseMatrix& factor, const double* design, std::size_t u, DenseMatrix& system,
                    DenseMatrix& gain) {
    const std::size_t q = factor.columns();
    for (std::size_t i = 0; i < q; ++i) {
        for (std::size_t k = 0; k <= i; ++k) {
            double sum = i == k ? 1 : 0;
            for (std::size_t a = 0; a < u; ++a) {
                for (std::size_t b = 0; b < u; ++b) {
                    sum += factor(a, i) * design[a * u + b] * factor(b, k);
                }
            }
            system(i, k) = sum;
        }
    }
    factor_cholesky(system);
    double log_determinant = 0;
    DenseMatrix half(q, u);
    for (std::size_t i = 0; i < q; ++i) {
        log_determinant += 2 * std::log(system(i, i));
        for (std::size_t a = 0; a < u; ++a) {
            double sum = factor(a, i);
            for (std::size_t k = 0; k < i; ++k) {
                sum -= system(i, k) * half(k, a);
            }
            half(i, a) = sum / system(i, i);
        }
    }
    gain = multiply(transpose(half), half);
    return log_determinant;
}

}  // namespace

std::size_t CrossedSystem::crossed_columns(const MixedDesign& design) {
    std::size_t count = 0;
    for (std::size_t l = 1; l < design.levels.size(); ++l) {
        count += design.levels[l].group_count() * design.effects.size();
    }
    return count;
}

CrossedSystem::CrossedSystem(const MixedDesign& design)
    : design_(design),
      u_(design.effects.size()),
      r_(design.response_count()),
      rest_(crossed_columns(design)),
      plain_(rest_ + r_),
      system_(rest_ + r_) {
    std::size_t begin = 0;
    for (std::size_t l = 1; l < design.levels.size(); ++l) {
        level_begin_.push_back(begin);
        begin += design.levels[l].group_count() * u_;
    }
    gather_plain();
    gather_cells();
    gather_products();
}

/// What a row has in [Z_rest X y]: for each crossed grouping all distinct effect columns of its group.
std::size_t CrossedSystem::row_entries(std::size_t row, std::vector<std::pair<std::uint32_t, double>>& entries) const {
    std::size_t count = 0;
    for (std::size_t l = 0; l < level_begin_.size(); ++l) {
        const std::size_t first = level_begin_[l] + design_.levels[l + 1].group[row] * u_;
        for (std::size_t a = 0; a < u_; ++a) {
            entries[count++] = {static_cast<std::uint32_t>(first + a), design_.value(design_.effects[a], row)};
        }
    }
    for (std::size_t j = 0; j < r_; ++j) {
        entries[count++] = {static_cast<std::uint32_t>(rest_ + j), design_.value(j, row)};
    }
    return count;
}

void CrossedSystem::gather_plain() {
    std::vector<std::pair<std::uint32_t, double>> entries(level_begin_.size() * u_ + r_);
    for (std::size_t row = 0; row < design_.row_count; ++row) {
        const std::size_t count = row_entries(row, entries);
        for (std::size_t x = 0; x < count; ++x) {
            for (std::size_t y = 0; y <= x; ++y) {
                plain_(entries[x].first, entries[y].first) += entries[x].second * entries[y].second;
            }
        }
    }
}

void CrossedSystem::gather_cells() {
    const auto& level = design_.levels[0];
    const std::size_t groups = level.group_count();
    std::vector<std::uint32_t> begin(groups + 1);
    for (const auto group : level.group) {
        ++begin[group + 1];
    }
    std::partial_sum(begin.begin(), begin.end(), begin.begin());
    std::vector<std::uint32_t> rows(design_.row_count);
    auto next = begin;
    for (std::uint32_t row = 0; row < design_.row_count; ++row) {
        rows[next[level.group[row]]++] = row;
    }
    designs_.resize(groups * u_ * u_);
    cell_begin_.push_back(0);
    std::vector<std::pair<std::uint32_t, double>> entries(level_begin_.size() * u_ + r_);
    std::vector<std::uint32_t> place(rest_ + r_, 0xffffffff);
    std::vector<std::uint32_t> columns;
    for (std::size_t g = 0; g < groups; ++g) {
        columns.clear();
        for (std::uint32_t k = begin[g]; k < begin[g + 1]; ++k) {
            const std::size_t count = row_entries(rows[k], entries);
            for (std::size_t x = 0; x < count; ++x) {
                columns.push_back(entries[x].first);
            }
        }
        std::ranges::sort(columns);
        columns.erase(std::ranges::unique(columns).begin(), columns.end());
        const std::size_t first = cell_column_.size();
        for (const auto column : columns) {
            place[column] = static_cast<std::uint32_t>(cell_column_.size());
            cell_column_.push_back(column);
        }
        cells_.resize(cell_column_.size() * u_);
        for (std::uint32_t k = begin[g]; k < begin[g + 1]; ++k) {
            const std::size_t count = row_entries(rows[k], entries);
            for (std::size_t a = 0; a < u_; ++a) {
                const double effect = design_.value(design_.effects[a], rows[k]);
                for (std::size_t x = 0; x < count; ++x) {
                    cells_[place[entries[x].first] * u_ + a] += effect * entries[x].second;
                }
                for (std::size_t b = 0; b < u_; ++b) {
                    designs_[(g * u_ + a) * u_ + b] += effect * design_.value(design_.effects[b], rows[k]);
                }
            }
        }
        cell_begin_.push_back(static_cast<std::uint32_t>(first + columns.size()));
    }
}

void CrossedSystem::gather_products() {
    constexpr std::size_t tile = TileMatrix::side * TileMatrix::side;
    std::size_t count = 0;
    for (std::size_t g = 0; g + 1 < cell_begin_.size(); ++g) {
        const std::size_t cells = cell_begin_[g + 1] - cell_begin_[g];
        count += cells * (cells + 1) / 2;
    }
    if (u_ != 1 || count > most_products || plain_.values().size() > 0xffffffffU) {
        return;
    }
    const auto for_each = [&](const auto& act) {
        for (std::uint32_t g = 0; g + 1 < cell_begin_.size(); ++g) {
            for (std::uint32_t y = cell_begin_[g]; y < cell_begin_[g + 1]; ++y) {
                for (std::uint32_t x = y; x < cell_begin_[g + 1]; ++x) {
                    act(TileMatrix::place(cell_column_[x], cell_column_[y]), g, cells_[x] * cells_[y]);
                }
            }
        }
    };
    std::vector<std::uint32_t> next(plain_.values().size() / tile + 1, 0);
    for_each([&](std::size_t place, std::uint32_t, double) { ++next[place / tile + 1]; });
    std::partial_sum(next.begin(), next.end(), next.begin());
    product_place_.resize(count);
    product_group_.resize(count);
    products_.resize(count);
    for_each([&](std::size_t place, std::uint32_t group, double product) {
        const auto at = next[place / tile]++;
        product_place_[at] = static_cast<std::uint32_t>(place);
        product_group_[at] = group;
        products_[at] = product;
    });
}

/// With one effect column: each group's factor is variance / (1 + variance * its design).
double CrossedSystem::absorb_intercepts(double variance) {
    std::vector<double> gains;
    double log_determinant = 0;
    for (const double design : designs_) {
        const double size = 1 + variance * design;
        log_determinant += std::log(size);
        gains.push_back(variance / size);
    }
    auto* const values = system_.values().data();
    for (std::size_t k = 0; k < products_.size(); ++k) {
        values[product_place_[k]] -= products_[k] * gains[product_group_[k]];
    }
    return log_determinant;
}

double CrossedSystem::absorb_groups(std::span<const double> theta) {
    const auto& level = design_.levels[0];
    const auto factor = relative_factor(design_, level, theta);
    if (!products_.empty()) {
        return absorb_intercepts(
            std::inner_product(factor.values().begin(), factor.values().end(), factor.values().begin(), 0.0));
    }
    DenseMatrix system(factor.columns(), factor.columns());
    DenseMatrix gain;
    double log_determinant = 0;
    std::vector<double> weighted;
    for (std::size_t g = 0; g < level.group_count(); ++g) {
        log_determinant += factor_group(factor, designs_.data() + g * u_ * u_, u_, system, gain);
        const std::uint32_t first = cell_begin_[g];
        const std::uint32_t last = cell_begin_[g + 1];
        weighted.resize(u_);
        for (std::uint32_t y = first; y < last; ++y) {
            for (std::size_t a = 0; a < u_; ++a) {
                weighted[a] = 0;
                for (std::size_t b = 0; b < u_; ++b) {
                    weighted[a] += gain(a, b) * cells_[y * u_ + b];
                }
            }
            for (std::uint32_t x = y; x < last; ++x) {
                if (u_ == 1) {
                    system_(cell_column_[x], cell_column_[y]) -= cells_[x] * weighted[0];
                    continue;
                }
                double sum = 0;
                for (std::size_t a = 0; a < u_; ++a) {
                    sum += cells_[x * u_ + a] * weighted[a];
                }
                system_(cell_column_[x], cell_column_[y]) -= sum;
            }
        }
    }
    return log_determinant;
}

/// Lambda' A Lambda + I for the crossed columns, Lambda' A for the rows of [X y]; effect columns that a level does not
/// use are left with 1 on the diagonal and nothing else.
void CrossedSystem::scale_rest(std::span<const double> theta) {
    if (u_ == 1) {
        std::vector<double> scale(rest_ + r_, 1.0);
        for (std::size_t l = 0; l < level_begin_.size(); ++l) {
            const auto factor = relative_factor(design_, design_.levels[l + 1], theta);
            const double size = std::sqrt(
                std::inner_product(factor.values().begin(), factor.values().end(), factor.values().begin(), 0.0));
            std::fill_n(scale.begin() + static_cast<std::ptrdiff_t>(level_begin_[l]),
                        design_.levels[l + 1].group_count(), size);
        }
        system_.scale(scale);
        for (std::size_t k = 0; k < rest_; ++k) {
            system_(k, k) += 1;
        }
        return;
    }
    const std::size_t blocks = rest_ / u_;
    std::vector<DenseMatrix> factors;
    std::vector<std::uint32_t> level_of(blocks);
    for (std::size_t l = 0; l < level_begin_.size(); ++l) {
        const auto wide = relative_factor(design_, design_.levels[l + 1], theta);
        // L L' = Lambda Lambda' in terms of the effect columns, whatever the number of terms.
        factors.push_back(multiply(wide, transpose(wide)));
        auto& covariance = factors.back();
        DenseMatrix root(u_, u_);
        for (std::size_t j = 0; j < u_; ++j) {
            double pivot = covariance(j, j);
            for (std::size_t k = 0; k < j; ++k) {
                pivot -= root(j, k) * root(j, k);
            }
            root(j, j) = pivot > 1e-14 * covariance(j, j) ? std::sqrt(pivot) : 0;
            for (std::size_t i = j + 1; i < u_ && root(j, j) > 0; ++i) {
                double sum = covariance(i, j);
                for (std::size_t k = 0; k < j; ++k) {
                    sum -= root(i, k) * root(j, k);
                }
                root(i, j) = sum / root(j, j);
            }
        }
        covariance = root;
        const std::size_t first = level_begin_[l] / u_;
        std::fill_n(level_of.begin() + static_cast<std::ptrdiff_t>(first), design_.levels[l + 1].group_count(),
                    static_cast<std::uint32_t>(l));
    }
    std::vector<double> block(u_ * u_);
    for (std::size_t row_block = 0; row_block < blocks; ++row_block) {
        const auto& left = factors[level_of[row_block]];
        for (std::size_t column_block = 0; column_block <= row_block; ++column_block) {
            const auto& right = factors[level_of[column_block]];
            for (std::size_t a = 0; a < u_; ++a) {
                for (std::size_t b = 0; b < u_; ++b) {
                    const std::size_t i = row_block * u_ + a;
                    const std::size_t j = column_block * u_ + b;
                    block[a * u_ + b] = i >= j ? system_(i, j) : system_(j, i);
                }
            }
            for (std::size_t a = 0; a < u_; ++a) {
                for (std::size_t b = 0; b < u_; ++b) {
                    const std::size_t i = row_block * u_ + a;
                    const std::size_t j = column_block * u_ + b;
                    if (i < j) {
                        continue;
                    }
                    double sum = i == j ? 1 : 0;
                    for (std::size_t x = a; x < u_; ++x) {
                        for (std::size_t y = b; y < u_; ++y) {
                            sum += left(x, a) * block[x * u_ + y] * right(y, b);
                        }
                    }
                    system_(i, j) = sum;
                }
            }
        }
    }
    std::vector<double> row(u_);
    for (std::size_t i = rest_; i < rest_ + r_; ++i) {
        for (std::size_t column_block = 0; column_block < blocks; ++column_block) {
            const auto& right = factors[level_of[column_block]];
            for (std::size_t b = 0; b < u_; ++b) {
                row[b] = 0;
                for (std::size_t y = b; y < u_; ++y) {
                    row[b] += system_(i, column_block * u_ + y) * right(y, b);
                }
            }
            for (std::size_t b = 0; b < u_; ++b) {
                system_(i, column_block * u_ + b) = row[b];
            }
        }
    }
}

void CrossedSystem::reduce(std::span<const double> theta, ReducedSystem& reduced) {
    system_ = plain_;
    reduced.log_determinant = absorb_groups(theta);
    scale_rest(theta);
    reduced.cross = DenseMatrix(r_, r_);
    if (!system_.factor(rest_)) {
        reduced.log_determinant = std::numeric_limits<double>::infinity();
        return;
    }
    for (std::size_t k = 0; k < rest_; ++k) {
        reduced.log_determinant += 2 * std::log(system_(k, k));
    }
    for (std::size_t i = 0; i < r_; ++i) {
        for (std::size_t j = 0; j <= i; ++j) {
            reduced.cross(i, j) = reduced.cross(j, i) = system_(rest_ + i, rest_ + j);
        }
    }
}

}  // namespace minka::stats
