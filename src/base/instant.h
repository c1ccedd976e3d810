#pragma once

#include "base/result.h"

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace minka {

/// A point in time: microseconds since 1970-01-01T00:00:00Z. Never a local time.
struct Instant {
    std::int64_t microseconds = 0;
    friend auto operator<=>(const Instant&, const Instant&) = default;
};

/// The instant after every other; `known_at` of someone who wants all that is recorded.
inline constexpr Instant end_of_time{INT64_MAX};

/// "2026-03-04T15:06:07.000123Z"; the fraction is left out when it is zero.
std::string to_string(Instant instant);

/// Reads "2026-03-04T15:06:07Z", with up to six digits of fraction and "Z" or an offset "+05:00"; a bare date is
/// the end of that day in UTC, so that "known on that day" includes it. Problems: `invalid_input`.
Result<Instant> parse_instant(std::string_view text);

/// Where instants come from. Two implementations: the machine's clock, and one that a test moves by hand.
class Clock {
public:
    virtual ~Clock() = default;
    virtual Instant now() = 0;
};

class SystemClock final : public Clock {
public:
    Instant now() override;
};

class ManualClock final : public Clock {
public:
    explicit ManualClock(Instant start) : now_(start) {}
    Instant now() override { return now_; }
    void advance(std::int64_t microseconds) { now_.microseconds += microseconds; }
    void set(Instant instant) { now_ = instant; }

private:
    Instant now_;
};

}  // namespace minka
