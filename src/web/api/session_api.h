#pragma once

#include "identity/sign_in.h"
#include "web/route.h"

namespace minka::web {

/// Signing in and out, who one is, and one's own password, language and tokens.
std::vector<Route> session_routes();

/// The cookies of a session that has begun.
void add_session_cookies(HttpResponse& response, const identity::SignedIn& signed_in, bool is_tls);

}  // namespace minka::web
