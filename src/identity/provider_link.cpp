#include "identity/provider_link.h"

#include "base/text.h"
#include "identity/device_proof.h"
#include "identity/one_time_password.h"
#include "identity/session_secret.h"

namespace minka::identity {

using storage::Reader;
using storage::Writer;

namespace {

constexpr std::size_t longest_subject = 255;
constexpr std::int64_t code_microseconds = 24LL * 3600 * 1'000'000;
constexpr std::int64_t most_codes = 1000;

// The same subject gives the same text, and without the master key nobody can tell which.
std::string hash_of_subject(const privacy::Vault& vault, const ProviderSubject& subject) {
    const auto named = std::to_string(subject.issuer.size()) + " " + subject.issuer + " " + subject.subject;
    return to_hex(privacy::keyed_hash(vault.master_key().bytes(), "provider subject", as_bytes(named)));
}

Result<std::vector<storage::Stored<ProviderLink>>> open_links(Reader& reader, const AccountId& account) {
    Reader everywhere = reader.in_programme(installation);
    return everywhere.all<ProviderLink>("AND account_id = $2 AND valid_to IS NULL ORDER BY valid_from, id", account);
}

Result<std::optional<ProviderLink>> link_of_hash(Reader& reader, const std::string& issuer, const std::string& hash) {
    Reader everywhere = reader.in_programme(installation);
    MINKA_TRY_ASSIGN(const auto found, everywhere.all<ProviderLink>(
                                           "AND issuer = $2 AND subject_hash = $3 AND valid_to IS NULL", issuer, hash));
    return found.empty() ? std::nullopt : std::optional(found.front().record);
}

Result<ProviderLink> link_hash(Writer& writer, ProviderLink link) {
    MINKA_TRY_ASSIGN(const auto stored, require_account(writer, link.account_id));
    if (!stored.record.is_open) {
        return problem(ProblemCode::conflict, "The account is closed.");
    }
    MINKA_TRY_ASSIGN(const auto taken, link_of_hash(writer, link.issuer, link.subject_hash));
    if (taken) {
        return problem(ProblemCode::conflict, "That account of the provider opens an account here already.");
    }
    MINKA_TRY_ASSIGN(const auto now, writer.recorded_at());
    link.valid_from = utc_date(now);
    MINKA_TRY(writer.create(link));
    return link;
}

Bytes hash_of_code(const std::string& typed) { return hash_of_secret(tidy_one_time_password(typed)); }

storage::Act own_act(const AccountId& account, std::string name) {
    return {installation, account.uuid, "sign-in", std::move(name)};
}

}  // namespace

Result<ProviderLink> link_subject(Writer& writer, const privacy::Vault& vault, const ProviderLinkId& id,
                                  const AccountId& account, const ProviderSubject& subject) {
    if (subject.subject.empty() || subject.subject.size() > longest_subject || !is_utf8(subject.subject)) {
        return invalid("The identifier at the provider has 1 to 255 characters.", "subject");
    }
    return link_hash(writer, {id, account, subject.issuer, hash_of_subject(vault, subject), {}, {}});
}

Result<ProviderLink> link_by_code(Writer& writer, const ProviderLinkId& id, const AccountId& account,
                                  const std::string& typed) {
    const auto code = hash_of_code(typed);
    MINKA_TRY_ASSIGN(const auto now, writer.recorded_at());
    std::string issuer;
    std::string hash;
    MINKA_TRY(writer.each(
        "SELECT issuer, subject_hash FROM provider_link_code WHERE code_hash = $1 AND expires_at > $2",
        [&](const storage::Row& row) -> Result<> {
            issuer = row.get<std::string>(0);
            hash = row.get<std::string>(1);
            return {};
        },
        code, now));
    if (hash.empty()) {
        return problem(ProblemCode::not_found, "That code is not right, was used already, or is older than a day.",
                       "code");
    }
    MINKA_TRY(writer.project("DELETE FROM provider_link_code WHERE code_hash = $1", code));
    return link_hash(writer, {id, account, issuer, hash, {}, {}});
}

Result<> end_link(Writer& writer, const AccountId& account, const ProviderLinkId& id, LocalDate on) {
    MINKA_TRY_ASSIGN(auto link, writer.require<ProviderLink>(id));
    if (link.record.account_id != account) {
        return problem(ProblemCode::not_found, "The account has no such link.", "link");
    }
    if (link.record.valid_to) {
        return problem(ProblemCode::conflict, "The link has ended already.");
    }
    link.record.valid_to = on;
    MINKA_TRY(writer.change(link.record, link.version));
    MINKA_TRY(writer.project("DELETE FROM login_session WHERE account_id = $1", account));
    return {};
}

Result<> end_links_of(Writer& writer, const AccountId& account, LocalDate on) {
    MINKA_TRY_ASSIGN(const auto links, open_links(writer, account));
    for (const auto& link : links) {
        auto ended = link.record;
        ended.valid_to = on;
        MINKA_TRY(writer.change(ended, link.version));
    }
    return {};
}

Result<std::vector<ProviderLink>> links_of(Reader& reader, const AccountId& account) {
    MINKA_TRY_ASSIGN(const auto stored, open_links(reader, account));
    std::vector<ProviderLink> links;
    for (const auto& link : stored) {
        links.push_back(link.record);
    }
    return links;
}

Result<std::string> make_link_code(const SignInDesk& desk, const ProviderSubject& subject) {
    SystemRandom random;
    const auto code = make_one_time_password(random);
    const auto hash = hash_of_subject(desk.vault, subject);
    const auto now = desk.database.clock().now();
    const auto keep = [&](Writer& writer) -> Result<> {
        MINKA_TRY(
            writer.project("DELETE FROM provider_link_code WHERE expires_at < $1 OR subject_hash = $2", now, hash));
        MINKA_TRY_ASSIGN(const auto waiting, writer.value<std::int64_t>("SELECT count(*) FROM provider_link_code"));
        if (waiting.value_or(0) >= most_codes) {
            return problem(ProblemCode::busy, "Too many people wait for a link already; speak with the administrator.");
        }
        MINKA_TRY(writer.project(
            "INSERT INTO provider_link_code (code_hash, issuer, subject_hash, expires_at) VALUES ($1, $2, $3, $4)",
            hash_of_code(code), subject.issuer, hash, Instant{now.microseconds + code_microseconds}));
        return {};
    };
    MINKA_TRY(desk.database.write({installation, {}, "sign-in", "ask for a link"}, keep));
    return code;
}

bool is_link_code(const std::string& text) {
    constexpr std::size_t tidy_length = 19;
    return tidy_one_time_password(text).size() == tidy_length && text.size() == tidy_length &&
           text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") == std::string::npos;
}

Result<std::optional<SignedIn>> sign_in_by_provider(const SignInDesk& desk, const ProviderSubject& subject) {
    const auto hash = hash_of_subject(desk.vault, subject);
    MINKA_TRY_ASSIGN(const auto link, desk.database.read(installation, [&](Reader& reader) {
        return link_of_hash(reader, subject.issuer, hash);
    }));
    if (!link) {
        return std::nullopt;
    }
    const auto secret = make_session_secret();
    const auto now = desk.database.clock().now();
    const auto begin = [&](Writer& writer) -> Result<> {
        // The link may have been ended, and the account closed, meanwhile.
        MINKA_TRY_ASSIGN(const auto still, link_of_hash(writer, subject.issuer, hash));
        MINKA_TRY_ASSIGN(const auto account, require_account(writer, link->account_id));
        if (!still || still->account_id != link->account_id || !account.record.is_open) {
            return problem(ProblemCode::unauthenticated, "The link with that account was ended a moment ago.");
        }
        MINKA_TRY(writer.project("DELETE FROM login_session WHERE expires_at < $1", now));
        MINKA_TRY(writer.project(
            "INSERT INTO login_session (token_hash, account_id, made_at, seen_at, expires_at, "
            "by_provider) VALUES ($1, $2, $3, $3, $4, $5)",
            hash_of_secret(secret), link->account_id, now, Instant{now.microseconds + session_microseconds}, true));
        return {};
    };
    MINKA_TRY(desk.database.write(own_act(link->account_id, "sign in by provider"), begin));
    MINKA_TRY_ASSIGN(auto proof, make_device_proof(desk.vault, link->account_id));
    return SignedIn{link->account_id, secret, std::move(proof)};
}

}  // namespace minka::identity
