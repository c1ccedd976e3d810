#pragma once

#include "base/instant.h"
#include "privacy/vault.h"

#include <string>
#include <string_view>

namespace minka::identity {

/// A sign-in that is under way at an identity provider.
struct ProviderVisit {
    std::string state;     ///< Comes back with the code, and only to the browser it was given to.
    std::string nonce;     ///< Comes back in the token.
    std::string verifier;  ///< Is shown with the code, and to nobody else (RFC 7636).
    std::string to;        ///< The page to open when it is done, "/apostemos/teams"; may be empty.
};

/// Ten minutes for somebody to type their password at the provider.
inline constexpr std::int64_t provider_visit_microseconds = 600'000'000;

/// A visit and the cookie that its browser keeps meanwhile. The server keeps nothing: state, nonce and verifier are
/// made of a random number in the cookie with the installation's key, and what the cookie says is authenticated by it.
struct BegunProviderVisit {
    ProviderVisit visit;
    std::string cookie;
};
/// Problems: `invalid_input` with the field "to" for a page that is not one of this site, or over 200 characters.
Result<BegunProviderVisit> begin_provider_visit(const privacy::Vault& vault, Instant now, const std::string& to);

/// Problems: `unauthenticated` when the cookie is not ours or its time is over.
Result<ProviderVisit> read_provider_visit(const privacy::Vault& vault, std::string_view cookie, Instant now);

}  // namespace minka::identity
