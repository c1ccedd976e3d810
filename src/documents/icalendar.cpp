#include "documents/icalendar.h"

#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace minka::documents {
namespace {

constexpr std::size_t most_bytes = 8U << 20U;
constexpr std::size_t most_events = 50'000;
constexpr std::size_t most_octets = 75;

/// A line as it was before folding: NAME;PARAMETER=x:value.
struct ContentLine {
    std::string name;
    std::string parameters;
    std::string value;
    std::size_t line = 0;
};

std::string upper(std::string_view text) {
    std::string result(text);
    std::ranges::transform(result, result.begin(),
                           [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    return result;
}

/// The place of the colon that ends name and parameters; quotes may hold others.
std::size_t colon_of(std::string_view line) {
    bool is_quoted = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (line[i] == '"') {
            is_quoted = !is_quoted;
        } else if (line[i] == ':' && !is_quoted) {
            return i;
        }
    }
    return std::string_view::npos;
}

std::vector<ContentLine> content_lines(std::string_view text) {
    std::vector<std::pair<std::string, std::size_t>> unfolded;
    std::size_t number = 0;
    while (!text.empty()) {
        const auto end = text.find('\n');
        auto line = text.substr(0, end);
        text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
        ++number;
        if (line.ends_with('\r')) {
            line.remove_suffix(1);
        }
        if (!unfolded.empty() && (line.starts_with(' ') || line.starts_with('\t'))) {
            unfolded.back().first += line.substr(1);
        } else if (!line.empty()) {
            unfolded.emplace_back(line, number);
        }
    }
    std::vector<ContentLine> lines;
    for (auto& [line, at] : unfolded) {
        const auto colon = colon_of(line);
        const auto head = std::string_view(line).substr(0, colon);
        const auto semicolon = head.find(';');
        lines.push_back({upper(head.substr(0, semicolon)),
                         semicolon == std::string_view::npos ? "" : upper(head.substr(semicolon)),
                         colon == std::string_view::npos ? "" : line.substr(colon + 1), at});
    }
    return lines;
}

std::string unescaped(std::string_view value) {
    std::string text;
    for (std::size_t i = 0; i < value.size(); ++i) {
        if (value[i] != '\\' || i + 1 == value.size()) {
            text += value[i];
        } else {
            ++i;
            text += value[i] == 'n' || value[i] == 'N' ? '\n' : value[i];
        }
    }
    return text;
}

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

struct Moment {
    LocalDate date;
    std::optional<int> minute;
};

std::optional<int> digits(std::string_view text, std::size_t from, std::size_t count) {
    int value = 0;
    const auto part = text.substr(from, count);
    const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), value);
    return part.size() == count && error == std::errc{} && end == part.data() + count && value >= 0
               ? std::optional(value)
               : std::nullopt;
}

/// "20260113", "20260113T080000" or "20260113T080000Z".
std::optional<Moment> moment_of(std::string_view text) {
    const bool has_time = text.size() == 15 || (text.size() == 16 && text[15] == 'Z');
    if (text.size() != 8 && !(has_time && text[8] == 'T')) {
        return std::nullopt;
    }
    const auto year = digits(text, 0, 4);
    const auto month = digits(text, 4, 2);
    const auto day = digits(text, 6, 2);
    if (!year || !month || !day || *year < 1900 || *year > 2199) {
        return std::nullopt;
    }
    const auto date = LocalDate::of(*year, static_cast<unsigned>(*month), static_cast<unsigned>(*day));
    if (!date) {
        return std::nullopt;
    }
    if (!has_time) {
        return Moment{*date, std::nullopt};
    }
    const auto hour = digits(text, 9, 2);
    const auto minute = digits(text, 11, 2);
    if (!hour || !minute || !digits(text, 13, 2) || *hour > 23 || *minute > 59) {
        return std::nullopt;
    }
    return Moment{*date, 60 * *hour + *minute};
}

class EventReader {
public:
    explicit EventReader(std::string_view name) : name_(name) {}

