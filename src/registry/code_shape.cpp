#include "registry/code_shape.h"

#include "base/text.h"

#include <array>

namespace minka::registry {

CodeShape territory_code_shape(std::string_view code_system, TerritoryKind kind) {
    if (code_system == "divipola" && kind == TerritoryKind::department) {
        return {"DIVIPOLA code of a department", 2};
    }
    if (code_system == "divipola" && kind == TerritoryKind::municipality) {
        return {"DIVIPOLA code of a municipality", 5};
    }
    if (code_system == "ubigeo") {
        return {"ubigeo", 6};
    }
    if (code_system == "ugel") {
        return {"code of a UGEL", 6};
    }
    return {};
}

CodeShape school_code_shape(std::string_view code_system) {
    if (code_system == "dane") {
        return {"DANE code", 12};
    }
    if (code_system == "modular") {
        return {"código modular", 7};
    }
    return {};
}

std::string_view code_system_of_column(std::string_view column) {
    static constexpr std::array<std::string_view, 5> systems{"divipola", "ubigeo", "ugel", "dane", "modular"};
    const auto folded = fold_text(column);
    for (const auto system : systems) {
        for (const auto word : split(folded, ' ')) {
            if (word == system) {
                return system;
            }
        }
    }
    return {};
}

}  // namespace minka::registry
