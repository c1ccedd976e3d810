// The linear mixed model at the size of a programme and of a country: three nested random intercepts (person in school
// in municipality, two waves), the same with a random wave slope by school, and groupings that cross.
#include "base/random.h"
#include "stats/mixed_model.h"

#include <benchmark/benchmark.h>

#include <cmath>
#include <cstdint>
#include <vector>

namespace {

using namespace minka::stats;

struct Waves {
    std::vector<double> outcome;
    std::vector<double> post;
    std::vector<std::uint32_t> person, school, municipality;
};

/// Schools of 5 to 14 people, municipalities of 1 to 5 schools, each person twice.
Waves draw_waves(std::size_t rows) {
    minka::SeededRandom random(7);
    Waves data;
    std::uint32_t school = 0;
    std::uint32_t person = 0;
    for (std::uint32_t municipality = 0; data.outcome.size() < rows; ++municipality) {
        const double place = 0.2 * random.normal();
        const auto schools = 1 + random.below(5);
        for (std::uint64_t s = 0; s < schools; ++s, ++school) {
            const double level = 0.3 * random.normal();
            const double change = 0.2 + 0.17 * random.normal();
            const auto people = 5 + random.below(10);
            for (std::uint64_t i = 0; i < people && data.outcome.size() < rows; ++i, ++person) {
                const double own = 0.8 * random.normal();
                for (int wave = 0; wave < 2; ++wave) {
                    data.outcome.push_back(place + level + own + wave * change + 0.5 * random.normal());
                    data.post.push_back(wave);
                    data.person.push_back(person);
                    data.school.push_back(school);
                    data.municipality.push_back(municipality);
                }
            }
        }
    }
    return data;
}

void report(benchmark::State& state, const minka::Result<MixedModelFit>& fit) {
    state.counters["evaluations"] = fit->evaluations;
    state.counters["converged"] = fit->has_converged ? 1 : 0;
}

void nested_intercepts(benchmark::State& state) {
    const auto data = draw_waves(static_cast<std::size_t>(state.range(0)));
    const MixedModelData model{data.outcome,
                               {data.post},
                               {0},
                               {{.groups = data.municipality, .slopes = {}},
                                {.groups = data.school, .slopes = {}},
                                {.groups = data.person, .slopes = {}}}};
    minka::Result<MixedModelFit> fit;
    for (auto _ : state) {
        fit = fit_mixed_model(model);
    }
    report(state, fit);
}

void wave_slope_by_school(benchmark::State& state) {
    const auto data = draw_waves(static_cast<std::size_t>(state.range(0)));
    const MixedModelData model{data.outcome,
                               {data.post},
                               {0},
                               {{.groups = data.municipality, .slopes = {}},
                                {.groups = data.school, .slopes = {0}},
                                {.groups = data.person, .slopes = {}}}};
    minka::Result<MixedModelFit> fit;
    for (auto _ : state) {
        fit = fit_mixed_model(model);
    }
    report(state, fit);
}

/// As many ratings, students, lecturers and departments as the evaluations of ETH Zurich (R lme4 `InstEval`).
void crossed(benchmark::State& state) {
    minka::SeededRandom random(11);
    constexpr std::uint32_t students = 2972;
    constexpr std::uint32_t lecturers = 1128;
    constexpr std::uint32_t departments = 14;
    std::vector<double> by_student(students);
    std::vector<double> by_lecturer(lecturers);
    for (auto& value : by_student) {
        value = 0.32 * random.normal();
    }
    for (auto& value : by_lecturer) {
        value = 0.51 * random.normal();
    }
    std::vector<double> outcome;
    std::vector<double> service;
    std::vector<std::uint32_t> student, lecturer, department;
    for (int row = 0; row < 73'421; ++row) {
        student.push_back(static_cast<std::uint32_t>(random.below(students)));
        lecturer.push_back(static_cast<std::uint32_t>(random.below(lecturers)));
        service.push_back(static_cast<double>(random.below(2)));
        department.push_back(lecturer.back() % departments * 2 + static_cast<std::uint32_t>(service.back()));
        outcome.push_back(3 + by_student[student.back()] + by_lecturer[lecturer.back()] +
                          0.1 * std::sin(department.back()) + 1.18 * random.normal());
    }
    const MixedModelData model{
        outcome,
        {service},
        {0},
        {{.groups = student, .slopes = {}}, {.groups = lecturer, .slopes = {}}, {.groups = department, .slopes = {}}}};
    minka::Result<MixedModelFit> fit;
    for (auto _ : state) {
        fit = fit_mixed_model(model);
    }
    report(state, fit);
}

BENCHMARK(nested_intercepts)->Arg(8'400)->Arg(100'000)->Arg(1'000'000)->Unit(benchmark::kMillisecond);
BENCHMARK(wave_slope_by_school)->Arg(8'400)->Arg(200'000)->Unit(benchmark::kMillisecond);
BENCHMARK(crossed)->Unit(benchmark::kMillisecond)->Iterations(1);

}  // namespace

BENCHMARK_MAIN();
