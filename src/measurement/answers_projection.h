#pragma once

#include "forms/submission.h"
#include "privacy/vault.h"

namespace minka::measurement {

/// "answers": a sheet of the index that was filled in the field. Fields: `wave` (its code) and `cycle` (its code;
/// without it the cycle that holds the date `on`), `school` (its identifier, its code or that of one of its sites),
/// `informant`, `agreed` (no: the person did not want to answer, and the sheet leaves no rows), and `item.<code>` for
/// each item: the value of a category; empty is no answer, and an item that is not asked of the informant must be
/// empty. A repeated group is a sheet for each repetition.
///
/// Each submission becomes rows of `response_batch`, `response_form` and `response_block` as an imported file does;
/// the identifiers of its answers come from that of the submission, so that they are the same when all is projected
/// again. Sheets that come after the wave was closed are taken: data arrives weeks late.
///
/// Problems: those of find_wave; `not_ready` for a wave that is a draft or ties answers by a code, and for an informant
/// with a code of their own; `forbidden` for a form that is not anonymous; `invalid_input` and `not_found` with the
/// field and the row.
class AnswersProjection final : public forms::FactProjection {
public:
    explicit AnswersProjection(const privacy::Vault& vault) : vault_(vault) {}

    std::string_view fact() const override { return "answers"; }
    std::vector<std::string_view> fields() const override {
        return {"cycle", "wave", "on", "school", "informant", "agreed", "item.*"};
    }
    Result<> project(storage::Writer& writer, const forms::Submission& submission,
                     std::span<const forms::FactRow> rows) override;
    Result<> withdraw(storage::Writer& writer, const forms::Submission& submission) override;
    Result<> clear(storage::Writer& writer) override;

private:
    const privacy::Vault& vault_;
};

}  // namespace minka::measurement
