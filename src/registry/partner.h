#pragma once

#include "base/identifier.h"
#include "base/local_date.h"
#include "storage/record.h"

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <optional>
#include <string>

namespace minka::registry {

using PartnerId = Id<struct PartnerTag>;

enum class PartnerType { company, ngo, public_authority, cooperation, foundation, academia };
BOOST_DESCRIBE_ENUM(PartnerType, company, ngo, public_authority, cooperation, foundation, academia)

enum class PartnerRole { cofunds, participates, validates, advises };
BOOST_DESCRIBE_ENUM(PartnerRole, cofunds, participates, validates, advises)

struct Partner {
    PartnerId id;
    std::string name;
    std::string search_name;  ///< fold_text of the name.
    PartnerType type{};
    std::string roles;                     ///< Names of PartnerRole with commas between them, in its order.
    std::optional<std::string> agreement;  ///< The number or title of the signed agreement.
    LocalDate valid_from;
    std::optional<LocalDate> valid_to;  ///< Exclusive.
};
BOOST_DESCRIBE_STRUCT(Partner, (), (id, name, search_name, type, roles, agreement, valid_from, valid_to))

}  // namespace minka::registry

template <>
inline constexpr std::string_view minka::storage::record_table<minka::registry::Partner> = "partner";
