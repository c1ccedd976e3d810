#pragma once

#include "identity/provider_link.h"
#include "identity/provider_visit.h"
#include "identity/signed_token.h"
#include "web/provider_settings.h"

#include <memory>
#include <mutex>
#include <optional>
#include <semaphore>
#include <string>
#include <vector>

namespace minka::web {

/// An OpenID Connect provider that this installation trusts to say who somebody is: the authorization code flow with
/// PKCE. Sources: OpenID Connect Core 1.0, OpenID Connect Discovery 1.0, RFC 7636, RFC 9207.
///
/// What the provider publishes of itself is asked for when it is first needed, and again after an hour; its keys also
/// when a token names one that is not known, at most once a minute. All functions may be called from several threads,
/// and block while the provider is asked; at most eight do at once.
class IdentityProvider {
public:
    IdentityProvider(ProviderSettings settings, Clock& clock) : settings_(std::move(settings)), clock_(clock) {}

    const ProviderSettings& settings() const { return settings_; }

    /// The address at the provider where a sign-in goes on. `language` is "es" or "en".
    /// Problems: `io_failed` and `malformed_file` for a provider that cannot be reached or says something else; `busy`.
    Result<std::string> page_for(const identity::ProviderVisit& visit, std::string_view language);

    /// What the provider sent the browser back with.
    struct Returned {
        std::string code;
        std::string state;
        std::string issuer;  ///< "iss", of providers that say it.
    };
    /// Whom the provider vouches for. Problems: those of page_for; `unauthenticated` for another state or issuer, or a
    /// code or token that is not good for this visit.
    Result<identity::ProviderSubject> subject_for(const identity::ProviderVisit& visit, const Returned& returned);

private:
    struct Published {
        std::string authorization;
        std::string token;
        std::string key_set;
        bool names_itself = false;          ///< With every code, as RFC 9207 has it.
        bool takes_secret_in_form = false;  ///< And not in a header.
        Instant asked_at;
    };
    struct Keys {
        std::vector<identity::SigningKey> list;
        Instant asked_at;
    };

    Result<Published> published();
    Result<std::vector<identity::SigningKey>> keys(const Published& addresses, bool fresh);
    Result<std::string> ask(const std::string& address);
    Result<std::string> token_for(const Published& addresses, const identity::ProviderVisit& visit,
                                  const std::string& code);
    Result<documents::JsonValue> claims_of(const Published& addresses, const std::string& token);

    ProviderSettings settings_;
    Clock& clock_;
    std::counting_semaphore<8> places_{8};
    std::mutex mutex_;
    std::optional<Published> published_;
    std::optional<Keys> keys_;
};

}  // namespace minka::web
