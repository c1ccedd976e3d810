#include "base/instant.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace minka;

TEST_SUITE_BEGIN("base: instants");

TEST_CASE("an instant is written in UTC and read back") {
    // 2026-03-04 is 20516 days after 1970-01-01: 56 years of 365 days, 14 leap days, 62 days in 2026.
    const Instant instant{(20516LL * 86'400 + 15 * 3600 + 6 * 60 + 7) * 1'000'000 + 123};
    CHECK(to_string(instant) == "2026-03-04T15:06:07.000123Z");
    CHECK(parse_instant("2026-03-04T15:06:07.000123Z") == instant);
    CHECK(parse_instant("2026-03-04T10:06:07.000123-05:00") == instant);
}

TEST_CASE("a bare date is known to the end of that day") {
    CHECK(to_string(*parse_instant("2026-03-04")) == "2026-03-04T23:59:59.999999Z");
}

TEST_CASE("what is not an instant is refused") {
    for (const std::string text : {"2026-03-04T15:06:07", "2026-03-04 15:06:07Z", "2026-02-30T00:00:00Z",
                                   "2026-03-04T25:00:00Z", "2026-03-04T15:06:07.Z", "2026-03-04T15:06:07.1234567Z",
                                   "2026-03-04T15:06:07+5:00", "now", "2026-03-04T15:06:07*05:00"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_instant(text).has_value());
    }
}

TEST_SUITE_END();
