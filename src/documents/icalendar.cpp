#include "documents/icalendar.h"

#include "base/text.h"
#include "documents/icalendar_lines.h"
#include "documents/recurrence.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace minka::documents {
namespace {

constexpr std::size_t most_bytes = 8U << 20U;
constexpr std::size_t most_events = 50'000;
constexpr std::size_t most_days_looked_at = 5'000'000;

/// An event as it is written, before its repetitions are told one by one.
struct WrittenEvent {
    CalendarEvent event;
    std::optional<CalendarMoment> start;
    std::optional<CalendarMoment> end;
    std::optional<int> minutes;  ///< of its DURATION
    std::optional<Recurrence> rule;
    std::size_t rule_line = 0;
    std::vector<LocalDate> added;
    std::set<LocalDate> removed;
    std::optional<LocalDate> replaces;  ///< the day of another event's repetition
    bool is_cancelled = false;
};

class EventReader {
public:
    EventReader(std::string_view name, const CalendarReading& reading) : name_(name), reading_(reading) {}

    Result<std::vector<CalendarEvent>> read(const std::vector<ContentLine>& lines) {
        if (lines.empty() || lines.front().name != "BEGIN" || upper_case(lines.front().value) != "VCALENDAR") {
            return wrong("The file does not begin with BEGIN:VCALENDAR.", lines.empty() ? 1 : lines.front().line);
        }
        for (const auto& line : lines) {
            MINKA_TRY(take(line));
        }
        if (!open_.empty()) {
            return wrong(fmt::format("{} does not end.", open_.back()), lines.back().line);
        }
        for (const auto& written : written_) {
            MINKA_TRY(tell(written));
        }
        return std::move(events_);
    }

private:
    std::unexpected<Problem> wrong(std::string message, std::size_t line) const {
        return problem(ProblemCode::malformed_file, std::move(message), fmt::format("{}:{}", name_, line));
    }
    std::unexpected<Problem> too_many() const {
        return problem(ProblemCode::too_large, "More than 50,000 events are not read.", std::string(name_));
    }

