// Agreement of two raters who use five categories, with 1,000 bootstrap replicates, as the number of episodes grows:
// the replicates are drawn from the table of counts, so the time should hardly grow.
#include "base/random.h"
#include "stats/agreement_study.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>

namespace {

using namespace minka::stats;
using enum AgreementCoefficient;

std::vector<std::uint8_t> draw_ratings(std::size_t units, std::size_t raters) {
    minka::SeededRandom random(1);
    std::vector<std::uint8_t> ratings;
    for (std::size_t unit = 0; unit < units; ++unit) {
        const double quality = random.normal();
        for (std::size_t rater = 0; rater < raters; ++rater) {
            const auto rating = std::clamp(std::lround(2 + quality + 0.7 * random.normal()), 0L, 4L);
            ratings.push_back(static_cast<std::uint8_t>(rating));
        }
    }
    return ratings;
}

void kappa_and_icc(benchmark::State& state) {
    const auto ratings = draw_ratings(static_cast<std::size_t>(state.range(0)), 2);
    const RatingTable table{ratings, 2, 5, {}};
    const AgreementOptions options{{kappa_quadratic, icc_2_1}};
    for (auto _ : state) {
        benchmark::DoNotOptimize(study_agreement(table, options));
    }
}

void every_coefficient(benchmark::State& state) {
    const auto raters = static_cast<std::size_t>(state.range(1));
    const auto ratings = draw_ratings(static_cast<std::size_t>(state.range(0)), raters);
    const RatingTable table{ratings, raters, 5, {}};
    for (auto _ : state) {
        benchmark::DoNotOptimize(study_agreement(table));
    }
}

BENCHMARK(kappa_and_icc)->Arg(100)->Arg(1'000)->Arg(10'000)->Arg(200'000)->Unit(benchmark::kMillisecond);
BENCHMARK(every_coefficient)
    ->Args({200, 2})
    ->Args({200'000, 2})
    ->Args({200, 4})
    ->Args({200'000, 4})
    ->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
