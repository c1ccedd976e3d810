#include "programme/territory_list.h"

#include "programme/assistance_rules.h"
#include "programme/resolution_rules.h"

#include <algorithm>
#include <set>

namespace minka::programme {

using registry::TerritoryId;

namespace {

Result<std::vector<TerritoryId>> entries_of(storage::Reader& reader, const TerritoryListId& list, Instant known_at) {
    MINKA_TRY_ASSIGN(const auto rows, reader.all_known<TerritoryListEntry>(known_at, "AND list_id = $3", list));
    std::vector<TerritoryId> territories;
    for (const auto& row : rows) {
        territories.push_back(row.record.territory_id);
    }
    std::ranges::sort(territories);
    return territories;
}

}  // namespace

Result<ListedTerritories> territory_list(storage::Reader& reader, std::string_view code, Instant known_at) {
    MINKA_TRY_ASSIGN(const auto lists, reader.all_known<TerritoryList>(known_at, "ORDER BY code"));
    std::string known;
    for (const auto& list : lists) {
        if (list.record.code == code) {
            MINKA_TRY_ASSIGN(auto territories, entries_of(reader, list.record.id, known_at));
            return ListedTerritories{list.record, std::move(territories)};
        }
        known += (known.empty() ? "" : ", ") + list.record.code;
    }
    return problem(ProblemCode::not_found,
                   known.empty() ? "The programme has no territory list yet; import one."
                                 : "There is no list '" + std::string(code) + "'; there is: " + known + ".",
                   "list");
}

Result<std::vector<ConstitutedShare>> constituted_shares(storage::Reader& reader, const registry::Scope& scope,
                                                         const registry::TwoTimes& times) {
    MINKA_TRY_ASSIGN(const auto teams, constituted_teams(reader, scope, times));
    std::set<TerritoryId> constituted;
    for (const auto& team : teams) {
        constituted.insert(team.territory_id);
    }
    MINKA_TRY_ASSIGN(const auto ids, registry::territories_within(reader, scope));
    const std::set<TerritoryId> within(ids.begin(), ids.end());
    std::vector<ConstitutedShare> shares;
    MINKA_TRY_ASSIGN(const auto lists, reader.all_known<TerritoryList>(times.known_at, "ORDER BY dated_on, code"));
    for (const auto& list : lists) {
        MINKA_TRY_ASSIGN(const auto entries, entries_of(reader, list.record.id, times.known_at));
        Share share;
        for (const auto& id : entries) {
            share.total += within.contains(id) ? 1 : 0;
            share.n += within.contains(id) && constituted.contains(id) ? 1 : 0;
        }
        shares.push_back({list.record.code, list.record.name, list.record.source, list.record.dated_on, share});
    }
    MINKA_TRY_ASSIGN(const auto places, ugel_at(reader, scope, times));
    Share registered{0, std::ssize(places)};
    for (const auto& place : places) {
        registered.n += constituted.contains(place.id) ? 1 : 0;
    }
    shares.push_back({"register", "UGEL del padrón", "registro", times.as_of, registered});
    return shares;
}

}  // namespace minka::programme
