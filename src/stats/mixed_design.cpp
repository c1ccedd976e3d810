#include "stats/mixed_design.h"

#include "stats/grouping.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

namespace minka::stats {
namespace {

Result<> check_columns(const MixedModelData& data) {
    if (data.outcome.empty()) {
        return invalid("A mixed model needs rows.", "outcome");
    }
    const auto check = [&](std::span<const double> column, const std::string& name) -> Result<> {
        if (column.size() != data.outcome.size()) {
            return invalid(fmt::format("A column has {} rows and the outcome {}.", column.size(), data.outcome.size()),
                           name);
        }
        const auto gap = std::ranges::find_if_not(column, [](double value) { return std::isfinite(value); });
        if (gap != column.end()) {
            return invalid("A value is missing or infinite; leave such rows out first and say how many.",
                           fmt::format("{}[{}]", name, gap - column.begin()));
        }
        return {};
    };
    MINKA_TRY(check(data.outcome, "outcome"));
    for (std::size_t k = 0; k < data.columns.size(); ++k) {
        MINKA_TRY(check(data.columns[k], fmt::format("columns[{}]", k)));
    }
    return {};
}

Result<> check_places(const MixedModelData& data) {
    for (std::size_t k = 0; k < data.fixed.size(); ++k) {
        if (data.fixed[k] >= data.columns.size()) {
            return invalid("There is no such column.", fmt::format("fixed[{}]", k));
        }
    }
    if (data.random.empty()) {
        return invalid("A mixed model needs at least one grouping with random effects.", "random");
    }
    for (std::size_t k = 0; k < data.random.size(); ++k) {
        const auto& term = data.random[k];
        const auto field = fmt::format("random[{}]", k);
        if (term.groups.size() != data.outcome.size()) {
            return invalid(
                fmt::format("There are {} group labels for {} rows.", term.groups.size(), data.outcome.size()), field);
        }
        if (term.effect_count() == 0) {
            return invalid("A random term needs an intercept or a slope.", field);
        }
        for (const auto slope : term.slopes) {
            if (slope >= data.columns.size()) {
                return invalid("There is no such column.", field);
            }
        }
    }
    return {};
}

/// The place of a column among the data columns; added at the end when it is not there yet.
std::size_t place_of(MixedDesign& design, std::span<const double> column) {
    for (std::size_t k = 0; k < design.data.size(); ++k) {
        if (design.data[k].data() == column.data() && design.data[k].size() == column.size()) {
            return k;
        }
    }
    design.data.push_back(column);
    return design.data.size() - 1;
}

std::size_t effect_place(MixedDesign& design, std::size_t data_column) {
    const auto found = std::ranges::find(design.effects, data_column);
    if (found == design.effects.end()) {
        design.effects.push_back(data_column);
        return design.effects.size() - 1;
    }
    return static_cast<std::size_t>(found - design.effects.begin());
}

/// Labels made dense: by a table when they are not much larger than the rows, by sorting otherwise.
void number_groups(std::span<const std::uint32_t> groups, MixedLevel& level) {
    const std::uint32_t largest = *std::ranges::max_element(groups);
    if (largest > 8 * groups.size() + 1024) {
        auto grouping = group_by_number(groups);
        level.labels = std::move(grouping.labels);
        level.group = std::move(grouping.index);
        return;
    }
    std::vector<std::uint32_t> place(std::size_t{largest} + 1);
    for (const auto group : groups) {
        place[group] = 1;
    }
    for (std::uint32_t label = 0; label <= largest; ++label) {
        if (place[label] != 0) {
            place[label] = static_cast<std::uint32_t>(level.labels.size());
            level.labels.push_back(label);
        }
    }
    level.group.resize(groups.size());
    std::ranges::transform(groups, level.group.begin(), [&](std::uint32_t group) { return place[group]; });
}

/// Whether each group of `inner` lies within one group of `outer`, and which.
std::optional<std::vector<std::uint32_t>> parents_of(const MixedLevel& inner, const MixedLevel& outer) {
    constexpr std::uint32_t unknown = 0xffffffff;
    std::vector<std::uint32_t> parent(inner.group_count(), unknown);
    for (std::size_t row = 0; row < inner.group.size(); ++row) {
        auto& seen = parent[inner.group[row]];
        if (seen == unknown) {
            seen = outer.group[row];
        } else if (seen != outer.group[row]) {
            return std::nullopt;
        }
    }
    return parent;
}

/// Puts the term into a level with the same grouping of rows, or into a new one.
Result<> add_term(MixedDesign& design, const MixedModelData& data, std::size_t index) {
    const auto& term = data.random[index];
    MixedTerm placed{.term = index, .effects = {}, .theta_begin = design.theta_count, .is_independent = false};
    placed.is_independent = term.covariance == RandomTerm::Covariance::independent;
    if (term.intercept == RandomTerm::Intercept::yes) {
        placed.effects.push_back(effect_place(design, 0));
    }
    for (const auto slope : term.slopes) {
        placed.effects.push_back(effect_place(design, place_of(design, data.columns[slope])));
    }
    design.theta_count += placed.theta_count();
    MixedLevel level;
    number_groups(term.groups, level);
    if (level.group_count() < 2) {
        return invalid("A random term needs at least two groups.", fmt::format("random[{}]", index));
    }
    if (level.group_count() * placed.effects.size() >= design.row_count) {
        return invalid(fmt::format("{} groups with {} effects each cannot be told from the errors of {} rows.",
                                   level.group_count(), placed.effects.size(), design.row_count),
                       fmt::format("random[{}]", index));
    }
    for (auto& other : design.levels) {
        if (other.group_count() == level.group_count() && other.group == level.group) {
            other.terms.push_back(std::move(placed));
            return {};
        }
    }
    level.terms.push_back(std::move(placed));
    design.levels.push_back(std::move(level));
    return {};
}

Result<> check_fixed(const MixedDesign& design) {
    const std::size_t p = design.fixed_count;
    if (design.row_count <= p) {
        return invalid(fmt::format("{} rows are too few for {} fixed effects.", design.row_count, p), "fixed");
    }
    DenseMatrix cross(p + 1, p + 1);
    std::vector<double> row(p + 1);
    for (std::size_t i = 0; i < design.row_count; ++i) {
        for (std::size_t a = 0; a <= p; ++a) {
            row[a] = design.value(a, i);
            for (std::size_t b = 0; b <= a; ++b) {
                cross(a, b) += row[a] * row[b];
            }
        }
    }
    for (std::size_t k = 0; k <= p; ++k) {
        DenseMatrix leading(k + 1, k + 1);
        for (std::size_t a = 0; a <= k; ++a) {
            for (std::size_t b = 0; b <= a; ++b) {
                leading(a, b) = cross(a, b);
            }
        }
        if (!factor_cholesky(leading, 1e-12)) {
            return k == p ? invalid("The fixed effects leave nothing of the outcome unexplained.", "outcome")
                          : invalid("This column is a combination of the intercept and those before it; leave it out.",
                                    fmt::format("fixed[{}]", k - 1));
        }
    }
    return {};
}

}  // namespace

std::size_t MixedLevel::effect_count() const {
    return std::accumulate(terms.begin(), terms.end(), std::size_t{0},
                           [](std::size_t sum, const MixedTerm& term) { return sum + term.effects.size(); });
}

Result<MixedDesign> make_mixed_design(const MixedModelData& data) {
    MINKA_TRY(check_columns(data));
    MINKA_TRY(check_places(data));
    MixedDesign design;
    design.row_count = data.outcome.size();
    design.data.emplace_back();
    for (std::size_t k = 0; k < data.fixed.size(); ++k) {
        if (place_of(design, data.columns[data.fixed[k]]) != k + 1) {
            return invalid("This column is already a fixed effect.", fmt::format("fixed[{}]", k));
        }
    }
    design.fixed_count = design.data.size();
    design.data.push_back(data.outcome);
    MINKA_TRY(check_fixed(design));
    for (std::size_t k = 0; k < data.random.size(); ++k) {
        MINKA_TRY(add_term(design, data, k));
    }
    std::ranges::stable_sort(design.levels, std::greater{}, &MixedLevel::group_count);
    design.is_nested = true;
    for (std::size_t l = 0; l + 1 < design.levels.size(); ++l) {
        auto parent = parents_of(design.levels[l], design.levels[l + 1]);
        if (!parent) {
            design.is_nested = false;
            break;
        }
        design.levels[l].parent = *std::move(parent);
    }
    return design;
}

DenseMatrix term_factor(const MixedTerm& term, std::span<const double> theta) {
    const std::size_t q = term.effects.size();
    DenseMatrix factor(q, q);
    std::size_t place = term.theta_begin;
    for (std::size_t column = 0; column < q; ++column) {
        for (std::size_t row = column; row < (term.is_independent ? column + 1 : q); ++row) {
            factor(row, column) = theta[place++];
        }
    }
    return factor;
}

DenseMatrix relative_factor(const MixedDesign& design, const MixedLevel& level, std::span<const double> theta) {
    DenseMatrix factor(design.effects.size(), level.effect_count());
    std::size_t begin = 0;
    for (const auto& term : level.terms) {
        const auto own = term_factor(term, theta);
        for (std::size_t row = 0; row < own.rows(); ++row) {
            for (std::size_t column = 0; column < own.columns(); ++column) {
                factor(term.effects[row], begin + column) += own(row, column);
            }
        }
        begin += own.columns();
    }
    return factor;
}

namespace {

/// sqrt of the ratio of the variances between and within groups, between 0.1 and 3.
double spread_ratio(const MixedDesign& design, const MixedLevel& level) {
    const auto outcome = design.data[design.fixed_count];
    std::vector<double> sums(level.group_count());
    std::vector<double> counts(level.group_count());
    double total = 0;
    double squares = 0;
    for (std::size_t row = 0; row < outcome.size(); ++row) {
        sums[level.group[row]] += outcome[row];
        counts[level.group[row]] += 1;
        total += outcome[row];
    }
    const auto n = static_cast<double>(outcome.size());
    const auto groups = static_cast<double>(level.group_count());
    for (const double value : outcome) {
        squares += (value - total / n) * (value - total / n);
    }
    double between = 0;
    for (std::size_t g = 0; g < sums.size(); ++g) {
        const double deviation = sums[g] / counts[g] - total / n;
        between += counts[g] * deviation * deviation;
    }
    const double within = std::max((squares - between) / std::max(n - groups, 1.0), 1e-12 * squares / n);
    const double variance = (between / (groups - 1) - within) / (n / groups);
    return std::sqrt(std::clamp(variance / within, 0.01, 9.0));
}

}  // namespace

std::vector<double> first_theta(const MixedDesign& design) {
    std::vector<double> theta(design.theta_count);
    for (const auto& level : design.levels) {
        const double ratio = spread_ratio(design, level);
        for (const auto& term : level.terms) {
            std::size_t place = term.theta_begin;
            for (std::size_t k = 0; k < term.effects.size(); ++k) {
                const auto column = design.data[design.effects[term.effects[k]]];
                double square = 1;
                if (!column.empty()) {
                    square = std::inner_product(column.begin(), column.end(), column.begin(), 0.0) /
                             static_cast<double>(column.size());
                }
                theta[place] = column.empty() ? ratio : 0.5 * ratio / std::sqrt(std::max(square, 1e-300));
                place += term.is_independent ? 1 : term.effects.size() - k;
            }
        }
    }
    return theta;
}

}  // namespace minka::stats
