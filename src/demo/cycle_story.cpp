#include "demo/cycle_story.h"

#include "base/text.h"
#include "demo/proof_scan.h"
#include "privacy/consent.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace minka::demo {

using programme::ParticipationState;
using storage::Writer;

namespace {

constexpr std::array pause_reasons{
    std::string_view{"Paro en la vía de acceso; la escuela pide esperar"},
    std::string_view{"Creciente del río: dos sedes sin paso"},
    std::string_view{"Cambio de rectoría; se retoma al posesionarse"},
    std::string_view{"Alerta de seguridad en la zona; la comunidad pide no entrar"},
    std::string_view{"Obras en la sede principal"},
};
constexpr std::array exit_reasons{
    std::string_view{"El consejo directivo prioriza otro programa"},
    std::string_view{"Traslado de la mayoría de docentes"},
    std::string_view{"La escuela se fusiona con otra institución"},
    std::string_view{"La comunidad decide no continuar"},
};
constexpr std::array conditions{
    std::string_view{"Los resultados se devuelven a la asamblea antes de publicarse"},
    std::string_view{"Sin fotografías de estudiantes"},
    std::string_view{"Las visitas se avisan con ocho días"},
    std::string_view{"Las encuestas se leen en voz alta a quien lo pida"},
};
constexpr std::string_view suspension_reason = "La asamblea pide revisar el calendario de visitas antes de continuar";

programme::Wave make_wave(const programme::Cycle& cycle, const std::string& instrument, Chance& chance) {
    programme::Wave wave;
    wave.id = chance.new_id<programme::WaveId>(cycle.starts_on);
    wave.cycle_id = cycle.id;
    wave.instrument = instrument;
    wave.mode = programme::WaveMode::unlinked;
    wave.state = programme::WaveState::draft;
    return wave;
}

}  // namespace

CycleStory::CycleStory(CycleSetting setting, std::vector<Community> communities, std::vector<InvitedSchool> schools,
                       const programme::ProgrammeFolder& folder, std::uint64_t seed)
    : setting_(std::move(setting)),
      communities_(std::move(communities)),
      schools_(std::move(schools)),
      folder_(folder),
      seed_(seed) {
    Chance chance(seed_, "cycle");
    const auto& dates = setting_.dates;
    cycle_ = {chance.new_id<programme::CycleId>(dates.convened),
              setting_.code,
              setting_.name,
              dates.starts,
              dates.ends,
              programme::CycleState::convening,
              setting_.programme_version};
    before_ = make_wave(cycle_, folder_.index.code, chance);
    before_.code = "linea-base";
    before_.name = "Línea base";
    before_.number = 1;
    before_.opens_on = dates.before_opens;
    before_.closes_on = dates.before_closes;
    after_ = make_wave(cycle_, folder_.index.code, chance);
    after_.code = "cierre";
    after_.name = "Cierre";
    after_.number = 2;
    after_.opens_on = dates.after_opens;
    after_.closes_on = dates.after_closes;
    silent_community_ = chance.below(communities_.size());
    suspended_community_ = (silent_community_ + 1 + chance.below(communities_.size() - 1)) % communities_.size();
    suspended_on_ = chance.date_between(dates.before_closes.plus_days(40), dates.after_opens.plus_days(-40));
    draw_fates(chance);
}

void CycleStory::draw_fates(Chance& chance) {
    std::vector<PlaceClimate> places;
    places.reserve(communities_.size());
    std::vector<bool> asks_about_the_way;
    for (std::size_t i = 0; i < communities_.size(); ++i) {
        places.push_back(PlaceClimate::draw(chance));
        asks_about_the_way.push_back(!chance.happens(0.06));
    }
    fates_.resize(schools_.size());
    for (std::size_t i = 0; i < schools_.size(); ++i) {
        const auto community = schools_[i].community;
        auto& fate = fates_[i];
        fate.climate = draw_school(folder_.index, places[community], chance);
        fate.climate.asks_about_the_way = asks_about_the_way[community];
        draw_fate(fate, chance);
        if (community == suspended_community_ && setting_.schools == CycleSetting::Schools::take_part) {
            suspend_school(fate);
        }
    }
}

void CycleStory::draw_fate(Fate& fate, Chance& chance) const {
    const auto& dates = setting_.dates;
    fate.joined = chance.date_between(dates.starts, dates.agreed.plus_days(-1));
    fate.response = std::clamp(chance.normal(0.87, 0.06), 0.62, 0.98);
    if (chance.happens(0.07)) {
        fate.response = chance.uniform(0.25, 0.58);  // below the share that lets a school be shown
    }
    fate.answers_before = !chance.happens(0.03);
    fate.answers_after = !chance.happens(0.05);
    if (setting_.schools == CycleSetting::Schools::only_answer) {
        return;
    }
    const auto first = dates.before_closes.plus_days(10);
    const auto last = dates.after_opens.plus_days(-25);
    if (chance.happens(0.018)) {
        fate.exited = chance.date_between(first, last);
        fate.reason = chance.pick(exit_reasons);
    } else if (chance.happens(0.035)) {
        fate.paused = chance.date_between(first, last);
        fate.reason = chance.pick(pause_reasons);
        if (chance.happens(0.5)) {
            fate.resumed = fate.paused->plus_days(chance.between(7, 24));
        }
    }
}

