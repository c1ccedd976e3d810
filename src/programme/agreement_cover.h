#pragma once

#include "programme/cycle.h"
#include "registry/scope.h"
#include "storage/reader.h"

#include <cstddef>
#include <vector>

namespace minka::programme {

/// Which participating schools no community agreement in force covers.
struct AgreementCover {
    std::vector<registry::SchoolId> schools;  ///< Not covered.
    std::size_t agreements = 0;               ///< In force at the date.
    bool no_school_takes_part = false;
};

/// An agreement covers its own school, or every school in its territory and below, in either tree. In force: agreed on
/// or before the date, not expired, and neither suspended nor withdrawn.
Result<AgreementCover> schools_without_agreement(storage::Reader& reader, const CycleId& cycle,
                                                 const registry::TwoTimes& times);

/// Participating schools that nobody may be asked in on the date: those whose community suspended or withdrew its
/// agreement, with no other in force over them; and, where no waiver stands in its place, those without any.
Result<std::vector<registry::SchoolId>> schools_not_to_be_asked(storage::Reader& reader, const CycleId& cycle,
                                                                LocalDate on);

}  // namespace minka::programme
