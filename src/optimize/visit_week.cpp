#include "optimize/visit_week.h"

#include <algorithm>
#include <limits>

namespace minka::optimize {

WeekPlanner::WeekPlanner(const VisitTask& task) : task_(&task) {
    ways_.reserve(task.sites.size() * task.days);
    for (const auto& site : task.sites) {
        for (std::size_t day = 0; day < task.days; ++day) {
            ways_.push_back(site.is_wet[day] != 0 ? site.wet_access : site.access);
        }
    }
}

Minutes WeekPlanner::travel(std::size_t from_site, std::size_t to_site, std::size_t base, std::size_t day) const {
    if (from_site == to_site) {
        return 0;
    }
    Minutes minutes = 0;
    auto from = base;
    auto to = base;
    if (from_site != at_base) {
        from = task_->sites[from_site].place;
        minutes += ways_[from_site * task_->days + day];
    }
    if (to_site != at_base) {
        to = task_->sites[to_site].place;
        minutes += ways_[to_site * task_->days + day];
    }
    return minutes + task_->road(from, to);
}

WeekPlanner::Morning WeekPlanner::morning(std::size_t pair, std::size_t day, std::size_t from,
                                          std::span<const WeekVisit> visits) const {
    const auto base = task_->pairs[pair].base;
    Morning result;
    result.leaves = task_->rules.leaves;
    result.ends = result.leaves;
    auto at = from;
    for (std::size_t i = 0; i < visits.size(); ++i) {
        const auto& visit = task_->visits[visits[i].visit];
        const auto& site = task_->sites[visit.site];
        const Minutes way = travel(at, visit.site, base, day);
        const Minutes begin = std::max(site.opens, result.ends + way);
        if (begin + visit.length > site.closes) {
            return result;
        }
        result.leaves = i == 0 ? begin - way : result.leaves;
        result.travel += way;
        result.ends = begin + visit.length;
        at = visit.site;
    }
    result.is_possible = true;
    return result;
}

bool WeekPlanner::has_nights(std::span<const WeekVisit> visits, std::size_t woke_at, std::size_t sleeps_at) const {
    return std::ranges::all_of(visits, [&](const WeekVisit& each) {
        const auto site = task_->visits[each.visit].site;
        return !task_->sites[site].needs_night || site == woke_at || site == sleeps_at;
    });
}

/// Goes on from the cheapest ways to each place at the end of a day, for the places at the end of the next one.
WeekPlanner::Evenings WeekPlanner::next_evening(std::size_t pair, std::size_t day, const Evenings& last,
                                                const std::array<std::size_t, 3>& ends, bool is_last,
                                                std::span<const WeekVisit> visits) const {
    const auto& who = task_->pairs[pair];
    const auto& rules = task_->rules;
    const bool is_working = who.is_available[day] != 0;
    Evenings next;
    next.places = ends;
    if (!visits.empty() && !is_working) {
        return next;
    }
    for (std::size_t from = 0; from < 3; ++from) {
        const auto& path = last.paths[from];
        if (path.cost == std::numeric_limits<Minutes>::infinity()) {
            continue;
        }
        const auto start = morning(pair, day, last.places[from], visits);
        if (!start.is_possible) {
            continue;
        }
        const auto at = visits.empty() ? last.places[from] : ends[1];
        for (std::size_t to = 0; to < (is_last ? 1U : 3U); ++to) {
            // Sleeping "here" without a visit today means not having moved since.
            if ((to > 0 && (ends[to] == at_base || (to == 1 && at != ends[1]))) ||
                !has_nights(visits, last.places[from], ends[to])) {
                continue;
            }
            const Minutes way = travel(at, ends[to], who.base, day);
            const Minutes arrives = start.ends + way;
            const bool moves = !visits.empty() || at != ends[to];
            if (moves && (!is_working || arrives > rules.returns || arrives - start.leaves > rules.most_daily)) {
                continue;
            }
            const auto nights = path.nights + (to > 0 ? 1U : 0U);
            const Minutes cost = path.cost + start.travel + way + (to > 0 ? task_->weights.night : 0);
            auto& best = next.paths[to];
            if (nights <= who.most_nights && cost < best.cost) {
                best = path;
                best.cost = cost;
                best.travel += start.travel + way;
                best.duty += moves ? arrives - start.leaves : 0;
                best.nights = nights;
                best.slept[day % 7] = static_cast<Night>(to);
            }
        }
    }
    return next;
}

WeekCost WeekPlanner::cost(std::size_t pair, std::size_t week, std::span<const WeekVisit> visits,
                           WeekNights* nights) const {
    WeekCost result;
    if (visits.empty()) {
        return result;
    }
    const auto site_of = [&](std::size_t index) { return task_->visits[visits[index].visit].site; };
    Evenings evenings;
    evenings.paths[0].cost = 0;
    std::size_t done = 0;
    // Nobody is away before the day ahead of the first visit, nor after the day behind the last.
    const auto first_day = static_cast<std::size_t>(visits.front().day);
    const auto start = first_day % 7 == 0 ? first_day : first_day - 1;
    const auto stop = std::min({task_->days, week * 7 + 7, static_cast<std::size_t>(visits.back().day) + 2});
    for (auto day = start; day < stop; ++day) {
        auto next = done;
        while (next < visits.size() && visits[next].day == day) {
            ++next;
        }
        const std::array<std::size_t, 3> ends{at_base, next > 0 ? site_of(next - 1) : at_base,
                                              next < visits.size() ? site_of(next) : at_base};
        evenings = next_evening(pair, day, evenings, ends, day + 1 == stop, visits.subspan(done, next - done));
        done = next;
    }
    const auto& path = evenings.paths[0];
    result.is_possible =
        path.cost < std::numeric_limits<Minutes>::infinity() && path.duty <= task_->pairs[pair].most_weekly;
    result.travel = path.travel;
    result.duty = path.duty;
    result.nights = path.nights;
    if (nights != nullptr) {
        *nights = path.slept;
    }
    return result;
}

std::vector<PairDay> WeekPlanner::days(std::size_t pair, std::size_t week, std::span<const WeekVisit> visits) const {
    WeekNights nights{};
    cost(pair, week, visits, &nights);
    std::vector<PairDay> result;
    const auto base = task_->pairs[pair].base;
    auto at = at_base;
    std::size_t done = 0;
    for (auto day = week * 7; day < std::min(task_->days, week * 7 + 7); ++day) {
        PairDay today;
        today.pair = static_cast<std::uint32_t>(pair);
        today.day = static_cast<std::uint32_t>(day);
        today.wakes_at = at;
        Minutes clock = task_->rules.leaves;
        today.leaves = clock;
        while (done < visits.size() && visits[done].day == day) {
            const auto& visit = task_->visits[visits[done].visit];
            const Minutes way = travel(at, visit.site, base, day);
            const Minutes begin = std::max(task_->sites[visit.site].opens, clock + way);
            today.leaves = today.visits.empty() ? begin - way : today.leaves;
            today.travel += way;
            today.visits.push_back(visits[done].visit);
            today.begins.push_back(begin);
            clock = begin + visit.length;
            at = visit.site;
            ++done;
        }
        const auto night = nights[day - week * 7];
        const auto sleeps = night == Night::base   ? at_base
                            : night == Night::here ? at
                                                   : task_->visits[visits[done].visit].site;
        const Minutes way = travel(at, sleeps, base, day);
        today.travel += way;
        today.arrives = clock + way;
        today.sleeps_at = sleeps;
        if (!today.visits.empty() || sleeps != at || sleeps != at_base) {
            result.push_back(std::move(today));
        }
        at = sleeps;
    }
    return result;
}

double WeekPlanner::fare(std::size_t from_site, std::size_t to_site, std::size_t base) const {
    if (from_site == to_site) {
        return 0;
    }
    const auto place = [&](std::size_t site) { return site == at_base ? base : task_->sites[site].place; };
    const auto way = [&](std::size_t site) { return site == at_base ? 0 : task_->sites[site].fare; };
    const double road =
        task_->money.fares.empty()
            ? 0
            : static_cast<double>(task_->money.fares[place(from_site) * task_->places + place(to_site)]);
    return way(from_site) + road + way(to_site);
}

double WeekPlanner::money(std::size_t pair, std::size_t week, std::span<const WeekVisit> visits) const {
    double sum = 0;
    for (const auto& day : days(pair, week, visits)) {
        auto at = day.wakes_at;
        for (const auto visit : day.visits) {
            sum += fare(at, task_->visits[visit].site, task_->pairs[pair].base);
            at = task_->visits[visit].site;
        }
        sum += fare(at, day.sleeps_at, task_->pairs[pair].base) + task_->money.day +
               (day.sleeps_at != at_base ? task_->money.night : 0);
    }
    return sum;
}

}  // namespace minka::optimize
