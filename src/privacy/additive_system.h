#pragma once

#include "privacy/cut.h"

#include <cstdint>
#include <vector>

namespace minka::privacy {

using CellIndex = std::uint32_t;

enum class Standing : std::uint8_t { published, withheld, complementary };

/// What an attacker knows beforehand of one cell in one layer, and how far off the truth they must be kept.
struct LayerCell {
    double truth = 0;
    double least = 0;                ///< No smaller value is thinkable when the cell is withheld.
    double most = 0;                 ///< No greater one is, or none greater needs to be thought of.
    double width = 0;                ///< What must stay open when the cell is withheld by a rule; 0 for nothing.
    double complementary_width = 0;  ///< The same when it only covers for others.
    bool whole_number = false;
    bool coded = false;  ///< Published as "< 5 %": unknown within `coded_least` .. `coded_most`.
    double coded_least = 0;
    double coded_most = 0;
    double coded_width = 0;
};

struct SystemCell {
    Standing standing = Standing::published;
    bool may_be_withheld = true;  ///< No for shown zeros and for what an earlier release has published.
    bool outside = false;         ///< Of an earlier release or a difference between two: protected as far as can be.
    double weight = 0;            ///< What is lost when the cell is withheld: the people it speaks of.
};

/// Cells tied by equations in several layers (counts, then the sums of each measure), with what is published of them.
/// Everything that is not published is an unknown of a linear system whose right-hand sides an attacker has.
struct AdditiveSystem {
    std::vector<SystemCell> cells;
    std::vector<Equation> equations;
    std::vector<std::vector<LayerCell>> layers;  ///< [layer][cell]
    std::vector<std::vector<std::uint32_t>> equations_of;

    /// Fills `equations_of`; to be called once cells and equations are in.
    void link();

    bool is_withheld(CellIndex cell) const { return cells[cell].standing != Standing::published; }
    bool is_unknown(std::size_t layer, CellIndex cell) const { return is_withheld(cell) || layers[layer][cell].coded; }
    double least(std::size_t layer, CellIndex cell) const;
    double most(std::size_t layer, CellIndex cell) const;
    /// The interval that must stay open around the cell, 0 when there is nothing to protect.
    double required_width(std::size_t layer, CellIndex cell) const;
    static bool holds_in(const Equation& equation, std::size_t layer) { return (equation.layers >> layer & 1U) != 0; }
};

}  // namespace minka::privacy
