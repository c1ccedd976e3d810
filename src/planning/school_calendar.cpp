#include "planning/school_calendar.h"

#include <fmt/format.h>

#include <algorithm>
#include <ranges>

namespace minka::planning {
namespace {

constexpr unsigned monday_to_friday = 0b0111110;

/// How narrow a calendar's territories are for this one: the length of the code; nothing when it is not for it.
std::optional<std::size_t> narrowness(const SchoolCalendar& calendar, std::string_view territory) {
    if (calendar.territories.empty()) {
        return 0;
    }
    std::optional<std::size_t> longest;
    for (const auto& code : calendar.territories) {
        if (territory.starts_with(code)) {
            longest = std::max(longest.value_or(0), code.size());
        }
    }
    return longest;
}

bool holds(const SchoolCalendar& calendar, LocalDate date) {
    return calendar.valid_from <= date && date <= calendar.valid_to;
}

bool contains(const CalendarSpan& span, LocalDate date) { return span.from <= date && date <= span.to; }

bool is_of_school_year(SpanKind kind) {
    return kind == SpanKind::lessons || kind == SpanKind::institutional_development || kind == SpanKind::recess;
}

bool closes(SpanKind kind) { return !is_of_school_year(kind) && kind != SpanKind::rains; }

}  // namespace

const std::vector<Holiday>& PlaceCalendar::holidays(Country country, int year) const {
    const auto key = std::pair(country, year);
    auto found = holidays_.find(key);
    if (found == holidays_.end()) {
        auto days = national_holidays(country, year);
        found = holidays_.emplace(key, days ? *std::move(days) : std::vector<Holiday>{}).first;
    }
    return found->second;
}

CalendarDay PlaceCalendar::day(LocalDate date) const {
    CalendarDay day{date, false, false, std::nullopt, "fuera de los calendarios"};
    const CalendarSpan* closed = nullptr;
    const CalendarSpan* part = nullptr;
    const CalendarOverride* decided = nullptr;
    unsigned weekdays = monday_to_friday;
    std::optional<Country> country;
    for (const auto* layer : layers_) {
        if (!holds(*layer, date)) {
            continue;
        }
        country = layer->country;
        weekdays = layer->weekdays != 0 ? layer->weekdays : weekdays;
        for (const auto& span : layer->spans) {
            if (contains(span, date)) {
                day.is_rainy = day.is_rainy || span.kind == SpanKind::rains;
                closed = closes(span.kind) ? &span : closed;
                part = is_of_school_year(span.kind) ? &span : part;
            }
        }
        const auto found = std::ranges::find(layer->overrides, date, &CalendarOverride::date);
        decided = found != layer->overrides.end() ? &*found : decided;
    }
    if (!country) {
        return day;
    }
    const auto& free_days = holidays(*country, date.year());
    const auto free_day = std::ranges::find(free_days, date, &Holiday::date);
    if (decided != nullptr) {
        day.is_school_day = decided->is_school_day;
        day.reason = decided->reason;
    } else if (closed != nullptr) {
        day.kind = closed->kind;
        day.reason = closed->name;
    } else if (free_day != free_days.end()) {
        day.reason = free_day->name;
    } else if (part != nullptr && part->kind != SpanKind::lessons) {
        day.kind = part->kind;
        day.reason = part->name;
    } else if ((weekdays >> date.weekday() & 1U) == 0) {
        day.reason = "fin de semana";
    } else if (part == nullptr) {
        day.reason = "fuera del periodo de clases";
    } else {
        day = {date, true, day.is_rainy, SpanKind::lessons, {}};
    }
    return day;
}

Result<PlaceCalendar> CalendarSet::at(std::string_view territory) const {
    std::vector<std::pair<std::size_t, const SchoolCalendar*>> found;
    for (const auto& calendar : calendars_) {
        if (const auto narrow = narrowness(calendar, territory)) {
            found.emplace_back(*narrow, &calendar);
        }
    }
    if (found.empty()) {
        return problem(ProblemCode::not_found,
                       fmt::format("No calendar of the folder is for the territory «{}».", territory), "territory");
    }
    std::ranges::stable_sort(found, {}, [](const auto& each) { return each.first; });
    std::vector<const SchoolCalendar*> layers;
    std::ranges::transform(found, std::back_inserter(layers), [](const auto& each) { return each.second; });
    return PlaceCalendar(std::move(layers));
}

}  // namespace minka::planning
