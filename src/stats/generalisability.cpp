#include "stats/generalisability.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace minka::stats {
namespace {

/// The level of each observation in one effect, dense, and how many observations each level has.
struct EffectLevels {
    std::vector<std::uint32_t> of;
    std::vector<double> sizes;
};

/// Combines two numberings of the observations into one, dense in the order of appearance.
EffectLevels combine(const EffectLevels& first, std::span<const std::uint32_t> second) {
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> seen;
    EffectLevels levels;
    levels.of.reserve(second.size());
    for (std::size_t i = 0; i < second.size(); ++i) {
        const auto [place, is_new] =
            seen.emplace(std::pair(first.of[i], second[i]), static_cast<std::uint32_t>(seen.size()));
        levels.of.push_back(place->second);
        if (is_new) {
            levels.sizes.push_back(0);
        }
        levels.sizes[place->second] += 1;
    }
    return levels;
}

EffectLevels levels_of(const GeneralisabilityDesign& design, const EffectFacets& facets) {
    EffectLevels levels{std::vector<std::uint32_t>(design.values.size(), 0),
                        {static_cast<double>(design.values.size())}};
    for (const auto facet : facets) {
        levels = combine(levels, design.facets[facet]);
    }
    return levels;
}

Result<> check_effect(const GeneralisabilityDesign& design, std::size_t index) {
    const auto& facets = design.effects[index];
    const auto place = fmt::format("effects[{}]", index);
    if (facets.empty()) {
        return invalid("An effect is made of at least one facet.", place);
    }
    for (std::size_t i = 0; i < facets.size(); ++i) {
        if (facets[i] >= design.facets.size() || std::ranges::count(facets, facets[i]) > 1) {
            return invalid(fmt::format("Facet {} does not exist or is named twice.", facets[i]), place);
        }
    }
    return {};
}

Result<> check_design(const GeneralisabilityDesign& design) {
    if (design.effects.empty()) {
        return invalid("Name at least one effect, such as the school.", "effects");
    }
    for (std::size_t facet = 0; facet < design.facets.size(); ++facet) {
        if (design.facets[facet].size() != design.values.size()) {
            return invalid("Every facet has one level a value.", fmt::format("facets[{}]", facet));
        }
    }
    for (std::size_t i = 0; i < design.values.size(); ++i) {
        if (!std::isfinite(design.values[i])) {
            return invalid("A value is missing or infinite; leave it out first.", fmt::format("values[{}]", i));
        }
    }
    for (std::size_t effect = 0; effect < design.effects.size(); ++effect) {
        MINKA_TRY(check_effect(design, effect));
    }
    if (design.values.size() < 2 ||
        std::ranges::all_of(design.values, [&](double v) { return v == design.values[0]; })) {
        return invalid("All values are the same: there is no variation to divide.", "values");
    }
    return {};
}

/// Σ over pairs of levels of (n_ab - n_a n_b / N)^2: what a component adds to another's sum of squared totals.
double expected_share(const EffectLevels& first, const EffectLevels& second) {
    const auto total = static_cast<double>(first.of.size());
    const auto both = combine(first, second.of);
    double squares = 0;
    double products = 0;
    std::vector<bool> seen(both.sizes.size(), false);
    for (std::size_t i = 0; i < first.of.size(); ++i) {
        const auto cell = both.of[i];
        if (!seen[cell]) {
            seen[cell] = true;
            const double size = both.sizes[cell];
            squares += size * size;
            products += size * first.sizes[first.of[i]] * second.sizes[second.of[i]];
        }
    }
    double first_squares = 0;
    double second_squares = 0;
    for (const double size : first.sizes) {
        first_squares += size * size;
    }
    for (const double size : second.sizes) {
        second_squares += size * size;
    }
    return squares - 2 * products / total + first_squares * second_squares / (total * total);
}

/// Solves a x = b in place by elimination with pivoting; false when a has no inverse to the digits of a double.
bool solve(std::vector<double>& a, std::vector<double>& b) {
    const std::size_t n = b.size();
    // Each effect in its own unit, so that a pivot can be compared with 1.
    std::vector<double> scale(n);
    for (std::size_t i = 0; i < n; ++i) {
        scale[i] = 1 / std::sqrt(a[i * n + i]);
    }
    for (std::size_t i = 0; i < n; ++i) {
        b[i] *= scale[i];
        for (std::size_t j = 0; j < n; ++j) {
            a[i * n + j] *= scale[i] * scale[j];
        }
    }
    // Symmetric and positive: Cholesky's order without exchanging rows is stable.
    for (std::size_t column = 0; column < n; ++column) {
        const double pivot = a[column * n + column];
        if (!(pivot > 1e-9)) {
            return false;
        }
        for (std::size_t row = column + 1; row < n; ++row) {
            const double factor = a[row * n + column] / pivot;
            for (std::size_t j = column; j < n; ++j) {
                a[row * n + j] -= factor * a[column * n + j];
            }
            b[row] -= factor * b[column];
        }
    }
    for (std::size_t i = n; i-- > 0;) {
        for (std::size_t j = i + 1; j < n; ++j) {
            b[i] -= a[i * n + j] * b[j];
        }
        b[i] /= a[i * n + i];
    }
    for (std::size_t i = 0; i < n; ++i) {
        b[i] *= scale[i];
    }
    return true;
}

double squared_totals(const EffectLevels& levels, std::span<const double> values, double mean) {
    std::vector<double> totals(levels.sizes.size(), 0);
    for (std::size_t i = 0; i < values.size(); ++i) {
        totals[levels.of[i]] += values[i] - mean;
    }
    double sum = 0;
    for (const double total : totals) {
        sum += total * total;
    }
    return sum;
}

bool is_within(const EffectFacets& facets, const std::vector<std::size_t>& others) {
    return std::ranges::all_of(facets, [&](auto facet) { return std::ranges::find(others, facet) != others.end(); });
}

}  // namespace

