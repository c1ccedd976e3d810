#include "optimize/visit_audit.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace minka::optimize {
namespace {

constexpr double rounding = 1e-3;

class Audit {
public:
    Audit(const VisitTask& task, const VisitPlan& plan) : task_(task), plan_(plan), made_(task.visits.size()) {}

    std::vector<std::string> run() {
        follow_pairs();
        check_visits();
        check_sites();
        if (std::abs(travel_ - plan_.travel) > rounding * (1 + travel_)) {
            say("the days add up to {:.2f} minutes of travel, and the plan says {:.2f}", travel_, plan_.travel);
        }
        if (nights_ != plan_.nights) {
            say("the days add up to {} nights, and the plan says {}", nights_, plan_.nights);
        }
        if (task_.rules.most_total_nights > 0 && nights_ > task_.rules.most_total_nights) {
            say("{} nights are more than the budget", nights_);
        }
        if (std::abs(money_ - plan_.money) > rounding * (1 + money_)) {
            say("the days add up to {:.2f} of money, and the plan says {:.2f}", money_, plan_.money);
        }
        if (task_.money.most > 0 && money_ > task_.money.most * (1 + 1e-6)) {
            say("{:.2f} of money is more than the budget", money_);
        }
        if (plan_.travel < plan_.least_travel - rounding) {
            say("the travel is below its bound");
        }
        return std::move(broken_);
    }

private:
    template <typename... Values>
    void say(fmt::format_string<Values...> text, Values&&... values) {
        broken_.push_back(fmt::format(text, std::forward<Values>(values)...));
    }

    /// A place on the map and the way between it and the road.
    std::pair<std::size_t, Minutes> spot(std::size_t where, const PairDay& day) const {
        if (where == at_base) {
            return {task_.pairs[day.pair].base, 0};
        }
        const auto& site = task_.sites[where];
        return {site.place, site.is_wet[day.day] != 0 ? site.wet_access : site.access};
    }

    Minutes way(std::size_t from, std::size_t to, const PairDay& day) const {
        if (from == to) {
            return 0;
        }
        const auto [first, out] = spot(from, day);
        const auto [second, in] = spot(to, day);
        return out + task_.travel[first * task_.places + second] + in;
    }

    /// The road, and the ways between it and the schools at both ends.
    double fare(std::size_t from, std::size_t to, const PairDay& day) const {
        if (from == to) {
            return 0;
        }
        double sum = from == at_base ? 0 : task_.sites[from].fare;
        sum += to == at_base ? 0 : task_.sites[to].fare;
        if (!task_.money.fares.empty()) {
            sum += static_cast<double>(task_.money.fares[spot(from, day).first * task_.places + spot(to, day).first]);
        }
        return sum;
    }

    void pay(std::size_t from, const PairDay& day) {
        if (!task_.money.is_counted()) {
            return;
        }
        for (const auto visit : day.visits) {
            money_ += fare(from, task_.visits[visit].site, day);
            from = task_.visits[visit].site;
        }
        money_ += fare(from, day.sleeps_at, day) + task_.money.day;
        money_ += day.sleeps_at == at_base ? 0 : task_.money.night;
    }

    void follow_pairs() {
        std::map<std::pair<std::uint32_t, std::uint32_t>, std::pair<Minutes, std::uint32_t>> weeks;
        std::size_t at = at_base;
        const PairDay* last = nullptr;
        for (const auto& day : plan_.itinerary) {
            if (day.pair >= task_.pairs.size() || day.day >= task_.days) {
                say("a pair or a day is not there");
                return;
            }
            const bool goes_on = last != nullptr && last->pair == day.pair && last->day / 7 == day.day / 7;
            if (!goes_on && at != at_base) {
                say("pair {} is not at its base at the end of a week", last->pair);
            }
            at = goes_on ? at : at_base;
            if (day.wakes_at != at || (goes_on && at != at_base && last->day + 1 != day.day)) {
                say("pair {} wakes on day {} where it did not sleep", day.pair, day.day);
            }
            auto& week = weeks[{day.pair, day.day / 7}];
            week.first += follow_day(day);
            week.second += day.sleeps_at != at_base ? 1U : 0U;
            at = day.sleeps_at;
            last = &day;
        }
        if (at != at_base) {
            say("a pair does not come back");
        }
        for (const auto& [key, sums] : weeks) {
            const auto& pair = task_.pairs[key.first];
            if (sums.first > pair.most_weekly + rounding || sums.second > pair.most_nights) {
                say("pair {} has {:.0f} minutes and {} nights in week {}", key.first, sums.first, sums.second,
                    key.second);
            }
            nights_ += sums.second;
        }
    }

