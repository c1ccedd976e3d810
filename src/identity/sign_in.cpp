#include "identity/sign_in.h"

#include "base/text.h"
#include "identity/device_proof.h"
#include "identity/one_time_password.h"
#include "identity/second_factor.h"
#include "identity/session_secret.h"
#include "identity/totp.h"

#include <algorithm>

namespace minka::identity {

using storage::Reader;
using storage::Stored;
using storage::Writer;

namespace {

constexpr std::int64_t hour = 3600LL * 1'000'000;
constexpr std::int64_t idle_microseconds = 72 * hour;
constexpr std::int64_t touch_microseconds = hour / 12;
constexpr std::size_t longest_label = 80;
constexpr int longest_token_days = 400;

struct Credential {
    std::string password_hash;
    bool is_one_time = false;
    std::optional<Instant> expires_at;
    std::optional<storage::Sealed> totp_secret;
    std::int64_t totp_step = 0;
};

Result<std::optional<Credential>> credential_of(Reader& reader, const AccountId& account) {
    std::optional<Credential> found;
    MINKA_TRY(reader.each(
        "SELECT password_hash, is_one_time, expires_at, totp_secret, totp_step FROM credential WHERE account_id = $1",
        [&](const storage::Row& row) -> Result<> {
            found = Credential{row.get<std::string>(0), row.get<bool>(1), row.get<std::optional<Instant>>(2),
                               row.get<std::optional<storage::Sealed>>(3), row.get<std::int64_t>(4)};
            return {};
        },
        account));
    return found;
}

// What is known of a login before the password is looked at.
struct Candidate {
    std::optional<Account> account;
    Credential credential;
    Bytes totp_secret;
};

Result<Candidate> candidate_for(const SignInDesk& desk, const std::string& login) {
    return desk.database.read(installation, [&](Reader& reader) -> Result<Candidate> {
        Candidate candidate;
        MINKA_TRY_ASSIGN(const auto account, account_by_login(reader, login));
        if (!account || !account->record.is_open) {
            return candidate;
        }
        MINKA_TRY_ASSIGN(auto credential, credential_of(reader, account->record.id));
        if (!credential || (credential->expires_at && *credential->expires_at < desk.database.clock().now())) {
            return candidate;
        }
        candidate.account = account->record;
        candidate.credential = *std::move(credential);
        if (candidate.credential.totp_secret) {
            MINKA_TRY_ASSIGN(const auto secret,
                             desk.vault.open(reader, account->record.id.uuid, *candidate.credential.totp_secret));
            candidate.totp_secret = to_bytes(secret);
        }
        return candidate;
    });
}

storage::Act own_act(const AccountId& account, std::string name) {
    return {installation, account.uuid, "sign-in", std::move(name)};
}

// The second thing that was shown at sign-in: the step of a code, or a code from paper.
struct Shown {
    std::optional<std::int64_t> step;
    std::string paper_code;
};

Result<std::string> begin_session(const SignInDesk& desk, const Candidate& candidate, const Shown& shown) {
    const auto secret = make_session_secret();
    const auto now = desk.database.clock().now();
    const auto& account = *candidate.account;
    const auto begin = [&](Writer& writer) -> Result<> {
        // A password that was reset, or a code that was used, meanwhile is not good any more.
        MINKA_TRY_ASSIGN(const auto changed,
                         writer.project("UPDATE credential SET totp_step = $2 WHERE account_id = $1 AND "
                                        "password_hash = $3 AND totp_step = $4",
                                        account.id, shown.step.value_or(candidate.credential.totp_step),
                                        candidate.credential.password_hash, candidate.credential.totp_step));
        if (changed == 0) {
            return problem(ProblemCode::unauthenticated, "The password was changed a moment ago; use the new one.");
        }
        if (!shown.paper_code.empty()) {
            MINKA_TRY_ASSIGN(const bool spent, spend_paper_code(writer, account.id, shown.paper_code));
            if (!spent) {
                return problem(ProblemCode::unauthenticated, "That code from paper is not right, or was used already.",
                               "code");
            }
        }
        MINKA_TRY(writer.project("DELETE FROM login_session WHERE expires_at < $1", now));
        MINKA_TRY(
            writer.project("INSERT INTO login_session (token_hash, account_id, made_at, seen_at, expires_at) VALUES "
                           "($1, $2, $3, $3, $4)",
                           hash_of_secret(secret), account.id, now, Instant{now.microseconds + session_microseconds}));
        return {};
    };
    MINKA_TRY(desk.database.write(own_act(account.id, "sign in"), begin));
    return secret;
}

Result<bool> is_password_of(const SignInDesk& desk, const Credential& credential, const std::string& typed) {
    return desk.hasher.matches(credential.is_one_time ? tidy_one_time_password(typed) : typed,
                               credential.password_hash);
}

Result<> store_password(Writer& writer, const AccountId& account, const std::string& hash,
                        std::optional<Instant> one_time_until) {
    MINKA_TRY_ASSIGN(const auto now, writer.recorded_at());
    MINKA_TRY_ASSIGN(const auto changed,
                     writer.project("UPDATE credential SET password_hash = $2, is_one_time = $3, expires_at = $4, "
                                    "changed_at = $5 WHERE account_id = $1",
                                    account, hash, one_time_until.has_value(), one_time_until, now));
    if (changed == 0) {
        return problem(ProblemCode::conflict, "The account is closed.");
    }
    return writer.note("password", account.uuid, {});
}

}  // namespace

Result<SignedIn> sign_in(const SignInDesk& desk, const SignInRequest& request) {
    const auto login = fold_login(request.login);
    SignInAttempt attempt{login, request.source, false};
    MINKA_TRY_ASSIGN(const auto candidate, candidate_for(desk, login));
    attempt.is_known_device =
        candidate.account && is_device_proof(desk.vault, candidate.account->id, request.device_proof);
    MINKA_TRY(desk.limits.check(attempt));
    MINKA_TRY_ASSIGN(const bool right, is_password_of(desk, candidate.credential, request.password));
    if (!right || !candidate.account) {
        desk.limits.failed(attempt);
        return problem(ProblemCode::unauthenticated, "The name or the password is not right.");
    }
    Shown shown;
    if (!candidate.totp_secret.empty() && is_paper_code(request.code)) {
        shown.paper_code = request.code;
    } else if (!candidate.totp_secret.empty()) {
        if (request.code.empty()) {
            return problem(ProblemCode::unauthenticated, "Type the six digits that your authenticator app shows.",
                           "code");
        }
        shown.step =
            totp_step(candidate.totp_secret, request.code, desk.database.clock().now(), candidate.credential.totp_step);
        if (!shown.step) {
            desk.limits.failed(attempt);
            return problem(ProblemCode::unauthenticated, "The six digits are not right, or were used already.", "code");
        }
    }
    SignedIn signed_in;
    signed_in.account = candidate.account->id;
    auto session = begin_session(desk, candidate, shown);
    if (!session) {
        if (session.error().field == "code") {
            desk.limits.failed(attempt);
        }
        return std::unexpected(session.error());
    }
    signed_in.session_secret = *std::move(session);
    MINKA_TRY_ASSIGN(signed_in.device_proof, make_device_proof(desk.vault, signed_in.account));
    desk.limits.succeeded(attempt);
    return signed_in;
}

Result<Visitor> visitor_of_password(const SignInDesk& desk, const SignInRequest& request) {
    const auto login = fold_login(request.login);
    MINKA_TRY_ASSIGN(const auto candidate, candidate_for(desk, login));
    const SignInAttempt attempt{login, request.source, false};
    MINKA_TRY(desk.limits.check(attempt));
    MINKA_TRY_ASSIGN(const bool right, is_password_of(desk, candidate.credential, request.password));
    if (!right || !candidate.account) {
        desk.limits.failed(attempt);
        return problem(ProblemCode::unauthenticated, "The name or the password is not right.");
    }
    if (!candidate.totp_secret.empty() || candidate.credential.is_one_time) {
        return problem(ProblemCode::unauthenticated,
                       "This account cannot be used so; sign in to the web app, or enrol the device.");
    }
    return Visitor{*candidate.account, false, {}};
}

Result<std::optional<Visitor>> visitor_of_session(Reader& reader, std::string_view secret, Instant now) {
    std::optional<Visitor> visitor;
    const auto hash = hash_of_secret(secret);
    MINKA_TRY(reader.each(
        "SELECT a.id, a.login, a.name, a.language, a.is_open, c.is_one_time, s.by_provider FROM login_session s "
        "JOIN account a ON a.programme_id = $3 AND a.id = s.account_id JOIN credential c ON c.account_id = a.id "
        "WHERE s.token_hash = $1 AND s.expires_at > $2 AND s.seen_at > $4",
        [&](const storage::Row& row) -> Result<> {
            visitor = Visitor{{row.get<AccountId>(0), row.get<std::string>(1), row.get<storage::Sealed>(2),
                               row.get<std::string>(3), row.get<bool>(4)},
                              row.get<bool>(5) && !row.get<std::optional<bool>>(6).value_or(false),
                              hash};
            return {};
        },
        hash, now, installation, Instant{now.microseconds - idle_microseconds}));
    return visitor && visitor->account.is_open ? visitor : std::nullopt;
}

Result<> touch_session(storage::Database& database, const Visitor& visitor) {
    const auto now = database.clock().now();
    MINKA_TRY_ASSIGN(const auto seen, database.read(installation, [&](Reader& reader) {
        return reader.value<Instant>("SELECT seen_at FROM login_session WHERE token_hash = $1", visitor.session);
    }));
    if (!seen || now.microseconds - seen->microseconds < touch_microseconds) {
        return {};
    }
    return database.write(own_act(visitor.account.id, "use session"), [&](Writer& writer) -> Result<> {
        MINKA_TRY(writer.project("UPDATE login_session SET seen_at = $2 WHERE token_hash = $1", visitor.session, now));
        return {};
    });
}

Result<std::optional<Visitor>> visitor_of_token(Reader& reader, std::string_view secret, LocalDate today) {
    Reader everywhere = reader.in_programme(installation);
    MINKA_TRY_ASSIGN(const auto tokens,
                     everywhere.all<AccessToken>("AND token_hash = $2 AND valid_from <= $3 AND valid_to > $3",
                                                 to_hex(hash_of_secret(secret)), today));
    if (tokens.empty()) {
        return std::nullopt;
    }
    MINKA_TRY_ASSIGN(const auto account, everywhere.find<Account>(tokens.front().record.account_id));
    if (!account || !account->record.is_open) {
        return std::nullopt;
    }
    return Visitor{account->record, false, {}};
}

Result<> sign_out(storage::Database& database, const Visitor& visitor) {
    return database.write(own_act(visitor.account.id, "sign out"), [&](Writer& writer) -> Result<> {
        MINKA_TRY(writer.project("DELETE FROM login_session WHERE token_hash = $1", visitor.session));
        return {};
    });
}

Result<> check_own_password(const SignInDesk& desk, const Visitor& visitor, const std::string& current,
                            const std::string& source) {
    const SignInAttempt attempt{visitor.account.login, source, true};
    MINKA_TRY(desk.limits.check(attempt));
    MINKA_TRY_ASSIGN(const auto credential, desk.database.read(installation, [&](Reader& reader) {
        return credential_of(reader, visitor.account.id);
    }));
    MINKA_TRY_ASSIGN(const bool right, is_password_of(desk, credential.value_or(Credential{}), current));
    if (!right) {
        desk.limits.failed(attempt);
        return problem(ProblemCode::unauthenticated, "The present password is not right.", "current");
    }
    return {};
}

Result<> change_password(const SignInDesk& desk, const Visitor& visitor, const PasswordChange& change) {
    MINKA_TRY(check_own_password(desk, visitor, change.current, change.source));
    MINKA_TRY(check_password(change.fresh, visitor.account.login));
    if (change.fresh == change.current) {
        return invalid("The new password is the one you have.", "password");
    }
    MINKA_TRY_ASSIGN(const auto hash, desk.hasher.hash(change.fresh));
    return desk.database.write(own_act(visitor.account.id, "change password"), [&](Writer& writer) -> Result<> {
        MINKA_TRY(writer.project("DELETE FROM login_session WHERE account_id = $1 AND token_hash <> $2",
                                 visitor.account.id, visitor.session));
        return store_password(writer, visitor.account.id, hash, std::nullopt);
    });
}

Result<std::string> reset_password(const SignInDesk& desk, const storage::Act& act, const AccountId& account) {
    SystemRandom random;
    const auto password = make_one_time_password(random);
    MINKA_TRY_ASSIGN(const auto hash, desk.hasher.hash(password));
    const Instant until{desk.database.clock().now().microseconds + one_time_microseconds};
    const auto reset = [&](Writer& writer) -> Result<> {
        MINKA_TRY(require_account(writer, account));
        MINKA_TRY(writer.project("DELETE FROM login_session WHERE account_id = $1", account));
        return store_password(writer, account, hash, until);
    };
    MINKA_TRY(desk.database.write(act, reset));
    return password;
}

Result<std::vector<AccessToken>> tokens_of(Reader& reader, const AccountId& account) {
    MINKA_TRY_ASSIGN(
        const auto rows,
        reader.in_programme(installation).all<AccessToken>("AND account_id = $2 ORDER BY valid_from, id", account));
    std::vector<AccessToken> tokens;
    for (const auto& row : rows) {
        tokens.push_back(row.record);
    }
    return tokens;
}

Result<> revoke_token(Writer& writer, const AccountId& account, const AccessTokenId& id, LocalDate on) {
    MINKA_TRY_ASSIGN(auto token, writer.require<AccessToken>(id));
    if (token.record.account_id != account) {
        return problem(ProblemCode::not_found, "You have no such token.", "token");
    }
    token.record.valid_to = std::min(token.record.valid_to, on);
    MINKA_TRY(writer.change(token.record, token.version));
    return {};
}

Result<MadeToken> make_token(storage::Database& database, const storage::Act& act, const AccountId& account,
                             const NewToken& request) {
    const auto label = is_utf8(request.label) ? tidy_text(request.label) : std::string();
    if (label.empty() || label.size() > longest_label) {
        return invalid("A token needs a word on what it is for, at most 80 characters.", "label");
    }
    if (request.days < 1 || request.days > longest_token_days) {
        return invalid("A token holds for 1 to 400 days.", "days");
    }
    MadeToken made;
    made.secret = "minka_" + make_session_secret();
    const auto today = utc_date(database.clock().now());
    made.token = {database.new_id<AccessTokenId>(),    account, label,
                  to_hex(hash_of_secret(made.secret)), today,   today.plus_days(request.days)};
    MINKA_TRY(database.write(act, [&](Writer& writer) { return writer.create(made.token); }));
    return made;
}

}  // namespace minka::identity
