#include "measurement/person_scores.h"

#include "documents/csv_writer.h"
#include "stats/person_score.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace minka::measurement {
namespace {

using documents::json_object;
using documents::JsonArray;
using documents::JsonValue;

void summarise(ScoreList& list) {
    double sum = 0;
    double errors = 0;
    for (const auto& person : list.persons) {
        if (person.score) {
            ++list.scored;
            sum += person.score->score;
            errors += person.score->error * person.score->error;
        }
    }
    if (list.scored == 0) {
        return;
    }
    const auto count = static_cast<double>(list.scored);
    list.mean = sum / count;
    double squares = 0;
    for (const auto& person : list.persons) {
        squares += person.score ? (person.score->score - list.mean) * (person.score->score - list.mean) : 0;
    }
    if (list.scored < 2 || !(squares > 0)) {
        return;
    }
    const double variance = squares / (count - 1);
    list.deviation = std::sqrt(variance);
    list.reliability =
        list.method == ScoreMethod::expected ? variance / (variance + errors / count) : 1 - errors / count / variance;
}

}  // namespace

Result<> fit_reading(const Calibration& calibration, ItemFileOptions& reading) {
    if (!reading.items.empty() && reading.items != calibration.items) {
        return invalid("The items are those of the calibration; leave --items out.", "--items");
    }
    reading.items = calibration.items;
    reading.known_categories = calibration.categories;
    if (calibration.groups.size() > 1) {
        if (reading.group.empty()) {
            return invalid(
                fmt::format("The calibration has groups («{}»); name their column.", calibration.group_column),
                "--group");
        }
        reading.known_groups = calibration.groups;
    } else if (!reading.group.empty()) {
        return invalid("The calibration knows no groups.", "--group");
    }
    return {};
}

Result<ScoreList> score_persons(const ItemFile& file, const Calibration& calibration, ScoreMethod method) {
    const auto data = file.data();
    std::vector<std::optional<stats::PersonScore>> thetas;
    if (method == ScoreMethod::expected) {
        MINKA_TRY_ASSIGN(const auto expected, stats::expected_scores(data, calibration.fit));
        thetas.assign(expected.begin(), expected.end());
    } else {
        MINKA_TRY_ASSIGN(thetas, stats::weighted_scores(data, calibration.fit));
    }
    ScoreList list{method, {}, calibration.scale, 0, 0, 0, {}};
    list.persons.reserve(file.row_count());
    for (std::size_t row = 0; row < file.row_count(); ++row) {
        ScoredPerson person{file.persons.empty() ? fmt::format("{}", row + 1) : file.persons[row], 0, {}, {}};
        const auto answers = data.answers.subspan(row * file.items.size(), file.items.size());
        person.answered = file.items.size() - static_cast<std::size_t>(std::ranges::count(answers, data.missing));
        if (person.answered > 0 && thetas[row]) {
            person.theta = thetas[row];
            person.score = calibration.scale.of(*person.theta);
        }
        list.persons.push_back(std::move(person));
    }
    summarise(list);
    return list;
}

Result<> write_scores(const ScoreList& scores, std::ostream& out) {
    documents::CsvWriter writer(out);
    const std::vector<std::string> heading{"person", "answered", "theta", "theta_error", "score", "score_error"};
    MINKA_TRY(writer.row(heading));
    for (const auto& person : scores.persons) {
        std::vector<std::string> cells{person.person, fmt::format("{}", person.answered)};
        if (person.theta) {
            cells.push_back(fmt::format("{:.4f}", person.theta->score));
            cells.push_back(fmt::format("{:.4f}", person.theta->error));
            cells.push_back(fmt::format("{:.2f}", person.score->score));
            cells.push_back(fmt::format("{:.2f}", person.score->error));
        }
        cells.resize(heading.size());
        MINKA_TRY(writer.row(cells));
    }
    return writer.finish();
}

JsonValue to_json_value(const ScoreList& scores) {
    JsonArray persons;
    for (const auto& person : scores.persons) {
        auto value = json_object({{"person", person.person}, {"answered", person.answered}});
        if (person.theta) {
            value.set("theta", person.theta->score);
            value.set("theta_error", person.theta->error);
            value.set("score", person.score->score);
            value.set("score_error", person.score->error);
        }
        persons.push_back(std::move(value));
    }
    return json_object({{"method", scores.method == ScoreMethod::expected ? "eap" : "wle"},
                        {"centre", scores.scale.centre},
                        {"spread", scores.scale.spread},
                        {"rows", scores.persons.size()},
                        {"scored", scores.scored},
                        {"mean", scores.scored > 0 ? JsonValue(scores.mean) : JsonValue()},
                        {"deviation", scores.scored > 1 ? JsonValue(scores.deviation) : JsonValue()},
                        {"reliability", scores.reliability ? JsonValue(*scores.reliability) : JsonValue()},
                        {"persons", std::move(persons)}});
}

}  // namespace minka::measurement
