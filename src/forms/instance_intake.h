#pragma once

#include "forms/submission.h"

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
};

/// Takes a filled form: seals it, stores it once however often it comes, projects it, keeps its files. Returns when all
/// of it is on disk. What cannot be understood is kept in quarantine; only what could not be written is a problem.
///
/// Of an anonymous form neither the bearer nor the hour is kept. So it is with a form that is not known here, which may
/// be anonymous. Problems: `busy`, `storage_failed`; `too_large` for a file above 32 MiB.
Result<InstanceReceipt> take_instance(storage::Database& database, SubmissionBook& book, const ProgrammeId& programme,
                                      const Bearer& bearer, ArrivingInstance arriving);

/// The identifier under which an instance is kept: its UUID when instanceID is one ("uuid:..."), otherwise one made
/// from its text; without any text, from the content, keyed.
SubmissionId submission_id_of(const privacy::Vault& vault, std::string_view instance_id, std::string_view content);

}  // namespace minka::forms
