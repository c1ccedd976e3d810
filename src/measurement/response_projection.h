#pragma once

#include "forms/submission.h"

#include <string>
#include <string_view>

namespace minka::measurement {

/// The kind of form that carries survey answers; the form of an index is "responses:<index code>".
inline constexpr std::string_view response_form_kind = "responses";

std::string response_form_name(std::string_view index_code);

/// Unpacks a submission of answers into `response_batch`, `response_form` and `response_block`.
class ResponseProjection final : public forms::Projection {
public:
    std::string_view form_kind() const override { return response_form_kind; }
    /// Problems: those of decode_response_batch; `not_found` when the wave or a school is not in the programme;
    /// `conflict` when the wave has another instrument than the form.
    Result<> project(storage::Writer& writer, const forms::Submission& submission, std::string_view content) override;
    Result<> withdraw(storage::Writer& writer, const forms::Submission& submission) override;
    Result<> clear(storage::Writer& writer) override;
};

}  // namespace minka::measurement
