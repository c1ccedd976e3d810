#pragma once

#include "stats/change_model.h"
#include "stats/group_change.h"
#include "stats/paired_change.h"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace minka::measurement {

/// Why a scale is not compared.
enum class NotCompared : std::uint8_t {
    few_schools,  ///< Fewer than `fewest_pairs`.
    one_wave,     ///< Nobody has a score in one of the two.
    no_spread,    ///< Every school has the same difference.
    meaning,      ///< The questions did not measure the same in both waves.
};

/// With two schools each could work out the other's change from the mean.
inline constexpr std::size_t fewest_pairs = 3;

/// The mean of a school in a wave, and what its error rests on.
struct SchoolMean {
    double mean = 0;
    std::size_t people = 0;  ///< With a score; at least 1.
    double deviation = 0;    ///< Of their scores, divisor n - 1; 0 for one.
    /// Which part of the people's variance is known rather than sampled: reliability times answers over eligible,
    /// 0 .. 1. See docs/design/measurement.md.
    double known_share = 0;
    double weight_effect = 1;  ///< Kish's design effect of weights within the school.
};

/// A school with a mean in both waves.
struct SchoolPair {
    SchoolMean before;
    SchoolMean after;
    std::size_t linked = 0;   ///< People with a score in both waves, known to be the same.
    std::uint32_t place = 0;  ///< Its municipality, where the comparison has places.
};

/// The spread of people's scores.
struct PersonSpread {
    double within = 0;        ///< sigma^2 within schools, pooled over both waves.
    double total_before = 0;  ///< tau^2 + sigma^2 of the first wave.
    double degrees = 0;       ///< Of the total.
    double covariance = 0;    ///< Within schools between the two scores of a linked person; 0 for unlinked waves.
};

/// What is left of a school's own change once chance is taken into account.
struct ComparedSchool {
    std::optional<stats::ShrunkenChange> model;
    std::optional<double> adjusted_p;  ///< Benjamini-Hochberg over the schools.
};

/// Schools in two waves compared: the headline is the paired test of their means, the model stands beside it.
struct SchoolComparison {
    std::optional<NotCompared> not_compared;
    std::optional<stats::PairedChange> test;
    std::optional<stats::StandardisedEffect> effect;         ///< d over persons' deviation in the first wave.
    std::optional<stats::StandardisedEffect> school_effect;  ///< d_z.
    std::optional<double> detectable;  ///< Smallest change in persons' deviations that 80 % power could see.
    std::optional<stats::ChangeDistribution> distribution;  ///< Of true school changes; `groups` as the schools.
    std::optional<stats::ShareAbove> improving;             ///< Share of schools whose true change is above 0.
    std::size_t observed_up = 0;  ///< Of the pairs; a description, each difference may be chance.
    std::size_t observed_down = 0;
    std::size_t passing_up = 0;  ///< Beyond chance at the false discovery rate.
    std::size_t passing_down = 0;
    /// Persons in schools in municipalities, with an own change of each school; absent where one person speaks for a
    /// school, or where the rows are too few to tell schools' changes from errors.
    std::optional<stats::ChangeModel> model;
};

struct ComparisonRules {
    double confidence = 0.95;
    double false_discovery_rate = 0.10;
    std::size_t robust_below = 30;  ///< Fewer schools than this: the model's test is CR2.
    bool one_per_school = false;
    bool has_places = false;
};

/// The paired test of school means, what schools' changes look like once their noise is taken out, and the model.
/// `persons`, when given, are the linked scores behind the means, for the model; else the pairs themselves say all
/// that it needs. `compared` takes one entry a school.
SchoolComparison compare_schools(std::span<const SchoolPair> pairs, const std::optional<PersonSpread>& spread,
                                 const ComparisonRules& rules, const stats::ChangeScores* persons,
                                 std::vector<ComparedSchool>& compared);

/// The model's test of the change, or of another fixed effect: CR2 with few schools where there is one, Satterthwaite's
/// otherwise.
struct ModelTest {
    stats::FixedTest test;
    bool is_robust = false;
};
ModelTest model_test(const stats::ChangeModel& model, std::size_t robust_below, std::size_t effect = 1);

}  // namespace minka::measurement
