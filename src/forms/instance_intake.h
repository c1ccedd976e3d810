#pragma once

#include "forms/submission.h"
#include "privacy/attachment.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace minka::forms {

/// Who brings a filled form.
struct Bearer {
    Uuid account;
    std::optional<Uuid> device;
    std::string source;  ///< "device 7f3a", "file": for the ledger.
    /// A carrier brings what somebody else may have filled in: the ledger has who it was, the submission no sender.
    enum class Part { sender, carrier } part = Part::sender;
};

/// A filled form as it arrived.
struct ArrivingInstance {
    std::string xml;
    struct File {
        std::string name;
        std::string_view content;
    };
    std::vector<File> files;  ///< Those that came along; more may come with the same XML again.
};

/// What the sender is told, and nothing that grows from one sending of the same thing to the next.
struct InstanceReceipt {
    Acceptance acceptance{};
    SubmissionId submission;
    std::string instance_id;  ///< As the form has it; empty when it has none.
    std::string form_id;
    std::string form_version;
    std::vector<std::string> missing_files;  ///< Named in the answers and not here yet.
    LocalDate received_on;                   ///< The day the same content came first.
};

/// Takes a filled form: seals it, stores it once however often it comes, projects it, keeps its files. Returns when all
/// of it is on disk. What cannot be understood is kept in quarantine; only what could not be written is a problem.
///
/// Of an anonymous form neither the bearer nor the hour is kept. So it is with a form that is not known here, which may
/// be anonymous. Problems: `busy`, `storage_failed`; `too_large` for a file above 32 MiB.
Result<InstanceReceipt> take_instance(storage::Database& database, SubmissionBook& book, const ProgrammeId& programme,
                                      const Bearer& bearer, ArrivingInstance arriving);

/// A filled form that was read and encrypted, ready for the transaction that stores it. The files are views.
struct PreparedInstance {
    SealedDraft sealed;
    InstanceReceipt receipt;
    struct File {
        privacy::AttachmentId id;
        std::string name;
        std::string_view content;
    };
    std::vector<File> files;
    std::vector<std::string> wanted_files;  ///< Named in the answers.
};

/// What preparing needs of its surroundings, within a transaction or before one.
struct IntakeRoom {
    /// A form by its id and version; null for one that is not known.
    std::function<Result<std::shared_ptr<const KnownForm>>(const std::string& id, const std::string& version)> find;
    Instant now;
    RandomSource* random = nullptr;
};
IntakeRoom room_before(storage::Database& database, SubmissionBook& book, const ProgrammeId& programme);

Result<PreparedInstance> prepare_instance(SubmissionBook& book, const ProgrammeId& programme, const Bearer& bearer,
                                          ArrivingInstance arriving, const IntakeRoom& room);

/// What the transaction that stores it is called in the ledger: of what may be anonymous it tells nobody.
storage::Act act_of(const PreparedInstance& prepared, const ProgrammeId& programme, const Bearer& bearer);

Result<InstanceReceipt> store_prepared(storage::Writer& writer, SubmissionBook& book, const PreparedInstance& prepared);

/// Stores it in a transaction, which it may share with others that come at once.
Result<InstanceReceipt> write_prepared(storage::Database& database, SubmissionBook& book, const ProgrammeId& programme,
                                       const Bearer& bearer, const PreparedInstance& prepared);

/// The identifier under which an instance is kept: its UUID when instanceID is one ("uuid:..."), otherwise one made
/// from its text; without any text, from the content, keyed.
SubmissionId submission_id_of(const privacy::Vault& vault, std::string_view instance_id, std::string_view content);

}  // namespace minka::forms
