#pragma once

#include "forms/export/submission_export.h"
#include "web/call.h"

#include <cstdint>
#include <memory>
#include <string>

namespace minka::web {

/// What the visitor's role and land let them see of a form's submissions.
struct CentralSight {
    forms::ExportLayout layout;
    /// Whether a submission lies in their land and in no withheld school; empty when all do.
    std::function<Result<bool>(const forms::FeedRow&)> content;
    std::optional<Uuid> agreement;  ///< Under which rows of an anonymous form are seen.
};

/// A submission stands where the visit or the school that its form binds (facts ending in ".visit" and ".school") is,
/// and one that binds neither where the account that sent it works. Over a part of the programme only those are seen
/// that stand in it; over the whole, all but those of withheld schools.
///
/// Problems: `not_found` for a form that was not released; `forbidden` for an anonymous form, unless the visitor is an
/// evaluator with an agreement in force.
Result<CentralSight> central_sight(const Call& call, const std::string& form_id);

/// An account as ODK Central numbers its own: tools take nothing but a whole number. Always the same for the same
/// account; from 1 to 2^48.
std::int64_t central_number(const Uuid& account);

/// The submission that an instance id means, in its version in force; what the visitor may not see is not there.
/// Problems: `not_found`; those of central_sight.
struct CentralSubmission {
    forms::FeedRow row;
    CentralSight sight;
};
Result<CentralSubmission> require_central_submission(const Call& call);

}  // namespace minka::web
