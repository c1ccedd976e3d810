#pragma once

#include "measurement/facet_calibration.h"

namespace minka::measurement {

/// Whether the questions of a facet meant the same in two waves.
enum class Invariance : std::uint8_t {
    held,       ///< of thresholds, loadings and intercepts
    partial,    ///< not of all items; what remains ties the waves, and the others are named
    broken,     ///< too little ties the waves: no change may be told
    unchecked,  ///< there are too few answers or items, or unused categories
};

struct InvarianceCheck {
    Invariance outcome = Invariance::unchecked;
    /// Of the largest fall: "configural" (no one factor), "thresholds", "loadings", "intercepts"; empty when unchecked.
    std::string step;
    double cfi_change = 0;              ///< Of that step: how much CFI falls.
    double rmsea_change = 0;            ///< How much RMSEA rises.
    double p = 1;                       ///< Of the difference of both models.
    std::string why;                    ///< In plain English, why it was not checked.
    std::vector<std::string> drifting;  ///< Items that meant something else, where the waves are linked by the others.
};

/// One factor, both waves as groups (stats::study_invariance). A step fails when CFI falls, and RMSEA (at the
/// intercepts, or SRMR) rises by more than the gates allow and the difference is beyond chance (p < .05): with
/// few people these indices move by more than the cuts alone, with many the test finds what does not matter.
///
/// A facet that fails is still `partial` when the later wave's calibration was tied to the baseline by at least three
/// items and half of them, after leaving out those that drift.
InvarianceCheck check_invariance(const FacetAnswers& before, const FacetAnswers& after, const FacetCalibration* later,
                                 const programme::QualityGates& gates);

}  // namespace minka::measurement
