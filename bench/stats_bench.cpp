// Scoring, alpha and intraclass correlation at the size of a full programme: 100,000 respondents, 45 items of 4
// categories, 450 groups, 3 % of answers missing.
#include "base/random.h"
#include "stats/group_score.h"
#include "stats/intraclass.h"
#include "stats/item_statistics.h"
#include "stats/reliability.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>

namespace {

using namespace minka::stats;

constexpr std::size_t rows = 100'000;
constexpr std::size_t items = 45;
constexpr std::uint8_t missing = 255;

const std::vector<std::uint8_t>& answers() {
    static const auto drawn = [] {
        minka::SeededRandom random(1);
        std::vector<std::uint8_t> cells;
        cells.reserve(rows * items);
        for (std::size_t row = 0; row < rows; ++row) {
            const double disposition = 1.5 + 0.7 * random.normal();
            for (std::size_t item = 0; item < items; ++item) {
                const auto answer = std::clamp(std::lround(disposition + random.normal()), 0L, 3L);
                cells.push_back(random.uniform() < 0.03 ? missing : static_cast<std::uint8_t>(answer));
            }
        }
        return cells;
    }();
    return drawn;
}

AnswerMatrix matrix() { return {answers(), items, 4, missing, {}}; }

/// Nine facets of five items.
std::vector<Facet> facets() {
    std::vector<Facet> all(9);
    for (std::uint32_t item = 0; item < items; ++item) {
        all[item / 5].items.push_back(item);
    }
    return all;
}

std::vector<std::uint32_t> groups() {
    std::vector<std::uint32_t> all(rows);
    for (std::uint32_t row = 0; row < rows; ++row) {
        all[row] = row % 450;
    }
    return all;
}

void describe(benchmark::State& state) {
    const auto data = matrix();
    for (auto _ : state) {
        benchmark::DoNotOptimize(describe_items(data));
    }
}

void score(benchmark::State& state) {
    const auto data = matrix();
    const auto parts = facets();
    for (auto _ : state) {
        benchmark::DoNotOptimize(score_rows(data, parts));
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(rows));
}

void alpha(benchmark::State& state) {
    const auto data = matrix();
    const auto all = every_item(data);
    const ReliabilityOptions options{.incomplete =
                                         state.range(0) == 0 ? IncompleteRows::leave_out : IncompleteRows::pairwise};
    for (auto _ : state) {
        benchmark::DoNotOptimize(cronbach_alpha(data, all, options));
    }
    state.SetLabel(state.range(0) == 0 ? "complete rows" : "pairwise");
}

void group_means(benchmark::State& state) {
    const auto scores = score_rows(matrix(), facets())->facet(0);
    const auto places = groups();
    for (auto _ : state) {
        benchmark::DoNotOptimize(mean_by_group(scores, places));
    }
}

void intraclass(benchmark::State& state) {
    const auto table = score_rows(matrix(), facets(), {0.2})->facet(0);
    std::vector<double> values;
    std::vector<std::uint32_t> places;
    for (std::uint32_t row = 0; row < rows; ++row) {
        if (!std::isnan(table[row])) {
            values.push_back(table[row]);
            places.push_back(row % 450);
        }
    }
    for (auto _ : state) {
        benchmark::DoNotOptimize(intraclass_correlation(values, places));
    }
}

BENCHMARK(describe)->Unit(benchmark::kMillisecond);
BENCHMARK(score)->Unit(benchmark::kMillisecond);
BENCHMARK(alpha)->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);
BENCHMARK(group_means)->Unit(benchmark::kMillisecond);
BENCHMARK(intraclass)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
