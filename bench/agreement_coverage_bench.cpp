// How often the 95 % intervals of the agreement coefficients hold the value of the population, analytic and by
// bootstrap: three raters use four categories for units that differ by a normal quality of variance 1, with an error of
// variance .36. "Raters alike": nobody is more lenient. "Raters differ": each programme has three raters of its own,
// whose leniency has variance .1; what ICC(2) generalises to.
//
//   agreement_coverage_bench [replications] [bootstrap replicates]
#include "base/random.h"
#include "stats/agreement_study.h"

#include <fmt/format.h>

#include <cmath>
#include <map>
#include <string>
#include <vector>

namespace {

using namespace minka::stats;
using enum AgreementCoefficient;

constexpr std::size_t raters = 3;
constexpr std::uint8_t categories = 4;

const std::vector<AgreementCoefficient> of_alike{
    exact,   within_one, fleiss_kappa, gwet_ac1, gwet_ac2_quadratic, alpha_nominal, alpha_ordinal, alpha_interval,
    icc_1_1, icc_2_1,    icc_3_1,      icc_2_k};
const std::vector<AgreementCoefficient> of_different{icc_1_1, icc_2_1, icc_3_1, icc_2_k};

struct Design {
    std::string name;
    double leniency;  // standard deviation between raters
    const std::vector<AgreementCoefficient>& coefficients;
};

std::vector<std::uint8_t> draw(std::size_t units, std::size_t people, double leniency, minka::SeededRandom& random) {
    std::vector<double> own(people);
    for (auto& rater : own) {
        rater = leniency * random.normal();
    }
    std::vector<std::uint8_t> ratings;
    for (std::size_t unit = 0; unit < units; ++unit) {
        const double quality = random.normal();
        for (std::size_t rater = 0; rater < people; ++rater) {
            const double seen = quality + own[rater] + 0.6 * random.normal();
            ratings.push_back(static_cast<std::uint8_t>(seen < -1 ? 0 : seen < 0 ? 1 : seen < 1 ? 2 : 3));
        }
    }
    return ratings;
}

std::map<AgreementCoefficient, double> find_truth(const Design& design) {
    minka::SeededRandom random(7);
    const bool are_alike = design.leniency == 0;
    const std::size_t people = are_alike ? raters : 250;
    const auto ratings = draw(are_alike ? 1'000'000 : 20'000, people, design.leniency, random);
    const auto study = study_agreement({ratings, people, categories, {}}, {design.coefficients, 0.95, 0, 1});
    std::map<AgreementCoefficient, double> truth;
    for (const auto& figure : study->figures) {
        truth[figure.coefficient] = *figure.value;
    }
    // The mean of 250 raters is no mean of three: Spearman and Brown from the single one.
    if (!are_alike) {
        const double one = truth[icc_2_1];
        truth[icc_2_k] = raters * one / (1 + (raters - 1) * one);
    }
    return truth;
}

struct Tally {
    int tried = 0, analytic = 0, bootstrapped = 0, bootstrap = 0;
};

void try_design(const Design& design, std::size_t units, int runs, std::size_t replicates) {
    static std::map<std::string, std::map<AgreementCoefficient, double>> truths;
    auto& truth = truths[design.name];
    if (truth.empty()) {
        truth = find_truth(design);
    }
    minka::SeededRandom random(units);
    std::map<AgreementCoefficient, Tally> tallies;
    for (int run = 0; run < runs; ++run) {
        const auto ratings = draw(units, raters, design.leniency, random);
        const auto study = study_agreement({ratings, raters, categories, {}},
                                           {design.coefficients, 0.95, replicates, static_cast<std::uint64_t>(run)});
        if (!study) {
            continue;
        }
        for (const auto& figure : study->figures) {
            auto& tally = tallies[figure.coefficient];
            tally.tried += figure.analytic ? 1 : 0;
            tally.analytic += figure.analytic && figure.analytic->contains(truth[figure.coefficient]) ? 1 : 0;
            tally.bootstrapped += figure.bootstrap ? 1 : 0;
            tally.bootstrap += figure.bootstrap && figure.bootstrap->contains(truth[figure.coefficient]) ? 1 : 0;
        }
    }
    for (const auto& [coefficient, tally] : tallies) {
        fmt::print("| {}, {} units | {} | {:.3f} | {:.1f} | {:.1f} | {} |\n", design.name, units,
                   to_string(coefficient), truth[coefficient], 100.0 * tally.analytic / tally.tried,
                   tally.bootstrapped == 0 ? 0.0 : 100.0 * tally.bootstrap / tally.bootstrapped, tally.tried);
    }
    std::fflush(stdout);
}

}  // namespace

int main(int count, char** words) {
    const int runs = count > 1 ? std::stoi(words[1]) : 10'000;
    const auto replicates = static_cast<std::size_t>(count > 2 ? std::stoi(words[2]) : 1'000);
    fmt::print("| design | coefficient | truth | analytic, % | bootstrap, % | intervals |\n");
    fmt::print("|---|---|---|---|---|---|\n");
    for (const Design& design : {Design{"raters alike", 0, of_alike}, Design{"raters differ", 0.316, of_different}}) {
        for (const std::size_t units : {10U, 20U, 50U, 200U, 1000U}) {
            try_design(design, units, units > 200 ? runs / 5 : runs, replicates);
        }
    }
}
