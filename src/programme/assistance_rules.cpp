#include "programme/assistance_rules.h"

#include "base/text.h"
#include "programme/resolution_rules.h"
#include "registry/code_register.h"
#include "registry/school.h"

#include <algorithm>
#include <map>
#include <set>

namespace minka::programme {

using registry::Scope;
using registry::Territory;
using registry::TerritoryId;
using registry::TerritoryKind;
using registry::TwoTimes;
using storage::Stored;

namespace {

// The levels of the register that a level of the folder means. PRONOEI is Ciclo II.
bool has_level(std::string_view levels, std::string_view level) {
    if (level.empty()) {
        return true;
    }
    for (const auto own : split(levels, ',')) {
        if (own == level || (level == "cycle_1" && own == "early_childhood") ||
            (level == "cycle_2" && (own == "preschool" || own == "community_preschool"))) {
            return true;
        }
    }
    return false;
}

std::optional<MeetingMode> modality_of(const std::vector<Stored<AssistedRegion>>& declared,
                                       const TerritoryId& territory, LocalDate date) {
    for (const auto& row : declared) {
        if (row.record.territory_id == territory && registry::is_valid_at(row.record, date)) {
            return row.record.modality;
        }
    }
    return std::nullopt;
}

struct ServedSite {
    std::string levels;
};

Result<std::vector<ServedSite>> sites_of(storage::Reader& reader, const std::set<TerritoryId>& ugel,
                                         const TwoTimes& times) {
    MINKA_TRY_ASSIGN(
        const auto schools,
        reader.all_known<registry::School>(times.known_at, "AND administration_territory_id IS NOT NULL ORDER BY id"));
    std::set<registry::SchoolId> served;
    for (const auto& school : schools) {
        if (registry::is_valid_at(school.record, times.as_of) &&
            ugel.contains(*school.record.administration_territory_id)) {
            served.insert(school.record.id);
        }
    }
    std::vector<ServedSite> sites;
    MINKA_TRY_ASSIGN(const auto all, reader.all_known<registry::Site>(times.known_at, "ORDER BY id"));
    for (const auto& site : all) {
        if (registry::is_valid_at(site.record, times.as_of) && served.contains(site.record.school_id)) {
            sites.push_back({site.record.levels});
        }
    }
    return sites;
}

}  // namespace

Result<std::vector<UgelPlace>> ugel_at(storage::Reader& reader, const Scope& scope, const TwoTimes& times) {
    MINKA_TRY_ASSIGN(const auto ids, registry::territories_within(reader, scope));
    const std::set<TerritoryId> within(ids.begin(), ids.end());
    MINKA_TRY_ASSIGN(const auto rows,
                     reader.all_known<Territory>(times.known_at,
                                                 "AND tree = 'school_administration' ORDER BY code_system, code, id"));
    MINKA_TRY_ASSIGN(const auto declared, reader.all_known<AssistedRegion>(times.known_at, "ORDER BY valid_from, id"));
    std::map<TerritoryId, const Territory*> by_id;
    for (const auto& row : rows) {
        by_id[row.record.id] = &row.record;
    }
    std::vector<UgelPlace> places;
    for (const auto& row : rows) {
        const auto& ugel = row.record;
        if (ugel.kind != TerritoryKind::ugel || !registry::is_valid_at(ugel, times.as_of) ||
            !within.contains(ugel.id)) {
            continue;
        }
        UgelPlace place{ugel.id, ugel.code, ugel.name, {}, {}, modality_of(declared, ugel.id, times.as_of)};
        for (auto above = ugel.parent_id; above && by_id.contains(*above); above = by_id[*above]->parent_id) {
            if (by_id[*above]->kind == TerritoryKind::regional_directorate) {
                place.directorate_id = above;
                place.directorate = by_id[*above]->name;
                break;
            }
        }
        if (!place.modality && place.directorate_id) {
            place.modality = modality_of(declared, *place.directorate_id, times.as_of);
        }
        places.push_back(std::move(place));
    }
    return places;
}

Result<> set_assisted_region(storage::Writer& writer, const AssistedRegion& region) {
    MINKA_TRY_ASSIGN(const auto territory, writer.require<Territory>(region.territory_id));
    if (territory.record.kind != TerritoryKind::regional_directorate && territory.record.kind != TerritoryKind::ugel) {
        return invalid("Assistance is declared for a regional directorate or a UGEL.", "assisted_region.territory_id");
    }
    MINKA_TRY_ASSIGN(auto declared,
                     writer.all<AssistedRegion>("AND territory_id = $2 ORDER BY valid_from", region.territory_id));
    if (!declared.empty()) {
        auto& last = declared.back();
        if (last.record.modality == region.modality && registry::is_valid_at(last.record, region.valid_from)) {
            return {};
        }
        if (region.valid_from <= last.record.valid_from) {
            return invalid(
                "A modality was declared from " + last.record.valid_from.text() + " on; a new one begins later.",
                "assisted_region.valid_from");
        }
        if (!last.record.valid_to || *last.record.valid_to > region.valid_from) {
            last.record.valid_to = region.valid_from;
            MINKA_TRY(writer.change(last.record, last.version));
        }
    }
    return writer.create(region);
}

Result<std::size_t> declare_assisted_regions(storage::Database& database, const storage::Act& act,
                                             const AssistanceModality& modality, LocalDate from) {
    return database.write(act, [&](storage::Writer& writer) -> Result<std::size_t> {
        MINKA_TRY_ASSIGN(const auto rows, writer.all<Territory>("AND kind = 'regional_directorate' ORDER BY code"));
        MINKA_TRY_ASSIGN(const auto before, writer.all<AssistedRegion>(""));
        for (const auto& named : modality.regions) {
            const auto wanted = fold_text(named.name);
            if (std::ranges::none_of(rows, [&](const auto& row) { return row.record.search_name == wanted; })) {
                return problem(ProblemCode::not_found,
                               "The register has no regional directorate named '" + named.name + "'.",
                               "programme.yaml:" + std::to_string(named.line));
            }
        }
        for (const auto& row : rows) {
            if (!registry::is_valid_at(row.record, from)) {
                continue;
            }
            const auto mode =
                modality.of(row.record.name) == Modality::in_person ? MeetingMode::in_person : MeetingMode::virtual_;
            MINKA_TRY(
                set_assisted_region(writer, {database.new_id<AssistedRegionId>(), row.record.id, mode, from, {}}));
        }
        MINKA_TRY_ASSIGN(const auto after, writer.all<AssistedRegion>(""));
        return after.size() - before.size();
    });
}

Result<> record_assistance_visit(storage::Writer& writer, const AssistanceVisit& visit) {
    MINKA_TRY(require_ugel_on(writer, visit.territory_id, visit.held_on, "assistance_visit.held_on"));
    if (trim(visit.topic).empty()) {
        return invalid("Say what the assistance was about.", "assistance_visit.topic");
    }
    return writer.create(visit);
}

Result<BeneficiaryCounts> count_beneficiaries(storage::Reader& reader, const Scope& scope, const TwoTimes& times,
                                              const Beneficiaries& groups) {
    MINKA_TRY_ASSIGN(const auto teams, constituted_teams(reader, scope, times));
    std::set<TerritoryId> ugel;
    for (const auto& team : teams) {
        ugel.insert(team.territory_id);
    }
    MINKA_TRY_ASSIGN(const auto sites, sites_of(reader, ugel, times));
    BeneficiaryCounts counts;
    for (const auto& group : groups.direct) {
        if (group.counted_as == Counted::teams || group.counted_as == Counted::teams_constituted) {
            counts.direct.push_back({group.code, std::ssize(teams)});
        }
    }
    std::vector<std::string> levels;
    for (const auto& group : groups.indirect) {
        if (group.counted_as == Counted::sites) {
            levels.push_back(group.level);
            counts.indirect.push_back({group.code, std::ranges::count_if(sites, [&](const auto& site) {
                                           return has_level(site.levels, group.level);
                                       })});
        }
    }
    counts.indirect_distinct = std::ranges::count_if(sites, [&](const auto& site) {
        return std::ranges::any_of(levels, [&](const auto& level) { return has_level(site.levels, level); });
    });
    return counts;
}

}  // namespace minka::programme
