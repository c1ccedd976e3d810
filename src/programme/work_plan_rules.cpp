#include "programme/work_plan_rules.h"

#include "base/text.h"
#include "programme/office_name.h"

#include <boost/describe/enum_to_string.hpp>

namespace minka::programme {

namespace {

std::string name_of(WorkPlanState state) { return boost::describe::enum_to_string(state, ""); }

bool is_open_to_changes(WorkPlanState state) {
    return state == WorkPlanState::draft || state == WorkPlanState::observed;
}

Result<storage::Stored<WorkPlan>> require_state(storage::Writer& writer, const WorkPlanId& id,
                                                bool (*allowed)(const WorkPlan&)) {
    MINKA_TRY_ASSIGN(auto plan, writer.require<WorkPlan>(id));
    if (!allowed(plan.record)) {
        return problem(ProblemCode::not_ready,
                       "The plan is " + name_of(plan.record.state) +
                           (plan.record.submitted_on ? "" : " and was not submitted") + "; this step does not follow.",
                       "work_plan.state");
    }
    return plan;
}

bool awaits_approval(const WorkPlan& plan) {
    return plan.state == WorkPlanState::draft && plan.submitted_on.has_value();
}
bool can_be_submitted(const WorkPlan& plan) { return is_open_to_changes(plan.state) && !awaits_approval(plan); }
bool is_in_execution(const WorkPlan& plan) { return plan.state == WorkPlanState::in_execution; }

}  // namespace

Result<> draft_work_plan(storage::Writer& writer, WorkPlan plan) {
    MINKA_TRY_ASSIGN(const auto team, writer.require<Team>(plan.team_id));
    if (!team.record.formed_on) {
        return problem(ProblemCode::not_ready, "The team is not formed yet; a plan is the work of its members.",
                       "work_plan.team_id");
    }
    if (trim(plan.title).empty()) {
        return invalid("A plan has a title.", "work_plan.title");
    }
    if (plan.ends_on < plan.starts_on) {
        return invalid("The plan ends (" + plan.ends_on.text() + ") before it starts (" + plan.starts_on.text() + ").",
                       "work_plan.ends_on");
    }
    if (plan.submitted_on || plan.approved_on || plan.approved_by) {
        return invalid("A new plan is a draft: it is submitted and approved later.", "work_plan.state");
    }
    plan.state = WorkPlanState::draft;
    return writer.create(plan);
}

Result<> add_plan_activity(storage::Writer& writer, const PlanActivity& activity) {
    MINKA_TRY_ASSIGN(const auto plan, require_state(writer, activity.plan_id, can_be_submitted));
    if (trim(activity.objective).empty() || trim(activity.activity).empty() || trim(activity.responsible).empty()) {
        return invalid("An activity has an objective, a description and a responsible role.",
                       "plan_activity.objective");
    }
    if (activity.due_on < plan.record.starts_on || plan.record.ends_on < activity.due_on) {
        return invalid("The date " + activity.due_on.text() + " is outside the plan (" + plan.record.starts_on.text() +
                           " to " + plan.record.ends_on.text() + ").",
                       "plan_activity.due_on");
    }
    if (activity.done_on) {
        return invalid("An activity is done after its plan is approved.", "plan_activity.done_on");
    }
    return writer.create(activity);
}

Result<> submit_work_plan(storage::Writer& writer, const WorkPlanId& id, LocalDate on) {
    MINKA_TRY_ASSIGN(auto plan, require_state(writer, id, can_be_submitted));
    MINKA_TRY_ASSIGN(const auto activities, writer.all<PlanActivity>("AND plan_id = $2", id));
    if (activities.empty()) {
        return problem(ProblemCode::not_ready, "The plan has no activities yet.", "work_plan.activities");
    }
    plan.record.state = WorkPlanState::draft;
    plan.record.submitted_on = on;
    MINKA_TRY(writer.change(plan.record, plan.version));
    return {};
}

Result<> observe_work_plan(storage::Writer& writer, const WorkPlanId& id) {
    MINKA_TRY_ASSIGN(auto plan, require_state(writer, id, awaits_approval));
    plan.record.state = WorkPlanState::observed;
    MINKA_TRY(writer.change(plan.record, plan.version));
    return {};
}

Result<> approve_work_plan(storage::Writer& writer, const PlanApproval& approval) {
    MINKA_TRY_ASSIGN(auto plan, require_state(writer, approval.id, awaits_approval));
    if (approval.on < *plan.record.submitted_on) {
        return invalid("The approval (" + approval.on.text() + ") is before the plan was submitted (" +
                           plan.record.submitted_on->text() + ").",
                       "work_plan.approved_on");
    }
    if (trim(approval.approved_by).empty()) {
        return invalid("Name the office that approves.", "work_plan.approved_by");
    }
    MINKA_TRY(refuse_identity_number(approval.approved_by, "work_plan.approved_by"));
    plan.record.approved_on = approval.on;
    plan.record.approved_by = tidy_text(approval.approved_by);
    plan.record.state = WorkPlanState::approved;
    MINKA_TRY(writer.change(plan.record, plan.version));
    return {};
}

Result<> record_activity_done(storage::Writer& writer, const PlanActivityId& id, LocalDate on) {
    MINKA_TRY_ASSIGN(auto activity, writer.require<PlanActivity>(id));
    MINKA_TRY_ASSIGN(auto plan, writer.require<WorkPlan>(activity.record.plan_id));
    if (!plan.record.approved_on || plan.record.state == WorkPlanState::evaluated) {
        return problem(ProblemCode::not_ready,
                       "Activities are done between the approval and the evaluation of their plan.",
                       "plan_activity.done_on");
    }
    if (activity.record.done_on) {
        return problem(ProblemCode::conflict, "The activity was done on " + activity.record.done_on->text() + ".",
                       "plan_activity.done_on");
    }
    if (on < *plan.record.approved_on) {
        return invalid(
            "The date " + on.text() + " is before the approval of the plan (" + plan.record.approved_on->text() + ").",
            "plan_activity.done_on");
    }
    activity.record.done_on = on;
    MINKA_TRY(writer.change(activity.record, activity.version));
    plan.record.state = WorkPlanState::in_execution;
    MINKA_TRY(writer.change(plan.record, plan.version));
    return {};
}

Result<> evaluate_work_plan(storage::Writer& writer, const WorkPlanId& id) {
    MINKA_TRY_ASSIGN(auto plan, require_state(writer, id, is_in_execution));
    plan.record.state = WorkPlanState::evaluated;
    MINKA_TRY(writer.change(plan.record, plan.version));
    return {};
}

}  // namespace minka::programme
