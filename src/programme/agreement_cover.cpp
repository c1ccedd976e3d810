#include "programme/agreement_cover.h"

#include "programme/cycle_rules.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

namespace minka::programme {

namespace {

bool is_stopped(const CommunityAgreement& agreement, LocalDate on) {
    return agreement.state != AgreementState::in_force && agreement.state_since <= on;
}

bool is_in_force(const CommunityAgreement& agreement, LocalDate on) {
    return agreement.agreed_on <= on && (!agreement.expires_on || on < *agreement.expires_on) &&
           !is_stopped(agreement, on);
}

struct PlaceOfSchool {
    registry::TerritoryId civil;
    std::optional<registry::TerritoryId> administration;
};

// Where schools lie, and the parents of territories: enough to climb from a school to everything above it.
class Places {
public:
    static Result<Places> read(storage::Reader& reader) {
        Places places;
        MINKA_TRY(reader.each(
            "SELECT id, parent_id FROM territory WHERE programme_id = $1 AND parent_id IS NOT NULL",
            [&](const storage::Row& row) -> Result<> {
                places.parents_[row.get<registry::TerritoryId>(0)] = row.get<registry::TerritoryId>(1);
                return {};
            },
            reader.programme()));
        MINKA_TRY(reader.each(
            "SELECT id, civil_territory_id, administration_territory_id FROM school WHERE programme_id = $1",
            [&](const storage::Row& row) -> Result<> {
                places.schools_[row.get<registry::SchoolId>(0)] = {row.get<registry::TerritoryId>(1),
                                                                   row.get<std::optional<registry::TerritoryId>>(2)};
                return {};
            },
            reader.programme()));
        return places;
    }

    bool is_within(const registry::SchoolId& school, const std::set<registry::TerritoryId>& territories) const {
        const auto place = schools_.find(school);
        if (place == schools_.end()) {
            return false;
        }
        return climbs_into(place->second.civil, territories) ||
               (place->second.administration && climbs_into(*place->second.administration, territories));
    }

private:
    bool climbs_into(registry::TerritoryId territory, const std::set<registry::TerritoryId>& territories) const {
        while (!territories.contains(territory)) {
            const auto parent = parents_.find(territory);
            if (parent == parents_.end()) {
                return false;
            }
            territory = parent->second;
        }
        return true;
    }

    std::map<registry::TerritoryId, registry::TerritoryId> parents_;
    std::map<registry::SchoolId, PlaceOfSchool> schools_;
};

struct Covered {
    std::set<registry::TerritoryId> territories;
    std::set<registry::SchoolId> schools;

    void add(const CommunityAgreement& agreement) {
        if (agreement.school_id) {
            schools.insert(*agreement.school_id);
        } else if (agreement.territory_id) {
            territories.insert(*agreement.territory_id);
        }
    }
    bool covers(const registry::SchoolId& school, const Places& places) const {
        return schools.contains(school) || (!territories.empty() && places.is_within(school, territories));
    }
};

bool takes_part(ParticipationState state) {
    return state == ParticipationState::joined || state == ParticipationState::active;
}

}  // namespace

Result<AgreementCover> schools_without_agreement(storage::Reader& reader, const CycleId& cycle,
                                                 const registry::TwoTimes& times) {
    MINKA_TRY_ASSIGN(const auto agreements,
                     reader.all_known<CommunityAgreement>(times.known_at, "AND cycle_id = $3", cycle));
    Covered covered;
    AgreementCover cover;
    for (const auto& agreement : agreements) {
        if (is_in_force(agreement.record, times.as_of)) {
            covered.add(agreement.record);
            ++cover.agreements;
        }
    }
    MINKA_TRY_ASSIGN(const auto schools, participations(reader, cycle, times));
    MINKA_TRY_ASSIGN(const auto places, Places::read(reader));
    cover.no_school_takes_part = true;
    for (const auto& school : schools) {
        if (!takes_part(school.state)) {
            continue;
        }
        cover.no_school_takes_part = false;
        if (!covered.covers(school.school_id, places)) {
            cover.schools.push_back(school.school_id);
        }
    }
    return cover;
}

Result<std::vector<registry::SchoolId>> schools_not_to_be_asked(storage::Reader& reader, const CycleId& cycle,
                                                                LocalDate on) {
    MINKA_TRY_ASSIGN(auto uncovered, schools_without_agreement(reader, cycle, {on, end_of_time}));
    if (uncovered.schools.empty()) {
        return std::move(uncovered.schools);
    }
    MINKA_TRY_ASSIGN(const auto waivers,
                     reader.all<AgreementWaiver>(
                         "AND cycle_id = $2 AND first_signed_on <= $3 AND second_signed_on <= $3", cycle, on));
    if (waivers.empty()) {
        return std::move(uncovered.schools);
    }
    // A waiver stands for an agreement that was not made, never for one that the community stopped.
    MINKA_TRY_ASSIGN(const auto agreements, reader.all<CommunityAgreement>("AND cycle_id = $2", cycle));
    Covered stopped;
    for (const auto& agreement : agreements) {
        if (is_stopped(agreement.record, on)) {
            stopped.add(agreement.record);
        }
    }
    MINKA_TRY_ASSIGN(const auto places, Places::read(reader));
    std::erase_if(uncovered.schools, [&](const auto& school) { return !stopped.covers(school, places); });
    return std::move(uncovered.schools);
}

Result<std::vector<registry::SchoolId>> unpublishable_schools(storage::Reader& reader, const CycleId& cycle,
                                                              const registry::TwoTimes& times) {
    MINKA_TRY_ASSIGN(const auto agreements,
                     reader.all_known<CommunityAgreement>(times.known_at, "AND cycle_id = $3", cycle));
    Covered refused;
    for (const auto& agreement : agreements) {
        if (is_stopped(agreement.record, times.as_of) || !agreement.record.allows_publication) {
            refused.add(agreement.record);
        }
    }
    MINKA_TRY_ASSIGN(const auto schools, participations(reader, cycle, times));
    MINKA_TRY_ASSIGN(const auto places, Places::read(reader));
    std::vector<registry::SchoolId> found;
    for (const auto& school : schools) {
        if (refused.covers(school.school_id, places)) {
            found.push_back(school.school_id);
        }
    }
    return found;
}

}  // namespace minka::programme
