#include "forms/review.h"

#include "base/text.h"

#include <algorithm>
#include <array>

namespace minka::forms {

namespace {

constexpr std::size_t longest_comment = 10'000;

}  // namespace

Result<> set_review_state(storage::Writer& writer, const SubmissionReviewId& fresh, const SubmissionId& submission,
                          std::string_view state) {
    constexpr std::array states{std::string_view("hasIssues"), std::string_view("edited"), std::string_view("approved"),
                                std::string_view("rejected")};
    const bool is_received = state.empty() || state == "received";
    if (!is_received && std::ranges::find(states, state) == states.end()) {
        return invalid("Here belongs received, hasIssues, edited, approved or rejected.", "reviewState");
    }
    MINKA_TRY_ASSIGN(auto held, writer.all<SubmissionReview>("AND submission_id = $2", submission));
    if (held.empty()) {
        return is_received ? Result<>{} : writer.create(SubmissionReview{fresh, submission, std::string(state)});
    }
    auto& review = held.front();
    review.record.state = is_received ? "received" : std::string(state);
    MINKA_TRY(writer.change(review.record, review.version));
    return {};
}

Result<SubmissionComment> add_comment(storage::Writer& writer, const privacy::Vault& vault, SubmissionComment comment,
                                      std::string_view text) {
    const auto words = trim(text);
    if (words.empty() || words.size() > longest_comment || !is_utf8(words)) {
        return invalid("A comment has words, and at most 10,000 bytes of them.", "body");
    }
    MINKA_TRY_ASSIGN(comment.body, vault.seal(writer, comment.submission_id.uuid, words));
    MINKA_TRY(writer.create(comment));
    return comment;
}

Result<std::vector<ReadComment>> comments_of(storage::Reader& reader, const privacy::Vault& vault,
                                             const SubmissionId& submission) {
    MINKA_TRY_ASSIGN(auto stored,
                     reader.all<SubmissionComment>("AND submission_id = $2 ORDER BY written_at, id", submission));
    std::vector<ReadComment> comments;
    for (auto& one : stored) {
        MINKA_TRY_ASSIGN(auto text, vault.open(reader, submission.uuid, one.record.body));
        comments.push_back({std::move(one.record), std::move(text)});
    }
    return comments;
}

}  // namespace minka::forms
