#include "demo/team_work.h"

#include "programme/assistance_rules.h"
#include "programme/gia_rules.h"
#include "programme/work_plan_rules.h"

#include <algorithm>
#include <array>
#include <map>

namespace minka::demo {

using programme::MeetingMode;
using storage::Writer;

namespace {

struct ActivityText {
    std::string_view objective;
    std::string_view activity;
    std::string_view competence;
};

constexpr std::array activities{
    ActivityText{"Fortalecer la planificación desde el juego", "Taller sobre juego libre en los sectores",
                 "preparation"},
    ActivityText{"Fortalecer la planificación desde el juego", "Revisión entre pares de la planificación semanal",
                 "preparation"},
    ActivityText{"Mejorar la observación y el registro", "Práctica de registro anecdótico en aula", "teaching"},
    ActivityText{"Mejorar la observación y el registro", "Visita entre servicios con guía de observación", "teaching"},
    ActivityText{"Articular con las familias y la comunidad", "Encuentro con sabias y sabios de la comunidad",
                 "community_management"},
    ActivityText{"Articular con las familias y la comunidad", "Mapa de recursos de la comunidad para aprender",
                 "community_management"},
    ActivityText{"Cuidar a quienes cuidan", "Círculo de escucha del equipo", "personal"},
    ActivityText{"Crecer como comunidad que aprende", "Jornada de intercambio de buenas prácticas",
                 "professional_identity"},
    ActivityText{"Sostener el equipo", "Informe semestral a la Dirección de la UGEL", "resolution_management"},
};
constexpr std::array purposes{
    std::string_view{"Qué hacemos cuando una niña no quiere separarse de su familia"},
    std::string_view{"El tiempo de juego libre: qué observamos"},
    std::string_view{"Lengua materna en la jornada"},
    std::string_view{"Materiales del entorno que invitan a explorar"},
    std::string_view{"La hora de la alimentación como momento de vínculo"},
    std::string_view{"Cómo conversamos con las familias lo que su hija aprende"},
};
constexpr std::array session_agreements{
    std::string_view{"Probar una propuesta de juego y traer el registro"},
    std::string_view{"Invitar a una familia a contar un relato en su lengua"},
    std::string_view{"Compartir la planificación con una colega y recoger su opinión"},
    std::string_view{"Reordenar un sector del aula con las niñas y los niños"},
};
constexpr std::array outcomes{std::string_view{"Se hizo; se comparte lo aprendido"},
                              std::string_view{"Se hizo en parte"}, std::string_view{"No se hizo; se replantea"}};
constexpr std::array cancellations{std::string_view{"Huaico en la vía"}, std::string_view{"Sin señal en el distrito"},
                                   std::string_view{"Actividad convocada por la UGEL ese día"},
                                   std::string_view{"Feriado local"}};
constexpr std::array topics{
    std::string_view{"Conformación del equipo y su resolución"}, std::string_view{"Elaboración del plan"},
    std::string_view{"Conducción de grupos de interaprendizaje"}, std::string_view{"Seguimiento de acuerdos"},
    std::string_view{"Juego y mediación en Ciclo II"}};

/// Adds the work of one team after the other.
class WorkSteps {
public:
    WorkSteps(Timeline& timeline, const TeamSpan& span, std::uint64_t seed)
        : timeline_(timeline), span_(span), chance_(seed, "team work") {}