void CycleStory::suspend_school(Fate& fate) const {
    fate.exited.reset();
    fate.resumed.reset();
    fate.paused = suspended_on_;
    fate.reason = suspension_reason;
}

bool CycleStory::answers_in(const Fate& fate, AnswerModel::Wave wave) const {
    if (wave == AnswerModel::Wave::before) {
        return fate.answers_before;
    }
    return fate.answers_after && !fate.exited && (!fate.paused || fate.resumed);
}

void CycleStory::add_to(Timeline& timeline, const privacy::Vault& vault) const {
    Chance chance(seed_, "cycle steps");
    const auto& dates = setting_.dates;
    const auto& rules = folder_.profile.stages.cycle;
    const auto advance = [&](programme::CycleState to, LocalDate on) {
        timeline.add(on, [this, &rules, to, on](Writer& writer) {
            return programme::advance_cycle(writer, cycle_.id, to, rules, on);
        });
    };
    timeline.add(dates.convened,
                 [this, &rules](Writer& writer) { return programme::open_cycle(writer, cycle_, rules); });
    const privacy::FormBasis basis{chance.new_id<privacy::FormBasisId>(dates.convened),
                                   "responses:" + folder_.index.code,
                                   std::to_string(folder_.index.version),
                                   privacy::BasisKind::agreement,
                                   "Respuestas anónimas acordadas con las comunidades del ciclo (ficticio)",
                                   dates.convened,
                                   {}};
    timeline.add(dates.convened, [basis](Writer& writer) { return privacy::record_form_basis(writer, basis); });
    advance(programme::CycleState::co_design, dates.starts);
    if (setting_.schools == CycleSetting::Schools::take_part) {
        add_participation(timeline, chance);
    }
    add_agreements(timeline, vault, chance);
    timeline.add(dates.agreed, [this](Writer& writer) { return programme::plan_wave(writer, before_); });
    timeline.add(dates.agreed, [this](Writer& writer) { return programme::plan_wave(writer, after_); });
    advance(programme::CycleState::agreed, dates.agreed);
    advance(programme::CycleState::running, dates.runs);
    add_wave(timeline, before_, chance);
    add_decisions(timeline, chance);
    add_wave(timeline, after_, chance);
    advance(programme::CycleState::closing, dates.closes);
}

void CycleStory::add_participation(Timeline& timeline, Chance& chance) const {
    const auto& dates = setting_.dates;
    for (std::size_t i = 0; i < schools_.size(); ++i) {
        const auto& fate = fates_[i];
        const auto step = [&](ParticipationState state, LocalDate since, std::optional<std::string> reason = {}) {
            const programme::SchoolParticipation row{chance.new_id<programme::SchoolParticipationId>(since),
                                                     cycle_.id,
                                                     schools_[i].school,
                                                     state,
                                                     since,
                                                     std::move(reason)};
            timeline.add(since, [row](Writer& writer) { return programme::set_participation(writer, row); });
        };
        step(ParticipationState::invited, dates.convened.plus_days(1));
        step(ParticipationState::joined, fate.joined);
        step(ParticipationState::active, dates.runs);
        if (fate.paused) {
            step(ParticipationState::paused, *fate.paused, fate.reason);
        }
        if (fate.resumed) {
            step(ParticipationState::active, *fate.resumed);
        }
        if (fate.exited) {
            step(ParticipationState::exited, *fate.exited, fate.reason);
        }
    }
}

void CycleStory::add_agreements(Timeline& timeline, const privacy::Vault& vault, Chance& chance) const {
    for (std::size_t i = 0; i < communities_.size(); ++i) {
        add_agreement(timeline, vault, i, chance);
    }
}

void CycleStory::add_agreement(Timeline& timeline, const privacy::Vault& vault, std::size_t community,
                               Chance& chance) const {
    const auto& dates = setting_.dates;
    programme::CommunityAgreement agreement;
    agreement.agreed_on = chance.date_between(dates.starts, dates.agreed.plus_days(-1));
    agreement.id = chance.new_id<programme::CommunityAgreementId>(agreement.agreed_on);
    agreement.cycle_id = cycle_.id;
    agreement.territory_id = communities_[community].territory;
    agreement.authority = setting_.authority + " " + communities_[community].name;
    agreement.authority_kind = setting_.authority_kind;
    const int families = chance.between(9, 60);
    const int teachers = chance.between(4, 22);
    const int students = chance.between(0, 15);
    agreement.people_present = families + teachers + students;
    agreement.sectors = "familias=" + std::to_string(families) + ",docentes=" + std::to_string(teachers) +
                        (students > 0 ? ",estudiantes=" + std::to_string(students) : "");
    agreement.language = "es";
    if (chance.happens(0.3)) {
        agreement.conditions = std::string(chance.pick(conditions));
    }
    if (chance.happens(0.06)) {
        agreement.refused_activities = "Observación en clase sin aviso";
    }
    if (chance.happens(0.08)) {
        agreement.dissent = "Una parte de las familias prefería esperar al segundo semestre";
    }
    agreement.allows_publication = community != silent_community_;
    agreement.state = programme::AgreementState::in_force;
    agreement.state_since = agreement.agreed_on;
    const ScanPlace scan{chance.new_id<privacy::AttachmentId>(agreement.agreed_on).uuid, agreement.id.uuid};
    timeline.add(agreement.agreed_on, [agreement, scan, &vault](Writer& writer) -> Result<> {
        auto proven = agreement;
        MINKA_TRY_ASSIGN(proven.proof,
                         store_scan(writer, vault, scan, "Acta de acuerdo comunitario " + agreement.agreed_on.text()));
        return programme::record_agreement(writer, proven);
    });
    if (community == suspended_community_ && setting_.schools == CycleSetting::Schools::take_part) {
        timeline.add(
            suspended_on_, [this, id = agreement.id, publishes = agreement.allows_publication](Writer& writer) {
                return programme::change_agreement(writer, {id, programme::AgreementState::suspended, publishes,
                                                            suspended_on_, std::string(suspension_reason)});
            });
    }
}

