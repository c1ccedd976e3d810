#pragma once

#include "base/local_date.h"

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace minka::documents {

/// A rule of repetition (RFC 5545, 3.3.10) over days. Of the parts that choose days within a year, BYWEEKNO and
/// BYYEARDAY are not there; nor are rules of hours, minutes and seconds.
struct Recurrence {
    enum class Frequency { daily, weekly, monthly, yearly };
    struct Weekday {
        int ordinal = 0;   ///< 2: the second of the month or year, -1: the last; 0: every one
        unsigned day = 0;  ///< 0 is Sunday
    };
    Frequency frequency{};
    int interval = 1;
    std::optional<int> count;
    std::string until;  ///< as written; its hour may be in UTC
    unsigned week_start = 1;
    std::vector<Weekday> weekdays;
    std::vector<int> month_days;  ///< -1 is the last
    std::vector<int> months;
    std::vector<int> positions;  ///< of the days that a period yields, which of them; -1 is the last

    bool is_endless() const { return !count && until.empty(); }

    /// Problems: `malformed_file` for what is no rule, and for the parts that are not followed.
    static Result<Recurrence> parse(std::string_view text);

    /// Calls `visit` with the first day, and then with each that the rule adds up to `last`, in order and once, until
    /// it returns false. Returns the number of days that were looked at.
    std::size_t for_each(LocalDate first, LocalDate last, const std::function<bool(LocalDate)>& visit) const;
};

}  // namespace minka::documents
