#pragma once

#include "forms/submission.h"
#include "privacy/vault.h"
#include "registry/school.h"

#include <string>
#include <string_view>

namespace minka::measurement {

/// The kind of form that carries survey answers; the form of an index is "responses:<index code>".
inline constexpr std::string_view response_form_kind = "responses";

std::string response_form_name(std::string_view index_code);

/// Unpacks a submission of answers into `response_batch`, `response_form` and `response_block`.
///
/// The answers of a block are sealed under a key of the programme: a block of a head, or of a school's only teacher, is
/// what one person answered. The persons behind linked answers follow them in the block, under the cycle's key as
/// well. They come out the same when all is projected again.
class ResponseProjection final : public forms::Projection {
public:
    explicit ResponseProjection(const privacy::Vault& vault) : vault_(vault) {}

    std::string_view form_kind() const override { return response_form_kind; }
    /// Problems: those of decode_response_batch; `not_found` when the wave or a school is not in the programme;
    /// `conflict` when the wave has another instrument than the form.
    Result<> project(storage::Writer& writer, const forms::Submission& submission, std::string_view content) override;
    Result<> withdraw(storage::Writer& writer, const forms::Submission& submission) override;
    Result<> clear(storage::Writer& writer) override;

private:
    const privacy::Vault& vault_;
};

/// The rows of one batch of answers, for whatever submission they come from.
struct ResponseBatch;
Result<> write_response_batch(storage::Writer& writer, const privacy::Vault& vault,
                              const forms::SubmissionId& submission, const ResponseBatch& batch);
Result<> withdraw_response_batch(storage::Writer& writer, const forms::SubmissionId& submission);
Result<> clear_response_batches(storage::Writer& writer);

/// The subject whose key seals the answers of a programme's blocks; it is never erased.
inline constexpr Uuid response_block_subject{
    {0x6d, 0x69, 0x6e, 0x6b, 0x61, 0x00, 0x80, 0x00, 0x80, 0x00, 0, 0, 0, 0, 0, 7}};

/// What a block's answers are bound to: moved to another school, group or submission they do not open.
Bytes response_block_context(const forms::SubmissionId& submission, std::string_view informant,
                             const registry::SchoolId& school);

}  // namespace minka::measurement
