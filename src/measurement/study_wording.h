#pragma once

#include "measurement/change_study.h"
#include "programme/report_texts.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace minka::measurement {

/// A sentence of a study of a bare table, in both languages; what stands in braces is filled in.
struct StudyPhrase {
    std::string_view key;
    std::string_view es;
    std::string_view en;
};

/// All there are: none names a cause, in whatever design.
std::span<const StudyPhrase> study_phrases();

/// The separators of a language's numbers, for plots and figures of a study: phrases "number.*" alone.
const programme::ReportTexts& study_numbers(std::string_view language);

/// What may be said of a scale, most important first: schools, change, model, size, weights, persons, single schools,
/// comparison, visits, reliability. `language` is "es" or "en".
std::vector<std::string> study_sentences(const ChangeStudy& study, const ScaleStudy& scale, std::string_view language);

/// How it was done and what it cannot say: the method box.
std::vector<std::string> study_method(const ChangeStudy& study, std::string_view language);

/// Whether the paired test and the model read a change differently.
bool model_disagrees(const ChangeStudy& study, const ScaleStudy& scale);

/// Whether every school of the denominator is on its own beyond chance upward (`true`) or downward.
bool holds_for_every_school(const ScaleStudy& scale, bool upward);

}  // namespace minka::measurement
