#pragma once

#include "identity/account_rules.h"
#include "identity/password.h"
#include "identity/sign_in_limits.h"
#include "privacy/vault.h"
#include "storage/database.h"

#include <optional>
#include <string>
#include <string_view>

namespace minka::identity {

/// What signing in works with, for as long as the process runs.
struct SignInDesk {
    storage::Database& database;
    const privacy::Vault& vault;
    PasswordHasher& hasher;
    SignInLimits& limits;
};

struct SignInRequest {
    std::string login;
    std::string password;
    std::string code;          ///< Of an authenticator app, or one from paper; empty when none was typed.
    std::string source;        ///< See SignInAttempt.
    std::string device_proof;  ///< What an earlier SignedIn gave this device; may be empty.
};

struct SignedIn {
    AccountId account;
    std::string session_secret;  ///< For the device alone; the database holds its hash.
    std::string device_proof;
};

/// Checks the password and begins a session. Problems: `unauthenticated` for a login or password that is not right
/// (which of the two is not said), and with the field "code" when the account asks for a code that is missing or wrong;
/// `too_many_attempts`; `busy`.
Result<SignedIn> sign_in(const SignInDesk& desk, const SignInRequest& request);

/// Who a session or a token stands for.
struct Visitor {
    Account account;
    bool must_change_password = false;  ///< Signed in with a one-time password.
    Bytes session;                      ///< Hash of the session's secret; empty for a token.
};

/// The visitor of a login and password that come with each request (HTTP Basic), without a session. Problems: those of
/// sign_in; `unauthenticated` too for an account with an authenticator app or a one-time password, which such clients
/// cannot give.
Result<Visitor> visitor_of_password(const SignInDesk& desk, const SignInRequest& request);

/// The visitor of a session. A session ends three days after it was last used and two weeks after it began.
Result<std::optional<Visitor>> visitor_of_session(storage::Reader& reader, std::string_view secret, Instant now);

/// Notes that a session was used; at most one write in five minutes for each. Not part of answering: its failure is the
/// caller's to ignore or log.
Result<> touch_session(storage::Database& database, const Visitor& visitor);

/// The visitor of a token for scripts.
Result<std::optional<Visitor>> visitor_of_token(storage::Reader& reader, std::string_view secret, LocalDate today);

Result<> sign_out(storage::Database& database, const Visitor& visitor);

/// Problems: `unauthenticated` with the field "current" for another password; `too_many_attempts`; `busy`.
Result<> check_own_password(const SignInDesk& desk, const Visitor& visitor, const std::string& current,
                            const std::string& source);

/// Sets a password that the account's owner chose, and ends the account's other sessions. Problems: those of
/// check_password; `unauthenticated` when `current` is not their password; `too_many_attempts`.
struct PasswordChange {
    std::string current;
    std::string fresh;
    std::string source;
};
Result<> change_password(const SignInDesk& desk, const Visitor& visitor, const PasswordChange& change);

/// Gives an account a one-time password in place of the one it had, for somebody without e-mail: `act` says who does
/// it. The account's sessions end. Problems: `not_found`, `conflict` for a closed account, `busy`.
Result<std::string> reset_password(const SignInDesk& desk, const storage::Act& act, const AccountId& account);

/// Makes a token; the secret is in the answer and nowhere else. Problems: `invalid_input` for a label of none or over
/// 80 characters and a term that is not 1 to 400 days.
struct NewToken {
    std::string label;
    int days = 0;
};
struct MadeToken {
    AccessToken token;
    std::string secret;
};
Result<MadeToken> make_token(storage::Database& database, const storage::Act& act, const AccountId& account,
                             const NewToken& request);

/// The tokens of an account, ended ones too, by their first day.
Result<std::vector<AccessToken>> tokens_of(storage::Reader& reader, const AccountId& account);

/// Ends a token of the account. Problems: `not_found` when the account has no such token.
Result<> revoke_token(storage::Writer& writer, const AccountId& account, const AccessTokenId& token, LocalDate on);

/// Two weeks for somebody to use a one-time password.
inline constexpr std::int64_t one_time_microseconds = 14LL * 24 * 3600 * 1'000'000;

}  // namespace minka::identity