    Result<std::vector<CalendarEvent>> read(const std::vector<ContentLine>& lines) {
        if (lines.empty() || lines.front().name != "BEGIN" || upper(lines.front().value) != "VCALENDAR") {
            return wrong("The file does not begin with BEGIN:VCALENDAR.", lines.empty() ? 1 : lines.front().line);
        }
        for (const auto& line : lines) {
            MINKA_TRY(take(line));
        }
        if (!open_.empty()) {
            return wrong(fmt::format("{} does not end.", open_.back()), lines.back().line);
        }
        return std::move(events_);
    }

private:
    std::unexpected<Problem> wrong(std::string message, std::size_t line) const {
        return problem(ProblemCode::malformed_file, std::move(message), fmt::format("{}:{}", name_, line));
    }

    Result<void> take(const ContentLine& line) {
        if (line.name == "BEGIN") {
            open_.push_back(upper(line.value));
            if (open_.size() > 16) {
                return wrong("Components are nested too deep.", line.line);
            }
            if (open_.back() == "VEVENT") {
                event_ = {};
                start_.reset();
                end_.reset();
            }
        } else if (line.name == "END") {
            if (open_.empty() || open_.back() != upper(line.value)) {
                return wrong(fmt::format("END:{} ends nothing that is open.", line.value.substr(0, 40)), line.line);
            }
            if (open_.back() == "VEVENT") {
                MINKA_TRY(close(line.line));
            }
            open_.pop_back();
        } else if (!open_.empty() && open_.back() == "VEVENT") {
            return property(line);
        }
        return {};
    }

    Result<void> property(const ContentLine& line) {
        if (line.name == "RRULE" || line.name == "RDATE" || line.name == "DURATION") {
            return wrong(fmt::format("{} is not followed; write each day as an event with its end.", line.name),
                         line.line);
        }
        if (line.name == "SUMMARY") {
            event_.summary = unescaped(line.value);
        } else if (line.name == "DESCRIPTION") {
            event_.description = unescaped(line.value);
        } else if (line.name == "UID") {
            event_.uid = unescaped(line.value);
        } else if (line.name == "DTSTART" || line.name == "DTEND") {
            const auto moment = moment_of(line.value);
            if (!moment) {
                return wrong(fmt::format("«{}» is no date.", line.value.substr(0, 40)), line.line);
            }
            (line.name == "DTSTART" ? start_ : end_) = moment;
        }
        return {};
    }

    Result<void> close(std::size_t line) {
        if (!start_) {
            return wrong("An event has no start.", line);
        }
        event_.from = start_->date;
        event_.to = start_->date;
        if (end_) {
            if (start_->minute.has_value() != end_->minute.has_value()) {
                return wrong("A start with a time needs an end with one.", line);
            }
            // The end of whole days is the day after the last one.
            event_.to = start_->minute ? end_->date : std::max(start_->date, end_->date.plus_days(-1));
            if (end_->date < start_->date ||
                (event_.to == event_.from && start_->minute && *end_->minute < *start_->minute)) {
                return wrong("An event ends before it starts.", line);
            }
        }
        event_.start_minute = start_->minute;
        event_.end_minute = end_ ? end_->minute : start_->minute;
        if (events_.size() >= most_events) {
            return problem(ProblemCode::too_large, "More than 50,000 events are not read.", std::string(name_));
        }
        events_.push_back(event_);
        return {};
    }

    std::string_view name_;
    std::vector<std::string> open_;
    std::vector<CalendarEvent> events_;
    CalendarEvent event_;
    std::optional<Moment> start_;
    std::optional<Moment> end_;
};

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

Result<std::vector<CalendarEvent>> parse_icalendar(std::string_view text, std::string_view name) {
    if (text.size() > most_bytes) {
        return problem(ProblemCode::too_large, "The calendar is larger than 8 MiB.", std::string(name));
    }
    if (text.starts_with("\xEF\xBB\xBF")) {
        text.remove_prefix(3);
    }
    if (const auto place = first_invalid_utf8(text)) {
        const auto line = 1 + std::ranges::count(text.substr(0, *place), '\n');
        return problem(ProblemCode::malformed_file, "The calendar is not UTF-8.", fmt::format("{}:{}", name, line));
    }
    return EventReader(name).read(content_lines(text));
}

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
