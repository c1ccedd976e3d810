#pragma once

#include "privacy/retention.h"
#include "storage/writer.h"

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace minka::privacy {

BOOST_DESCRIBE_ENUM(RetentionAct, destroy_key, remove, answer)

using RetentionClockId = Id<struct RetentionClockTag>;

/// A term that runs for one subject under one rule; the due date is worked out when it starts and then stays.
struct RetentionClock {
    RetentionClockId id;
    Uuid subject_id;
    std::string rule;
    std::string country;  ///< As asked for: "CO", "PE".
    RetentionAct act{};
    LocalDate started_on;
    LocalDate due_on;  ///< The last day on which the act is in time.
    std::optional<LocalDate> done_on;
};
BOOST_DESCRIBE_STRUCT(RetentionClock, (), (id, subject_id, rule, country, act, started_on, due_on, done_on))

/// What starts a clock.
struct RetentionStart {
    RetentionClockId id;
    Uuid subject;
    std::string rule;
    std::string country;
    LocalDate started_on;
};

/// Starts a clock under the rule of that name and country. Starting it again for the same day changes nothing.
/// Problems: those of `rule_for` and `due_date`.
Result<RetentionClock> start_retention_clock(storage::Writer& writer, const RetentionStart& start,
                                             std::span<const RetentionRule> rules,
                                             std::span<const LocalDate> holidays = {});

/// The clocks that are not done and whose due date is `on` or earlier, soonest first.
Result<std::vector<storage::Stored<RetentionClock>>> clocks_due(storage::Reader& reader, LocalDate on);

/// Records that the act was done. Problems: `not_found`; `invalid_input` for a day before the start.
Result<> stop_retention_clock(storage::Writer& writer, RetentionClockId id, LocalDate done_on);

}  // namespace minka::privacy

template <>
inline constexpr std::string_view minka::storage::record_table<minka::privacy::RetentionClock> = "retention_clock";
