#pragma once

#include "measurement/change_table.h"
#include "measurement/school_comparison.h"
#include "stats/line_slope.h"
#include "stats/response_weight.h"
#include "stats/welch_test.h"

#include <string>
#include <vector>

namespace minka::measurement {

/// What a programme's change is set beside. Without one of these a change has nothing to be compared with.
enum class ComparisonDesign : std::uint8_t {
    none,
    group,    ///< Schools outside the programme: a difference of changes.
    matched,  ///< The same, school by school of a match.
    phased,   ///< Schools that enter one after another, in three waves or more.
};

/// A school of a study, in the order of ChangeTable::schools.
struct StudySchool {
    std::uint32_t school = 0;
    double before = 0;
    double after = 0;
    double change = 0;
    std::size_t people_before = 0;
    std::size_t people_after = 0;
    ComparedSchool compared;
};

/// A difference from schools to compare with: the school-level test and the model's.
struct DesignResult {
    ComparisonDesign design = ComparisonDesign::none;
    std::size_t programme_schools = 0;
    std::size_t comparison_schools = 0;
    std::size_t matches = 0;  ///< Of a matched design: with both sides.
    double estimate = 0;      ///< Of the school-level test; of phased entry, of the model.
    stats::Interval interval;
    double degrees = 0;
    double p = 0;
    std::optional<ModelTest> model;
};

/// Change by visits held: the slope over schools, and the model's.
struct DoseResult {
    stats::LineSlope slope;  ///< Points of change for one visit more.
    double fewest = 0;
    double most = 0;
    std::optional<ModelTest> model;
};

/// A scale of the table: schools of the programme in the first and the last wave.
struct ScaleStudy : SchoolComparison {
    std::string name;
    std::size_t schools = 0;  ///< Of the programme, in the table at all: the denominator.
    std::size_t only_before = 0;
    std::size_t only_after = 0;
    std::size_t neither = 0;
    std::size_t people_before = 0;
    std::size_t people_after = 0;
    std::size_t linked = 0;  ///< Persons with a score in both waves.
    double mean_before = 0;  ///< Of the schools with both waves, each once.
    double mean_after = 0;
    std::optional<stats::Interval> interval_before;
    std::optional<stats::Interval> interval_after;
    std::optional<double> reliability;
    std::vector<StudySchool> pairs;
    std::optional<stats::ResponseWeights> weights;   ///< When the table has eligible people.
    std::optional<stats::PairedChange> unweighted;   ///< The headline test without weights, when there are any.
    std::optional<stats::PairedChange> population;   ///< Of all eligible people, when they are known.
    std::optional<stats::PairedChange> linked_only;  ///< Of linked persons alone, by school: stayers.
    std::optional<DesignResult> comparison;
    std::string not_compared_reason;  ///< Why a design asked for gave nothing, in plain English.
    std::optional<DoseResult> dose;
};

struct StudyOptions {
    double confidence = 0.95;
    double false_discovery_rate = 0.10;
    std::size_t robust_below = 30;
};

struct ChangeStudy {
    StudyOptions options;
    programme::WaveMode link{};
    std::string before;  ///< Labels of the waves.
    std::string after;
    std::size_t wave_count = 0;
    std::size_t rows = 0;
    std::size_t doubled_codes = 0;  ///< As ChangeTable.
    std::size_t rows_without_person = 0;
    bool has_places = false;  ///< Municipalities entered a model.
    ComparisonDesign design = ComparisonDesign::none;
    std::vector<ScaleStudy> scales;
};

/// Compares the first wave of the table with its last, school by school; the model follows the table: municipalities
/// where it names them, persons where waves are linked. Weights, comparison schools, phased entry and visits are used
/// where the table has them. Schools without a pair stay in the denominator.
///
/// Problems: `invalid_input` for more people who answered a class than it has.
Result<ChangeStudy> study_change(const ChangeTable& table, const StudyOptions& options = {});

}  // namespace minka::measurement
