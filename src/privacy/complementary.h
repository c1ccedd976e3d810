#pragma once

#include "privacy/additive_system.h"
#include "privacy/disclosure_audit.h"

#include <optional>
#include <vector>

namespace minka::privacy {

/// Somebody who is told some cells whether or not they are published: a school that receives its own.
struct Insider {
    std::vector<CellIndex> told;
};

/// Why a complementary cell was withheld: the cell it was to cover for first.
struct Cover {
    CellIndex cell = 0;
    CellIndex covers_for = 0;
};

/// Withholds further cells of `system` until every withheld and coded cell is proven protected against everybody, and
/// against each insider but for what they are told. Where what an insider is told adds up by itself (teachers, students
/// and their total give the head), it is told less: `insiders` loses those cells.
///
/// Greedy: for a cell that is not protected, the published cell of least weight (people it speaks of, times the
/// equations in which it would stand alone) of an equation that pins it. At the end complementary cells on which no
/// proof rests are published again, the heaviest first. Proofs stay true when more is withheld, so that each is found
/// once. The result is deterministic; it is not the least possible loss, which is NP-hard to find.
///
/// Problems: `withheld` when even withholding everything tied to a cell leaves it pinned; nothing may be published.
///
/// Source: Hundepool, A. et al. (2012). Statistical Disclosure Control, section 4.4 (secondary suppression), and
/// Fischetti, M. & Salazar, J. J. (2000). Models and algorithms for optimizing cell suppression in tabular data with
/// linear constraints. JASA 95(451), 916-928, for the problem; the greedy choice is ours.
Result<std::vector<Cover>> withhold_complementary(AdditiveSystem& system, std::vector<Insider>& insiders);

}  // namespace minka::privacy
