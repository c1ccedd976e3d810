#pragma once

#include "programme/cycle.h"
#include "registry/person.h"
#include "storage/record.h"

#include <boost/describe/class.hpp>

#include <optional>
#include <string>

namespace minka::planning {

using TeacherGroupId = Id<struct TeacherGroupTag>;
using GroupMemberId = Id<struct GroupMemberTag>;

/// A group of teachers of a cycle, with where and when it meets. Its code is what people call it.
struct TeacherGroup {
    TeacherGroupId id;
    programme::CycleId cycle_id;
    std::string code;
    std::string place;  ///< Code of the place; empty where none was chosen.
    std::string time;
    LocalDate valid_from;
    std::optional<LocalDate> valid_to;  ///< Exclusive.
};
BOOST_DESCRIBE_STRUCT(TeacherGroup, (), (id, cycle_id, code, place, time, valid_from, valid_to))

/// Somebody of a group while they are. Who joined and left on one day was never in it.
struct GroupMember {
    GroupMemberId id;
    TeacherGroupId group_id;
    registry::PersonId person_id;
    LocalDate valid_from;
    std::optional<LocalDate> valid_to;  ///< Exclusive.
};
BOOST_DESCRIBE_STRUCT(GroupMember, (), (id, group_id, person_id, valid_from, valid_to))

}  // namespace minka::planning

template <>
inline constexpr std::string_view minka::storage::record_table<minka::planning::TeacherGroup> = "teacher_group";
template <>
inline constexpr std::string_view minka::storage::record_table<minka::planning::GroupMember> = "group_member";
