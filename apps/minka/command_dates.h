#pragma once

#include "base/local_date.h"
#include "command.h"

#include <string>

namespace minka::cli {

/// The date an option holds; today in UTC when it was not given.
Result<LocalDate> date_option(const std::string& text, const std::string& option, Clock& clock);

/// The date of something that happened. Problems: `invalid_input` for one that lies ahead: somebody east of Greenwich
/// may be a day further than UTC, nobody two.
Result<LocalDate> past_date_option(const std::string& text, const std::string& option, Clock& clock);

}  // namespace minka::cli
