#include "command_dates.h"
#include "commands.h"
#include "programme/work_plan_rules.h"
#include "ugel_work.h"

namespace minka::cli {

namespace {

using programme::PlanActivity;
using programme::WorkPlan;
using storage::Reader;
using storage::Stored;
using storage::Writer;

struct PlanOptions : UgelOptions {
    std::string title;
    std::string from;
    std::string to;
    std::string office;
    std::string due;
    std::string competence;
    std::int64_t number = 0;
    PlanActivity activity;
};

using SharedOptions = std::shared_ptr<PlanOptions>;

std::string_view spanish(programme::WorkPlanState state) {
    switch (state) {
        case programme::WorkPlanState::draft: return "en elaboración";
        case programme::WorkPlanState::observed: return "observado";
        case programme::WorkPlanState::approved: return "aprobado";
        case programme::WorkPlanState::in_execution: return "en ejecución";
        case programme::WorkPlanState::evaluated: return "evaluado";
    }
    return "";
}

/// The plan of the UGEL's last team that starts last. Problems: `not_found`.
Result<Stored<WorkPlan>> last_plan(Reader& reader, const std::string& ugel_code, LocalDate on) {
    MINKA_TRY_ASSIGN(const auto ugel, ugel_by_code(reader, ugel_code, on));
    MINKA_TRY_ASSIGN(const auto team, last_team(reader, ugel));
    MINKA_TRY_ASSIGN(auto plans,
                     reader.all<WorkPlan>("AND team_id = $2 ORDER BY starts_on DESC, id DESC", team.record.id));
    if (plans.empty()) {
        return problem(ProblemCode::not_found, "The team of this UGEL has no work plan; draft one.", "--ugel");
    }
    return std::move(plans.front());
}

Result<std::vector<Stored<PlanActivity>>> activities_of(Reader& reader, const programme::WorkPlanId& plan) {
    return reader.all<PlanActivity>("AND plan_id = $2 ORDER BY number", plan);
}

Result<Exit> draft(CommandContext& context, const PlanOptions& options) {
    MINKA_TRY_ASSIGN(auto step, begin_step(context, options, "draft work plan"));
    auto& database = step.work.database();
    WorkPlan plan;
    plan.id = database.new_id<programme::WorkPlanId>();
    plan.title = options.title;
    MINKA_TRY_ASSIGN(plan.starts_on, date_option(options.from, "--from", database.clock()));
    MINKA_TRY_ASSIGN(plan.ends_on, date_option(options.to, "--to", database.clock()));
    MINKA_TRY(database.write(step.work.act, [&](Writer& writer) -> Result<> {
        MINKA_TRY_ASSIGN(const auto ugel, ugel_by_code(writer, options.ugel, step.on));
        MINKA_TRY_ASSIGN(const auto team, last_team(writer, ugel));
        plan.team_id = team.record.id;
        return programme::draft_work_plan(writer, plan);
    }));
    context.out() << "UGEL " << options.ugel << ": plan de trabajo en elaboración\n";
    return Exit::done;
}

Result<Exit> add_activity(CommandContext& context, const PlanOptions& options) {
    MINKA_TRY_ASSIGN(auto step, begin_step(context, options, "add plan activity"));
    auto& database = step.work.database();
    auto activity = options.activity;
    activity.id = database.new_id<programme::PlanActivityId>();
    MINKA_TRY_ASSIGN(activity.due_on, date_option(options.due, "--due", database.clock()));
    if (!options.competence.empty()) {
        activity.competence = options.competence;
    }
    MINKA_TRY_ASSIGN(const auto number, database.write(step.work.act, [&](Writer& writer) -> Result<std::int64_t> {
        MINKA_TRY_ASSIGN(const auto plan, last_plan(writer, options.ugel, step.on));
        MINKA_TRY_ASSIGN(const auto earlier, activities_of(writer, plan.record.id));
        auto numbered = activity;
        numbered.plan_id = plan.record.id;
        numbered.number = earlier.empty() ? 1 : earlier.back().record.number + 1;
        MINKA_TRY(programme::add_plan_activity(writer, numbered));
        return numbered.number;
    }));
    context.out() << "Actividad " << number << " en el plan de la UGEL " << options.ugel << "\n";
    return Exit::done;
}

/// A step that takes the plan and the date.
using PlanStep = Result<> (*)(Writer&, const Stored<WorkPlan>&, LocalDate, const PlanOptions&);

Result<Exit> move(CommandContext& context, const PlanOptions& options, const std::string& act, PlanStep take) {
    MINKA_TRY_ASSIGN(auto step, begin_step(context, options, act));
    MINKA_TRY_ASSIGN(const auto plan,
                     step.work.database().write(step.work.act, [&](Writer& writer) -> Result<Stored<WorkPlan>> {
                         MINKA_TRY_ASSIGN(const auto last, last_plan(writer, options.ugel, step.on));
                         MINKA_TRY(take(writer, last, step.on, options));
                         return last_plan(writer, options.ugel, step.on);
                     }));
    context.out() << "UGEL " << options.ugel << ": plan de trabajo " << spanish(plan.record.state)
                  << (plan.record.submitted_on && plan.record.state == programme::WorkPlanState::draft ? ", presentado"
                                                                                                       : "")
                  << "\n";
    return Exit::done;
}

Result<> submit(Writer& writer, const Stored<WorkPlan>& plan, LocalDate on, const PlanOptions&) {
    return programme::submit_work_plan(writer, plan.record.id, on);
}

Result<> observe(Writer& writer, const Stored<WorkPlan>& plan, LocalDate, const PlanOptions&) {
    return programme::observe_work_plan(writer, plan.record.id);
}

Result<> approve(Writer& writer, const Stored<WorkPlan>& plan, LocalDate on, const PlanOptions& options) {
    return programme::approve_work_plan(writer, {plan.record.id, on, options.office});
}

Result<> evaluate(Writer& writer, const Stored<WorkPlan>& plan, LocalDate, const PlanOptions&) {
    return programme::evaluate_work_plan(writer, plan.record.id);
}

Result<> finish_activity(Writer& writer, const Stored<WorkPlan>& plan, LocalDate on, const PlanOptions& options) {
    MINKA_TRY_ASSIGN(const auto activities, activities_of(writer, plan.record.id));
    for (const auto& activity : activities) {
        if (activity.record.number == options.number) {
            return programme::record_activity_done(writer, activity.record.id, on);
        }
    }
    return problem(ProblemCode::not_found, "The plan has no activity of this number.", "--number");
}

Result<Exit> show(CommandContext& context, const PlanOptions& options) {
    MINKA_TRY_ASSIGN(auto step, begin_step(context, options, "show work plan", Access::reads));
    return step.work.database().read(step.work.act.programme, [&](Reader& reader) -> Result<Exit> {
        MINKA_TRY_ASSIGN(const auto plan, last_plan(reader, options.ugel, step.on));
        MINKA_TRY_ASSIGN(const auto activities, activities_of(reader, plan.record.id));
        auto& out = context.out();
        out << plan.record.title << ", del " << plan.record.starts_on.text() << " al " << plan.record.ends_on.text()
            << ": " << spanish(plan.record.state) << "\n";
        for (const auto& [activity, version, recorded_at] : activities) {
            out << "  " << activity.number << ". " << activity.activity << " (" << activity.objective << "), "
                << activity.responsible << ", hasta el " << activity.due_on.text()
                << (activity.done_on ? ", hecha el " + activity.done_on->text() : "") << "\n";
        }
        return Exit::done;
    });
}

}  // namespace

void add_work_plan_command(CommandTable& table) {
    auto* group = table.group("work-plan", "Planes de trabajo de los equipos");
    const auto options = std::make_shared<PlanOptions>();
    const auto command = [&](const std::string& name, const std::string& description, CommandBody body) {
        return with_ugel(table.command(group, name, description, std::move(body)), *options);
    };
    auto* drafting = command("draft", "Abre el plan de un equipo conformado",
                             [options](CommandContext& context) { return draft(context, *options); });
    drafting->add_option("--title", options->title, "Nombre del plan")->required();
    drafting->add_option("--from", options->from, "Primer día (AAAA-MM-DD)")->required();
    drafting->add_option("--to", options->to, "Último día")->required();
    auto* adding = command("add", "Agrega una actividad",
                           [options](CommandContext& context) { return add_activity(context, *options); });
    adding->add_option("--objective", options->activity.objective, "Para qué")->required();
    adding->add_option("--activity", options->activity.activity, "Qué se hará")->required();
    adding->add_option("--responsible", options->activity.responsible, "Qué rol del equipo; nunca una persona")
        ->required();
    adding->add_option("--due", options->due, "Hasta cuándo")->required();
    adding->add_option("--competence", options->competence, "Código de la competencia");
    const auto step = [&](const std::string& name, const std::string& description, PlanStep take) {
        return command(name, description, [options, name, take](CommandContext& context) {
            return move(context, *options, name + " work plan", take);
        });
    };
    step("submit", "El equipo presenta el plan", submit);
    step("observe", "La oficina lo devuelve con observaciones", observe);
    step("approve", "La oficina lo aprueba", approve)->add_option("--by", options->office, "Qué oficina")->required();
    step("done", "Una actividad se hizo", finish_activity)
        ->add_option("--number", options->number, "Número de la actividad")
        ->required();
    step("evaluate", "Cierra un plan en ejecución", evaluate);
    command("show", "El plan y sus actividades",
            [options](CommandContext& context) { return show(context, *options); });
}

}  // namespace minka::cli
