#include "planning/calendar_file.h"

#include "documents/yaml.h"
#include "programme/programme_folder.h"

#include <fmt/format.h>

#include <algorithm>

namespace minka::planning {
namespace {

using documents::YamlNode;
using documents::YamlProblems;
using documents::YamlReader;

constexpr std::array<std::string_view, 2> countries{"CO", "PE"};
constexpr std::array<std::string_view, 7> weekday_names{"sunday",   "monday", "tuesday", "wednesday",
                                                        "thursday", "friday", "saturday"};

void check_inside(const SchoolCalendar& calendar, LocalDate date, YamlReader& reader, std::string_view key) {
    if (date < calendar.valid_from || date > calendar.valid_to) {
        reader.problem(key, fmt::format("{} is outside the calendar's own dates.", date.text()));
    }
}

void read_span(const YamlNode& node, SchoolCalendar& calendar, YamlProblems& problems) {
    YamlReader reader(node, problems);
    CalendarSpan span;
    span.kind = static_cast<SpanKind>(reader.choice("kind", span_kind_names));
    span.from = reader.date("from");
    span.to = reader.optional_date("to").value_or(span.from);
    span.name = reader.text("name");
    reader.finish();
    if (!problems.empty()) {
        return;
    }
    check_inside(calendar, span.from, reader, "from");
    check_inside(calendar, span.to, reader, "to");
    if (span.to < span.from) {
        reader.problem("to", "The stretch ends before it begins.");
    }
    if (span.kind <= SpanKind::recess) {
        const auto other = std::ranges::find_if(calendar.spans, [&](const CalendarSpan& each) {
            return each.kind <= SpanKind::recess && each.from <= span.to && span.from <= each.to;
        });
        if (other != calendar.spans.end()) {
            reader.problem("from", fmt::format("«{}» and «{}» overlap.", span.name, other->name));
        }
    }
    calendar.spans.push_back(std::move(span));
}

void read_override(const YamlNode& node, SchoolCalendar& calendar, YamlProblems& problems) {
    YamlReader reader(node, problems);
    CalendarOverride decided;
    decided.date = reader.date("date");
    decided.is_school_day = reader.boolean("school_day");
    decided.reason = reader.text("reason");
    reader.finish();
    if (!problems.empty()) {
        return;
    }
    check_inside(calendar, decided.date, reader, "date");
    if (std::ranges::find(calendar.overrides, decided.date, &CalendarOverride::date) != calendar.overrides.end()) {
        reader.problem("date", "This date is decided twice.");
    }
    calendar.overrides.push_back(std::move(decided));
}

unsigned read_weekdays(YamlReader& reader) {
    unsigned weekdays = 0;
    for (const auto& word : reader.optional_text_list("weekdays")) {
        const auto place = std::ranges::find(weekday_names, word);
        if (place == weekday_names.end()) {
            reader.problem("weekdays", fmt::format("«{}» is no day of the week (monday to sunday).", word));
        } else {
            weekdays |= 1U << (place - weekday_names.begin());
        }
    }
    return weekdays;
}

SchoolCalendar read_calendar(const YamlNode& root, YamlProblems& problems) {
    YamlReader reader(root, problems);
    SchoolCalendar calendar;
    reader.integer("format", 1, 1);
    calendar.code = reader.text("code");
    calendar.name = reader.text("name");
    calendar.country = static_cast<Country>(reader.choice("country", countries));
    calendar.territories = reader.optional_text_list("territories");
    calendar.valid_from = reader.date("valid_from");
    calendar.valid_to = reader.date("valid_to");
    calendar.weekdays = read_weekdays(reader);
    const auto spans = reader.optional_sequence("spans");
    const auto overrides = reader.optional_sequence("overrides");
    reader.finish();
    if (!problems.empty()) {
        return calendar;
    }
    if (calendar.valid_to < calendar.valid_from) {
        reader.problem("valid_to", "The calendar ends before it begins.");
    }
    for (const auto& node : spans) {
        read_span(node, calendar, problems);
    }
    for (const auto& node : overrides) {
        read_override(node, calendar, problems);
    }
    return calendar;
}

/// In single quotes, where only the quote itself needs care.
std::string quoted(const std::string& text) {
    std::string result = "'";
    for (const char c : text) {
        result += c == '\n' ? ' ' : c;
        if (c == '\'') {
            result += '\'';
        }
    }
    return result + "'";
}

}  // namespace

CalendarCheck check_calendars(const std::map<std::string, std::string>& files) {
    CalendarCheck check;
    for (const auto& [path, text] : files) {
        if (!path.starts_with("calendar/") || !path.ends_with(".yaml")) {
            continue;
        }
        const auto root = documents::parse_yaml(text, path);
        if (!root) {
            check.problems.push_back(root.error());
            continue;
        }
        YamlProblems problems(path);
        auto calendar = read_calendar(*root, problems);
        if (std::ranges::find(check.calendars, calendar.code, &SchoolCalendar::code) != check.calendars.end()) {
            problems.add(*root, fmt::format("The code «{}» belongs to another calendar.", calendar.code));
        }
        const auto found = problems.list();
        check.problems.insert(check.problems.end(), found.begin(), found.end());
        check.calendars.push_back(std::move(calendar));
    }
    return check;
}

Result<CalendarSet> read_calendars(const std::filesystem::path& programme_folder) {
    MINKA_TRY_ASSIGN(const auto files, programme::read_folder_files(programme_folder));
    auto check = check_calendars(files);
    if (!check.problems.empty()) {
        return std::unexpected(check.problems.front());
    }
    if (check.calendars.empty()) {
        return problem(ProblemCode::not_found, "The programme folder has no calendar/*.yaml.",
                       programme_folder.string());
    }
    return CalendarSet(std::move(check.calendars));
}

std::string to_calendar_file(const SchoolCalendar& calendar) {
    auto text = fmt::format("format: 1\ncode: {}\nname: {}\ncountry: {}\n", quoted(calendar.code),
                            quoted(calendar.name), countries[static_cast<std::size_t>(calendar.country)]);
    if (!calendar.territories.empty()) {
        text += "territories:\n";
        for (const auto& code : calendar.territories) {
            text += fmt::format("  - {}\n", quoted(code));
        }
    }
    text += fmt::format("valid_from: {}\nvalid_to: {}\n", calendar.valid_from.text(), calendar.valid_to.text());
    if (calendar.weekdays != 0) {
        text += "weekdays:\n";
        for (std::size_t day = 0; day < weekday_names.size(); ++day) {
            text += (calendar.weekdays >> day & 1U) != 0 ? fmt::format("  - {}\n", weekday_names[day]) : "";
        }
    }
    text += calendar.spans.empty() ? "" : "spans:\n";
    for (const auto& span : calendar.spans) {
        text += fmt::format("  - {{kind: {}, from: {}, to: {}, name: {}}}\n",
                            span_kind_names[static_cast<std::size_t>(span.kind)], span.from.text(), span.to.text(),
                            quoted(span.name));
    }
    text += calendar.overrides.empty() ? "" : "overrides:\n";
    for (const auto& decided : calendar.overrides) {
        text += fmt::format("  - {{date: {}, school_day: {}, reason: {}}}\n", decided.date.text(),
                            decided.is_school_day, quoted(decided.reason));
    }
    return text;
}

}  // namespace minka::planning
