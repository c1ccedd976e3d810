#include "privacy/additive_system.h"

namespace minka::privacy {

void AdditiveSystem::link() {
    equations_of.assign(cells.size(), {});
    for (std::uint32_t e = 0; e < equations.size(); ++e) {
        equations_of[equations[e].whole].push_back(e);
        for (const auto part : equations[e].parts) {
            equations_of[part].push_back(e);
        }
    }
}

double AdditiveSystem::least(std::size_t layer, CellIndex cell) const {
    const auto& known = layers[layer][cell];
    return is_withheld(cell) ? known.least : known.coded ? known.coded_least : known.truth;
}

double AdditiveSystem::most(std::size_t layer, CellIndex cell) const {
    const auto& known = layers[layer][cell];
    return is_withheld(cell) ? known.most : known.coded ? known.coded_most : known.truth;
}

double AdditiveSystem::required_width(std::size_t layer, CellIndex cell) const {
    const auto& known = layers[layer][cell];
    switch (cells[cell].standing) {
        case Standing::withheld: return known.width;
        case Standing::complementary: return known.complementary_width;
        case Standing::published: break;
    }
    return known.coded ? known.coded_width : 0;
}

}  // namespace minka::privacy
