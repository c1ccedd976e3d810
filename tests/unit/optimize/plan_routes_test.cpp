#include "optimize/plan_routes.h"

#include "base/random.h"
#include "optimize/route_audit.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace minka::optimize {
namespace {

/// Stops on a plane with the depot first; one day, every stop on it.
RouteTask task_at(const std::vector<double>& x, const std::vector<double>& y, std::size_t vehicles) {
    RouteTask task;
    task.stops.resize(x.size());
    task.distance = straight_distances(x, y);
    task.days.resize(1);
    task.vehicles = vehicles;
    for (std::size_t stop = 1; stop < task.stops.size(); ++stop) {
        task.stops[stop].demand = 1;
        task.stops[stop].patterns = {1};
    }
    return task;
}

RouteTask some_task(std::uint64_t seed, std::size_t stops, std::size_t days) {
    SeededRandom random(seed);
    std::vector<double> x;
    std::vector<double> y;
    for (std::size_t stop = 0; stop <= stops; ++stop) {
        x.push_back(random.uniform() * 100);
        y.push_back(random.uniform() * 100);
    }
    auto task = task_at(x, y, 3);
    task.days.assign(days, {static_cast<double>(stops) / 2, std::numeric_limits<double>::infinity()});
    for (std::size_t stop = 1; stop <= stops; ++stop) {
        task.stops[stop].patterns.clear();
        for (std::size_t day = 0; day < days; ++day) {
            const auto days_of = DaySet{1} << day | (stop % 2 == 0 ? DaySet{1} << (day + 1) % days : 0);
            task.stops[stop].patterns.push_back(days_of);
        }
    }
    return task;
}

/// The shortest round trip through all stops by trying every order.
double shortest_round(const RouteTask& task) {
    std::vector<std::size_t> order(task.stops.size() - 1);
    std::iota(order.begin(), order.end(), 1U);
    double best = std::numeric_limits<double>::infinity();
    do {
        double length = task.between(0, order.front()) + task.between(order.back(), 0);
        for (std::size_t i = 1; i < order.size(); ++i) {
            length += task.between(order[i - 1], order[i]);
        }
        best = std::min(best, length);
    } while (std::ranges::next_permutation(order).found);
    return best;
}

SearchBudget budget(std::uint64_t iterations, std::uint64_t seed = 1) {
    SearchBudget options;
    options.iterations = iterations;
    options.seed = seed;
    return options;
}

}  // namespace

TEST_CASE("one vehicle finds the shortest of all round trips") {
    for (std::uint64_t seed = 1; seed <= 4; ++seed) {
        CAPTURE(seed);
        auto task = some_task(seed, 7, 1);
        task.vehicles = 1;
        task.days[0].capacity = 7;
        const auto plan = plan_routes(task, budget(500));
        REQUIRE(plan);
        CHECK(plan->distance == doctest::Approx(shortest_round(task)));
        CHECK(find_broken_rules(task, *plan).empty());
    }
}

TEST_CASE("capacity divides a line of stops as worked by hand") {
    // Two stops at 1 and 2 to the east, two to the west; each vehicle carries two: 2 * 2 + 2 * 2 = 8.
    auto task = task_at({0, 1, 2, -1, -2}, {0, 0, 0, 0, 0}, 2);
    task.days[0].capacity = 2;
    const auto plan = plan_routes(task, budget(500));
    REQUIRE(plan);
    CHECK(plan->distance == doctest::Approx(8));
}

