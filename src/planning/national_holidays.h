#pragma once

#include "base/local_date.h"

#include <string_view>
#include <vector>

namespace minka::planning {

struct Holiday {
    LocalDate date;
    std::string_view name;  ///< in Spanish
};

enum class Country { colombia, peru };

/// The national holidays of a year, by date; two may fall on one. Decreed non-working days and regional feasts are not
/// among them.
///
/// Colombia: Ley 51 of 1983 (moved to the next Monday, those of Easter too) and, from 2026, 9 July by Ley 2578 of 2026,
/// which a challenge before the Constitutional Court may undo. Peru: the sixteen in force since 2024.
///
/// Problems: `invalid_input` outside 2024 to 2199, for which these rules were not checked.
Result<std::vector<Holiday>> national_holidays(Country country, int year);

/// Easter Sunday of the Gregorian calendar, 1900 to 2199.
///
/// Source: the anonymous algorithm, Nature 13 (1876), 487; as in Meeus, J. (1991). Astronomical Algorithms, chapter 8.
Result<LocalDate> easter_sunday(int year);

}  // namespace minka::planning
