#include "registry/place_lookup.h"

#include "base/text.h"
#include "registry/code_register.h"
#include "registry/code_shape.h"
#include "registry/partner.h"
#include "registry/person_columns.h"
#include "registry/school.h"
#include "registry/territory_tree.h"

namespace minka::registry {

Result<PlaceLookup> PlaceLookup::load(storage::Reader& reader) {
    std::vector<Territory> territories;
    MINKA_TRY_ASSIGN(auto rows, reader.all<Territory>(""));
    for (auto& row : rows) {
        territories.push_back(std::move(row.record));
    }
    PlaceLookup lookup(TerritoryLookup(std::move(territories)), reader.programme());
    MINKA_TRY_ASSIGN(const auto schools, reader.all<School>(""));
    for (const auto& [school, version, at] : schools) {
        lookup.add(lookup.schools_, school.code,
                   {school.id.uuid, school.code_system, school.code_system + " " + school.code + " " + school.name,
                    school.valid_from, school.valid_to},
                   PlaceKind::school);
    }
    MINKA_TRY_ASSIGN(const auto sites, reader.all<Site>(""));
    for (const auto& [site, version, at] : sites) {
        lookup.add(lookup.sites_, site.code,
                   {site.id.uuid, site.code_system, site.code_system + " " + site.code + " " + site.name,
                    site.valid_from, site.valid_to},
                   PlaceKind::site);
    }
    MINKA_TRY_ASSIGN(const auto partners, reader.all<Partner>(""));
    for (const auto& [partner, version, at] : partners) {
        lookup.add(lookup.partners_, partner.search_name,
                   {partner.id.uuid, "", partner.name, partner.valid_from, partner.valid_to}, PlaceKind::partner);
    }
    return lookup;
}

void PlaceLookup::add(Places& places, std::string key, Standing standing, PlaceKind kind) {
    names_[{kind, standing.id}] = standing.name;
    places[std::move(key)].push_back(std::move(standing));
}

std::string PlaceLookup::name_of(const Place& place) const {
    if (place.kind == PlaceKind::territory) {
        const auto* territory = territories_.find(TerritoryId{place.id});
        return territory == nullptr ? "" : territory_name(*territory);
    }
    const auto found = names_.find(place);
    return found == names_.end() ? "" : found->second;
}

std::optional<Place> PlaceLookup::find(ImportRow& row, LocalDate date) const {
    std::vector<std::size_t> given;
    for (const auto field :
         {person_field::school_code, person_field::site_code, person_field::territory_code, person_field::partner}) {
        if (!row.is_empty(field)) {
            given.push_back(field);
        }
    }
    const bool is_of_programme = row.optional_boolean(person_field::programme_role).value_or(false);
    if (given.size() + (is_of_programme ? 1 : 0) != 1) {
        row.row_problem(given.empty() && !is_of_programme
                            ? "The role has no place: give the code of the school, site or territory, the name of the "
                              "partner, or sí under programme_role."
                            : "The role has several places; write one row for each.");
        return std::nullopt;
    }
    if (is_of_programme) {
        return Place{PlaceKind::programme, programme_.uuid};
    }
    switch (given.front()) {
        case person_field::school_code:
            return by_code(row, {person_field::school_code, person_field::school_code_system}, PlaceKind::school,
                           schools_, date);
        case person_field::site_code:
            return by_code(row, {person_field::site_code, person_field::site_code_system}, PlaceKind::site, sites_,
                           date);
        case person_field::partner:
            return by_code(row, {person_field::partner, person_field::partner}, PlaceKind::partner, partners_, date);
        default: {
            const auto id = territories_.by_code(
                row, {person_field::territory_code, person_field::territory_code_system}, std::nullopt, date);
            return id ? std::optional(Place{PlaceKind::territory, id->uuid}) : std::nullopt;
        }
    }
}

std::optional<Place> PlaceLookup::by_code(ImportRow& row, CodeFields fields, PlaceKind kind, const Places& places,
                                          LocalDate date) const {
    const bool is_partner = kind == PlaceKind::partner;
    auto system = is_partner ? std::string() : std::string(row.cell(fields.code_system));
    if (system.empty() && !is_partner) {
        system = row.column_code_system(fields.code);
    }
    const auto shape = is_partner ? CodeShape{} : school_code_shape(system);
    const auto written = row.optional_code(fields.code, shape);
    if (!written) {
        return std::nullopt;
    }
    const auto found = places.find(is_partner ? fold_text(*written) : *written);
    const Standing* last = nullptr;
    const Standing* chosen = nullptr;
    if (found != places.end()) {
        for (const auto& standing : found->second) {
            if (!system.empty() && standing.code_system != system) {
                continue;
            }
            last = &standing;
            if (!is_valid_at(standing, date)) {
                continue;
            }
            if (chosen != nullptr && chosen->id != standing.id) {
                row.problem(fields.code, "The code stands in several code systems; give the system too.");
                return std::nullopt;
            }
            chosen = &standing;
        }
    }
    if (chosen != nullptr) {
        return Place{kind, chosen->id};
    }
    row.problem(fields.code, last == nullptr
                                 ? "Nothing recorded has this " + std::string(is_partner ? "name" : "code") +
                                       "; import it first or correct it."
                                 : last->name + " does not stand on " + date.text() + "; check the dates of both.");
    return std::nullopt;
}

}  // namespace minka::registry