TEST_CASE("a longest time divides what capacity does not") {
    // A round through all four is 8 long and takes 8 + 4 of service; east alone takes 4 + 2.
    auto task = task_at({0, 1, 2, -1, -2}, {0, 0, 0, 0, 0}, 3);
    for (std::size_t stop = 1; stop < 5; ++stop) {
        task.stops[stop].service = 1;
    }
    task.days[0].longest = 11.5;
    const auto plan = plan_routes(task, budget(4'000));
    REQUIRE(plan);
    CHECK(find_broken_rules(task, *plan).empty());
    CHECK(std::ranges::count_if(plan->days[0], [](const auto& route) { return !route.empty(); }) == 2);
}

TEST_CASE("windows decide the order") {
    // 2 must be served before time 2.5, 1 not before 5: out to 2 first, wait at 1, back; 4 long either way.
    auto task = task_at({0, 1, 2}, {0, 0, 0}, 1);
    task.stops[2].latest = 2.5;
    task.stops[1].earliest = 5;
    const auto plan = plan_routes(task, budget(200));
    REQUIRE(plan);
    CHECK(plan->days[0][0] == std::vector<std::uint32_t>{2, 1});
    // Leaving at .5 at the latest, back at 6: 5.5 long at least.
    task.days[0].longest = 5.5;
    CHECK(plan_routes(task, budget(200)));
    task.days[0].longest = 5.4;
    CHECK(plan_routes(task, budget(200)).error().code == ProblemCode::conflict);
}

TEST_CASE("a stop goes to the day on which its neighbours are visited") {
    // 1 is visited on day 2; 2 beside it may choose.
    auto task = task_at({0, 50, 50}, {0, 0, 1}, 1);
    task.days.resize(3);
    task.stops[1].patterns = {2};
    task.stops[2].patterns = {1, 2, 4};
    const auto plan = plan_routes(task, budget(200));
    REQUIRE(plan);
    CHECK(plan->days[1][0].size() == 2);
}

TEST_CASE("a seed and iterations give one plan, also when a clock ended the first run") {
    const auto task = some_task(5, 25, 4);
    const auto whole = plan_routes(task, budget(500, 9));
    const auto again = plan_routes(task, budget(500, 9));
    REQUIRE(whole);
    REQUIRE(again);
    CHECK(whole->days == again->days);
    std::stop_source source;
    auto options = budget(50'000, 9);
    options.stop = source.get_token();
    options.tell = [&](std::uint64_t count, double) {
        if (count > 0) {
            source.request_stop();
        }
    };
    const auto cut = plan_routes(task, options);
    REQUIRE(cut);
    CHECK(cut->iterations < options.iterations);
    auto repeat = budget(50'000, 9);
    repeat.end_after = cut->iterations;
    const auto repeated = plan_routes(task, repeat);
    REQUIRE(repeated);
    CHECK(repeated->days == cut->days);
}

TEST_CASE("every plan keeps the rules, whatever the task") {
    for (std::uint64_t seed = 1; seed <= 12; ++seed) {
        CAPTURE(seed);
        auto task = some_task(seed, 20, 1 + seed % 5);
        SeededRandom random(seed);
        if (seed % 2 == 0) {
            for (auto& stop : task.stops) {
                stop.earliest = &stop == task.stops.data() ? 0 : std::floor(random.uniform() * 200);
                stop.latest = &stop == task.stops.data() ? 1'000 : stop.earliest + 200;
            }
        } else {
            task.days[0].longest = 420;
        }
        const auto plan = plan_routes(task, budget(600, seed));
        if (!plan) {
            CHECK(plan.error().code == ProblemCode::conflict);
            continue;
        }
        CHECK(find_broken_rules(task, *plan).empty());
    }
}

TEST_CASE("lengths in another unit give the same routes") {
    auto task = some_task(3, 15, 2);
    const auto plan = plan_routes(task, budget(800));
    for (auto& distance : task.distance) {
        distance *= 1024;
    }
    const auto longer = plan_routes(task, budget(800));
    REQUIRE(plan);
    REQUIRE(longer);
    CHECK(longer->distance == doctest::Approx(1024 * plan->distance).epsilon(0.02));
}

TEST_CASE("a task that makes no sense is refused by its field") {
    struct Case {
        std::string name;
        void (*spoil)(RouteTask&);
        std::string field;
        ProblemCode code;
    };
    using enum ProblemCode;
    const std::vector<Case> cases{
        {"no stop", [](RouteTask& t) { t.stops.resize(1); }, "stops", invalid_input},
        {"no vehicle", [](RouteTask& t) { t.vehicles = 0; }, "stops", invalid_input},
        {"no day", [](RouteTask& t) { t.days.clear(); }, "stops", invalid_input},
        {"distances missing", [](RouteTask& t) { t.distance.pop_back(); }, "distance", invalid_input},
        {"no distance", [](RouteTask& t) { t.distance[1] = NAN; }, "distance", invalid_input},
        {"less than nothing", [](RouteTask& t) { t.stops[2].demand = -1; }, "stops[2]", invalid_input},
        {"no time", [](RouteTask& t) { t.stops[1].latest = NAN; }, "stops[1]", invalid_input},
        {"ends early", [](RouteTask& t) { t.stops[1].earliest = 9, t.stops[1].latest = 8; }, "stops[1]", invalid_input},
        {"no pattern", [](RouteTask& t) { t.stops[2].patterns.clear(); }, "stops[2]", invalid_input},
        {"no such day", [](RouteTask& t) { t.stops[2].patterns = {2}; }, "stops[2]", invalid_input},
        {"limit is no number", [](RouteTask& t) { t.days[0].capacity = NAN; }, "days", invalid_input},
        {"too heavy", [](RouteTask& t) { t.days[0].capacity = 0.5; }, "stops[1]", conflict},
        {"too far", [](RouteTask& t) { t.stops[2].latest = 1; }, "stops[2]", conflict},
    };
    for (const auto& c : cases) {
        CAPTURE(c.name);
        auto task = task_at({0, 1, 2}, {0, 0, 0}, 1);
        c.spoil(task);
        const auto plan = plan_routes(task, budget(10));
        REQUIRE_FALSE(plan);
        CHECK(plan.error().field == c.field);
        CHECK(plan.error().code == c.code);
    }
}

TEST_CASE("the audit names what a plan breaks") {
    auto task = task_at({0, 1, 2, 3}, {0, 0, 0, 0}, 1);
    task.days[0] = {3, 20};
    RoutePlan plan{{{{1, 2, 3}}}, 6, 0};
    CHECK(find_broken_rules(task, plan).empty());
    const auto breaks = [&](const auto& change) {
        auto other = task;
        auto changed = plan;
        change(other, changed);
        return find_broken_rules(other, changed).size();
    };
    CHECK(breaks([](RouteTask& t, RoutePlan&) { t.days[0].capacity = 2; }) == 1);
    CHECK(breaks([](RouteTask& t, RoutePlan&) { t.days[0].longest = 5; }) == 1);
    CHECK(breaks([](RouteTask& t, RoutePlan&) { t.stops[3].latest = 2; }) == 1);
    CHECK(breaks([](RouteTask& t, RoutePlan&) { t.vehicles = 0; }) == 1);
    CHECK(breaks([](RouteTask&, RoutePlan& p) { p.distance = 5; }) == 1);
    CHECK(breaks([](RouteTask&, RoutePlan& p) { p.days[0][0] = {1, 3}; }) == 1);
    CHECK(breaks([](RouteTask& t, RoutePlan& p) { p.days[0][0] = {1, 2, 2, 3}, t.days[0].capacity = 4; }) == 1);
    CHECK(breaks([](RouteTask&, RoutePlan& p) { p.days.clear(); }) == 1);
    CHECK(breaks([](RouteTask&, RoutePlan& p) { p.days[0][0] = {1, 2, 7}; }) >= 1);
}

}  // namespace minka::optimize
