#pragma once

#include "forms/submission.h"
#include "storage/writer.h"

#include <boost/describe/class.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace minka::forms {

using SubmissionReviewId = Id<struct SubmissionReviewTag>;
using SubmissionCommentId = Id<struct SubmissionCommentTag>;

/// What somebody who read a submission says of it. One that was not reviewed has none: "received".
struct SubmissionReview {
    SubmissionReviewId id;
    SubmissionId submission_id;  ///< The version in force.
    std::string state;           ///< "hasIssues", "edited", "approved", "rejected", as ODK Central calls them.
};
BOOST_DESCRIBE_STRUCT(SubmissionReview, (), (id, submission_id, state))

struct SubmissionComment {
    SubmissionCommentId id;
    SubmissionId submission_id;  ///< The first of the chain of corrections.
    Uuid author_id;
    Instant written_at;
    storage::Sealed body;  ///< Under the submission's key.
};
BOOST_DESCRIBE_STRUCT(SubmissionComment, (), (id, submission_id, author_id, written_at, body))

/// "received", or empty, takes the review away. Problems: `invalid_input` for another word; `not_found`.
Result<> set_review_state(storage::Writer& writer, const SubmissionReviewId& fresh, const SubmissionId& submission,
                          std::string_view state);

/// Problems: `invalid_input` for a comment without words or above 10,000 bytes; `forbidden` after erasure.
Result<SubmissionComment> add_comment(storage::Writer& writer, const privacy::Vault& vault, SubmissionComment comment,
                                      std::string_view text);

struct ReadComment {
    SubmissionComment comment;
    std::string text;
};
/// The oldest first. Problems: `forbidden` after erasure.
Result<std::vector<ReadComment>> comments_of(storage::Reader& reader, const privacy::Vault& vault,
                                             const SubmissionId& submission);

}  // namespace minka::forms

template <>
inline constexpr std::string_view minka::storage::record_table<minka::forms::SubmissionReview> = "submission_review";
template <>
inline constexpr std::string_view minka::storage::record_table<minka::forms::SubmissionComment> = "submission_comment";
