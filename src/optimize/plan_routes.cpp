#include "optimize/plan_routes.h"

#include "base/random.h"
#include "optimize/cooling.h"
#include "optimize/tour_removal.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <numeric>

namespace minka::optimize {
namespace {

constexpr double skipped_share = 0.01;
/// Where the search begins and ends, in mean distances between two stops.
constexpr double hot = 0.5;
constexpr double cold = 0.003;
constexpr std::uint64_t price_turn = 400;

/// In which order loose stops are put back.
enum class Order { any, demand, far, near, few_choices, narrow, early, late };

class RouteSearch {
public:
    RouteSearch(const RouteTask& task, const SearchBudget& options)
        : task_(task), options_(options), random_(options.seed), book_(task), removal_(task, random_) {
        weigh_orders();
        double farthest = 0;
        double most = 1e-9;
        for (std::size_t stop = 1; stop < task.stops.size(); ++stop) {
            farthest = std::max(farthest, task.between(0, stop) + task.between(stop, 0));
            most = std::max(most, task.stops[stop].demand);
        }
        absent_cost_ = 10 * farthest + 1;
        weights_ = {std::max(0.1, farthest / most / 2), 1};
        book_.set_weights(weights_);
    }

    Result<RoutePlan> run() {
        start();
        const double edge = std::max(1e-12, book_.distance()) / static_cast<double>(task_.stops.size());
        Cooling cooling(options_, hot * edge, cold * edge);
        tell();
        while (cooling.goes_on()) {
            step(cooling.next());
            iterations_ = cooling.iterations();
            if (iterations_ % price_turn == 0) {
                change_prices();
            }
            if (iterations_ % 4096 == 0) {
                tell();
            }
        }
        if (best_.empty()) {
            return problem(ProblemCode::conflict, "No plan that keeps the limits was found.");
        }
        return plan();
    }

private:
    void tell() const {
        if (options_.tell) {
            options_.tell(iterations_, best_distance_);
        }
    }

    void weigh_orders() {
        const bool has_choices =
            std::ranges::any_of(task_.stops, [](const RouteStop& stop) { return stop.patterns.size() > 1; });
        const bool has_windows = task_.has_windows();
        const auto add = [&](Order order, std::size_t weight) { orders_.insert(orders_.end(), weight, order); };
        add(Order::any, 4);
        add(Order::demand, 4);
        add(Order::far, 2);
        add(Order::near, 1);
        if (has_choices) {
            add(Order::few_choices, 3);
        }
        if (has_windows) {
            add(Order::narrow, 2);
            add(Order::early, 2);
            add(Order::late, 2);
        }
    }

    void start() {
        for (std::uint32_t stop = 1; stop < task_.stops.size(); ++stop) {
            loose_.push_back({stop, false, 0});
        }
        put_back();
        absent_.swap(still_absent_);
        remember();
    }

    void step(double temperature) {
        const double before = book_.cost() + absent_cost_ * static_cast<double>(absent_.size());
        book_.begin();
        loose_ = absent_;
        removal_.take_out(book_, loose_);
        put_back();
        const double after = book_.cost() + absent_cost_ * static_cast<double>(still_absent_.size());
        if (after < before - temperature * std::log(1 - random_.uniform())) {
            absent_.swap(still_absent_);
            remember();
        } else {
            book_.take_back();
        }
        within_limits_ += book_.keeps_limits() ? 1U : 0U;
    }

    double key(const LooseStop& loose, Order order) const {
        const auto& stop = task_.stops[loose.stop];
        switch (order) {
            case Order::any: return 0;
            case Order::demand: return -stop.demand;
            case Order::far: return -task_.between(0, loose.stop);
            case Order::near: return task_.between(0, loose.stop);
            case Order::few_choices: return loose.is_one_day ? 0 : static_cast<double>(stop.patterns.size());
            case Order::narrow: return stop.latest - stop.earliest;
            case Order::early: return stop.earliest;
            case Order::late: return -stop.latest;
        }
        return 0;
    }

