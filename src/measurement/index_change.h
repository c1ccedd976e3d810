#pragma once

#include "measurement/linked_people.h"
#include "measurement/school_comparison.h"
#include "measurement/wave_invariance.h"

namespace minka::measurement {

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

/// A scale in two waves. The tests are in points of its unit.
struct ScaleChange : SchoolComparison {
    std::string code;
    ScoreUnit unit = ScoreUnit::item_mean;
    std::optional<InvarianceCheck> invariance;  ///< Of a facet with people in both waves.
    std::vector<std::string> broken_facets{};   ///< Of the overall index: those that did not measure the same.
    bool is_sensitive = false;
    std::size_t scored_before = 0;  ///< Persons.
    std::size_t scored_after = 0;
    // Schools: the denominator holds every school of the cycle that is asked, with or without a pair.
    std::size_t schools = 0;
    std::size_t pairs = 0;
    std::size_t only_before = 0;
    std::size_t only_after = 0;
    std::size_t neither = 0;
    /// The change of the mean of all eligible people, each school weighing as many as could have answered: for those
    /// of a school who did not, its others stand. Absent where somebody's number is not known.
    std::optional<stats::PairedChange> weighted;
    std::size_t linked = 0;  ///< People tied by a code with a score in both waves, in one school.
    std::optional<stats::PairedChange> linked_only;  ///< Of them alone, by school: those who stayed.
    std::optional<GateOutcome> reliability;          ///< The worse wave's alpha.
    std::vector<SchoolChange> school_changes;        ///< Those with a pair, by school.
};

struct InformantChange {
    std::string code;
    bool one_per_school = false;
    std::vector<ScaleChange> scales;   ///< Those that both waves have, in the order of the form.
    std::optional<LinkedPeople> link;  ///< Where both waves tie people of the group to a code.

    const ScaleChange* scale(std::string_view scale_code) const;
};

struct IndexChange {
    MethodBox method;  ///< Of both waves.
    programme::Wave before;
    programme::Wave after;
    std::vector<InformantChange> informants;

    const InformantChange* informant(std::string_view code) const;
};

/// Compares two waves school by school: the school is the unit, whether the people are others or the same. Where both
/// waves tie people to codes, a school's change loses the noise that its linked people have in common, and the mixed
/// model has a term for persons.
///
/// The sampling variance of a school's mean is sigma^2 (1 - alpha n / N) / n: the finite-population correction counts
/// only for the part of a score that is no error of answering (docs/design/measurement.md).
///
/// Invariance comes before change: where it fails, nothing is compared, and the overall index falls with its facets.
/// Where it could not be checked, the limits say so.
///
/// Problems: `invalid_input` when the waves have different instruments, or versions of one, scores in different units,
/// and when the first is not the earlier one.
Result<IndexChange> measure_change(const IndexResult& before, const IndexResult& after);

}  // namespace minka::measurement
