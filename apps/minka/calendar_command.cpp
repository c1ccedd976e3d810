#include "commands.h"
#include "documents/icalendar.h"
#include "documents/json.h"
#include "output_file.h"
#include "planning/calendar_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <sstream>

namespace minka::cli {

namespace {

using documents::json_object;
using documents::JsonArray;

struct CalendarWords {
    std::string programme = ".";
    std::string territory;
    int year = 0;
    std::string icalendar;
    bool is_json = false;
    std::string file;
    std::string code;
    std::string name;
    std::string country;
    std::string kind;
    std::string from;
    std::string to;
};

/// Days one after the other that are alike.
struct Stretch {
    planning::CalendarDay first;
    LocalDate last;
};

/// The year in stretches; weekends break none and are told nowhere.
std::vector<Stretch> stretches_of(const std::vector<planning::CalendarDay>& days) {
    std::vector<Stretch> stretches;
    for (const auto& day : days) {
        if (day.reason == "fin de semana") {
            continue;
        }
        const bool goes_on = !stretches.empty() && stretches.back().first.reason == day.reason &&
                             stretches.back().first.is_school_day == day.is_school_day &&
                             stretches.back().first.is_rainy == day.is_rainy;
        if (goes_on) {
            stretches.back().last = day.date;
        } else {
            stretches.push_back({day, day.date});
        }
    }
    return stretches;
}

Result<std::string> read_text(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) {
        return problem(ProblemCode::io_failed, "The file cannot be read.", path);
    }
    std::ostringstream text;
    text << file.rdbuf();
    return std::move(text).str();
}

std::string kind_word(const planning::CalendarDay& day) {
    return day.kind ? std::string(planning::span_kind_names[static_cast<std::size_t>(*day.kind)]) : std::string();
}

Result<void> write_icalendar(const CalendarWords& words, const std::vector<Stretch>& stretches) {
    std::vector<documents::CalendarEvent> events;
    for (const auto& stretch : stretches) {
        if (stretch.first.is_school_day || stretch.first.reason.starts_with("fuera")) {
            continue;
        }
        documents::CalendarEvent event;
        event.uid = fmt::format("{}-{}@minka", words.territory, stretch.first.date.text());
        event.summary = stretch.first.reason;
        event.from = stretch.first.date;
        event.to = stretch.last;
        events.push_back(std::move(event));
    }
    MINKA_TRY_ASSIGN(const auto stamped, parse_instant(fmt::format("{}-01-01", words.year)));
    return write_output_file(words.icalendar, documents::to_icalendar(events, words.territory, stamped));
}

void print_json(CommandContext& context, const CalendarWords& words, const std::vector<planning::CalendarDay>& days) {
    JsonArray all;
    std::int64_t school_days = 0;
    for (const auto& day : days) {
        school_days += day.is_school_day ? 1 : 0;
        all.push_back(json_object({{"date", day.date.text()},
                                   {"school_day", day.is_school_day},
                                   {"rains", day.is_rainy},
                                   {"kind", kind_word(day)},
                                   {"reason", day.reason}}));
    }
    context.out() << documents::to_pretty_json(json_object({{"territory", words.territory},
                                                            {"year", std::int64_t{words.year}},
                                                            {"school_days", school_days},
                                                            {"days", std::move(all)}}))
                  << "\n";
}

void print_stretches(CommandContext& context, const planning::PlaceCalendar& calendar,
                     const std::vector<planning::CalendarDay>& days) {
    for (const auto* layer : calendar.layers()) {
        context.out() << layer->name << " (" << layer->code << ")\n";
    }
    for (const auto& stretch : stretches_of(days)) {
        context.out() << stretch.first.date.text();
        if (stretch.last != stretch.first.date) {
            context.out() << " a " << stretch.last.text();
        }
        context.out() << "  " << (stretch.first.is_school_day ? "clases" : stretch.first.reason)
                      << (stretch.first.is_school_day && !stretch.first.reason.empty() ? ": " + stretch.first.reason
                                                                                       : "")
                      << (stretch.first.is_rainy ? " (lluvias)" : "") << "\n";
    }
    context.out() << std::ranges::count_if(days, &planning::CalendarDay::is_school_day) << " días de clase\n";
}

Result<Exit> show(CommandContext& context, const CalendarWords& words) {
    MINKA_TRY_ASSIGN(const auto calendars, planning::read_calendars(words.programme));
    MINKA_TRY_ASSIGN(const auto calendar, calendars.at(words.territory));
    MINKA_TRY(planning::national_holidays(calendar.layers().front()->country, words.year));
    MINKA_TRY_ASSIGN(auto date, LocalDate::of(words.year, 1, 1));
    std::vector<planning::CalendarDay> days;
    for (; date.year() == words.year; date = date.plus_days(1)) {
        days.push_back(calendar.day(date));
    }
    if (!words.icalendar.empty()) {
        MINKA_TRY(write_icalendar(words, stretches_of(days)));
    }
    if (words.is_json) {
        print_json(context, words, days);
    } else {
        print_stretches(context, calendar, days);
    }
    return Exit::done;
}

Result<std::vector<documents::CalendarEvent>> events_of(const CalendarWords& words) {
    MINKA_TRY_ASSIGN(const auto text, read_text(words.file));
    documents::CalendarReading reading;
    reading.utc_offset_minutes = -5 * 60;  // Colombia and Peru, all year
    if (!words.from.empty()) {
        MINKA_TRY_ASSIGN(reading.from, LocalDate::parse(words.from));
    }
    if (!words.to.empty()) {
        MINKA_TRY_ASSIGN(reading.to, LocalDate::parse(words.to));
    }
    MINKA_TRY_ASSIGN(auto events, documents::parse_icalendar(text, words.file, reading));
    if (events.empty()) {
        return invalid("The calendar has no events on the days asked for.", words.file);
    }
    for (auto& event : events) {
        // Until midnight is not on the next day.
        event.to = event.end_minute == 0 && event.to > event.from ? event.to.plus_days(-1) : event.to;
    }
    std::ranges::stable_sort(events, {}, &documents::CalendarEvent::from);
    return events;
}

/// Prints the calendar file that says what an iCalendar file says.
Result<Exit> import(CommandContext& context, const CalendarWords& words) {
    MINKA_TRY_ASSIGN(const auto events, events_of(words));
    const auto kind = std::ranges::find(planning::span_kind_names, words.kind);
    if (kind == planning::span_kind_names.end()) {
        return invalid(fmt::format("A kind is one of {}.", fmt::join(planning::span_kind_names, ", ")), "--kind");
    }
    if (words.country != "CO" && words.country != "PE") {
        return invalid("A country is CO or PE.", "--country");
    }
    planning::SchoolCalendar calendar;
    calendar.code = words.code;
    calendar.name = words.name.empty() ? words.code : words.name;
    calendar.country = words.country == "CO" ? planning::Country::colombia : planning::Country::peru;
    calendar.territories = {words.territory};
    calendar.valid_from = events.front().from;
    calendar.valid_to = events.front().to;
    for (const auto& event : events) {
        calendar.valid_from = std::min(calendar.valid_from, event.from);
        calendar.valid_to = std::max(calendar.valid_to, event.to);
        calendar.spans.push_back({static_cast<planning::SpanKind>(kind - planning::span_kind_names.begin()), event.from,
                                  event.to, event.summary.empty() ? words.kind : event.summary});
    }
    const auto file = planning::to_calendar_file(calendar);
    const auto check = planning::check_calendars({{"calendar/" + words.code + ".yaml", file}});
    if (!check.problems.empty()) {
        return std::unexpected(check.problems.front());
    }
    if (const auto timed = std::ranges::count_if(events, [](auto& event) { return event.start_minute.has_value(); })) {
        context.err() << timed << " eventos con hora cuentan por el día entero\n";
    }
    context.out() << file;
    return Exit::done;
}

}  // namespace