    void put_back() {
        for (auto i = loose_.size(); i > 1; --i) {
            std::swap(loose_[i - 1], loose_[random_.below(i)]);
        }
        const auto order = orders_[random_.below(orders_.size())];
        if (order != Order::any) {
            std::ranges::stable_sort(loose_, {}, [&](const LooseStop& loose) { return key(loose, order); });
        }
        still_absent_.clear();
        for (const auto& loose : loose_) {
            if (!place(loose)) {
                still_absent_.push_back({loose.stop, false, 0});
            }
        }
    }

    /// A stop that finds no room on one of its days leaves the others too, and waits whole.
    void leave_all_days(std::uint32_t stop) {
        for (auto days = book_.days_of(stop); days != 0; days &= days - 1) {
            book_.mark(stop, static_cast<std::size_t>(std::countr_zero(days)));
        }
        book_.close_gaps();
    }

    bool place(const LooseStop& loose) {
        const auto skips = [&] { return random_.uniform() < skipped_share; };
        if (loose.is_one_day) {
            const auto found = book_.cheapest(loose.stop, loose.day, skips);
            if (!std::isfinite(found.cost)) {
                leave_all_days(loose.stop);
                return false;
            }
            book_.insert(loose.stop, found);
            return true;
        }
        DaySet known = 0;
        double best = std::numeric_limits<double>::infinity();
        DaySet chosen = 0;
        for (const auto pattern : task_.stops[loose.stop].patterns) {
            double cost = 0;
            for (auto days = pattern; days != 0; days &= days - 1) {
                const auto day = static_cast<std::size_t>(std::countr_zero(days));
                if ((known >> day & 1U) == 0) {
                    found_[day] = book_.cheapest(loose.stop, day, skips);
                    known |= DaySet{1} << day;
                }
                cost += found_[day].cost;
            }
            if (cost < best) {
                best = cost;
                chosen = pattern;
            }
        }
        for (auto days = chosen; days != 0; days &= days - 1) {
            book_.insert(loose.stop, found_[static_cast<std::size_t>(std::countr_zero(days))]);
        }
        return chosen != 0;
    }

    void remember() {
        if (!book_.keeps_limits() || !absent_.empty() || book_.distance() >= best_distance_ - 1e-9) {
            return;
        }
        best_distance_ = book_.distance();
        best_.resize(book_.tour_count());
        for (std::size_t tour = 0; tour < best_.size(); ++tour) {
            best_[tour] = book_.tour(tour).stops;
        }
    }

    /// Half of the plans on the way shall keep the limits.
    void change_prices() {
        const double share = static_cast<double>(within_limits_) / static_cast<double>(price_turn);
        const double factor = share < 0.02 ? 2 : share < 0.4 ? 1.15 : share > 0.6 ? 0.9 : 1;
        weights_.load = std::clamp(weights_.load * factor, 1e-4, 1e6);
        weights_.time = std::clamp(weights_.time * factor, 1e-4, 1e6);
        within_limits_ = 0;
        book_.set_weights(weights_);
    }

    RoutePlan plan() const {
        RoutePlan plan;
        plan.days.resize(task_.days.size());
        for (std::size_t tour = 0; tour < best_.size(); ++tour) {
            plan.days[book_.day_of(tour)].push_back(best_[tour]);
            std::uint32_t previous = 0;
            for (const auto stop : best_[tour]) {
                plan.distance += task_.between(previous, stop);
                previous = stop;
            }
            plan.distance += task_.between(previous, 0);
        }
        plan.iterations = iterations_;
        return plan;
    }

    const RouteTask& task_;
    const SearchBudget& options_;
    SeededRandom random_;
    TourBook book_;
    TourRemoval removal_;
    std::vector<Order> orders_;
    LimitWeights weights_;
    double absent_cost_ = 0;
    std::vector<LooseStop> loose_;
    std::vector<LooseStop> absent_;
    std::vector<LooseStop> still_absent_;
    std::array<Insertion, 64> found_;
    std::vector<std::vector<std::uint32_t>> best_;  ///< stops by tour
    double best_distance_ = std::numeric_limits<double>::infinity();
    std::uint64_t iterations_ = 0;
    std::uint64_t within_limits_ = 0;
};

}  // namespace

Result<RoutePlan> plan_routes(const RouteTask& task, const SearchBudget& options) {
    MINKA_TRY(check_task(task));
    return RouteSearch(task, options).run();
}

}  // namespace minka::optimize
