#include "documents/recurrence.h"

#include <doctest/doctest.h>

#include <chrono>

namespace minka::documents {
namespace {

LocalDate date(const std::string& text) { return LocalDate::parse(text).value(); }

std::string days_of(const std::string& text, const std::string& first, const std::string& last) {
    const auto rule = Recurrence::parse(text);
    REQUIRE(rule);
    std::string days;
    int told = 0;
    rule->for_each(date(first), date(last), [&](LocalDate day) {
        days += (days.empty() ? "" : " ") + day.text().substr(2);
        return !rule->count || ++told < *rule->count;
    });
    return days;
}

}  // namespace

TEST_CASE("rules of RFC 5545 fall on the days that it prints") {
    // The examples of section 3.8.5.3, by day; those of 1997 stop where `last` says.
    struct Case {
        std::string rule;
        std::string first;
        std::string last;
        std::string days;
    };
    const std::vector<Case> cases{
        {"FREQ=DAILY;INTERVAL=10;COUNT=5", "1997-09-02", "1999-12-31", "97-09-02 97-09-12 97-09-22 97-10-02 97-10-12"},
        {"FREQ=WEEKLY;COUNT=4;WKST=SU;BYDAY=TU,TH", "1997-09-02", "1999-12-31", "97-09-02 97-09-04 97-09-09 97-09-11"},
        {"FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO", "1997-08-05", "1999-12-31",
         "97-08-05 97-08-10 97-08-19 97-08-24"},
        {"FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU", "1997-08-05", "1999-12-31",
         "97-08-05 97-08-17 97-08-19 97-08-31"},
        {"FREQ=MONTHLY;COUNT=4;BYDAY=1FR", "1997-09-05", "1999-12-31", "97-09-05 97-10-03 97-11-07 97-12-05"},
        {"FREQ=MONTHLY;INTERVAL=2;COUNT=6;BYDAY=1SU,-1SU", "1997-09-07", "1999-12-31",
         "97-09-07 97-09-28 97-11-02 97-11-30 98-01-04 98-01-25"},
        {"FREQ=MONTHLY;COUNT=3;BYDAY=-2MO", "1997-09-22", "1999-12-31", "97-09-22 97-10-20 97-11-17"},
        {"FREQ=MONTHLY;BYMONTHDAY=-3", "1997-09-28", "1997-12-31", "97-09-28 97-10-29 97-11-28 97-12-29"},
        {"FREQ=MONTHLY;COUNT=4;BYMONTHDAY=1,-1", "1997-09-30", "1999-12-31", "97-09-30 97-10-01 97-10-31 97-11-01"},
        {"FREQ=YEARLY;COUNT=4;BYMONTH=6,7", "1997-06-10", "2002-12-31", "97-06-10 97-07-10 98-06-10 98-07-10"},
        {"FREQ=YEARLY;BYDAY=20MO", "1997-05-19", "1999-12-31", "97-05-19 98-05-18 99-05-17"},
        {"FREQ=YEARLY;BYMONTH=3;BYDAY=TH", "1997-03-13", "1997-12-31", "97-03-13 97-03-20 97-03-27"},
        {"FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "1998-02-13", "1999-12-31", "98-02-13 98-03-13 98-11-13 99-08-13"},
        {"FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8", "1996-11-05", "2004-12-31",
         "96-11-05 00-11-07 04-11-02"},
        {"FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3", "1997-09-04", "1999-12-31", "97-09-04 97-10-07 97-11-06"},
        {"FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2", "1997-09-29", "1997-12-31",
         "97-09-29 97-10-30 97-11-27 97-12-30"},
        {"FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5", "2007-01-15", "2009-12-31",
         "07-01-15 07-01-30 07-02-15 07-03-15 07-03-30"},
        {"FREQ=YEARLY", "2024-02-29", "2032-12-31", "24-02-29 28-02-29 32-02-29"},
    };
    for (const auto& c : cases) {
        CAPTURE(c.rule);
        CHECK(days_of(c.rule, c.first, c.last) == c.days);
    }
}

TEST_CASE("a rule that never falls on a day comes to an end") {
    CHECK(days_of("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "2026-01-05", "2030-12-31") == "26-01-05");
}

TEST_CASE("what is no rule, or not followed, is refused") {
    for (const auto* text :
         {"", "DAILY", "FREQ=HOURLY", "FREQ=DAILY;COUNT=0", "FREQ=DAILY;COUNT=x", "FREQ=DAILY;BYHOUR=3",
          "FREQ=YEARLY;BYWEEKNO=20", "FREQ=YEARLY;BYMONTH=13", "FREQ=MONTHLY;BYDAY=XX", "FREQ=WEEKLY;BYDAY=2MO",
          "FREQ=DAILY;COUNT=2;UNTIL=20260101", "FREQ=MONTHLY;BYMONTHDAY=0"}) {
        CAPTURE(text);
        CHECK_FALSE(Recurrence::parse(text));
    }
}

}  // namespace minka::documents
