#pragma once

#include "base/random.h"
#include "optimize/group_state.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <stop_token>

namespace minka::optimize {

/// How hot a round begins and ends, as shares of the steps that are taken; and how long the first one is.
struct AnnealingSchedule {
    double hot_share = 0.02;
    double cold_share = 0.0002;
    double first_steps = 80e6;  ///< exchanges tried in the first round, by which its sweeps are set: 5 to 200
    double growth = 2;          ///< of a round's length from one to the next
    /// Hot over cold at most. A quick cooling takes many steps that improve, which say little about the cold end.
    double most_cooling = 40;
    /// Sizes change where it is colder than so many times the cold end: hot, they would even out, and a sum over pairs
    /// is largest with sizes as uneven as may be.
    double moves_share = 1.5;
};

/// Simulated annealing over exchanges and moves of units, in rounds of growing length; each round ends with a descent.
/// One iteration tries the exchanges of one unit. What has been found after a number of iterations depends on the seed
/// and the task alone, so that a run stopped by a clock is repeated by its count.
///
/// Source: Kirkpatrick, S., Gelatt, C. D. & Vecchi, M. P. (1983). Optimization by simulated annealing. Science 220,
/// 671-680. The temperatures are set by the share of steps taken, as in White (1984).
template <typename Kernel>
class Annealing {
public:
    Annealing(GroupState& state, Kernel& kernel, SeededRandom& random, AnnealingSchedule schedule)
        : state_(state), kernel_(kernel), random_(random), schedule_(schedule), best_(state.groups()) {
        order_.resize(state.unit_count());
        std::iota(order_.begin(), order_.end(), 0U);
        best_lonely_ = state.lonely();
        best_moved_ = state.moved();
    }

    /// Runs until the budget is spent or a stop is asked for. `tell` hears the iterations every few thousand.
    void run(std::uint64_t budget, const std::stop_token& stop, const std::function<void(std::uint64_t)>& tell) {
        budget_ = budget;
        stop_ = &stop;
        tell_ = &tell;
        double hot = 0;
        double cold = 0;
        calibrate(hot, cold);
        moves_below_ = Kernel::tries_everyone ? schedule_.moves_share * cold : 0;
        const auto units = static_cast<double>(order_.size());
        double sweeps = std::clamp(schedule_.first_steps / (units * units), 5.0, 200.0);
        while (!is_over()) {
            const auto rows = static_cast<std::uint64_t>(sweeps * static_cast<double>(state_.unit_count())) + 1;
            const double cooling = std::pow(cold / hot, 1 / static_cast<double>(rows));
            temperature_ = hot;
            for (std::uint64_t row = 0; row < rows && !is_over(); ++row) {
                temperature_ *= cooling;
                next_row();
            }
            descend();
            sweeps *= schedule_.growth;
        }
        remember();
    }

    const std::vector<std::uint32_t>& best() const { return best_; }
    std::uint64_t iterations() const { return iterations_; }

private:
    bool is_over() const { return iterations_ >= budget_ || stop_->stop_requested(); }

