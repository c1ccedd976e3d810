#pragma once

#include "base/instant.h"
#include "base/result.h"

#include <chrono>
#include <compare>
#include <string>
#include <string_view>

namespace minka {

/// A calendar date where it was lived, without a zone. The default value is 1970-01-01.
class LocalDate {
public:
    LocalDate() = default;
    explicit LocalDate(std::chrono::sys_days days) : days_(days) {}

    /// Problems: `invalid_input` when there is no such date (31/02).
    static Result<LocalDate> of(int year, unsigned month, unsigned day);

    /// "YYYY-MM-DD", or "DD/MM/YYYY" as people write it in Spanish. Years 1900 to 2199.
    static Result<LocalDate> parse(std::string_view text);

    int year() const;
    unsigned month() const;
    unsigned day() const;
    /// 0 is Sunday.
    unsigned weekday() const { return std::chrono::weekday{days_}.c_encoding(); }
    std::chrono::sys_days days() const { return days_; }

    LocalDate plus_days(int count) const { return LocalDate{days_ + std::chrono::days{count}}; }
    /// The same day of the month, or its last day when the month is shorter.
    LocalDate plus_months(int count) const;

    /// "YYYY-MM-DD".
    std::string text() const;

    friend auto operator<=>(const LocalDate&, const LocalDate&) = default;
    friend int days_between(LocalDate from, LocalDate to) { return static_cast<int>((to.days_ - from.days_).count()); }

private:
    std::chrono::sys_days days_{};
};

/// The UTC date of an instant; a site's own date needs its zone.
LocalDate utc_date(Instant instant);

}  // namespace minka
