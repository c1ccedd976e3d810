#include "recorded_plan_command.h"

#include "command_dates.h"
#include "optimize/visit_audit.h"
#include "plan_files.h"
#include "planning/recorded_plan.h"
#include "ugel_work.h"

#include <cmath>
#include <map>

namespace minka::cli {

namespace {

constexpr std::size_t most_lines = 20;

void print_blocked(std::ostream& out, const planning::RecordedWork& recorded, const optimize::VisitPlan& plan) {
    std::map<std::string_view, std::size_t> counts;
    std::size_t lines = 0;
    for (std::size_t visit = 0; visit < plan.visits.size(); ++visit) {
        if (plan.visits[visit].is_planned) {
            continue;
        }
        const auto reason = planning::block_sentence(plan.visits[visit].block);
        ++counts[reason];
        const auto& asked = recorded.work.task.visits[visit];
        const auto& school = recorded.work.schools[asked.site];
        if (!school.is_high_security && ++lines <= most_lines) {
            out << fmt::format("  {} visita {}: {}\n", school.code, recorded.work.numbers[visit] + 1, reason);
        }
    }
    for (const auto& [reason, count] : counts) {
        out << fmt::format("  {} sin fecha: {}\n", count, reason);
    }
}

void print_moved(std::ostream& out, const planning::RecordedWork& recorded, const optimize::VisitPlan& plan) {
    std::size_t lines = 0;
    for (std::size_t visit = 0; visit < plan.visits.size(); ++visit) {
        const auto& there = recorded.visits[visit];
        const auto& at = plan.visits[visit];
        const auto& asked = recorded.work.task.visits[visit];
        const auto& school = recorded.work.schools[asked.site];
        if (!there || school.is_high_security ||
            (at.is_planned && recorded.work.date_of(at.day) == there->record.planned_on &&
             recorded.pairs[at.pair] == there->record.pair_id)) {
            continue;
        }
        if (++lines <= most_lines) {
            out << fmt::format("  {} visita {}: {} -> {}\n", school.code, recorded.work.numbers[visit] + 1,
                               there->record.planned_on.text(),
                               at.is_planned
                                   ? recorded.work.date_of(at.day).text() + " " + recorded.work.teams[at.pair].code
                                   : "sin fecha");
        }
    }
    if (lines > most_lines) {
        out << "  y " << lines - most_lines << " más\n";
    }
}

void print_plan(CommandContext& context, const planning::RecordedWork& recorded, const optimize::VisitPlan& plan,
                const std::string& repeat) {
    auto& out = context.out();
    const auto planned = std::ranges::count_if(plan.visits, &optimize::PlannedVisit::is_planned);
    out << fmt::format("{} escuelas, {} parejas: {} de {} visitas con fecha y pareja\n", recorded.schools.size(),
                       recorded.pairs.size(), planned, plan.visits.size());
    print_blocked(out, recorded, plan);
    const auto hours = [](double minutes) { return static_cast<long>(std::lround(minutes / 60)); };
    out << fmt::format("Viaje: {} horas; ningún plan con estas visitas baja de {}. Noches fuera: {}\n",
                       hours(plan.travel), hours(plan.least_travel), plan.nights)
        << load_line(recorded.work, plan) << money_line(recorded.work, plan);
    const auto difference = planning::compare(recorded, plan);
    out << fmt::format("Frente a lo registrado: {} nuevas, {} se mueven, {} se retiran, {} quedan igual\n",
                       difference.added, difference.moved, difference.dropped, difference.kept);
    print_moved(out, recorded, plan);
    if (recorded.set_apart > 0) {
        out << recorded.set_apart << " visitas acordadas rompen una regla del plan; quedan donde están\n";
    }
    out << "Comprobado: ninguna regla rota\n"
        << "Para repetirlo igual: " << repeat << "\n";
}

}  // namespace

Result<Exit> plan_recorded(CommandContext& context, const RecordedPlanWords& words) {
    if (words.cycle.empty()) {
        return invalid("Name the cycle whose visits are planned.", "--cycle");
    }
    MINKA_TRY_ASSIGN(auto work, open_programme(context, words.programme, "plan visits",
                                               words.is_applied ? Access::writes : Access::reads));
    auto& database = work.database();
    MINKA_TRY_ASSIGN(const auto from, date_option(words.from, "--from", database.clock()));
    MINKA_TRY_ASSIGN(auto recorded, database.read(work.act.programme, [&](storage::Reader& reader) {
        return planning::recorded_work(reader, work.session->vault(),
                                       {words.cycle, from, utc_date(database.clock().now()), words.schools});
    }));
    MINKA_TRY(use_travel(recorded.work, words.travel, words.is_json ? nullptr : &context.out()));
    const auto search = [&](const optimize::SearchBudget& each) {
        return planning::plan_recorded_work(recorded, each);
    };
    MINKA_TRY_ASSIGN(const auto searched, plan_within(context, words, search));
    const auto& plan = searched.plan;
    if (const auto broken = optimize::find_broken_rules(recorded.work.task, plan); !broken.empty()) {
        return problem(ProblemCode::integrity_broken,
                       "The plan breaks a rule and is not shown: " + broken.front() + ".");
    }
    if (!words.out.empty()) {
        MINKA_TRY(write_plan_files(words.out, recorded.work, plan));
    }
    const auto repeat = repeat_words(words, searched.rounds, plan.iterations);
    if (words.is_json) {
        context.out() << visit_plan_json(recorded.work, plan, repeat, searched.curve);
    } else {
        context.out() << curve_lines(searched.curve);
        print_plan(context, recorded, plan, repeat);
    }
    if (!words.is_applied) {
        context.out() << (words.is_json ? "" : "Nada se guardó; con --apply quedan como visitas propuestas\n");
        return Exit::done;
    }
    const auto today = utc_date(database.clock().now());
    const auto save = [&](storage::Writer& writer) {
        return planning::apply_plan(writer, recorded, plan, today,
                                    [&] { return database.new_id<planning::VisitId>().uuid; });
    };
    MINKA_TRY(database.write(work.act, save));
    context.out() << (words.is_json ? "" : "El plan quedó guardado\n");
    return Exit::done;
}

}  // namespace minka::cli
