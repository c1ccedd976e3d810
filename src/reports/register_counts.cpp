#include "reports/register_counts.h"

#include "programme/assistance_rules.h"
#include "programme/cycle_rules.h"
#include "programme/resolution_rules.h"
#include "registry/enrolment.h"
#include "registry/partner.h"
#include "registry/person.h"
#include "registry/school.h"
#include "registry/territory.h"
#include "storage/dialect.h"

#include <algorithm>
#include <optional>
#include <set>
#include <tuple>
#include <unordered_map>
#include <unordered_set>

namespace minka::reports {

using programme::Counted;
using programme::ParticipationState;
using registry::TerritoryKind;
using registry::TwoTimes;

namespace {

constexpr std::string_view standing = "AND valid_from <= $3 AND (valid_to IS NULL OR valid_to > $3)";

/// The territories of the programme by id, whatever their dates: a school's municipality may have closed meanwhile.
using Territories = std::unordered_map<registry::TerritoryId, registry::Territory>;

Result<Territories> read_territories(storage::Reader& reader, Instant known_at) {
    MINKA_TRY_ASSIGN(auto rows, reader.all_known<registry::Territory>(known_at, ""));
    Territories territories;
    for (auto& row : rows) {
        territories.emplace(row.record.id, std::move(row.record));
    }
    return territories;
}

const registry::Territory* ancestor(const Territories& territories, registry::TerritoryId id,
                                    std::initializer_list<TerritoryKind> kinds) {
    for (std::size_t steps = 0; steps <= territories.size(); ++steps) {
        const auto found = territories.find(id);
        if (found == territories.end()) {
            return nullptr;
        }
        if (std::ranges::find(kinds, found->second.kind) != kinds.end()) {
            return &found->second;
        }
        if (!found->second.parent_id) {
            return nullptr;
        }
        id = *found->second.parent_id;
    }
    return nullptr;
}

class Counting {
public:
    Counting(storage::Reader& reader, const registry::Scope& scope, const TwoTimes& times)
        : reader_(reader), scope_(scope), times_(times) {
        counted_.times = times;
    }

    Result<RegisterCounts> run(const programme::CycleId& cycle) {
        MINKA_TRY_ASSIGN(territories_, read_territories(reader_, times_.known_at));
        MINKA_TRY(count_schools(cycle));
        MINKA_TRY(count_sites_and_students());
        MINKA_TRY(count_people());
        MINKA_TRY_ASSIGN(const auto partners,
                         reader_.all_known<registry::Partner>(times_.known_at, standing, times_.as_of));
        counted_.counts[Counted::partners] = std::ssize(partners);
        counted_.counts[Counted::parents] = 0;
        MINKA_TRY(count_teams());
        return std::move(counted_);
    }

private:
    Result<> count_schools(const programme::CycleId& cycle) {
        MINKA_TRY_ASSIGN(const auto states, programme::participations(reader_, cycle, times_));
        std::unordered_map<registry::SchoolId, ParticipationState> state_of;
        for (const auto& state : states) {
            state_of.emplace(state.school_id, state.state);
            ++counted_.participation[state.state];
        }
        MINKA_TRY_ASSIGN(const auto invited, reader_.all_known<programme::SchoolParticipation>(
                                                 times_.known_at, "AND cycle_id = $3", cycle));
        const bool covers_register = invited.empty();
        MINKA_TRY_ASSIGN(const auto schools,
                         reader_.all_known<registry::School>(times_.known_at, standing, times_.as_of));
        std::map<std::string, programme::Share> regions;
        std::map<bool, programme::Share> pdet;
        std::map<registry::Zone, programme::Share> zones;
        std::set<registry::TerritoryId> municipalities;
        for (const auto& [school, version, recorded] : schools) {
            const auto state = state_of.find(school.id);
            if (!covers_register && state == state_of.end()) {
                continue;
            }
            const bool active = covers_register || state->second == ParticipationState::active;
            const auto* region = ancestor(territories_, school.civil_territory_id, {TerritoryKind::department});
            const auto* place = ancestor(territories_, school.civil_territory_id,
                                         {TerritoryKind::municipality, TerritoryKind::district});
            for (auto* share : {&counted_.active, &regions[region == nullptr ? "" : region->name],
                                &pdet[place != nullptr && place->is_pdet], &zones[school.zone]}) {
                ++share->total;
                share->n += active ? 1 : 0;
            }
            if (active) {
                covered_.insert(school.id);
                if (place != nullptr) {
                    municipalities.insert(place->id);
                }
            }
        }
        counted_.counts[Counted::schools] = counted_.active.n;
        counted_.counts[Counted::municipalities] = std::ssize(municipalities);
        if (!states.empty()) {
            for (const auto& [name, share] : regions) {
                counted_.by_region.push_back({name, share});
            }
            counted_.by_pdet = {{"pdet", pdet[true]}, {"not_pdet", pdet[false]}};
            counted_.by_zone = {{"urban", zones[registry::Zone::urban]}, {"rural", zones[registry::Zone::rural]}};
        }
        return {};
    }

    Result<> count_sites_and_students() {
        MINKA_TRY_ASSIGN(const auto sites, reader_.all_known<registry::Site>(times_.known_at, standing, times_.as_of));
        for (const auto& site : sites) {
            if (covered_.contains(site.record.school_id)) {
                school_of_site_.emplace(site.record.id.uuid, site.record.school_id);
            }
        }
        counted_.counts[Counted::sites] = std::ssize(school_of_site_);
        MINKA_TRY_ASSIGN(const auto rows, reader_.all_known<registry::EnrolmentCount>(
                                              times_.known_at, "AND year <= $3 AND counted_on <= $4 ORDER BY id",
                                              std::int64_t{times_.as_of.year()}, times_.as_of));
        counted_.counts[Counted::students] = students_in(rows);
        return {};
    }

