#pragma once

#include "base/local_date.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace minka::documents {

/// A line of a calendar as it was before folding: NAME;PARAMETER=x:value.
struct ContentLine {
    std::string name;        ///< In capitals.
    std::string parameters;  ///< In capitals.
    std::string value;
    std::size_t line = 0;
};

std::vector<ContentLine> content_lines(std::string_view text);

std::string upper_case(std::string_view text);

/// A text without its backslashes.
std::string unescaped_text(std::string_view value);

/// A day, and the minute of it where one is written.
struct CalendarMoment {
    LocalDate date;
    std::optional<int> minute;
    friend auto operator<=>(const CalendarMoment&, const CalendarMoment&) = default;
};

/// "20260113", "20260113T080000" or "20260113T130000Z", which is told in local time; nothing for another text.
std::optional<CalendarMoment> calendar_moment(std::string_view text, int utc_offset_minutes);

/// The minutes of "P1D", "PT1H30M" or "P2W"; nothing for another text, and for one below zero.
std::optional<int> duration_minutes(std::string_view text);

constexpr int minutes_of_a_day = 24 * 60;

/// So many minutes later; by whole days where it has no minute.
CalendarMoment later(CalendarMoment moment, int minutes);

}  // namespace minka::documents
