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

/// Which events are read, and the zone of the place.
struct CalendarReading {
    int utc_offset_minutes = 0;     ///< what local time is ahead of UTC
    std::optional<LocalDate> from;  ///< events that end before are left out
    std::optional<LocalDate> to;    ///< events that begin later are left out
};

/// Events of an iCalendar file (RFC 5545): lines are unfolded, texts unescaped; other components are passed over. What
/// repeats (RRULE, RDATE, without EXDATE) is told day by day; a repetition that was moved stands where it was moved to,
/// and what is cancelled is left out. A time in UTC becomes local; one in a named zone keeps its digits and its date as
/// they are written. From midnight to midnight are whole days.
///
/// Problems: `malformed_file` with "name:line" for text that is not UTF-8, a calendar that does not begin or end, an
/// event without a start, a date that is none, an end before the start, a repetition without end where `to` is not
/// said, and parts of rules that `Recurrence` does not follow; `too_large` above 8 MiB, 50,000 events or 5 million days
/// of repetitions.
Result<std::vector<CalendarEvent>> parse_icalendar(std::string_view text, std::string_view name,
                                                   const CalendarReading& reading = {});

/// An iCalendar file with CR LF, lines folded at 75 octets between characters. `stamped` is the instant of the data,
/// since each event must carry one; the same events and instant give the same bytes.
std::string to_icalendar(const std::vector<CalendarEvent>& events, std::string_view calendar_name, Instant stamped);

}  // namespace minka::documents
