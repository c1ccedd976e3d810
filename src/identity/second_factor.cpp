#include "identity/second_factor.h"

#include "identity/one_time_password.h"
#include "identity/totp.h"

namespace minka::identity {

using storage::Reader;
using storage::Writer;

namespace {

constexpr int paper_codes = 10;

// 80 random bits each, so that a quick hash is enough.
Bytes hash_of_code(const std::string& code) {
    const auto hash = storage::hash_of(as_bytes(code));
    return {hash.begin(), hash.end()};
}

storage::Act own_act(const AccountId& account, std::string name) {
    return {installation, account.uuid, "sign-in", std::move(name)};
}

Result<> lift(Writer& writer, const AccountId& account, const Bytes& kept_session) {
    MINKA_TRY_ASSIGN(const auto changed, writer.project("UPDATE credential SET totp_secret = NULL WHERE account_id = "
                                                        "$1 AND totp_secret IS NOT NULL",
                                                        account));
    if (changed == 0) {
        return problem(ProblemCode::conflict, "The account does not ask for a code.");
    }
    MINKA_TRY(writer.project("DELETE FROM paper_code WHERE account_id = $1", account));
    MINKA_TRY(
        writer.project("DELETE FROM login_session WHERE account_id = $1 AND token_hash <> $2", account, kept_session));
    return writer.note("second factor off", account.uuid, {});
}

}  // namespace

SecondFactorOffer offer_second_factor(std::string_view login) {
    SystemRandom random;
    const auto secret = make_totp_secret(random);
    return {totp_secret_text(secret), totp_address(secret, login)};
}

bool is_paper_code(const std::string& typed) {
    constexpr std::size_t tidy_length = 19;
    return tidy_one_time_password(typed).size() == tidy_length;
}

Result<std::vector<std::string>> start_second_factor(const SignInDesk& desk, const Visitor& visitor,
                                                     const SecondFactorStart& start) {
    const auto secret = read_totp_secret(start.secret);
    if (!secret) {
        return invalid("That is not a secret that Minka offered; begin again.", "secret");
    }
    MINKA_TRY(check_own_password(desk, visitor, start.current, start.source));
    const auto step = totp_step(*secret, start.code, desk.database.clock().now(), 0);
    if (!step) {
        return problem(ProblemCode::unauthenticated,
                       "The six digits are not right; check that the phone's clock is set by the network.", "code");
    }
    SystemRandom random;
    std::vector<std::string> codes;
    for (int i = 0; i < paper_codes; ++i) {
        codes.push_back(make_one_time_password(random));
    }
    const auto& account = visitor.account.id;
    const auto write = [&](Writer& writer) -> Result<> {
        MINKA_TRY_ASSIGN(const auto sealed, desk.vault.seal(writer, account.uuid, as_text(*secret)));
        MINKA_TRY_ASSIGN(const auto changed,
                         writer.project("UPDATE credential SET totp_secret = $2, totp_step = $3 WHERE account_id = $1 "
                                        "AND totp_secret IS NULL",
                                        account, sealed, *step));
        if (changed == 0) {
            return problem(ProblemCode::conflict, "The account asks for a code already.");
        }
        for (const auto& code : codes) {
            MINKA_TRY(writer.project("INSERT INTO paper_code (account_id, code_hash) VALUES ($1, $2)", account,
                                     hash_of_code(code)));
        }
        MINKA_TRY(writer.project("DELETE FROM login_session WHERE account_id = $1 AND token_hash <> $2", account,
                                 visitor.session));
        return writer.note("second factor on", account.uuid, {});
    };
    MINKA_TRY(desk.database.write(own_act(account, "start second factor"), write));
    return codes;
}

Result<> stop_second_factor(const SignInDesk& desk, const Visitor& visitor, const std::string& current,
                            const std::string& source) {
    MINKA_TRY(check_own_password(desk, visitor, current, source));
    return desk.database.write(own_act(visitor.account.id, "stop second factor"),
                               [&](Writer& writer) { return lift(writer, visitor.account.id, visitor.session); });
}

Result<> lift_second_factor(Writer& writer, const AccountId& account) {
    MINKA_TRY(require_account(writer, account));
    return lift(writer, account, {});
}

Result<SecondFactorState> second_factor_of(Reader& reader, const AccountId& account) {
    MINKA_TRY_ASSIGN(const auto on, reader.value<std::int64_t>("SELECT 1 FROM credential WHERE account_id = $1 AND "
                                                               "totp_secret IS NOT NULL",
                                                               account));
    MINKA_TRY_ASSIGN(const auto left,
                     reader.value<std::int64_t>("SELECT count(*) FROM paper_code WHERE account_id = $1", account));
    return SecondFactorState{on.has_value(), left.value_or(0)};
}

Result<bool> spend_paper_code(Writer& writer, const AccountId& account, const std::string& typed) {
    MINKA_TRY_ASSIGN(const auto spent, writer.project("DELETE FROM paper_code WHERE account_id = $1 AND code_hash = $2",
                                                      account, hash_of_code(tidy_one_time_password(typed))));
    if (spent > 0) {
        MINKA_TRY(writer.note("paper code used", account.uuid, {}));
    }
    return spent > 0;
}

}  // namespace minka::identity
