#include "programme/work_plan_rules.h"

#include "unit/programme/team_field.h"

using namespace minka;
using namespace minka::programme;
using namespace minka::test;
using storage::Reader;
using storage::Writer;

TEST_SUITE_BEGIN("programme: work plans");

namespace {

// A team formed on 1 March, and the steps of a plan that runs from 1 April to 15 December; each step gives what it is
// refused with, empty when it is not.
struct PlanField : TeamField {
    explicit PlanField(ScratchDatabase& scratch_database) : TeamField(scratch_database) {
        team_id = formed(maynas, day("2026-03-01"));
        plan = {id<WorkPlanId>(), team_id, "Plan 2026", {}, day("2026-04-01"), day("2026-12-15"), {}, {}, {}};
    }

    std::string draft(const WorkPlan& fresh) {
        return refusal([&](Writer& writer) { return draft_work_plan(writer, fresh); });
    }
    PlanActivity activity(std::int64_t number, std::string_view due) {
        return {id<PlanActivityId>(), plan.id, number, "Lengua", "Taller", "lidera", day(due), {}, {}};
    }
    std::string add(const PlanActivity& fresh) {
        return refusal([&](Writer& writer) { return add_plan_activity(writer, fresh); });
    }
    std::string submit(std::string_view on) {
        return refusal([&](Writer& writer) { return submit_work_plan(writer, plan.id, day(on)); });
    }
    std::string observe() {
        return refusal([&](Writer& writer) { return observe_work_plan(writer, plan.id); });
    }
    std::string approve(std::string_view on, std::string by = "AGP de la UGEL") {
        return refusal([&](Writer& writer) { return approve_work_plan(writer, {plan.id, day(on), by}); });
    }
    std::string done(const PlanActivity& which, std::string_view on) {
        return refusal([&](Writer& writer) { return record_activity_done(writer, which.id, day(on)); });
    }
    std::string evaluate() {
        return refusal([&](Writer& writer) { return evaluate_work_plan(writer, plan.id); });
    }
    WorkPlanState state() {
        return read([&](Reader& reader) { return reader.require<WorkPlan>(plan.id); }).record.state;
    }

    TeamId team_id;
    WorkPlan plan;
};

}  // namespace

TEST_CASE("a plan is drafted by a team that is formed, and is born without anybody's approval") {
    on_both_engines(team_schema, [](ScratchDatabase& scratch) {
        PlanField field(scratch);
        auto early = field.plan;
        early.team_id = field.convene(field.nauta, day("2026-03-01"));
        CHECK(field.draft(early).find("The team is not formed yet") == 0);
        auto approved = field.plan;
        approved.approved_on = day("2026-04-15");
        CHECK(field.draft(approved).find("A new plan is a draft") == 0);
        auto submitted = field.plan;
        submitted.submitted_on = day("2026-04-05");
        CHECK(field.draft(submitted).find("A new plan is a draft") == 0);
        auto backwards = field.plan;
        backwards.ends_on = day("2026-03-31");
        CHECK(field.draft(backwards).find("The plan ends (2026-03-31) before it starts (2026-04-01).") == 0);
        CHECK(field.draft(field.plan).empty());
        CHECK(field.state() == WorkPlanState::draft);
    });
}

TEST_CASE("only a plan that was submitted with its activities is approved, by an office, on the day or later") {
    on_both_engines(team_schema, [](ScratchDatabase& scratch) {
        PlanField field(scratch);
        REQUIRE(field.draft(field.plan).empty());
        CHECK(field.approve("2026-04-15").find("The plan is draft and was not submitted") == 0);
        CHECK(field.submit("2026-04-05").find("The plan has no activities yet.") == 0);
        REQUIRE(field.add(field.activity(1, "2026-05-10")).empty());
        CHECK(field.submit("2026-04-05").empty());
        CHECK(field.add(field.activity(2, "2026-05-20")).find("The plan is draft; this step does not follow.") == 0);
        CHECK(field.approve("2026-04-04").find("The approval (2026-04-04) is before the plan was submitted") == 0);
        CHECK(field.approve("2026-04-05", " ").find("Name the office that approves.") == 0);
        CHECK(field.observe().empty());
        CHECK(field.approve("2026-04-15").find("The plan is observed") == 0);  // what was observed is mended first
        CHECK(field.add(field.activity(2, "2026-05-20")).empty());
        CHECK(field.submit("2026-04-10").empty());
        CHECK(field.approve("2026-04-10").empty());
        CHECK(field.add(field.activity(3, "2026-05-30")).find("The plan is approved") == 0);
        CHECK(field.submit("2026-04-11").find("The plan is approved") == 0);
        CHECK(field.approve("2026-04-12").find("The plan is approved") == 0);
    });
}

TEST_CASE("an activity is due within its plan, and done once between approval and evaluation") {
    on_both_engines(team_schema, [](ScratchDatabase& scratch) {
        PlanField field(scratch);
        REQUIRE(field.draft(field.plan).empty());
        CHECK(field.add(field.activity(1, "2026-03-31")).find("The date 2026-03-31 is outside the plan") == 0);
        CHECK(field.add(field.activity(1, "2026-12-16")).find("The date 2026-12-16 is outside the plan") == 0);
        auto born_done = field.activity(1, "2026-04-01");
        born_done.done_on = day("2026-04-01");
        CHECK(field.add(born_done).find("An activity is done after its plan is approved.") == 0);
        const auto first = field.activity(1, "2026-04-01");
        const auto last = field.activity(2, "2026-12-15");
        REQUIRE(field.add(first).empty());
        REQUIRE(field.add(last).empty());
        CHECK(field.done(first, "2026-04-20").find("Activities are done between the approval and") == 0);
        REQUIRE(field.submit("2026-04-05").empty());
        CHECK(field.done(first, "2026-04-20").find("Activities are done between the approval and") == 0);
        REQUIRE(field.approve("2026-04-15").empty());
        CHECK(field.evaluate().find("The plan is approved") == 0);  // nothing was done yet
        CHECK(field.done(first, "2026-04-14").find("The date 2026-04-14 is before the approval of the plan") == 0);
        CHECK(field.done(first, "2026-04-15").empty());
        CHECK(field.state() == WorkPlanState::in_execution);
        CHECK(field.done(first, "2026-04-16").find("The activity was done on 2026-04-15.") == 0);
        CHECK(field.evaluate().empty());
        CHECK(field.done(last, "2026-12-15").find("Activities are done between the approval and") == 0);
        CHECK(field.state() == WorkPlanState::evaluated);
    });
}

TEST_SUITE_END();