Result<GeneralisabilityStudy> study_generalisability(const GeneralisabilityDesign& design) {
    MINKA_TRY(check_design(design));
    GeneralisabilityStudy study;
    study.observations = design.values.size();
    for (const double value : design.values) {
        study.mean += value / static_cast<double>(design.values.size());
    }
    std::vector<EffectLevels> levels;
    for (std::size_t effect = 0; effect < design.effects.size(); ++effect) {
        levels.push_back(levels_of(design, design.effects[effect]));
        if (levels.back().sizes.size() < 2 || levels.back().sizes.size() == design.values.size()) {
            return invalid(levels.back().sizes.size() < 2
                               ? "The effect has one level only; there is nothing to compare."
                               : "The effect has a level for every value; that is the residual already.",
                           fmt::format("effects[{}]", effect));
        }
    }
    EffectLevels residual{std::vector<std::uint32_t>(design.values.size()),
                          std::vector<double>(design.values.size(), 1)};
    for (std::uint32_t i = 0; i < residual.of.size(); ++i) {
        residual.of[i] = i;
    }
    levels.push_back(std::move(residual));
    const std::size_t n = levels.size();
    std::vector<double> expected(n * n);
    std::vector<double> sums(n);
    for (std::size_t i = 0; i < n; ++i) {
        sums[i] = squared_totals(levels[i], design.values, study.mean);
        for (std::size_t j = 0; j <= i; ++j) {
            expected[i * n + j] = expected[j * n + i] = expected_share(levels[i], levels[j]);
        }
    }
    if (!solve(expected, sums)) {
        return invalid("Two effects have the same levels in this design; leave one out.", "effects");
    }
    double positive = 0;
    for (std::size_t i = 0; i < n; ++i) {
        EffectFacets facets;
        if (i + 1 < n) {
            facets = design.effects[i];
        } else {
            for (std::size_t facet = 0; facet < design.facets.size(); ++facet) {
                facets.push_back(facet);
            }
        }
        study.components.push_back({std::move(facets), levels[i].sizes.size(), sums[i], i + 1 == n, 0});
        positive += std::max(0.0, sums[i]);
    }
    for (auto& component : study.components) {
        component.share = positive > 0 ? std::max(0.0, component.variance) / positive : 0;
    }
    return study;
}

Result<DecisionResult> decide(const GeneralisabilityStudy& study, const DecisionPlan& plan) {
    const auto facet_count = study.components.empty() ? 0 : study.components.back().facets.size();
    if (plan.conditions.size() != facet_count) {
        return invalid(fmt::format("The plan tells conditions of {} facets; the study has {}.", plan.conditions.size(),
                                   facet_count),
                       "conditions");
    }
    for (std::size_t facet = 0; facet < facet_count; ++facet) {
        if (!(plan.conditions[facet] >= 1) || !std::isfinite(plan.conditions[facet])) {
            return invalid("A plan has at least one condition of each facet.", fmt::format("conditions[{}]", facet));
        }
    }
    if (plan.object.empty() || std::ranges::any_of(plan.object, [&](auto facet) { return facet >= facet_count; })) {
        return invalid("Name the facets whose levels are to be told apart.", "object");
    }
    DecisionResult result;
    bool has_universe = false;
    for (const auto& component : study.components) {
        const double variance = std::max(0.0, component.variance);
        if (!component.is_residual && is_within(component.facets, plan.object)) {
            result.universe_variance += variance;
            has_universe = true;
            continue;
        }
        double divisor = 1;
        bool differs_between_objects = false;
        for (const auto facet : component.facets) {
            const bool is_of_object = std::ranges::find(plan.object, facet) != plan.object.end();
            divisor *= is_of_object ? 1 : plan.conditions[facet];
            differs_between_objects = differs_between_objects || is_of_object;
        }
        result.absolute_error += variance / divisor;
        result.relative_error += differs_between_objects ? variance / divisor : 0;
    }
    if (!has_universe) {
        return invalid("No effect of the study lies in the object; there is nothing it would tell apart.", "object");
    }
    const double universe = result.universe_variance;
    result.generalisability = universe > 0 ? universe / (universe + result.relative_error) : 0;
    result.dependability = universe > 0 ? universe / (universe + result.absolute_error) : 0;
    return result;
}

}  // namespace minka::stats
