#include "web/basic_sign_in.h"

#include "base/base64.h"
#include "base/text.h"

#include <algorithm>
#include <array>
#include <optional>

namespace minka::web {

namespace {

constexpr std::int64_t holds_microseconds = 60'000'000;
constexpr std::size_t most_held = 4096;

bool is_private(const HttpRequest& request) {
    constexpr std::array here{std::string_view("127.0.0.1"), std::string_view("::1")};
    return request.is_tls || std::ranges::find(here, request.peer) != here.end();
}

std::unexpected<Problem> refused(std::string message) {
    return problem(ProblemCode::unauthenticated, std::move(message));
}

}  // namespace

Result<identity::Visitor> BasicSignIn::visitor_of(const identity::SignInDesk& desk, const HttpRequest& request) {
    const auto header = request.header("authorization").value_or("");
    if (header.size() < 6 || !std::ranges::equal(header.substr(0, 6), std::string_view("basic "), {},
                                                 [](char c) { return c >= 'A' && c <= 'Z' ? c | 0x20 : c; })) {
        return refused("Sign in with your name and password.");
    }
    if (!is_private(request)) {
        return refused("A password is not taken without encryption; use https.");
    }
    const auto decoded = from_base64(trim(header.substr(6)));
    const auto text = decoded ? std::string(as_text(*decoded)) : std::string();
    const auto colon = text.find(':');
    if (colon == std::string::npos || !is_utf8(text)) {
        return refused("The name and password cannot be read.");
    }
    const auto hash = privacy::keyed_hash(desk.vault.master_key().bytes(), "basic sign-in", as_bytes(text));
    const auto key = to_hex(hash);
    const auto now = desk.database.clock().now();
    std::optional<identity::AccountId> known;
    {
        const std::scoped_lock lock(mutex_);
        std::erase_if(checked_, [&](const auto& entry) { return entry.second.until <= now; });
        if (const auto held = checked_.find(key); held != checked_.end()) {
            known = held->second.account;
        }
    }
    if (known) {
        MINKA_TRY_ASSIGN(const auto account, desk.database.read(identity::installation, [&](storage::Reader& reader) {
            return identity::require_account(reader, *known);
        }));
        if (account.record.is_open) {
            return identity::Visitor{account.record, false, {}};
        }
        return refused("The account is closed.");
    }
    MINKA_TRY_ASSIGN(auto visitor, identity::visitor_of_password(
                                       desk, {text.substr(0, colon), text.substr(colon + 1), {}, request.peer, {}}));
    const std::scoped_lock lock(mutex_);
    if (checked_.size() < most_held) {
        checked_[key] = {visitor.account.id, Instant{now.microseconds + holds_microseconds}};
    }
    return visitor;
}

}  // namespace minka::web
