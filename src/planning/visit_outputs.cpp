#include "planning/visit_outputs.h"

#include "documents/icalendar.h"
#include "documents/json.h"
#include "documents/markup.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace minka::planning {
namespace {

constexpr std::array<std::string_view, 7> weekdays{"domingo", "lunes",   "martes", "miércoles",
                                                   "jueves",  "viernes", "sábado"};

std::string clock_text(double minutes) {
    const auto whole = static_cast<int>(std::ceil(minutes));
    return fmt::format("{:02}:{:02}", whole / 60, whole % 60);
}

const SchoolToVisit& school_of(const VisitWork& work, std::uint32_t visit) {
    return work.schools[work.task.visits[visit].site];
}

bool is_hidden(const VisitWork& work, std::uint32_t visit) { return school_of(work, visit).is_high_security; }

bool is_hidden_place(const VisitWork& work, std::size_t site) {
    return site != optimize::at_base && work.schools[site].is_high_security;
}

/// When each visit begins, in minutes of its day; by visit.
std::vector<double> beginnings(const optimize::VisitPlan& plan) {
    std::vector<double> begins(plan.visits.size());
    for (const auto& day : plan.itinerary) {
        for (std::size_t i = 0; i < day.visits.size(); ++i) {
            begins[day.visits[i]] = day.begins[i];
        }
    }
    return begins;
}

documents::JsonArray position(const GeoPoint& point) {
    documents::JsonArray pair;
    pair.push_back(point.longitude);
    pair.push_back(point.latitude);
    return pair;
}

Span span_of(const std::vector<double>& values) {
    if (values.empty()) {
        return {};
    }
    const auto [least, most] = std::ranges::minmax(values);
    return {least, std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size()), most};
}

GeoPoint point_of(const VisitWork& work, std::uint32_t team, std::size_t site) {
    return site == optimize::at_base ? work.teams[team].base : work.schools[site].point;
}

}  // namespace

