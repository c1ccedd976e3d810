#pragma once

#include "stats/mixed_inference.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace minka::stats {

/// What varies from school to school besides its level.
enum class SchoolVariation : std::uint8_t {
    change,  ///< A slope on `time`: every school changes by an amount of its own. For two waves.
    waves,   ///< A deviation of each school in each wave. For three waves or more, as in phased entry.
};

/// Scores of people in the waves of a programme, one a row. A span of labels that is empty stands for "none".
struct ChangeScores {
    std::span<const double> score;
    std::span<const double> time;           ///< The first fixed effect: 0 in the first wave, 1 in the last; or entered.
    std::span<const std::uint32_t> school;  ///< Labels of any size.
    std::span<const std::uint32_t> place;   ///< Municipalities around schools.
    std::span<const std::uint32_t> person;  ///< Who it is, where waves are linked; a person with two rows or more.
    std::span<const std::uint32_t> wave;    ///< Read for SchoolVariation::waves only.
    std::vector<std::span<const double>> beside;  ///< Further fixed effects, after `time`.
    SchoolVariation variation = SchoolVariation::change;
};

/// The mixed model of a change with both ways to test its fixed effects.
struct ChangeModel {
    std::vector<FixedTest> satterthwaite;  ///< Intercept, time, then as ChangeScores::beside.
    /// CR2 over the outermost grouping; empty where persons move between schools, so that groups cross.
    std::vector<FixedTest> robust;
    std::size_t rows = 0;
    std::size_t schools = 0;
    std::optional<std::size_t> places;   ///< Absent: no random effect of places.
    std::optional<std::size_t> persons;  ///< Absent: no random effect of persons.
    double place_variance = 0;
    double school_variance = 0;     ///< Of the schools' level in the first wave.
    double variation_variance = 0;  ///< Of schools' changes, or of their deviations in a wave.
    double person_variance = 0;
    double residual_variance = 0;
    bool is_singular = false;
    bool has_converged = false;
};

/// Fewer municipalities than this have no random effect: their variance would be a guess.
inline constexpr std::size_t fewest_places = 5;

/// y = b0 + b1 time + ... + place + school + (variation by school) + (person) + e by restricted maximum likelihood.
///
/// Places enter when there are at least `fewest_places`, fewer of them than schools, and every school lies in one.
/// Persons enter when they are given; one that is met in two schools makes the groupings cross.
///
/// Problems: `invalid_input` for lengths that differ, and those of fit_mixed_model, as for one person a school and
/// wave (a school's own change cannot be told from the errors) or persons without a second row.
Result<ChangeModel> fit_change_model(const ChangeScores& scores, double confidence = 0.95);

/// People of one school in one wave of whom only this is known.
struct ScoreSummary {
    std::uint32_t school = 0;
    std::uint32_t place = 0;
    std::uint32_t wave = 0;  ///< 0 or 1.
    std::size_t people = 0;  ///< At least 1.
    double mean = 0;
    double deviation = 0;  ///< Divisor n - 1; not read for one person.
};

/// The same from summaries, for waves of different people: the likelihood sees the scores of a school in a wave through
/// their number, mean and sum of squares only, so that any scores with these give the same answer. `has_places` says
/// whether the places were filled in.
Result<ChangeModel> fit_change_model(std::span<const ScoreSummary> summaries, bool has_places,
                                     double confidence = 0.95);

}  // namespace minka::stats
