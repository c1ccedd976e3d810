#pragma once

#include "optimize/group_task.h"

#include <filesystem>
#include <string>
#include <vector>

namespace minka::planning {

/// Which columns of a table of people say what. Names are compared without case and accents.
struct PeopleColumns {
    std::string id;                     ///< the first column when empty
    std::vector<std::string> varied;    ///< attributes to mix: numbers, or categories
    std::vector<std::string> together;  ///< people with the same value share a group
    std::vector<std::string> apart;     ///< people with the same value do not
    std::vector<std::string> minority;  ///< "column=value": never one of them alone
};

/// People as a solver takes them. Values stay inside: only identifiers are for output.
struct PeopleTable {
    std::vector<std::string> ids;
    optimize::PointTable
        points;  ///< standardised; a category is one coordinate a value, of which two people differ by 1
    optimize::GroupRules rules;
    std::vector<std::string> together_names;  ///< by list of `rules.together`: "column value"
};

/// Problems: those of TableReader; `invalid_input` with file, row and column for a column that is not there, an empty
/// attribute, an identifier that is empty or comes twice, and a minority nobody belongs to.
Result<PeopleTable> read_people(const std::filesystem::path& path, const PeopleColumns& columns);

/// As many groups as bring people nearest to the middle of the range, each within it. Sizes differ by one at most.
///
/// Problems: `invalid_input` when no number of groups fits the range.
Result<std::vector<optimize::SizeRange>> sizes_within(std::size_t people, optimize::SizeRange range);

}  // namespace minka::planning
