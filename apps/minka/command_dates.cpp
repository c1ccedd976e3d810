#include "command_dates.h"

namespace minka::cli {

Result<LocalDate> date_option(const std::string& text, const std::string& option, Clock& clock) {
    if (text.empty()) {
        return utc_date(clock.now());
    }
    auto date = LocalDate::parse(text);
    if (!date) {
        return invalid(date.error().message, option);
    }
    return date;
}

Result<LocalDate> past_date_option(const std::string& text, const std::string& option, Clock& clock) {
    MINKA_TRY_ASSIGN(const auto date, date_option(text, option, clock));
    if (date > utc_date(clock.now()).plus_days(1)) {
        return invalid(date.text() + " lies ahead; only what happened is recorded. Correct the year?", option);
    }
    return date;
}

}  // namespace minka::cli
