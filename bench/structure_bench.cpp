// Ordered items at the size of a programme's teachers: 4,200 respondents, 40 items of 5 categories; and the bootstrap
// of alpha at the size of its students.
#include "base/random.h"
#include "stats/alpha_bootstrap.h"
#include "stats/exploratory_factors.h"
#include "stats/ordinal_factor_model.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>

namespace {

using namespace minka::stats;

constexpr std::size_t items = 40;

std::vector<std::uint8_t> draw_answers(std::size_t rows) {
    minka::SeededRandom random(1);
    std::vector<std::uint8_t> answers;
    answers.reserve(rows * items);
    for (std::size_t row = 0; row < rows; ++row) {
        const double shared = random.normal();
        for (std::size_t item = 0; item < items; ++item) {
            const double loading = 0.5 + 0.008 * static_cast<double>(item);
            const double behind = loading * shared + std::sqrt(1 - loading * loading) * random.normal();
            const auto answer = std::clamp(std::lround(2 + 1.3 * behind), 0L, 4L);
            answers.push_back(static_cast<std::uint8_t>(answer));
        }
    }
    return answers;
}

void polychorics(benchmark::State& state) {
    const auto answers = draw_answers(static_cast<std::size_t>(state.range(0)));
    const AnswerMatrix matrix{answers, items, 5, 255, {}};
    const auto all = every_item(matrix);
    for (auto _ : state) {
        benchmark::DoNotOptimize(polychoric_correlations(matrix, all));
    }
}

void factors(benchmark::State& state) {
    const auto answers = draw_answers(4200);
    const AnswerMatrix matrix{answers, items, 5, 255, {}};
    const auto all = every_item(matrix);
    FactorPattern pattern{items, {}, true};
    const auto count = static_cast<std::size_t>(state.range(0));
    pattern.factors.resize(count);
    for (std::size_t item = 0; item < items; ++item) {
        pattern.factors[item * count / items].push_back(item);
    }
    for (auto _ : state) {
        const auto estimate = polychoric_correlations(matrix, all);
        const auto errors = polychoric_errors(matrix, *estimate);
        benchmark::DoNotOptimize(fit_ordinal_factors(*estimate, *errors, pattern));
    }
}

void explorations(benchmark::State& state) {
    const auto answers = draw_answers(4200);
    const AnswerMatrix matrix{answers, items, 5, 255, {}};
    const auto correlations = correlation_matrix(*polychoric_correlations(matrix, every_item(matrix)));
    for (auto _ : state) {
        benchmark::DoNotOptimize(explore_factors(correlations, {.factor_count = 4}));
    }
}

void parallel_replicates(benchmark::State& state) {
    const auto answers = draw_answers(4200);
    const AnswerMatrix matrix{answers, items, 5, 255, {}};
    const auto all = every_item(matrix);
    for (auto _ : state) {
        benchmark::DoNotOptimize(parallel_analysis(matrix, all));
    }
}

void alpha_replicates(benchmark::State& state) {
    const auto answers = draw_answers(static_cast<std::size_t>(state.range(0)));
    const AnswerMatrix matrix{answers, items, 5, 255, {}};
    const auto all = every_item(matrix);
    for (auto _ : state) {
        benchmark::DoNotOptimize(bootstrap_alpha(matrix, all));
    }
}

BENCHMARK(polychorics)->Arg(4'200)->Arg(42'000)->Unit(benchmark::kMillisecond);
BENCHMARK(factors)->Arg(1)->Arg(4)->Unit(benchmark::kMillisecond);
BENCHMARK(explorations)->Unit(benchmark::kMillisecond);
BENCHMARK(parallel_replicates)->Unit(benchmark::kMillisecond);
BENCHMARK(alpha_replicates)->Arg(10'000)->Arg(100'000)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
