#pragma once

#include "base/result.h"
#include "stats/response_patterns.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace minka::measurement {

/// How to read a table of answers: one row a person, one column an item.
struct ItemFileOptions {
    std::vector<std::string> items{};        ///< columns; empty: every named column but those below
    std::string group{};                     ///< column of the group; empty: one group
    std::string reference{};                 ///< the group that comes first; empty: the first by name
    std::string weight{};                    ///< column of weights
    std::string person{};                    ///< column that tells a row in the output; not read as an item
    std::vector<std::string> categories{};   ///< of every item, in the order of the scale; empty: the numbers found
    std::vector<std::string> reversed{};     ///< items of which the highest category is the lowest
    std::vector<std::string> missing{"NA"};  ///< texts that stand for no answer, besides empty cells
    /// What an earlier calibration knows: categories of each of `items`, in the order of the scale (reversed items
    /// reversed already), and the names of its groups in their order. Both or neither.
    std::vector<std::vector<std::string>> known_categories{};
    std::vector<std::string> known_groups{};
};

/// Answers as `stats` takes them, with what they are called.
struct ItemFile {
    std::vector<std::string> items;
    std::vector<std::vector<std::string>> categories;  ///< of each item, in the direction of the scale
    std::vector<std::string> groups;                   ///< names; one empty name for one group
    std::vector<std::uint8_t> answers;                 ///< rows x items; 255 is missing
    std::vector<std::uint32_t> group_of;               ///< empty for one group
    std::vector<double> weights;                       ///< empty without a column of weights
    std::vector<std::string> persons;                  ///< empty without a column of persons
    std::size_t rows_without_group = 0;                ///< left out

    std::size_t row_count() const { return items.empty() ? 0 : answers.size() / items.size(); }
    stats::ResponseData data() const;
};

/// Without given categories an item's are the whole numbers from the smallest to the largest that it holds, so that one
/// that nobody chose is noticed instead of closed up.
///
/// Problems: those of TableReader; `invalid_input` for a column that is not there or named twice, an answer that is no
/// whole number where no categories are given, or none of those given, a weight that is not above 0, a group that the
/// calibration does not know, an item without two categories or with more than 254, and a reference that is no group.
Result<ItemFile> read_items(const std::filesystem::path& path, const ItemFileOptions& options);

/// Problems: `invalid_input` with the first category of an item that nobody chose, by their names.
Result<> require_used_categories(const ItemFile& file);

}  // namespace minka::measurement
