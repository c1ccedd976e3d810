#pragma once

#include "app/session.h"
#include "registry/person.h"

#include <string>

namespace minka::cli {

/// The person that an option names: by identifier, or by kind and number of an identity document ("cc:1002003004").
/// After a merge it is the person who stands for the one named.
/// Problems: `invalid_input` for another form; `not_found`; those of registry::recorded_people.
Result<registry::PersonId> person_option(app::Session& session, const ProgrammeId& programme, const std::string& text,
                                         const std::string& option);

}  // namespace minka::cli
