#pragma once

#include "base/identifier.h"
#include "base/local_date.h"
#include "privacy/vault.h"
#include "storage/database.h"

#include <boost/describe/enum.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace minka::forms {

using SubmissionId = Id<struct SubmissionTag>;

enum class SubmissionState { accepted, quarantined };
BOOST_DESCRIBE_ENUM(SubmissionState, accepted, quarantined)

/// What arrives from a device, a colleague's phone or an imported file: immutable from here on.
struct SubmissionDraft {
    SubmissionId instance;  ///< Made by whoever captured it; the same instance may arrive many times.
    std::string form;       ///< "responses:ambiente-escolar", "visit-report".
    std::string form_version;
    std::optional<SubmissionId> supersedes;  ///< The instance this one corrects; both are kept.
    bool is_anonymous = false;               ///< Then no instant finer than a date is kept, in rows and ledger alike.
    std::string content;                     ///< Sealed under the submission's own key.
};

/// A submission as it was stored, without its content.
struct Submission {
    SubmissionId id;  ///< The instance's; another where its content is quarantined as a contradiction.
    SubmissionId instance;
    std::string form;
    std::string form_version;
    LocalDate received_on;
    SubmissionState state{};
    std::optional<std::string> reason;  ///< Why it is in quarantine.
    std::optional<SubmissionId> supersedes;
};

/// How one kind of submission becomes state. Each room implements its own; app/ wires them.
class Projection {
public:
    virtual ~Projection() = default;

    /// The forms it projects: the part of `form` before a colon.
    virtual std::string_view form_kind() const = 0;

    /// Projects one accepted submission in its own transaction. It validates all before it writes: a problem with the
    /// content (any code but `busy` and `storage_failed`) puts the submission in quarantine.
    virtual Result<> project(storage::Writer& writer, const Submission& submission, std::string_view content) = 0;

    /// Removes what `project` made of a submission, because another supersedes it or all is rebuilt.
    virtual Result<> withdraw(storage::Writer& writer, const Submission& submission) = 0;

    /// Removes every row of the programme that this projection makes.
    virtual Result<> clear(storage::Writer& writer) = 0;
};

class Projections {
public:
    void add(std::shared_ptr<Projection> projection) { projections_.push_back(std::move(projection)); }
    /// The projection of a form; null when no room knows it.
    Projection* of_form(std::string_view form) const;
    const std::vector<std::shared_ptr<Projection>>& all() const { return projections_; }

private:
    std::vector<std::shared_ptr<Projection>> projections_;
};

enum class Acceptance {
    stored,       ///< New: on disk and projected when the transaction commits.
    repeated,     ///< The same instance with the same content was there already.
    quarantined,  ///< Kept, and not projected: see the reason.
};

/// Where submissions go in and come out of a programme.
class SubmissionBook {
public:
    SubmissionBook(const privacy::Vault& vault, const Projections& projections)
        : vault_(vault), projections_(projections) {}

    /// Seals, stores and projects one submission. It is acknowledged whatever its content: one that cannot be
    /// understood, or that says something else under an instance already there, is kept in quarantine with its reason.
    Result<Acceptance> accept(storage::Writer& writer, const SubmissionDraft& draft);

    /// The stored content. Problems: `not_found`, `forbidden` after erasure, `integrity_broken`.
    Result<std::string> content_of(storage::Reader& reader, const SubmissionId& id);

    /// Every submission of the programme, by identifier; `form_kind` empty for all kinds.
    Result<std::vector<Submission>> submissions(storage::Reader& reader, std::string_view form_kind);

    /// Clears every projection and makes it again from the accepted submissions, in quarantine or not as before.
    /// The rows are the same as before. Returns how many submissions were projected.
    Result<std::int64_t> rebuild(storage::Writer& writer);

private:
    Result<Acceptance> store(storage::Writer& writer, const SubmissionDraft& draft, const SubmissionId& id,
                             SubmissionState state, std::optional<std::string> reason);

    const privacy::Vault& vault_;
    const Projections& projections_;
};

/// The programme's ledger notes and submissions that do not match, in words: a submission that was changed, is missing
/// or has no note. Empty when all is well.
Result<std::vector<std::string>> verify_submissions(storage::Reader& reader);

}  // namespace minka::forms
