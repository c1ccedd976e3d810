#include "measurement/index_change.h"

#include "stats/false_discovery.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace minka::measurement {

namespace {

/// A school's score in each wave.
struct Pair {
    const SchoolScore* before = nullptr;
    const SchoolScore* after = nullptr;
};

// The part of a score's variance within schools that is no error of answering; 0 where nobody knows.
double reliability_of(const ScaleResult& scale) {
    return std::clamp(scale.gate(Gate::group_reliability).value.value_or(0.0), 0.0, 1.0);
}

// sigma^2 (1 - reliability n / N) / n: the correction for a finite school leaves the error of answering alone.
double mean_variance(double variance, const SchoolScore& school, double reliability) {
    const auto n = static_cast<double>(school.scored);
    const bool is_finite = school.eligible && *school.eligible >= static_cast<std::int64_t>(school.scored);
    const double fraction = is_finite ? n / static_cast<double>(*school.eligible) : 0.0;
    return variance * (1 - reliability * fraction) / n;
}

/// The spread of persons within schools over both waves, and in the first wave over all.
struct PersonSpread {
    double within = 0;        ///< sigma^2, pooled.
    double total_before = 0;  ///< tau^2 + sigma^2 of the first wave.
    double degrees = 0;       ///< Of the total.
};

std::optional<PersonSpread> person_spread(const ScaleResult& before, const ScaleResult& after) {
    if (!before.intraclass || !after.intraclass) {
        return std::nullopt;
    }
    const auto& first = before.intraclass->analysis;
    const auto& second = after.intraclass->analysis;
    PersonSpread spread;
    spread.within =
        (first.degrees_within * first.mean_square_within + second.degrees_within * second.mean_square_within) /
        (first.degrees_within + second.degrees_within);
    spread.total_before = std::max(0.0, before.intraclass->variance_between) + before.intraclass->variance_within;
    spread.degrees = static_cast<double>(first.observation_count - 1);
    return spread;
}

class ScaleComparison {
public:
    ScaleComparison(const IndexResult& before, const IndexResult& after, const InformantResult& first,
                    const InformantResult& second)
        : before_(before), after_(after), first_(first), second_(second) {}

    Result<ScaleChange> run(const ScaleResult& first, const ScaleResult& second) const {
        ScaleChange change;
        change.code = first.code;
        change.is_sensitive = first.is_sensitive;
        change.scored_before = first.scored;
        change.scored_after = second.scored;
        const auto pairs = pair_schools(first, second, change);
        const auto& earlier = first.gate(Gate::group_reliability);
        const auto& later = second.gate(Gate::group_reliability);
        change.reliability = later.passed && (!earlier.passed || earlier.value < later.value) ? earlier : later;
        if (first.scored == 0 || second.scored == 0) {
            change.not_compared = NotCompared::one_wave;
            return change;
        }
        if (pairs.size() < fewest_pairs) {
            change.not_compared = NotCompared::few_schools;
            return change;
        }
        MINKA_TRY(compare(pairs, first, second, change));
        return change;
    }

private:
    // Sorts the schools that are asked into those with a pair and those without.
    std::map<registry::SchoolId, Pair> pair_schools(const ScaleResult& first, const ScaleResult& second,
                                                    ScaleChange& change) const {
        std::map<registry::SchoolId, Pair> all;
        for (const auto& school : first.schools) {
            all[before_.schools[school.school]].before = school.mean ? &school : nullptr;
        }
        for (const auto& school : second.schools) {
            all[after_.schools[school.school]].after = school.mean ? &school : nullptr;
        }
        std::set<registry::SchoolId> asked;
        add_asked(before_, first_, asked);
        add_asked(after_, second_, asked);
        for (const auto& [school, pair] : all) {
            asked.insert(school);
        }
        change.schools = asked.size();
        std::map<registry::SchoolId, Pair> pairs;
        for (const auto& [school, pair] : all) {
            if (pair.before != nullptr && pair.after != nullptr) {
                pairs.emplace(school, pair);
            } else {
                change.only_before += pair.before != nullptr ? 1U : 0U;
                change.only_after += pair.after != nullptr ? 1U : 0U;
            }
        }
        change.pairs = pairs.size();
        change.neither = change.schools - change.pairs - change.only_before - change.only_after;
        return pairs;
    }

    // A school of the cycle is asked unless it is known to have nobody of the group.
    static void add_asked(const IndexResult& wave, const InformantResult& informant,
                          std::set<registry::SchoolId>& asked) {
        for (std::size_t school = 0; school < wave.schools.size(); ++school) {
            if (informant.eligible_by_school[school] != std::optional<std::int64_t>(0)) {
                asked.insert(wave.schools[school]);
            }
        }
    }

    Result<> compare(const std::map<registry::SchoolId, Pair>& pairs, const ScaleResult& first,
                     const ScaleResult& second, ScaleChange& change) const {
        const auto& gates = before_.method.gates;
        std::vector<double> before;
        std::vector<double> after;
        for (const auto& [school, pair] : pairs) {
            before.push_back(*pair.before->mean);
            after.push_back(*pair.after->mean);
            const double difference = after.back() - before.back();
            // Answers lie in the order of random identifiers, and with it the last bits of a sum: that is no change.
            constexpr double same_points = 1e-9;
            change.observed_up += difference > same_points ? 1U : 0U;
            change.observed_down += difference < -same_points ? 1U : 0U;
            change.school_changes.push_back({school, before.back(), after.back(), difference, {}, {}});
        }
        const auto test = stats::paired_change(before, after, gates.confidence);
        if (!test) {
            change.not_compared = NotCompared::no_spread;  // the values are finite, the pairs enough
            return {};
        }
        change.test = *test;
        change.school_effect = stats::effect_over_differences(*test);
        if (first_.one_per_school) {
            add_effect(first.deviation.value_or(0), static_cast<double>(first.scored) - 1, change);
            return {};
        }
        if (const auto spread = person_spread(first, second)) {
            add_effect(std::sqrt(spread->total_before), spread->degrees, change);
            MINKA_TRY(add_schools(pairs, *spread, first, second, change));
            add_detectable(pairs, *spread, change);
        }
        return {};
    }

