#include "identity/permission.h"

#include <algorithm>
#include <array>
#include <vector>

namespace minka::identity {

namespace {

using enum Permission;
using registry::AccessRole;

struct RoleRow {
    AccessRole role;
    std::vector<Permission> permissions;
};

const std::vector<RoleRow>& table() {
    static const std::vector<RoleRow> rows{
        {AccessRole::national_directorate, {register_read, teams_read, cycle_read, measures_read, report_read}},
        {AccessRole::regional_directorate, {register_read, teams_read, cycle_read, measures_read, report_read}},
        {AccessRole::director,
         {register_read, need_to_know, people_read, teams_read, cycle_read, cycle_write, measures_read, report_read,
          school_pages_read, ledger_read, danger_read}},
        {AccessRole::coordinator,
         {register_read, register_write, need_to_know, people_read, people_write, teams_read, cycle_read, cycle_write,
          visits_read, visits_write, measures_read, report_read, school_pages_read, capture, submissions_read}},
        // A mediator's visits and rosters come with the visit plan; until then a mediator sees reports alone.
        {AccessRole::mediator, {visits_read, visits_write, report_read, capture}},
        {AccessRole::specialist,
         {register_read, need_to_know, people_read, people_write, teams_read, teams_write, cycle_read, report_read,
          capture}},
        {AccessRole::team_member, {teams_read, report_read, capture}},
        {AccessRole::teacher, {report_read}},
        {AccessRole::school_head, {report_read}},
        {AccessRole::evaluator, {register_read, cycle_read, measures_read, report_read, submissions_read}},
        {AccessRole::academic_ally, {cycle_read, report_read}},
        {AccessRole::funder, {report_read}},
        {AccessRole::official, {report_read}},
        {AccessRole::adviser, {cycle_read, measures_read, report_read}},
        {AccessRole::data_protection, {people_read, ledger_read, privacy_manage, danger_read}},
        {AccessRole::administrator, {ledger_read, accounts_manage}},
    };
    return rows;
}

}  // namespace

std::span<const Permission> permissions_of(AccessRole role) {
    const auto row = std::ranges::find(table(), role, &RoleRow::role);
    return row == table().end() ? std::span<const Permission>() : std::span<const Permission>(row->permissions);
}

bool may(AccessRole role, Permission permission) {
    return std::ranges::find(permissions_of(role), permission) != permissions_of(role).end();
}

bool is_of_programme(AccessRole role) {
    constexpr std::array whole{
        AccessRole::national_directorate, AccessRole::director,     AccessRole::funder, AccessRole::adviser,
        AccessRole::data_protection,      AccessRole::administrator};
    return std::ranges::find(whole, role) != whole.end();
}

}  // namespace minka::identity
