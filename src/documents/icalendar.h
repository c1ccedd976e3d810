#pragma once

#include "base/local_date.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace minka::documents {

/// One event of a calendar file. A whole day has no minutes; both ends are told as people say them.
struct CalendarEvent {
    std::string uid;
    std::string summary;
    std::string description;
    LocalDate from;
    LocalDate to;                     ///< the last day, included
    std::optional<int> start_minute;  ///< of the day, local time without a zone; with `end_minute`
    std::optional<int> end_minute;
};

/// Events of an iCalendar file (RFC 5545): lines are unfolded, texts unescaped; other components are passed over. A
/// time in UTC or in a named zone keeps its digits and its date as they are written.
///
/// Problems: `malformed_file` with "name:line" for text that is not UTF-8, a calendar that does not begin or end, an
/// event without a start, a date that is none, an end before the start, and a rule of repetition, which is not
/// followed and would lose days if it were passed over; `too_large` above 8 MiB or 50,000 events.
Result<std::vector<CalendarEvent>> parse_icalendar(std::string_view text, std::string_view name);

/// An iCalendar file with CR LF, lines folded at 75 octets between characters. `stamped` is the instant of the data,
/// since each event must carry one; the same events and instant give the same bytes.
std::string to_icalendar(const std::vector<CalendarEvent>& events, std::string_view calendar_name, Instant stamped);

}  // namespace minka::documents
