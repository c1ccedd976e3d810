#pragma once

#include "measurement/facet_calibration.h"
#include "measurement/wave_answers.h"
#include "stats/intraclass.h"
#include "stats/item_statistics.h"
#include "stats/reliability.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace minka::measurement {

/// The code of the overall index among the scales of an informant; facets have the codes of index.yaml.
inline constexpr std::string_view overall_scale = "index";

/// What must hold before something may be said of a scale. What a failed one forbids: see gate_sentence.
enum class Gate : std::uint8_t {
    group_reliability,   ///< Omega, or alpha: a change is read with reserve.
    school_reliability,  ///< ICC(2): no school gets a number of its own.
    school_response,     ///< Every school's response: the schools below are not shown.
    item_fit,            ///< Of calibrated facets: items off their facet are revised, and it is read with reserve.
    categories,          ///< Of calibrated facets: no category is spoken of on its own.
    zone_bias,           ///< Of facets with answers enough: rural and urban schools are not compared on it.
    invariance,          ///< Of a change: the questions meant the same in both waves, or there is no change to tell.
};

std::string_view to_string(Gate gate);

struct GateOutcome {
    Gate gate{};
    bool passed = false;
    /// Omega or alpha, ICC(2), the share of schools that pass, the mean square farthest from 1, or the fewest answers
    /// in a category; absent: it cannot be computed, or has no single figure.
    std::optional<double> value;
    double minimum =
        0;  ///< Of omega or alpha, ICC(2), a school's response share, mean squares, or answers in a category.
    std::optional<double> maximum{};   ///< Of mean squares.
    std::vector<std::string> items{};  ///< Codes of those it failed for.
};

/// A school on one scale.
struct SchoolScore {
    std::uint32_t school = 0;     ///< Place in IndexResult::schools.
    std::size_t respondents = 0;  ///< Who answered the form.
    std::size_t scored = 0;       ///< Who answered enough of the scale: the mean rests on them.
    std::optional<std::int64_t> eligible;
    std::optional<double> mean;       ///< In the scale's unit.
    std::optional<double> deviation;  ///< Divisor n - 1.
    std::vector<double> largest;      ///< The two highest scores, for the dominance rule.
};

/// A facet, or the overall index, for one informant group.
struct ScaleResult {
    std::string code;  ///< Of the facet; or overall_scale.
    bool is_sensitive = false;
    bool is_in_overall_score = false;
    std::size_t item_count = 0;   ///< Of the overall index: its facets.
    std::size_t respondents = 0;  ///< Who answered the form.
    std::size_t scored = 0;
    /// Of the overall index: `baseline` when all of its facets are calibrated, else means of items throughout.
    ScoreUnit unit = ScoreUnit::item_mean;
    std::optional<double> mean;       ///< Of persons, 0-100.
    std::optional<double> deviation;  ///< Of persons.
    /// Of the mean, with schools as clusters (see stats/clustered_mean.h); absent with fewer than two schools.
    std::optional<stats::Interval> interval;
    std::optional<stats::ReliabilityEstimate>
        alpha;                    ///< Absent for the overall index, one item, or as `alpha_absent` says.
    std::string alpha_absent;     ///< Why, in plain English.
    std::optional<double> omega;  ///< Of a facet: see facet_omega. The gate is alpha's where there is none.
    std::string omega_absent;     ///< Why, in plain English.
    std::string bias_unchecked;   ///< Why a facet has no gate of bias between zones, in plain English.
    std::optional<stats::IntraclassEstimate> intraclass;  ///< Absent for heads, or where it is not defined.
    std::vector<SchoolScore> schools;                     ///< Those with respondents.
    std::vector<GateOutcome> gates;
    std::vector<double> scores;  ///< One a respondent, NaN for none; where people are tied to a code, or asked for.
    FacetAnswers answers;        ///< Of a facet: what invariance is checked by.
    std::optional<FacetCalibration> calibration;
    std::optional<double> score_reliability;   ///< Of calibrated scores.
    std::optional<Uncalibrated> uncalibrated;  ///< Where the index asks for a model and the baseline had none.
    std::string uncalibrated_detail;           ///< In plain English.

