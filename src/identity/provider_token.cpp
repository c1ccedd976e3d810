#include "identity/provider_token.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace minka::identity {

using documents::JsonValue;

namespace {

constexpr std::int64_t oldest_seconds = 600;
constexpr std::size_t longest_subject = 255;  // OpenID Connect Core 1.0, section 2

std::unexpected<Problem> refused(std::string message, std::string claim) {
    return problem(ProblemCode::forbidden, std::move(message), std::move(claim));
}

std::string text_of(const JsonValue& claims, std::string_view name) {
    const auto* found = claims.find(name);
    return found != nullptr && found->if_text() != nullptr ? *found->if_text() : std::string();
}

// Seconds since 1970; nothing when the claim is absent or no number of this age of the world.
std::optional<double> seconds_of(const JsonValue& claims, std::string_view name) {
    constexpr double most = 1e12;
    const auto* found = claims.find(name);
    const auto number = found != nullptr ? found->if_number() : std::nullopt;
    return number && std::isfinite(*number) && *number >= 0 && *number < most ? number : std::nullopt;
}

Result<> check_audience(const JsonValue& claims, const std::string& client) {
    const auto* audience = claims.find("aud");
    bool is_ours = false;
    std::size_t count = 1;
    if (audience != nullptr && audience->if_array() != nullptr) {
        const auto& list = *audience->if_array();
        count = list.size();
        is_ours = std::ranges::any_of(
            list, [&](const JsonValue& one) { return one.if_text() != nullptr && *one.if_text() == client; });
    } else {
        is_ours = text_of(claims, "aud") == client;
    }
    if (!is_ours) {
        return refused("The provider's token is for another application.", "aud");
    }
    const bool has_party = claims.find("azp") != nullptr;
    if ((has_party || count > 1) && text_of(claims, "azp") != client) {
        return refused("The provider's token was given to another application.", "azp");
    }
    return {};
}

Result<> check_times(const JsonValue& claims, const TokenExpectation& expected) {
    const auto now = static_cast<double>(expected.now.microseconds) / 1e6;
    const auto skew = static_cast<double>(expected.skew_seconds);
    const auto expires = seconds_of(claims, "exp");
    if (!expires || *expires + skew <= now) {
        return refused("The provider's token has run out; compare the two clocks.", "exp");
    }
    const auto made = seconds_of(claims, "iat");
    if (!made || *made - skew > now || *made + static_cast<double>(oldest_seconds) + skew < now) {
        return refused("The provider's token was not made just now; compare the two clocks.", "iat");
    }
    if (claims.find("nbf") != nullptr) {
        const auto begins = seconds_of(claims, "nbf");
        if (!begins || *begins - skew > now) {
            return refused("The provider's token does not hold yet; compare the two clocks.", "nbf");
        }
    }
    return {};
}

}  // namespace

Result<std::string> subject_of_claims(const JsonValue& claims, const TokenExpectation& expected) {
    if (expected.issuer.empty() || text_of(claims, "iss") != expected.issuer) {
        return refused("The token is of another provider.", "iss");
    }
    MINKA_TRY(check_audience(claims, expected.client));
    MINKA_TRY(check_times(claims, expected));
    if (expected.nonce.empty() || text_of(claims, "nonce") != expected.nonce) {
        return refused("The provider's token is of another sign-in.", "nonce");
    }
    auto subject = text_of(claims, "sub");
    if (subject.empty() || subject.size() > longest_subject) {
        return refused("The provider's token names nobody.", "sub");
    }
    return subject;
}

}  // namespace minka::identity
