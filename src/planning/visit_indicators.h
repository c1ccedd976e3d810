#pragma once

#include "planning/visit_list.h"
#include "programme/programme_stages.h"
#include "programme/share_text.h"

namespace minka::planning {

/// What the visits of a cycle come to, over the whole programme. A visit is held in full or in part; of several tries
/// of one number the first that was held counts.
struct VisitIndicators {
    VisitCount visits;  ///< 12: held of those due.
    programme::Share
        full_dose;  ///< 13: active schools with nine tenths of the visits and every moment / active schools.
    programme::Share pair_rule;   ///< 14: visits held by a pair of two or more on that day / visits held.
    programme::Share timely;      ///< 35: visits whose data arrived within seven days / visits held.
    std::int64_t from_field = 0;  ///< Visits held of which a report from the field speaks.
};

inline constexpr int days_to_arrive = 7;

/// Data arrived with the first report from the field, or when the office wrote the visit down, whichever came first.
///
/// Source of the definitions: the programme's indicator sheets 12, 13, 14 and 35.
Result<VisitIndicators> visit_indicators(storage::Reader& reader, const programme::CycleId& cycle,
                                         const programme::ProgrammeStages& stages, const registry::TwoTimes& times);

}  // namespace minka::planning
