#include "reports/cycle_facts.h"

#include "programme/agreement_cover.h"
#include "programme/wave.h"

#include <algorithm>

namespace minka::reports {

using registry::TwoTimes;

namespace {

const registry::Scope& whole_programme() {
    static const auto scope = registry::Scope::of_console(registry::Purpose::reporting);
    return scope;
}

/// The office of a person on a day: the role that ends last, by name where several do.
Result<std::optional<registry::PersonRole>> role_on(storage::Reader& reader, const registry::PersonId& person,
                                                    LocalDate on, Instant known_at) {
    MINKA_TRY_ASSIGN(
        const auto roles,
        reader.all_known<registry::Role>(
            known_at, "AND person_id = $3 AND valid_from <= $4 AND (valid_to IS NULL OR valid_to > $4) ORDER BY role",
            person, on));
    return roles.empty() ? std::nullopt : std::optional(roles.front().record.role);
}

Result<AgreementFacts> gather_agreements(storage::Reader& reader, const programme::CycleId& cycle,
                                         const TwoTimes& times) {
    AgreementFacts facts;
    MINKA_TRY_ASSIGN(const auto waivers, reader.all_known<programme::AgreementWaiver>(
                                             times.known_at, "AND cycle_id = $3 ORDER BY id", cycle));
    if (!waivers.empty()) {
        const auto& waiver = waivers.front().record;
        MINKA_TRY_ASSIGN(const auto first,
                         role_on(reader, waiver.first_signer_id, waiver.first_signed_on, times.known_at));
        MINKA_TRY_ASSIGN(const auto second,
                         role_on(reader, waiver.second_signer_id, waiver.second_signed_on, times.known_at));
        facts.waiver = AgreementFacts::Waiver{waiver, first, second};
    }
    MINKA_TRY_ASSIGN(
        auto agreements,
        reader.all_known<programme::CommunityAgreement>(
            times.known_at, "AND cycle_id = $3 AND agreed_on <= $4 ORDER BY agreed_on, id", cycle, times.as_of));
    for (auto& agreement : agreements) {
        facts.agreements.push_back(std::move(agreement.record));
    }
    MINKA_TRY_ASSIGN(const auto cover, programme::schools_without_agreement(reader, cycle, times));
    MINKA_TRY_ASSIGN(const auto states, programme::participations(reader, cycle, times));
    for (const auto& state : states) {
        using enum programme::ParticipationState;
        facts.covered.total += state.state == joined || state.state == active || state.state == paused ? 1 : 0;
    }
    const auto uncovered = std::min<std::int64_t>(std::ssize(cover.schools), facts.covered.total);
    facts.covered.n = facts.covered.total - uncovered;
    MINKA_TRY_ASSIGN(const auto refused, programme::unpublishable_schools(reader, cycle, times));
    facts.publication_refused.insert(refused.begin(), refused.end());
    return facts;
}

/// Month ends from `from` on, and the date itself: at most the last 24.
std::vector<LocalDate> month_ends(LocalDate from, LocalDate to) {
    std::vector<LocalDate> ends;
    auto first = from.plus_days(1 - static_cast<int>(from.day()));
    for (;;) {
        first = first.plus_months(1);
        if (first.plus_days(-1) >= to) {
            break;
        }
        ends.push_back(first.plus_days(-1));
    }
    ends.push_back(to);
    constexpr std::size_t most = 24;
    if (ends.size() > most) {
        ends.erase(ends.begin(), ends.end() - most);
    }
    return ends;
}

Result<std::vector<DatedShare>> history_of_schools(storage::Reader& reader, const programme::Cycle& cycle,
                                                   const TwoTimes& times) {
    std::vector<DatedShare> history;
    if (times.as_of < cycle.starts_on) {
        return history;
    }
    MINKA_TRY_ASSIGN(const auto all, programme::participations(reader, cycle.id, times));
    if (all.empty()) {
        return history;
    }
    for (const auto date : month_ends(cycle.starts_on, times.as_of)) {
        MINKA_TRY_ASSIGN(const auto states, programme::participations(reader, cycle.id, {date, times.known_at}));
        const auto active =
            std::ranges::count(states, programme::ParticipationState::active, &programme::SchoolParticipation::state);
        history.push_back({date, {active, std::ssize(all)}});
    }
    return history;
}

/// The list that the folder's target is about: it has the denominator's code.
std::string target_list(const programme::ProgrammeFolder& folder,
                        const std::vector<programme::ConstitutedShare>& shares) {
    for (const auto& denominator : folder.profile.figures.denominators) {
        const auto listed = std::ranges::find(shares, denominator.code, &programme::ConstitutedShare::denominator);
        if (denominator.status == programme::DenominatorStatus::targeted &&
            denominator.counts == programme::Counted::ugel && listed != shares.end()) {
            return denominator.code;
        }
    }
    return shares.size() > 1 ? shares.front().denominator : std::string();
}

Result<std::optional<TeamFacts>> gather_teams(storage::Reader& reader, const programme::ProgrammeFolder& folder,
                                              const TwoTimes& times) {
    const auto& rules = folder.profile.stages.team;
    if (!rules) {
        return std::nullopt;
    }
    const auto& scope = whole_programme();
    TeamFacts facts;
    MINKA_TRY_ASSIGN(facts.constituted, programme::constituted_shares(reader, scope, times));
    facts.target_list = target_list(folder, facts.constituted);
    const programme::TeamIndicatorOptions options{facts.target_list, rules->retention_months};
    for (const std::string code : {"01", "03", "04", "05", "07", "08", "09", "10"}) {
        const auto* sheet = folder.indicators.sheet(code);
        if (sheet != nullptr && sheet->computed) {
            MINKA_TRY_ASSIGN(auto share, programme::team_indicator(reader, code, scope, times, options));
            facts.shares.emplace(code, std::move(share));
        }
    }
    MINKA_TRY_ASSIGN(facts.days, programme::days_to_resolution(reader, scope, times));
    MINKA_TRY_ASSIGN(facts.expiring, programme::expiring_resolutions(reader, scope, times, rules->expiry_warning_days));
    MINKA_TRY_ASSIGN(facts.board, programme::stage_board(reader, scope, times, folder.profile.stages.stages, *rules));
    MINKA_TRY_ASSIGN(facts.beneficiaries,
                     programme::count_beneficiaries(reader, scope, times, folder.profile.figures.beneficiaries));
    MINKA_TRY_ASSIGN(const auto teams, reader.all_known<programme::Team>(
                                           times.known_at, "AND convened_on <= $3 ORDER BY convened_on", times.as_of));
    if (!teams.empty()) {
        for (const auto date : month_ends(teams.front().record.convened_on, times.as_of)) {
            MINKA_TRY_ASSIGN(const auto share,
                             programme::team_indicator(reader, "01", scope, {date, times.known_at}, options));
            facts.history.push_back({date, share.share});
        }
    }
    return facts;
}

Result<MeasuredCycle> gather_measured(storage::Reader& reader, const privacy::Vault& vault, const CycleFacts& facts,
                                      const std::string& code_version) {
    MeasuredCycle measured;
    MINKA_TRY_ASSIGN(const auto waves, reader.all_known<programme::Wave>(
                                           facts.times.known_at, "AND cycle_id = $3 AND opens_on <= $4 ORDER BY number",
                                           facts.cycle.id, facts.times.as_of));
    std::set<registry::SchoolId> schools;
    measurement::MeasureOptions options{facts.times.known_at, code_version};
    for (const auto& wave : waves) {
        MINKA_TRY_ASSIGN(const auto frame, measurement::find_wave(reader, facts.cycle.code, wave.record.code));
        MINKA_TRY_ASSIGN(auto result, measurement::measure_wave(reader, vault, frame, options));
        options.baseline = result.baseline;
        const bool answered =
            std::ranges::any_of(result.informants, [](const auto& informant) { return informant.respondents > 0; });
        if (!answered) {
            continue;
        }
        MINKA_TRY_ASSIGN(const auto basis,
                         measurement::responses_with_basis(reader, result.wave, &result.method.batches));
        measured.with_basis.push_back(basis);
        schools.insert(result.schools.begin(), result.schools.end());
        measured.waves.push_back(std::move(result));
    }
    if (measured.waves.size() >= 2) {
        MINKA_TRY_ASSIGN(measured.change, measurement::measure_change(measured.waves.front(), measured.waves.back()));
        MINKA_TRY_ASSIGN(const auto frame,
                         measurement::find_wave(reader, facts.cycle.code, measured.waves.back().wave.code));
        MINKA_TRY_ASSIGN(measured.plan, measurement::check_plan(reader, *measured.change, frame.index));
    }
    if (measured.has_answers()) {
        const std::vector<registry::SchoolId> list(schools.begin(), schools.end());
        // No school is nameable: a report on a cycle names none, and a community's refusal needs no exception.
        MINKA_TRY_ASSIGN(measured.places, measurement::civil_places(reader, list, {}, facts.times.as_of));
    }
    return measured;
}

Result<std::optional<planning::RecordedDiversity>> gather_groups(storage::Reader& reader, const programme::Cycle& cycle,
                                                                 const TwoTimes& times) {
    MINKA_TRY_ASSIGN(const auto groups, planning::groups_on(reader, whole_programme(), cycle.id, times));
    if (groups.empty()) {
        return std::nullopt;
    }
    MINKA_TRY_ASSIGN(const auto at_hand, planning::groups_at_hand(reader, whole_programme(), cycle.code, times));
    return planning::recorded_diversity(at_hand);
}

}  // namespace

Result<CycleFacts> gather_cycle_facts(storage::Reader& reader, const privacy::Vault& vault,
                                      const programme::ProgrammeFolder& folder, const programme::Cycle& cycle,
                                      const TwoTimes& times, const std::string& code_version) {
    CycleFacts facts;
    facts.cycle = cycle;
    facts.times = times;
    MINKA_TRY_ASSIGN(facts.registers, count_registers(reader, cycle.id, whole_programme(), times));
    MINKA_TRY_ASSIGN(facts.agreements, gather_agreements(reader, cycle.id, times));
    MINKA_TRY_ASSIGN(facts.active_history, history_of_schools(reader, cycle, times));
    MINKA_TRY_ASSIGN(facts.teams, gather_teams(reader, folder, times));
    if (!folder.profile.stages.visits.empty()) {
        MINKA_TRY_ASSIGN(facts.visits, planning::visit_indicators(reader, cycle.id, folder.profile.stages, times));
    }
    MINKA_TRY_ASSIGN(facts.groups, gather_groups(reader, cycle, times));
    MINKA_TRY_ASSIGN(facts.acceptance, programme::acceptance(reader, cycle, times));
    MINKA_TRY_ASSIGN(facts.measured, gather_measured(reader, vault, facts, code_version));
    return facts;
}

}  // namespace minka::reports
