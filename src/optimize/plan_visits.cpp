#include "optimize/plan_visits.h"

#include "base/random.h"
#include "optimize/cooling.h"
#include "optimize/visit_book.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace minka::optimize {
namespace {

constexpr double skipped_share = 0.01;
constexpr Minutes hot = 60;
constexpr Minutes cold = 1;
constexpr Minutes absent_cost = 50'000;
constexpr std::size_t near_sites = 12;
constexpr std::size_t near_pairs = 6;

class VisitSearch {
public:
    VisitSearch(const VisitTask& task, const SearchBudget& budget)
        : task_(task), budget_(budget), random_(budget.seed), book_(task) {
        find_near();
    }

    Result<VisitPlan> run() {
        MINKA_TRY(start());
        best_ = book_;
        Cooling cooling(budget_, hot, cold);
        tell();
        while (cooling.goes_on()) {
            step(cooling.next());
            iterations_ = cooling.iterations();
            if (iterations_ % 1024 == 0) {
                book_.recount();
                tell();
            }
            if (iterations_ % 256 == 0) {
                remember();
            }
        }
        remember();
        place_last();
        return plan();
    }

private:
    void tell() const {
        if (budget_.tell) {
            budget_.tell(iterations_, total(best_));
        }
    }

    double total(const VisitBook& book) const { return book.cost() + absent_cost * static_cast<double>(book.absent()); }

    void find_near() {
        const auto sites = task_.sites.size();
        near_.resize(sites);
        pairs_.resize(sites);
        std::vector<std::uint32_t> order(sites);
        for (std::size_t site = 0; site < sites; ++site) {
            const auto place = task_.sites[site].place;
            std::iota(order.begin(), order.end(), 0U);
            const auto kept = std::min(near_sites, sites);
            std::ranges::partial_sort(
                order, order.begin() + static_cast<std::ptrdiff_t>(kept), {}, [&](std::uint32_t other) {
                    return std::pair(other == site ? -1.0 : task_.road(place, task_.sites[other].place), other);
                });
            near_[site].assign(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(kept));
            pairs_[site].resize(task_.pairs.size());
            std::iota(pairs_[site].begin(), pairs_[site].end(), 0U);
            std::ranges::sort(pairs_[site], {}, [&](std::uint32_t pair) {
                return std::pair(task_.road(task_.pairs[pair].base, place), pair);
            });
        }
    }

    /// Locked visits first, then those of the former plan that can stay, then the rest site by site.
    Result<void> start() {
        for (std::uint32_t visit = 0; visit < task_.visits.size(); ++visit) {
            const auto& at = task_.visits[visit];
            if (at.locked_day) {
                const auto where = book_.place_on(visit, *at.locked_pair, *at.locked_day);
                if (!std::isfinite(where.cost)) {
                    return problem(ProblemCode::conflict, "A locked visit breaks a rule together with the others.",
                                   "visits[" + std::to_string(visit) + "]");
                }
                book_.insert(visit, where);
            }
        }
        for (std::uint32_t visit = 0; visit < task_.visits.size(); ++visit) {
            const auto& at = task_.visits[visit];
            if (at.former_day && !at.locked_day) {
                const auto where = book_.place_on(visit, *at.former_pair, *at.former_day);
                if (std::isfinite(where.cost)) {
                    book_.insert(visit, where);
                }
            }
        }
        std::vector<std::uint32_t> sites(task_.sites.size());
        std::iota(sites.begin(), sites.end(), 0U);
        std::ranges::stable_sort(sites, std::greater{}, [&](std::uint32_t site) {
            return task_.road(task_.pairs[pairs_[site].front()].base, task_.sites[site].place);
        });
        std::vector<std::vector<std::uint32_t>> of_site(task_.sites.size());
        for (std::uint32_t visit = 0; visit < task_.visits.size(); ++visit) {
            of_site[task_.visits[visit].site].push_back(visit);
        }
        for (const auto site : sites) {
            loose_ = of_site[site];
            std::erase_if(loose_, [&](std::uint32_t visit) { return book_.planned(visit).is_planned; });
            for (const auto visit : loose_) {
                place(visit);
            }
        }
        book_.recount();
        list_absent();
        return {};
    }

    void place(std::uint32_t visit) {
        const auto skips = [&] { return random_.uniform() < skipped_share; };
        const auto& order = pairs_[task_.visits[visit].site];
        std::array<std::uint32_t, near_pairs + 1> few{};
        const auto count = std::min(near_pairs, order.size());
        std::copy_n(order.begin(), count, few.begin());
        few[count] = order[random_.below(order.size())];
        auto where = book_.cheapest(visit, std::span(few.data(), count + 1), skips);
        if (!std::isfinite(where.cost)) {
            where = book_.cheapest(visit, order, [] { return false; });
        }
        if (std::isfinite(where.cost)) {
            book_.insert(visit, where);
        }
    }

