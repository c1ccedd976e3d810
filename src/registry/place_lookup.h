#pragma once

#include "registry/person.h"
#include "registry/territory_lookup.h"
#include "storage/reader.h"

#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace minka::registry {

struct Place {
    PlaceKind kind{};
    Uuid id;
    friend auto operator<=>(const Place&, const Place&) = default;
};

/// Finds what a row of people names as the place of a role: a school, a site, a territory, a partner, or the programme.
class PlaceLookup {
public:
    static Result<PlaceLookup> load(storage::Reader& reader);

    /// Problems go to the row: no place, several, an unknown one, one that does not stand on the date.
    std::optional<Place> find(ImportRow& row, LocalDate date) const;

    /// "modular 0917864 Isla Yamakai" for people.
    std::string name_of(const Place& place) const;

private:
    struct Standing {
        Uuid id;
        std::string code_system;
        std::string name;
        LocalDate valid_from;
        std::optional<LocalDate> valid_to;
    };
    using Places = std::unordered_map<std::string, std::vector<Standing>>;

    PlaceLookup(TerritoryLookup territories, ProgrammeId programme)
        : territories_(std::move(territories)), programme_(programme) {}
    std::optional<Place> by_code(ImportRow& row, CodeFields fields, PlaceKind kind, const Places& places,
                                 LocalDate date) const;
    void add(Places& places, std::string key, Standing standing, PlaceKind kind);

    TerritoryLookup territories_;
    ProgrammeId programme_;
    Places schools_;
    Places sites_;
    Places partners_;
    std::map<Place, std::string> names_;
};

}  // namespace minka::registry
