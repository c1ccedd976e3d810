#pragma once

#include "base/result.h"
#include "programme/share_text.h"
#include "registry/scope.h"
#include "storage/reader.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace minka::programme {

/// The part of an indicator that falls to one group.
struct SharePart {
    std::string
        group;  ///< The name of a directorate; "in_person", "virtual_"; "forms", "reactivates"; an objective, a role.
    Share share;
};

/// An indicator that is a share, at a date and as known at an instant. The parts of a list add up to the whole, but for
/// indicator 01 by kind of resolution, whose parts share the whole's total.
struct IndicatorShare {
    std::string indicator;  ///< "01"
    registry::TwoTimes times;
    Share share;
    std::vector<SharePart> by_directorate;  ///< "" for UGEL without one. Sorted by group, as the others.
    std::vector<SharePart> by_modality;     ///< Of assistance; "" where none is declared.
    std::vector<SharePart>
        by_kind;  ///< 01: new or reactivated; 04: objective; 05: how people met; 08: role. Else empty.
};

struct TeamIndicatorOptions {
    std::string list;  ///< The code of the territory list that is the denominator of 01 and 09; empty for the register.
    int retention_months = 0;  ///< Of 08, from the programme's folder; 1 or more.
};

/// Indicators 01, 03, 04, 05, 07, 08, 09 and 10.
///
/// 01: UGEL with a team constituted / UGEL of the list, or existing at the date.
/// 03: constituted teams with a plan approved by the date / constituted teams.
/// 04: activities of approved plans done by the date / those due by the date, whatever day they were done on.
/// 05: GIA sessions held / planned by the date; a cancelled one was planned. Held also says the record of the field.
/// 07: agreements reviewed at the next session / those whose next session was held; of a session that only the field
/// has recorded, as it counted them.
/// 08: members of the annex still members after so many months / members of the annex, of resolutions that old.
/// 09: UGEL with an assistance in the calendar quarter up to the date / UGEL of the list, or existing.
/// 10: criteria of autonomy met / asked, five for each UGEL whose last follow-up answers all five.
///
/// Problems: `invalid_input` for another code or without the months for 08; `not_found` for a list that does not exist.
Result<IndicatorShare> team_indicator(storage::Reader& reader, std::string_view indicator, const registry::Scope& scope,
                                      const registry::TwoTimes& times, const TeamIndicatorOptions& options);

/// The same at each of several dates, in their order.
Result<std::vector<IndicatorShare>> team_indicator_history(storage::Reader& reader, std::string_view indicator,
                                                           const registry::Scope& scope,
                                                           std::span<const registry::TwoTimes> times,
                                                           const TeamIndicatorOptions& options);

/// The median of whole days is a whole number or a half: it is kept twice.
struct MedianDays {
    std::string group;
    std::int64_t cases = 0;
    std::optional<std::int64_t> twice_median;  ///< Nothing without cases.
};

/// Indicator 02: days from the call to the date of the team's first resolution.
struct DaysToResolution {
    registry::TwoTimes times;
    MedianDays all;
    std::vector<MedianDays> by_directorate;
    std::int64_t waiting = 0;  ///< Teams convened by the date that have no resolution; they are in no median.
};

Result<DaysToResolution> days_to_resolution(storage::Reader& reader, const registry::Scope& scope,
                                            const registry::TwoTimes& times);

/// "47" or "47,5" in Spanish, "47.5" in English; "sin dato", "no data" without cases.
std::string format_median(const MedianDays& days, std::string_view language);

}  // namespace minka::programme
