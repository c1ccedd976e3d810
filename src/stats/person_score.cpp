#include "stats/person_score.h"

#include "stats/calibrated_table.h"

#include <cmath>

namespace minka::stats {
namespace {

constexpr double farthest = 50;

/// The weighted likelihood equation of one pattern.
class WeightedEquation {
public:
    WeightedEquation(const ResponseFit& fit, std::size_t group, std::span<const std::uint8_t> answers)
        : fit_(fit), group_(group), answers_(answers) {}

    /// Falls through 0 at the estimate; not finite where the items tell nothing.
    double at(double theta) {
        double score = 0;
        double twist = 0;
        information_ = 0;
        for (std::size_t i = 0; i < answers_.size(); ++i) {
            const auto& item = fit_.item(i, group_).item;
            if (answers_[i] >= item.categories()) {
                continue;
            }
            category_curves(item, theta, curves_);
            score += curves_.first[answers_[i]] / curves_.probability[answers_[i]];
            for (std::size_t k = 0; k < item.categories(); ++k) {
                information_ += curves_.first[k] * curves_.first[k] / curves_.probability[k];
                twist += curves_.first[k] * curves_.second[k] / curves_.probability[k];
            }
        }
        return score + twist / (2 * information_);
    }
    double information() const { return information_; }

private:
    const ResponseFit& fit_;
    std::size_t group_;
    std::span<const std::uint8_t> answers_;
    CategoryCurves curves_;
    double information_ = 0;
};

struct Bracket {
    double low;
    double at_low;
    double high;
    double at_high;
};

/// Walks from `start` in growing steps to where the equation changes its sign.
std::optional<Bracket> bracket(WeightedEquation& equation, double start) {
    double here = start;
    double value = equation.at(here);
    if (!std::isfinite(value)) {
        return std::nullopt;
    }
    const double way = value > 0 ? 1 : -1;
    for (double step = 0.25; std::abs(here) < farthest; step *= 2) {
        const double next = here + way * step;
        const double beyond = equation.at(next);
        if (!std::isfinite(beyond)) {
            return std::nullopt;
        }
        if (beyond * way <= 0) {
            return way > 0 ? Bracket{here, value, next, beyond} : Bracket{next, beyond, here, value};
        }
        here = next;
        value = beyond;
    }
    return std::nullopt;
}

/// Regula falsi with halved weights (the Illinois rule) down to 1e-10.
std::optional<PersonScore> weighted_score(WeightedEquation equation, double start) {
    auto found = bracket(equation, start);
    if (!found) {
        return std::nullopt;
    }
    double theta = start;
    int side = 0;
    for (int step = 0; step < 200; ++step) {
        const double last = theta;
        theta = found->at_low == found->at_high
                    ? found->low
                    : (found->low * found->at_high - found->high * found->at_low) / (found->at_high - found->at_low);
        const double value = equation.at(theta);
        if (std::abs(theta - last) < 1e-10 || value == 0) {
            break;
        }
        if (value > 0) {
            found->low = theta;
            found->at_low = value;
            found->at_high *= side > 0 ? 0.5 : 1;
            side = 1;
        } else {
            found->high = theta;
            found->at_high = value;
            found->at_low *= side < 0 ? 0.5 : 1;
            side = -1;
        }
    }
    equation.at(theta);
    return PersonScore{theta, 1 / std::sqrt(equation.information())};
}

/// The group of each pattern, and its answers, one after another.
template <typename Visit>
void visit_patterns(const ResponsePatterns& patterns, Visit visit) {
    std::vector<std::uint8_t> answers(patterns.item_count());
    for (std::size_t group = 0; group < patterns.group_count(); ++group) {
        for (std::size_t p = patterns.first_of_group[group]; p < patterns.first_of_group[group + 1]; ++p) {
            patterns.answers_of(p, answers);
            visit(group, p, answers);
        }
    }
}

}  // namespace

Result<std::vector<PersonScore>> expected_scores(const ResponseData& data, const ResponseFit& fit) {
    MINKA_TRY(check_responses(data));
    MINKA_TRY(check_calibration(data, fit));
    const auto patterns = collapse_rows(data);
    const NodeGrid grid(fit.options.node_count, fit.options.reach);
    std::vector<PersonScore> of_pattern(patterns.count());
    for (std::size_t group = 0; group < patterns.group_count(); ++group) {
        const std::size_t first = patterns.first_of_group[group];
        const PatternSpan span{patterns.codes.data() + first * patterns.bundles.size(), patterns.weights.data() + first,
                               patterns.first_of_group[group + 1] - first};
        posterior_moments(span, calibrated_table(fit, patterns, grid, group), grid, of_pattern.data() + first);
    }
    std::vector<PersonScore> scores;
    scores.reserve(data.row_count());
    for (std::size_t row = 0; row < data.row_count(); ++row) {
        const auto pattern = patterns.pattern_of[row];
        const auto& latent = fit.groups[data.groups.empty() ? 0 : data.groups[row]];
        scores.push_back(pattern == ResponsePatterns::none ? PersonScore{latent.mean, latent.deviation}
                                                           : of_pattern[pattern]);
    }
    return scores;
}

Result<std::vector<std::optional<PersonScore>>> weighted_scores(const ResponseData& data, const ResponseFit& fit) {
    MINKA_TRY(check_responses(data));
    MINKA_TRY(check_calibration(data, fit));
    const auto patterns = collapse_rows(data);
    std::vector<std::optional<PersonScore>> of_pattern(patterns.count());
    visit_patterns(patterns, [&](std::size_t group, std::size_t p, std::span<const std::uint8_t> answers) {
        of_pattern[p] = weighted_score(WeightedEquation(fit, group, answers), fit.groups[group].mean);
    });
    std::vector<std::optional<PersonScore>> scores;
    scores.reserve(data.row_count());
    for (const auto pattern : patterns.pattern_of) {
        scores.push_back(pattern == ResponsePatterns::none ? std::nullopt : of_pattern[pattern]);
    }
    return scores;
}

}  // namespace minka::stats
