#include "identity/account_rules.h"

#include "base/text.h"
#include "identity/permission.h"
#include "identity/provider_link.h"

#include <algorithm>

namespace minka::identity {

using storage::Reader;
using storage::Stored;
using storage::Writer;

namespace {

bool is_login_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_' || c == '@';
}

Result<> check_login(const std::string& login) {
    if (login.size() < 3 || login.size() > 60 || !std::ranges::all_of(login, is_login_character) ||
        std::ranges::count(login, '@') > 1) {
        return invalid(
            "The name one signs in with has 3 to 60 letters without accents, digits, dots or hyphens; an e-mail "
            "address does too.",
            "login");
    }
    return {};
}

Result<> check_language(const std::string& language) {
    if (language != "es" && language != "en") {
        return invalid("The language is 'es' or 'en'.", "language");
    }
    return {};
}

bool overlap(const AccessGrant& one, const AccessGrant& other) {
    return (!one.valid_to || *one.valid_to > other.valid_from) && (!other.valid_to || *other.valid_to > one.valid_from);
}

}  // namespace

std::string fold_login(std::string_view login) {
    std::string folded(trim(login));
    std::ranges::transform(folded, folded.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; });
    return folded;
}

Result<std::optional<Stored<Account>>> account_by_login(Reader& reader, std::string_view login) {
    Reader everywhere = reader.in_programme(installation);
    MINKA_TRY_ASSIGN(auto found, everywhere.all<Account>("AND login = $2", fold_login(login)));
    return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

Result<Stored<Account>> require_account(Reader& reader, const AccountId& account) {
    return reader.in_programme(installation).require<Account>(account);
}

Result<Account> open_account(Writer& writer, const privacy::Vault& vault, const NewAccount& request) {
    Account account{request.id, fold_login(request.login), {}, request.language, true};
    MINKA_TRY(check_login(account.login));
    MINKA_TRY(check_language(account.language));
    const auto name = is_utf8(request.name) ? tidy_text(request.name) : std::string();
    if (name.empty() || name.size() > 200) {
        return invalid("An account needs the name of its person, at most 200 characters.", "name");
    }
    MINKA_TRY_ASSIGN(const auto known, account_by_login(writer, account.login));
    if (known) {
        return problem(ProblemCode::conflict, "Another account signs in with that name; choose another.", "login");
    }
    MINKA_TRY_ASSIGN(account.name, vault.seal(writer, account.id.uuid, name));
    MINKA_TRY(writer.create(account));
    MINKA_TRY_ASSIGN(const auto now, writer.recorded_at());
    MINKA_TRY(
        writer.project("INSERT INTO credential (account_id, password_hash, is_one_time, expires_at, totp_step, "
                       "changed_at) VALUES ($1, $2, $3, $4, 0, $5)",
                       account.id, request.one_time_hash, true, request.one_time_until, now));
    return account;
}

Result<> close_account(Writer& writer, const AccountId& id, LocalDate on) {
    MINKA_TRY_ASSIGN(auto stored, require_account(writer, id));
    if (!stored.record.is_open) {
        return problem(ProblemCode::conflict, "The account is closed already.");
    }
    stored.record.is_open = false;
    MINKA_TRY(writer.change(stored.record, stored.version));
    MINKA_TRY(writer.project("DELETE FROM login_session WHERE account_id = $1", id));
    MINKA_TRY(writer.project("DELETE FROM credential WHERE account_id = $1", id));
    MINKA_TRY(writer.project("DELETE FROM paper_code WHERE account_id = $1", id));
    MINKA_TRY_ASSIGN(const auto tokens,
                     writer.all<AccessToken>("AND account_id = $2 AND valid_to > $3 ORDER BY id", id, on));
    for (const auto& token : tokens) {
        auto ended = token.record;
        ended.valid_to = on;
        MINKA_TRY(writer.change(ended, token.version));
    }
    return end_links_of(writer, id, on);
}

Result<> set_language(Writer& writer, const AccountId& id, const std::string& language) {
    MINKA_TRY(check_language(language));
    MINKA_TRY_ASSIGN(auto stored, require_account(writer, id));
    stored.record.language = language;
    MINKA_TRY(writer.change(stored.record, stored.version));
    return {};
}

Result<> check_grant(Reader& reader, const AccessGrant& grant) {
    if (is_of_programme(grant.role) && grant.territory_id) {
        return invalid("This role is of the whole programme; leave the territory out.", "territory_id");
    }
    if (!is_of_programme(grant.role) && grant.role != registry::AccessRole::evaluator && !grant.territory_id) {
        return invalid("This role is held over a territory; name it.", "territory_id");
    }
    if (grant.valid_to && *grant.valid_to <= grant.valid_from) {
        return invalid("The role would end before it begins.", "valid_to");
    }
    if (grant.territory_id) {
        MINKA_TRY(reader.require<registry::Territory>(*grant.territory_id));
    }
    if (grant.person_id) {
        MINKA_TRY(reader.require<registry::Person>(*grant.person_id));
    }
    return {};
}

Result<> grant_access(Writer& writer, const AccessGrant& grant) {
    MINKA_TRY(check_grant(writer, grant));
    MINKA_TRY_ASSIGN(const auto account, require_account(writer, grant.account_id));
    if (!account.record.is_open) {
        return problem(ProblemCode::conflict, "The account is closed.", "account");
    }
    MINKA_TRY_ASSIGN(const auto held, writer.all<AccessGrant>("AND account_id = $2", grant.account_id));
    for (const auto& other : held) {
        if (other.record.role == grant.role && other.record.territory_id == grant.territory_id &&
            overlap(other.record, grant)) {
            return problem(ProblemCode::conflict, "The account has this role there at that time already.", "role");
        }
    }
    return writer.create(grant);
}

Result<> end_access(Writer& writer, const AccessGrantId& id, LocalDate on) {
    MINKA_TRY_ASSIGN(auto stored, writer.require<AccessGrant>(id));
    if (stored.record.valid_to && *stored.record.valid_to <= on) {
        return problem(ProblemCode::conflict, "The role has ended by then already.");
    }
    // One that would end before it began never held a day: its first day is its end.
    stored.record.valid_to = std::max(on, stored.record.valid_from);
    MINKA_TRY(writer.change(stored.record, stored.version));
    return {};
}

Result<std::vector<GrantedAccess>> access_of(Reader& reader, const AccountId& account, LocalDate on) {
    std::vector<GrantedAccess> found;
    MINKA_TRY(reader.each(
        "SELECT programme_id, id, person_id, role, territory_id, valid_from, valid_to FROM access_grant "
        "WHERE account_id = $1 AND valid_from <= $2 AND (valid_to IS NULL OR valid_to > $2) ORDER BY programme_id, id",
        [&](const storage::Row& row) -> Result<> {
            found.push_back({row.get<ProgrammeId>(0),
                             {row.get<AccessGrantId>(1), account, row.get<std::optional<registry::PersonId>>(2),
                              row.get<registry::AccessRole>(3), row.get<std::optional<registry::TerritoryId>>(4),
                              row.get<LocalDate>(5), row.get<std::optional<LocalDate>>(6)}});
            return {};
        },
        account, on));
    return found;
}

Result<std::vector<Account>> accounts_without_role(Reader& reader) {
    MINKA_TRY_ASSIGN(const auto rows, reader.in_programme(installation)
                                          .all<Account>("AND is_open AND NOT EXISTS (SELECT 1 FROM access_grant WHERE "
                                                        "access_grant.account_id = account.id) ORDER BY login"));
    std::vector<Account> accounts;
    for (const auto& row : rows) {
        accounts.push_back(row.record);
    }
    return accounts;
}

}  // namespace minka::identity
