#pragma once

#include "measurement/index_change.h"
#include "measurement/index_cut.h"
#include "measurement/plan_check.h"
#include "measurement/response_indicators.h"
#include "planning/cycle_groups.h"
#include "planning/visit_indicators.h"
#include "privacy/vault.h"
#include "programme/cycle_rules.h"
#include "programme/resolution_rules.h"
#include "programme/stage_board.h"
#include "programme/team_indicators.h"
#include "programme/territory_list.h"
#include "programme/workshop_facts.h"
#include "reports/register_counts.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace minka::reports {

/// What communities agreed to. `publication_refused` are schools of which nothing is shown singly.
struct AgreementFacts {
    struct Waiver {
        programme::AgreementWaiver record;
        std::optional<registry::PersonRole> first_role;  ///< Of the signers on the day each signed.
        std::optional<registry::PersonRole> second_role;
    };
    std::optional<Waiver> waiver;
    std::vector<programme::CommunityAgreement> agreements;  ///< By date.
    programme::Share covered;  ///< Participating schools with an agreement in force; 0 of 0 when none takes part.
    std::set<registry::SchoolId> publication_refused;
};

/// A share at the end of a month.
struct DatedShare {
    LocalDate date;
    programme::Share share;
};

/// Pedagogical teams; only for programmes that have them.
struct TeamFacts {
    std::string target_list;  ///< The list whose share is the target; empty: only the register.
    std::vector<programme::ConstitutedShare> constituted;     ///< Each list, the register last.
    std::map<std::string, programme::IndicatorShare> shares;  ///< Indicators 01 03 04 05 07 08 09 10 by code.
    programme::DaysToResolution days;
    std::vector<programme::ExpiringResolution> expiring;
    programme::StageBoard board;
    programme::BeneficiaryCounts beneficiaries;
    std::vector<DatedShare> history;  ///< Of indicator 01.
};

/// The waves with answers and what changed between the first and the last.
struct MeasuredCycle {
    std::vector<measurement::IndexResult> waves;
    std::vector<programme::Share> with_basis;  ///< Indicator 34, one a wave.
    std::optional<measurement::IndexChange> change;
    std::optional<measurement::PlanCheck> plan;  ///< The stored plan of the change.
    measurement::CutPlaces places;

    bool has_answers() const { return !waves.empty(); }
};

/// Everything a report on a cycle is made of, as it really is: not to be shown before suppression.
struct CycleFacts {
    programme::Cycle cycle;
    registry::TwoTimes times;
    RegisterCounts registers;
    AgreementFacts agreements;
    std::vector<DatedShare> active_history;  ///< Active schools of all invited ones, by month.
    std::optional<TeamFacts> teams;
    std::optional<planning::VisitIndicators> visits;    ///< Of programmes that declare visits.
    std::optional<planning::RecordedDiversity> groups;  ///< Indicator 17; only where groups are recorded.
    std::vector<programme::AcceptanceSum> acceptance;   ///< Indicator 19, by event.
    MeasuredCycle measured;
};

/// Reads the facts of a cycle at a date, as known at an instant.
/// Problems: `not_found` for the cycle; those of the rooms they come from.
Result<CycleFacts> gather_cycle_facts(storage::Reader& reader, const privacy::Vault& vault,
                                      const programme::ProgrammeFolder& folder, const programme::Cycle& cycle,
                                      const registry::TwoTimes& times, const std::string& code_version);

}  // namespace minka::reports
