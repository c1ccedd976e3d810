#pragma once

#include "measurement/index_change.h"
#include "programme/report_texts.h"

#include <string>
#include <string_view>
#include <vector>

namespace minka::measurement {

/// What the sentences are written with: one language's phrases and names.
struct Wording {
    const programme::ReportTexts& texts;
    const programme::IndexDefinition& index;
    std::string language;  ///< "es", "en".

    std::string scale_name(std::string_view scale) const;
    std::string informant_name(std::string_view informant) const;
};

/// What a change may be called.
enum class ChangeReading : std::uint8_t { increased, decreased, not_detectable, not_tested };

/// `increased` and `decreased` only when the interval of the mean change leaves 0 out.
ChangeReading reading_of(const ScaleChange& change);

/// Whether the paired test and the mixed model read a change differently: the one leaves 0 out of its interval on a
/// side where the other does not.
bool model_disagrees(const ScaleChange& change, const programme::QualityGates& gates);

/// Whether "in every school" may be said: each school of the denominator has a pair and is on its own beyond chance in
/// this direction.
bool holds_for_every_school(const ScaleChange& change, ChangeReading direction);

/// The sentence on a mean change, and those that belong to it: not reliable, what could be seen, the mixed model
/// and whether it agrees, the weighted mean, schools by direction, schools beyond chance, the share improving. Without
/// a cause, and of "all" schools never.
std::vector<std::string> change_sentences(const Wording& wording, const programme::QualityGates& gates,
                                          const InformantChange& informant, const ScaleChange& change);

/// How the waves belong together, group by group: by codes or tokens, with how many, or by schools alone.
std::vector<std::string> link_sentences(const Wording& wording, const IndexChange& change);

/// Whether the change of linked people may be told apart: they, and those who are not linked, are ten or nobody.
bool may_tell_linked(const ScaleChange& change);

/// What was checked before the change was told, group by group: in how many facets the questions measured the same in
/// both waves, which items changed their meaning, where it could not be checked.
std::vector<std::string> invariance_sentences(const Wording& wording, const IndexChange& change);

/// "[50/10]" or "[0-100]" where the index asks for a model, so that units are not mixed up; else empty.
std::string unit_mark(const programme::ScoringRules& scoring, ScoreUnit unit);

/// Why a facet is a mean of its items where the index asks for a model; empty where it is calibrated or none was asked.
std::string uncalibrated_reason(const Wording& wording, const programme::QualityGates& gates, const ScaleResult& scale);

/// What a failed gate forbids; empty for one that is passed.
std::string gate_sentence(const Wording& wording, const GateOutcome& outcome);

/// In which band the mean of a scale lies, with who set the cuts, or why no band is told: the gate of reliability
/// failed, the scale is told in another unit than the cuts, or nobody knows how sure the mean is. Empty where the index
/// has no cuts for it. Of single people no band is told.
std::vector<std::string> band_sentences(const Wording& wording, const InformantResult& informant,
                                        const ScaleResult& scale);

/// "Estudiantes: respondieron 84,1 % (185/220) en la toma ...".
std::string response_sentence(const Wording& wording, const programme::Wave& wave, const InformantResult& informant);

/// Checks a sentence that a person wrote about a change, in Spanish or English. Problems: `invalid_input` when it
/// speaks of all schools and that does not hold, of an increase or decrease that was not detected, or names a cause.
Result<> check_claim(std::string_view sentence, const ScaleChange& change);

}  // namespace minka::measurement
