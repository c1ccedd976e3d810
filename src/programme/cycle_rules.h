#pragma once

#include "programme/cycle.h"
#include "programme/programme_stages.h"
#include "registry/scope.h"
#include "storage/writer.h"

#include <string>
#include <vector>

namespace minka::programme {

/// One thing that a gate asks for and does not find, in a sentence for people.
struct MissingRequirement {
    GateRequirement requirement{};
    std::string sentence;
};

/// A cycle of at most `rules.months` months. Problems: `invalid_input` for its dates; `conflict` for a code in use.
Result<> open_cycle(storage::Writer& writer, const Cycle& cycle, const CycleRules& rules);

/// What stands between a cycle and running at a date: every school that takes part must be covered by an agreement in
/// force (its own, or one of a territory it lies in, in either tree) or by the cycle's waiver, and the programme's
/// other requirements must be on record. Empty: it may run.
Result<std::vector<MissingRequirement>> missing_for_running(storage::Reader& reader, const CycleId& cycle,
                                                            const CycleRules& rules, LocalDate on);

/// Moves a cycle to the next state of its life. Problems: `invalid_input` for a step that is not the next one;
/// `not_ready` with everything that is missing.
Result<> advance_cycle(storage::Writer& writer, const CycleId& cycle, CycleState to, const CycleRules& rules,
                       LocalDate on);

/// Problems: `invalid_input` without authority, proof, sectors or language, when neither or both of territory and
/// school are named, when it expires before it begins, and when a community of fewer people than sectors is said to be
/// present.
Result<> record_agreement(storage::Writer& writer, const CommunityAgreement& agreement);

/// The community suspends, withdraws or resumes what it agreed to, or forbids publication, with its reason.
struct AgreementChange {
    CommunityAgreementId agreement;
    AgreementState state{};
    bool allows_publication = true;
    LocalDate on;
    std::string reason;
};
Result<> change_agreement(storage::Writer& writer, const AgreementChange& change);

/// Two different people sign that a cycle runs without an agreement. Problems: `invalid_input` for a reason of fewer
/// than twenty characters or one person signing twice; `conflict` when there is a waiver already.
Result<> record_waiver(storage::Writer& writer, const AgreementWaiver& waiver);

/// While a cycle runs its design changes only by numbered decisions. The number is given here.
Result<std::int64_t> record_decision(storage::Writer& writer, CycleDecision decision);

/// Whether a school may go from its last state in a cycle (none: nullptr) to the next. Problems: `invalid_input` for a
/// step that the life of a participation does not have, one that does not begin later, or a pause or exit without a
/// reason.
Result<> check_participation(const SchoolParticipation* last, const SchoolParticipation& next);

/// Problems: those of check_participation.
Result<> set_participation(storage::Writer& writer, const SchoolParticipation& participation);

/// The state of every school of a cycle at a date, as known at an instant.
Result<std::vector<SchoolParticipation>> participations(storage::Reader& reader, const CycleId& cycle,
                                                        const registry::TwoTimes& times);

/// The same for some schools alone, those of a page of a list.
Result<std::vector<SchoolParticipation>> participations_of(storage::Reader& reader, const CycleId& cycle,
                                                           const std::vector<Uuid>& schools,
                                                           const registry::TwoTimes& times);

/// The schools whose community forbids publication of what concerns it, or has suspended or withdrawn its agreement.
Result<std::vector<registry::SchoolId>> unpublishable_schools(storage::Reader& reader, const CycleId& cycle,
                                                              const registry::TwoTimes& times);

/// Problems: `not_found`, with the codes there are.
Result<storage::Stored<Cycle>> cycle_by_code(storage::Reader& reader, const std::string& code);

}  // namespace minka::programme