void add_calendar_command(CommandTable& table) {
    auto* group = table.group("calendar", "Días de clase, festivos y recesos");
    const auto words = std::make_shared<CalendarWords>();
    auto* showing = table.command(group, "show", "Muestra el año de un territorio",
                                  [words](CommandContext& context) { return show(context, *words); });
    showing->add_option("--programme", words->programme, "La carpeta del programa")->capture_default_str();
    showing->add_option("--territory", words->territory, "Código del territorio")->required();
    showing->add_option("--year", words->year, "Año")->required();
    showing->add_option("--icalendar", words->icalendar, "Escribe además los días sin clase como iCalendar");
    showing->add_flag("--json", words->is_json, "Escribe cada día como JSON");
    auto* importing = table.command(group, "import", "Convierte un iCalendar en un archivo de calendario, a la salida",
                                    [words](CommandContext& context) { return import(context, *words); });
    importing->add_option("file", words->file, "Archivo .ics")->required();
    importing->add_option("--code", words->code, "Código del calendario")->required();
    importing->add_option("--name", words->name, "Nombre; el código si no se dice");
    importing->add_option("--country", words->country, "CO o PE")->required();
    importing->add_option("--territory", words->territory, "Código del territorio")->required();
    importing->add_option("--kind", words->kind, "feast, strike, test, recess...")->required();
    importing->add_option("--from", words->from, "Solo los días desde esta fecha");
    importing->add_option("--to", words->to, "Solo los días hasta esta fecha; hace falta si algo se repite sin fin");
}

}  // namespace minka::cli
