#include "reports/released_figures.h"

namespace minka::reports {

std::string withheld_phrase(privacy::WithheldReason reason) {
    using enum privacy::WithheldReason;
    switch (reason) {
        case low_response: return "withheld.low_response";
        case school_heads: return "withheld.school_heads";
        case unnamed_place: return "withheld.unnamed_place";
        case not_whole_school: return "withheld.not_whole_school";
        case too_few:
        case complementary:
        case dominance:
        case sensitive:
        case differencing: break;
    }
    return "withheld.protects_people";
}

std::expected<privacy::ShownFigure, Cell> ReleasedFigures::figure(const privacy::CellAddress& address) {
    auto found = cut_.figure(address);
    if (!found) {
        return std::unexpected(Cell{NoFigure{}});
    }
    if (!found->has_value()) {
        auto phrase = withheld_phrase(found->error().reason);
        outcomes_[address] = phrase;
        return std::unexpected(Cell{Withheld{std::move(phrase)}});
    }
    outcomes_[address] = "";
    return std::move(**found);
}

Cell ReleasedFigures::count(const privacy::CellAddress& address) {
    const auto shown = figure(address);
    return shown ? Cell{Count{shown->count}} : shown.error();
}

std::map<std::string, std::int64_t> ReleasedFigures::withheld_by_reason() const {
    std::map<std::string, std::int64_t> reasons;
    for (const auto& [address, reason] : outcomes_) {
        if (!reason.empty()) {
            ++reasons[reason];
        }
    }
    return reasons;
}

}  // namespace minka::reports