    Result<void> take(const ContentLine& line) {
        if (line.name == "BEGIN") {
            open_.push_back(upper_case(line.value));
            if (open_.size() > 16) {
                return wrong("Components are nested too deep.", line.line);
            }
            if (open_.back() == "VEVENT") {
                current_ = {};
            }
        } else if (line.name == "END") {
            if (open_.empty() || open_.back() != upper_case(line.value)) {
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

    Result<CalendarMoment> moment(const ContentLine& line, std::string_view value) const {
        const auto moment = calendar_moment(value, reading_.utc_offset_minutes);
        if (!moment) {
            return wrong(fmt::format("«{}» is no date.", value.substr(0, 40)), line.line);
        }
        return *moment;
    }

    Result<void> property(const ContentLine& line) {
        if (line.name == "SUMMARY") {
            current_.event.summary = unescaped_text(line.value);
        } else if (line.name == "DESCRIPTION") {
            current_.event.description = unescaped_text(line.value);
        } else if (line.name == "UID") {
            current_.event.uid = unescaped_text(line.value);
        } else if (line.name == "STATUS") {
            current_.is_cancelled = upper_case(line.value) == "CANCELLED";
        } else if (line.name == "DTSTART") {
            MINKA_TRY_ASSIGN(current_.start, moment(line, line.value));
        } else if (line.name == "DTEND") {
            MINKA_TRY_ASSIGN(current_.end, moment(line, line.value));
        } else {
            return repetition(line);
        }
        return {};
    }

    Result<void> repetition(const ContentLine& line) {
        if (line.name == "EXRULE" || line.parameters.contains("RANGE=THISANDFUTURE")) {
            return wrong(fmt::format("{} is not followed; write each day as an event.", line.name), line.line);
        }
        if (line.name == "DURATION") {
            current_.minutes = duration_minutes(line.value);
            if (!current_.minutes) {
                return wrong(fmt::format("«{}» is no duration.", line.value.substr(0, 40)), line.line);
            }
        } else if (line.name == "RRULE") {
            auto rule = Recurrence::parse(upper_case(line.value));
            if (!rule || current_.rule) {
                return wrong(rule ? "An event has two rules of repetition." : rule.error().message, line.line);
            }
            current_.rule = *std::move(rule);
            current_.rule_line = line.line;
        } else if (line.name == "RDATE" || line.name == "EXDATE") {
            for (std::string_view rest = line.value; !rest.empty();) {
                const auto comma = rest.find(',');
                MINKA_TRY_ASSIGN(const auto day, moment(line, rest.substr(0, comma)));
                rest = comma == std::string_view::npos ? std::string_view{} : rest.substr(comma + 1);
                if (line.name == "RDATE") {
                    current_.added.push_back(day.date);
                } else {
                    current_.removed.insert(day.date);
                }
            }
        } else if (line.name == "RECURRENCE-ID") {
            MINKA_TRY_ASSIGN(const auto day, moment(line, line.value));
            current_.replaces = day.date;
        }
        return {};
    }

    Result<void> close(std::size_t line) {
        if (!current_.start) {
            return wrong("An event has no start.", line);
        }
        const auto start = *current_.start;
        auto& event = current_.event;
        if (!current_.end && current_.minutes) {
            current_.end = later(start, *current_.minutes);
        }
        const auto end = current_.end.value_or(start);
        if (start.minute.has_value() != end.minute.has_value()) {
            return wrong("A start with a time needs an end with one.", line);
        }
        if (end < start) {
            return wrong("An event ends before it starts.", line);
        }
        // Whole days end on the day after the last one; some programs write them from midnight to midnight.
        const bool is_whole = !start.minute || (*start.minute == 0 && *end.minute == 0 && end.date > start.date);
        event.from = start.date;
        event.to = is_whole ? std::max(start.date, end.date.plus_days(-1)) : end.date;
        event.start_minute = is_whole ? std::nullopt : start.minute;
        event.end_minute = is_whole ? std::nullopt : end.minute;
        if (written_.size() >= most_events) {
            return too_many();
        }
        if (current_.replaces) {
            replaced_[event.uid].insert(*current_.replaces);
        }
        written_.push_back(std::move(current_));
        return {};
    }

    /// Adds the event, or what is repeated of it, where it touches the days that are asked for.
    Result<void> tell(const WrittenEvent& written) {
        if (written.is_cancelled) {
            return {};
        }
        auto days = written.added;
        const auto add = [&](LocalDate day) {
            days.push_back(day);
            return days.size() <= most_events;
        };
        if (written.rule && !written.replaces) {
            MINKA_TRY(repeat(written, add));
        } else {
            add(written.event.from);
        }
        if (days.size() > most_events) {
            return too_many();
        }
        std::ranges::sort(days);
        days.erase(std::ranges::unique(days).begin(), days.end());
        const auto replaced = replaced_.find(written.event.uid);
        const int length = days_between(written.event.from, written.event.to);
        for (const auto day : days) {
            const bool is_elsewhere =
                !written.replaces && replaced != replaced_.end() && replaced->second.contains(day);
            const auto to = day.plus_days(length);
            if (is_elsewhere || written.removed.contains(day) || (reading_.from && to < *reading_.from) ||
                (reading_.to && day > *reading_.to)) {
                continue;
            }
            if (events_.size() >= most_events) {
                return too_many();
            }
            events_.push_back(written.event);
            events_.back().from = day;
            events_.back().to = to;
        }
        return {};
    }

    template <typename Add>
    Result<void> repeat(const WrittenEvent& written, const Add& add) {
        const auto& rule = *written.rule;
        std::optional<CalendarMoment> until;
        if (!rule.until.empty()) {
            until = calendar_moment(rule.until, reading_.utc_offset_minutes);
            if (!until) {
                return wrong(fmt::format("«{}» is no date.", rule.until.substr(0, 40)), written.rule_line);
            }
        } else if (rule.is_endless() && !reading_.to) {
            return wrong(fmt::format("«{}» repeats without end; say up to which day.", written.event.summary),
                         written.rule_line);
        }
        constexpr int last_year = 2199;
        MINKA_TRY_ASSIGN(auto last, LocalDate::of(last_year, 12, 31));
        last = std::min({last, until ? until->date : last, reading_.to.value_or(last)});
        const auto start = *written.start;
        int told = 0;
        looked_at_ += rule.for_each(start.date, last, [&](LocalDate day) {
            const bool is_late = until && until->minute && start.minute && CalendarMoment{day, start.minute} > *until;
            return !is_late && add(day) && (!rule.count || ++told < *rule.count);
        });
        if (looked_at_ > most_days_looked_at) {
            return problem(ProblemCode::too_large, "The calendar has too many repetitions.", std::string(name_));
        }
        return {};
    }

    std::string_view name_;
    CalendarReading reading_;
    std::vector<std::string> open_;
    WrittenEvent current_;
    std::vector<WrittenEvent> written_;
    std::map<std::string, std::set<LocalDate>> replaced_;  ///< by UID
    std::vector<CalendarEvent> events_;
    std::size_t looked_at_ = 0;
};

}  // namespace

Result<std::vector<CalendarEvent>> parse_icalendar(std::string_view text, std::string_view name,
                                                   const CalendarReading& reading) {
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
    return EventReader(name, reading).read(content_lines(text));
}

}  // namespace minka::documents
