#include "web/api/session_api.h"

#include "programme/cycle.h"
#include "web/endpoint.h"

namespace minka::web {

namespace {

using storage::Reader;
using storage::Writer;

constexpr std::string_view two_weeks = "1209600";
constexpr std::string_view one_year = "31536000";

}  // namespace

struct LoginRequest {
    std::string login;
    std::string password;
    std::optional<std::string> code;
};
MINKA_JSON(LoginRequest, (login, password, code))

struct ProgrammeOfGrant {
    ProgrammeId id;
    std::string code;
    std::string name;
    std::string country;
};
MINKA_JSON(ProgrammeOfGrant, (id, code, name, country))

struct TerritoryOfGrant {
    registry::TerritoryId id;
    std::string name;
    registry::TerritoryKind kind{};
};
MINKA_JSON(TerritoryOfGrant, (id, name, kind))

struct GrantOfMe {
    identity::AccessGrantId id;
    std::optional<ProgrammeOfGrant> programme;
    registry::AccessRole role{};
    std::optional<TerritoryOfGrant> territory;
    LocalDate valid_from;
    std::optional<LocalDate> valid_to;
    std::vector<identity::Permission> permissions;
};
MINKA_JSON(GrantOfMe, (id, programme, role, territory, valid_from, valid_to, permissions))

struct Me {
    identity::AccountId id;
    std::string login;
    std::string name;
    std::string language;
    bool must_change_password = false;
    std::vector<GrantOfMe> grants;
};
MINKA_JSON(Me, (id, login, name, language, must_change_password, grants))

struct PasswordRequest {
    std::string current;
    std::string fresh;
};
MINKA_JSON(PasswordRequest, (current, fresh))

struct LanguageRequest {
    std::string language;
};
MINKA_JSON(LanguageRequest, (language))

struct TokenRequest {
    std::string label;
    int days = 0;
};
MINKA_JSON(TokenRequest, (label, days))

struct TokenMade {
    identity::AccessTokenId id;
    std::string label;
    LocalDate valid_to;
    std::string secret;
};
MINKA_JSON(TokenMade, (id, label, valid_to, secret))

struct TokenRow {
    identity::AccessTokenId id;
    std::string label;
    LocalDate valid_from;
    LocalDate valid_to;
};
MINKA_JSON(TokenRow, (id, label, valid_from, valid_to))

namespace {

Result<GrantOfMe> grant_of_me(Reader& everywhere, const identity::GrantedAccess& access, std::string_view language) {
    GrantOfMe shown;
    shown.id = access.grant.id;
    shown.role = access.grant.role;
    shown.valid_from = access.grant.valid_from;
    shown.valid_to = access.grant.valid_to;
    const auto allowed = identity::permissions_of(access.grant.role);
    shown.permissions.assign(allowed.begin(), allowed.end());
    Reader reader = everywhere.in_programme(access.programme);
    if (access.programme != identity::installation) {
        MINKA_TRY_ASSIGN(const auto found, reader.require<programme::Programme>({access.programme.uuid}));
        const auto& record = found.record;
        shown.programme = ProgrammeOfGrant{record.id, record.code, language == "en" ? record.name_en : record.name_es,
                                           record.country};
    }
    if (access.grant.territory_id) {
        MINKA_TRY_ASSIGN(const auto territory, reader.require<registry::Territory>(*access.grant.territory_id));
        shown.territory = TerritoryOfGrant{territory.record.id, territory.record.name, territory.record.kind};
    }
    return shown;
}

Result<Me> read_me(const Premises& premises, const identity::Visitor& visitor, LocalDate today) {
    return premises.database.read(identity::installation, [&](Reader& reader) -> Result<Me> {
        Me me;
        me.id = visitor.account.id;
        me.login = visitor.account.login;
        me.language = visitor.account.language;
        me.must_change_password = visitor.must_change_password;
        MINKA_TRY_ASSIGN(me.name, premises.vault.open(reader, me.id.uuid, visitor.account.name));
        MINKA_TRY_ASSIGN(const auto access, identity::access_of(reader, me.id, today));
        for (const auto& entry : access) {
            MINKA_TRY_ASSIGN(auto shown, grant_of_me(reader, entry, me.language));
            me.grants.push_back(std::move(shown));
        }
        return me;
    });
}

std::string cookie_text(std::string_view name, std::string_view value, std::string_view seconds, bool is_tls) {
    return std::string(name) + "=" + std::string(value) + "; Path=/; Max-Age=" + std::string(seconds) +
           "; HttpOnly; SameSite=Strict" + (is_tls ? "; Secure" : "");
}

Result<HttpResponse> log_in(const Call& call) {
    MINKA_TRY_ASSIGN(const auto json, read_body(call.request()));
    MINKA_TRY_ASSIGN(const auto body, FromJson<LoginRequest>::of(json, ""));
    const bool is_tls = call.request().is_tls;
    const auto& premises = call.premises();
    MINKA_TRY_ASSIGN(
        const auto signed_in,
        identity::sign_in(premises.sign_in, {body.login, body.password, body.code.value_or(""), call.request().peer,
                                             cookie(call.request(), device_cookie_name(is_tls)).value_or("")}));
    MINKA_TRY_ASSIGN(const auto visitor, premises.database.read(identity::installation, [&](Reader& reader) {
        return identity::visitor_of_session(reader, signed_in.session_secret, premises.database.clock().now());
    }));
    if (!visitor) {
        return problem(ProblemCode::unauthenticated, "The session ended as it began; sign in again.");
    }
    MINKA_TRY_ASSIGN(const auto me, read_me(premises, *visitor, call.today()));
    auto response = json_response(to_json_text(me));
    add_session_cookies(response, signed_in, is_tls);
    return response;
}

HttpResponse nothing_to_say() {
    HttpResponse response;
    response.status = 204;
    response.set("cache-control", "no-store");
    return response;
}

Result<HttpResponse> log_out(const Call& call) {
    if (!call.visitor().session.empty()) {
        MINKA_TRY(identity::sign_out(call.premises().database, call.visitor()));
    }
    auto response = nothing_to_say();
    const bool is_tls = call.request().is_tls;
    response.headers.push_back({"set-cookie", cookie_text(session_cookie_name(is_tls), "", "0", is_tls)});
    response.set("clear-site-data", "\"cache\"");
    return response;
}

Result<HttpResponse> show_me(const Call& call) {
    MINKA_TRY_ASSIGN(const auto me, read_me(call.premises(), call.visitor(), call.today()));
    // A session that is used lives on; that this could not be noted takes nothing from the answer.
    static_cast<void>(identity::touch_session(call.premises().database, call.visitor()));
    return json_response(to_json_text(me));
}

Result<HttpResponse> set_password(const Call& call) {
    MINKA_TRY_ASSIGN(const auto json, read_body(call.request()));
    MINKA_TRY_ASSIGN(const auto body, FromJson<PasswordRequest>::of(json, ""));
    MINKA_TRY(identity::change_password(call.premises().sign_in, call.visitor(),
                                        {body.current, body.fresh, call.request().peer}));
    return nothing_to_say();
}

Result<HttpResponse> set_language(const Call& call) {
    MINKA_TRY_ASSIGN(const auto json, read_body(call.request()));
    MINKA_TRY_ASSIGN(const auto body, FromJson<LanguageRequest>::of(json, ""));
    MINKA_TRY(call.premises().database.write(call.act("set language"), [&](Writer& writer) {
        return identity::set_language(writer, call.visitor().account.id, body.language);
    }));
    return nothing_to_say();
}

Result<HttpResponse> make_token(const Call& call) {
    if (call.visitor().session.empty()) {
        return problem(ProblemCode::forbidden, "A token can't make another one; sign in with the password.");
    }
    MINKA_TRY_ASSIGN(const auto json, read_body(call.request()));
    MINKA_TRY_ASSIGN(const auto body, FromJson<TokenRequest>::of(json, ""));
    MINKA_TRY_ASSIGN(const auto made, identity::make_token(call.premises().database, call.act("make token"),
                                                           call.visitor().account.id, {body.label, body.days}));
    return json_response(to_json_text(TokenMade{made.token.id, made.token.label, made.token.valid_to, made.secret}),
                         201);
}

Result<HttpResponse> list_tokens(const Call& call) {
    MINKA_TRY_ASSIGN(const auto tokens, call.premises().database.read(identity::installation, [&](Reader& reader) {
        return identity::tokens_of(reader, call.visitor().account.id);
    }));
    ListOf<TokenRow> list;
    for (const auto& token : tokens) {
        list.items.push_back({token.id, token.label, token.valid_from, token.valid_to});
    }
    return json_response(to_json_text(list));
}

Result<HttpResponse> revoke_token(const Call& call) {
    MINKA_TRY_ASSIGN(const auto id, call.id<identity::AccessTokenId>("token"));
    MINKA_TRY(call.premises().database.write(call.act("revoke token"), [&](Writer& writer) {
        return identity::revoke_token(writer, call.visitor().account.id, id, call.today());
    }));
    return nothing_to_say();
}

}  // namespace

void add_session_cookies(HttpResponse& response, const identity::SignedIn& signed_in, bool is_tls) {
    response.headers.push_back(
        {"set-cookie", cookie_text(session_cookie_name(is_tls), signed_in.session_secret, two_weeks, is_tls)});
    response.headers.push_back(
        {"set-cookie", cookie_text(device_cookie_name(is_tls), signed_in.device_proof, one_year, is_tls)});
}

std::vector<Route> session_routes() {
    std::vector<Route> table;
    const auto add = [&](Route route, MakeSchema body, MakeSchema answer, int status = 200) {
        route.body = body;
        route.body_limit = body != nullptr ? std::size_t{16} * 1024 : 0;
        route.answer = answer;
        route.status = answer != nullptr ? status : 204;
        table.push_back(std::move(route));
    };
    auto login = own_route(Method::post, "/api/v1/login", "sign in", "Sign in with a name and a password", log_in);
    login.admission = Admission::everybody;
    add(std::move(login), &schema_of<LoginRequest>, &schema_of<Me>);
    add(own_route(Method::post, "/api/v1/logout", "sign out", "End the session", log_out), nullptr, nullptr);
    add(own_route(Method::get, "/api/v1/me", "", "Who one is and what one may see", show_me), nullptr, &schema_of<Me>);
    add(own_route(Method::post, "/api/v1/me/password", "change password", "Choose another password", set_password),
        &schema_of<PasswordRequest>, nullptr);
    add(own_route(Method::put, "/api/v1/me/language", "set language", "Choose the language", set_language),
        &schema_of<LanguageRequest>, nullptr);
    add(own_route(Method::get, "/api/v1/me/tokens", "", "One's tokens for scripts", list_tokens), nullptr,
        &schema_of<ListOf<TokenRow>>);
    add(own_route(Method::post, "/api/v1/me/tokens", "make token", "Make a token; its secret is shown once",
                  make_token),
        &schema_of<TokenRequest>, &schema_of<TokenMade>, 201);
    add(own_route(Method::delete_, "/api/v1/me/tokens/{token}", "revoke token", "Revoke a token", revoke_token),
        nullptr, nullptr);
    return table;
}

}  // namespace minka::web
