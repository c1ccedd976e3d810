#include "optimize/visit_task.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace minka::optimize {
namespace {

bool is_amount(double value) { return std::isfinite(value) && value >= 0; }

Result<void> check_site(const VisitTask& task, std::size_t index) {
    const auto& site = task.sites[index];
    if (site.place >= task.places || site.days.size() != task.days || site.is_wet.size() != task.days ||
        !is_amount(site.opens) || !(site.closes > site.opens) || !is_amount(site.access) ||
        !is_amount(site.wet_access) || !is_amount(site.fare)) {
        return invalid("A site needs a place, a state for each day, hours in order and times of access.",
                       fmt::format("sites[{}]", index));
    }
    return {};
}

Result<void> check_visit(const VisitTask& task, std::size_t index) {
    const auto& visit = task.visits[index];
    const auto field = fmt::format("visits[{}]", index);
    if (visit.site >= task.sites.size() || !is_amount(visit.length)) {
        return invalid("A visit needs a site that is there and a length.", field);
    }
    const bool is_first = index == 0 || task.visits[index - 1].site != visit.site;
    if (visit.number != (is_first ? 0 : task.visits[index - 1].number + 1)) {
        return invalid("The visits of a site follow each other and count from 0.", field);
    }
    if (visit.locked_day.has_value() != visit.locked_pair.has_value() ||
        visit.former_day.has_value() != visit.former_pair.has_value() ||
        std::max(visit.locked_day.value_or(0), visit.former_day.value_or(0)) >= task.days ||
        std::max(visit.locked_pair.value_or(0), visit.former_pair.value_or(0)) >= task.pairs.size()) {
        return invalid("A locked or former visit has a day and a pair that are there.", field);
    }
    return {};
}

}  // namespace

Result<void> check_task(const VisitTask& task) {
    if (task.days == 0 || task.days > 1'000 || task.pairs.empty() || task.sites.empty() || task.visits.empty()) {
        return invalid("A task has 1 to 1,000 days, sites, visits and pairs.", "days");
    }
    if (task.travel.size() != task.places * task.places ||
        !std::ranges::all_of(task.travel, [](float minutes) { return is_amount(minutes); })) {
        return invalid("Travel is one time from 0 on for each pair of places.", "travel");
    }
    const auto& money = task.money;
    if ((!money.fares.empty() && money.fares.size() != task.travel.size()) ||
        !std::ranges::all_of(money.fares, [](float fare) { return is_amount(fare); }) || !is_amount(money.day) ||
        !is_amount(money.night) || !is_amount(money.most)) {
        return invalid("Money is amounts from 0 on, and a fare for each pair of places.", "money");
    }
    if (task.rules.least_gap < 1 || task.rules.most_gap < task.rules.least_gap ||
        task.rules.returns <= task.rules.leaves) {
        return invalid("Gaps are a day at least and in order, and the day ends after it begins.", "rules");
    }
    for (std::size_t site = 0; site < task.sites.size(); ++site) {
        MINKA_TRY(check_site(task, site));
    }
    for (std::size_t visit = 0; visit < task.visits.size(); ++visit) {
        MINKA_TRY(check_visit(task, visit));
    }
    for (std::size_t pair = 0; pair < task.pairs.size(); ++pair) {
        if (task.pairs[pair].base >= task.places || task.pairs[pair].is_available.size() != task.days) {
            return invalid("A pair needs a base and its days.", fmt::format("pairs[{}]", pair));
        }
    }
    return {};
}

}  // namespace minka::optimize
