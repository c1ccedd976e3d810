#pragma once

#include "forms/submission.h"
#include "privacy/attachment.h"

#include <string>
#include <string_view>
#include <vector>

namespace minka::forms {

/// A file that belongs to a submission, under its name in the answers.
struct SubmissionFile {
    std::string name;
    privacy::AttachmentId attachment;
};

/// Keeps a file of a stored submission, encrypted under the submission's key. The same name with the same content is
/// kept once; the same name with other content is kept beside it. Returns whether it was new.
/// Problems: those of store_attachment, for any type of file.
Result<bool> store_submission_file(storage::Writer& writer, const privacy::Vault& vault, const SubmissionId& submission,
                                   const privacy::AttachmentId& fresh, std::string_view name, std::string_view content);

/// By name. Problems: `forbidden` when the submission was erased.
Result<std::vector<SubmissionFile>> files_of_submission(storage::Reader& reader, const privacy::Vault& vault,
                                                        const SubmissionId& submission);

/// The names of files that a filled form refers to.
std::vector<std::string> files_named_in(const Instance& instance, const XFormDocument& form);

}  // namespace minka::forms
