#pragma once

#include "forms/submission.h"

#include <span>
#include <string>

namespace minka::forms {

/// A fact of which a filled form is shown to nobody for a time: a sheet of a pair before the other one is sealed. A
/// FactProjection that withholds is this too.
class WithholdingFact {
public:
    virtual ~WithholdingFact() = default;

    /// Whether the form these rows are of stays shut now.
    virtual Result<bool> withholds(storage::Reader& reader, std::span<const FactRow> rows) = 0;
};

/// Whether nobody may see these answers now: for feeds and exports, which read many. What cannot be read, or names a
/// version that is not here, stays shut when it names a form that withholds.
Result<bool> is_withheld(storage::Reader& reader, const Projections& projections, FormShelf& forms,
                         std::string_view content);

/// Whether some release of a form binds a fact that withholds: of other forms nothing has to be asked.
Result<bool> form_withholds(storage::Reader& reader, const Projections& projections, FormShelf& forms,
                            const std::string& form_id);

/// Whether nobody may see a submission's answers now, in quarantine or not. What cannot be read, or names a version
/// that is not here, stays shut when it names a form that withholds.
Result<bool> is_withheld(storage::Reader& reader, SubmissionBook& book, const SubmissionId& id);

/// The content for somebody's eyes: what commands, addresses and exports show. `SubmissionBook::content_of` is for
/// projections. Problems: those of content_of; `forbidden` while it is withheld.
Result<std::string> content_to_show(storage::Reader& reader, SubmissionBook& book, const SubmissionId& id);

/// Whether a submission stays shut now. That somebody asked for it is then an entry in the ledger, "submission
/// refused": to be committed before the refusal goes out. Problems: those of is_withheld, without `not_found`.
Result<bool> note_if_withheld(storage::Writer& writer, SubmissionBook& book, const SubmissionId& id);

/// `forbidden`, as content_to_show says it.
Problem withheld_problem(const SubmissionId& id);

/// What an accepted or quarantined submission says of a fact; nothing when its form does not bind it.
/// Problems: those of content_of and Instance::read; `not_found` when the form's release is not here.
Result<std::vector<FactRow>> rows_of_fact(storage::Reader& reader, SubmissionBook& book, const Submission& submission,
                                          std::string_view fact);

}  // namespace minka::forms
