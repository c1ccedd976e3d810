#pragma once

#include "forms/submission.h"
#include "measurement/response_batch.h"
#include "measurement/wave_frame.h"
#include "registry/table_import.h"

#include <optional>
#include <string>
#include <vector>

namespace minka::measurement {

/// What happens when a school has answers of the same informants in this wave already. Anonymous answers cannot be
/// matched, so that a second file of the same people would count them twice.
enum class EarlierAnswers : std::uint8_t {
    refuse,  ///< A problem that names the schools and the submission.
    add,     ///< A second delivery: other people of the same school.
};

struct ResponseImportOptions {
    registry::ImportOptions table;  ///< File, mapping, dry run, progress, stop.
    std::string cycle;              ///< Codes.
    std::string wave;
    std::string instrument;  ///< Must be the wave's; empty: the wave's.
    /// The informant of every row; when empty a column says it.
    std::string informant;
    EarlierAnswers earlier = EarlierAnswers::refuse;
    /// The submission this file corrects: its answers leave, and both are kept sealed.
    std::optional<forms::SubmissionId> replaces;
};

struct InformantCount {
    std::string informant;
    std::size_t responses = 0;
    std::size_t schools = 0;
};

struct ResponseImportReport {
    registry::ImportReport table;  ///< Rows, problems, unused columns, whether it was written.
    enum class Outcome { nothing, stored, unchanged } outcome = Outcome::nothing;  ///< `nothing`: problems or dry run.
    forms::SubmissionId submission;  ///< The new one, or for `unchanged` the one that holds the same answers.
    std::vector<InformantCount> informants;
    std::vector<std::string> notices;  ///< More responses than eligible people, schools without an eligible count.
};

/// Reads a table of answers (CSV or XLSX), one row a response: `school` (its code), `informant` unless given, one
/// column for each item by its code. A cell is the value of a category or its label in a language of the index; an
/// empty cell is no answer, and an item that is not asked of the row's informant must be empty. Every wrong cell of the
/// file is told. All of it becomes one sealed, anonymous submission, or nothing. In a wave that is linked, groups that
/// the index asks for a code have it in the column `person_code`: only its keyed hash is kept, sealed under a key of
/// the cycle.
///
/// The same answers again, in whatever order of rows, change nothing.
///
/// Problems: those of find_wave and TableImport; `conflict` for another instrument; `not_ready` for a wave that is not
/// open; `forbidden` for a linked wave of a cycle whose links were destroyed.
Result<ResponseImportReport> import_responses(storage::Database& database, const privacy::Vault& vault,
                                              forms::SubmissionBook& book, const storage::Act& act,
                                              const ResponseImportOptions& options);

/// Seals and projects answers that are already in memory, such as those of a demo: what import_responses does after
/// reading. Problems: those of make_response_batch; `invalid_input` when the submission was quarantined, with why.
Result<ResponseImportReport> store_responses(storage::Database& database, const privacy::Vault& vault,
                                             forms::SubmissionBook& book, const storage::Act& act,
                                             const WaveFrame& frame, std::span<const ResponseRows> rows,
                                             std::optional<forms::SubmissionId> replaces = std::nullopt);

/// Takes the answers of a submission out of every figure, by a correction that holds none; the submission stays sealed
/// and its withdrawal is in the ledger. Problems: `not_found` when it has no answers in any wave.
Result<forms::SubmissionId> withdraw_responses(storage::Database& database, forms::SubmissionBook& book,
                                               const storage::Act& act, const forms::SubmissionId& submission);

}  // namespace minka::measurement
