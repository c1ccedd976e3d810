#pragma once

#include "privacy/cut.h"

#include <string>
#include <unordered_map>
#include <vector>

namespace minka::privacy {

/// A dimension with its codes looked up: parents and children as positions in `members`.
struct Tree {
    const Dimension* dimension = nullptr;
    std::unordered_map<std::string, std::size_t> position;
    std::vector<std::size_t> parent;  ///< Of the root: itself.
    std::vector<std::vector<std::size_t>> children;
};

/// The trees of the cut's dimensions, in their order.
///
/// Problems: `invalid_input` for a dimension without a root, a second root, a parent that does not come before its
/// child, a code that comes twice, and codes or names with '|' or '='.
Result<std::vector<Tree>> build_trees(const Cut& cut);

/// One table alone: all its cells, with equations between positions in `cells`.
struct TableCells {
    std::string name;
    std::vector<ResolvedCell> cells;
    std::vector<Equation> equations;
};

/// Sums the leaves of one table into all its cells. Problems as in `resolve`.
Result<TableCells> lay_out(const Table& table, const Cut& cut, const std::vector<Tree>& trees);

}  // namespace minka::privacy