    /// Cools quickly from where nearly every second step is taken, and notes where the shares are passed.
    void calibrate(double& hot, double& cold) {
        temperature_ = std::max(kernel_.scale(), 1e-300) * (Kernel::tries_everyone ? 16 : 4);
        hot = temperature_;
        const double fall = Kernel::tries_everyone ? 0.75 : 0.5;
        bool has_hot = false;
        for (int level = 0; level < 60 && !is_over(); ++level) {
            const double share =
                share_taken(Kernel::tries_everyone ? std::clamp<std::size_t>(30'000 / order_.size(), 8, 512) : 256);
            if (!has_hot && share < schedule_.hot_share) {
                hot = temperature_;
                has_hot = true;
            }
            cold = temperature_;
            if (share < schedule_.cold_share || (has_hot && !Kernel::tries_everyone)) {
                break;
            }
            temperature_ *= fall;
        }
        cold = Kernel::tries_everyone ? std::clamp(cold, hot / schedule_.most_cooling, hot / 2)
                                      : hot / schedule_.most_cooling;
    }

    double share_taken(std::size_t rows) {
        tried_ = 0;
        taken_ = 0;
        for (std::size_t row = 0; row < rows && !is_over(); ++row) {
            next_row();
        }
        return static_cast<double>(taken_) / static_cast<double>(std::max<std::uint64_t>(1, tried_));
    }

    /// Only what improves: until a whole sweep brought nothing or, where exchanges are sampled, for two sweeps.
    void descend() {
        temperature_ = 0;
        double before = 0;
        int sweeps = 0;
        do {
            before = total_;
            for (std::size_t row = 0; row < order_.size() && !is_over(); ++row) {
                next_row();
            }
            ++sweeps;
        } while (total_ > before + 1e-9 * kernel_.scale() && !is_over() && (Kernel::tries_everyone || sweeps < 2));
        remember();
    }

    void next_row() {
        if (place_ == 0) {
            for (std::size_t i = order_.size(); i > 1; --i) {
                std::swap(order_[i - 1], order_[random_.below(i)]);
            }
        }
        row(order_[place_]);
        place_ = (place_ + 1) % order_.size();
        ++iterations_;
        if (iterations_ % 64 == 0 || order_.size() < 64) {
            remember();
        }
        if (iterations_ % 4096 == 0 && *tell_) {
            (*tell_)(iterations_);
        }
    }

    bool takes(double gain) {
        return gain > 0 || (gain > -16 * temperature_ && random_.uniform() < std::exp(gain / temperature_));
    }

    void row(std::uint32_t unit) {
        kernel_.open(unit);
        if (state_.has_size_slack() && temperature_ <= moves_below_) {
            try_moves(unit);
        }
        if constexpr (Kernel::tries_everyone) {
            const double cut = -16 * temperature_;
            const auto count = static_cast<std::uint32_t>(order_.size());
            for (std::uint32_t other = 0; other < count; ++other) {
                const double gain = kernel_.exchange_gain(other);
                if (gain > cut && state_.group_of(other) != state_.group_of(unit)) {
                    try_exchange(unit, other, gain);
                }
            }
            tried_ += count;
        } else {
            try_groups(unit);
        }
    }

    void try_moves(std::uint32_t unit) {
        // All groups where sums are at hand; a handful of them where each must be computed.
        const auto groups = static_cast<std::uint32_t>(state_.group_count());
        const auto count = Kernel::tries_everyone ? groups : std::min<std::uint32_t>(groups, 3);
        for (std::uint32_t turn = 0; turn < count; ++turn) {
            const auto group = Kernel::tries_everyone ? turn : static_cast<std::uint32_t>(random_.below(groups));
            if (!state_.may_move(unit, group)) {
                continue;
            }
            const double gain = kernel_.move_gain(group);
            ++tried_;
            if (takes(gain)) {
                const auto from = state_.group_of(unit);
                kernel_.before_move(group);
                state_.move(unit, group);
                kernel_.after_step(from, group);
                took(unit, gain);
            }
        }
    }

    void try_groups(std::uint32_t unit) {
        std::size_t tries = 0;
        for (int turn = 0; tries < kernel_.candidates() && turn < 64; ++turn) {
            const auto group = static_cast<std::uint32_t>(random_.below(state_.group_count()));
            if (group == state_.group_of(unit)) {
                continue;
            }
            const auto members = state_.units_in(group).size();
            for (std::size_t place = 0; place < members && tries < kernel_.candidates(); ++place, ++tries) {
                const auto members_now = state_.units_in(group);
                if (place >= members_now.size() || state_.group_of(unit) == group) {
                    break;
                }
                try_exchange(unit, members_now[place], kernel_.exchange_gain(members_now[place]));
            }
        }
        tried_ += tries;
    }

    void try_exchange(std::uint32_t unit, std::uint32_t other, double gain) {
        if (!takes(gain) || !state_.may_exchange(unit, other)) {
            return;
        }
        const auto from = state_.group_of(unit);
        const auto into = state_.group_of(other);
        kernel_.before_exchange(other);
        state_.exchange(unit, other);
        kernel_.after_step(from, into);
        took(unit, gain);
    }

    void took(std::uint32_t unit, double gain) {
        kernel_.open(unit);
        total_ += gain;
        ++taken_;
    }

    void remember() {
        const bool is_kinder = state_.lonely() < best_lonely_ || state_.moved() < best_moved_;
        if (total_ > best_total_ || is_kinder) {
            best_total_ = total_;
            best_lonely_ = state_.lonely();
            best_moved_ = state_.moved();
            best_ = state_.groups();
        }
    }

    GroupState& state_;
    Kernel& kernel_;
    SeededRandom& random_;
    AnnealingSchedule schedule_;
    std::vector<std::uint32_t> order_;
    std::size_t place_ = 0;
    double temperature_ = 0;
    double moves_below_ = 0;  ///< the temperature below which sizes change
    double total_ = 0;        ///< against the start
    double best_total_ = 0;
    std::vector<std::uint32_t> best_;
    std::uint32_t best_lonely_ = 0;
    std::uint32_t best_moved_ = 0;
    std::uint64_t iterations_ = 0;
    std::uint64_t tried_ = 0;
    std::uint64_t taken_ = 0;
    std::uint64_t budget_ = 0;
    const std::stop_token* stop_ = nullptr;
    const std::function<void(std::uint64_t)>* tell_ = nullptr;
};

}  // namespace minka::optimize
