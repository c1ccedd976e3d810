#pragma once

#include "base/identifier.h"
#include "base/local_date.h"
#include "forms/form_shelf.h"
#include "privacy/key_ring.h"
#include "privacy/vault.h"
#include "storage/database.h"

#include <boost/describe/enum.hpp>

#include <memory>
#include <optional>
#include <span>
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
    /// An anonymous sheet of one person, or of a form that may be anonymous: the ledger counts it among others of its
    /// day and does not name it, and no key of its own tells when it came.
    bool is_counted_only = false;
    /// Who sent it, with what; never for an anonymous form.
    std::optional<Uuid> sender = std::nullopt;
    std::optional<Uuid> device = std::nullopt;
    /// The content as it was read already, when it is a filled form.
    std::shared_ptr<const Instance> instance_read = nullptr;
};

/// A draft with its key and ciphertext, made before the transaction that stores it.
struct SealedDraft {
    SubmissionDraft draft;
    privacy::FreshKey key;
    storage::Sealed content;
    Bytes fingerprint;
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
    bool is_anonymous = false;
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

/// The kind of form that comes from a field client: "xform:<form id>".
inline constexpr std::string_view xform_kind = "xform";
std::string xform_name(std::string_view form_id);

/// What a room makes of the facts that filled forms state; see FactBinding. The same rules as for Projection hold.
class FactProjection {
public:
    virtual ~FactProjection() = default;

    /// "attendance"
    virtual std::string_view fact() const = 0;
    /// The fields it knows: "person"; one that ends with ".*" stands for any that begins so.
    virtual std::vector<std::string_view> fields() const = 0;

    virtual Result<> project(storage::Writer& writer, const Submission& submission, std::span<const FactRow> rows) = 0;
    virtual Result<> withdraw(storage::Writer& writer, const Submission& submission) = 0;
    virtual Result<> clear(storage::Writer& writer) = 0;
};

class Projections {
public:
    void add(std::shared_ptr<Projection> projection) { projections_.push_back(std::move(projection)); }
    void add(std::shared_ptr<FactProjection> fact) { facts_.push_back(std::move(fact)); }
    /// Null when no room knows the fact.
    FactProjection* of_fact(std::string_view fact) const;
    const std::vector<std::shared_ptr<FactProjection>>& facts() const { return facts_; }
    /// "attendance.person" for every field of every fact: what a form may bind.
    std::vector<std::string> fact_fields() const;
    /// The projection of a form; null when no room knows it.
    Projection* of_form(std::string_view form) const;
    const std::vector<std::shared_ptr<Projection>>& all() const { return projections_; }

private:
    std::vector<std::shared_ptr<Projection>> projections_;
    std::vector<std::shared_ptr<FactProjection>> facts_;
};

enum class Acceptance {
    stored,       ///< New: on disk and projected when the transaction commits.
    repeated,     ///< The same instance with the same content was there already.
    quarantined,  ///< Kept, and not projected: see the reason.
};

/// Of an arrival, when the same content came first.
struct Arrival {
    Acceptance acceptance{};
    LocalDate received_on;
};

/// The entries of the ledger that stand for one submission, and for a batch of anonymous ones.
inline constexpr std::string_view submission_note = "submission";
inline constexpr std::string_view anonymous_batch_note = "anonymous submissions";

/// Where submissions go in and come out of a programme. All functions may be called from several threads.
class SubmissionBook {
public:
    SubmissionBook(const privacy::Vault& vault, const Projections& projections)
        : vault_(vault), projections_(projections) {}

    /// Encrypts a draft; no transaction is needed.
    SealedDraft seal(const ProgrammeId& programme, SubmissionDraft draft) const;

    /// Stores and projects one submission. It is acknowledged whatever its content: one that cannot be understood, or
    /// that says something else under an instance already there, is kept in quarantine with its reason.
    ///
    /// A correction may come before what it corrects: what is projected does not depend on their order. A second
    /// correction of the same submission is quarantined, for a person to decide between the two.
    Result<Acceptance> accept_sealed(storage::Writer& writer, const SealedDraft& sealed);
    Result<Acceptance> accept(storage::Writer& writer, const SubmissionDraft& draft);
    /// The same, with the day.
    Result<Arrival> arrive(storage::Writer& writer, const SealedDraft& sealed);

    /// The stored content. Problems: `not_found`, `forbidden` after erasure, `integrity_broken`.
    Result<std::string> content_of(storage::Reader& reader, const SubmissionId& id);

    /// Every submission of the programme, by identifier; `form_kind` empty for all kinds.
    Result<std::vector<Submission>> submissions(storage::Reader& reader, std::string_view form_kind);
    /// Those in quarantine, by identifier.
    Result<std::vector<Submission>> quarantined(storage::Reader& reader);
    /// Problems: `not_found`.
    Result<Submission> require(storage::Reader& reader, const SubmissionId& id);

    /// Tries a quarantined submission again, because its cause was mended: a form was released, a person registered.
    /// `quarantined` when the cause stands, with its present reason. A contradiction (the same instance with other
    /// content) stays: it is a person's to decide. Problems: `not_found`; `conflict` when it is not in quarantine.
    Result<Acceptance> replay(storage::Writer& writer, const SubmissionId& id);

    /// Clears every projection and makes it again from the accepted submissions, in quarantine or not as before.
    /// The rows are the same as before. Returns how many submissions were projected.
    Result<std::int64_t> rebuild(storage::Writer& writer);

    const Projections& projections() const { return projections_; }
    FormShelf& forms() { return forms_; }
    const privacy::Vault& vault() const { return vault_; }

private:
    struct Arriving;
    Result<Acceptance> store(storage::Writer& writer, const SealedDraft& sealed, SubmissionState state,
                             std::optional<std::string> reason);
    Result<Acceptance> store_contradiction(storage::Writer& writer, const SealedDraft& sealed);
    Result<std::optional<std::string>> settle(storage::Writer& writer, const Arriving& arriving);
    Result<> project(storage::Writer& writer, const Arriving& arriving);
    Result<> project_instance(storage::Writer& writer, const Arriving& arriving);
    Result<> withdraw(storage::Writer& writer, const Submission& submission);

    const privacy::Vault& vault_;
    const Projections& projections_;
    FormShelf forms_;
};

/// The programme's ledger notes and submissions that do not match, in words: a submission that was changed, is missing
/// or has no note. Empty when all is well.
Result<std::vector<std::string>> verify_submissions(storage::Reader& reader);

}  // namespace minka::forms