    void add(const TeamLife& life, bool is_in_person) {
        const bool has_worked = life.activated && *life.activated < span_.told_on;
        if (!has_worked || life.given_up || chance_.happens(0.17)) {
            return;
        }
        add_plan(life, is_in_person);
    }

private:
    void add_plan(const TeamLife& life, bool is_in_person) {
        const auto drafted = life.activated->plus_days(chance_.between(2, 25));
        const auto ends = std::min(life.valid_to->plus_days(-1), drafted.plus_days(240));
        if (ends <= drafted.plus_days(70)) {
            return;
        }
        programme::WorkPlan plan;
        plan.id = chance_.new_id<programme::WorkPlanId>(drafted);
        plan.team_id = life.id;
        plan.title = "Plan de fortalecimiento pedagógico " + std::to_string(drafted.year());
        plan.starts_on = drafted;
        plan.ends_on = ends;
        timeline_.add(drafted, [plan](Writer& writer) { return programme::draft_work_plan(writer, plan); });
        auto texts = std::vector<ActivityText>(activities.begin(), activities.end());
        chance_.shuffle(texts);
        texts.resize(static_cast<std::size_t>(chance_.between(4, 7)));
        const auto approved = add_approval(plan);
        add_activities(plan, texts, approved);
        if (approved) {
            add_sessions(life, *approved, ends, is_in_person);
        }
    }

    // Some plans come back with observations first, and some are never approved.
    std::optional<LocalDate> add_approval(const programme::WorkPlan& plan) {
        const auto id = plan.id;
        auto submitted = plan.starts_on.plus_days(chance_.between(3, 14));
        const auto submit = [this, id](LocalDate on) {
            timeline_.add(on, [id, on](Writer& writer) { return programme::submit_work_plan(writer, id, on); });
        };
        if (chance_.happens(0.06)) {
            return {};
        }
        submit(submitted);
        if (chance_.happens(0.25)) {
            const auto observed = submitted.plus_days(chance_.between(3, 10));
            timeline_.add(observed, [id](Writer& writer) { return programme::observe_work_plan(writer, id); });
            if (chance_.happens(0.1)) {
                return {};
            }
            submitted = observed.plus_days(chance_.between(2, 12));
            submit(submitted);
        }
        if (chance_.happens(0.07)) {
            return {};
        }
        const programme::PlanApproval approval{id, submitted.plus_days(chance_.between(2, 18)),
                                               "Área de Gestión Pedagógica de la UGEL"};
        timeline_.add(approval.on,
                      [approval](Writer& writer) { return programme::approve_work_plan(writer, approval); });
        return approval.on;
    }

    void add_activities(const programme::WorkPlan& plan, const std::vector<ActivityText>& texts,
                        std::optional<LocalDate> approved) {
        const auto first = approved ? approved->plus_days(5) : plan.starts_on.plus_days(30);
        std::int64_t number = 0;
        for (const auto& text : texts) {
            const auto due = chance_.date_between(std::min(first, plan.ends_on), plan.ends_on);
            const programme::PlanActivity activity{
                chance_.new_id<programme::PlanActivityId>(plan.starts_on),
                plan.id,
                ++number,
                std::string(text.objective),
                std::string(text.activity),
                chance_.happens(0.5) ? "Especialista de inicial" : "Integrante del equipo",
                due,
                {},
                std::string(text.competence)};
            timeline_.add(plan.starts_on,
                          [activity](Writer& writer) { return programme::add_plan_activity(writer, activity); });
            if (approved && chance_.happens(0.74)) {
                const auto done = std::max(due.plus_days(chance_.between(-9, 24)), *approved);
                timeline_.add(done, [id = activity.id, done](Writer& writer) {
                    return programme::record_activity_done(writer, id, done);
                });
            }
        }
    }

    void add_sessions(const TeamLife& life, LocalDate approved, LocalDate ends, bool is_in_person) {
        std::vector<programme::GiaAgreementId> open;
        std::int64_t number = 0;
        for (auto planned = approved.plus_days(chance_.between(7, 20)); planned <= ends;
             planned = planned.plus_days(chance_.between(24, 38))) {
            programme::GiaSession session;
            session.id = chance_.new_id<programme::GiaSessionId>(approved);
            session.team_id = life.id;
            session.number = ++number;
            session.planned_on = planned;
            session.modality =
                chance_.happens(is_in_person ? 0.8 : 0.35) ? MeetingMode::in_person : MeetingMode::virtual_;
            session.purpose = chance_.pick(purposes);
            session.competence = "teaching";
            timeline_.add(approved, [session](Writer& writer) { return programme::plan_gia_session(writer, session); });
            const auto held_on = planned.plus_days(chance_.between(0, 6));
            const double way = chance_.uniform(0, 1);
            const auto members = life.members_on(held_on);
            if (way < 0.8 && !members.empty()) {
                add_held(session.id, held_on, members, open);
            } else if (way < 0.92) {
                timeline_.add(planned,
                              [id = session.id, reason = std::string(chance_.pick(cancellations))](Writer& writer) {
                                  return programme::cancel_gia_session(writer, id, reason);
                              });
            }
        }
    }

