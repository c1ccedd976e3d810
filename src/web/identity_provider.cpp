#include "web/identity_provider.h"

#include "base/base64.h"
#include "identity/provider_token.h"
#include "web/outgoing.h"

#include <algorithm>

namespace minka::web {

using documents::JsonValue;

namespace {

constexpr std::int64_t hour = 3600LL * 1'000'000;
constexpr std::int64_t minute = 60LL * 1'000'000;
constexpr std::size_t longest_code = 4096;

// One of the places for requests under way, given back at the end.
class Place {
public:
    explicit Place(std::counting_semaphore<8>& places) : places_(places), is_taken_(places.try_acquire()) {}
    ~Place() {
        if (is_taken_) {
            places_.release();
        }
    }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;
    Result<> check() const {
        return is_taken_ ? Result<>{}
                         : Result<>(problem(ProblemCode::busy,
                                            "Too many people sign in at this moment; try again in a few seconds."));
    }

private:
    std::counting_semaphore<8>& places_;
    bool is_taken_;
};

std::string text_of(const JsonValue& object, std::string_view key) {
    const auto* found = object.find(key);
    return found != nullptr && found->if_text() != nullptr ? *found->if_text() : std::string();
}

bool holds(const JsonValue& object, std::string_view key, std::string_view word) {
    const auto* found = object.find(key);
    return found != nullptr && found->if_array() != nullptr &&
           std::ranges::any_of(*found->if_array(), [&](const JsonValue& one) {
               return one.if_text() != nullptr && *one.if_text() == word;
           });
}

bool is_recent(Instant then, Instant now, std::int64_t microseconds) {
    return now.microseconds >= then.microseconds && now.microseconds - then.microseconds < microseconds;
}

std::unexpected<Problem> not_confirmed() {
    return problem(ProblemCode::unauthenticated, "The provider did not confirm who you are; begin again.");
}

std::string form_text(const std::vector<std::pair<std::string_view, std::string>>& fields) {
    std::string form;
    for (const auto& [name, value] : fields) {
        form += (form.empty() ? "" : "&") + std::string(name) + "=" + encode_percent(value);
    }
    return form;
}

}  // namespace

Result<std::string> IdentityProvider::ask(const std::string& address) {
    MINKA_TRY_ASSIGN(auto answer, send_outgoing({address, {{"accept", "application/json"}}, {}}, settings_.authority));
    if (answer.status != 200) {
        return problem(ProblemCode::io_failed, "The provider answers " + std::to_string(answer.status) + ".");
    }
    return std::move(answer.body);
}

Result<IdentityProvider::Published> IdentityProvider::published() {
    const auto now = clock_.now();
    {
        const std::scoped_lock lock(mutex_);
        if (published_ && is_recent(published_->asked_at, now, hour)) {
            return *published_;
        }
    }
    auto base = settings_.issuer;
    while (base.ends_with('/')) {
        base.pop_back();
    }
    MINKA_TRY_ASSIGN(const auto body, ask(base + "/.well-known/openid-configuration"));
    MINKA_TRY_ASSIGN(const auto said, documents::parse_json(body, "openid-configuration"));
    Published found{text_of(said, "authorization_endpoint"),
                    text_of(said, "token_endpoint"),
                    text_of(said, "jwks_uri"),
                    false,
                    false,
                    now};
    if (text_of(said, "issuer") != settings_.issuer || !is_outgoing_address(found.authorization) ||
        !is_outgoing_address(found.token) || !is_outgoing_address(found.key_set)) {
        return problem(ProblemCode::malformed_file,
                       "The provider publishes another issuer, or addresses without https.");
    }
    const auto* names_itself = said.find("authorization_response_iss_parameter_supported");
    found.names_itself = names_itself != nullptr && names_itself->if_bool() != nullptr && *names_itself->if_bool();
    constexpr std::string_view ways = "token_endpoint_auth_methods_supported";
    found.takes_secret_in_form = holds(said, ways, "client_secret_post") && !holds(said, ways, "client_secret_basic");
    const std::scoped_lock lock(mutex_);
    published_ = found;
    return found;
}

Result<std::vector<identity::SigningKey>> IdentityProvider::keys(const Published& addresses, bool fresh) {
    const auto now = clock_.now();
    {
        const std::scoped_lock lock(mutex_);
        if (keys_ && is_recent(keys_->asked_at, now, fresh ? minute : hour)) {
            return keys_->list;
        }
    }
    MINKA_TRY_ASSIGN(const auto body, ask(addresses.key_set));
    MINKA_TRY_ASSIGN(auto list, identity::read_signing_keys(body));
    const std::scoped_lock lock(mutex_);
    keys_ = Keys{list, now};
    return list;
}

Result<std::string> IdentityProvider::page_for(const identity::ProviderVisit& visit, std::string_view language) {
    const Place place(places_);
    MINKA_TRY(place.check());
    MINKA_TRY_ASSIGN(const auto addresses, published());
    const auto query = form_text({{"response_type", "code"},
                                  {"client_id", settings_.client},
                                  {"redirect_uri", settings_.return_to},
                                  {"scope", "openid"},
                                  {"state", visit.state},
                                  {"nonce", visit.nonce},
                                  {"code_challenge", identity::code_challenge(visit.verifier)},
                                  {"code_challenge_method", "S256"},
                                  {"ui_locales", std::string(language)}});
    const bool has_query = addresses.authorization.find('?') != std::string::npos;
    return addresses.authorization + (has_query ? "&" : "?") + query;
}

Result<std::string> IdentityProvider::token_for(const Published& addresses, const identity::ProviderVisit& visit,
                                                const std::string& code) {
    std::vector<std::pair<std::string_view, std::string>> fields{{"grant_type", "authorization_code"},
                                                                 {"code", code},
                                                                 {"redirect_uri", settings_.return_to},
                                                                 {"code_verifier", visit.verifier}};
    OutgoingRequest request{addresses.token, {{"accept", "application/json"}}, {}};
    if (settings_.secret.empty() || addresses.takes_secret_in_form) {
        fields.emplace_back("client_id", settings_.client);
    }
    if (!settings_.secret.empty() && addresses.takes_secret_in_form) {
        fields.emplace_back("client_secret", settings_.secret);
    } else if (!settings_.secret.empty()) {
        // RFC 6749, section 2.3.1: each part is encoded as in a form first.
        const auto pair = encode_percent(settings_.client) + ":" + encode_percent(settings_.secret);
        request.headers.push_back({"authorization", "Basic " + to_base64(as_bytes(pair))});
    }
    request.form = form_text(fields);
    MINKA_TRY_ASSIGN(const auto answer, send_outgoing(request, settings_.authority));
    if (answer.status >= 500) {
        return problem(ProblemCode::io_failed, "The provider answers " + std::to_string(answer.status) + ".");
    }
    const auto said = documents::parse_json(answer.body);
    auto token = said && answer.status == 200 ? text_of(*said, "id_token") : std::string();
    return token.empty() ? Result<std::string>(not_confirmed()) : std::move(token);
}

Result<JsonValue> IdentityProvider::claims_of(const Published& addresses, const std::string& token) {
    MINKA_TRY_ASSIGN(const auto known, keys(addresses, false));
    auto claims = identity::open_signed_token(token, known);
    if (!claims && claims.error().code == ProblemCode::not_found) {
        // Providers change their keys; the new one is shown before it is used.
        MINKA_TRY_ASSIGN(const auto fresh, keys(addresses, true));
        claims = identity::open_signed_token(token, fresh);
    }
    return claims;
}

Result<identity::ProviderSubject> IdentityProvider::subject_for(const identity::ProviderVisit& visit,
                                                                const Returned& returned) {
    const Place place(places_);
    MINKA_TRY(place.check());
    if (returned.state.empty() || returned.state != visit.state || returned.code.empty() ||
        returned.code.size() > longest_code) {
        return not_confirmed();
    }
    MINKA_TRY_ASSIGN(const auto addresses, published());
    if ((addresses.names_itself || !returned.issuer.empty()) && returned.issuer != settings_.issuer) {
        return not_confirmed();
    }
    MINKA_TRY_ASSIGN(const auto token, token_for(addresses, visit, returned.code));
    const auto claims = claims_of(addresses, token);
    if (!claims) {
        return claims.error().code == ProblemCode::io_failed ? std::unexpected(claims.error()) : not_confirmed();
    }
    auto subject = identity::subject_of_claims(
        *claims, {settings_.issuer, settings_.client, visit.nonce, clock_.now(), settings_.skew_seconds});
    if (!subject) {
        return not_confirmed();
    }
    return identity::ProviderSubject{settings_.issuer, *std::move(subject)};
}

}  // namespace minka::web
