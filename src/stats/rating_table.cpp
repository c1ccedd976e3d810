#include "stats/rating_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string_view>
#include <unordered_map>

namespace minka::stats {
namespace {

Result<> check_values(const RatingTable& table) {
    if (table.values.empty()) {
        return {};
    }
    if (table.values.size() != table.category_count) {
        return invalid(fmt::format("There are {} categories and {} values; give one for each.", table.category_count,
                                   table.values.size()),
                       "values");
    }
    for (std::size_t category = 0; category < table.values.size(); ++category) {
        if (!std::isfinite(table.values[category]) ||
            (category > 0 && table.values[category] <= table.values[category - 1])) {
            return invalid("The values of the categories are finite and ascend.", fmt::format("values[{}]", category));
        }
    }
    return {};
}

/// Rows of two raters: a table of counts, which also gives them in order.
RatingPatterns count_pairs(const RatingTable& table) {
    constexpr std::size_t width = 256;
    std::vector<std::uint32_t> cells(width * width, 0);
    for (std::size_t unit = 0; unit < table.unit_count(); ++unit) {
        ++cells[table.ratings[2 * unit] * width + table.ratings[2 * unit + 1]];
    }
    RatingPatterns patterns{2, table.unit_count(), {}, {}};
    for (std::size_t cell = 0; cell < cells.size(); ++cell) {
        if (cells[cell] > 0) {
            patterns.rows.push_back(static_cast<std::uint8_t>(cell / width));
            patterns.rows.push_back(static_cast<std::uint8_t>(cell % width));
            patterns.counts.push_back(cells[cell]);
        }
    }
    return patterns;
}

}  // namespace

Result<> check_ratings(const RatingTable& table) {
    if (table.rater_count < 2) {
        return invalid("Agreement needs at least two raters.", "rater_count");
    }
    if (table.category_count < 2) {
        return invalid("Agreement needs at least two categories that could have been given.", "category_count");
    }
    if (table.ratings.empty()) {
        return invalid("There is no rated unit.", "ratings");
    }
    if (table.ratings.size() % table.rater_count != 0) {
        return invalid("The ratings do not fill whole rows; give every unit one byte a rater.", "ratings");
    }
    if (table.unit_count() > std::numeric_limits<std::uint32_t>::max() / 2) {
        return problem(ProblemCode::too_large, "There are more than 2^31 units.", "ratings");
    }
    if (table.missing < table.category_count) {
        return invalid("The code for no rating is one of the categories; choose a larger one.", "missing");
    }
    MINKA_TRY(check_values(table));
    for (std::size_t cell = 0; cell < table.ratings.size(); ++cell) {
        const auto rating = table.ratings[cell];
        if (rating >= table.category_count && rating != table.missing) {
            return invalid(
                fmt::format("{} is neither a category (0 to {}) nor the code for no rating ({}).", rating,
                            table.category_count - 1, table.missing),
                fmt::format("ratings[unit {}, rater {}]", cell / table.rater_count, cell % table.rater_count));
        }
    }
    return {};
}

RatingPatterns count_patterns(const RatingTable& table) {
    if (table.rater_count == 2) {
        return count_pairs(table);
    }
    const auto* bytes = reinterpret_cast<const char*>(table.ratings.data());
    std::unordered_map<std::string_view, std::uint32_t> seen;
    for (std::size_t unit = 0; unit < table.unit_count(); ++unit) {
        ++seen[std::string_view(bytes + unit * table.rater_count, table.rater_count)];
    }
    std::vector<std::pair<std::string_view, std::uint32_t>> sorted(seen.begin(), seen.end());
    std::ranges::sort(sorted);
    RatingPatterns patterns{table.rater_count, table.unit_count(), {}, {}};
    for (const auto& [row, count] : sorted) {
        patterns.rows.insert(patterns.rows.end(), row.begin(), row.end());
        patterns.counts.push_back(count);
    }
    return patterns;
}

}  // namespace minka::stats
