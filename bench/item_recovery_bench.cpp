// Simulation: are item parameters found again, do their intervals hold, do fit and comparison of groups cry wolf at
// their nominal rate? Usage: item_recovery_bench [replications], 500 by default.
#include "base/random.h"
#include "stats/distribution.h"
#include "stats/item_bias.h"
#include "stats/item_fit.h"
#include "stats/person_score.h"

#include <fmt/format.h>

#include <cmath>
#include <cstdlib>
#include <vector>

namespace {

using namespace minka::stats;

struct Design {
    ItemModel model;
    std::size_t rows;
    std::size_t items;
    std::size_t categories;
};

std::vector<ResponseItem> items_of(const Design& design) {
    std::vector<ResponseItem> items;
    for (std::size_t item = 0; item < design.items; ++item) {
        const bool is_tied = design.model == ItemModel::partial_credit || design.model == ItemModel::rating_scale;
        const double slope = is_tied ? 1 : 0.8 + 0.3 * static_cast<double>(item % 5);
        const double place = 0.4 * (static_cast<double>(item % 7) - 3);
        ResponseItem own{design.model, slope, {}};
        double sum = 0;
        for (std::size_t k = 1; k < design.categories; ++k) {
            const double threshold =
                place + 1.1 * (static_cast<double>(k) - static_cast<double>(design.categories) / 2);
            sum -= slope * threshold;
            own.intercepts.push_back(design.model == ItemModel::graded ? -slope * threshold : sum);
        }
        items.push_back(own);
    }
    return items;
}

struct Drawn {
    std::vector<std::uint8_t> answers;
    std::vector<std::uint32_t> groups;
    std::vector<double> theta;
    bool uses_all_categories = true;
};

Drawn draw(const Design& design, const std::vector<ResponseItem>& items, std::uint64_t seed) {
    minka::SeededRandom random(seed);
    Drawn drawn;
    CategoryCurves curves;
    std::vector<std::size_t> used(2 * design.items * design.categories);
    for (std::size_t row = 0; row < design.rows; ++row) {
        const auto group = static_cast<std::uint32_t>(row % 2);
        drawn.groups.push_back(group);
        drawn.theta.push_back(random.normal() + (group == 1 ? 0.5 : 0));
        for (std::size_t item = 0; item < design.items; ++item) {
            category_curves(items[item], drawn.theta.back(), curves);
            double rest = random.uniform();
            std::uint8_t answer = 0;
            while (answer + 1U < design.categories && rest >= curves.probability[answer]) {
                rest -= curves.probability[answer++];
            }
            drawn.answers.push_back(answer);
            ++used[(group * design.items + item) * design.categories + answer];
        }
    }
    for (const auto count : used) {
        drawn.uses_all_categories &= count > 0;
    }
    return drawn;
}

/// How often the truth lies within 1.96 errors, and how far off the estimate is.
struct Tally {
    double count = 0;
    double covered = 0;
    double bias = 0;
    double squares = 0;

    void add(double estimate, double truth, double error) {
        ++count;
        covered += std::abs(estimate - truth) <= 1.959964 * error ? 1 : 0;
        bias += estimate - truth;
        squares += (estimate - truth) * (estimate - truth);
    }
    std::string text() const {
        return fmt::format("{:.3f} | {:.3f} | {:.1f}", bias / count, std::sqrt(squares / count), 100 * covered / count);
    }
};

struct Rate {
    double count = 0;
    double found = 0;
    void add(double p) {
        ++count;
        found += p < 0.05 ? 1 : 0;
    }
    std::string text() const { return fmt::format("{:.1f}", 100 * found / count); }
};

struct Findings {
    Tally slope;
    Tally threshold;
    Tally mean;
    Tally expected;
    Tally weighted;
    Rate summed;
    Rate ratio;
    Rate logistic;
    int failed = 0;
};

void study(const Design& design, const std::vector<ResponseItem>& items, std::uint64_t seed, Findings& findings) {
    const auto drawn = draw(design, items, seed);
    if (!drawn.uses_all_categories) {
        ++findings.failed;
        return;
    }
    const ResponseData data{
        drawn.answers, std::vector<std::uint8_t>(design.items, static_cast<std::uint8_t>(design.categories)),
        255,           {},
        drawn.groups,  2};
    const auto fit = fit_item_response(data, {.model = design.model, .errors = ParameterErrors::observed});
    if (!fit || !fit->has_errors) {
        ++findings.failed;
        return;
    }
    for (std::size_t item = 0; item < design.items; ++item) {
        const auto& found = fit->item(item);
        findings.slope.add(found.item.slope, items[item].slope, found.slope_error());
        for (std::size_t k = 0; k + 1 < design.categories; ++k) {
            findings.threshold.add(found.item.threshold(k), items[item].threshold(k), found.threshold_error(k));
        }
    }
    findings.mean.add(fit->groups[1].mean, 0.5, fit->groups[1].mean_error);
    const auto expected = expected_scores(data, *fit);
    const auto weighted = weighted_scores(data, *fit);
    for (std::size_t row = 0; row < design.rows; ++row) {
        findings.expected.add((*expected)[row].score, drawn.theta[row], (*expected)[row].error);
        findings.weighted.add((*weighted)[row]->score, drawn.theta[row], (*weighted)[row]->error);
    }
    const auto fits = fit_of_items(data, *fit);
    for (const auto& item : *fits) {
        if (item.summed) {
            findings.summed.add(item.summed->p);
        }
    }
    const auto bias = study_item_bias(data, {.response = {.model = design.model}});
    std::vector<double> sums;
    for (std::size_t row = 0; row < design.rows; ++row) {
        double sum = 0;
        for (std::size_t item = 0; item < design.items; ++item) {
            sum += drawn.answers[row * design.items + item];
        }
        sums.push_back(sum);
    }
    const auto logistic = study_logistic_bias(data, sums);
    for (std::size_t item = 0; item < design.items; ++item) {
        if (bias->items[item].ratio) {
            findings.ratio.add(bias->items[item].ratio->p);
        }
        if ((*logistic)[item].logistic) {
            findings.logistic.add((*logistic)[item].logistic->p);
        }
    }
}

}  // namespace

int main(int argc, char** argv) {
    const int replications = argc > 1 ? std::atoi(argv[1]) : 500;
    const Design designs[] = {
        {ItemModel::graded, 500, 10, 4},          {ItemModel::graded, 2000, 20, 4},
        {ItemModel::graded, 1000, 20, 2},         {ItemModel::generalised_partial_credit, 1000, 10, 4},
        {ItemModel::partial_credit, 1000, 10, 4}, {ItemModel::rating_scale, 1000, 10, 4}};
    fmt::print(
        "{} replications a design; two groups, the second .5 higher; bias | root mean square error | coverage "
        "of 95 %\n",
        replications);
    for (const auto& design : designs) {
        const auto items = items_of(design);
        Findings findings;
        for (int replication = 0; replication < replications; ++replication) {
            study(design, items, 1000 + static_cast<std::uint64_t>(replication), findings);
        }
        fmt::print("{}, {} people, {} items of {}, {} without a fit\n", to_string(design.model), design.rows,
                   design.items, design.categories, findings.failed);
        fmt::print("  slope       {}\n  threshold   {}\n  group mean  {}\n  EAP         {}\n  WLE         {}\n",
                   findings.slope.text(), findings.threshold.text(), findings.mean.text(), findings.expected.text(),
                   findings.weighted.text());
        fmt::print("  p < .05: S-X2 {} %, likelihood ratio {} %, logistic {} %\n", findings.summed.text(),
                   findings.ratio.text(), findings.logistic.text());
    }
}
