#include "documents/icalendar.h"

#include <doctest/doctest.h>

namespace minka::documents {
namespace {

LocalDate on(unsigned month, unsigned day) { return LocalDate::of(2026, month, day).value(); }

std::string around(const std::string& inside) {
    return "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n" + inside + "END:VEVENT\r\nEND:VCALENDAR\r\n";
}

}  // namespace

TEST_CASE("an event of whole days ends the day before its written end") {
    const auto events = parse_icalendar(
        around("DTSTART;VALUE=DATE:20260713\r\nDTEND;VALUE=DATE:20260715\r\nSUMMARY:Fiesta\\, la\r\n  grande\\nX\r\n"),
        "a");
    REQUIRE(events);
    REQUIRE(events->size() == 1);
    CHECK(events->front().from == on(7, 13));
    CHECK(events->front().to == on(7, 14));
    CHECK(events->front().summary == "Fiesta, la grande\nX");
    CHECK_FALSE(events->front().start_minute);
}

TEST_CASE("a time keeps its digits, and a quoted colon ends no name") {
    const auto events =
        parse_icalendar(around("DTSTART;TZID=\"a:b\":20260713T080500\nDTEND:20260713T100000Z\nUID:7\n"), "a");
    REQUIRE(events);
    CHECK(events->front().start_minute == 485);
    CHECK(events->front().end_minute == 600);
}

TEST_CASE("alarms and other components are passed over") {
    const auto events = parse_icalendar(
        "BEGIN:VCALENDAR\nBEGIN:VTIMEZONE\nRRULE:X\nEND:VTIMEZONE\nBEGIN:VEVENT\nDTSTART:20260101\n"
        "BEGIN:VALARM\nDURATION:PT1H\nEND:VALARM\nEND:VEVENT\nEND:VCALENDAR",
        "a");
    REQUIRE(events);
    CHECK(events->size() == 1);
}

TEST_CASE("what cannot be read is refused with its line") {
    struct Case {
        std::string name;
        std::string text;
        std::string field;
    };
    const std::vector<Case> cases{
        {"empty", "", "a:1"},
        {"something else", "hello\n", "a:1"},
        {"no start", around("UID:1\n"), "a:4"},
        {"no date", around("DTSTART:20260231\n"), "a:3"},
        {"too short", around("DTSTART:2026\n"), "a:3"},
        {"no hour", around("DTSTART:20260101T250000\n"), "a:3"},
        {"ends early", around("DTSTART:20260105\nDTEND:20260101\n"), "a:5"},
        {"repeats", around("DTSTART:20260105\nRRULE:FREQ=DAILY\n"), "a:4"},
        {"does not end", "BEGIN:VCALENDAR\nBEGIN:VEVENT\n", "a:2"},
        {"ends what is not open", "BEGIN:VCALENDAR\nEND:VEVENT\n", "a:2"},
        {"no UTF-8", "BEGIN:VCALENDAR\nX:\xff\n", "a:2"},
    };
    for (const auto& c : cases) {
        CAPTURE(c.name);
        const auto events = parse_icalendar(c.text, "a");
        REQUIRE_FALSE(events);
        CHECK(events.error().code == ProblemCode::malformed_file);
        CHECK(events.error().field == c.field);
    }
}

TEST_CASE("events come back as they were written, on short lines") {
    std::string summary;
    for (int i = 0; i < 60; ++i) {
        summary += "ñandú, ";
    }
    std::vector<CalendarEvent> events{{"1", summary, "a;b\\c\nd", on(3, 1), on(3, 4), {}, {}},
                                      {"2", "x", "", on(5, 6), on(5, 6), 480, 615}};
    const auto text = to_icalendar(events, "Pareja 3", Instant{0});
    std::size_t start = 0;
    for (auto end = text.find("\r\n"); end != std::string::npos; end = text.find("\r\n", start)) {
        CHECK(end - start <= 75);
        start = end + 2;
    }
    CHECK(start == text.size());
    const auto back = parse_icalendar(text, "a");
    REQUIRE(back);
    REQUIRE(back->size() == 2);
    for (std::size_t i = 0; i < 2; ++i) {
        CHECK((*back)[i].uid == events[i].uid);
        CHECK((*back)[i].summary == events[i].summary);
        CHECK((*back)[i].description == events[i].description);
        CHECK((*back)[i].from == events[i].from);
        CHECK((*back)[i].to == events[i].to);
        CHECK((*back)[i].start_minute == events[i].start_minute);
        CHECK((*back)[i].end_minute == events[i].end_minute);
    }
}

}  // namespace minka::documents
