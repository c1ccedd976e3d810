#include "web/api/account_api.h"

#include "identity/account_opening.h"
#include "identity/second_factor.h"
#include "web/list_export.h"
#include "web/remembered_route.h"

#include <algorithm>

namespace minka::web {

using identity::AccessGrantId;
using identity::AccountId;
using storage::Reader;
using storage::Writer;

struct GrantPlace {
    registry::TerritoryId id;
    std::string name;
    registry::TerritoryKind kind{};
};
MINKA_JSON(GrantPlace, (id, name, kind))

struct GrantShown {
    AccessGrantId id;
    registry::AccessRole role{};
    std::optional<GrantPlace> territory;
    LocalDate valid_from;
    std::optional<LocalDate> valid_to;
};
MINKA_JSON(GrantShown, (id, role, territory, valid_from, valid_to))

struct AccountShown {
    AccountId id;
    std::string login;
    std::string name;
    std::string language;
    bool is_open = true;
    std::vector<GrantShown> grants;
};
MINKA_JSON(AccountShown, (id, login, name, language, is_open, grants))

struct GrantRequest {
    registry::AccessRole role{};
    std::optional<registry::TerritoryId> territory_id;
    std::optional<registry::PersonId> person_id;
    std::optional<LocalDate> valid_from;
    std::optional<LocalDate> valid_to;
};
MINKA_JSON(GrantRequest, (role, territory_id, person_id, valid_from, valid_to))

struct AccountRequest {
    std::string login;
    std::string name;
    std::optional<std::string> language;
    std::optional<GrantRequest> grant;  ///< The first role; one may be given later too.
};
MINKA_JSON(AccountRequest, (login, name, language, grant))

struct AccountMade {
    AccountId id;
    std::string login;
    std::string one_time_password;  ///< Shown once, to be handed over on paper.
};
MINKA_JSON(AccountMade, (id, login, one_time_password))

namespace {

Result<GrantShown> shown(Reader& reader, const identity::AccessGrant& grant) {
    GrantShown line{grant.id, grant.role, {}, grant.valid_from, grant.valid_to};
    if (grant.territory_id) {
        MINKA_TRY_ASSIGN(const auto territory, reader.require<registry::Territory>(*grant.territory_id));
        line.territory = GrantPlace{territory.record.id, territory.record.name, territory.record.kind};
    }
    return line;
}

Result<AccountShown> account_shown(Reader& reader, const Call& call, const identity::Account& account) {
    auto everywhere = reader.in_programme(identity::installation);
    MINKA_TRY_ASSIGN(auto name, call.premises().vault.open(everywhere, account.id.uuid, account.name));
    return AccountShown{account.id, account.login, std::move(name), account.language, account.is_open, {}};
}

// Who has or had a role in this programme, and new accounts that have none anywhere; those of others are not shown.
Result<ListOf<AccountShown>> list_accounts(Reader& reader, const Call& call) {
    MINKA_TRY_ASSIGN(const auto grants, reader.all<identity::AccessGrant>("ORDER BY account_id, valid_from, id"));
    ListOf<AccountShown> list;
    for (const auto& grant : grants) {
        if (list.items.empty() || list.items.back().id != grant.record.account_id) {
            MINKA_TRY_ASSIGN(const auto account, identity::require_account(reader, grant.record.account_id));
            MINKA_TRY_ASSIGN(auto item, account_shown(reader, call, account.record));
            list.items.push_back(std::move(item));
        }
        MINKA_TRY_ASSIGN(auto line, shown(reader, grant.record));
        list.items.back().grants.push_back(std::move(line));
    }
    MINKA_TRY_ASSIGN(const auto waiting, identity::accounts_without_role(reader));
    for (const auto& account : waiting) {
        MINKA_TRY_ASSIGN(auto item, account_shown(reader, call, account));
        list.items.push_back(std::move(item));
    }
    std::ranges::sort(list.items, {}, &AccountShown::login);
    return list;
}

identity::AccessGrant grant_of(const Call& call, const AccountId& account, const GrantRequest& request) {
    return {call.premises().database.new_id<AccessGrantId>(),
            account,
            request.person_id,
            request.role,
            request.territory_id,
            request.valid_from.value_or(call.today()),
            request.valid_to};
}

Result<HttpResponse> open_account(const Call& call) {
    MINKA_TRY_ASSIGN(const auto json, read_body(call.request()));
    MINKA_TRY_ASSIGN(const auto body, FromJson<AccountRequest>::of(json, ""));
    std::vector<identity::FirstRole> roles;
    if (body.grant) {
        roles.push_back({call.programme(), grant_of(call, {}, *body.grant)});
    }
    const auto& premises = call.premises();
    MINKA_TRY_ASSIGN(const auto opened,
                     identity::open_account_with_roles(premises.database, premises.vault, premises.sign_in.hasher,
                                                       call.act("open account"),
                                                       {body.login, body.name, body.language.value_or("es")}, roles));
    return json_response(to_json_text(AccountMade{opened.account.id, opened.account.login, opened.one_time_password}),
                         201);
}

Result<GrantShown> add_grant(Writer& writer, const Call& call, const GrantRequest& body) {
    MINKA_TRY_ASSIGN(const auto id, call.id<AccountId>("account"));
    MINKA_TRY(check_account_of_programme(writer, id));
    const auto grant = grant_of(call, id, body);
    MINKA_TRY(identity::grant_access(writer, grant));
    return shown(writer, grant);
}

Result<HttpResponse> end_grant(const Call& call) {
    MINKA_TRY_ASSIGN(const auto id, call.id<AccessGrantId>("grant"));
    MINKA_TRY(call.premises().database.write(
        call.act("end access"), [&](Writer& writer) { return identity::end_access(writer, id, call.today()); }));
    HttpResponse response;
    response.status = 204;
    return response;
}

Result<HttpResponse> reset_password(const Call& call) {
    MINKA_TRY_ASSIGN(const auto id, call.id<AccountId>("account"));
    const auto& premises = call.premises();
    MINKA_TRY_ASSIGN(const auto account,
                     premises.database.read(call.programme(), [&](Reader& reader) -> Result<identity::Account> {
                         MINKA_TRY(check_account_of_programme(reader, id));
                         MINKA_TRY_ASSIGN(const auto stored, identity::require_account(reader, id));
                         return stored.record;
                     }));
    auto act = call.act("reset password");
    act.programme = identity::installation;
    MINKA_TRY_ASSIGN(const auto password, identity::reset_password(premises.sign_in, act, id));
    return json_response(to_json_text(AccountMade{id, account.login, password}));
}

Result<HttpResponse> lift_second_factor(const Call& call) {
    MINKA_TRY_ASSIGN(const auto id, call.id<AccountId>("account"));
    auto& database = call.premises().database;
    MINKA_TRY(database.read(call.programme(), [&](Reader& reader) { return check_account_of_programme(reader, id); }));
    auto act = call.act("lift second factor");
    act.programme = identity::installation;
    MINKA_TRY(database.write(act, [&](Writer& writer) { return identity::lift_second_factor(writer, id); }));
    HttpResponse response;
    response.status = 204;
    return response;
}

// "coordinator, Antioquia, since 2026-01-01": each role of an account in a line of its own.
std::string grants_text(const AccountShown& account) {
    std::string text;
    for (const auto& grant : account.grants) {
        text += (text.empty() ? "" : "; ") + std::string(boost::describe::enum_to_string(grant.role, "")) +
                (grant.territory ? ", " + grant.territory->name : "") + ", " + grant.valid_from.text() +
                (grant.valid_to ? "/" + grant.valid_to->text() : "");
    }
    return text;
}

Route accounts_export() {
    return export_route<AccountShown>(
        {"/api/v1/programmes/{programme}/exports/accounts", identity::Permission::accounts_manage,
         "The accounts with their roles, to keep; the ledger notes who took them"},
        "cuentas", list_accounts,
        {{"Usuario", "User name", [](const auto& one) { return one.login; }},
         {"Nombre", "Name", [](const auto& one) { return one.name; }},
         {"Abierta", "Open", [](const auto& one) { return std::string(one.is_open ? "1" : "0"); }},
         {"Roles", "Roles", [](const auto& one) { return grants_text(one); }}},
        ExportTrace::ledger);
}

Route managing(Method method, std::string_view path, std::string_view act, std::string_view summary, RunCall run) {
    Route route;
    route.method = method;
    route.path = path;
    route.admission = Admission::granted;
    route.permission = identity::Permission::accounts_manage;
    route.act = act;
    route.summary = summary;
    route.run = std::move(run);
    return route;
}

}  // namespace

Result<> check_account_of_programme(Reader& reader, const AccountId& account) {
    MINKA_TRY_ASSIGN(const auto grants, reader.all<identity::AccessGrant>("AND account_id = $2", account));
    MINKA_TRY_ASSIGN(const auto waiting, identity::accounts_without_role(reader));
    const bool is_waiting = std::ranges::find(waiting, account, &identity::Account::id) != waiting.end();
    return grants.empty() && !is_waiting
               ? Result<>(problem(ProblemCode::not_found, "This programme knows no such account.", "account"))
               : Result<>{};
}

std::vector<Route> account_routes() {
    constexpr auto permission = identity::Permission::accounts_manage;
    auto opening = managing(Method::post, "/api/v1/programmes/{programme}/accounts", "open account",
                            "Open an account with a first role; the one-time password is shown once", open_account);
    opening.body = &schema_of<AccountRequest>;
    opening.body_limit = json_body_limit;
    opening.answer = &schema_of<AccountMade>;
    opening.status = 201;
    auto ending = managing(Method::delete_, "/api/v1/programmes/{programme}/grants/{grant}", "end access",
                           "End a role today", end_grant);
    ending.status = 204;
    auto resetting = managing(Method::post, "/api/v1/programmes/{programme}/accounts/{account}/reset", "reset password",
                              "Give an account a one-time password", reset_password);
    resetting.answer = &schema_of<AccountMade>;
    auto lifting = managing(
        Method::post, "/api/v1/programmes/{programme}/accounts/{account}/second-factor/lift", "lift second factor",
        "No longer ask for a code: for somebody who lost the phone and the codes on paper", lift_second_factor);
    lifting.status = 204;
    return {
        remembered_route<ListOf<AccountShown>>(
            {"/api/v1/programmes/{programme}/accounts", permission, "Who may see this programme, and as what"},
            list_accounts),
        std::move(opening),
        write_route<GrantRequest, GrantShown>(
            Method::post,
            {"/api/v1/programmes/{programme}/accounts/{account}/grants", permission, "Give an account another role"},
            "grant access", add_grant),
        std::move(ending),
        std::move(resetting),
        std::move(lifting),
        accounts_export(),
    };
}

}  // namespace minka::web