    /// What is still without a date goes wherever there is room, so that none lacks one for having been passed over.
    void place_last() {
        for (std::uint32_t visit = 0; visit < task_.visits.size(); ++visit) {
            if (!best_.planned(visit).is_planned) {
                const auto where = best_.cheapest(visit, pairs_[task_.visits[visit].site], [] { return false; });
                if (std::isfinite(where.cost)) {
                    best_.insert(visit, where);
                }
            }
        }
    }

    void take(std::uint32_t visit) {
        if (book_.planned(visit).is_planned && !task_.visits[visit].locked_day) {
            book_.remove(visit);
            loose_.push_back(visit);
        }
    }

    /// The week of a pair, and the weeks of others who are near then; or all visits of a site and of one near it.
    void take_out() {
        const auto seed = static_cast<std::uint32_t>(random_.below(task_.visits.size()));
        const auto site = task_.visits[seed].site;
        if (random_.below(4) == 0) {
            take_site(site);
            return;
        }
        const auto wanted = 3 + random_.below(10);
        const auto at = book_.planned(seed);
        const double day = at.is_planned ? at.day : book_.window(seed).wished;
        for (const auto other : near_[site]) {
            if (loose_.size() >= wanted) {
                break;
            }
            take_week(nearest_visit(other, seed, day));
        }
    }

    void take_site(std::size_t site) {
        for (auto visit = first_visit(site); visit < task_.visits.size() && task_.visits[visit].site == site; ++visit) {
            take(visit);
        }
    }

    std::uint32_t first_visit(std::size_t site) const {
        const auto found =
            std::ranges::lower_bound(site_starts_, site, {}, &std::pair<std::size_t, std::uint32_t>::first);
        return found->second;
    }

    /// The visit of a site whose day is nearest.
    std::uint32_t nearest_visit(std::size_t site, std::uint32_t seed, double day) const {
        if (site == task_.visits[seed].site) {
            return seed;
        }
        auto best = first_visit(site);
        double least = std::numeric_limits<double>::infinity();
        for (auto visit = best; visit < task_.visits.size() && task_.visits[visit].site == site; ++visit) {
            const double apart = std::abs(book_.planned(visit).day - day);
            if (book_.planned(visit).is_planned && apart < least) {
                least = apart;
                best = visit;
            }
        }
        return best;
    }

    void take_week(std::uint32_t visit) {
        if (!book_.planned(visit).is_planned) {
            return;
        }
        if (random_.below(2) == 0) {
            take(visit);
            return;
        }
        const auto week = book_.week_of(visit);
        week_.assign(week.begin(), week.end());
        for (const auto& each : week_) {
            take(each.visit);
        }
    }

    void step(double temperature) {
        const double before = total(book_);
        book_.begin();
        loose_.clear();
        const bool is_repair = !absent_.empty() && random_.below(4) == 0;
        if (is_repair) {
            // The whole sequence anew, one after the other, so that the gaps can give way.
            const auto site = task_.visits[absent_[random_.below(absent_.size())]].site;
            take_site(site);
            std::ranges::copy_if(absent_, std::back_inserter(loose_),
                                 [&](std::uint32_t visit) { return task_.visits[visit].site == site; });
            std::ranges::sort(loose_);
        } else {
            take_out();
            for (auto i = loose_.size(); i > 1; --i) {
                std::swap(loose_[i - 1], loose_[random_.below(i)]);
            }
        }
        if (!is_repair && random_.below(2) == 0) {
            std::ranges::stable_sort(loose_, std::greater{}, [&](std::uint32_t visit) {
                const auto site = task_.visits[visit].site;
                return task_.road(task_.pairs[pairs_[site].front()].base, task_.sites[site].place);
            });
        }
        for (const auto visit : loose_) {
            place(visit);
        }
        if (book_.is_possible() && total(book_) < before - temperature * std::log(1 - random_.uniform())) {
            if (book_.absent() > 0 || !absent_.empty()) {
                list_absent();
            }
            return;
        }
        book_.take_back();
    }

    void list_absent() {
        absent_.clear();
        for (std::uint32_t visit = 0; visit < task_.visits.size(); ++visit) {
            if (!book_.planned(visit).is_planned) {
                absent_.push_back(visit);
            }
        }
    }

    void remember() {
        if (total(book_) < total(best_) - 1e-6) {
            best_ = book_;
        }
    }

    VisitBlock block_of(std::uint32_t visit) const {
        const auto& at = task_.visits[visit];
        const auto days = best_.window(visit);
        VisitBlock block = VisitBlock::no_open_day;
        for (int day = std::max(0, days.first); day <= days.last; ++day) {
            const auto index = static_cast<std::size_t>(day);
            if (task_.sites[at.site].days[index] != DayState::open) {
                continue;
            }
            block = std::max(block, VisitBlock::no_topic);
            for (std::uint32_t pair = 0; pair < task_.pairs.size(); ++pair) {
                if ((at.topics & ~task_.pairs[pair].topics) != 0) {
                    continue;
                }
                block = std::max(block, VisitBlock::no_free_pair);
                if (task_.pairs[pair].is_available[index] == 0) {
                    continue;
                }
                block = std::max(block, VisitBlock::out_of_reach);
                if (!best_.can_go_alone(visit, pair, static_cast<std::uint32_t>(day))) {
                    continue;
                }
                block = std::max(block,
                                 best_.may_do_more_of_site(visit, pair) ? VisitBlock::full : VisitBlock::share_of_pair);
                if (best_.may_do_more_of_site(visit, pair) &&
                    best_.has_room(visit, pair, static_cast<std::uint32_t>(day))) {
                    return VisitBlock::budget;
                }
            }
        }
        return block;
    }

