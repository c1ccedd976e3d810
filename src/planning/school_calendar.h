#pragma once

#include "planning/national_holidays.h"

#include <array>
#include <map>
#include <optional>
#include <string>

namespace minka::planning {

/// What a stretch of days is. `rains` says something about roads and rivers and closes no school.
enum class SpanKind {
    lessons,
    institutional_development,  ///< Colombia's weeks without pupils; Peru's weeks of management
    recess,
    strike,
    test,
    feast,
    election,
    harvest,
    mourning,
    rains,
};
inline constexpr std::array<std::string_view, 10> span_kind_names{
    "lessons", "institutional_development", "recess", "strike", "test", "feast", "election", "harvest", "mourning",
    "rains"};

struct CalendarSpan {
    SpanKind kind{};
    LocalDate from;
    LocalDate to;  ///< included
    std::string name;
};

/// A day decided by hand, against every rule.
struct CalendarOverride {
    LocalDate date;
    bool is_school_day = false;
    std::string reason;
};

/// One file of the folder `calendar`: what an authority says about the days of its territories.
struct SchoolCalendar {
    std::string code;
    std::string name;
    Country country{};
    std::vector<std::string> territories;  ///< a code stands for all that begin with it; none: the whole country
    LocalDate valid_from;
    LocalDate valid_to;
    unsigned weekdays = 0;  ///< days of the week with lessons as bits, Sunday lowest; 0 when the file does not say
    std::vector<CalendarSpan> spans;
    std::vector<CalendarOverride> overrides;
};

/// What a day is at one place.
struct CalendarDay {
    LocalDate date;
    bool is_school_day = false;
    bool is_rainy = false;
    std::optional<SpanKind> kind;  ///< the stretch that decided
    std::string reason;            ///< empty on an ordinary day of lessons
};

/// The calendars that hold at one place, the widest territory first.
class PlaceCalendar {
public:
    explicit PlaceCalendar(std::vector<const SchoolCalendar*> layers) : layers_(std::move(layers)) {}

    /// In this order: an override of the narrowest territory that has one; a stretch that closes schools, of any of
    /// them; a national holiday; the stretch of lessons, development or recess of the narrowest territory that has one;
    /// the day of the week. A day in no stretch of lessons is no school day.
    CalendarDay day(LocalDate date) const;

    const std::vector<const SchoolCalendar*>& layers() const { return layers_; }

private:
    const std::vector<Holiday>& holidays(Country country, int year) const;

    std::vector<const SchoolCalendar*> layers_;
    mutable std::map<std::pair<Country, int>, std::vector<Holiday>> holidays_;
};

class CalendarSet {
public:
    explicit CalendarSet(std::vector<SchoolCalendar> calendars) : calendars_(std::move(calendars)) {}

    const std::vector<SchoolCalendar>& all() const { return calendars_; }

    /// Problems: `not_found` when no calendar names the territory or a wider one.
    Result<PlaceCalendar> at(std::string_view territory) const;

private:
    std::vector<SchoolCalendar> calendars_;
};

}  // namespace minka::planning
