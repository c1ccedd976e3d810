#pragma once

#include "base/identifier.h"
#include "base/local_date.h"
#include "registry/access_role.h"
#include "registry/person.h"
#include "registry/territory.h"
#include "storage/record.h"

#include <boost/describe/class.hpp>

#include <optional>
#include <string>

namespace minka::identity {

using AccountId = Id<struct AccountTag>;
using AccessGrantId = Id<struct AccessGrantTag>;
using AccessTokenId = Id<struct AccessTokenTag>;

/// Somebody who signs in. Accounts belong to the installation and not to a programme: their records carry the nil
/// programme. What they may see of a programme are its grants.
struct Account {
    AccountId id;
    std::string login;     ///< As it is typed, folded: unique.
    storage::Sealed name;  ///< Under the account's own key.
    std::string language;  ///< "es" or "en": of what the program says to them.
    bool is_open = true;   ///< A closed account can't sign in; its acts stay in the ledger.
};
BOOST_DESCRIBE_STRUCT(Account, (), (id, login, name, language, is_open))

/// A role over a part of a programme, from a date until another.
struct AccessGrant {
    AccessGrantId id;
    AccountId account_id;
    std::optional<registry::PersonId> person_id;  ///< Who the account is in this programme's register, if anybody.
    registry::AccessRole role{};
    std::optional<registry::TerritoryId> territory_id;  ///< Nothing for the whole programme.
    LocalDate valid_from;
    std::optional<LocalDate> valid_to;  ///< Exclusive.
};
BOOST_DESCRIBE_STRUCT(AccessGrant, (), (id, account_id, person_id, role, territory_id, valid_from, valid_to))

/// A secret for scripts that stands for its account, with the account's rights.
struct AccessToken {
    AccessTokenId id;
    AccountId account_id;
    std::string label;       ///< What it is for, in the owner's words.
    std::string token_hash;  ///< BLAKE2b of the secret, in hexadecimal; the secret itself is shown once.
    LocalDate valid_from;
    LocalDate valid_to;  ///< Exclusive; revoking brings it forward.
};
BOOST_DESCRIBE_STRUCT(AccessToken, (), (id, account_id, label, token_hash, valid_from, valid_to))

}  // namespace minka::identity

template <>
inline constexpr std::string_view minka::storage::record_table<minka::identity::Account> = "account";
template <>
inline constexpr std::string_view minka::storage::record_table<minka::identity::AccessGrant> = "access_grant";
template <>
inline constexpr std::string_view minka::storage::record_table<minka::identity::AccessToken> = "access_token";
