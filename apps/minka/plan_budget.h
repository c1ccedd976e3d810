#pragma once

#include "command.h"
#include "optimize/search_budget.h"
#include "search_time.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <numeric>
#include <string>
#include <vector>

namespace minka::cli {

/// How long a plan is searched for.
struct BudgetWords {
    std::uint64_t seed = 1;
    std::vector<std::uint64_t> rounds;  ///< iterations of each
    std::uint64_t end_after = 0;
    std::string time;
    bool counts_processor = false;  ///< `time` is the processor's, not the clock's.
};

/// How many iterations fit into the seconds, by trying a few; the trials count against them.
template <typename Search>
Result<std::uint64_t> iterations_within(const Search& search, double seconds, TimeKind kind) {
    const double start = seconds_now(kind);
    const auto seconds_since = [kind](double then) { return seconds_now(kind) - then; };
    optimize::SearchBudget trial;
    double begin = start;
    trial.tell = [&](std::uint64_t count, double) { begin = count == 0 ? seconds_now(kind) : begin; };
    for (trial.iterations = 200;; trial.iterations *= 3) {
        const double asked = seconds_now(kind);
        const auto plan = search(trial);
        if (!plan && plan.error().code != ProblemCode::conflict) {
            return std::unexpected(plan.error());
        }
        const double searching = std::max(seconds_since(begin), 1e-6);
        if (searching > 0.02 * seconds || seconds_since(start) > 0.1 * seconds) {
            const double rate = static_cast<double>(trial.iterations) / searching;
            return static_cast<std::uint64_t>(rate * std::max(0.0, seconds - seconds_since(start) - (begin - asked))) +
                   1;
        }
    }
}

/// Spends what time is left when a search was quicker than thought. A short rest is left unspent.
class MoreRounds {
public:
    MoreRounds(std::vector<std::uint64_t>& rounds, double ends, TimeKind kind)
        : rounds_(rounds), begins_(seconds_now(kind)), ends_(ends), kind_(kind) {}

    void begin() { begins_ = seconds_now(kind_); }
    std::uint64_t more(std::uint64_t made) {
        constexpr double short_rest = 0.08;
        const double now = seconds_now(kind_);
        const double rate = static_cast<double>(made) / std::max(1e-6, now - begins_);
        const bool is_spent = ends_ - now < short_rest * (ends_ - begins_);
        const auto iterations = is_spent ? 0 : static_cast<std::uint64_t>(rate * (ends_ - now));
        if (iterations > 0) {
            rounds_.push_back(iterations);
        }
        return iterations;
    }

private:
    std::vector<std::uint64_t>& rounds_;
    double begins_;
    double ends_;
    TimeKind kind_;
};

/// A plan, and the iterations of the rounds that it took.
template <typename Plan>
struct PlanInRounds {
    Plan plan;
    std::vector<std::uint64_t> rounds;
};

/// The plan of the words' budget: iterations, else a time, else ten seconds. Ctrl-C ends the search with the best plan
/// it has.
template <typename Search>
auto plan_within(CommandContext& context, const BudgetWords& words, const Search& search)
    -> Result<PlanInRounds<std::decay_t<decltype(*search(optimize::SearchBudget{}))>>> {
    optimize::SearchBudget budget;
    budget.seed = words.seed;
    budget.end_after = words.end_after > 0 ? words.end_after : budget.end_after;
    auto rounds = words.rounds;
    const auto kind = words.counts_processor ? TimeKind::processor : TimeKind::wall;
    double seconds = std::numeric_limits<double>::infinity();
    const double start = seconds_now(kind);
    const bool is_repeated = !rounds.empty();
    if (!is_repeated) {
        MINKA_TRY_ASSIGN(seconds, seconds_of(words.time.empty() ? "10s" : words.time));
        MINKA_TRY_ASSIGN(const auto first, iterations_within(search, seconds, kind));
        rounds.push_back(first);
    }
    Alarm alarm(std::max(0.001, seconds - (seconds_now(kind) - start)), kind);
    budget.stop = alarm.token();
    budget.iterations = rounds.front();
    MoreRounds later(rounds, start + seconds, kind);
    std::size_t next = 1;
    budget.more = [&](std::uint64_t made) {
        return !is_repeated ? later.more(made) : next < rounds.size() ? rounds[next++] : 0;
    };
    budget.tell = [&](std::uint64_t count, double best) {
        if (count == 0) {
            later.begin();
        }
        if (context.is_terminal()) {
            const auto all = std::accumulate(rounds.begin(), rounds.end(), std::uint64_t{0});
            const double share = is_repeated
                                     ? static_cast<double>(count) / static_cast<double>(std::max<std::uint64_t>(1, all))
                                     : (seconds_now(kind) - start) / seconds;
            const auto full = static_cast<int>(30 * std::clamp(share, 0.0, 1.0));
            context.err() << fmt::format("\r[{:=<{}}{: <{}}] {} iteraciones, {:.2f}; Ctrl-C termina con lo hallado", "",
                                         full, "", 30 - full, count, best)
                          << std::flush;
        }
    };
    auto plan = search(budget);
    if (context.is_terminal()) {
        context.err() << "\r\x1b[K";
    }
    if (!plan) {
        return std::unexpected(plan.error());
    }
    return PlanInRounds<std::decay_t<decltype(*plan)>>{std::move(*plan), std::move(rounds)};
}

inline std::string repeat_words(const BudgetWords& words, const std::vector<std::uint64_t>& rounds,
                                std::uint64_t reached) {
    auto text = fmt::format("--seed {} --iterations {}", words.seed, fmt::join(rounds, ","));
    const auto all = std::accumulate(rounds.begin(), rounds.end(), std::uint64_t{0});
    return reached < all ? text + fmt::format(" --end-after {}", reached) : text;
}

}  // namespace minka::cli