    /// The minutes on duty.
    Minutes follow_day(const PairDay& day) {
        auto at = day.wakes_at;
        Minutes clock = day.leaves;
        for (std::size_t i = 0; i < day.visits.size(); ++i) {
            if (day.visits[i] >= task_.visits.size() || i >= day.begins.size()) {
                say("a visit is not there");
                return 0;
            }
            const auto& visit = task_.visits[day.visits[i]];
            const auto& site = task_.sites[visit.site];
            clock += way(at, visit.site, day);
            travel_ += way(at, visit.site, day);
            if (clock > day.begins[i] + rounding || day.begins[i] < site.opens ||
                day.begins[i] + visit.length > site.closes + rounding) {
                say("visit {} begins at {:.0f}, when it cannot", day.visits[i], day.begins[i]);
            }
            if (site.needs_night && day.wakes_at != visit.site && day.sleeps_at != visit.site) {
                say("visit {} needs a night at its site and has none", day.visits[i]);
            }
            clock = day.begins[i] + visit.length;
            at = visit.site;
            made_[day.visits[i]].emplace_back(day.day, day.pair);
        }
        pay(day.wakes_at, day);
        clock += way(at, day.sleeps_at, day);
        travel_ += way(at, day.sleeps_at, day);
        const bool moves = !day.visits.empty() || day.wakes_at != day.sleeps_at;
        if (!moves) {
            return 0;
        }
        if (task_.pairs[day.pair].is_available[day.day] == 0) {
            say("pair {} works on day {}, on which it is not available", day.pair, day.day);
        }
        if (day.leaves < task_.rules.leaves - rounding || clock > task_.rules.returns + rounding ||
            clock - day.leaves > task_.rules.most_daily + rounding) {
            say("pair {} is out from {:.0f} to {:.0f} on day {}", day.pair, day.leaves, clock, day.day);
        }
        return clock - day.leaves;
    }

    void check_visits() {
        for (std::size_t i = 0; i < made_.size(); ++i) {
            const auto& visit = task_.visits[i];
            const auto& planned = plan_.visits[i];
            if (made_[i].size() != (planned.is_planned ? 1U : 0U)) {
                say("visit {} is made {} times", i, made_[i].size());
                continue;
            }
            if (visit.locked_day &&
                (!planned.is_planned || planned.day != *visit.locked_day || planned.pair != *visit.locked_pair)) {
                say("visit {} was locked and is elsewhere", i);
            }
            if (!planned.is_planned) {
                if (planned.block == VisitBlock::none) {
                    say("visit {} has no date and no reason", i);
                }
                continue;
            }
            if (!visit.locked_day && static_cast<int>(planned.day) < task_.rules.first_day) {
                say("visit {} is before the first day that is left", i);
            }
            if (made_[i].front() != std::pair(planned.day, planned.pair)) {
                say("visit {} is made on another day or by another pair than planned", i);
            }
            if (task_.sites[visit.site].days[planned.day] != DayState::open) {
                say("visit {} is on day {}, on which its site is closed to it", i, planned.day);
            }
            if ((visit.topics & task_.pairs[planned.pair].topics) != visit.topics) {
                say("visit {} has a pair without its topics", i);
            }
        }
    }

    void check_sites() {
        std::map<std::pair<std::size_t, std::uint32_t>, std::uint32_t> shares;
        auto last = task_.visits.size();
        for (std::size_t i = 0; i < task_.visits.size(); ++i) {
            if (task_.visits[i].number == 0) {
                last = task_.visits.size();
            }
            if (!plan_.visits[i].is_planned) {
                continue;
            }
            const auto share = ++shares[{task_.visits[i].site, plan_.visits[i].pair}];
            if (task_.rules.most_of_site > 0 && share > task_.rules.most_of_site) {
                say("a pair makes {} visits at site {}", share, task_.visits[i].site);
            }
            if (last < i) {
                const auto steps = static_cast<int>(i - last);
                const auto gap = static_cast<int>(plan_.visits[i].day) - static_cast<int>(plan_.visits[last].day);
                if (gap < steps * task_.rules.least_gap || gap > steps * task_.rules.most_gap) {
                    say("{} days lie between visits {} and {}", gap, last, i);
                }
            }
            last = i;
        }
    }

    const VisitTask& task_;
    const VisitPlan& plan_;
    std::vector<std::vector<std::pair<std::uint32_t, std::uint32_t>>> made_;
    std::vector<std::string> broken_;
    Minutes travel_ = 0;
    std::uint64_t nights_ = 0;
    double money_ = 0;
};

}  // namespace

std::vector<std::string> find_broken_rules(const VisitTask& task, const VisitPlan& plan) {
    if (plan.visits.size() != task.visits.size()) {
        return {"the plan has another number of visits than the task"};
    }
    return Audit(task, plan).run();
}

}  // namespace minka::optimize
