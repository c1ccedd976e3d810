#pragma once

#include "programme/index_definition.h"
#include "stats/item_fit.h"
#include "stats/item_response.h"
#include "stats/scale_linking.h"

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace minka::measurement {

/// What a score is told in.
enum class ScoreUnit : std::uint8_t {
    item_mean,  ///< the mean of the items, on the scale of index.yaml
    baseline,   ///< 50 + 10 theta, theta standard normal at the first baseline; kept within 0 and 100
};

/// Answers to a facet in the direction of the scale, one row a respondent; `no_answer` where there is none.
struct FacetAnswers {
    std::vector<std::string> items;
    std::uint8_t categories = 0;
    std::vector<std::uint8_t> answers;

    std::size_t row_count() const { return items.empty() ? 0 : answers.size() / items.size(); }
    /// Rows with at least one answer.
    std::size_t answered_rows() const;
};

/// Rows with every item answered.
std::size_t complete_rows(const FacetAnswers& answers);
/// The model of the items that a model of scores asks for; `graded` for means of items.
stats::ItemModel item_model(programme::ScoringModel model);

/// A facet's items as one wave calibrates them, on the scale of the first baseline.
struct FacetCalibration {
    std::vector<std::string> items;
    stats::ResponseFit fit;
    std::vector<stats::ItemFit> item_fit;  ///< by this wave's answers; empty where the baseline's parameters stand
    std::optional<stats::LinkStudy> link;  ///< to the baseline; absent at the baseline itself and where it was not had
    std::string borrowed;  ///< why the baseline's parameters stand for the wave's own; empty where they are its own

    /// Anchors that meant something else than at the baseline and were left out of the link.
    std::vector<std::string> drifting() const;
};

/// Why a facet is told as a mean of its items.
enum class Uncalibrated : std::uint8_t {
    few_responses,  ///< fewer at the first baseline than the index asks for
    few_items,      ///< fewer than three
    impossible,     ///< an unused category, an item against the others, a search without end
};

/// Either a calibration, or why there is none.
struct BaselineFacet {
    std::optional<FacetCalibration> calibration;
    std::optional<Uncalibrated> why;
    std::string detail;  ///< in plain English, of `impossible`
};

/// The facets of every informant at the first baseline, by informant and facet.
using IndexBaseline = std::map<std::pair<std::string, std::string>, BaselineFacet>;

/// Calibrates a facet at the first baseline: theta is standard normal there. Item fit is that of the same answers.
BaselineFacet calibrate_baseline(const FacetAnswers& answers, programme::ScoringModel model, int least_responses);

/// A later wave: its own parameters, linked by Stocking and Lord's method with the drift check; the baseline's, where
/// it has too few answers, leaves a category unused or cannot be linked.
FacetCalibration calibrate_later(const FacetAnswers& answers, const FacetCalibration& baseline,
                                 programme::ScoringModel model, int least_responses);

struct CalibratedScores {
    std::vector<double> scores;  ///< one a row, NaN where there is none
    /// The share of the scores' variance that is not error; absent where they do not vary.
    std::optional<double> reliability;
};

/// Weighted likelihood scores; rows that are not `is_scored` (too few items answered) have none.
Result<CalibratedScores> score_facet(const FacetAnswers& answers, const FacetCalibration& calibration,
                                     const std::vector<bool>& is_scored);

}  // namespace minka::measurement
