#pragma once

#include "base/result.h"
#include "programme/share_text.h"
#include "programme/work_plan.h"
#include "registry/scope.h"
#include "storage/writer.h"

#include <string>
#include <vector>

namespace minka::programme {

/// A list with the territories on it.
struct ListedTerritories {
    TerritoryList list;
    std::vector<registry::TerritoryId> territories;  ///< Sorted.
};

/// Problems: `not_found`, with the lists there are.
Result<ListedTerritories> territory_list(storage::Reader& reader, std::string_view code, Instant known_at);

/// One way to say how many teams are constituted: of the register at the date, or of a list.
struct ConstitutedShare {
    std::string denominator;  ///< "register", or the code of the list.
    std::string name;
    std::string source;
    LocalDate dated_on;
    Share share;
};

/// The share of constituted UGEL of every list and of the register, side by side; the register comes last.
/// A UGEL outside a list counts in neither part of that list's share; one on a list that closed meanwhile stays in its
/// denominator, since the list is what was promised. Of a list, only what is in the scope counts.
Result<std::vector<ConstitutedShare>> constituted_shares(storage::Reader& reader, const registry::Scope& scope,
                                                         const registry::TwoTimes& times);

}  // namespace minka::programme
