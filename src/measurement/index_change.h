#pragma once

#include "measurement/index_result.h"
#include "stats/group_change.h"
#include "stats/paired_change.h"

namespace minka::measurement {

/// Why a scale is not compared.
enum class NotCompared : std::uint8_t {
    few_schools,  ///< Fewer than `fewest_pairs`.
    one_wave,     ///< Nobody has a score in one of the two.
    no_spread,    ///< Every school has the same difference.
};

/// With two schools each could work out the other's change from the mean.
inline constexpr std::size_t fewest_pairs = 3;

/// A school on one scale in both waves.
struct SchoolChange {
    registry::SchoolId school;
    double before = 0;
    double after = 0;
    double change = 0;
    /// Shrunken change and p; absent where the distribution is.
    std::optional<stats::ShrunkenChange> model;
    std::optional<double> adjusted_p;  ///< Benjamini-Hochberg over the schools of this scale.
};

struct ScaleChange {
    std::string code;
    bool is_sensitive = false;
    std::size_t scored_before = 0;  ///< Persons.
    std::size_t scored_after = 0;
    // Schools: the denominator holds every school of the cycle that is asked, with or without a pair.
    std::size_t schools = 0;
    std::size_t pairs = 0;
    std::size_t only_before = 0;
    std::size_t only_after = 0;
    std::size_t neither = 0;
    std::optional<NotCompared> not_compared;
    std::optional<stats::PairedChange> test;                 ///< Points of 0-100; school-level paired t.
    std::optional<stats::StandardisedEffect> effect;         ///< d over persons' deviation in the first wave.
    std::optional<stats::StandardisedEffect> school_effect;  ///< d_z.
    std::optional<double> detectable;  ///< Smallest change in persons' deviations that 80 % power could see.
    std::optional<stats::ChangeDistribution> distribution;  ///< Of true school changes; `groups` as `school_changes`.
    std::optional<stats::ShareAbove> improving;             ///< Share of schools whose true change is above 0.
    std::size_t observed_up = 0;  ///< Of `pairs`; a description, each difference may be chance.
    std::size_t observed_down = 0;
    std::size_t passing_up = 0;  ///< Beyond chance at the false discovery rate.
    std::size_t passing_down = 0;
    std::optional<GateOutcome> reliability;    ///< The worse wave's alpha.
    std::vector<SchoolChange> school_changes;  ///< Those with a pair, by school.
};

struct InformantChange {
    std::string code;
    bool one_per_school = false;
    std::vector<ScaleChange> scales;  ///< Those that both waves have, in the order of the form.

    const ScaleChange* scale(std::string_view scale_code) const;
};

struct IndexChange {
    MethodBox method;  ///< Of both waves.
    programme::Wave before;
    programme::Wave after;
    std::vector<InformantChange> informants;

    const InformantChange* informant(std::string_view code) const;
};

/// Compares two waves school by school: different people, so that the school is the unit.
///
/// The sampling variance of a school's mean is sigma^2 (1 - alpha n / N) / n: the finite-population correction counts
/// only for the part of a score that is no error of answering (docs/design/measurement.md).
///
/// Problems: `invalid_input` when the waves have different instruments, or versions of one, and when the first is not
/// the earlier one.
Result<IndexChange> measure_change(const IndexResult& before, const IndexResult& after);

}  // namespace minka::measurement
