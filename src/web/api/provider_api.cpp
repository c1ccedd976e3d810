#include "web/api/provider_api.h"

#include "web/api/account_api.h"
#include "web/api/session_api.h"
#include "web/endpoint.h"
#include "web/identity_provider.h"

#include <algorithm>

namespace minka::web {

using identity::AccountId;
using identity::ProviderLinkId;
using storage::Reader;
using storage::Writer;

struct ProviderShown {
    std::string name;
};
MINKA_JSON(ProviderShown, (name))

struct SignInWays {
    std::optional<ProviderShown> provider;
    std::optional<std::string> link_code;  ///< To be read to an administrator by whom the provider has just confirmed.
};
MINKA_JSON(SignInWays, (provider, link_code))

struct ProviderSignIn {
    std::optional<std::string> to;  ///< The page to open when it is done.
};
MINKA_JSON(ProviderSignIn, (to))

struct ProviderPage {
    std::string address;
};
MINKA_JSON(ProviderPage, (address))

struct LinkShown {
    ProviderLinkId id;
    std::string issuer;
    LocalDate valid_from;
};
MINKA_JSON(LinkShown, (id, issuer, valid_from))

struct LinkRequest {
    std::optional<std::string> code;     ///< That the person was shown and read out; or
    std::optional<std::string> subject;  ///< what the provider calls them, as its own administrator sees it.
};
MINKA_JSON(LinkRequest, (code, subject))

namespace {

constexpr std::size_t small_body = std::size_t{16} * 1024;
constexpr std::string_view ten_minutes = "600";

std::string visit_cookie_name(bool is_tls) { return is_tls ? "__Host-minka_provider" : "minka_provider"; }
std::string code_cookie_name(bool is_tls) { return is_tls ? "__Host-minka_link_code" : "minka_link_code"; }

// The visit's cookie has to come along when the provider's page sends the browser back, so it is not a strict one.
void set_cookie(HttpResponse& response, const std::string& name, std::string_view value, bool is_strict, bool is_tls) {
    const auto seconds = value.empty() ? std::string_view("0") : ten_minutes;
    response.headers.push_back(
        {"set-cookie", name + "=" + std::string(value) + "; Path=/; Max-Age=" + std::string(seconds) +
                           "; HttpOnly; SameSite=" + (is_strict ? "Strict" : "Lax") + (is_tls ? "; Secure" : "")});
}

Result<HttpResponse> show_ways(const Call& call) {
    SignInWays ways;
    if (const auto* provider = call.premises().provider) {
        ways.provider = ProviderShown{call.is_spanish() ? provider->settings().name_es : provider->settings().name_en};
        const auto code = cookie(call.request(), code_cookie_name(call.request().is_tls));
        if (code && identity::is_link_code(*code)) {
            ways.link_code = code;
        }
    }
    return json_response(to_json_text(ways));
}

Result<IdentityProvider*> provider_of(const Call& call) {
    auto* provider = call.premises().provider;
    return provider != nullptr
               ? Result<IdentityProvider*>(provider)
               : problem(ProblemCode::not_found, "Here one signs in with a name and a password alone.", "provider");
}

Result<HttpResponse> begin(const Call& call) {
    MINKA_TRY_ASSIGN(const auto json, read_body(call.request()));
    MINKA_TRY_ASSIGN(const auto body, FromJson<ProviderSignIn>::of(json, ""));
    MINKA_TRY_ASSIGN(auto* provider, provider_of(call));
    const auto& premises = call.premises();
    MINKA_TRY_ASSIGN(const auto begun, identity::begin_provider_visit(premises.vault, premises.database.clock().now(),
                                                                      body.to.value_or("")));
    auto address = provider->page_for(begun.visit, call.language());
    if (!address) {
        const bool is_busy = address.error().code == ProblemCode::busy;
        return is_busy ? std::unexpected(address.error())
                       : problem(ProblemCode::io_failed,
                                 "That service does not answer at this moment; try again, or enter with a password.");
    }
    auto response = json_response(to_json_text(ProviderPage{*std::move(address)}));
    const bool is_tls = call.request().is_tls;
    set_cookie(response, visit_cookie_name(is_tls), begun.cookie, false, is_tls);
    return response;
}

HttpResponse sent_to(const std::string& page) {
    HttpResponse response;
    response.status = 303;
    response.set("location", page);
    response.set("cache-control", "no-store");
    return response;
}

// What the login screen says of a failure: a word, since an address is no place for more.
std::string_view word_of(const Problem& problem) {
    switch (problem.code) {
        case ProblemCode::busy: return "busy";
        case ProblemCode::too_many_attempts: return "too-many";
        case ProblemCode::unauthenticated: return "refused";
        default: return "unreachable";
    }
}

// A parameter that the provider wrote into the address; others, which it may add, are passed over.
std::string given(const std::vector<std::pair<std::string, std::string>>& query, std::string_view name) {
    const auto found = std::ranges::find(query, name, &std::pair<std::string, std::string>::first);
    return found == query.end() ? std::string() : found->second;
}

Result<HttpResponse> finish_visit(const Call& call, IdentityProvider& provider) {
    const auto& premises = call.premises();
    const bool is_tls = call.request().is_tls;
    const auto query = read_query(call.request().query).value_or(std::vector<std::pair<std::string, std::string>>{});
    const auto now = premises.database.clock().now();
    const auto kept = cookie(call.request(), visit_cookie_name(is_tls)).value_or("");
    MINKA_TRY_ASSIGN(const auto visit, identity::read_provider_visit(premises.vault, kept, now));
    // Each visit counts for itself, and all of one network together.
    const identity::SignInAttempt attempt{"provider " + visit.state, call.request().peer, false};
    auto& limits = premises.sign_in.limits;
    MINKA_TRY(limits.check(attempt));
    const auto subject =
        provider.subject_for(visit, {given(query, "code"), given(query, "state"), given(query, "iss")});
    if (!subject) {
        if (subject.error().code == ProblemCode::unauthenticated) {
            limits.failed(attempt);
        }
        return std::unexpected(subject.error());
    }
    MINKA_TRY_ASSIGN(const auto signed_in, identity::sign_in_by_provider(premises.sign_in, *subject));
    if (!signed_in) {
        limits.failed(attempt);
        MINKA_TRY_ASSIGN(const auto code, identity::make_link_code(premises.sign_in, *subject));
        auto response = sent_to("/login?provider=unlinked");
        set_cookie(response, code_cookie_name(is_tls), code, true, is_tls);
        return response;
    }
    auto response = sent_to(visit.to.empty() ? "/" : visit.to);
    add_session_cookies(response, *signed_in, is_tls);
    set_cookie(response, code_cookie_name(is_tls), "", true, is_tls);
    return response;
}

Result<HttpResponse> come_back(const Call& call) {
    MINKA_TRY_ASSIGN(auto* provider, provider_of(call));
    auto outcome = finish_visit(call, *provider);
    auto response = outcome ? *std::move(outcome) : sent_to("/login?provider=" + std::string(word_of(outcome.error())));
    const bool is_tls = call.request().is_tls;
    set_cookie(response, visit_cookie_name(is_tls), "", false, is_tls);
    return response;
}

Result<ListOf<LinkShown>> list_links(Reader& reader, const Call& call) {
    MINKA_TRY_ASSIGN(const auto id, call.id<AccountId>("account"));
    MINKA_TRY(check_account_of_programme(reader, id));
    MINKA_TRY_ASSIGN(const auto links, identity::links_of(reader, id));
    ListOf<LinkShown> list;
    for (const auto& link : links) {
        list.items.push_back({link.id, link.issuer, link.valid_from});
    }
    return list;
}

storage::Act act_of_installation(const Call& call, std::string_view name) {
    auto act = call.act(name);
    act.programme = identity::installation;
    return act;
}

Result<HttpResponse> add_link(const Call& call) {
    MINKA_TRY_ASSIGN(const auto json, read_body(call.request()));
    MINKA_TRY_ASSIGN(const auto body, FromJson<LinkRequest>::of(json, ""));
    if (body.code.has_value() == body.subject.has_value()) {
        return invalid("Give the code that the person read to you, or their identifier at the provider.", "code");
    }
    MINKA_TRY_ASSIGN(const auto id, call.id<AccountId>("account"));
    const auto& premises = call.premises();
    auto& database = premises.database;
    MINKA_TRY(database.read(call.programme(), [&](Reader& reader) { return check_account_of_programme(reader, id); }));
    MINKA_TRY_ASSIGN(auto* provider, provider_of(call));
    const auto fresh = database.new_id<ProviderLinkId>();
    const auto link_it = [&](Writer& writer) -> Result<identity::ProviderLink> {
        return body.code ? identity::link_by_code(writer, fresh, id, *body.code)
                         : identity::link_subject(writer, premises.vault, fresh, id,
                                                  {provider->settings().issuer, *body.subject});
    };
    MINKA_TRY_ASSIGN(const auto link, database.write(act_of_installation(call, "link account"), link_it));
    return json_response(to_json_text(LinkShown{link.id, link.issuer, link.valid_from}), 201);
}

Result<HttpResponse> remove_link(const Call& call) {
    MINKA_TRY_ASSIGN(const auto id, call.id<AccountId>("account"));
    MINKA_TRY_ASSIGN(const auto link, call.id<ProviderLinkId>("link"));
    auto& database = call.premises().database;
    MINKA_TRY(database.read(call.programme(), [&](Reader& reader) { return check_account_of_programme(reader, id); }));
    MINKA_TRY(database.write(act_of_installation(call, "unlink account"),
                             [&](Writer& writer) { return identity::end_link(writer, id, link, call.today()); }));
    HttpResponse response;
    response.status = 204;
    return response;
}

Route open_route(Method method, std::string_view path, std::string_view act, std::string_view summary, RunCall run) {
    auto route = own_route(method, path, act, summary, std::move(run));
    route.admission = Admission::everybody;
    return route;
}

}  // namespace

std::vector<Route> provider_routes() {
    constexpr auto permission = identity::Permission::accounts_manage;
    auto ways = open_route(Method::get, "/api/v1/sign-in/ways", "", "How one may sign in here", show_ways);
    ways.answer = &schema_of<SignInWays>;
    auto beginning =
        open_route(Method::post, "/api/v1/sign-in/provider", "begin sign-in",
                   "Begin to sign in with an account of the identity provider: the page there to go on at", begin);
    beginning.body = &schema_of<ProviderSignIn>;
    beginning.body_limit = small_body;
    beginning.answer = &schema_of<ProviderPage>;
    auto returning = open_route(Method::get, provider_return_path, "",
                                "Where the identity provider sends the browser back to; leads on to a page", come_back);
    returning.status = 303;
    returning.takes_any_query = true;
    auto listing = read_route<ListOf<LinkShown>>({"/api/v1/programmes/{programme}/accounts/{account}/links", permission,
                                                  "The accounts at the identity provider that open this one"},
                                                 list_links);
    auto linking = listing;
    linking.method = Method::post;
    linking.act = "link account";
    linking.summary = "Let an account of the identity provider open this one";
    linking.run = add_link;
    linking.body = &schema_of<LinkRequest>;
    linking.body_limit = small_body;
    linking.answer = &schema_of<LinkShown>;
    linking.status = 201;
    auto unlinking = listing;
    unlinking.method = Method::delete_;
    unlinking.path = "/api/v1/programmes/{programme}/accounts/{account}/links/{link}";
    unlinking.act = "unlink account";
    unlinking.summary = "End a link; the account's sessions end";
    unlinking.run = remove_link;
    unlinking.answer = nullptr;
    unlinking.status = 204;
    return {std::move(ways),    std::move(beginning), std::move(returning),
            std::move(listing), std::move(linking),   std::move(unlinking)};
}

}  // namespace minka::web
