#include "stats/person_score.h"

#include "stats/calibrated_table.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace minka::stats {
namespace {

constexpr double farthest = 50;

/// What an item gives to the weighted likelihood equation at a theta, besides the answer's own score.
struct ItemTerms {
    double score = 0;        ///< P' / P of the answer.
    double information = 0;  ///< Sum of P'^2 / P.
    double twist = 0;        ///< Sum of P' P'' / P.
};

/// An item whose exponentials are worked out but for one, exp(a theta), wherever theta lies.
class PreparedItem {
public:
    explicit PreparedItem(const ResponseItem& item) : item_(&item) {
        constexpr double safe = 600;  // exp stays a number
        double reach = 0;
        for (const double intercept : item.intercepts) {
            factors_.push_back(std::exp(intercept));
            reach = std::max(reach, std::abs(intercept));
        }
        const double steps = item.model == ItemModel::graded ? 1 : static_cast<double>(item.intercepts.size());
        is_quick_ = item.categories() <= most_parts && reach + steps * std::abs(item.slope) * farthest * 2 < safe;
    }

    std::size_t categories() const { return item_->categories(); }

    ItemTerms at(double theta, std::size_t answer, CategoryCurves& curves) const {
        if (!is_quick_) {
            return slow(theta, answer, curves);
        }
        const double power = std::exp(item_->slope * theta);
        return item_->model == ItemModel::graded ? graded(power, answer) : partial_credit(power, answer);
    }

private:
    static constexpr double least_probability = 1e-30;  // as category_curves
    static constexpr std::size_t most_parts = 16;       // categories of a quick item

    ItemTerms slow(double theta, std::size_t answer, CategoryCurves& curves) const {
        category_curves(*item_, theta, curves);
        ItemTerms terms;
        terms.score = curves.first[answer] / curves.probability[answer];
        for (std::size_t k = 0; k < categories(); ++k) {
            terms.information += curves.first[k] * curves.first[k] / curves.probability[k];
            terms.twist += curves.first[k] * curves.second[k] / curves.probability[k];
        }
        return terms;
    }

    ItemTerms graded(double power, std::size_t answer) const {
        const double a = item_->slope;
        ItemTerms terms;
        double above = 1;
        double above_first = 0;
        double above_second = 0;
        for (std::size_t k = 0; k <= factors_.size(); ++k) {
            double next = 0;
            double next_first = 0;
            double next_second = 0;
            if (k < factors_.size()) {
                const double odds = power * factors_[k];
                next = odds / (1 + odds);
                next_first = a * odds / ((1 + odds) * (1 + odds));
                next_second = a * next_first * (1 - odds) / (1 + odds);
            }
            const double ratio = (above_first - next_first) / std::max(above - next, least_probability);
            terms.information += (above_first - next_first) * ratio;
            terms.twist += (above_second - next_second) * ratio;
            if (k == answer) {
                terms.score = ratio;
            }
            above = next;
            above_first = next_first;
            above_second = next_second;
        }
        return terms;
    }

    // P' = a P (k - m), P'' = a^2 P ((k - m)^2 - v): the sums are the answer's second and third central moments.
    ItemTerms partial_credit(double power, std::size_t answer) const {
        const double a = item_->slope;
        std::array<double, most_parts> parts{1};
        double sum = 1;
        double first = 0;
        double raised = 1;
        for (std::size_t k = 0; k < factors_.size(); ++k) {
            raised *= power;
            parts[k + 1] = raised * factors_[k];
            sum += parts[k + 1];
            first += static_cast<double>(k + 1) * parts[k + 1];
        }
        const double mean = first / sum;
        double square = 0;
        double cube = 0;
        for (std::size_t k = 0; k <= factors_.size(); ++k) {
            const double off = static_cast<double>(k) - mean;
            square += parts[k] * off * off;
            cube += parts[k] * off * off * off;
        }
        return {a * (static_cast<double>(answer) - mean), a * a * square / sum, a * a * a * cube / sum};
    }

    const ResponseItem* item_;
    std::vector<double> factors_;
    bool is_quick_ = false;
};

std::vector<PreparedItem> prepared_items(const ResponseFit& fit, std::size_t group, std::size_t count) {
    std::vector<PreparedItem> items;
    items.reserve(count);
    for (std::size_t item = 0; item < count; ++item) {
        items.emplace_back(fit.item(item, group).item);
    }
    return items;
}

/// The weighted likelihood equation of one pattern.
class WeightedEquation {
public:
    WeightedEquation(const std::vector<PreparedItem>& items, std::span<const std::uint8_t> answers,
                     CategoryCurves& curves)
        : items_(items), answers_(answers), curves_(curves) {}

    /// Falls through 0 at the estimate; not finite where the items tell nothing.
    double at(double theta) {
        double score = 0;
        double twist = 0;
        information_ = 0;
        for (std::size_t i = 0; i < answers_.size(); ++i) {
            if (answers_[i] >= items_[i].categories()) {
                continue;
            }
            const auto terms = items_[i].at(theta, answers_[i], curves_);
            score += terms.score;
            information_ += terms.information;
            twist += terms.twist;
        }
        return score + twist / (2 * information_);
    }
    double information() const { return information_; }

private:
    const std::vector<PreparedItem>& items_;
    std::span<const std::uint8_t> answers_;
    CategoryCurves& curves_;
    double information_ = 0;
};

/// By one step of scoring and then secants; nothing when they do not settle on a falling passage through 0.
std::optional<PersonScore> score_by_secants(WeightedEquation& equation, double start) {
    double last = start;
    double at_last = equation.at(last);
    if (!std::isfinite(at_last) || !(equation.information() > 0)) {
        return std::nullopt;
    }
    if (at_last == 0) {
        return PersonScore{last, 1 / std::sqrt(equation.information())};
    }
    constexpr double most_step = 2;
    double theta = last + std::clamp(at_last / equation.information(), -most_step, most_step);
    for (int step = 0; step < 20; ++step) {
        const double value = equation.at(theta);
        const double slope = (value - at_last) / (theta - last);
        if (!std::isfinite(slope) || !(slope < 0) || std::abs(theta) >= farthest) {
            return std::nullopt;
        }
        if (std::abs(theta - last) < 1e-7) {
            // A secant from two places this near is exact to rounding.
            const double root = theta - value / slope;
            return PersonScore{root, 1 / std::sqrt(equation.information())};
        }
        last = theta;
        at_last = value;
        theta -= std::clamp(value / slope, -most_step, most_step);
    }
    return std::nullopt;
}

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
    if (const auto quick = score_by_secants(equation, start)) {
        return quick;
    }
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
    std::vector<std::vector<PreparedItem>> items;
    for (std::size_t group = 0; group < patterns.group_count(); ++group) {
        items.push_back(prepared_items(fit, group, patterns.item_count()));
    }
    CategoryCurves curves;
    visit_patterns(patterns, [&](std::size_t group, std::size_t p, std::span<const std::uint8_t> answers) {
        of_pattern[p] = weighted_score(WeightedEquation(items[group], answers, curves), fit.groups[group].mean);
    });
    std::vector<std::optional<PersonScore>> scores;
    scores.reserve(data.row_count());
    for (const auto pattern : patterns.pattern_of) {
        scores.push_back(pattern == ResponsePatterns::none ? std::nullopt : of_pattern[pattern]);
    }
    return scores;
}

}  // namespace minka::stats
