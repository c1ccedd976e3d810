#include "measurement/wave_invariance.h"

#include "measurement/response_batch.h"
#include "stats/measurement_invariance.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace minka::measurement {

namespace {

constexpr std::size_t fewest_anchors = 3;
constexpr std::size_t fewest_items = 4;
constexpr double chance = 0.05;
constexpr std::size_t fewest_rows = 100;  // complete ones in each wave: below, correlations of answers are noise

constexpr std::size_t most_rows = 20'000;  // of a wave: indices of fit are settled long before

/// Every k-th row of a wave with more than enough, so that a country costs no more than a region.
void add_rows(const FacetAnswers& wave, std::uint32_t group, std::vector<std::uint8_t>& answers,
              std::vector<std::uint32_t>& groups) {
    const auto width = wave.items.size();
    const auto step = (wave.row_count() + most_rows - 1) / most_rows;
    for (std::size_t row = 0; row < wave.row_count(); row += step) {
        const auto first = wave.answers.begin() + static_cast<std::ptrdiff_t>(row * width);
        answers.insert(answers.end(), first, first + static_cast<std::ptrdiff_t>(width));
        groups.push_back(group);
    }
}

std::string_view name_of(stats::InvarianceLevel level) {
    using enum stats::InvarianceLevel;
    switch (level) {
        case thresholds: return "thresholds";
        case loadings: return "loadings";
        case intercepts: return "intercepts";
        case configural: break;
    }
    return "configural";
}

Result<stats::InvarianceStudy> study(const FacetAnswers& before, const FacetAnswers& after) {
    if (before.items != after.items || before.categories != after.categories) {
        return invalid("The waves did not ask the same.", "facet");
    }
    if (before.items.size() < fewest_items) {
        return invalid("It takes four items: one factor of three fits any correlations.", "facet");
    }
    if (std::min(complete_rows(before), complete_rows(after)) < fewest_rows) {
        return invalid("One of the waves has fewer than 100 complete forms.", "facet");
    }
    std::vector<std::uint8_t> answers;
    std::vector<std::uint32_t> groups;
    add_rows(before, 0, answers, groups);
    add_rows(after, 1, answers, groups);
    const stats::AnswerMatrix matrix{answers, before.items.size(), before.categories, no_answer, {}};
    return stats::study_invariance(matrix, groups, 2, stats::FactorPattern::one_factor(before.items.size()));
}

/// Chen's reading: the fall of CFI, supplemented by RMSEA or, at the intercepts, SRMR. Small models move RMSEA a lot.
bool is_beyond(double cfi, double rmsea, double srmr, const programme::QualityGates& gates) {
    return cfi > gates.invariance_cfi_change &&
           (rmsea > gates.invariance_rmsea_change || srmr > gates.invariance_srmr_change);
}

}  // namespace

InvarianceCheck check_invariance(const FacetAnswers& before, const FacetAnswers& after, const FacetCalibration* later,
                                 const programme::QualityGates& gates) {
    InvarianceCheck check;
    if (later != nullptr && later->link) {
        check.drifting = later->drifting();
    }
    const auto studied = study(before, after);
    if (!studied) {
        check.why = studied.error().message;
        // With people enough, a model that no search finds is no lack of data: the items are not one facet.
        const auto rows = std::min(complete_rows(before), complete_rows(after));
        if (studied.error().field.ends_with("pattern") &&
            rows >= static_cast<std::size_t>(gates.modelled_score_responses)) {
            check.outcome = Invariance::broken;
            check.step = "configural";
        }
        return check;
    }
    check.outcome = Invariance::held;
    double worst = -1;
    for (std::size_t step = 1; step < studied->steps.size(); ++step) {
        const auto& now = studied->steps[step];
        const auto& then = studied->steps[step - 1];
        const double cfi = then.fit.cfi - now.fit.cfi;
        const double rmsea = now.fit.rmsea - then.fit.rmsea;
        const bool is_scalar = now.level == stats::InvarianceLevel::intercepts;
        const double p = now.difference ? now.difference->p : 1;
        const bool fails = is_beyond(cfi, rmsea, is_scalar ? now.fit.srmr - then.fit.srmr : 0, gates) && p < chance;
        if ((fails && check.outcome == Invariance::held) ||
            (fails == (check.outcome == Invariance::broken) && cfi > worst)) {
            worst = cfi;
            check.step = name_of(now.level);
            check.cfi_change = cfi;
            check.rmsea_change = rmsea;
            check.p = p;
            check.outcome = fails ? Invariance::broken : check.outcome;
        }
    }
    if (check.outcome == Invariance::broken && later != nullptr && later->link && later->link->is_settled &&
        !check.drifting.empty() && later->link->kept >= fewest_anchors &&
        2 * later->link->kept >= later->items.size()) {
        check.outcome = Invariance::partial;
    }
    return check;
}

}  // namespace minka::measurement
