#pragma once

#include "planning/school_calendar.h"

#include <filesystem>
#include <map>

namespace minka::planning {

struct CalendarCheck {
    std::vector<Problem> problems;  ///< each with "file:line" in its field
    std::vector<SchoolCalendar> calendars;
};

/// Reads the files `calendar/*.yaml` among those of a programme folder (path to text).
/// docs/reference/programme-folder.md lists the keys. Refused: stretches that end before they begin, lie outside the
/// calendar's own dates or, among lessons, development and recess, overlap; a date decided twice; a code used twice.
CalendarCheck check_calendars(const std::map<std::string, std::string>& files);

/// The calendars of a programme folder on disk.
///
/// Problems: the first one of `check_calendars`; `not_found` when there is no folder or no calendar in it; `io_failed`.
Result<CalendarSet> read_calendars(const std::filesystem::path& programme_folder);

/// The text of a calendar file; reading it gives the calendar back.
std::string to_calendar_file(const SchoolCalendar& calendar);

}  // namespace minka::planning
