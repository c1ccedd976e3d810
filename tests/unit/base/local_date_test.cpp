#include "base/local_date.h"

#include <doctest/doctest.h>

#include <string>

using namespace minka;

TEST_SUITE_BEGIN("base: local dates");

TEST_CASE("a date is read in both spellings") {
    CHECK(LocalDate::parse("2026-02-28")->text() == "2026-02-28");
    CHECK(LocalDate::parse("28/02/2026")->text() == "2026-02-28");
    CHECK(LocalDate::parse("8/2/2026")->text() == "2026-02-08");
}

TEST_CASE("a date that does not exist is refused with what to do") {
    for (const std::string text : {"31/02/2026", "2026-02-29", "2026-13-01", "00/01/2026", "1899-12-31", "2026-2-3", "",
                                   "2026/02/03", "03-02-2026", "-1/02/2026", "1/2/26"}) {
        CAPTURE(text);
        CHECK_FALSE(LocalDate::parse(text).has_value());
    }
    CHECK(LocalDate::parse("31/02/2026").error().message == "There is no date 2026-02-31; check day, month and year.");
}

TEST_CASE("months are added without leaving the month") {
    CHECK(LocalDate::parse("2026-01-31")->plus_months(1).text() == "2026-02-28");
    CHECK(LocalDate::parse("2024-02-29")->plus_months(12).text() == "2025-02-28");
    CHECK(LocalDate::parse("2026-03-15")->plus_months(-3).text() == "2025-12-15");
}

TEST_CASE("days are counted over month and leap ends") {
    CHECK(days_between(*LocalDate::parse("2024-02-28"), *LocalDate::parse("2024-03-01")) == 2);
    CHECK(LocalDate::parse("2026-11-21")->weekday() == 6);  // a Saturday
    CHECK(utc_date(Instant{-1}).text() == "1969-12-31");
}

TEST_SUITE_END();
