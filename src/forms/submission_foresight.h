#pragma once

#include "forms/submission.h"
#include "storage/foresight.h"

#include <span>
#include <string_view>
#include <vector>

namespace minka::forms {

/// A fact whose projection can say what it will ask. A FactProjection that foresees is this too.
class ForeseeingFact {
public:
    virtual ~ForeseeingFact() = default;

    /// What `project` will ask with these rows, as far as it is simple to say.
    virtual std::vector<storage::Question> questions_of(const ProgrammeId& programme,
                                                        std::span<const FactRow> rows) const = 0;
};

/// What `SubmissionBook::arrive` asks of every submission, with its programme and identifier: what came under its
/// instance (identifier, state, fingerprint, day), and its accepted correction.
inline constexpr std::string_view stored_under_question =
    "SELECT id, state, fingerprint, received_on FROM submission WHERE programme_id = $1 AND id = $2 AND "
    "instance_id = $2 UNION ALL SELECT id, state, fingerprint, received_on FROM submission WHERE programme_id = $1 "
    "AND instance_id = $2 AND instance_id <> id";
inline constexpr std::string_view correction_question =
    "SELECT id FROM submission WHERE programme_id = $1 AND supersedes = $2 AND state = 'accepted'";

/// What `SubmissionBook::arrive` will ask. Of a correction nothing is foreseen: what becomes of it depends on others.
storage::Foresight foresee(SubmissionBook& book, const ProgrammeId& programme, const SealedDraft& sealed);

}  // namespace minka::forms
