#include "optimize/plan_visits.h"

#include "base/random.h"
#include "optimize/visit_audit.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

namespace minka::optimize {
namespace {

/// One pair at place 0 and sites at the given minutes east of it; weekdays are open, a visit lasts two hours.
VisitTask task_with(const std::vector<double>& minutes, std::size_t visits, std::size_t weeks) {
    VisitTask task;
    task.places = minutes.size() + 1;
    task.travel.resize(task.places * task.places);
    std::vector<double> east{0};
    east.insert(east.end(), minutes.begin(), minutes.end());
    for (std::size_t from = 0; from < task.places; ++from) {
        for (std::size_t to = 0; to < task.places; ++to) {
            task.travel[from * task.places + to] = static_cast<float>(std::abs(east[from] - east[to]));
        }
    }
    task.days = weeks * 7;
    VisitPair pair;
    pair.is_available.resize(task.days);
    VisitSite site;
    site.is_wet.resize(task.days);
    site.days.resize(task.days);
    for (std::size_t day = 0; day < task.days; ++day) {
        pair.is_available[day] = day % 7 < 5;
        site.days[day] = day % 7 < 5 ? DayState::open : DayState::no_school;
    }
    task.pairs.push_back(pair);
    for (std::size_t index = 0; index < minutes.size(); ++index) {
        site.place = index + 1;
        task.sites.push_back(site);
        for (std::uint32_t number = 0; number < visits; ++number) {
            Visit visit;
            visit.site = index;
            visit.number = number;
            visit.length = 120;
            task.visits.push_back(visit);
        }
    }
    return task;
}

VisitTask some_task(std::uint64_t seed) {
    SeededRandom random(seed);
    std::vector<double> minutes;
    for (int site = 0; site < 9; ++site) {
        minutes.push_back(std::floor(random.uniform() * 300));
    }
    auto task = task_with(minutes, 3, 12);
    auto second = task.pairs[0];
    second.base = 5;
    second.topics = 1;
    second.most_nights = 2;
    task.pairs.push_back(second);
    for (auto& site : task.sites) {
        site.access = std::floor(random.uniform() * 40);
        site.wet_access = 2 * site.access;
        for (std::size_t day = 0; day < task.days; ++day) {
            site.is_wet[day] = day > 40;
            if (random.below(6) == 0) {
                site.days[day] = DayState::security;
            }
        }
    }
    task.visits[4].topics = 1;
    task.sites[2].needs_night = true;
    task.rules.most_of_site = 2;
    return task;
}

SearchBudget budget(std::uint64_t iterations, std::uint64_t seed = 1) {
    SearchBudget result;
    result.iterations = iterations;
    result.seed = seed;
    return result;
}

VisitBlock block_of_only_visit(const VisitTask& task) {
    const auto plan = plan_visits(task, budget(20));
    REQUIRE(plan);
    CHECK(find_broken_rules(task, *plan).empty());
    CHECK_FALSE(plan->visits[0].is_planned);
    return plan->visits[0].block;
}

}  // namespace

TEST_CASE("neighbours are visited on one journey with a night between") {
    // Two schools 200 and 210 minutes away, four hours each, of which only one fits between 7 and 13. Apart: 400 + 420.
    // Together, with a night of 90: 420 + 90.
    auto task = task_with({200, 210}, 1, 2);
    for (auto& visit : task.visits) {
        visit.length = 240;
    }
    const auto plan = plan_visits(task, budget(300));
    REQUIRE(plan);
    CHECK(find_broken_rules(task, *plan).empty());
    CHECK(plan->travel == doctest::Approx(420));
    CHECK(plan->nights == 1);
    CHECK(plan->least_travel <= plan->travel);
}

TEST_CASE("a school too far for a day is reached the day before") {
    // 400 minutes away and open from 7: leaving at 5 one arrives at 11:40, and the visit would end at 13:40.
    auto task = task_with({400}, 1, 1);
    const auto plan = plan_visits(task, budget(20));
    REQUIRE(plan);
    CHECK(find_broken_rules(task, *plan).empty());
    CHECK(plan->visits[0].is_planned);
    CHECK(plan->nights == 1);
    task.pairs[0].most_nights = 0;
    CHECK(block_of_only_visit(task) == VisitBlock::out_of_reach);
}

TEST_CASE("a visit that needs a night at its school has one, before or after it") {
    // Near enough to be back at noon: without the need nobody sleeps there.
    auto task = task_with({30}, 2, 4);
    const auto without = plan_visits(task, budget(100));
    REQUIRE(without);
    CHECK(without->nights == 0);
    task.sites[0].needs_night = true;
    CHECK_FALSE(find_broken_rules(task, *without).empty());
    const auto plan = plan_visits(task, budget(100));
    REQUIRE(plan);
    CHECK(find_broken_rules(task, *plan).empty());
    CHECK(plan->nights == 2);
    CHECK(std::ranges::all_of(plan->visits, &PlannedVisit::is_planned));
    task.pairs[0].most_nights = 0;
    const auto none = plan_visits(task, budget(100));
    REQUIRE(none);
    CHECK(none->visits[0].block == VisitBlock::out_of_reach);
}

TEST_CASE("two short visits share a day") {
    const auto task = task_with({30, 35}, 1, 1);
    const auto plan = plan_visits(task, budget(100));
    REQUIRE(plan);
    CHECK(plan->visits[0].day == plan->visits[1].day);
    CHECK(plan->travel == doctest::Approx(70));
}

TEST_CASE("a visit without a date names the rule that leaves none") {
    auto closed = task_with({30}, 1, 1);
    closed.sites[0].days.assign(7, DayState::security);
    CHECK(block_of_only_visit(closed) == VisitBlock::no_open_day);
    auto topic = task_with({30}, 1, 1);
    topic.visits[0].topics = 2;
    CHECK(block_of_only_visit(topic) == VisitBlock::no_topic);
    auto away = task_with({30}, 1, 1);
    away.pairs[0].is_available.assign(7, 0);
    CHECK(block_of_only_visit(away) == VisitBlock::no_free_pair);
    auto far = task_with({900}, 1, 1);
    CHECK(block_of_only_visit(far) == VisitBlock::out_of_reach);
    auto tired = task_with({30}, 1, 1);
    tired.pairs[0].most_weekly = 60;
    CHECK(block_of_only_visit(tired) == VisitBlock::out_of_reach);
    // One pair may make one visit of the site, and there is no other pair.
    auto share = task_with({30}, 2, 4);
    share.rules.most_of_site = 1;
    const auto plan = plan_visits(share, budget(50));
    REQUIRE(plan);
    CHECK(std::ranges::count(plan->visits, VisitBlock::share_of_pair, &PlannedVisit::block) == 1);
    auto full = task_with({30, 31}, 1, 1);
    for (std::size_t day = 1; day < 7; ++day) {
        full.pairs[0].is_available[day] = 0;
    }
    full.visits[0].length = 300;
    full.visits[1].length = 300;
    const auto one = plan_visits(full, budget(50));
    REQUIRE(one);
    CHECK(std::ranges::count(one->visits, VisitBlock::full, &PlannedVisit::block) == 1);
}

TEST_CASE("visits of a site keep their order and their distance") {
    auto task = task_with({30}, 4, 12);
    const auto plan = plan_visits(task, budget(200));
    REQUIRE(plan);
    CHECK(find_broken_rules(task, *plan).empty());
    for (std::size_t visit = 1; visit < 4; ++visit) {
        CHECK(plan->visits[visit].is_planned);
        CHECK(plan->visits[visit].day >= plan->visits[visit - 1].day + 14);
    }
    CHECK(plan->gap_difference < 5);
}

TEST_CASE("locked visits stay, and what was planned is moved only where it must") {
    const auto task = some_task(3);
    const auto plan = plan_visits(task, budget(600));
    REQUIRE(plan);
    auto again = task;
    for (std::size_t visit = 0; visit < task.visits.size(); ++visit) {
        const auto& at = plan->visits[visit];
        if (at.is_planned && visit % 3 == 0) {
            again.visits[visit].locked_day = at.day;
            again.visits[visit].locked_pair = at.pair;
        } else if (at.is_planned) {
            again.visits[visit].former_day = at.day;
            again.visits[visit].former_pair = at.pair;
        }
    }
    const auto same = plan_visits(again, budget(300, 8));
    REQUIRE(same);
    CHECK(same->moved == 0);
    const auto lost = std::ranges::find_if(plan->visits, &PlannedVisit::is_planned) - plan->visits.begin();
    const auto closed = static_cast<std::size_t>(lost + (lost % 3 == 0 ? 1 : 0));
    if (plan->visits[closed].is_planned) {
        again.sites[task.visits[closed].site].days[plan->visits[closed].day] = DayState::security;
        const auto moved = plan_visits(again, budget(300, 8));
        REQUIRE(moved);
        CHECK(find_broken_rules(again, *moved).empty());
        CHECK(moved->moved >= 1);
        CHECK(moved->moved <= 4);
    }
    again.sites[task.visits[0].site].days.assign(task.days, DayState::security);
    if (again.visits[0].locked_day) {
        CHECK(plan_visits(again, budget(10)).error().code == ProblemCode::conflict);
    }
}

TEST_CASE("only what is locked lies before the first day that is left") {
    auto task = task_with({30, 60}, 2, 12);
    task.rules.first_day = 30;
    task.visits[0].locked_day = 8;
    task.visits[0].locked_pair = 0;
    task.visits[2].former_day = 1;
    task.visits[2].former_pair = 0;
    const auto plan = plan_visits(task, budget(100));
    REQUIRE(plan);
    CHECK(find_broken_rules(task, *plan).empty());
    CHECK(plan->visits[0].day == 8);
    for (std::size_t visit = 1; visit < 4; ++visit) {
        CHECK(plan->visits[visit].is_planned);
        CHECK(plan->visits[visit].day >= 30);
    }
}

namespace {

void check_plans_keep_rules(std::uint64_t first_seed, std::uint64_t last_seed) {
    for (std::uint64_t seed = first_seed; seed <= last_seed; ++seed) {
        CAPTURE(seed);
        auto task = some_task(seed);
        task.rules.most_total_nights = seed % 2 == 0 ? 6 : 0;
        const auto plan = plan_visits(task, budget(300, seed));
        REQUIRE(plan);
        const auto broken = find_broken_rules(task, *plan);
        CHECK_MESSAGE(broken.empty(), (broken.empty() ? "" : broken.front()));
        const auto again = plan_visits(task, budget(300, seed));
        REQUIRE(again);
        CHECK(again->cost == plan->cost);
        CHECK(again->travel == plan->travel);
    }
}

}  // namespace

TEST_CASE("every plan keeps the rules, and repeats") { check_plans_keep_rules(2, 2); }

TEST_CASE("every plan keeps the rules, and repeats, whatever the task" * doctest::test_suite("slow")) {
    check_plans_keep_rules(1, 6);
}

TEST_CASE("the audit names what a visit plan breaks") {
    const auto task = task_with({30, 60}, 2, 6);
    const auto plan = plan_visits(task, budget(100));
    REQUIRE(plan);
    REQUIRE(find_broken_rules(task, *plan).empty());
    const auto breaks = [&](const auto& change) {
        auto other = task;
        auto changed = *plan;
        change(other, changed);
        return !find_broken_rules(other, changed).empty();
    };
    const auto day = plan->visits[0].day;
    CHECK(breaks([&](VisitTask& t, VisitPlan&) { t.sites[0].days[day] = DayState::no_school; }));
    CHECK(breaks([&](VisitTask& t, VisitPlan&) { t.pairs[0].is_available[day] = 0; }));
    CHECK(breaks([&](VisitTask& t, VisitPlan&) { t.visits[0].topics = 4; }));
    CHECK(breaks([&](VisitTask& t, VisitPlan&) { t.rules.least_gap = 40; }));
    CHECK(breaks([&](VisitTask& t, VisitPlan&) { t.rules.most_gap = 14, t.rules.least_gap = 1; }));
    CHECK(breaks([&](VisitTask& t, VisitPlan&) { t.rules.most_of_site = 1; }));
    CHECK(breaks([&](VisitTask& t, VisitPlan&) { t.rules.first_day = 41; }));
    CHECK(breaks([&](VisitTask& t, VisitPlan&) { t.rules.most_daily = 100; }));
    CHECK(breaks([&](VisitTask& t, VisitPlan&) { t.pairs[0].most_weekly = 100; }));
    CHECK(breaks([&](VisitTask& t, VisitPlan&) { t.sites[0].closes = 8 * 60; }));
    CHECK(breaks([&](VisitTask& t, VisitPlan&) { t.sites[0].access = 60; }));
    CHECK(breaks([&](VisitTask&, VisitPlan& p) { p.travel -= 10; }));
    CHECK(breaks([&](VisitTask&, VisitPlan& p) { p.nights += 1; }));
    CHECK(breaks([&](VisitTask&, VisitPlan& p) { p.visits[0].is_planned = false; }));
    CHECK(breaks([&](VisitTask&, VisitPlan& p) { p.itinerary.pop_back(); }));
    CHECK(breaks([&](VisitTask&, VisitPlan& p) { p.itinerary.front().sleeps_at = 1; }));
}

TEST_CASE("a visit task that makes no sense is refused by its field") {
    struct Case {
        std::string name;
        void (*spoil)(VisitTask&);
        std::string field;
    };
    const std::vector<Case> cases{
        {"no pair", [](VisitTask& t) { t.pairs.clear(); }, "days"},
        {"travel missing", [](VisitTask& t) { t.travel.pop_back(); }, "travel"},
        {"travel is no number", [](VisitTask& t) { t.travel[1] = NAN; }, "travel"},
        {"gaps the wrong way round", [](VisitTask& t) { t.rules.most_gap = 1; }, "rules"},
        {"a state for each day", [](VisitTask& t) { t.sites[1].days.pop_back(); }, "sites[1]"},
        {"no such site", [](VisitTask& t) { t.visits[1].site = 9; }, "visits[1]"},
        {"out of sequence", [](VisitTask& t) { t.visits[1].number = 3; }, "visits[1]"},
        {"half a lock", [](VisitTask& t) { t.visits[0].locked_day = 1; }, "visits[0]"},
        {"no base", [](VisitTask& t) { t.pairs[0].base = 9; }, "pairs[0]"},
    };
    for (const auto& c : cases) {
        CAPTURE(c.name);
        auto task = task_with({30, 60}, 2, 6);
        c.spoil(task);
        const auto plan = plan_visits(task, budget(10));
        REQUIRE_FALSE(plan);
        CHECK(plan.error().code == ProblemCode::invalid_input);
        CHECK(plan.error().field == c.field);
    }
}

TEST_CASE("money is fares, days and nights, and a budget is kept") {
    // One school, visited from the base in a day: 10 on the road and 3 for the boat, both ways, and 50 for the day.
    auto task = task_with({60}, 1, 1);
    task.money.fares = {0, 10, 10, 0};
    task.money.day = 50;
    task.sites[0].fare = 3;
    const auto plan = plan_visits(task, budget(20));
    REQUIRE(plan);
    CHECK(find_broken_rules(task, *plan).empty());
    CHECK(plan->money == doctest::Approx(76));
    task.money.most = 76;
    CHECK(plan_visits(task, budget(20))->visits[0].is_planned);
    task.money.most = 75;
    CHECK(block_of_only_visit(task) == VisitBlock::budget);
    task.money.most = 0;
    task.rules.most_total_nights = 1;
    task.money.fares.clear();
    CHECK(plan_visits(task, budget(20))->money == doctest::Approx(56));
}

TEST_CASE("no plan spends more than its budget, and what it leaves out says so") {
    auto task = some_task(3);
    task.money.fares = task.travel;
    task.money.day = 30;
    task.money.night = 20;
    const auto free = plan_visits(task, budget(300));
    REQUIRE(free);
    REQUIRE(find_broken_rules(task, *free).empty());
    for (const double share : {0.2, 0.5, 0.9}) {
        CAPTURE(share);
        task.money.most = share * free->money;
        const auto plan = plan_visits(task, budget(300));
        REQUIRE(plan);
        CHECK(find_broken_rules(task, *plan).empty());
        CHECK(plan->money <= task.money.most * (1 + 1e-6));
        const bool is_short =
            std::ranges::any_of(plan->visits, [](const auto& visit) { return visit.block == VisitBlock::budget; });
        CHECK((is_short || share > 0.5));
    }
}

}  // namespace minka::optimize
