// Graded response model: 40 items of 5 categories, 61 nodes; calibration and scores of the people.
#include "base/random.h"
#include "stats/item_fit.h"
#include "stats/item_response.h"
#include "stats/person_score.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

namespace {

using namespace minka::stats;

constexpr std::size_t items = 40;

std::vector<std::uint8_t> draw(std::size_t rows) {
    minka::SeededRandom random(5);
    std::vector<double> slopes;
    std::vector<double> centres;
    for (std::size_t item = 0; item < items; ++item) {
        slopes.push_back(0.8 + 1.4 * random.uniform());
        centres.push_back(2 * random.uniform() - 1);
    }
    std::vector<std::uint8_t> answers;
    answers.reserve(rows * items);
    for (std::size_t row = 0; row < rows; ++row) {
        const double theta = random.normal();
        for (std::size_t item = 0; item < items; ++item) {
            const double u = random.uniform();
            std::uint8_t answer = 0;
            for (int k = 0; k < 4; ++k) {
                if (u < 1 / (1 + std::exp(-slopes[item] * (theta - centres[item] - (k - 1.5))))) {
                    ++answer;
                }
            }
            answers.push_back(answer);
        }
    }
    return answers;
}

/// The largest distance of a parameter from those of a search to the last digits.
double distance_from_maximum(const ResponseData& data, const ResponseFit& fit) {
    auto options = fit.options;
    options.tolerance = 1e-9;
    const auto exact = fit_item_response(data, options);
    double largest = 0;
    for (std::size_t item = 0; item < items; ++item) {
        const auto& here = fit.item(item).item;
        const auto& there = exact->item(item).item;
        largest = std::max(largest, std::abs(here.slope - there.slope));
        for (std::size_t k = 0; k < here.intercepts.size(); ++k) {
            largest = std::max(largest, std::abs(here.intercepts[k] - there.intercepts[k]));
        }
    }
    return largest;
}

void calibrate(benchmark::State& state) {
    const auto answers = draw(static_cast<std::size_t>(state.range(0)));
    const ResponseData data{answers, std::vector<std::uint8_t>(items, 5)};
    ResponseOptions options;
    options.threads = static_cast<unsigned>(state.range(1));
    options.model = static_cast<ItemModel>(state.range(2));
    minka::Result<ResponseFit> fit;
    for (auto _ : state) {
        fit = fit_item_response(data, options);
    }
    state.counters["passes"] = fit->passes;
    state.counters["converged"] = fit->has_converged ? 1 : 0;
    if (state.range(0) <= 100'000) {
        state.counters["distance"] = distance_from_maximum(data, *fit);
    }
}

void calibrate_with_errors(benchmark::State& state) {
    const auto answers = draw(static_cast<std::size_t>(state.range(0)));
    const ResponseData data{answers, std::vector<std::uint8_t>(items, 5)};
    for (auto _ : state) {
        benchmark::DoNotOptimize(fit_item_response(data, {.errors = ParameterErrors::observed}));
    }
}

void score(benchmark::State& state) {
    const auto answers = draw(static_cast<std::size_t>(state.range(0)));
    const ResponseData data{answers, std::vector<std::uint8_t>(items, 5), 255};
    ResponseFit fit;
    fit.items.assign(1, {{ItemModel::graded, 1.5, {2, 0.7, -0.7, -2}}, {}});
    fit.places.assign(items, 0);
    fit.groups.assign(1, {});
    for (auto _ : state) {
        benchmark::DoNotOptimize(expected_scores(data, fit));
    }
}

void score_weighted(benchmark::State& state) {
    const auto answers = draw(static_cast<std::size_t>(state.range(0)));
    const ResponseData data{answers, std::vector<std::uint8_t>(items, 5)};
    ResponseFit fit;
    fit.items.assign(1, {{ItemModel::graded, 1.5, {2, 0.7, -0.7, -2}}, {}});
    fit.places.assign(items, 0);
    fit.groups.assign(1, {});
    for (auto _ : state) {
        benchmark::DoNotOptimize(weighted_scores(data, fit));
    }
}

void fit_of_all_items(benchmark::State& state) {
    const auto answers = draw(static_cast<std::size_t>(state.range(0)));
    const ResponseData data{answers, std::vector<std::uint8_t>(items, 5)};
    const auto fit = fit_item_response(data);
    for (auto _ : state) {
        benchmark::DoNotOptimize(fit_of_items(data, *fit));
    }
}

// Rows, threads, model.
BENCHMARK(calibrate)
    ->ArgsProduct({{4'200, 100'000}, {1}, {0, 1, 2, 3}})
    ->Args({25'000, 1, 0})
    ->Args({400'000, 1, 0})
    ->Args({100'000, 2, 0})
    ->Args({8'000'000, 2, 0})
    ->Unit(benchmark::kMillisecond)
    ->MeasureProcessCPUTime()
    ->UseRealTime();
BENCHMARK(calibrate_with_errors)->Arg(4'200)->Unit(benchmark::kMillisecond);
BENCHMARK(score)->Arg(100'000)->Unit(benchmark::kMillisecond);
BENCHMARK(score_weighted)->Arg(100'000)->Unit(benchmark::kMillisecond);
BENCHMARK(fit_of_all_items)->Arg(4'200)->Arg(100'000)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
