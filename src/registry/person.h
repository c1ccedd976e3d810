#pragma once

#include "base/identifier.h"
#include "base/local_date.h"
#include "storage/record.h"

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <optional>
#include <string>

namespace minka::registry {

using PersonId = Id<struct PersonTag>;
using IdentityDocumentId = Id<struct IdentityDocumentTag>;
using RoleId = Id<struct RoleTag>;

enum class PersonRole {
    teacher,
    school_head,
    mediator,
    topic_leader,
    specialist,
    team_member,
    coordinator,
    director,
    evaluator,
    academic_ally,
    adviser,
    official,
    promoter,
};
BOOST_DESCRIBE_ENUM(PersonRole, teacher, school_head, mediator, topic_leader, specialist, team_member, coordinator,
                    director, evaluator, academic_ally, adviser, official, promoter)

/// What a role is held at.
enum class PlaceKind { programme, territory, school, site, partner };
BOOST_DESCRIBE_ENUM(PlaceKind, programme, territory, school, site, partner)

enum class Sex { female, male, other };
BOOST_DESCRIBE_ENUM(Sex, female, male, other)

/// Sensitive attributes are never here, nor is a birth date: bands only.
struct Person {
    PersonId id;
    storage::Sealed name;  ///< Under the person's own key.
    std::optional<storage::Sealed> contact;
    std::optional<std::string> birth_band;       ///< "1970-1979".
    std::optional<std::string> experience_band;  ///< "06-10" years.
    std::optional<Sex> sex;                      ///< As the person says it.
    std::optional<PersonId> merged_into;         ///< The person this row turned out to be; see person_merge.h.
};
BOOST_DESCRIBE_STRUCT(Person, (), (id, name, contact, birth_band, experience_band, sex, merged_into))

struct IdentityDocument {
    IdentityDocumentId id;
    PersonId person_id;
    std::string kind;        ///< "cc", "dni", "ce", "ppt" ...
    storage::Sealed number;  ///< Under the person's own key.
};
BOOST_DESCRIBE_STRUCT(IdentityDocument, (), (id, person_id, kind, number))

struct Role {
    RoleId id;
    PersonId person_id;
    PersonRole role{};
    PlaceKind place{};
    Uuid place_id;
    LocalDate valid_from;
    std::optional<LocalDate> valid_to;  ///< Exclusive.
};
BOOST_DESCRIBE_STRUCT(Role, (), (id, person_id, role, place, place_id, valid_from, valid_to))

}  // namespace minka::registry

template <>
inline constexpr std::string_view minka::storage::record_table<minka::registry::Person> = "person";
template <>
inline constexpr std::string_view minka::storage::record_table<minka::registry::IdentityDocument> = "identity_document";
template <>
inline constexpr std::string_view minka::storage::record_table<minka::registry::Role> = "role";
