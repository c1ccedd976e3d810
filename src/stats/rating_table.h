#pragma once

#include "base/result.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace minka::stats {

/// Ratings of units (lessons, episodes, segments of an interview) by several raters, one byte each, unit after unit.
///
/// A rating is its category counted from 0 in the order of the scale; `missing` stands for no rating. `values` tells
/// what number each category stands for, where distances or sizes matter (interval, ratio, intraclass); empty means
/// 1, 2, ... `category_count`.
struct RatingTable {
    std::span<const std::uint8_t> ratings;  ///< units x `rater_count`
    std::size_t rater_count = 0;            ///< at least 2
    std::uint8_t category_count = 0;        ///< at least 2; categories that nobody used count too
    std::span<const double> values;         ///< one a category, ascending, or empty
    std::uint8_t missing = 255;             ///< not a category

    std::size_t unit_count() const { return rater_count == 0 ? 0 : ratings.size() / rater_count; }
    double value(std::size_t category) const {
        return values.empty() ? static_cast<double>(category + 1) : values[category];
    }
};

/// Problems: `invalid_input` for fewer than two raters or categories, rows that are not whole, a missing code that is a
/// category, values that are not finite and ascending or not one a category, no unit at all, more than 2^31 of them,
/// and the first rating that is neither a category nor missing ("ratings[unit 3, rater 1]", from 0).
Result<> check_ratings(const RatingTable& table);

/// The different rows of a table and how often each occurs, in ascending order of the rows: whatever is computed from
/// them does not depend on the order of units, and a bootstrap draws from these counts instead of from the units.
struct RatingPatterns {
    std::size_t rater_count = 0;
    std::size_t unit_count = 0;
    std::vector<std::uint8_t> rows;     ///< patterns x `rater_count`
    std::vector<std::uint32_t> counts;  ///< units of each pattern, at least 1

    std::size_t size() const { return counts.size(); }
    std::span<const std::uint8_t> row(std::size_t pattern) const {
        return std::span(rows).subspan(pattern * rater_count, rater_count);
    }
};

/// The table must have passed `check_ratings`.
RatingPatterns count_patterns(const RatingTable& table);

}  // namespace minka::stats
