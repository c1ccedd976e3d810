#pragma once

#include "base/result.h"
#include "programme/work_plan.h"
#include "registry/scope.h"
#include "storage/writer.h"

#include <string>

namespace minka::programme {

/// A new plan of a formed team, as a draft. Problems: `not_ready` before the team is formed; an end before the start.
Result<> draft_work_plan(storage::Writer& writer, WorkPlan plan);

/// Problems: `not_ready` for a plan that was approved already; a date outside the plan; an activity without objective
/// or responsible role; `conflict` for a number that is taken.
Result<> add_plan_activity(storage::Writer& writer, const PlanActivity& activity);

/// The plan goes to the office that approves. Problems: `not_ready` without activities or when it is approved already.
Result<> submit_work_plan(storage::Writer& writer, const WorkPlanId& plan, LocalDate on);

/// The office sends it back. Problems: `not_ready` for a plan that was not submitted.
Result<> observe_work_plan(storage::Writer& writer, const WorkPlanId& plan);

struct PlanApproval {
    WorkPlanId id;
    LocalDate on;
    std::string approved_by;  ///< The office.
};

/// Problems: `not_ready` for a plan that was not submitted, a date before the submission, no office.
Result<> approve_work_plan(storage::Writer& writer, const PlanApproval& approval);

/// Problems: `not_ready` before the plan is approved, `conflict` when it was done already, a date before the approval.
Result<> record_activity_done(storage::Writer& writer, const PlanActivityId& activity, LocalDate on);

/// Closes a plan in execution. Problems: `not_ready` before it is in execution.
Result<> evaluate_work_plan(storage::Writer& writer, const WorkPlanId& plan);

}  // namespace minka::programme