    /// Of the three that every scale has.
    const GateOutcome& gate(Gate which) const;
    const GateOutcome* find_gate(Gate which) const;
    /// Whether a school's own mean may be shown as far as reliability goes; privacy decides apart.
    bool schools_may_be_shown() const { return gate(Gate::school_reliability).passed; }
};

struct ItemResult {
    std::string code;
    std::string facet;
    bool is_reversed = false;
    int least_value = 0;               ///< The value of category 0.
    stats::ItemStatistics statistics;  ///< As answered.
};

struct InformantResult {
    std::string code;
    bool one_per_school = false;
    std::size_t respondents = 0;
    std::optional<std::int64_t> eligible;  ///< Over all schools; absent when a school with answers has no count.
    std::vector<std::optional<std::int64_t>> eligible_by_school;  ///< As IndexResult::schools.
    std::size_t schools_with_answers = 0;
    std::size_t schools_eligible = 0;        ///< With at least one eligible person, or answers.
    std::size_t schools_below_response = 0;  ///< Of those with a known share, below the gate.
    std::size_t schools_response_unknown = 0;
    std::vector<ItemResult> items;    ///< In the order of the form.
    std::vector<ScaleResult> scales;  ///< Facets in the order of the form, then the overall index if there is one.
    std::vector<PersonKey> persons;   ///< One a respondent; empty where nobody is tied to a code.
    std::vector<std::uint32_t> person_schools;  ///< Of each: place in IndexResult::schools.

    const ScaleResult* scale(std::string_view scale_code) const;
};

/// What a reader needs to check a figure or to compute it again to the same bytes.
struct MethodBox {
    std::string index_code;
    int index_version = 0;
    programme::InstrumentStatus status{};
    std::int64_t programme_version = 0;
    std::string folder_hash;
    std::string code_version;
    LocalDate as_of;  ///< When the wave closes; of a change, the second wave.
    Instant known_at = end_of_time;
    std::vector<Uuid> batches;  ///< The submissions behind the answers.
    programme::ScoringRules scoring;
    programme::QualityGates gates;
    std::uint64_t seed = 0;           ///< 0: nothing is drawn at random.
    std::vector<std::string> limits;  ///< Keys of report phrases without fillers: "limits.no_cause".
};

struct IndexResult {
    MethodBox method;
    programme::Wave wave;
    std::vector<registry::SchoolId> schools;  ///< As WaveAnswers::schools.
    /// The municipality of each school; empty when nobody looked it up.
    std::vector<registry::TerritoryId> places;
    std::vector<InformantResult> informants;  ///< In the order of the index.
    bool links_destroyed = false;             ///< As WaveAnswers.
    /// What calibrated scores are told by; nothing where the index has means of items.
    std::shared_ptr<const IndexBaseline> baseline;

    const InformantResult* informant(std::string_view code) const;
};

/// Whether the scores of single respondents stay in the result; those who are tied to a code always do.
enum class KeepScores : std::uint8_t { linked, all };

/// Whether scores follow the model of index.yaml, or are means of items throughout (what a school reads of itself).
enum class ScoreBy : std::uint8_t { index_model, item_means };

struct MeasureOptions {
    Instant known_at = end_of_time;  ///< Freeze it: storage::last_recorded.
    std::string code_version;
    KeepScores scores = KeepScores::linked;
    ScoreBy by = ScoreBy::index_model;
    /// IndexResult::baseline of a wave measured before, so that it is not worked out again.
    std::shared_ptr<const IndexBaseline> baseline{};
};

/// Scores a wave: facets as index.yaml says, alpha, school means, intraclass correlations, gates.
///
/// Where the index asks for a model, the scale is that of the first baseline: the earliest wave of the programme with
/// this version of the index. It is read and calibrated unless it is this wave, or `options.baseline` has it.
///
/// Holds true figures of small groups: for the database's own people. What leaves goes through index_cut.h.
///
/// Problems: those of read_wave_answers; `not_ready` for a facet whose items have scales of different length.
Result<IndexResult> measure_wave(storage::Reader& reader, const privacy::Vault& vault, const WaveFrame& frame,
                                 const MeasureOptions& options);

/// The same from answers already read: no database. Without `options.baseline` the wave is the first baseline itself.
Result<IndexResult> score_wave(const WaveFrame& frame, const WaveAnswers& answers, const MeasureOptions& options);

}  // namespace minka::measurement
