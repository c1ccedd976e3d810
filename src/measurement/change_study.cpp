#include "measurement/change_study.h"

#include "measurement/change_designs.h"
#include "stats/intraclass.h"
#include "stats/population_change.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace minka::measurement {

namespace {

/// Scores of a school in a wave, weighed.
struct Cell {
    std::size_t people = 0;
    double weight = 0;
    double sum = 0;      // of weight * score
    double squares = 0;  // of weight^2
    std::vector<double> scores;
    std::size_t eligible = 0;

    double mean() const { return sum / weight; }
    double plain_mean() const {
        double total = 0;
        for (const double score : scores) {
            total += score;
        }
        return total / static_cast<double>(people);
    }
    double deviation() const {
        const double centre = plain_mean();
        double total = 0;
        for (const double score : scores) {
            total += (score - centre) * (score - centre);
        }
        return people > 1 ? std::sqrt(total / static_cast<double>(people - 1)) : 0;
    }
};

/// A person's scores in the first and last wave.
struct LinkedScores {
    std::optional<double> before;
    std::optional<double> after;
    std::uint32_t school = 0;
    bool has_moved = false;
};

class ScaleStudying {
public:
    ScaleStudying(const ChangeTable& table, const ChangeScale& scale, const StudyOptions& options)
        : table_(table), scale_(scale), options_(options), last_(static_cast<std::uint32_t>(table.waves.size() - 1)) {}

    Result<ScaleStudy> run() {
        result_.name = scale_.name;
        result_.reliability = scale_.reliability;
        MINKA_TRY(weigh());
        fill_cells();
        pair_schools();
        link_persons();
        const ComparisonRules rules{options_.confidence, options_.false_discovery_rate, options_.robust_below, false,
                                    !table_.place.empty()};
        const auto spread = spread_of();
        const auto persons = linked_rows();
        const auto scores = persons.scores();
        std::vector<ComparedSchool> compared;
        static_cast<SchoolComparison&>(result_) =
            compare_schools(school_pairs(), spread, rules, persons.score.empty() ? nullptr : &scores, compared);
        for (std::size_t i = 0; i < compared.size(); ++i) {
            result_.pairs[i].compared = compared[i];
        }
        if (result_.people_before == 0 || result_.people_after == 0) {
            result_.not_compared = NotCompared::one_wave;
        }
        add_means();
        add_beside();
        add_designs(table_, scale_, options_, all_pairs_, result_);
        return std::move(result_);
    }

private:
    bool is_used(std::size_t row) const {
        return std::isfinite(scale_.scores[row]) && (table_.wave[row] == 0 || table_.wave[row] == last_);
    }
    bool in_programme(std::uint32_t school) const {
        return table_.in_programme.empty() || table_.in_programme[school] != 0;
    }

    // Weights of classes over those who have a score.
    Result<> weigh() {
        if (table_.stratum.empty()) {
            return {};
        }
        std::vector<std::size_t> answered(table_.strata.size(), 0);
        for (std::size_t row = 0; row < table_.row_count(); ++row) {
            answered[table_.stratum[row]] += is_used(row) ? 1U : 0U;
        }
        std::vector<stats::ResponseStratum> strata;
        for (std::size_t i = 0; i < table_.strata.size(); ++i) {
            const auto& stratum = table_.strata[i];
            if (stratum.wave != 0 && stratum.wave != last_) {
                continue;
            }
            if (answered[i] > stratum.eligible) {
                return invalid(table_.schools[stratum.school] + ", " + table_.waves[stratum.wave] + ": " +
                                   std::to_string(answered[i]) + " people answered of " +
                                   std::to_string(stratum.eligible) + "; correct the number of those who could.",
                               "eligible");
            }
            // A school in a wave is a group of its own: its classes stand for one another, not for another wave's.
            strata.push_back({stratum.school * 2 + (stratum.wave == 0 ? 0U : 1U), i, stratum.eligible, answered[i]});
        }
        MINKA_TRY_ASSIGN(result_.weights, stats::response_weights(strata));
        weight_.assign(table_.strata.size(), 0);
        for (std::size_t i = 0; i < strata.size(); ++i) {
            weight_[strata[i].stratum] = result_.weights->weights[i];
        }
        return {};
    }

