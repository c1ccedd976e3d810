#pragma once

#include "forms/submission.h"

#include <boost/describe/enum.hpp>

#include <optional>
#include <string>
#include <vector>

namespace minka::forms {

enum class ConflictKind {
    second_correction,  ///< Two people corrected one submission.
    other_content,      ///< The same instance came again and says something else.
};
BOOST_DESCRIBE_ENUM(ConflictKind, second_correction, other_content)

/// Two submissions of which only a person can say which one holds. Both are kept, whatever is decided.
struct Conflict {
    ConflictKind kind{};
    SubmissionId theirs;               ///< The one that came second and waits in quarantine.
    SubmissionId mine;                 ///< The one that holds.
    std::optional<SubmissionId> base;  ///< What both correct; nothing when the same instance came twice.
    std::string form;
    LocalDate received_on;  ///< Of theirs.
};

/// Those that nobody decided, by the second one's identifier.
Result<std::vector<Conflict>> conflicts(storage::Reader& reader);

/// Problems: `not_found` when there is no such conflict, or it was decided.
Result<Conflict> require_conflict(storage::Reader& reader, const SubmissionId& theirs);

enum class Decision { keep_mine, take_theirs };

/// Decides a conflict. Taken, theirs becomes a correction of mine, and is projected in its place; kept, mine stays and
/// theirs remains in quarantine with the decision as its reason. The ledger has who decided what.
///
/// Problems: as require_conflict; `conflict` when theirs cannot be projected (its reason is in the message).
Result<> decide_conflict(storage::Writer& writer, SubmissionBook& book, const SubmissionId& theirs, Decision decision);

/// One question in which the two differ, or either differs from the base.
struct Difference {
    std::string path;  ///< "grupo/edad", "hijo[2]/nombre"
    std::string base;
    std::string mine;
    std::string theirs;
};

/// Question by question, in the order of mine; identifiers of the submissions themselves are left out.
/// Problems: those of content_to_show.
Result<std::vector<Difference>> differences(storage::Reader& reader, SubmissionBook& book, const Conflict& conflict);

}  // namespace minka::forms
