#pragma once

#include "planning/visit_plan.h"
#include "planning/visit_store.h"
#include "privacy/vault.h"

#include <functional>

namespace minka::planning {

/// A planner's task made from the records, with what leads back to them.
struct RecordedWork {
    programme::CycleId cycle;
    VisitWork work;
    std::vector<registry::SchoolId> schools;  ///< As `work.schools`.
    std::vector<registry::SiteId> sites;
    std::vector<MediatorPairId> pairs;                          ///< As `work.teams`.
    std::vector<std::optional<storage::Stored<Visit>>> visits;  ///< As the task's: what is on record for it.
    std::vector<std::optional<VisitId>> failed;                 ///< As the task's: the try before that failed.
    std::vector<std::string> moments;                           ///< By number, from 0.
    std::vector<std::string> codes;
    std::size_t set_apart = 0;  ///< See plan_recorded_work.
};

/// What a plan is asked for.
struct PlanRequest {
    std::string cycle;
    LocalDate from;   ///< Nothing is planned or moved before it.
    LocalDate today;  ///< What is proposed from today to `from` stays; a proposal whose day is past is planned anew.
    std::filesystem::path wishes = {};  ///< A table of `read_school_wishes`; empty for none.
};

/// Reads the cycle's schools that take part, their sites, the pairs, calendars, closures and the visits there are.
/// The task has the visits that are still to come. What is over keeps its distance to the next; what is agreed or
/// locked stays where it is; what is proposed is kept where it can be. A date that a
/// school refused is closed to its visits. Roads are as in `prepare_visits`; a site's way from its municipality's seat
/// is what the register says, longer in the rains by what the rules say of its mode; a site that needs a night has one.
///
/// Problems: `not_ready` when the register lacks what a plan needs, naming the columns to import: sites without
/// coordinates or hours of access, no pairs, no schools, no rules of visits; those of `prepare_visits`.
Result<RecordedWork> recorded_work(storage::Reader& reader, const privacy::Vault& vault, const PlanRequest& request);

/// A plan of the work. What people agreed may break a rule of the planner (two schools too far apart for one day, less
/// than the least gap): such a visit stays on record where it is and is set apart, its day closed to its pair, and the
/// days around it to its school; `set_apart` counts them.
///
/// Problems: those of optimize::plan_visits.
Result<optimize::VisitPlan> plan_recorded_work(RecordedWork& recorded, const optimize::SearchBudget& budget);

/// What a plan changes of the records.
struct PlanDifference {
    std::size_t added = 0;
    std::size_t moved = 0;
    std::size_t dropped = 0;
    std::size_t kept = 0;
};
PlanDifference compare(const RecordedWork& recorded, const optimize::VisitPlan& plan);

/// Writes a plan: proposes what is new, moves what is only proposed, takes out proposals that have no date any more.
///
/// Problems: those of propose_visits and record_step; `conflict` when somebody changed a visit meanwhile.
Result<PlanDifference> apply_plan(storage::Writer& writer, const RecordedWork& recorded,
                                  const optimize::VisitPlan& plan, LocalDate today,
                                  const std::function<Uuid()>& new_id);

}  // namespace minka::planning
