#pragma once

#include "base/local_date.h"
#include "base/result.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace minka::privacy {

/// The event from which a clock runs.
enum class ClockStart : std::uint8_t { recorded, cycle_ended, visit_ended, request_received };

enum class DayKind : std::uint8_t { calendar, working };

/// What must have happened by the due date.
enum class RetentionAct : std::uint8_t {
    destroy_key,  ///< The data's key is destroyed, irreversibly.
    remove,       ///< The record leaves every list and device.
    answer,       ///< The person who asked has their answer.
};

/// "Raw audio is kept at most 12 months after it was recorded." Rules are data: a programme may shorten its own, and
/// what a law says is entered with its source and whether counsel has confirmed it.
struct RetentionRule {
    std::string name;     ///< "raw_audio".
    std::string country;  ///< "CO", "PE"; empty for everywhere.
    ClockStart start = ClockStart::recorded;
    int months = 0;
    int days = 0;  ///< Counted after the months.
    DayKind day_kind = DayKind::calendar;
    RetentionAct act = RetentionAct::remove;
    std::string source;
    bool confirmed = false;  ///< Whether counsel confirmed the term; the interface says so where it has not.
};

/// The rules that ship: raw audio 12 months, linkable identifiers to the cycle's end and 24 months, itineraries to the
/// end of the visit, and the terms of rights requests and of notices of incidents in Colombia and Peru.
std::span<const RetentionRule> default_retention_rules();

/// The rule of a name for a country; one without a country serves where the country has none of its own.
/// Problems: `not_found`.
Result<RetentionRule> rule_for(std::span<const RetentionRule> rules, std::string_view name, std::string_view country);

/// The last day on which the act is still in time. Months end on the same day of the month or its last; days start to
/// count the day after; working days skip Saturdays, Sundays and `holidays`.
///
/// Problems: `invalid_input` for a rule with a negative term.
Result<LocalDate> due_date(const RetentionRule& rule, LocalDate started, std::span<const LocalDate> holidays = {});

enum class ClockState : std::uint8_t { running, due_today, overdue };

ClockState clock_state(LocalDate due, LocalDate today);

}  // namespace minka::privacy
