#pragma once

#include "identity/account.h"
#include "privacy/vault.h"
#include "storage/writer.h"

#include <optional>
#include <string>
#include <vector>

namespace minka::identity {

/// The programme that accounts and tokens are written under.
inline constexpr ProgrammeId installation{};

/// What opening an account asks for.
struct NewAccount {
    AccountId id;
    std::string login;  ///< 3 to 60 letters, digits, dots, hyphens or one @; folded here.
    std::string name;
    std::string language = "es";
    std::string one_time_hash;  ///< Of the password they get once; see make_one_time_password.
    Instant one_time_until;
};

/// Opens an account that signs in with its one-time password and must then choose another. Writes under `installation`.
/// Problems: `invalid_input` for the login, the name or the language; `conflict` for a login in use.
Result<Account> open_account(storage::Writer& writer, const privacy::Vault& vault, const NewAccount& request);

/// Closes an account: its sessions end, its tokens stop. Problems: `not_found`; `conflict` when it is closed.
Result<> close_account(storage::Writer& writer, const AccountId& account, LocalDate on);

/// Sets the language of what the program says to an account. Problems: `not_found`, `invalid_input`.
Result<> set_language(storage::Writer& writer, const AccountId& account, const std::string& language);

/// Gives an account a role in the writer's programme. Problems: `invalid_input` for a role of the whole programme with
/// a territory, a regional one without, or an end that is not after the start; `not_found` for the account, the
/// territory or the person; `conflict` for the same role over the same territory at the same time.
Result<> grant_access(storage::Writer& writer, const AccessGrant& grant);
/// The part of those problems that does not ask for the account.
Result<> check_grant(storage::Reader& reader, const AccessGrant& grant);

/// Ends a grant on a date (it holds until the day before). Problems: `not_found`; `conflict` when it ended before.
Result<> end_access(storage::Writer& writer, const AccessGrantId& grant, LocalDate on);

/// A grant with the programme it is of.
struct GrantedAccess {
    ProgrammeId programme;
    AccessGrant grant;
};

/// What an account may see on a date, over all programmes.
Result<std::vector<GrantedAccess>> access_of(storage::Reader& reader, const AccountId& account, LocalDate on);

/// Open accounts that never had a role in any programme, by login.
Result<std::vector<Account>> accounts_without_role(storage::Reader& reader);

/// The account of a login. The reader may be of any programme.
Result<std::optional<storage::Stored<Account>>> account_by_login(storage::Reader& reader, std::string_view login);

/// Problems: `not_found`.
Result<storage::Stored<Account>> require_account(storage::Reader& reader, const AccountId& account);

/// The form in which a login is stored and looked for.
std::string fold_login(std::string_view login);

}  // namespace minka::identity
