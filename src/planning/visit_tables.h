#pragma once

#include "base/local_date.h"

#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace minka::planning {

struct DateRange {
    LocalDate from;
    LocalDate to;  ///< included
};

/// A place on the map, in degrees.
struct GeoPoint {
    double latitude = 0;
    double longitude = 0;
};

/// A visit that a school and a team agreed to: no plan moves it.
struct AgreedVisit {
    std::uint32_t number = 0;  ///< from 0
    LocalDate date;
    std::string team;
};

/// How the way from the road to a school is made, as in the register.
inline constexpr std::array<std::string_view, 6> access_mode_names{"road", "track", "river", "foot", "animal", "air"};

/// A school as a coordinator keeps it in a table.
struct SchoolToVisit {
    std::string code;
    std::string territory;  ///< whose calendar holds
    GeoPoint point;
    double access_minutes = 0;                 ///< from the road, each way
    std::string access_mode;                   ///< as `access_mode_names`; empty when nothing is said
    std::optional<double> wet_access_minutes;  ///< in the rains; as the rules say of the mode when it is absent
    bool needs_night = false;                  ///< a visit needs a night there
    double access_fare = 0;                    ///< a boat, mules or a plane from the road, each way
    bool is_high_security = false;             ///< planned, and never in a file that is handed out
    unsigned refused_weekdays = 0;             ///< as bits, Sunday lowest
    std::vector<DateRange> refused;
    std::vector<std::string> languages;  ///< a team speaks one of them at least; none: any team
    std::vector<AgreedVisit> agreed;
    std::string agreed_place;  ///< "file:row:column", for problems
};

/// Two mediators who travel together. No names: the code is theirs.
struct VisitTeam {
    std::string code;
    GeoPoint base;
    std::vector<std::string> topics;
    std::vector<std::string> languages;
    double weekly_hours = 44;
    std::uint32_t nights = 4;     ///< away in a week at most
    std::vector<DateRange> away;  ///< of either of the two
};

/// Columns: code, territory, latitude, longitude, access_minutes; optional access_mode, wet_access_minutes,
/// access_fare, overnight (yes, no), security (low, medium, high), refused_weekdays and refused (lists with `;`, a
/// range of dates as 2026-05-04/2026-05-08), languages, and agreed (a list with `;` of visit, date and team: "3
/// 2026-05-04 P-07").
///
/// Problems: those of TableReader; `invalid_input` with the cell for a column that is missing, an empty or repeated
/// code, and a value that is none of its kind.
Result<std::vector<SchoolToVisit>> read_schools_to_visit(const std::filesystem::path& path);

/// What a coordinator knows of schools of the register beyond it: code, and optional access_mode, wet_access_minutes,
/// access_fare, overnight, refused_weekdays and refused. Empty cells leave what is there; refused dates are added.
///
/// Problems: those of TableReader; `invalid_input` with the cell for a code that comes twice or is no school's.
Result<void> read_school_wishes(const std::filesystem::path& path, std::vector<SchoolToVisit>& schools);

/// Columns: code, latitude, longitude, people (2 or more); optional topics, languages, weekly_hours, nights, away.
///
/// Problems: as above; `invalid_input` for a team of fewer than two people.
Result<std::vector<VisitTeam>> read_visit_teams(const std::filesystem::path& path);

/// A visit of a former plan.
struct FormerVisit {
    std::string school;
    std::uint32_t number = 0;  ///< from 0
    LocalDate date;
    std::string team;
};

/// Columns: school, visit (from 1), date, team, as `visits.csv` of a plan has them. Rows without a date are passed
/// over.
///
/// Problems: those of TableReader; `invalid_input` with the cell for a value that is none of its kind.
Result<std::vector<FormerVisit>> read_former_visits(const std::filesystem::path& path);

}  // namespace minka::planning