    VisitPlan plan() const {
        VisitPlan plan;
        plan.visits = best_.all();
        const WeekPlanner planner(task_);
        for (std::size_t pair = 0; pair < task_.pairs.size(); ++pair) {
            for (std::size_t week = 0; week < task_.weeks(); ++week) {
                auto days = planner.days(pair, week, best_.week(pair, week));
                plan.money += task_.money.is_counted() ? planner.money(pair, week, best_.week(pair, week)) : 0;
                std::ranges::move(days, std::back_inserter(plan.itinerary));
            }
        }
        plan.cost = best_.cost();
        plan.travel = best_.travel();
        plan.nights = best_.nights();
        std::uint64_t gaps = 0;
        double difference = 0;
        for (std::uint32_t visit = 0; visit < plan.visits.size(); ++visit) {
            auto& at = plan.visits[visit];
            const auto& asked = task_.visits[visit];
            if (!at.is_planned) {
                at.block = block_of(visit);
                plan.moved += asked.former_day ? 1U : 0U;
                continue;
            }
            plan.moved += asked.former_day && (*asked.former_day != at.day || *asked.former_pair != at.pair) ? 1U : 0U;
            if (asked.number > 0 && plan.visits[visit - 1].is_planned) {
                const auto& last = plan.visits[visit - 1];
                plan.changes += last.pair != at.pair ? 1U : 0U;
                const double even = static_cast<double>(task_.days) / count_of_site(visit);
                difference += std::abs(static_cast<double>(at.day - last.day) - even);
                ++gaps;
            }
        }
        plan.gap_difference = gaps > 0 ? difference / static_cast<double>(gaps) : 0;
        plan.least_travel = travel_bound(task_, plan.visits);
        plan.iterations = iterations_;
        return plan;
    }

    double count_of_site(std::uint32_t visit) const {
        auto last = visit;
        while (last + 1 < task_.visits.size() && task_.visits[last + 1].site == task_.visits[visit].site) {
            ++last;
        }
        return task_.visits[last].number + 1.0;
    }

    const VisitTask& task_;
    const SearchBudget& budget_;
    SeededRandom random_;
    VisitBook book_;
    VisitBook best_{task_};
    std::vector<std::vector<std::uint32_t>> near_;   ///< sites by road, itself first
    std::vector<std::vector<std::uint32_t>> pairs_;  ///< by site: pairs by the road from their base
    std::vector<std::pair<std::size_t, std::uint32_t>> site_starts_ = starts();
    std::vector<std::uint32_t> loose_;
    std::vector<std::uint32_t> absent_;
    std::vector<WeekVisit> week_;
    std::uint64_t iterations_ = 0;

    std::vector<std::pair<std::size_t, std::uint32_t>> starts() const {
        std::vector<std::pair<std::size_t, std::uint32_t>> found;
        for (std::uint32_t visit = 0; visit < task_.visits.size(); ++visit) {
            if (task_.visits[visit].number == 0) {
                found.emplace_back(task_.visits[visit].site, visit);
            }
        }
        std::ranges::sort(found);
        return found;
    }
};

}  // namespace

Minutes travel_bound(const VisitTask& task, const std::vector<PlannedVisit>& visits) {
    // A pair that stays at a site from one of its visits to the next would not arrive twice.
    if (task.rules.least_gap < 7) {
        return 0;
    }
    std::vector<Minutes> reached(task.sites.size(), std::numeric_limits<Minutes>::infinity());
    for (std::size_t site = 0; site < task.sites.size(); ++site) {
        const auto& at = task.sites[site];
        const Minutes access = std::min(at.access, at.wet_access);
        for (const auto& pair : task.pairs) {
            reached[site] = std::min(reached[site], access + task.road(pair.base, at.place));
        }
        for (std::size_t other = 0; other < task.sites.size(); ++other) {
            if (other != site) {
                const auto& from = task.sites[other];
                reached[site] = std::min(
                    reached[site], access + std::min(from.access, from.wet_access) + task.road(from.place, at.place));
            }
        }
    }
    Minutes bound = 0;
    for (std::size_t visit = 0; visit < visits.size(); ++visit) {
        bound += visits[visit].is_planned ? reached[task.visits[visit].site] : 0;
    }
    return bound;
}

Result<VisitPlan> plan_visits(const VisitTask& task, const SearchBudget& budget) {
    MINKA_TRY(check_task(task));
    return VisitSearch(task, budget).run();
}

}  // namespace minka::optimize