    void fill_cells() {
        before_.resize(table_.schools.size());
        after_.resize(table_.schools.size());
        for (std::size_t row = 0; row < table_.row_count(); ++row) {
            if (!is_used(row)) {
                continue;
            }
            auto& cell = (table_.wave[row] == 0 ? before_ : after_)[table_.school[row]];
            const double weight = weight_.empty() ? 1 : weight_[table_.stratum[row]];
            ++cell.people;
            cell.weight += weight;
            cell.sum += weight * scale_.scores[row];
            cell.squares += weight * weight;
            cell.scores.push_back(scale_.scores[row]);
        }
        for (const auto& stratum : table_.strata) {
            if (stratum.wave == 0 || stratum.wave == last_) {
                (stratum.wave == 0 ? before_ : after_)[stratum.school].eligible += stratum.eligible;
            }
        }
    }

    void pair_schools() {
        for (std::uint32_t school = 0; school < table_.schools.size(); ++school) {
            const auto& before = before_[school];
            const auto& after = after_[school];
            const bool has_pair = before.people > 0 && after.people > 0;
            if (has_pair) {
                all_pairs_.push_back({school,
                                      before.mean(),
                                      after.mean(),
                                      after.mean() - before.mean(),
                                      before.people,
                                      after.people,
                                      {}});
            }
            if (!in_programme(school)) {
                continue;
            }
            ++result_.schools;
            result_.people_before += before.people;
            result_.people_after += after.people;
            if (has_pair) {
                result_.pairs.push_back(all_pairs_.back());
            } else {
                result_.only_before += before.people > 0 ? 1U : 0U;
                result_.only_after += after.people > 0 ? 1U : 0U;
                result_.neither += before.people + after.people == 0 ? 1U : 0U;
            }
        }
    }

    void link_persons() {
        if (table_.person.empty()) {
            return;
        }
        for (std::size_t row = 0; row < table_.row_count(); ++row) {
            if (!is_used(row) || !in_programme(table_.school[row])) {
                continue;
            }
            auto [found, is_new] = persons_.try_emplace(table_.person[row]);
            auto& person = found->second;
            person.has_moved = person.has_moved || (!is_new && person.school != table_.school[row]);
            person.school = table_.school[row];
            (table_.wave[row] == 0 ? person.before : person.after) = scale_.scores[row];
        }
        for (const auto& [label, person] : persons_) {
            if (person.before && person.after && !person.has_moved) {
                ++result_.linked;
                auto& sums = linked_[person.school];
                ++sums.count;
                sums.before += *person.before;
                sums.after += *person.after;
                sums.product += *person.before * *person.after;
            }
        }
    }

    std::vector<SchoolPair> school_pairs() const {
        std::vector<SchoolPair> pairs;
        for (const auto& school : result_.pairs) {
            const auto mean_of = [&](const Cell& cell) {
                SchoolMean mean{cell.mean(), cell.people, cell.deviation()};
                if (cell.eligible >= cell.people) {
                    mean.known_share = scale_.reliability.value_or(0) * static_cast<double>(cell.people) /
                                       static_cast<double>(cell.eligible);
                }
                mean.weight_effect = static_cast<double>(cell.people) * cell.squares / (cell.weight * cell.weight);
                return mean;
            };
            const auto linked = linked_.find(school.school);
            pairs.push_back({mean_of(before_[school.school]), mean_of(after_[school.school]),
                             linked == linked_.end() ? 0 : linked->second.count,
                             table_.place.empty() ? 0 : table_.place[school.school]});
        }
        return pairs;
    }

    std::optional<PersonSpread> spread_of() const {
        const auto analysis = [&](const std::vector<Cell>& cells) {
            std::vector<double> values;
            std::vector<std::uint32_t> groups;
            for (std::uint32_t school = 0; school < cells.size(); ++school) {
                if (in_programme(school)) {
                    values.insert(values.end(), cells[school].scores.begin(), cells[school].scores.end());
                    groups.insert(groups.end(), cells[school].scores.size(), school);
                }
            }
            return stats::intraclass_correlation(values, groups, options_.confidence);
        };
        const auto before = analysis(before_);
        const auto after = analysis(after_);
        if (!before || !after) {
            return std::nullopt;
        }
        const auto& first = before->analysis;
        const auto& second = after->analysis;
        PersonSpread spread;
        spread.within =
            (first.degrees_within * first.mean_square_within + second.degrees_within * second.mean_square_within) /
            (first.degrees_within + second.degrees_within);
        spread.total_before = std::max(0.0, before->variance_between) + before->variance_within;
        spread.degrees = static_cast<double>(first.observation_count - 1);
        double product = 0;
        double degrees = 0;
        for (const auto& [school, sums] : linked_) {
            const auto n = static_cast<double>(sums.count);
            product += sums.product - sums.before * sums.after / n;
            degrees += n - 1;
        }
        spread.covariance = degrees > 0 ? std::max(0.0, product / degrees) : 0;
        return spread;
    }

