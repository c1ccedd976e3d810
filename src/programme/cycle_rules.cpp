#include "programme/cycle_rules.h"

#include "base/text.h"
#include "programme/agreement_cover.h"
#include "programme/office_name.h"
#include "programme/wave.h"
#include "registry/each_among.h"

#include <boost/describe/enum_to_string.hpp>

#include <algorithm>
#include <map>

namespace minka::programme {

namespace {

std::string name_of(CycleState state) { return boost::describe::enum_to_string(state, ""); }
std::string name_of(ParticipationState state) { return boost::describe::enum_to_string(state, ""); }

Result<> check_dates(const Cycle& cycle, const CycleRules& rules) {
    if (cycle.ends_on <= cycle.starts_on) {
        return invalid("A cycle ends after it starts.", "cycle.ends_on");
    }
    if (cycle.ends_on >= cycle.starts_on.plus_months(rules.months)) {
        return invalid("A cycle of this programme lasts at most " + std::to_string(rules.months) + " months.",
                       "cycle.ends_on");
    }
    return {};
}

Result<bool> has_baseline_dates(storage::Reader& reader, const CycleId& cycle) {
    MINKA_TRY_ASSIGN(const auto waves, reader.all<Wave>("AND cycle_id = $2 AND number = 1", cycle));
    return !waves.empty();
}

bool may_follow(ParticipationState before, ParticipationState after) {
    using enum ParticipationState;
    switch (before) {
        case invited: return after == joined || after == exited;
        case joined: return after == active || after == exited;
        case active: return after == paused || after == exited;
        case paused: return after == active || after == exited;
        case exited: return after == joined;
    }
    return false;
}

constexpr std::string_view by_date = " ORDER BY school_id, since";

// The last state of each school by the date; `rows` by school and date.
std::vector<SchoolParticipation> latest_states(const std::vector<storage::Stored<SchoolParticipation>>& rows) {
    std::vector<SchoolParticipation> states;
    for (const auto& row : rows) {
        if (!states.empty() && states.back().school_id == row.record.school_id) {
            states.back() = row.record;
        } else {
            states.push_back(row.record);
        }
    }
    return states;
}

}  // namespace

Result<> open_cycle(storage::Writer& writer, const Cycle& cycle, const CycleRules& rules) {
    if (trim(cycle.code).empty() || trim(cycle.name).empty()) {
        return invalid("A cycle has a code and a name.", "cycle.code");
    }
    if (cycle.state != CycleState::convening) {
        return invalid("A new cycle begins by convening.", "cycle.state");
    }
    MINKA_TRY(check_dates(cycle, rules));
    return writer.create(cycle);
}

Result<std::vector<MissingRequirement>> missing_for_running(storage::Reader& reader, const CycleId& cycle,
                                                            const CycleRules& rules, LocalDate on) {
    std::vector<MissingRequirement> missing;
    MINKA_TRY_ASSIGN(const auto waivers,
                     reader.all<AgreementWaiver>(
                         "AND cycle_id = $2 AND first_signed_on <= $3 AND second_signed_on <= $3", cycle, on));
    if (waivers.empty()) {
        MINKA_TRY_ASSIGN(const auto uncovered, schools_without_agreement(reader, cycle, {on, end_of_time}));
        if (uncovered.no_school_takes_part && uncovered.agreements == 0) {
            missing.push_back({GateRequirement::community_agreement,
                               "No community agreement is recorded; record it, or a waiver that two people sign."});
        } else if (!uncovered.schools.empty()) {
            missing.push_back({GateRequirement::community_agreement,
                               std::to_string(uncovered.schools.size()) +
                                   " participating schools have no community agreement in force on " + on.text() +
                                   "; record them, or a waiver that two people sign."});
        }
    }
    const bool asks_baseline = std::ranges::find(rules.gate, GateRequirement::baseline_dates) != rules.gate.end();
    if (asks_baseline) {
        MINKA_TRY_ASSIGN(const bool there, has_baseline_dates(reader, cycle));
        if (!there) {
            missing.push_back({GateRequirement::baseline_dates, "The cycle has no baseline wave with its dates."});
        }
    }
    return missing;
}

Result<> advance_cycle(storage::Writer& writer, const CycleId& cycle, CycleState to, const CycleRules& rules,
                       LocalDate on) {
    MINKA_TRY_ASSIGN(auto stored, writer.require<Cycle>(cycle));
    const auto next = static_cast<CycleState>(static_cast<int>(stored.record.state) + 1);
    if (stored.record.state == CycleState::archived || to != next) {
        return invalid("A cycle that is " + name_of(stored.record.state) + " cannot become " + name_of(to) + ".",
                       "state");
    }
    if (to == CycleState::agreed || to == CycleState::running) {
        auto gate = rules;
        if (to == CycleState::agreed) {
            gate.gate = {GateRequirement::community_agreement};
        }
        MINKA_TRY_ASSIGN(const auto missing, missing_for_running(writer, cycle, gate, on));
        if (!missing.empty()) {
            std::string sentences;
            for (const auto& requirement : missing) {
                sentences += (sentences.empty() ? "" : " ") + requirement.sentence;
            }
            return problem(ProblemCode::not_ready, sentences, "cycle " + stored.record.code);
        }
    }
    stored.record.state = to;
    MINKA_TRY(writer.change(stored.record, stored.version));
    return {};
}

Result<> record_agreement(storage::Writer& writer, const CommunityAgreement& agreement) {
    const auto needed = [](std::string_view text, const char* field) -> Result<> {
        return trim(text).empty()
                   ? Result<>(invalid("A community agreement says who agreed, how and in what language.", field))
                   : Result<>{};
    };
    MINKA_TRY(needed(agreement.authority, "agreement.authority"));
    MINKA_TRY(needed(agreement.authority_kind, "agreement.authority_kind"));
    MINKA_TRY(needed(agreement.sectors, "agreement.sectors"));
    MINKA_TRY(needed(agreement.language, "agreement.language"));
    MINKA_TRY(needed(agreement.proof, "agreement.proof"));
    MINKA_TRY(refuse_identity_number(agreement.authority, "agreement.authority"));
    if (agreement.territory_id.has_value() == agreement.school_id.has_value()) {
        return invalid("An agreement is of one territory or of one school.", "agreement.territory_id");
    }
    if (agreement.people_present < std::ssize(split(agreement.sectors, ','))) {
        return invalid("At least one person of each sector was present when the community agreed.",
                       "agreement.people_present");
    }
    if (agreement.expires_on && *agreement.expires_on <= agreement.agreed_on) {
        return invalid("An agreement expires after it is made.", "agreement.expires_on");
    }
    return writer.create(agreement);
}

Result<> change_agreement(storage::Writer& writer, const AgreementChange& change) {
    MINKA_TRY_ASSIGN(auto stored, writer.require<CommunityAgreement>(change.agreement));
    if (trim(change.reason).empty()) {
        return invalid("A change of an agreement has the community's reason.", "reason");
    }
    if (stored.record.state == AgreementState::withdrawn) {
        return problem(ProblemCode::conflict, "A withdrawn agreement stays withdrawn; a new one is recorded instead.");
    }
    if (change.on < stored.record.state_since) {
        return invalid("The agreement changed later than that already.", "on");
    }
    stored.record.state = change.state;
    stored.record.allows_publication = change.allows_publication;
    stored.record.state_since = change.on;
    stored.record.state_reason = change.reason;
    MINKA_TRY(writer.change(stored.record, stored.version));
    return {};
}

Result<> record_waiver(storage::Writer& writer, const AgreementWaiver& waiver) {
    constexpr std::size_t shortest_reason = 20;
    if (trim(waiver.reason).size() < shortest_reason) {
        return invalid("A waiver explains in a sentence why there is no agreement.", "waiver.reason");
    }
    if (waiver.first_signer_id == waiver.second_signer_id) {
        return invalid("Two different people sign a waiver.", "waiver.second_signer_id");
    }
    return writer.create(waiver);
}

Result<std::int64_t> record_decision(storage::Writer& writer, CycleDecision decision) {
    for (const auto* text : {&decision.subject, &decision.decision, &decision.rationale, &decision.decided_by}) {
        if (trim(*text).empty()) {
            return invalid("A decision says on what, what, why and by whom.", "decision");
        }
    }
    MINKA_TRY(refuse_identity_number(decision.decided_by, "decision.decided_by"));
    MINKA_TRY_ASSIGN(const auto earlier, writer.all<CycleDecision>("AND cycle_id = $2", decision.cycle_id));
    decision.number = static_cast<std::int64_t>(earlier.size()) + 1;
    MINKA_TRY(writer.create(decision));
    return decision.number;
}

Result<> check_participation(const SchoolParticipation* last, const SchoolParticipation& next) {
    using enum ParticipationState;
    const bool needs_reason = next.state == paused || next.state == exited;
    if (needs_reason && (!next.reason || trim(*next.reason).empty())) {
        return invalid("A pause or an exit has its reason.", "participation.reason");
    }
    if (last == nullptr) {
        return {};
    }
    if (next.since <= last->since) {
        return invalid("The school has been " + name_of(last->state) + " since " + last->since.text() +
                           "; a new state begins later.",
                       "participation.since");
    }
    if (!may_follow(last->state, next.state)) {
        return invalid("A school that is " + name_of(last->state) + " cannot become " + name_of(next.state) + ".",
                       "participation.state");
    }
    return {};
}

Result<> set_participation(storage::Writer& writer, const SchoolParticipation& participation) {
    MINKA_TRY_ASSIGN(const auto rows,
                     writer.all<SchoolParticipation>("AND cycle_id = $2 AND school_id = $3 ORDER BY since",
                                                     participation.cycle_id, participation.school_id));
    MINKA_TRY(check_participation(rows.empty() ? nullptr : &rows.back().record, participation));
    return writer.create(participation);
}

Result<std::vector<SchoolParticipation>> participations(storage::Reader& reader, const CycleId& cycle,
                                                        const registry::TwoTimes& times) {
    if (times.known_at == end_of_time) {
        MINKA_TRY_ASSIGN(const auto rows,
                         reader.all<SchoolParticipation>("AND cycle_id = $2 AND since <= $3" + std::string(by_date),
                                                         cycle, times.as_of));
        return latest_states(rows);
    }
    MINKA_TRY_ASSIGN(const auto rows, reader.all_known<SchoolParticipation>(
                                          times.known_at, "AND cycle_id = $3 AND since <= $4" + std::string(by_date),
                                          cycle, times.as_of));
    return latest_states(rows);
}

Result<std::vector<SchoolParticipation>> participations_of(storage::Reader& reader, const CycleId& cycle,
                                                           const std::vector<Uuid>& schools,
                                                           const registry::TwoTimes& times) {
    std::vector<storage::Stored<SchoolParticipation>> rows;
    MINKA_TRY(registry::each_among(
        reader,
        "SELECT version, recorded_at" + storage::record_column_list<SchoolParticipation>() + " FROM " +
            registry::table_known("school_participation", times.known_at, "$2") +
            " WHERE programme_id = $1 AND recorded_at <= $2 AND cycle_id = $3 AND since <= $4 AND school_id",
        by_date, schools,
        [&](const storage::Row& row) -> Result<> {
            rows.push_back(storage::record_from_row<SchoolParticipation>(row));
            return {};
        },
        reader.programme(), times.known_at, cycle, times.as_of));
    return latest_states(rows);
}

Result<storage::Stored<Cycle>> cycle_by_code(storage::Reader& reader, const std::string& code) {
    MINKA_TRY_ASSIGN(const auto cycles, reader.all<Cycle>("ORDER BY code"));
    std::string known;
    for (const auto& cycle : cycles) {
        if (cycle.record.code == code) {
            return cycle;
        }
        known += (known.empty() ? "" : ", ") + cycle.record.code;
    }
    return problem(ProblemCode::not_found,
                   known.empty() ? "The programme has no cycle yet."
                                 : "There is no cycle '" + code + "'; there is: " + known + ".",
                   "cycle");
}

}  // namespace minka::programme
