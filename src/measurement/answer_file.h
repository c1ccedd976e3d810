#pragma once

#include "stats/answer_matrix.h"
#include "stats/grouping.h"

#include <filesystem>
#include <string>
#include <vector>

namespace minka::measurement {

/// How to read a table of answers: one row a respondent, one column an item.
struct AnswerFileOptions {
    /// Names of columns, patterns ("A*", "C?") or runs in the order of the file ("A1:A5"). Empty: every column that has
    /// a name (numbers of rows, as R writes them, have none) but the group's.
    std::vector<std::string> items{};
    std::vector<std::string> reversed{};     ///< named likewise
    std::vector<std::string> categories{};   ///< in the order of the scale; empty: whole numbers, least to greatest
    std::vector<std::string> missing{"NA"};  ///< texts that stand for no answer, besides empty cells
    std::string group{};  ///< column of the school or another group; `missing` stands for none there, too
};

/// Answers as `stats` takes them, with what they are called.
struct AnswerFile {
    std::vector<std::uint8_t> answers;  ///< rows x items; 255: no answer
    std::vector<std::string> items;
    std::vector<std::uint8_t> reversed;    ///< one flag an item
    std::vector<std::string> categories;   ///< in order, of every item
    std::vector<std::uint32_t> groups;     ///< one a row, `stats::no_group` where empty; empty when no column was named
    std::vector<std::string> group_names;  ///< in the order of the file

    stats::AnswerMatrix matrix() const {
        return {answers, items.size(), static_cast<std::uint8_t>(categories.size()), 255, reversed};
    }
};

/// The names of the columns of a table. Problems: those of TableReader.
Result<std::vector<std::string>> table_columns(const std::filesystem::path& path);

/// Columns that a list of names, patterns and runs means, in its order; a column named twice counts once.
///
/// Problems: `invalid_input` with `field` for a name or pattern that meets no column.
Result<std::vector<std::size_t>> columns_named(const std::vector<std::string>& header,
                                               const std::vector<std::string>& names, const std::string& field);

/// Problems: those of TableReader; `invalid_input` for a column that is not there, a reversed item that is none of the
/// items, fewer than two categories or more than 100, more than 12 of which half or fewer occur (a code of missing
/// answers was not named), and an answer that is no whole number or none of the categories given, with its row.
Result<AnswerFile> read_answers(const std::filesystem::path& path, const AnswerFileOptions& options);

/// A problem of `stats`, in which items and groups are counted from 0, with their names in place of the numbers.
Problem with_names(Problem problem, const AnswerFile& file);

}  // namespace minka::measurement
