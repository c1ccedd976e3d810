#pragma once

#include "measurement/calibration_file.h"

#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

namespace minka::measurement {

enum class ScoreMethod : std::uint8_t { expected, weighted_likelihood };

/// One row of the table.
struct ScoredPerson {
    std::string person;  ///< as the table tells it, or the number of the row among those with a group, from 1
    std::size_t answered = 0;
    std::optional<stats::PersonScore> theta;  ///< nothing without answers
    std::optional<stats::PersonScore> score;  ///< on the reported scale
};

struct ScoreList {
    ScoreMethod method = ScoreMethod::expected;
    std::vector<ScoredPerson> persons;
    ReportedScale scale;
    std::size_t scored = 0;
    double mean = 0;       ///< of the reported scores
    double deviation = 0;  ///< 0 with one person
    /// The share of variance that is not error: Var(E) / (Var(E) + mean error^2) of expected scores, 1 - mean error^2 /
    /// Var of weighted likelihood; nothing where scores do not vary.
    std::optional<double> reliability;
};

/// Completes how a table is read so that it suits a calibration: items, categories and groups.
/// Problems: `invalid_input` when the calibration has groups and the reading names no column, or other items.
Result<> fit_reading(const Calibration& calibration, ItemFileOptions& reading);

/// Rows without answers have no score: their group's mean would pass for a measurement.
Result<ScoreList> score_persons(const ItemFile& file, const Calibration& calibration, ScoreMethod method);

/// CSV with person, answered, theta, theta_error, score, score_error. Problems: `io_failed`.
Result<> write_scores(const ScoreList& scores, std::ostream& out);
documents::JsonValue to_json_value(const ScoreList& scores);

}  // namespace minka::measurement