std::vector<std::vector<std::string>> visit_rows(const VisitWork& work, const optimize::VisitPlan& plan) {
    std::vector<std::vector<std::string>> rows{
        {"school", "visit", "date", "weekday", "begins", "ends", "team", "reason"}};
    const auto begins = beginnings(plan);
    for (std::uint32_t visit = 0; visit < plan.visits.size(); ++visit) {
        if (is_hidden(work, visit)) {
            continue;
        }
        const auto& at = plan.visits[visit];
        const auto& asked = work.task.visits[visit];
        std::vector<std::string> row{school_of(work, visit).code, std::to_string(work.numbers[visit] + 1)};
        if (at.is_planned) {
            const auto date = work.date_of(at.day);
            row.insert(row.end(), {date.text(), std::string(weekdays[date.weekday()]), clock_text(begins[visit]),
                                   clock_text(begins[visit] + asked.length), work.teams[at.pair].code, ""});
        } else {
            row.insert(row.end(), {"", "", "", "", "", std::string(block_sentence(at.block))});
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

std::string team_calendar(const VisitWork& work, const optimize::VisitPlan& plan, std::uint32_t team, Instant stamped) {
    std::vector<documents::CalendarEvent> events;
    for (const auto& day : plan.itinerary) {
        for (std::size_t i = 0; day.pair == team && i < day.visits.size(); ++i) {
            const auto visit = day.visits[i];
            if (is_hidden(work, visit)) {
                continue;
            }
            documents::CalendarEvent event;
            const auto number = work.numbers[visit] + 1;
            event.uid = fmt::format("{}-{}-{}@minka", work.cycle.code, school_of(work, visit).code, number);
            event.summary = fmt::format("Visita {} a la escuela {}", number, school_of(work, visit).code);
            event.from = work.date_of(day.day);
            event.to = event.from;
            event.start_minute = static_cast<int>(std::ceil(day.begins[i]));
            event.end_minute = static_cast<int>(std::ceil(day.begins[i] + work.task.visits[visit].length));
            events.push_back(std::move(event));
        }
    }
    return documents::to_icalendar(events, fmt::format("{} {}", work.cycle.code, work.teams[team].code), stamped);
}

std::string route_geojson(const VisitWork& work, const optimize::VisitPlan& plan) {
    documents::JsonArray features;
    for (const auto& day : plan.itinerary) {
        const bool is_hidden_day = is_hidden_place(work, day.wakes_at) || is_hidden_place(work, day.sleeps_at) ||
                                   std::ranges::any_of(day.visits, [&](auto visit) { return is_hidden(work, visit); });
        if (is_hidden_day) {
            continue;
        }
        documents::JsonArray line;
        line.push_back(position(point_of(work, day.pair, day.wakes_at)));
        for (const auto visit : day.visits) {
            line.push_back(position(school_of(work, visit).point));
        }
        line.push_back(position(point_of(work, day.pair, day.sleeps_at)));
        features.push_back(documents::json_object(
            {{"type", "Feature"},
             {"properties", documents::json_object({{"team", work.teams[day.pair].code},
                                                    {"date", work.date_of(day.day).text()},
                                                    {"minutes", std::round(day.travel)}})},
             {"geometry", documents::json_object({{"type", "LineString"}, {"coordinates", std::move(line)}})}}));
    }
    return documents::to_pretty_json(
               documents::json_object({{"type", "FeatureCollection"}, {"features", std::move(features)}})) +
           "\n";
}

std::string week_sheets(const VisitWork& work, const optimize::VisitPlan& plan) {
    std::string html =
        "<!DOCTYPE html>\n<html lang=\"es\"><head><meta charset=\"utf-8\"><title>Hojas de semana</title><style>"
        "body{font:12pt sans-serif}section{break-after:page}table{border-collapse:collapse;width:100%}"
        "td,th{border:1px solid #444;padding:4pt;text-align:left}</style></head><body>\n";
    std::pair<std::uint32_t, std::uint32_t> open{UINT32_MAX, 0};
    for (const auto& day : plan.itinerary) {
        for (std::size_t i = 0; i < day.visits.size(); ++i) {
            const auto visit = day.visits[i];
            if (is_hidden(work, visit)) {
                continue;
            }
            const std::pair week{day.pair, day.day / 7};
            if (week != open) {
                html += open.first == UINT32_MAX ? "" : "</table></section>\n";
                html += fmt::format(
                    "<section><h1>{}: semana del {}</h1><table><tr><th>Fecha<th>Hora<th>Escuela<th>Visita"
                    "<th>Resultado</tr>\n",
                    documents::escape_markup(work.teams[day.pair].code), work.date_of(7 * week.second).text());
                open = week;
            }
            const auto date = work.date_of(day.day);
            html +=
                fmt::format("<tr><td>{} {}<td>{} a {}<td>{}<td>{}<td></tr>\n", weekdays[date.weekday()], date.text(),
                            clock_text(day.begins[i]), clock_text(day.begins[i] + work.task.visits[visit].length),
                            documents::escape_markup(school_of(work, visit).code), work.numbers[visit] + 1);
        }
    }
    return html + (open.first == UINT32_MAX ? "" : "</table></section>\n") + "</body></html>\n";
}

PairLoad load_of_pairs(const VisitWork& work, const optimize::VisitPlan& plan) {
    std::vector<double> visits(work.teams.size());
    std::vector<double> hours(work.teams.size());
    for (const auto& day : plan.itinerary) {
        visits[day.pair] += static_cast<double>(day.visits.size());
        const bool moves = !day.visits.empty() || day.wakes_at != day.sleeps_at;
        hours[day.pair] += moves ? (day.arrives - day.leaves) / 60 : 0;
    }
    return {span_of(visits), span_of(hours)};
}

std::size_t hidden_visits(const VisitWork& work, const optimize::VisitPlan& plan) {
    std::size_t count = 0;
    for (std::uint32_t visit = 0; visit < plan.visits.size(); ++visit) {
        count += plan.visits[visit].is_planned && is_hidden(work, visit) ? 1U : 0U;
    }
    return count;
}

}  // namespace minka::planning
