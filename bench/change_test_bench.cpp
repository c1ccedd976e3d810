// How often the tests of a change err: no mean change, schools that truly change by different amounts, people who are
// others in each wave. Prints the share of p < .05 of the paired test of schools' means and of the mixed model (random
// intercept and wave slope by school) with Satterthwaite's degrees and with CR2.
//
//   change_test_bench [replications of the paired test] [replications of the models]
#include "base/random.h"
#include "stats/mixed_inference.h"
#include "stats/paired_change.h"

#include <fmt/format.h>

#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

namespace {

using namespace minka::stats;

constexpr double change_variance = 0.03;

struct Design {
    std::uint32_t schools;
    double icc;
    std::uint64_t fewest, most;  // people of a school in a wave
};

struct Counts {
    int runs = 0, paired = 0, satterthwaite = 0, robust = 0, singular = 0, fitted = 0;
};

struct Programme {
    std::vector<double> y, post, before, after;
    std::vector<std::uint32_t> school;
};

Programme draw(const Design& design, minka::SeededRandom& random) {
    Programme data;
    for (std::uint32_t school = 0; school < design.schools; ++school) {
        const double level = std::sqrt(design.icc) * random.normal();
        const double change = std::sqrt(change_variance) * random.normal();
        for (int wave = 0; wave < 2; ++wave) {
            const auto people = design.fewest + random.below(design.most - design.fewest + 1);
            double sum = 0;
            for (std::uint64_t i = 0; i < people; ++i) {
                const double y = level + wave * change + std::sqrt(1 - design.icc) * random.normal();
                sum += y;
                data.y.push_back(y);
                data.post.push_back(wave);
                data.school.push_back(school);
            }
            (wave == 0 ? data.before : data.after).push_back(sum / static_cast<double>(people));
        }
    }
    return data;
}

void try_models(const Programme& data, Counts& counts) {
    const MixedModelData model{data.y, {data.post}, {0}, {{.groups = data.school, .slopes = {0}}}};
    const auto fit = fit_mixed_model(model);
    if (!fit) {
        return;
    }
    const auto satterthwaite = satterthwaite_tests(model, *fit);
    const auto robust = cluster_robust_tests(model, *fit);
    if (satterthwaite && robust) {
        ++counts.fitted;
        counts.singular += fit->is_singular ? 1 : 0;
        counts.satterthwaite += (*satterthwaite)[1].p < 0.05 ? 1 : 0;
        counts.robust += (*robust)[1].p < 0.05 ? 1 : 0;
    }
}

std::string percent(int part, int whole) { return whole == 0 ? "-" : fmt::format("{:.1f}", 100.0 * part / whole); }

}  // namespace

int main(int count, char** words) {
    const int paired_runs = count > 1 ? std::stoi(words[1]) : 10'000;
    const int model_runs = count > 2 ? std::stoi(words[2]) : 2'000;
    fmt::print(
        "| schools | people | ICC | paired t, % | mixed, Satterthwaite, % | mixed, CR2, % | singular, % | fits |\n");
    fmt::print("|---|---|---|---|---|---|---|---|\n");
    for (const std::uint32_t schools : {6U, 10U, 20U, 40U, 450U}) {
        for (const double icc : {0.02, 0.05, 0.10, 0.20}) {
            const Design design{schools, icc, 10, 40};
            minka::SeededRandom random(1000 * schools + static_cast<std::uint64_t>(100 * icc));
            Counts counts;
            const int runs = paired_runs;
            const int models = schools > 100 ? model_runs / 5 : model_runs;
            for (; counts.runs < runs; ++counts.runs) {
                const auto data = draw(design, random);
                const auto paired = paired_change(data.before, data.after);
                counts.paired += paired && paired->p < 0.05 ? 1 : 0;
                if (counts.runs < models) {
                    try_models(data, counts);
                }
            }
            fmt::print("| {} | 10-40 | {:.2f} | {} | {} | {} | {} | {} |\n", schools, icc,
                       percent(counts.paired, counts.runs), percent(counts.satterthwaite, counts.fitted),
                       percent(counts.robust, counts.fitted), percent(counts.singular, counts.fitted), counts.fitted);
            std::fflush(stdout);
        }
    }
}
