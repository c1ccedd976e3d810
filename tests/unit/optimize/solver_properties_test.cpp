// What holds of every solver, whatever the task; drawn by rapidcheck. RC_PARAMS (seed, max_success) draws others.
#include "every_grouping.h"
#include "optimize/group_bound.h"
#include "optimize/plan_routes.h"
#include "optimize/plan_visits.h"
#include "optimize/route_audit.h"
#include "optimize/visit_audit.h"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <numeric>

namespace minka::optimize {
namespace {

/// The same draws on every run, unless asked otherwise.
void holds(const std::string& name, const auto& property) {
    setenv("RC_PARAMS", "seed=20261122 max_success=25 max_size=40", 0);
    CHECK(rc::check(name, property));
}

int drawn(int least, int past) { return *rc::gen::inRange(least, past); }

std::vector<std::size_t> drawn_order(std::size_t count) {
    std::vector<std::size_t> order(count);
    std::iota(order.begin(), order.end(), std::size_t{0});
    for (std::size_t i = count; i > 1; --i) {
        std::swap(order[i - 1], order[static_cast<std::size_t>(drawn(0, static_cast<int>(i)))]);
    }
    return order;
}

SearchBudget budget(std::uint64_t iterations, std::uint64_t seed) {
    SearchBudget result;
    result.iterations = iterations;
    result.seed = seed;
    return result;
}

RouteTask drawn_routes() {
    const auto count = static_cast<std::size_t>(drawn(2, 14));
    const auto days = static_cast<std::size_t>(drawn(1, 4));
    std::vector<double> x;
    std::vector<double> y;
    for (std::size_t stop = 0; stop <= count; ++stop) {
        x.push_back(drawn(0, 100));
        y.push_back(drawn(0, 100));
    }
    RouteTask task;
    task.stops.resize(count + 1);
    task.distance = straight_distances(x, y);
    task.vehicles = count;
    task.days.assign(days, {static_cast<double>(drawn(9, 30)), 300.0 + drawn(0, 200)});
    for (std::size_t stop = 1; stop <= count; ++stop) {
        task.stops[stop].demand = drawn(0, 10);
        task.stops[stop].service = drawn(0, 10);
        task.stops[stop].patterns = {static_cast<DaySet>(drawn(1, 1 << days))};
    }
    return task;
}

VisitTask drawn_visits() {
    VisitTask task;
    const auto sites = static_cast<std::size_t>(drawn(1, 7));
    const auto pairs = static_cast<std::size_t>(drawn(1, 4));
    task.places = sites + pairs;
    std::vector<std::pair<int, int>> at;
    for (std::size_t place = 0; place < task.places; ++place) {
        at.emplace_back(drawn(0, 250), drawn(0, 250));
    }
    for (const auto& from : at) {
        for (const auto& to : at) {
            task.travel.push_back(static_cast<float>(std::hypot(from.first - to.first, from.second - to.second)));
        }
    }
    task.days = 7 * static_cast<std::size_t>(drawn(6, 12));
    for (std::size_t index = 0; index < pairs; ++index) {
        VisitPair pair;
        pair.base = index;
        pair.most_nights = static_cast<std::uint32_t>(drawn(0, 5));
        for (std::size_t day = 0; day < task.days; ++day) {
            pair.is_available.push_back(day % 7 < 5 && drawn(0, 12) > 0);
        }
        task.pairs.push_back(std::move(pair));
    }
    for (std::size_t index = 0; index < sites; ++index) {
        VisitSite site;
        site.place = pairs + index;
        site.access = drawn(0, 60);
        site.wet_access = 2 * site.access;
        site.needs_night = drawn(0, 5) == 0;
        for (std::size_t day = 0; day < task.days; ++day) {
            site.days.push_back(day % 7 > 4        ? DayState::no_school
                                : drawn(0, 8) == 0 ? DayState::refused
                                                   : DayState::open);
            site.is_wet.push_back(day > 30);
        }
        task.sites.push_back(std::move(site));
        for (std::uint32_t number = 0; number < 2; ++number) {
            Visit visit;
            visit.site = index;
            visit.number = number;
            visit.length = 60 * drawn(1, 5);
            task.visits.push_back(visit);
        }
    }
    return task;
}

}  // namespace

TEST_CASE("the best division does not depend on the order of people, and passes no bound") {
    holds("groups of few", [] {
        const auto people = static_cast<std::size_t>(drawn(3, 10));
        const auto distances = test::drawn_distances(people, static_cast<std::uint64_t>(drawn(1, 10'000)));
        GroupTask task{people, {{1, static_cast<std::uint32_t>(people)}, {1, static_cast<std::uint32_t>(people)}}, {}};
        const auto order = drawn_order(people);
        DistanceMatrix turned{people, std::vector<double>(people * people)};
        for (std::size_t i = 0; i < people; ++i) {
            for (std::size_t j = 0; j < people; ++j) {
                turned.at(i, j) = distances.between(order[i], order[j]);
            }
        }
        task.rules.apart = {{0, 1}};
        auto turned_task = task;
        const auto place_of = [&](std::size_t person) {
            return static_cast<std::uint32_t>(std::ranges::find(order, person) - order.begin());
        };
        turned_task.rules.apart = {{place_of(0), place_of(1)}};
        const auto one = form_varied_groups(task, distances, {});
        const auto other = form_varied_groups(turned_task, turned, {});
        RC_ASSERT(one.has_value() && other.has_value());
        RC_ASSERT(one->is_best && other->is_best);
        RC_ASSERT(std::abs(one->score - other->score) < 1e-9 * (1 + one->score));
        RC_ASSERT(one->score <= farthest_bound(task, distances)->value * (1 + 1e-12));
    });
}

TEST_CASE("groups of many keep their rules, repeat by their seed and pass no bound") {
    holds("groups of many", [] {
        const auto people = static_cast<std::size_t>(drawn(13, 60));
        PointTable points{people, 2, {}};
        for (std::size_t value = 0; value < 2 * people; ++value) {
            points.values.push_back(drawn(0, 1000) / 100.0);
        }
        GroupTask task{people, {}, {}};
        const auto size = static_cast<std::uint32_t>(drawn(3, 7));
        for (std::size_t left = people; left > 0; left -= std::min<std::size_t>(left, size)) {
            task.sizes.push_back({1, size});
        }
        task.rules.apart = {{0, 1}, {2, 3}};
        task.rules.together = {{4, 5}};
        FormOptions options;
        options.seed = static_cast<std::uint64_t>(drawn(1, 1000));
        options.iterations = 500;
        const auto one = form_varied_groups(task, points, options);
        const auto other = form_varied_groups(task, points, options);
        RC_ASSERT(one.has_value() && other.has_value());
        RC_ASSERT(one->group_of == other->group_of);
        RC_ASSERT(test::keeps_rules(task, one->group_of));
        RC_ASSERT(one->score <= energy_bound(task, points)->value * (1 + 1e-9));
    });
}

TEST_CASE("routes keep their rules, repeat, never get worse on the way, and do not tell stops apart by their number") {
    holds("routes", [] {
        const auto task = drawn_routes();
        auto asked = budget(300, static_cast<std::uint64_t>(drawn(1, 1000)));
        std::vector<double> told;
        asked.tell = [&](std::uint64_t, double best) { told.push_back(best); };
        const auto plan = plan_routes(task, asked);
        RC_PRE(plan.has_value());  // a stop may be out of reach
        RC_ASSERT(find_broken_rules(task, *plan).empty());
        RC_ASSERT(std::ranges::is_sorted(told, std::greater{}));
        asked.tell = {};
        RC_ASSERT(plan_routes(task, asked)->days == plan->days);
        if (task.stops.size() <= 6) {
            const auto order = drawn_order(task.stops.size() - 1);
            auto turned = task;
            const auto old = [&](std::size_t stop) { return stop == 0 ? 0 : order[stop - 1] + 1; };
            for (std::size_t from = 0; from < task.stops.size(); ++from) {
                turned.stops[from] = task.stops[old(from)];
                for (std::size_t to = 0; to < task.stops.size(); ++to) {
                    turned.distance[from * task.stops.size() + to] = task.between(old(from), old(to));
                }
            }
            RC_ASSERT(std::abs(plan_routes(turned, asked)->distance - plan->distance) < 1e-6);
        }
    });
}

TEST_CASE("visit plans keep their rules and their bound, repeat, and never get worse on the way") {
    holds("visits", [] {
        const auto task = drawn_visits();
        auto asked = budget(200, static_cast<std::uint64_t>(drawn(1, 1000)));
        std::vector<double> told;
        asked.tell = [&](std::uint64_t, double best) { told.push_back(best); };
        const auto plan = plan_visits(task, asked);
        RC_ASSERT(plan.has_value());
        RC_ASSERT(find_broken_rules(task, *plan).empty());
        RC_ASSERT(plan->least_travel <= plan->travel + 1e-6);
        RC_ASSERT(std::ranges::is_sorted(told, std::greater{}));
        const auto again = plan_visits(task, asked);
        for (std::size_t visit = 0; visit < task.visits.size(); ++visit) {
            RC_ASSERT(again->visits[visit].day == plan->visits[visit].day);
            RC_ASSERT(again->visits[visit].pair == plan->visits[visit].pair);
        }
    });
}

TEST_CASE("what is locked stays, whatever else is planned anew") {
    holds("locked visits", [] {
        auto task = drawn_visits();
        const auto first = plan_visits(task, budget(150, 1));
        RC_ASSERT(first.has_value());
        for (std::size_t visit = 0; visit < task.visits.size(); ++visit) {
            const auto& at = first->visits[visit];
            if (at.is_planned && drawn(0, 2) == 0) {
                task.visits[visit].locked_day = at.day;
                task.visits[visit].locked_pair = at.pair;
            } else if (at.is_planned) {
                task.visits[visit].former_day = at.day;
                task.visits[visit].former_pair = at.pair;
            }
        }
        // Another pair falls ill on some days; none of them is a day of its locked visits.
        const auto ill = static_cast<std::size_t>(drawn(0, static_cast<int>(task.pairs.size())));
        const bool is_bound =
            std::ranges::any_of(task.visits, [&](const Visit& visit) { return visit.locked_pair == ill; });
        if (!is_bound) {
            std::ranges::fill(task.pairs[ill].is_available, 0);
        }
        const auto plan = plan_visits(task, budget(150, static_cast<std::uint64_t>(drawn(2, 1000))));
        RC_ASSERT(plan.has_value());
        RC_ASSERT(find_broken_rules(task, *plan).empty());
        for (std::size_t visit = 0; visit < task.visits.size(); ++visit) {
            if (task.visits[visit].locked_day) {
                RC_ASSERT(plan->visits[visit].is_planned);
                RC_ASSERT(plan->visits[visit].day == *task.visits[visit].locked_day);
                RC_ASSERT(plan->visits[visit].pair == *task.visits[visit].locked_pair);
            }
        }
    });
}

}  // namespace minka::optimize
