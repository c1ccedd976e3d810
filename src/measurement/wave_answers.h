#pragma once

#include "measurement/response_batch.h"
#include "measurement/wave_frame.h"
#include "privacy/vault.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace minka::measurement {

/// The answers of one informant group in a wave, in the order of the form that the index has now.
struct InformantAnswers {
    ResponseForm form;
    std::vector<std::uint32_t> schools;  ///< One a row: place in WaveAnswers::schools; ascending.
    std::vector<std::uint8_t> answers;   ///< Rows x items.
    /// By place in WaveAnswers::schools; nothing where nobody counted.
    std::vector<std::optional<std::int64_t>> eligible;
    std::vector<PersonKey> persons;  ///< One a row, or empty where nobody is tied to a code.

    std::size_t row_count() const { return schools.size(); }
};

struct WaveAnswers {
    programme::Wave wave;
    std::vector<registry::SchoolId> schools;  ///< The cycle's, and every school with answers; by id.
    /// Of each school, as the register has it; empty when nobody looked it up.
    std::vector<std::optional<registry::Zone>> zones{};
    std::vector<InformantAnswers> informants;  ///< Of the index, in its order; also those without answers.
    std::vector<Uuid> batches;                 ///< The submissions they come from, by id.
    bool links_destroyed = false;              ///< The wave was linked, and the cycle's key is erased.
};

/// When sheets are known that the ledger counts by the day and does not name: when the day is over, in UTC.
Instant end_of_day(LocalDate day);

/// Everything that was answered in a wave, as it was known at an instant.
///
/// Items are matched by their codes: an item that a submission does not have is unanswered in it.
///
/// Problems: `conflict` when an item has another number of categories than it had; `not_ready` when `known_at` lies
/// before the correction of a submission that had arrived by then: its answers are sealed, not in the tables.
/// Those of privacy::Vault::key_for_opening; `integrity_broken` when a block's answers do not open.
Result<WaveAnswers> read_wave_answers(storage::Reader& reader, const privacy::Vault& vault, const WaveFrame& frame,
                                      Instant known_at = end_of_time);

}  // namespace minka::measurement
