#pragma once

#include "planning/visit.h"
#include "planning/visit_tables.h"
#include "registry/scope.h"
#include "storage/writer.h"

#include <map>
#include <vector>

namespace minka::planning {

/// A pair with who is in it on a date.
struct PairOnDate {
    storage::Stored<MediatorPair> pair;
    std::vector<registry::PersonId> people;
};

/// Keeps a pair with its first people.
///
/// Problems: `invalid_input` for fewer than two people or one of them twice, no code, hours or nights that no week has,
/// an end that is not after the start, days away that cannot be read; `conflict` for a code in use and for somebody who
/// is in another pair at the time; `not_found` for the base.
Result<> form_pair(storage::Writer& writer, const MediatorPair& pair, const std::vector<PairMember>& people);

/// Somebody leaves a pair, or the pair ends for all. Problems: `not_found`; `conflict` when they left before.
Result<> leave_pair(storage::Writer& writer, const MediatorPairId& pair, const registry::PersonId& person,
                    LocalDate on);
Result<> end_pair(storage::Writer& writer, const MediatorPairId& pair, LocalDate on);

/// The pairs that stand on a date, by code.
Result<std::vector<PairOnDate>> pairs_on(storage::Reader& reader, LocalDate on);

/// Problems: `not_found` for a code no pair has.
Result<storage::Stored<MediatorPair>> pair_by_code(storage::Reader& reader, const std::string& code);

/// The pairs somebody is in on a date.
Result<std::vector<MediatorPairId>> pairs_of(storage::Reader& reader, const registry::PersonId& person, LocalDate on);

/// How many people a pair has on a date; 0 when it does not stand.
Result<std::int64_t> people_of_pair(storage::Reader& reader, const MediatorPairId& pair, LocalDate on);

/// "2026-05-04/2026-05-08;2026-06-01" as ranges. Problems: `invalid_input`.
Result<std::vector<DateRange>> days_away(const std::string& text);

}  // namespace minka::planning
