#pragma once

#include "base/result.h"
#include "programme/assistance_modality.h"
#include "programme/declared_figures.h"
#include "programme/work_plan.h"
#include "registry/scope.h"
#include "storage/database.h"

#include <optional>
#include <string>
#include <vector>

namespace minka::programme {

/// A UGEL standing at a date, in the regional directorate it belongs to and with the way it is assisted.
struct UgelPlace {
    registry::TerritoryId id;
    std::string code;
    std::string name;
    std::optional<registry::TerritoryId> directorate_id;
    std::string directorate;              ///< Its name; empty when the register has none above the UGEL.
    std::optional<MeetingMode> modality;  ///< Nothing while no modality is declared for its directorate.
};

/// Every UGEL of the scope that exists at the date, sorted by code. A modality declared for the UGEL itself goes before
/// that of its directorate.
Result<std::vector<UgelPlace>> ugel_at(storage::Reader& reader, const registry::Scope& scope,
                                       const registry::TwoTimes& times);

/// From `region.valid_from` on the region is assisted so; what was declared before ends there. The same modality again
/// changes nothing. Problems: an earlier date than the modality declared last, a territory of another kind.
Result<> set_assisted_region(storage::Writer& writer, const AssistedRegion& region);

/// Declares the modality of every regional directorate as the programme's folder has it, from a date on. Returns how
/// many changed. Problems: those of set_assisted_region; `not_found` for a region of the folder that is not in the
/// register.
Result<std::size_t> declare_assisted_regions(storage::Database& database, const storage::Act& act,
                                             const AssistanceModality& modality, LocalDate from);

/// Problems: those of require_ugel_on, no topic.
Result<> record_assistance_visit(storage::Writer& writer, const AssistanceVisit& visit);

/// One group of the programme's beneficiaries, counted from the registers at a date.
struct BeneficiaryCount {
    std::string group;  ///< A code of the folder.
    std::int64_t count = 0;
};

struct BeneficiaryCounts {
    std::vector<BeneficiaryCount> direct;
    std::vector<BeneficiaryCount> indirect;
    std::int64_t indirect_distinct = 0;  ///< Sites of several indirect groups once.
};

/// Direct beneficiaries are the teams constituted at the date; indirect ones are the sites of their UGEL, by level: a
/// site of two levels stands in both groups and once in `indirect_distinct`. Teams and sites are never added up.
/// Groups that count anything else are left out: they have their own counts.
Result<BeneficiaryCounts> count_beneficiaries(storage::Reader& reader, const registry::Scope& scope,
                                              const registry::TwoTimes& times, const Beneficiaries& groups);

}  // namespace minka::programme
