#include "search_time.h"

#include <charconv>

namespace minka::cli {

Result<double> seconds_of(const std::string& text) {
    double seconds = 0;
    const auto* end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, seconds);
    const std::string_view unit(read.ptr, end);
    if (read.ec != std::errc{} || !(seconds > 0) || seconds > 86'400 || (!unit.empty() && unit != "s" && unit != "m")) {
        return invalid("A time is written as 10s or 2m, and is a day at most.", "--time");
    }
    return unit == "m" ? 60 * seconds : seconds;
}

}  // namespace minka::cli
