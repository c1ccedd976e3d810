#include "forms/withheld.h"

#include "forms/choice_codes.h"

#include <algorithm>
#include <set>

namespace minka::forms {

namespace {

WithholdingFact* withholding(const Projections& projections, const FactBinding& binding) {
    return dynamic_cast<WithholdingFact*>(projections.of_fact(binding.fact));
}

// The forms of which some release binds a fact that withholds.
Result<std::set<std::string>> withholding_forms(storage::Reader& reader, const Projections& projections,
                                                FormShelf& shelf) {
    std::set<std::string> found;
    MINKA_TRY_ASSIGN(const auto releases, form_releases(reader));
    for (const auto& release : releases) {
        MINKA_TRY_ASSIGN(const auto form, shelf.find(reader, release.form_id, release.version));
        if (form != nullptr && std::ranges::any_of(form->bindings, [&](const FactBinding& binding) {
                return withholding(projections, binding) != nullptr;
            })) {
            found.insert(release.form_id);
        }
    }
    return found;
}

Result<bool> names_withholding_form(storage::Reader& reader, const Projections& projections, FormShelf& shelf,
                                    std::string_view content) {
    MINKA_TRY_ASSIGN(const auto forms, withholding_forms(reader, projections, shelf));
    return std::ranges::any_of(forms, [&](const std::string& form) { return content.contains(form); });
}

}  // namespace

Result<bool> is_withheld(storage::Reader& reader, const Projections& projections, FormShelf& forms,
                         std::string_view content) {
    const auto instance = Instance::read(content);
    if (!instance) {
        return names_withholding_form(reader, projections, forms, content);
    }
    MINKA_TRY_ASSIGN(const auto form, forms.find(reader, instance->form_id(), instance->form_version()));
    if (form == nullptr) {
        return names_withholding_form(reader, projections, forms, content);
    }
    for (const auto& binding : form->bindings) {
        if (auto* fact = withholding(projections, binding)) {
            MINKA_TRY_ASSIGN(const auto rows, in_meanings(form->release, binding, fact_rows(*instance, binding)));
            MINKA_TRY_ASSIGN(const bool is_shut, fact->withholds(reader, rows));
            if (is_shut) {
                return true;
            }
        }
    }
    return false;
}

Result<bool> form_withholds(storage::Reader& reader, const Projections& projections, FormShelf& forms,
                            const std::string& form_id) {
    MINKA_TRY_ASSIGN(const auto found, withholding_forms(reader, projections, forms));
    return found.contains(form_id);
}

Result<bool> is_withheld(storage::Reader& reader, SubmissionBook& book, const SubmissionId& id) {
    MINKA_TRY_ASSIGN(const auto submission, book.require(reader, id));
    if (!submission.form.starts_with(xform_kind)) {
        return false;
    }
    MINKA_TRY_ASSIGN(const auto content, book.content_of(reader, id));
    return is_withheld(reader, book.projections(), book.forms(), content);
}

Result<std::string> content_to_show(storage::Reader& reader, SubmissionBook& book, const SubmissionId& id) {
    MINKA_TRY_ASSIGN(const bool is_shut, is_withheld(reader, book, id));
    if (is_shut) {
        return std::unexpected(withheld_problem(id));
    }
    return book.content_of(reader, id);
}

Result<bool> note_if_withheld(storage::Writer& writer, SubmissionBook& book, const SubmissionId& id) {
    MINKA_TRY_ASSIGN(const auto form,
                     writer.value<std::string>("SELECT form FROM submission WHERE programme_id = $1 AND id = $2",
                                               writer.programme(), id));
    if (!form) {
        return false;
    }
    MINKA_TRY_ASSIGN(const bool is_shut, is_withheld(writer, book, id));
    if (is_shut) {
        MINKA_TRY(writer.note("submission refused", id.uuid, {{"form", storage::to_value(*form)}}));
    }
    return is_shut;
}

Problem withheld_problem(const SubmissionId& id) {
    return {ProblemCode::forbidden,
            "This is a sheet of a pair: nobody sees it before both are sealed, or two people release it.",
            to_string(id)};
}

Result<std::vector<FactRow>> rows_of_fact(storage::Reader& reader, SubmissionBook& book, const Submission& submission,
                                          std::string_view fact) {
    MINKA_TRY_ASSIGN(const auto content, book.content_of(reader, submission.id));
    MINKA_TRY_ASSIGN(const auto instance, Instance::read(content));
    MINKA_TRY_ASSIGN(const auto form, book.forms().find(reader, instance.form_id(), instance.form_version()));
    if (form == nullptr) {
        return problem(ProblemCode::not_found,
                       "The form " + instance.form_id() + " was not released in this programme.", "form");
    }
    const auto binding = std::ranges::find(form->bindings, fact, &FactBinding::fact);
    if (binding == form->bindings.end()) {
        return std::vector<FactRow>();
    }
    return in_meanings(form->release, *binding, fact_rows(instance, *binding));
}

}  // namespace minka::forms
