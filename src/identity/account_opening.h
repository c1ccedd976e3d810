#pragma once

#include "identity/account_rules.h"
#include "identity/password.h"
#include "storage/database.h"

#include <span>
#include <string>

namespace minka::identity {

/// What is asked of somebody who shall sign in.
struct AccountOpening {
    std::string login;
    std::string name;
    std::string language = "es";
};

/// A first role in a programme; the grant's `id` and `account_id` are filled in.
struct FirstRole {
    ProgrammeId programme;
    AccessGrant grant;
};

struct OpenedAccount {
    Account account;
    std::string one_time_password;  ///< Shown once; it is stored nowhere.
    std::vector<AccessGrant> grants;
};

/// Opens an account that signs in with a one-time password for two weeks, with its first roles: the one way in for the
/// command line, the administration screen and the first start. `act.programme` is not looked at: the account is of
/// the installation and each grant of its programme.
///
/// These are several writes. What a grant would be refused for is found before the account is made; if one fails all
/// the same, the account exists without that role, sees nothing, and stands in the list of accounts.
///
/// Problems: those of open_account, check_grant and grant_access; `busy` of the hasher.
Result<OpenedAccount> open_account_with_roles(storage::Database& database, const privacy::Vault& vault,
                                              PasswordHasher& hasher, const storage::Act& act,
                                              const AccountOpening& opening, std::span<const FirstRole> roles);

}  // namespace minka::identity
