#include "measurement/school_comparison.h"

#include "stats/false_discovery.h"

#include <cmath>

namespace minka::measurement {

namespace {

// sigma^2 (1 - known share) / n of both waves, less what linked people have in common.
double change_variance(const SchoolPair& pair, const PersonSpread& spread) {
    const auto of = [&](const SchoolMean& mean) {
        return spread.within * (1 - mean.known_share) * mean.weight_effect / static_cast<double>(mean.people);
    };
    const double shared = 2 * spread.covariance * static_cast<double>(pair.linked) /
                          (static_cast<double>(pair.before.people) * static_cast<double>(pair.after.people));
    const double apart = of(pair.before) + of(pair.after);
    // Scores of a school's people that move together leave a little noise at least.
    constexpr double least_share = 0.01;
    return std::max(apart - shared, least_share * apart);
}

class Comparing {
public:
    Comparing(std::span<const SchoolPair> pairs, const ComparisonRules& rules, SchoolComparison& result)
        : pairs_(pairs), rules_(rules), result_(result) {}

    bool test() {
        std::vector<double> before;
        std::vector<double> after;
        for (const auto& pair : pairs_) {
            before.push_back(pair.before.mean);
            after.push_back(pair.after.mean);
            changes_.push_back(pair.after.mean - pair.before.mean);
            // Answers lie in the order of random identifiers, and with it the last bits of a sum: that is no change.
            constexpr double same_points = 1e-9;
            result_.observed_up += changes_.back() > same_points ? 1U : 0U;
            result_.observed_down += changes_.back() < -same_points ? 1U : 0U;
        }
        const auto tested = stats::paired_change(before, after, rules_.confidence);
        if (!tested) {
            result_.not_compared = NotCompared::no_spread;  // the values are finite, the pairs enough
            return false;
        }
        result_.test = *tested;
        result_.school_effect = stats::effect_over_differences(*tested);
        return true;
    }

    void add_effect(const PersonSpread& spread) {
        if (auto effect = stats::effect_over_deviation(*result_.test, std::sqrt(spread.total_before), spread.degrees)) {
            result_.effect = *effect;
        }
    }

    // True changes of schools, what is left of each one's, and which are beyond chance.
    void add_schools(const PersonSpread& spread, std::vector<ComparedSchool>& compared) {
        std::vector<double> variances;
        for (const auto& pair : pairs_) {
            variances.push_back(change_variance(pair, spread));
        }
        auto distribution = stats::change_distribution(changes_, variances);
        if (!distribution) {
            return;  // a school without any sampling error where all changes are alike: no model, no claim
        }
        std::vector<double> p;
        std::vector<std::size_t> tested;
        for (std::size_t i = 0; i < pairs_.size(); ++i) {
            compared[i].model = distribution->groups[i];
            if (compared[i].model->p) {
                p.push_back(*compared[i].model->p);
                tested.push_back(i);
            }
        }
        if (const auto adjusted = stats::adjust_false_discovery(p)) {
            for (std::size_t i = 0; i < tested.size(); ++i) {
                compared[tested[i]].adjusted_p = (*adjusted)[i];
                if ((*adjusted)[i] <= rules_.false_discovery_rate) {
                    ++(changes_[tested[i]] > 0 ? result_.passing_up : result_.passing_down);
                }
            }
        }
        if (auto share = stats::share_above(*distribution, 0, rules_.confidence)) {
            result_.improving = *share;
        }
        result_.distribution = std::move(*distribution);
    }

    void add_detectable(const PersonSpread& spread) {
        if (!result_.distribution || !(spread.total_before > 0)) {
            return;
        }
        double inverse = 0;
        for (const auto& pair : pairs_) {
            inverse += 1.0 / static_cast<double>(pair.before.people) + 1.0 / static_cast<double>(pair.after.people);
        }
        stats::ChangeDesign design;
        design.unit_count = pairs_.size();
        design.people_per_unit = 2 * static_cast<double>(pairs_.size()) / inverse;
        design.change_variance = result_.distribution->tau_squared / spread.total_before;
        design.person_variance = spread.within / spread.total_before;
        design.confidence = rules_.confidence;
        if (const auto detectable = stats::minimum_detectable_change(design)) {
            result_.detectable = *detectable;
        }
    }

    void add_model(const stats::ChangeScores* persons) {
        if (persons != nullptr) {
            if (auto model = stats::fit_change_model(*persons, rules_.confidence)) {
                result_.model = std::move(*model);
            }
            return;
        }
        std::vector<stats::ScoreSummary> cells;
        for (std::uint32_t school = 0; school < pairs_.size(); ++school) {
            const auto& pair = pairs_[school];
            cells.push_back({school, pair.place, 0, pair.before.people, pair.before.mean, pair.before.deviation});
            cells.push_back({school, pair.place, 1, pair.after.people, pair.after.mean, pair.after.deviation});
        }
        if (auto model = stats::fit_change_model(cells, rules_.has_places, rules_.confidence)) {
            result_.model = std::move(*model);
        }
    }

private:
    std::span<const SchoolPair> pairs_;
    const ComparisonRules& rules_;
    SchoolComparison& result_;
    std::vector<double> changes_;
};

}  // namespace

SchoolComparison compare_schools(std::span<const SchoolPair> pairs, const std::optional<PersonSpread>& spread,
                                 const ComparisonRules& rules, const stats::ChangeScores* persons,
                                 std::vector<ComparedSchool>& compared) {
    SchoolComparison result;
    compared.assign(pairs.size(), {});
    if (pairs.size() < fewest_pairs) {
        result.not_compared = NotCompared::few_schools;
        return result;
    }
    Comparing comparing(pairs, rules, result);
    if (!comparing.test() || !spread) {
        return result;
    }
    comparing.add_effect(*spread);
    if (!rules.one_per_school) {
        comparing.add_schools(*spread, compared);
        comparing.add_detectable(*spread);
        comparing.add_model(persons);
    }
    return result;
}

ModelTest model_test(const stats::ChangeModel& model, std::size_t robust_below, std::size_t effect) {
    const bool is_robust = !model.robust.empty() && model.schools < robust_below;
    return {is_robust ? model.robust[effect] : model.satterthwaite[effect], is_robust};
}

}  // namespace minka::measurement
