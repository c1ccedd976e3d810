#pragma once

#include "forms/instance_intake.h"
#include "privacy/envelope.h"

#include <string>

namespace minka::forms {

/// The kind of form under which envelopes wait in quarantine that could not be opened or understood: "envelope".
inline constexpr std::string_view envelope_kind = "envelope";

/// What became of an envelope; with it a receipt can be made, today or when the same envelope comes again.
struct EnvelopeArrival {
    Acceptance acceptance{};
    std::string hash;       ///< SHA-256 of the envelope, in lower-case hexadecimal.
    LocalDate received_on;  ///< The day its content came first.
};

/// Takes what a phone sealed: opens it and takes the filled form within as `take_instance` does, or keeps the notice of
/// danger. What cannot be opened or understood is kept in quarantine as it came, and acknowledged. Returns when all of
/// it is on disk.
///
/// `carrier` brought it; who filled the form in stands, if anywhere, in its answers. Nothing of the carrier is kept for
/// anonymous and unknown forms, notices of danger, and envelopes in quarantine. Of an envelope itself nothing stays
/// once it was understood: a phone's receipts lead to no anonymous sheet.
///
/// Problems: `busy`, `storage_failed`; `too_large` for a file above 32 MiB within.
Result<EnvelopeArrival> take_envelope(storage::Database& database, SubmissionBook& book, const ProgrammeId& programme,
                                      const Bearer& carrier, ByteView envelope);

/// Tries an envelope in quarantine again, within the transaction of its replay: what it holds is taken as if it came
/// now, and the envelope is emptied. Problems: why it cannot be opened or understood still.
Result<> open_waiting_envelope(storage::Writer& writer, SubmissionBook& book, const SubmissionId& waiting,
                               std::string_view envelope);

/// A signed statement that an envelope is on disk.
struct EnvelopeReceipt {
    std::string envelope;  ///< Its hash.
    LocalDate received_on;
    ProgrammeId programme;
    privacy::ProgrammeKeyId key;
    std::string signature;  ///< In base 64 for addresses, without padding.
};

/// The text that is signed: "minka receipt 1\n<programme>\n<envelope>\n<received_on>".
std::string receipt_text(const ProgrammeId& programme, const EnvelopeArrival& arrival);

/// Problems: those of the database; `integrity_broken`.
Result<EnvelopeReceipt> receipt_of(storage::Database& database, const privacy::Vault& vault,
                                   const ProgrammeId& programme, const EnvelopeArrival& arrival);

}  // namespace minka::forms
