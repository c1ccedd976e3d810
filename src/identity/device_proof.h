#pragma once

#include "identity/account.h"
#include "privacy/vault.h"

#include <string>
#include <string_view>

namespace minka::identity {

/// What a device is given when somebody signs in on it, to show at the next sign-in that it did so before: the account
/// and a random number, signed with the installation's key. It opens nothing; see SignInLimits.
Result<std::string> make_device_proof(const privacy::Vault& vault, const AccountId& account);

bool is_device_proof(const privacy::Vault& vault, const AccountId& account, std::string_view proof);

}  // namespace minka::identity
