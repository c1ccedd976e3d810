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

}  // namespace minka::cli
