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

TEST_CASE("a calendar that Google exports is read day by day, in the time of the place") {
    // 20260811T010000Z is 20:00 of the 10th at UTC-5; UNTIL is the night of 29 November.
    CalendarReading reading;
    reading.utc_offset_minutes = -300;
    const auto events = parse_icalendar(
        "BEGIN:VCALENDAR\r\nPRODID:-//Google Inc//Google Calendar 70.9054//EN\r\nVERSION:2.0\r\nCALSCALE:GREGORIAN\r\n"
        "METHOD:PUBLISH\r\nX-WR-CALNAME:Secretaría\r\nX-WR-TIMEZONE:America/Bogota\r\nBEGIN:VTIMEZONE\r\n"
        "TZID:America/Bogota\r\nBEGIN:STANDARD\r\nTZOFFSETFROM:-0500\r\nTZOFFSETTO:-0500\r\nDTSTART:19700101T000000\r\n"
        "END:STANDARD\r\nEND:VTIMEZONE\r\n"
        "BEGIN:VEVENT\r\nDTSTART:20260811T010000Z\r\nDTEND:20260811T030000Z\r\nDTSTAMP:20260101T000000Z\r\n"
        "UID:noche@google.com\r\nSTATUS:CONFIRMED\r\nSUMMARY:Velada\r\nTRANSP:OPAQUE\r\nEND:VEVENT\r\n"
        "BEGIN:VEVENT\r\nDTSTART;TZID=America/Bogota:20261109T080000\r\nDTEND;TZID=America/Bogota:20261109T100000\r\n"
        "RRULE:FREQ=WEEKLY;WKST=MO;UNTIL=20261130T045959Z;BYDAY=MO,FR\r\nEXDATE;TZID=America/Bogota:20261116T080000\r\n"
        "UID:semana@google.com\r\nSUMMARY:Paro\r\nEND:VEVENT\r\n"
        "BEGIN:VEVENT\r\nDTSTART;TZID=America/Bogota:20261121T080000\r\nDTEND;TZID=America/Bogota:20261121T100000\r\n"
        "UID:semana@google.com\r\nRECURRENCE-ID;TZID=America/Bogota:20261120T080000\r\nSUMMARY:Paro corrido\r\n"
        "END:VEVENT\r\n"
        "BEGIN:VEVENT\r\nDTSTART;TZID=America/Bogota:20261113T080000\r\nDTEND;TZID=America/Bogota:20261113T100000\r\n"
        "UID:semana@google.com\r\nRECURRENCE-ID:20261113T130000Z\r\nSTATUS:CANCELLED\r\nEND:VEVENT\r\n"
        "END:VCALENDAR\r\n",
        "a", reading);
    REQUIRE(events);
    std::vector<std::string> told;
    for (const auto& event : *events) {
        told.push_back(event.from.text() + " " + event.summary);
    }
    CHECK(told == std::vector<std::string>{"2026-08-10 Velada", "2026-11-09 Paro", "2026-11-23 Paro", "2026-11-27 Paro",
                                           "2026-11-21 Paro corrido"});
    CHECK(events->front().start_minute == 20 * 60);
}

TEST_CASE("a calendar that Outlook exports has whole days from midnight to midnight") {
    const auto events = parse_icalendar(
        "BEGIN:VCALENDAR\r\nPRODID:-//Microsoft Corporation//Outlook 16.0 MIMEDIR//EN\r\nVERSION:2.0\r\n"
        "BEGIN:VEVENT\r\nCLASS:PUBLIC\r\nDTSTART;TZID=\"SA Pacific Standard Time\":20260810T000000\r\n"
        "DTEND;TZID=\"SA Pacific Standard Time\":20260812T000000\r\nSUMMARY;LANGUAGE=es-co:Fiesta\r\n"
        "X-MICROSOFT-CDO-ALLDAYEVENT:TRUE\r\nUID:1\r\n"
        "X-ALT-DESC;FMTTYPE=text/html:<html>\\n<body>a\\;b</body>\r\n\t</html>\r\n"
        "BEGIN:VALARM\r\nTRIGGER:-PT15M\r\nACTION:DISPLAY\r\nEND:VALARM\r\nEND:VEVENT\r\n"
        "BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20260202\r\nDURATION:P2D\r\nRRULE:FREQ=MONTHLY;COUNT=2;BYDAY=MO;BYSETPOS="
        "1\r\n"
        "SUMMARY:Jornada\r\nUID:2\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
        "a");
    REQUIRE(events);
    REQUIRE(events->size() == 3);
    CHECK((*events)[0].from == on(8, 10));
    CHECK((*events)[0].to == on(8, 11));
    CHECK_FALSE((*events)[0].start_minute);
    CHECK((*events)[1].from == on(2, 2));
    CHECK((*events)[1].to == on(2, 3));
    CHECK((*events)[2].from == on(3, 2));
    CHECK((*events)[2].to == on(3, 3));
}

TEST_CASE("what repeats each year is told for the years asked for, and days can be added") {
    CalendarReading reading;
    reading.from = on(1, 1);
    reading.to = on(12, 31);
    const auto events = parse_icalendar(
        around("DTSTART;VALUE=DATE:19980810\nSUMMARY:Feria\nRRULE:FREQ=YEARLY\nRDATE;VALUE=DATE:20260901,20270901\n"),
        "a", reading);
    REQUIRE(events);
    REQUIRE(events->size() == 2);
    CHECK((*events)[0].from == on(8, 10));
    CHECK((*events)[1].from == on(9, 1));
}

TEST_CASE("repetitions beyond measure are refused, not walked") {
    CalendarReading reading;
    reading.to = LocalDate::of(2199, 12, 31).value();
    std::string many = "BEGIN:VCALENDAR\n";
    for (int i = 0; i < 100; ++i) {
        many += "BEGIN:VEVENT\nDTSTART:19000101\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30\nEND:VEVENT\n";
    }
    const auto events = parse_icalendar(many + "END:VCALENDAR\n", "a", reading);
    REQUIRE_FALSE(events);
    CHECK(events.error().code == ProblemCode::too_large);
    const auto daily = parse_icalendar(around("DTSTART:19000101\nRRULE:FREQ=DAILY\n"), "a", reading);
    REQUIRE_FALSE(daily);
    CHECK(daily.error().code == ProblemCode::too_large);
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
        {"repeats without end", around("DTSTART:20260105\nRRULE:FREQ=DAILY\n"), "a:4"},
        {"repeats by the hour", around("DTSTART:20260105\nRRULE:FREQ=HOURLY;COUNT=3\n"), "a:4"},
        {"two rules", around("DTSTART:20260105\nRRULE:FREQ=DAILY;COUNT=3\nRRULE:FREQ=DAILY;COUNT=3\n"), "a:5"},
        {"no last day", around("DTSTART:20260105\nRRULE:FREQ=DAILY;UNTIL=2026\n"), "a:4"},
        {"exceptions by rule", around("DTSTART:20260105\nEXRULE:FREQ=DAILY;COUNT=3\n"), "a:4"},
        {"all that follow", around("DTSTART:20260105\nRECURRENCE-ID;RANGE=THISANDFUTURE:20260105\n"), "a:4"},
        {"no duration", around("DTSTART:20260105\nDURATION:P1X\n"), "a:4"},
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
