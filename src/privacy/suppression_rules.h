#pragma once

#include "privacy/cut.h"

#include <cstdint>
#include <string_view>

namespace minka::privacy {

/// A mean or total is withheld when its `largest` greatest contributions make up more than `share` of it: the others
/// could then work out each other's. Source: Hundepool et al. (2012), section 4.2.2 ((n,k) rule).
struct DominanceRule {
    std::size_t largest = 2;
    double share = 0.85;
};

/// The thresholds of domain knowledge, as a programme may tighten them. docs/explanation/privacy.md says why each is
/// what it is.
struct SuppressionRules {
    std::int64_t public_floor = 10;            ///< Fewest people in a published cell.
    std::int64_t sensitive_floor = 20;         ///< The same for sensitive attributes.
    Level sensitive_level = Level::subregion;  ///< The finest place at which sensitive attributes are shown.
    std::int64_t feedback_floor = 5;           ///< Fewest people in what a school receives about itself.
    double feedback_response = 0.60;           ///< And the least part of those eligible.
    DominanceRule dominance;
    std::int64_t small_base = 50;  ///< Shares of fewer contributors are top and bottom coded.
    double coded_percent = 5;      ///< Coded below this and above 100 minus this.
    double value_width = 0.10;     ///< Of a measure's scale: what stays open around a withheld mean.
};

/// Problems: `invalid_input` for a floor below 2, shares outside (0, 1], floors that are not in the order feedback <=
/// public <= sensitive.
Result<> check_rules(const SuppressionRules& rules);

enum class WithheldReason : std::uint8_t {
    too_few,
    low_response,
    complementary,
    dominance,
    sensitive,
    school_heads,
    unnamed_place,
    differencing,
    not_whole_school,
};

std::string_view to_string(WithheldReason reason);

/// What the reader of a table is told. One sentence for `too_few`, `dominance`, `complementary`, `sensitive` and
/// `differencing`: to say which cell is small and which one only covers for it is to say how large each one is.
std::string_view public_note_es(WithheldReason reason);

/// How far the lowest published share lies from 0 (and the highest from 100) for a base of so many contributors: 5 %,
/// or the next multiple of 5 % that leaves at least one person's doubt. "< 5 %" of 12 people could only be nobody; it
/// is therefore "< 10 %" there. `base` is at least 1.
double coded_limit(std::int64_t base, const SuppressionRules& rules);

}  // namespace minka::privacy