    // Rows of schools with a pair, where somebody is linked: what the model with persons is fitted to.
    ModelRows linked_rows() const {
        ModelRows rows;
        if (result_.linked == 0) {
            return rows;
        }
        std::vector<std::uint8_t> has_pair(table_.schools.size(), 0);
        for (const auto& school : result_.pairs) {
            has_pair[school.school] = 1;
        }
        for (std::size_t row = 0; row < table_.row_count(); ++row) {
            if (is_used(row) && has_pair[table_.school[row]] != 0) {
                rows.add(table_, scale_, row, table_.wave[row] == last_ ? 1.0 : 0.0);
            }
        }
        return rows;
    }

    void add_means() {
        std::vector<double> before;
        std::vector<double> after;
        for (const auto& school : result_.pairs) {
            before.push_back(school.before);
            after.push_back(school.after);
        }
        const std::vector<double> zeros(before.size(), 0.0);
        const auto told = [&](const std::vector<double>& means, double& mean,
                              std::optional<stats::Interval>& interval) {
            if (means.empty()) {
                return;
            }
            for (const double value : means) {
                mean += value / static_cast<double>(means.size());
            }
            if (const auto test = stats::paired_change(zeros, means, options_.confidence)) {
                interval = test->interval;
            }
        };
        told(before, result_.mean_before, result_.interval_before);
        told(after, result_.mean_after, result_.interval_after);
    }

    // The same change told without weights, of all eligible people, and of those who are in both waves.
    void add_beside() {
        std::vector<double> before;
        std::vector<double> after;
        std::vector<double> stayed_before;
        std::vector<double> stayed_after;
        std::vector<stats::WeighedUnit> units;
        for (const auto& school : result_.pairs) {
            const auto& first = before_[school.school];
            const auto& second = after_[school.school];
            before.push_back(first.plain_mean());
            after.push_back(second.plain_mean());
            units.push_back({school.before, school.after, static_cast<double>(first.eligible),
                             static_cast<double>(second.eligible)});
            if (const auto linked = linked_.find(school.school); linked != linked_.end()) {
                stayed_before.push_back(linked->second.before / static_cast<double>(linked->second.count));
                stayed_after.push_back(linked->second.after / static_cast<double>(linked->second.count));
            }
        }
        const auto keep = [](const Result<stats::PairedChange>& change) {
            return change ? std::optional(*change) : std::nullopt;
        };
        if (result_.weights && !result_.not_compared) {
            result_.unweighted = keep(stats::paired_change(before, after, options_.confidence));
            result_.population = keep(stats::population_change(units, options_.confidence));
        }
        if (stayed_before.size() >= fewest_pairs) {
            result_.linked_only = keep(stats::paired_change(stayed_before, stayed_after, options_.confidence));
        }
    }

    struct LinkedSums {
        std::size_t count = 0;
        double before = 0;
        double after = 0;
        double product = 0;
    };

    const ChangeTable& table_;
    const ChangeScale& scale_;
    const StudyOptions& options_;
    std::uint32_t last_;
    ScaleStudy result_;
    std::vector<double> weight_;  // by stratum
    std::vector<Cell> before_;    // by school
    std::vector<Cell> after_;
    std::vector<StudySchool> all_pairs_;  // comparison schools too
    std::map<std::uint32_t, LinkedScores> persons_;
    std::map<std::uint32_t, LinkedSums> linked_;  // by school
};

}  // namespace

Result<ChangeStudy> study_change(const ChangeTable& table, const StudyOptions& options) {
    ChangeStudy study;
    study.options = options;
    study.link = table.link;
    study.before = table.waves.front();
    study.after = table.waves.back();
    study.wave_count = table.waves.size();
    study.rows = table.row_count();
    study.doubled_codes = table.doubled_codes;
    study.rows_without_person = table.rows_without_person;
    study.design = design_of(table);
    for (const auto& scale : table.scales) {
        MINKA_TRY_ASSIGN(auto studied, ScaleStudying(table, scale, options).run());
        study.has_places = study.has_places || (studied.model && studied.model->places);
        study.scales.push_back(std::move(studied));
    }
    return study;
}

}  // namespace minka::measurement