void CycleStory::add_decisions(Timeline& timeline, Chance& chance) const {
    const auto& dates = setting_.dates;
    for (const auto& text : setting_.decisions) {
        const auto parts = split(text, '|');
        const auto on = chance.date_between(dates.before_closes.plus_days(5), dates.after_opens.plus_days(-5));
        const programme::CycleDecision decision{chance.new_id<programme::CycleDecisionId>(on),
                                                cycle_.id,
                                                0,
                                                on,
                                                std::string(parts.at(0)),
                                                std::string(parts.at(1)),
                                                std::string(parts.at(2)),
                                                std::string(parts.at(3))};
        timeline.add(on, [decision](Writer& writer) -> Result<> {
            MINKA_TRY(programme::record_decision(writer, decision));
            return {};
        });
    }
}

void CycleStory::add_wave(Timeline& timeline, const programme::Wave& wave, Chance& chance) const {
    const bool is_after = wave.number > 1;
    for (std::size_t i = 0; i < schools_.size(); ++i) {
        if (is_after && fates_[i].exited) {
            continue;  // who left is asked no more; the school stays in the cycle's denominator
        }
        for (const auto& [informant, people] : schools_[i].eligible) {
            const double stayed = is_after && people > 20 ? chance.uniform(0.92, 1.0) : 1.0;
            const programme::WaveEligible eligible{chance.new_id<programme::WaveEligibleId>(wave.opens_on), wave.id,
                                                   schools_[i].school, informant,
                                                   static_cast<std::int64_t>(std::lround(people * stayed))};
            timeline.add(wave.opens_on.plus_days(-1),
                         [eligible](Writer& writer) { return programme::set_eligible(writer, eligible); });
        }
    }
    timeline.add(wave.opens_on, [id = wave.id](Writer& writer) {
        return programme::advance_wave(writer, id, programme::WaveState::open);
    });
    timeline.add(wave.closes_on.plus_days(1), [id = wave.id](Writer& writer) {
        return programme::advance_wave(writer, id, programme::WaveState::closed);
    });
}

Result<std::vector<measurement::ResponseRows>> CycleStory::draw_answers(AnswerModel::Wave wave) const {
    std::vector<measurement::ResponseRows> drawn;
    Chance world_chance(seed_, "world");
    const auto world = ClimateWorld::draw(folder_.index, world_chance);
    for (const auto& informant : folder_.index.informants) {
        Chance item_chance(seed_, "items of " + informant.code);
        MINKA_TRY_ASSIGN(const auto model, AnswerModel::make(folder_.index, informant.code, world, item_chance));
        Chance chance(seed_, informant.code + (wave == AnswerModel::Wave::before ? " before" : " after"));
        std::vector<AnsweringGroup> groups;
        for (std::size_t i = 0; i < schools_.size(); ++i) {
            const auto people = schools_[i].eligible.find(informant.code);
            if (people == schools_[i].eligible.end() || !answers_in(fates_[i], wave)) {
                continue;
            }
            const double response = std::clamp(fates_[i].response + chance.normal(0, 0.03), 0.1, 0.99);
            const double expected = people->second * response * (wave == AnswerModel::Wave::after ? 0.92 : 1.0);
            const int answering =
                informant.one_per_school ? (chance.happens(response) ? 1 : 0) : static_cast<int>(std::lround(expected));
            groups.push_back({schools_[i].school, &fates_[i].climate, answering,
                              informant.minimum_age >= 18 ? 1.0 : schools_[i].share_of_age});
        }
        drawn.push_back(model.draw(groups, wave, chance));
    }
    return drawn;
}

bool CycleStory::takes_part(std::size_t school, LocalDate on) const {
    const auto& fate = fates_[school];
    const bool is_paused = fate.paused && *fate.paused <= on && !(fate.resumed && *fate.resumed <= on);
    return fate.joined <= on && !is_paused && !(fate.exited && *fate.exited <= on);
}

}  // namespace minka::demo
