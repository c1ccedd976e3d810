#include "documents/icalendar.h"

#include <fmt/format.h>

namespace minka::documents {
namespace {

constexpr std::size_t most_octets = 75;

std::string escaped(std::string_view text) {
    std::string value;
    for (const char c : text) {
        if (c == '\n') {
            value += "\\n";
        } else if (c == '\\' || c == ';' || c == ',') {
            value += '\\';
            value += c;
        } else if (c != '\r') {
            value += c;
        }
    }
    return value;
}

/// Lines of at most 75 octets, never within a character.
void add_line(std::string& out, std::string_view line) {
    std::size_t room = most_octets;
    while (line.size() > room) {
        auto cut = room;
        while (cut > 0 && (static_cast<unsigned char>(line[cut]) & 0xC0U) == 0x80U) {
            --cut;
        }
        out += line.substr(0, cut);
        out += "\r\n ";
        line.remove_prefix(cut);
        room = most_octets - 1;
    }
    out += line;
    out += "\r\n";
}

std::string compact(LocalDate date) { return fmt::format("{:04}{:02}{:02}", date.year(), date.month(), date.day()); }

std::string compact(LocalDate date, int minute) {
    return fmt::format("{}T{:02}{:02}00", compact(date), minute / 60, minute % 60);
}

}  // namespace

std::string to_icalendar(const std::vector<CalendarEvent>& events, std::string_view calendar_name, Instant stamped) {
    std::string out;
    add_line(out, "BEGIN:VCALENDAR");
    add_line(out, "VERSION:2.0");
    add_line(out, "PRODID:-//Minka//Calendar//ES");
    add_line(out, "X-WR-CALNAME:" + escaped(calendar_name));
    const auto stamp = compact(utc_date(stamped)) + "T000000Z";
    for (const auto& event : events) {
        add_line(out, "BEGIN:VEVENT");
        add_line(out, "UID:" + escaped(event.uid));
        add_line(out, "DTSTAMP:" + stamp);
        if (event.start_minute) {
            add_line(out, "DTSTART:" + compact(event.from, *event.start_minute));
            add_line(out, "DTEND:" + compact(event.to, event.end_minute.value_or(*event.start_minute)));
        } else {
            add_line(out, "DTSTART;VALUE=DATE:" + compact(event.from));
            add_line(out, "DTEND;VALUE=DATE:" + compact(event.to.plus_days(1)));
        }
        add_line(out, "SUMMARY:" + escaped(event.summary));
        if (!event.description.empty()) {
            add_line(out, "DESCRIPTION:" + escaped(event.description));
        }
        add_line(out, "END:VEVENT");
    }
    add_line(out, "END:VCALENDAR");
    return out;
}

}  // namespace minka::documents