    /// Of each site and level the newest year; of the same class, grade or level the count made last.
    std::int64_t students_in(const std::vector<storage::Stored<registry::EnrolmentCount>>& rows) const {
        using LevelKey = std::tuple<Uuid, registry::SchoolLevel>;
        using ClassKey = std::tuple<std::string, std::string>;
        std::map<LevelKey, std::int64_t> newest;
        for (const auto& row : rows) {
            auto& year = newest[{row.record.site_id.uuid, row.record.level}];
            year = std::max(year, row.record.year);
        }
        std::map<LevelKey, std::map<ClassKey, registry::EnrolmentCount>> kept;
        for (const auto& [row, version, recorded] : rows) {
            const LevelKey key{row.site_id.uuid, row.level};
            if (!school_of_site_.contains(row.site_id.uuid) || row.year != newest[key]) {
                continue;
            }
            auto& place = kept[key][{row.grade.value_or(""), row.class_label.value_or("")}];
            if (place.id.is_nil() || place.counted_on <= row.counted_on) {
                place = row;
            }
        }
        std::int64_t students = 0;
        for (const auto& [key, classes] : kept) {
            if (const auto whole = classes.find({"", ""}); whole != classes.end()) {
                students += whole->second.students;
                continue;
            }
            for (const auto& [place, row] : classes) {
                const bool is_class_of_counted_grade = row.class_label && classes.contains({std::get<0>(place), ""});
                students += is_class_of_counted_grade ? 0 : row.students;
            }
        }
        return students;
    }

    Result<> count_people() {
        std::unordered_map<Uuid, Uuid> merged;
        MINKA_TRY(reader_.each(
            "SELECT id, merged_into FROM " + storage::as_known("person", "$2") +
                " WHERE programme_id = $1 AND merged_into IS NOT NULL",
            [&](const storage::Row& row) -> Result<> {
                merged.emplace(row.get<Uuid>(0), row.get<Uuid>(1));
                return {};
            },
            reader_.programme(), times_.known_at));
        MINKA_TRY_ASSIGN(
            const auto roles,
            reader_.all_known<registry::Role>(
                times_.known_at, std::string(standing) + " AND role IN ('teacher', 'school_head')", times_.as_of));
        std::unordered_set<Uuid> teachers;
        std::unordered_set<Uuid> heads;
        std::unordered_set<Uuid> everybody;
        for (const auto& row : roles) {
            if (!is_covered(row.record)) {
                continue;
            }
            auto person = row.record.person_id.uuid;
            for (std::size_t steps = 0; steps <= merged.size() && merged.contains(person); ++steps) {
                person = merged[person];
            }
            (row.record.role == registry::PersonRole::teacher ? teachers : heads).insert(person);
            everybody.insert(person);
        }
        counted_.counts[Counted::teachers] = std::ssize(teachers);
        counted_.counts[Counted::heads] = std::ssize(heads);
        counted_.direct_people = std::ssize(everybody);
        return {};
    }

    bool is_covered(const registry::Role& role) const {
        return (role.place == registry::PlaceKind::school && covered_.contains(registry::SchoolId{role.place_id})) ||
               (role.place == registry::PlaceKind::site && school_of_site_.contains(role.place_id));
    }

    Result<> count_teams() {
        MINKA_TRY_ASSIGN(const auto ugel, programme::ugel_at(reader_, scope_, times_));
        counted_.counts[Counted::ugel] = std::ssize(ugel);
        MINKA_TRY_ASSIGN(const auto constituted, programme::constituted_teams(reader_, scope_, times_));
        counted_.counts[Counted::teams_constituted] = std::ssize(constituted);
        MINKA_TRY_ASSIGN(const auto teams,
                         reader_.all_known<programme::Team>(times_.known_at, "AND convened_on <= $3", times_.as_of));
        std::set<registry::TerritoryId> convened;
        for (const auto& team : teams) {
            convened.insert(team.record.territory_id);
        }
        counted_.counts[Counted::teams] = std::ssize(convened);
        MINKA_TRY_ASSIGN(const auto assisted,
                         reader_.all_known<programme::AssistedRegion>(
                             times_.known_at, std::string(standing) + " AND modality = 'in_person'", times_.as_of));
        std::set<registry::TerritoryId> regions;
        for (const auto& region : assisted) {
            const auto found = territories_.find(region.record.territory_id);
            if (found != territories_.end() && found->second.kind == TerritoryKind::regional_directorate) {
                regions.insert(region.record.territory_id);
            }
        }
        counted_.counts[Counted::regions_in_person] = std::ssize(regions);
        return {};
    }

    storage::Reader& reader_;
    const registry::Scope& scope_;
    const TwoTimes& times_;
    Territories territories_;
    std::unordered_set<registry::SchoolId> covered_;
    std::unordered_map<Uuid, registry::SchoolId> school_of_site_;
    RegisterCounts counted_;
};

}  // namespace

Result<RegisterCounts> count_registers(storage::Reader& reader, const programme::CycleId& cycle,
                                       const registry::Scope& scope, const TwoTimes& times) {
    return Counting(reader, scope, times).run(cycle);
}

}  // namespace minka::reports
