#pragma once

#include "web/route.h"

namespace minka::web {

/// Accounts and what they may see in a programme.
std::vector<Route> account_routes();

/// Problems: `not_found` when the programme has nothing to do with the account.
Result<> check_account_of_programme(storage::Reader& reader, const identity::AccountId& account);

}  // namespace minka::web
