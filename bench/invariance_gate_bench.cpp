// How often the gate of invariance forbids the change of a facet: where the questions meant the same in both waves (a
// false alarm) and where one of them became easier. Twenty schools, other people in each wave, ICC .05; people moved up
// by .3. Four categories (or two) with thresholds at -1, 0, 1 (0), loadings around .7.
//
//   invariance_gate_bench [replications]
#include "base/random.h"
#include "measurement/wave_invariance.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <string>

namespace {

using namespace minka;
using namespace minka::measurement;

constexpr std::size_t school_count = 20;

struct Design {
    std::size_t people, items;
    std::uint8_t categories;
    double drift;  // of the first item in the second wave, in deviations of the variable behind it
};

FacetAnswers draw(const Design& design, const std::array<double, school_count>& schools, double moved, double drift,
                  SeededRandom& random) {
    FacetAnswers answers;
    answers.categories = design.categories;
    for (std::size_t item = 0; item < design.items; ++item) {
        answers.items.push_back(fmt::format("F_{}", item + 1));
    }
    for (std::size_t row = 0; row < design.people; ++row) {
        const double theta = moved + schools[row % school_count] + std::sqrt(0.95) * random.normal();
        for (std::size_t item = 0; item < design.items; ++item) {
            const double loading = 0.6 + 0.05 * static_cast<double>(item % 5);
            const double seen = loading * theta + std::sqrt(1 - loading * loading) * random.normal() +
                                (item == 0 ? drift : 0.0) - 0.1 * static_cast<double>(item % 3);
            const std::uint8_t four = seen < -1 ? 0 : seen < 0 ? 1 : seen < 1 ? 2 : 3;
            answers.answers.push_back(design.categories == 2 ? static_cast<std::uint8_t>(four / 2) : four);
        }
    }
    return answers;
}

void try_design(const Design& design, int runs) {
    const programme::QualityGates gates;
    SeededRandom random(design.people * 100 + design.items * 10 + design.categories);
    int broken = 0, checked = 0;
    for (int run = 0; run < runs; ++run) {
        std::array<double, school_count> schools{};
        for (auto& level : schools) {
            level = std::sqrt(0.05) * random.normal();
        }
        const auto before = draw(design, schools, 0, 0, random);
        const auto after = draw(design, schools, 0.3, design.drift, random);
        const auto check = check_invariance(before, after, nullptr, gates);
        checked += check.outcome == Invariance::unchecked ? 0 : 1;
        broken += check.outcome == Invariance::broken ? 1 : 0;
    }
    fmt::print("| {} | {} | {} | {} | {:.1f} | {} |\n", design.people, design.items, design.categories, design.drift,
               checked == 0 ? 0.0 : 100.0 * broken / checked, checked);
    std::fflush(stdout);
}

}  // namespace

int main(int count, char** words) {
    const int runs = count > 1 ? std::stoi(words[1]) : 1'000;
    fmt::print("| people a wave | items | categories | drift of one item | change forbidden, % | checked |\n");
    fmt::print("|---|---|---|---|---|---|\n");
    for (const double drift : {0.0, 0.3, 0.6}) {
        for (const std::size_t people : {200U, 600U, 2000U}) {
            for (const std::size_t items : {4U, 8U}) {
                for (const std::uint8_t categories : {std::uint8_t{4}, std::uint8_t{2}}) {
                    try_design({people, items, categories, drift}, runs);
                }
            }
        }
    }
}
