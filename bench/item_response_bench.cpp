// Graded response model: 40 items of 5 categories, 61 nodes; calibration and scores of the people.
#include "base/random.h"
#include "stats/item_response.h"
#include "stats/person_score.h"

#include <benchmark/benchmark.h>

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

void calibrate(benchmark::State& state) {
    const auto answers = draw(static_cast<std::size_t>(state.range(0)));
    const ResponseData data{answers, std::vector<std::uint8_t>(items, 5), 255, {}};
    minka::Result<ResponseFit> fit;
    for (auto _ : state) {
        fit = fit_item_response(data);
    }
    state.counters["passes"] = fit->passes;
    state.counters["converged"] = fit->has_converged ? 1 : 0;
}

void score(benchmark::State& state) {
    const auto answers = draw(static_cast<std::size_t>(state.range(0)));
    const ResponseData data{answers, std::vector<std::uint8_t>(items, 5), 255, {}};
    ResponseFit fit;
    fit.items.assign(1, {{ItemModel::graded, 1.5, {2, 0.7, -0.7, -2}}, {}});
    fit.places.assign(items, 0);
    fit.groups.assign(1, {});
    for (auto _ : state) {
        benchmark::DoNotOptimize(expected_scores(data, fit));
    }
}

BENCHMARK(calibrate)->Arg(4'200)->Arg(100'000)->Unit(benchmark::kMillisecond);
BENCHMARK(score)->Arg(100'000)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
