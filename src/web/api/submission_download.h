#pragma once

#include "web/api/central_sight.h"

namespace minka::web {

/// The submissions of a form as a file: written to a temporary file that has no name, and sent from there in parts, so
/// that memory grows with neither. Leaves an entry in the ledger before it answers.
///
/// Several tables come in one ZIP; so does CSV always, as ODK Central gives it. `name` is that of the file, without its
/// end. Problems: those of export_submissions; `busy` while two others are being written; `io_failed`.
Result<HttpResponse> submission_download(const Call& call, const forms::SubmissionExport& request,
                                         const std::optional<Uuid>& agreement, const std::string& name);

}  // namespace minka::web
