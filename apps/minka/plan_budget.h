#pragma once

#include "command.h"
#include "optimize/search_budget.h"
#include "search_time.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>

namespace minka::cli {

/// How long a plan is searched for.
struct BudgetWords {
    std::uint64_t seed = 1;
    std::uint64_t iterations = 0;
    std::uint64_t end_after = 0;
    std::string time;
};

using SearchClock = std::chrono::steady_clock;

inline double seconds_since(SearchClock::time_point start) {
    return std::chrono::duration<double>(SearchClock::now() - start).count();
}

/// How many iterations fit into the seconds, by trying a few; the trials count against them. What a search does before
/// its first iteration is told apart.
template <typename Search>
Result<std::uint64_t> iterations_within(const Search& search, double seconds, SearchClock::time_point start) {
    optimize::SearchBudget trial;
    trial.iterations = 1;
    double before_first = -1;
    while (true) {
        const auto begin = SearchClock::now();
        const auto plan = search(trial);
        if (!plan && plan.error().code != ProblemCode::conflict) {
            return std::unexpected(plan.error());
        }
        const double took = seconds_since(begin);
        before_first = before_first < 0 ? took : before_first;
        const double searching = std::max(took - before_first, 1e-6);
        if (trial.iterations > 1 && (searching > 0.02 * seconds || seconds_since(start) > 0.1 * seconds)) {
            const double rate = static_cast<double>(trial.iterations) / searching;
            return static_cast<std::uint64_t>(rate * std::max(0.0, seconds - seconds_since(start) - before_first)) + 1;
        }
        trial.iterations = trial.iterations == 1 ? 200 : 3 * trial.iterations;
    }
}

/// The plan of the words' budget: iterations, else a time, else ten seconds; with the budget that repeats it.
template <typename Search>
auto plan_within(CommandContext& context, const BudgetWords& words, const Search& search,
                 optimize::SearchBudget& budget) -> decltype(search(budget)) {
    budget.seed = words.seed;
    std::optional<Alarm> alarm;
    if (words.iterations > 0) {
        budget.iterations = words.iterations;
        budget.end_after = words.end_after > 0 ? words.end_after : budget.end_after;
    } else {
        MINKA_TRY_ASSIGN(const auto seconds, seconds_of(words.time.empty() ? "10s" : words.time));
        const auto start = SearchClock::now();
        MINKA_TRY_ASSIGN(budget.iterations, iterations_within(search, seconds, start));
        alarm.emplace(std::max(0.001, seconds - seconds_since(start)));
        budget.stop = alarm->token();
    }
    if (context.is_terminal()) {
        budget.tell = [&](std::uint64_t count, double best) {
            context.err() << fmt::format("\r{:3.0f} %  {:.2f}  ",
                                         100 * static_cast<double>(count) / static_cast<double>(budget.iterations),
                                         best)
                          << std::flush;
        };
    }
    auto plan = search(budget);
    if (context.is_terminal()) {
        context.err() << "\r\x1b[K";
    }
    return plan;
}

inline std::string repeat_words(const BudgetWords& words, const optimize::SearchBudget& budget, std::uint64_t reached) {
    auto text = fmt::format("--seed {} --iterations {}", words.seed, budget.iterations);
    return reached < budget.iterations ? text + fmt::format(" --end-after {}", reached) : text;
}

}  // namespace minka::cli
