#include "measurement/index_change.h"

#include "stats/population_change.h"

#include <algorithm>
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

// The correction for a finite school leaves the error of answering alone: reliability n / N.
SchoolMean mean_of(const SchoolScore& school, double reliability) {
    SchoolMean mean{*school.mean, school.scored, school.deviation.value_or(0)};
    if (school.eligible && *school.eligible >= static_cast<std::int64_t>(school.scored)) {
        mean.known_share = reliability * static_cast<double>(school.scored) / static_cast<double>(*school.eligible);
    }
    return mean;
}

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

// One person a school has no spread within it: the whole is that of the persons.
std::optional<PersonSpread> spread_of_single(const ScaleResult& before) {
    if (before.scored < 2 || !before.deviation) {
        return std::nullopt;
    }
    return PersonSpread{0, *before.deviation * *before.deviation, static_cast<double>(before.scored) - 1, 0};
}

class ScaleComparison {
public:
    ScaleComparison(const IndexResult& before, const IndexResult& after, const InformantResult& first,
                    const InformantResult& second, const std::optional<LinkedPeople>& link)
        : before_(before), after_(after), first_(first), second_(second), link_(link) {}

    /// `broken`: of the overall index, its facets that did not measure the same.
    Result<ScaleChange> run(const ScaleResult& first, const ScaleResult& second,
                            const std::vector<std::string>& broken) const {
        if (first.unit != second.unit) {
            return invalid("The scores of " + first.code + " are in different units; measure both by one baseline.",
                           "against");
        }
        ScaleChange change;
        change.code = first.code;
        change.unit = first.unit;
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
        if (first.code != overall_scale) {
            change.invariance =
                check_invariance(first.answers, second.answers, second.calibration ? &*second.calibration : nullptr,
                                 before_.method.gates);
        }
        if (pairs.size() < fewest_pairs) {
            change.not_compared = NotCompared::few_schools;
            return change;
        }
        const bool is_broken = change.invariance && change.invariance->outcome == Invariance::broken;
        if (is_broken || !broken.empty()) {
            change.broken_facets = broken;
            change.not_compared = NotCompared::meaning;
            return change;
        }
        compare(pairs, first, second, change);
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

    void compare(const std::map<registry::SchoolId, Pair>& pairs, const ScaleResult& first, const ScaleResult& second,
                 ScaleChange& change) const {
        std::vector<SchoolPair> schools;
        for (const auto& [school, pair] : pairs) {
            SchoolPair compared;
            compared.before = mean_of(*pair.before, reliability_of(first));
            compared.after = mean_of(*pair.after, reliability_of(second));
            compared.place = before_.places.empty() ? 0 : place_numbers_.at(before_.places[pair.before->school]);
            schools.push_back(compared);
            change.school_changes.push_back(
                {school, *pair.before->mean, *pair.after->mean, *pair.after->mean - *pair.before->mean, {}, {}});
        }
        const auto& gates = before_.method.gates;
        const ComparisonRules rules{gates.confidence, gates.false_discovery_rate,
                                    static_cast<std::size_t>(gates.bootstrap_schools), first_.one_per_school,
                                    !before_.places.empty()};
        auto spread = first_.one_per_school ? spread_of_single(first) : person_spread(first, second);
        const auto rows = add_linked(pairs, first.code, schools, spread, change);
        const auto scores = rows.scores();
        std::vector<ComparedSchool> compared;
        static_cast<SchoolComparison&>(change) =
            compare_schools(schools, spread, rules, change.linked > 0 ? &scores : nullptr, compared);
        if (!first_.one_per_school && change.test) {
            change.weighted = weighted_change(pairs, gates.confidence);
        }
        for (std::size_t i = 0; i < compared.size(); ++i) {
            change.school_changes[i].model = compared[i].model;
            change.school_changes[i].adjusted_p = compared[i].adjusted_p;
        }
    }

    // What people in both waves have in common, and the rows of a model that knows them.
    PersonRows add_linked(const std::map<registry::SchoolId, Pair>& pairs, std::string_view scale,
                          std::vector<SchoolPair>& schools, std::optional<PersonSpread>& spread,
                          ScaleChange& change) const {
        if (!link_ || first_.one_per_school) {
            return {};
        }
        const auto linked = link_scale(*link_, before_, after_, first_, second_, scale);
        change.linked = linked.people;
        if (linked.people == 0) {
            return {};
        }
        if (spread) {
            spread->covariance = linked.covariance;
        }
        std::map<registry::SchoolId, NumberedSchool> numbered;
        std::vector<double> before;
        std::vector<double> after;
        for (const auto& [school, pair] : pairs) {
            const auto number = static_cast<std::uint32_t>(numbered.size());
            numbered.emplace(school, NumberedSchool{number, schools[number].place});
            if (const auto found = linked.schools.find(school); found != linked.schools.end()) {
                schools[number].linked = found->second.people;
                before.push_back(found->second.before / static_cast<double>(found->second.people));
                after.push_back(found->second.after / static_cast<double>(found->second.people));
            }
        }
        if (before.size() >= fewest_pairs) {
            if (const auto stayed = stats::paired_change(before, after, before_.method.gates.confidence)) {
                change.linked_only = *stayed;
            }
        }
        return person_rows(*link_, before_, after_, first_, second_, scale, numbered, !before_.places.empty());
    }

    // Municipalities of all schools, for the model.
    static std::map<registry::TerritoryId, std::uint32_t> number_places(const IndexResult& wave) {
        std::map<registry::TerritoryId, std::uint32_t> numbers;
        for (const auto& place : wave.places) {
            numbers.emplace(place, 0);
        }
        std::uint32_t next = 0;
        for (auto& [place, number] : numbers) {
            number = next++;
        }
        return numbers;
    }

    // The change of the mean of all eligible people, where each of the schools knows their number.
    static std::optional<stats::PairedChange> weighted_change(const std::map<registry::SchoolId, Pair>& pairs,
                                                              double confidence) {
        std::vector<stats::WeighedUnit> units;
        for (const auto& [school, pair] : pairs) {
            const auto before = pair.before->eligible.value_or(0);
            const auto after = pair.after->eligible.value_or(0);
            if (before < static_cast<std::int64_t>(pair.before->scored) ||
                after < static_cast<std::int64_t>(pair.after->scored)) {
                return std::nullopt;
            }
            units.push_back(
                {*pair.before->mean, *pair.after->mean, static_cast<double>(before), static_cast<double>(after)});
        }
        const auto change = stats::population_change(units, confidence);
        return change ? std::optional(*change) : std::nullopt;
    }

    const IndexResult& before_;
    const IndexResult& after_;
    const InformantResult& first_;
    const InformantResult& second_;
    const std::optional<LinkedPeople>& link_;
    std::map<registry::TerritoryId, std::uint32_t> place_numbers_ = number_places(before_);
};

MethodBox method_of(const IndexResult& before, const IndexResult& after) {
    auto method = after.method;
    method.known_at = std::max(before.method.known_at, after.method.known_at);
    method.batches.insert(method.batches.end(), before.method.batches.begin(), before.method.batches.end());
    std::ranges::sort(method.batches);
    const auto repeated = std::ranges::unique(method.batches);
    method.batches.erase(repeated.begin(), repeated.end());
    for (const auto* limit : {"limits.no_cause", "limits.one_school"}) {
        method.limits.emplace_back(limit);
    }
    if (before.links_destroyed || after.links_destroyed) {
        method.limits.emplace_back("limits.links_destroyed");
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
    bool is_unchecked = false;
    for (const auto& first : before.informants) {
        const auto* second = after.informant(first.code);
        if (second == nullptr) {
            continue;
        }
        InformantChange informant{first.code, first.one_per_school, {}, link_people(before, after, first, *second)};
        const ScaleComparison comparison(before, after, first, *second, informant.link);
        std::vector<std::string> broken;
        for (const auto& scale : first.scales) {
            if (const auto* later = second->scale(scale.code)) {
                const bool is_overall = scale.code == overall_scale;
                MINKA_TRY_ASSIGN(auto compared,
                                 comparison.run(scale, *later, is_overall ? broken : std::vector<std::string>{}));
                if (compared.invariance && compared.invariance->outcome == Invariance::broken &&
                    scale.is_in_overall_score) {
                    broken.push_back(scale.code);
                }
                is_unchecked =
                    is_unchecked || (compared.invariance && compared.invariance->outcome == Invariance::unchecked);
                informant.scales.push_back(std::move(compared));
            }
        }
        change.informants.push_back(std::move(informant));
    }
    if (is_unchecked) {
        change.method.limits.emplace_back("limits.invariance");
    }
    return change;
}

}  // namespace minka::measurement
