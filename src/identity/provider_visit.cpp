#include "identity/provider_visit.h"

#include "base/random.h"
#include "base/text.h"

#include <sodium.h>

#include <array>
#include <charconv>

namespace minka::identity {

namespace {

constexpr std::size_t seed_bytes = 32;
constexpr std::size_t longest_page = 200;
constexpr std::size_t longest_cookie = 1000;

std::string derived(const privacy::Vault& vault, std::string_view purpose, std::string_view seed) {
    return to_hex(privacy::keyed_hash(vault.master_key().bytes(), purpose, as_bytes(seed)));
}

ProviderVisit visit_of(const privacy::Vault& vault, std::string_view seed, std::string to) {
    return {derived(vault, "provider state", seed), derived(vault, "provider nonce", seed),
            derived(vault, "provider verifier", seed), std::move(to)};
}

// A path of this site: not "//elsewhere", which a browser takes for another site, nor anything it would rewrite to it.
bool is_own_page(std::string_view to) {
    if (to.empty()) {
        return true;
    }
    const bool is_path = to.starts_with('/') && !to.starts_with("//") && to.find('\\') == std::string_view::npos;
    return is_path && to.size() <= longest_page &&
           to.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/-._~%?=&+,:") ==
               std::string_view::npos;
}

bool is_same(std::string_view a, std::string_view b) {
    return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::unexpected<Problem> over() {
    return problem(ProblemCode::unauthenticated, "Signing in there took too long, or began in another browser.");
}

}  // namespace

Result<BegunProviderVisit> begin_provider_visit(const privacy::Vault& vault, Instant now, const std::string& to) {
    if (!is_own_page(to)) {
        return invalid("That is no page of this site.", "to");
    }
    SystemRandom random;
    std::array<std::uint8_t, seed_bytes> bytes{};
    random.fill(bytes);
    const auto seed = to_hex(bytes);
    const auto said = std::to_string(now.microseconds) + "." + seed + "." + to_hex(as_bytes(to));
    return BegunProviderVisit{visit_of(vault, seed, to), said + "." + derived(vault, "provider cookie", said)};
}

Result<ProviderVisit> read_provider_visit(const privacy::Vault& vault, std::string_view cookie, Instant now) {
    const auto parts = split(cookie, '.');
    if (cookie.size() > longest_cookie || parts.size() != 4) {
        return over();
    }
    const auto said = cookie.substr(0, cookie.rfind('.'));
    if (!is_same(parts[3], derived(vault, "provider cookie", said))) {
        return over();
    }
    std::int64_t begun = 0;
    std::from_chars(parts[0].data(), parts[0].data() + parts[0].size(), begun);
    if (now.microseconds < begun - provider_visit_microseconds ||
        now.microseconds > begun + provider_visit_microseconds) {
        return over();
    }
    MINKA_TRY_ASSIGN(const auto to, from_hex(parts[2]));
    return visit_of(vault, parts[1], std::string(as_text(to)));
}

}  // namespace minka::identity
