#pragma once

#include "privacy/small_cells.h"
#include "reports/report_document.h"

#include <cstdint>
#include <map>
#include <string>

namespace minka::reports {

/// What a report may read of a suppressed cut, and a record of what it asked for. Every figure about people comes from
/// here, so that nothing withheld can get into a page.
class ReleasedFigures {
public:
    explicit ReleasedFigures(const privacy::SuppressedCut& cut) : cut_(cut) {}

    /// The figure, or what stands in its place: `Withheld`, or `NoFigure` for a cell that the cut does not have.
    std::expected<privacy::ShownFigure, Cell> figure(const privacy::CellAddress& address);

    /// How many people; `Withheld` or `Count`.
    Cell count(const privacy::CellAddress& address);

    /// Whether the figure may be shown, for numbers that rest on it.
    bool is_shown(const privacy::CellAddress& address) { return figure(address).has_value(); }

    std::int64_t asked() const { return static_cast<std::int64_t>(outcomes_.size()); }
    /// By phrase; the reasons that protect people are one, since to tell them apart would tell how large a cell is.
    std::map<std::string, std::int64_t> withheld_by_reason() const;

private:
    const privacy::SuppressedCut& cut_;
    std::map<privacy::CellAddress, std::string> outcomes_;  ///< "" where it is shown.
};

/// "withheld.protects_people" and its like.
std::string withheld_phrase(privacy::WithheldReason reason);

}  // namespace minka::reports
