#include "measurement/change_designs.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace minka::measurement {

namespace {

class Designing {
public:
    Designing(const ChangeTable& table, const ChangeScale& scale, const StudyOptions& options,
              std::span<const StudySchool> pairs, ScaleStudy& result)
        : table_(table),
          scale_(scale),
          options_(options),
          pairs_(pairs),
          result_(result),
          last_(static_cast<std::uint32_t>(table.waves.size() - 1)) {}

    void compare() {
        DesignResult compared;
        compared.design = design_of(table_);
        std::string reason;
        switch (compared.design) {
            case ComparisonDesign::none: return;
            case ComparisonDesign::group: reason = of_groups(compared); break;
            case ComparisonDesign::matched: reason = of_matches(compared); break;
            case ComparisonDesign::phased: reason = of_phases(compared); break;
        }
        if (!reason.empty()) {
            result_.not_compared_reason = std::move(reason);
            return;
        }
        result_.comparison = compared;
    }

    void add_dose() {
        if (table_.visits.empty()) {
            return;
        }
        std::vector<double> visits;
        std::vector<double> changes;
        for (const auto& pair : pairs_) {
            if (in_programme(pair.school) && table_.visits[pair.school]) {
                visits.push_back(*table_.visits[pair.school]);
                changes.push_back(pair.change);
            }
        }
        const auto slope = stats::line_slope(visits, changes, options_.confidence);
        if (!slope) {
            return;
        }
        DoseResult dose{*slope, *std::ranges::min_element(visits), *std::ranges::max_element(visits), {}};
        double mean = 0;
        for (const double held : visits) {
            mean += held / static_cast<double>(visits.size());
        }
        dose.model = interaction([&](std::uint32_t school) {
            return in_programme(school) && table_.visits[school] ? std::optional(*table_.visits[school] - mean)
                                                                 : std::nullopt;
        });
        result_.dose = dose;
    }

private:
    bool in_programme(std::uint32_t school) const {
        return table_.in_programme.empty() || table_.in_programme[school] != 0;
    }

    std::string of_groups(DesignResult& compared) const {
        std::vector<double> programme;
        std::vector<double> others;
        for (const auto& pair : pairs_) {
            (in_programme(pair.school) ? programme : others).push_back(pair.change);
        }
        const auto test = stats::welch_test(programme, others, options_.confidence);
        if (!test) {
            return test.error().message;
        }
        compared.programme_schools = programme.size();
        compared.comparison_schools = others.size();
        compared.estimate = test->difference;
        compared.interval = test->interval;
        compared.degrees = test->degrees;
        compared.p = test->p;
        compared.model =
            interaction([&](std::uint32_t school) { return std::optional(in_programme(school) ? 1.0 : 0.0); });
        return {};
    }

    // Within each match the mean change of its programme schools less that of the others.
    std::string of_matches(DesignResult& compared) const {
        struct Sides {
            std::vector<double> programme, others;
        };
        std::map<std::string, Sides> matches;
        for (const auto& pair : pairs_) {
            if (!table_.match[pair.school].empty()) {
                auto& sides = matches[table_.match[pair.school]];
                (in_programme(pair.school) ? sides.programme : sides.others).push_back(pair.change);
            }
        }
        const auto mean = [](const std::vector<double>& values) {
            double sum = 0;
            for (const double value : values) {
                sum += value;
            }
            return sum / static_cast<double>(values.size());
        };
        std::vector<double> others;
        std::vector<double> programme;
        std::set<std::string> whole;
        for (const auto& [name, sides] : matches) {
            if (!sides.programme.empty() && !sides.others.empty()) {
                programme.push_back(mean(sides.programme));
                others.push_back(mean(sides.others));
                compared.programme_schools += sides.programme.size();
                compared.comparison_schools += sides.others.size();
                whole.insert(name);
            }
        }
        const auto test = stats::paired_change(others, programme, options_.confidence);
        if (!test) {
            return test.error().message;
        }
        compared.matches = whole.size();
        compared.estimate = test->mean;
        compared.interval = test->interval;
        compared.degrees = test->degrees;
        compared.p = test->p;
        compared.model = interaction([&](std::uint32_t school) {
            return whole.contains(table_.match[school]) ? std::optional(in_programme(school) ? 1.0 : 0.0)
                                                        : std::nullopt;
        });
        return {};
    }

