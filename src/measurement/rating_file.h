#pragma once

#include "documents/table_reader.h"
#include "stats/rating_table.h"

#include <filesystem>
#include <string>
#include <vector>

namespace minka::measurement {

/// How to read a table of ratings. Wide: one row a unit, one column a rater. Long: one row a rating, when `rater` and
/// `value` are named.
struct RatingFileOptions {
    std::string unit{};                      ///< column of the unit; needed for a long table
    std::vector<std::string> raters{};       ///< wide: their columns; empty: every column but that of the unit
                                             ///< (see read_ratings where that is empty, too)
    std::string rater{};                     ///< long: column of who rated
    std::string value{};                     ///< long: column of the rating
    std::vector<std::string> categories{};   ///< in the order of the scale; empty: as found in the file
    std::vector<std::string> missing{"NA"};  ///< texts that stand for no rating, besides empty cells
};

/// Ratings as `stats` takes them, with what they are called.
struct RatingFile {
    std::vector<std::uint8_t> ratings;
    std::vector<std::string> raters;      ///< names, or "1", "2" where raters rotate
    std::vector<std::string> categories;  ///< in order
    std::vector<double> values;           ///< of the categories where they are numbers, else empty
    bool is_ordered = false;              ///< the categories are numbers, or their order was given
    /// Each unit was rated by the same number of raters, but not by the same ones: the columns are a unit's raters in
    /// the order of their names, and what tells one rater from the other tells nothing.
    bool raters_rotate = false;

    stats::RatingTable table() const {
        return {ratings, raters.size(), static_cast<std::uint8_t>(categories.size()), values};
    }
};

/// Numbers that are whole and lie within 254 of each other make every whole number between the smallest and the
/// largest a category, used or not.
///
/// Problems: those of TableReader; `invalid_input` for a column that is not there, fewer than two raters or
/// categories, more than 254 of either, a rating outside the categories given, and one rater's second rating of one
/// unit, each with its row. Of a wide table with neither `unit` nor `raters`: a column that looks like names of units
/// (another value in every row, or none that another column has) is a problem that asks for one of the two.
Result<RatingFile> read_ratings(const std::filesystem::path& path, const RatingFileOptions& options);
Result<RatingFile> read_ratings(documents::TableReader reader, const RatingFileOptions& options);

}  // namespace minka::measurement
