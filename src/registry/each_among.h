#pragma once

#include "storage/reader.h"

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace minka::registry {

/// Visits the rows of "`select` IN (the identifiers) `rest`", sixty-four identifiers at a time. They are bound, never
/// written out: whatever their number there is one text, which the engine reads once and keeps.
///
/// `select` ends with the column: "SELECT id, name FROM school WHERE programme_id = $1 AND id". The parameters count
/// from $1; `rest` may order the rows of one lot, not those of several.
template <typename Visit, typename... Parameters>
Result<> each_among(storage::Reader& reader, std::string_view select, std::string_view rest,
                    std::span<const Uuid> identifiers, Visit visit, const Parameters&... parameters) {
    constexpr std::size_t at_once = 64;
    std::string sql(select);
    for (std::size_t i = 1; i <= at_once; ++i) {
        sql += (i == 1 ? " IN ($" : ", $") + std::to_string(sizeof...(Parameters) + i);
    }
    sql += ") " + std::string(rest);
    while (!identifiers.empty()) {
        const auto here = identifiers.first(std::min(at_once, identifiers.size()));
        identifiers = identifiers.subspan(here.size());
        std::array<Uuid, at_once> lot;
        lot.fill(here.back());  // the last one again, which finds nothing twice
        std::ranges::copy(here, lot.begin());
        const auto ask = [&]<std::size_t... Place>(std::index_sequence<Place...>) {
            return reader.each(sql, visit, parameters..., lot[Place]...);
        };
        MINKA_TRY(ask(std::make_index_sequence<at_once>{}));
    }
    return {};
}

}  // namespace minka::registry
