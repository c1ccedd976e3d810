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

}  // namespace minka::programme