    // Schools that have entered beside those that have not yet, wave by wave: the model alone can say it.
    std::string of_phases(DesignResult& compared) const {
        ModelRows rows;
        rows.beside.resize(last_);
        std::set<std::uint32_t> entered;
        std::set<std::uint32_t> waiting;
        for (std::size_t row = 0; row < table_.row_count(); ++row) {
            const auto school = table_.school[row];
            if (!std::isfinite(scale_.scores[row])) {
                continue;
            }
            const auto wave = table_.wave[row];
            const bool has_entered = table_.entry[school] && wave >= *table_.entry[school];
            (has_entered ? entered : waiting).insert(school);
            rows.add(table_, scale_, row, has_entered ? 1.0 : 0.0);
            for (std::uint32_t later = 1; later <= last_; ++later) {
                rows.beside[later - 1].push_back(wave == later ? 1.0 : 0.0);
            }
        }
        if (entered.size() < fewest_pairs || waiting.size() < fewest_pairs) {
            return "Phased entry needs at least three schools that have entered and three that were still waiting.";
        }
        const auto model = stats::fit_change_model(rows.scores(stats::SchoolVariation::waves), options_.confidence);
        if (!model) {
            return model.error().message;
        }
        // Periods and entry are confounded when schools enter together: the error by school is the safer one.
        compared.model = model_test(*model, model->schools + 1);
        compared.programme_schools = entered.size();
        compared.comparison_schools = waiting.size();
        compared.estimate = compared.model->test.estimate;
        compared.interval = compared.model->test.interval;
        compared.degrees = compared.model->test.degrees;
        compared.p = compared.model->test.p;
        return {};
    }

    // The model's test of time x what `value_of` says of a school; schools without a value are left out.
    template <typename ValueOf>
    std::optional<ModelTest> interaction(const ValueOf& value_of) const {
        std::vector<std::optional<double>> values(table_.schools.size());
        for (const auto& pair : pairs_) {
            values[pair.school] = value_of(pair.school);
        }
        ModelRows rows;
        rows.beside.resize(2);
        for (std::size_t row = 0; row < table_.row_count(); ++row) {
            const bool is_used = table_.wave[row] == 0 || table_.wave[row] == last_;
            const auto& value = values[table_.school[row]];
            if (!is_used || !value || !std::isfinite(scale_.scores[row])) {
                continue;
            }
            const double time = table_.wave[row] == last_ ? 1 : 0;
            rows.add(table_, scale_, row, time);
            rows.beside[0].push_back(*value);
            rows.beside[1].push_back(time * *value);
        }
        const auto model = stats::fit_change_model(rows.scores(), options_.confidence);
        constexpr std::size_t product = 3;
        return model ? std::optional(model_test(*model, options_.robust_below, product)) : std::nullopt;
    }

    const ChangeTable& table_;
    const ChangeScale& scale_;
    const StudyOptions& options_;
    std::span<const StudySchool> pairs_;
    ScaleStudy& result_;
    std::uint32_t last_;
};

}  // namespace

void ModelRows::add(const ChangeTable& table, const ChangeScale& scale, std::size_t row, double at) {
    score.push_back(scale.scores[row]);
    time.push_back(at);
    school.push_back(table.school[row]);
    wave.push_back(table.wave[row]);
    if (!table.place.empty()) {
        place.push_back(table.place[table.school[row]]);
    }
    if (table.linked_persons > 0) {
        person.push_back(table.person[row]);
    }
}

stats::ChangeScores ModelRows::scores(stats::SchoolVariation variation) const {
    stats::ChangeScores scores{.score = score,
                               .time = time,
                               .school = school,
                               .place = place,
                               .person = person,
                               .wave = wave,
                               .beside = {beside.begin(), beside.end()},
                               .variation = variation};
    return scores;
}

ComparisonDesign design_of(const ChangeTable& table) {
    if (!table.in_programme.empty()) {
        return table.match.empty() ? ComparisonDesign::group : ComparisonDesign::matched;
    }
    return table.entry.empty() ? ComparisonDesign::none : ComparisonDesign::phased;
}

void add_designs(const ChangeTable& table, const ChangeScale& scale, const StudyOptions& options,
                 std::span<const StudySchool> pairs, ScaleStudy& result) {
    Designing designing(table, scale, options, pairs, result);
    designing.compare();
    designing.add_dose();
}

}  // namespace minka::measurement
