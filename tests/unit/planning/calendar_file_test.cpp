#include "planning/calendar_file.h"

#include <doctest/doctest.h>

#include <cstdlib>

namespace minka::planning {
namespace {

const std::string head =
    "format: 1\ncode: a\nname: A\ncountry: CO\nterritories: ['05']\nvalid_from: 2026-01-01\nvalid_to: 2026-12-31\n";

std::filesystem::path example(const char* name) {
    const char* source = std::getenv("MINKA_SOURCE_DIR");
    return std::filesystem::path(source != nullptr ? source : ".") / "examples" / name;
}

CalendarDay day_at(const CalendarSet& calendars, const char* territory, const char* date) {
    return calendars.at(territory)->day(LocalDate::parse(date).value());
}

/// Days with lessons, and weeks that have one.
std::pair<int, int> lesson_days_and_weeks(const PlaceCalendar& calendar) {
    int days = 0;
    int weeks = 0;
    // 29 December 2025 is a Monday.
    for (auto monday = LocalDate::parse("2025-12-29").value(); monday.year() <= 2026; monday = monday.plus_days(7)) {
        int of_week = 0;
        for (int i = 0; i < 7; ++i) {
            of_week += calendar.day(monday.plus_days(i)).is_school_day ? 1 : 0;
        }
        days += of_week;
        weeks += of_week > 0 ? 1 : 0;
    }
    return {days, weeks};
}

}  // namespace

TEST_CASE("the Colombian example has forty weeks of lessons and no lesson on a holiday") {
    const auto calendars = read_calendars(example("ser-mas-maestro"));
    REQUIRE(calendars);
    const auto calendar = calendars->at("05250");
    REQUIRE(calendar);
    CHECK(lesson_days_and_weeks(*calendar).second == 40);
    CHECK(day_at(*calendars, "05250", "2026-07-13").reason == "Virgen de Chiquinquirá");
    CHECK(day_at(*calendars, "05250", "2026-07-14").is_school_day);
    CHECK(day_at(*calendars, "05250", "2026-04-20").is_rainy);
    CHECK_FALSE(day_at(*calendars, "05250", "2026-07-18").is_school_day);
    CHECK_FALSE(day_at(*calendars, "05250", "2027-02-01").is_school_day);
}

TEST_CASE("the Peruvian example has the four blocks of nine weeks of its resolution") {
    const auto calendars = read_calendars(example("apostemos"));
    REQUIRE(calendars);
    const auto calendar = calendars->at("010101");
    REQUIRE(calendar);
    const auto [days, weeks] = lesson_days_and_weeks(*calendar);
    CHECK(weeks == 36);
    // 36 weeks of 5 days without Holy Thursday and Friday (2 and 3 April: Easter is on 5 April), 1 May, 29 June, 23
    // July, 8 October and 8 and 9 December, all between Monday and Friday.
    CHECK(days == 36 * 5 - 8);
}

TEST_CASE("a narrower territory adds its feasts and decides its own days") {
    const std::map<std::string, std::string> files{
        {"calendar/a.yaml", head + "spans:\n  - {kind: lessons, from: 2026-02-02, to: 2026-06-12, name: Uno}\n"},
        {"calendar/b.yaml",
         "format: 1\ncode: b\nname: B\ncountry: CO\nterritories: ['05250']\nvalid_from: 2026-01-01\nvalid_to: "
         "2026-12-31\n"
         "spans:\n  - {kind: feast, from: 2026-02-10, to: 2026-02-11, name: Fiestas}\n"
         "overrides:\n  - {date: 2026-02-14, school_day: true, reason: Repone un paro}\n"
         "  - {date: 2026-02-11, school_day: true, reason: Media jornada}\n"}};
    auto check = check_calendars(files);
    REQUIRE(check.problems.empty());
    const CalendarSet calendars(std::move(check.calendars));
    CHECK(day_at(calendars, "05001", "2026-02-10").is_school_day);
    CHECK(day_at(calendars, "05250", "2026-02-10").kind == SpanKind::feast);
    CHECK(day_at(calendars, "05250", "2026-02-11").is_school_day);
    CHECK(day_at(calendars, "05250", "2026-02-14").is_school_day);
    CHECK(day_at(calendars, "05001", "2026-02-14").reason == "fin de semana");
    CHECK(day_at(calendars, "05250", "2026-07-01").reason == "fuera del periodo de clases");
    CHECK(calendars.at("23001").error().code == ProblemCode::not_found);
}

TEST_CASE("a calendar file that is wrong is refused with its line") {
    struct Case {
        std::string name;
        std::string text;
        std::string field;
    };
    const std::vector<Case> cases{
        {"no YAML", "a: [", "calendar/a.yaml:1"},
        {"another format", "format: 2\n", "calendar/a.yaml:1"},
        {"a key too many", head + "colour: red\n", "calendar/a.yaml:8"},
        {"no such kind", head + "spans:\n  - {kind: party, from: 2026-02-02, name: x}\n", "calendar/a.yaml:9"},
        {"ends early", head + "spans:\n  - {kind: feast, from: 2026-02-02, to: 2026-02-01, name: x}\n",
         "calendar/a.yaml:9"},
        {"outside", head + "spans:\n  - {kind: feast, from: 2027-02-02, name: x}\n", "calendar/a.yaml:9"},
        {"overlap",
         head + "spans:\n  - {kind: lessons, from: 2026-02-02, to: 2026-03-01, name: x}\n"
                "  - {kind: recess, from: 2026-03-01, name: y}\n",
         "calendar/a.yaml:10"},
        {"no weekday", head + "weekdays: [lunes]\n", "calendar/a.yaml:8"},
        {"twice",
         head + "overrides:\n  - {date: 2026-02-02, school_day: no, reason: x}\n  - {date: 2026-02-02, school_day: no, "
                "reason: x}\n",
         "calendar/a.yaml:10"},
    };
    for (const auto& c : cases) {
        CAPTURE(c.name);
        const auto check = check_calendars({{"calendar/a.yaml", c.text}});
        REQUIRE_FALSE(check.problems.empty());
        CHECK(check.problems.front().field == c.field);
    }
    CHECK(check_calendars({{"calendar/a.yaml", head}, {"calendar/b.yaml", head}}).problems.size() == 1);
}

TEST_CASE("a calendar is written as it is read") {
    auto check = check_calendars(
        {{"calendar/a.yaml", head + "weekdays: [monday, saturday]\nspans:\n  - {kind: strike, from: 2026-02-02, to: "
                                    "2026-02-03, name: \"d'un paro: #1\"}\noverrides:\n  - {date: 2026-02-03, "
                                    "school_day: sí, reason: x}\n"}});
    REQUIRE(check.problems.empty());
    const auto text = to_calendar_file(check.calendars.front());
    const auto again = check_calendars({{"calendar/a.yaml", text}});
    REQUIRE(again.problems.empty());
    CHECK(again.calendars.front().spans.front().name == "d'un paro: #1");
    CHECK(again.calendars.front().weekdays == check.calendars.front().weekdays);
    CHECK(to_calendar_file(again.calendars.front()) == text);
}

}  // namespace minka::planning
