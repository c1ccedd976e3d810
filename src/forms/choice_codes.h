#pragma once

#include "forms/fact.h"
#include "forms/form_release.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace minka::forms {

/// An option of a question. Its code may change from one version of a form to the next: `stands_for` is then the code
/// it had, or the word the program has for it. In XLSForm it is the column `stands_for` of the choices, which stands in
/// the XForm as an element of the option; other clients leave it alone.
struct ChoiceCode {
    std::string code;
    std::string stands_for;  ///< Empty where nothing is said: the code stands for itself.

    const std::string& meaning() const { return stands_for.empty() ? code : stands_for; }
};

/// The options of a select or rank, from an instance within the form or its own items.
struct QuestionChoices {
    std::string path;
    std::vector<ChoiceCode> choices;
};

/// Of every question of an XForm whose options stand in the form itself, in its order. Problems: those of
/// XmlTree::read.
Result<std::vector<QuestionChoices>> question_choices(std::string_view xform, const std::string& place);

/// An answer with each of its codes (several with spaces between) replaced by what it stands for.
std::string with_meanings(const QuestionChoices& question, std::string_view answer);

/// Rows of a fact as the program reads them: each answer to a question with options by what its options stand for. The
/// choices of a release are read once; it never changes.
Result<std::vector<FactRow>> in_meanings(const FormRelease& release, const FactBinding& binding,
                                         std::vector<FactRow> rows);

/// Which codes of a question's earlier version are gone without another that stands for them, and which are new without
/// saying what they stand for. With both at once nobody can tell whether a code was renamed.
struct CodeChange {
    std::vector<std::string> gone;
    std::vector<std::string> fresh;

    bool is_unclear() const { return !gone.empty() && !fresh.empty(); }
};
CodeChange code_change(const QuestionChoices& earlier, const QuestionChoices& now);

/// Whether a new version of a form says what became of the codes of the one before, for the questions that facts read.
/// Problems: `invalid_input` with the question, what is gone and what is new.
Result<> check_codes(const XFormDocument& document, std::string_view xform, const FormRelease& earlier,
                     const std::string& place);

}  // namespace minka::forms