    void add_held(const programme::GiaSessionId& session, LocalDate on, const std::vector<registry::PersonId>& members,
                  std::vector<programme::GiaAgreementId>& open) {
        programme::HeldSession held;
        held.session_id = session;
        held.on = on;
        for (const auto& person : members) {
            if (held.attendance.empty() || chance_.happens(0.83)) {
                held.attendance.push_back({chance_.new_id<programme::GiaAttendanceId>(on), session, person});
            }
        }
        std::erase_if(open, [&](const programme::GiaAgreementId& agreement) {
            const bool is_reviewed = chance_.happens(0.7);
            if (is_reviewed) {
                held.reviews.push_back({agreement, std::string(chance_.pick(outcomes))});
            }
            return is_reviewed;
        });
        const int agreed = chance_.between(1, 2);
        for (int i = 1; i <= agreed; ++i) {
            const auto id = chance_.new_id<programme::GiaAgreementId>(on);
            held.agreements.push_back({id,
                                       session,
                                       i,
                                       std::string(chance_.pick(session_agreements)),
                                       chance_.pick(held.attendance).person_id,
                                       on.plus_days(chance_.between(14, 35)),
                                       {},
                                       {}});
            open.push_back(id);
        }
        timeline_.add(on, [held](Writer& writer) { return programme::hold_gia_session(writer, held); });
    }

    Timeline& timeline_;
    const TeamSpan& span_;
    Chance chance_;
};

}  // namespace

void add_team_work(Timeline& timeline, const std::vector<TeamLife>& lives, const PeruvianRegister& registers,
                   const TeamSpan& span, std::uint64_t seed) {
    std::map<registry::TerritoryId, bool> is_in_person;
    for (std::size_t i = 0; i < registers.ugel.size(); ++i) {
        is_in_person[registers.ugel[i].id] = registers.is_in_person[i];
    }
    WorkSteps steps(timeline, span, seed);
    for (const auto& life : lives) {
        steps.add(life, is_in_person[life.ugel]);
    }
}

void add_assistance(Timeline& timeline, const PeruvianRegister& registers, const TeamSpan& span, std::uint64_t seed) {
    Chance chance(seed, "assistance");
    constexpr int quarter_days = 91;
    for (const auto place : registers.targeted) {
        const bool in_person = registers.is_in_person[place];
        for (auto from = span.year_opens; from.plus_days(quarter_days) <= span.told_on.plus_days(quarter_days / 2);
             from = from.plus_days(quarter_days)) {
            const int visits = chance.happens(in_person ? 0.82 : 0.66) ? chance.between(1, 2) : 0;
            for (int i = 0; i < visits; ++i) {
                programme::AssistanceVisit visit;
                visit.held_on = chance.date_between(from, from.plus_days(quarter_days - 1));
                visit.id = chance.new_id<programme::AssistanceVisitId>(visit.held_on);
                visit.territory_id = registers.ugel[place].id;
                visit.modality = in_person && chance.happens(0.85) ? MeetingMode::in_person : MeetingMode::virtual_;
                visit.topic = chance.pick(topics);
                timeline.add(visit.held_on,
                             [visit](Writer& writer) { return programme::record_assistance_visit(writer, visit); });
            }
        }
    }
}

}  // namespace minka::demo