    static void add_effect(double deviation, double degrees, ScaleChange& change) {
        if (auto effect = stats::effect_over_deviation(*change.test, deviation, degrees)) {
            change.effect = *effect;
        }
    }

    // True changes of schools, what is left of each one's, and which are beyond chance.
    Result<> add_schools(const std::map<registry::SchoolId, Pair>& pairs, const PersonSpread& spread,
                         const ScaleResult& first, const ScaleResult& second, ScaleChange& change) const {
        std::vector<double> changes;
        std::vector<double> variances;
        for (const auto& school : change.school_changes) {
            const auto& pair = pairs.at(school.school);
            changes.push_back(school.change);
            variances.push_back(mean_variance(spread.within, *pair.before, reliability_of(first)) +
                                mean_variance(spread.within, *pair.after, reliability_of(second)));
        }
        auto distribution = stats::change_distribution(changes, variances);
        if (!distribution) {
            return {};  // a school without any sampling error where all changes are alike: no model, no claim
        }
        std::vector<double> p;
        std::vector<SchoolChange*> tested;
        for (std::size_t i = 0; i < change.school_changes.size(); ++i) {
            auto& school = change.school_changes[i];
            school.model = distribution->groups[i];
            if (school.model->p) {
                p.push_back(*school.model->p);
                tested.push_back(&school);
            }
        }
        MINKA_TRY_ASSIGN(const auto adjusted, stats::adjust_false_discovery(p));
        for (std::size_t i = 0; i < tested.size(); ++i) {
            tested[i]->adjusted_p = adjusted[i];
            if (adjusted[i] <= before_.method.gates.false_discovery_rate) {
                ++(tested[i]->change > 0 ? change.passing_up : change.passing_down);
            }
        }
        if (auto share = stats::share_above(*distribution, 0, before_.method.gates.confidence)) {
            change.improving = *share;
        }
        change.distribution = std::move(*distribution);
        return {};
    }

    static void add_detectable(const std::map<registry::SchoolId, Pair>& pairs, const PersonSpread& spread,
                               ScaleChange& change) {
        if (!change.distribution || !(spread.total_before > 0)) {
            return;
        }
        double inverse = 0;
        for (const auto& [school, pair] : pairs) {
            inverse += 1.0 / static_cast<double>(pair.before->scored) + 1.0 / static_cast<double>(pair.after->scored);
        }
        stats::ChangeDesign design;
        design.unit_count = pairs.size();
        design.people_per_unit = 2 * static_cast<double>(pairs.size()) / inverse;
        design.change_variance = change.distribution->tau_squared / spread.total_before;
        design.person_variance = spread.within / spread.total_before;
        if (const auto detectable = stats::minimum_detectable_change(design)) {
            change.detectable = *detectable;
        }
    }

    const IndexResult& before_;
    const IndexResult& after_;
    const InformantResult& first_;
    const InformantResult& second_;
};

MethodBox method_of(const IndexResult& before, const IndexResult& after) {
    auto method = after.method;
    method.known_at = std::max(before.method.known_at, after.method.known_at);
    method.batches.insert(method.batches.end(), before.method.batches.begin(), before.method.batches.end());
    std::ranges::sort(method.batches);
    const auto repeated = std::ranges::unique(method.batches);
    method.batches.erase(repeated.begin(), repeated.end());
    for (const auto* limit : {"limits.no_cause", "limits.one_school", "limits.invariance"}) {
        method.limits.emplace_back(limit);
    }
    if (before.wave.opens_on.month() != after.wave.opens_on.month()) {
        method.limits.emplace_back("limits.season");
    }
    return method;
}

}  // namespace

const ScaleChange* InformantChange::scale(std::string_view scale_code) const {
    const auto found = std::ranges::find(scales, scale_code, &ScaleChange::code);
    return found == scales.end() ? nullptr : &*found;
}

const InformantChange* IndexChange::informant(std::string_view informant_code) const {
    const auto found = std::ranges::find(informants, informant_code, &InformantChange::code);
    return found == informants.end() ? nullptr : &*found;
}

Result<IndexChange> measure_change(const IndexResult& before, const IndexResult& after) {
    if (before.method.index_code != after.method.index_code ||
        before.method.index_version != after.method.index_version) {
        return invalid("Two waves are compared only when they used the same version of one index.", "wave.instrument");
    }
    if (before.wave.id == after.wave.id || before.wave.opens_on > after.wave.opens_on) {
        return invalid(
            "The wave " + before.wave.code + " is not earlier than " + after.wave.code + "; turn them round.",
            "against");
    }
    IndexChange change{method_of(before, after), before.wave, after.wave, {}};
    for (const auto& first : before.informants) {
        const auto* second = after.informant(first.code);
        if (second == nullptr) {
            continue;
        }
        InformantChange informant{first.code, first.one_per_school, {}};
        const ScaleComparison comparison(before, after, first, *second);
        for (const auto& scale : first.scales) {
            if (const auto* later = second->scale(scale.code)) {
                MINKA_TRY_ASSIGN(auto compared, comparison.run(scale, *later));
                informant.scales.push_back(std::move(compared));
            }
        }
        change.informants.push_back(std::move(informant));
    }
    return change;
}

}  // namespace minka::measurement
