#pragma once

#include "identity/sign_in.h"
#include "web/http_message.h"

#include <map>
#include <mutex>
#include <string>

namespace minka::web {

/// A name and a password with every request (RFC 7617), for field clients and tools that know nothing else. Taken over
/// TLS and on the machine itself alone. A password is expensive to check: one that was right holds for a minute, in
/// memory, as a keyed hash.
class BasicSignIn {
public:
    /// Problems: `unauthenticated` when none or the wrong one comes, or it comes in the clear; those of
    /// visitor_of_password.
    Result<identity::Visitor> visitor_of(const identity::SignInDesk& desk, const HttpRequest& request);

private:
    struct Checked {
        identity::AccountId account;
        Instant until;
    };
    std::mutex mutex_;
    std::map<std::string, Checked> checked_;
};

}  // namespace minka::web
