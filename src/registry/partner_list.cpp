#include "registry/partner_list.h"

#include "base/text.h"
#include "registry/word_choice.h"

#include <algorithm>
#include <tuple>

namespace minka::registry {

PartnerState state_on(const Partner& partner, LocalDate date) {
    if (date < partner.valid_from) {
        return PartnerState::upcoming;
    }
    return partner.valid_to && *partner.valid_to <= date ? PartnerState::closed : PartnerState::active;
}

Result<std::vector<PartnerRole>> roles_of(const Partner& partner) {
    std::vector<PartnerRole> roles;
    for (const auto word : split(partner.roles, ',')) {
        const auto role = value_named<PartnerRole>(word);
        if (!role) {
            return problem(ProblemCode::integrity_broken, "A partner is stored with a role that is not known.",
                           "partner.roles");
        }
        roles.push_back(*role);
    }
    return roles;
}

Result<std::vector<Partner>> partners_in(storage::Reader& reader, const Scope& scope, const TwoTimes& times,
                                         const PartnerFilter& filter) {
    MINKA_TRY(check_scope(reader, scope));
    std::vector<Partner> found;
    const auto add = [&](const storage::Row& row) -> Result<> {
        auto partner = storage::record_from_row<Partner>(row).record;
        if (!found.empty() && found.back().search_name == partner.search_name) {
            found.back() = std::move(partner);  // a later period of the same one
        } else {
            found.push_back(std::move(partner));
        }
        return {};
    };
    MINKA_TRY(reader.each("SELECT version, recorded_at" + storage::record_column_list<Partner>() + " FROM " +
                              table_known("partner", times.known_at, "$2") +
                              " WHERE programme_id = $1 AND recorded_at <= $2 ORDER BY search_name, valid_from, id",
                          add, reader.programme(), times.known_at));
    const auto words = fold_text(filter.name);
    std::vector<Partner> left;
    for (auto& partner : found) {
        MINKA_TRY_ASSIGN(const auto roles, roles_of(partner));
        const bool is_wanted = (!filter.type || partner.type == *filter.type) &&
                               (!filter.role || std::ranges::find(roles, *filter.role) != roles.end()) &&
                               (!filter.state || state_on(partner, times.as_of) == *filter.state) &&
                               partner.search_name.find(words) != std::string::npos;
        if (is_wanted) {
            left.push_back(std::move(partner));
        }
    }
    return left;
}

Result<std::vector<Partner>> periods_of(storage::Reader& reader, const Scope& scope, const PartnerId& partner) {
    MINKA_TRY(check_scope(reader, scope));
    MINKA_TRY_ASSIGN(const auto own, reader.require<Partner>(partner));
    MINKA_TRY_ASSIGN(const auto rows,
                     reader.all<Partner>("AND search_name = $2 ORDER BY valid_from DESC, id", own.record.search_name));
    std::vector<Partner> periods;
    for (const auto& row : rows) {
        periods.push_back(row.record);
    }
    return periods;
}

Result<std::vector<RoleAtPartner>> roles_at(storage::Reader& reader, std::span<const Partner> periods) {
    std::vector<RoleAtPartner> roles;
    for (const auto& period : periods) {
        MINKA_TRY(reader.each(
            "SELECT coalesce(person.merged_into, person.id), role.role, role.valid_from, role.valid_to FROM role JOIN "
            "person ON person.programme_id = role.programme_id AND person.id = role.person_id WHERE role.programme_id "
            "= $1 AND role.place = $2 AND role.place_id = $3 ORDER BY role.id",
            [&](const storage::Row& row) -> Result<> {
                roles.push_back({row.get<PersonId>(0), row.get<PersonRole>(1), row.get<LocalDate>(2),
                                 row.get<std::optional<LocalDate>>(3)});
                return {};
            },
            reader.programme(), PlaceKind::partner, period.id));
    }
    std::ranges::sort(roles, [](const RoleAtPartner& a, const RoleAtPartner& b) {
        return std::tie(b.valid_from, a.person, a.role) < std::tie(a.valid_from, b.person, b.role);
    });
    return roles;
}

}  // namespace minka::registry
