#include "forms/submission_foresight.h"

#include "forms/choice_codes.h"

#include <algorithm>
#include <iterator>

namespace minka::forms {

storage::Foresight foresee(SubmissionBook& book, const ProgrammeId& programme, const SealedDraft& sealed) {
    const auto& draft = sealed.draft;
    if (draft.supersedes) {
        return {};
    }
    const std::vector<storage::Value> key{storage::to_value(programme), storage::to_value(draft.instance)};
    storage::Foresight foresight{{draft.instance.uuid},
                                 {{std::string(stored_under_question), key}, {std::string(correction_question), key}}};
    if (draft.instance_read == nullptr) {
        return foresight;
    }
    const auto& instance = *draft.instance_read;
    const auto form = book.forms().remembered(programme, instance.form_id(), instance.form_version());
    if (form == nullptr) {
        return foresight;
    }
    for (const auto& binding : form->bindings) {
        if (const auto* fact = dynamic_cast<ForeseeingFact*>(book.projections().of_fact(binding.fact))) {
            // Rows that cannot be read are told when they are projected.
            if (const auto rows = in_meanings(form->release, binding, fact_rows(instance, binding))) {
                auto questions = fact->questions_of(programme, *rows);
                std::ranges::move(questions, std::back_inserter(foresight.questions));
            }
        }
    }
    return foresight;
}

}  // namespace minka::forms
