#include "planning/visit_plan.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>

namespace minka::planning {
namespace {

constexpr std::size_t most_places = 10'000;

bool contains(const DateRange& range, LocalDate date) { return range.from <= date && date <= range.to; }

/// The languages of a school count as one more topic, which every team has that speaks one of them.
std::string language_topic(const SchoolToVisit& school) {
    auto languages = school.languages;
    std::ranges::sort(languages);
    return fmt::format("\n{}", fmt::join(languages, "\n"));
}

bool speaks_one_of(const VisitTeam& team, std::string_view topic) {
    return std::ranges::any_of(team.languages, [&](const auto& language) {
        return fmt::format("{}\n", topic).find(fmt::format("\n{}\n", language)) != std::string::npos;
    });
}

Result<std::map<std::string, std::uint64_t>> number_topics(const VisitWork& work) {
    std::map<std::string, std::uint64_t> topics;
    for (const auto& team : work.teams) {
        for (const auto& topic : team.topics) {
            topics.try_emplace(topic, 0);
        }
    }
    for (const auto& school : work.schools) {
        if (!school.languages.empty()) {
            topics.try_emplace(language_topic(school), 0);
        }
    }
    if (topics.size() > 64) {
        return problem(ProblemCode::too_large, "More than 64 topics and languages are not planned.");
    }
    std::uint64_t bit = 1;
    for (auto& [topic, value] : topics) {
        value = bit;
        bit <<= 1U;
    }
    for (const auto& visit : work.cycle.visits) {
        for (const auto& topic : visit.topics) {
            if (!topics.contains(topic)) {
                return invalid(fmt::format("No team works on «{}».", topic), "topics");
            }
        }
    }
    return topics;
}

std::uint64_t bits_of(const std::map<std::string, std::uint64_t>& topics, const std::vector<std::string>& names) {
    std::uint64_t bits = 0;
    for (const auto& name : names) {
        bits |= topics.at(name);
    }
    return bits;
}

void measure_roads(VisitWork& work) {
    std::vector<GeoPoint> points;
    for (const auto& team : work.teams) {
        points.push_back(team.base);
    }
    for (const auto& school : work.schools) {
        points.push_back(school.point);
    }
    auto& task = work.task;
    task.places = points.size();
    task.travel.resize(points.size() * points.size());
    const auto& costs = work.cycle.costs;
    task.money.day = costs.per_day;
    task.money.night = costs.per_night;
    task.money.most = costs.budget;
    // Fares to the schools count too, so that the matrix is there whenever money is.
    task.money.fares.resize(costs.is_counted() ? task.travel.size() : 0);
    for (std::size_t from = 0; from < points.size(); ++from) {
        for (std::size_t to = from + 1; to < points.size(); ++to) {
            const auto minutes =
                static_cast<float>(60 * distance_km(points[from], points[to]) * work.cycle.winding / work.cycle.speed);
            task.travel[from * points.size() + to] = minutes;
            task.travel[to * points.size() + from] = minutes;
            if (!task.money.fares.empty()) {
                const auto fare =
                    static_cast<float>(static_cast<double>(minutes) / 60 * work.cycle.speed * costs.per_km);
                task.money.fares[from * points.size() + to] = fare;
                task.money.fares[to * points.size() + from] = fare;
            }
        }
    }
}

optimize::DayState state_of(const VisitWork& work, const SchoolToVisit& school, const CalendarDay& day) {
    using enum optimize::DayState;
    if (day.date < work.cycle.starts_on || day.date > work.cycle.ends_on || !day.is_school_day) {
        return no_school;
    }
    for (const auto& closure : work.cycle.closures) {
        const bool is_here = closure.place == school.code || school.territory.starts_with(closure.place);
        if (is_here && contains(closure.days, day.date)) {
            return closure.why;
        }
    }
    if ((school.refused_weekdays >> day.date.weekday() & 1U) != 0) {
        return weekday;
    }
    const bool is_refused =
        std::ranges::any_of(school.refused, [&](const auto& range) { return contains(range, day.date); });
    return is_refused ? refused : open;
}

Result<void> add_schools(VisitWork& work, const CalendarSet& calendars,
                         const std::map<std::string, std::uint64_t>& topics) {
    auto& task = work.task;
    std::map<std::string, std::vector<CalendarDay>> years;
    for (std::size_t index = 0; index < work.schools.size(); ++index) {
        const auto& school = work.schools[index];
        auto& days = years[school.territory];
        if (days.empty()) {
            MINKA_TRY_ASSIGN(const auto calendar, calendars.at(school.territory));
            for (std::uint32_t day = 0; day < task.days; ++day) {
                days.push_back(calendar.day(work.date_of(day)));
            }
        }
        optimize::VisitSite site;
        site.place = work.teams.size() + index;
        site.opens = work.cycle.opens;
        site.closes = work.cycle.closes;
        site.access = school.access_minutes;
        const auto wet = work.cycle.wet_access.find(school.access_mode);
        const double factor = wet == work.cycle.wet_access.end() ? 1 : wet->second;
        site.wet_access = school.wet_access_minutes.value_or(factor * school.access_minutes);
        site.needs_night = school.needs_night;
        site.fare = school.access_fare;
        for (const auto& day : days) {
            site.days.push_back(state_of(work, school, day));
            site.is_wet.push_back(day.is_rainy ? 1 : 0);
        }
        task.sites.push_back(std::move(site));
        for (std::uint32_t number = 0; number < work.cycle.visits.size(); ++number) {
            optimize::Visit visit;
            visit.site = index;
            visit.number = number;
            visit.length = work.cycle.visits[number].minutes;
            visit.topics = bits_of(topics, work.cycle.visits[number].topics) |
                           (school.languages.empty() ? 0 : topics.at(language_topic(school)));
            task.visits.push_back(visit);
            work.numbers.push_back(number);
        }
    }
    return {};
}

void add_teams(VisitWork& work, const std::map<std::string, std::uint64_t>& topics) {
    for (std::size_t index = 0; index < work.teams.size(); ++index) {
        const auto& team = work.teams[index];
        optimize::VisitPair pair;
        pair.base = index;
        pair.topics = bits_of(topics, team.topics);
        for (const auto& [topic, bit] : topics) {
            pair.topics |= topic.starts_with('\n') && speaks_one_of(team, topic) ? bit : 0;
        }
        pair.most_weekly = 60 * team.weekly_hours;
        pair.most_nights = team.nights;
        for (std::uint32_t day = 0; day < work.task.days; ++day) {
            const auto date = work.date_of(day);
            const bool is_away =
                std::ranges::any_of(team.away, [&](const auto& range) { return contains(range, date); });
            pair.is_available.push_back(date.weekday() != 0 && date.weekday() != 6 && !is_away ? 1 : 0);
        }
        work.task.pairs.push_back(std::move(pair));
    }
}

/// Fixes the visits that were agreed.
Result<void> keep_agreed(VisitWork& work) {
    for (std::size_t index = 0; index < work.schools.size(); ++index) {
        const auto& school = work.schools[index];
        for (const auto& agreed : school.agreed) {
            const auto wrong = [&](std::string_view why) {
                return invalid(fmt::format("Visit {} of «{}» on {} by «{}» cannot be agreed: {}.", agreed.number + 1,
                                           school.code, agreed.date.text(), agreed.team, why),
                               school.agreed_place);
            };
            const auto team = std::ranges::find(work.teams, agreed.team, &VisitTeam::code);
            const int day = days_between(work.first_day, agreed.date);
            if (agreed.number >= work.cycle.visits.size()) {
                return wrong(fmt::format("a school has {} visits", work.cycle.visits.size()));
            }
            if (team == work.teams.end()) {
                return wrong("there is no such team");
            }
            if (day < 0 || day >= static_cast<int>(work.task.days) ||
                work.task.sites[index].days[static_cast<std::size_t>(day)] != optimize::DayState::open) {
                return wrong("the school is not open to it on that day");
            }
            auto& visit = work.task.visits[index * work.cycle.visits.size() + agreed.number];
            visit.locked_day = static_cast<std::uint32_t>(day);
            visit.locked_pair = static_cast<std::uint32_t>(team - work.teams.begin());
        }
    }
    return {};
}

}  // namespace

double distance_km(const GeoPoint& from, const GeoPoint& to) {
    const double degree = std::numbers::pi / 180;
    const double across = std::sin((to.latitude - from.latitude) * degree / 2);
    const double along = std::sin((to.longitude - from.longitude) * degree / 2);
    const double chord =
        across * across + std::cos(from.latitude * degree) * std::cos(to.latitude * degree) * along * along;
    return 2 * 6'371 * std::asin(std::sqrt(std::min(1.0, chord)));
}

Result<VisitWork> prepare_visits(VisitCycle cycle, std::vector<SchoolToVisit> schools, std::vector<VisitTeam> teams,
                                 const CalendarSet& calendars) {
    if (schools.size() + teams.size() > most_places) {
        return problem(ProblemCode::too_large, "More than 10,000 places are not planned at once.");
    }
    VisitWork work{std::move(cycle), std::move(schools), std::move(teams), {}, {}, {}};
    work.first_day = work.cycle.starts_on.plus_days(-static_cast<int>((work.cycle.starts_on.weekday() + 6) % 7));
    work.task.days = static_cast<std::size_t>(days_between(work.first_day, work.cycle.ends_on)) + 1;
    work.task.rules = work.cycle.rules;
    MINKA_TRY_ASSIGN(const auto topics, number_topics(work));
    measure_roads(work);
    MINKA_TRY(add_schools(work, calendars, topics));
    add_teams(work, topics);
    MINKA_TRY(keep_agreed(work));
    MINKA_TRY(optimize::check_task(work.task));
    return work;
}

Result<void> keep_former(VisitWork& work, const std::vector<FormerVisit>& former, LocalDate today) {
    work.task.rules.first_day = std::max(0, days_between(work.first_day, today));
    std::map<std::string, std::size_t> schools;
    std::map<std::string, std::uint32_t> teams;
    for (std::size_t index = 0; index < work.schools.size(); ++index) {
        schools.emplace(work.schools[index].code, index);
    }
    for (std::uint32_t index = 0; index < work.teams.size(); ++index) {
        teams.emplace(work.teams[index].code, index);
    }
    for (const auto& each : former) {
        const auto school = schools.find(each.school);
        const auto team = teams.find(each.team);
        const int day = days_between(work.first_day, each.date);
        if (school == schools.end() || team == teams.end() || each.number >= work.cycle.visits.size() || day < 0 ||
            day >= static_cast<int>(work.task.days)) {
            return invalid(
                fmt::format("The former plan has visit {} of «{}» by «{}» on {}, which this one does not know.",
                            each.number + 1, each.school, each.team, each.date.text()),
                "former");
        }
        auto& visit = work.task.visits[school->second * work.cycle.visits.size() + each.number];
        if (visit.locked_day && each.date >= today) {
            continue;  // agreed meanwhile
        }
        auto& kept_day = each.date < today ? visit.locked_day : visit.former_day;
        auto& kept_pair = each.date < today ? visit.locked_pair : visit.former_pair;
        kept_day = static_cast<std::uint32_t>(day);
        kept_pair = team->second;
    }
    return {};
}

std::string_view block_sentence(optimize::VisitBlock block) {
    using enum optimize::VisitBlock;
    switch (block) {
        case none: return "";
        case no_open_day: return "no queda día de clase abierto a la visita entre la anterior y la siguiente";
        case no_topic: return "ninguna pareja trabaja su tema o habla su lengua";
        case no_free_pair: return "ninguna pareja de su tema está disponible";
        case out_of_reach: return "ninguna pareja alcanza a ir, visitar y volver en el horario y las noches permitidas";
        case share_of_pair: return "las parejas que pueden ya hicieron su parte en esta escuela";
        case full: return "las semanas de las parejas están llenas";
        case budget: return "no alcanza el presupuesto de noches o de dinero";
    }
    return "";
}

}  // namespace minka::planning
