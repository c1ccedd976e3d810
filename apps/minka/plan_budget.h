#pragma once

#include "command.h"
#include "optimize/search_budget.h"
#include "search_time.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>

namespace minka::cli {

/// How long a plan is searched for.
struct BudgetWords {
    std::uint64_t seed = 1;
    std::uint64_t iterations = 0;
    std::uint64_t end_after = 0;
    std::string time;
    bool counts_processor = false;  ///< `time` is the processor's, not the clock's.
};

/// How many iterations fit into the seconds, by trying a few; the trials count against them. What a search does before
/// its first iteration is told apart.
template <typename Search>
Result<std::uint64_t> iterations_within(const Search& search, double seconds, TimeKind kind) {
    const double start = seconds_now(kind);
    const auto seconds_since = [kind](double then) { return seconds_now(kind) - then; };
    optimize::SearchBudget trial;
    trial.iterations = 1;
    double before_first = -1;
    while (true) {
        const double begin = seconds_now(kind);
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
        const auto kind = words.counts_processor ? TimeKind::processor : TimeKind::wall;
        const double start = seconds_now(kind);
        MINKA_TRY_ASSIGN(budget.iterations, iterations_within(search, seconds, kind));
        alarm.emplace(std::max(0.001, seconds - (seconds_now(kind) - start)), kind);
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
