#include "forms/choice_codes.h"

#include "base/text.h"
#include "documents/xml_tree.h"
#include "forms/expression_scan.h"

#include <algorithm>
#include <array>
#include <map>
#include <mutex>

namespace minka::forms {

namespace {

using documents::XmlTree;
using Node = XmlTree::Node;
using Instances = std::map<std::string_view, Node>;

std::string text_below(const XmlTree& tree, Node node, std::string_view name) {
    const auto child = tree.child(node, name);
    return child == XmlTree::none ? std::string() : std::string(trim(tree.text(child)));
}

// The name within the quotes of "instance('list')/root/item[...]".
std::string_view instance_name(std::string_view nodeset) {
    const auto open = nodeset.find_first_of("'\"");
    const auto close = open == std::string_view::npos ? open : nodeset.find(nodeset[open], open + 1);
    const bool is_instance = trim(nodeset).starts_with("instance(") || trim(nodeset).starts_with("randomize(instance(");
    return is_instance && close != std::string_view::npos ? nodeset.substr(open + 1, close - open - 1)
                                                          : std::string_view();
}

void add_listed(const XmlTree& tree, const Instances& instances, Node itemset, std::vector<ChoiceCode>& choices) {
    const auto list = instances.find(instance_name(tree.attribute(itemset, "nodeset").value_or("")));
    const auto root = list == instances.end() ? XmlTree::none : tree.first_child(list->second);
    if (root == XmlTree::none) {
        return;
    }
    const auto value = tree.child(itemset, "value");
    const auto name = value == XmlTree::none ? "name" : tree.attribute(value, "ref").value_or("name");
    for (auto item = tree.first_child(root); item != XmlTree::none; item = tree.next_sibling(item)) {
        if (auto code = text_below(tree, item, name); !code.empty()) {
            choices.push_back({std::move(code), text_below(tree, item, "stands_for")});
        }
    }
}

const ChoiceCode* find_code(const QuestionChoices& question, std::string_view code) {
    const auto found = std::ranges::find(question.choices, code, &ChoiceCode::code);
    return found == question.choices.end() ? nullptr : &*found;
}

// Of the questions of a tree whose model is given.
std::vector<QuestionChoices> choices_in(const XmlTree& tree, Node model) {
    constexpr std::array selects{std::string_view("select1"), std::string_view("select"), std::string_view("rank")};
    Instances instances;
    for (auto node = tree.first_child(model); node != XmlTree::none; node = tree.next_sibling(node)) {
        if (tree.name(node) == "instance" && tree.attribute(node, "id") && !tree.attribute(node, "src")) {
            instances.emplace(*tree.attribute(node, "id"), node);
        }
    }
    std::vector<QuestionChoices> questions;
    for (Node node = 0; node < tree.size(); ++node) {
        if (std::ranges::find(selects, tree.name(node)) == selects.end()) {
            continue;
        }
        QuestionChoices question{path_without_prefixes(trim(tree.attribute(node, "ref").value_or(""))), {}};
        for (auto part = tree.first_child(node); part != XmlTree::none; part = tree.next_sibling(part)) {
            if (tree.name(part) == "itemset") {
                add_listed(tree, instances, part, question.choices);
            } else if (tree.name(part) == "item") {
                question.choices.push_back({text_below(tree, part, "value"), {}});
            }
        }
        if (!question.path.empty() && !question.choices.empty()) {
            questions.push_back(std::move(question));
        }
    }
    return questions;
}

std::string listed(const std::vector<std::string>& codes) {
    std::string text;
    for (const auto& code : codes) {
        text += (text.empty() ? "'" : ", '") + code + "'";
    }
    return text;
}

using Choices = std::shared_ptr<const std::vector<QuestionChoices>>;

// Releases never change and their documents differ when their hashes do.
Result<Choices> choices_of(const FormRelease& release) {
    static std::mutex mutex;
    static std::map<std::string, Choices, std::less<>> known;
    {
        const std::scoped_lock lock(mutex);
        if (const auto found = known.find(release.hash); found != known.end()) {
            return found->second;
        }
    }
    MINKA_TRY_ASSIGN(auto read, question_choices(release.document, release.form_id));
    // What stands for itself needs no looking up.
    std::erase_if(read, [](const QuestionChoices& question) {
        return std::ranges::all_of(question.choices, [](const auto& choice) { return choice.stands_for.empty(); });
    });
    const std::scoped_lock lock(mutex);
    return known.emplace(release.hash, std::make_shared<const std::vector<QuestionChoices>>(std::move(read)))
        .first->second;
}

}  // namespace

Result<std::vector<QuestionChoices>> question_choices(std::string_view xform, const std::string& place) {
    constexpr XmlTree::Limits form_limits{16U << 20U, 400'000};
    MINKA_TRY_ASSIGN(const auto tree, XmlTree::read(xform, form_limits, place));
    const auto head = tree.child(tree.root(), "head");
    const auto model = head == XmlTree::none ? XmlTree::none : tree.child(head, "model");
    return model == XmlTree::none ? std::vector<QuestionChoices>() : choices_in(tree, model);
}

std::string with_meanings(const QuestionChoices& question, std::string_view answer) {
    std::string text;
    for (const auto code : split(answer, ' ')) {
        const auto* choice = find_code(question, code);
        text += (text.empty() ? "" : " ") + (choice == nullptr ? std::string(code) : choice->meaning());
    }
    return text;
}

Result<std::vector<FactRow>> in_meanings(const FormRelease& release, const FactBinding& binding,
                                         std::vector<FactRow> rows) {
    MINKA_TRY_ASSIGN(const auto choices, choices_of(release));
    for (const auto& question : *choices) {
        for (std::size_t i = 0; i < binding.fields.size(); ++i) {
            if (binding.fields[i].second == question.path) {
                for (auto& row : rows) {
                    row.values[i].second = with_meanings(question, row.values[i].second);
                }
            }
        }
    }
    return rows;
}

CodeChange code_change(const QuestionChoices& earlier, const QuestionChoices& now) {
    CodeChange change;
    for (const auto& old : earlier.choices) {
        const bool stays = std::ranges::any_of(now.choices, [&](const ChoiceCode& choice) {
            return choice.code == old.code || choice.meaning() == old.code || choice.meaning() == old.meaning();
        });
        if (!stays) {
            change.gone.push_back(old.code);
        }
    }
    for (const auto& choice : now.choices) {
        if (choice.stands_for.empty() && find_code(earlier, choice.code) == nullptr) {
            change.fresh.push_back(choice.code);
        }
    }
    return change;
}

Result<> check_codes(const XFormDocument& document, std::string_view xform, const FormRelease& earlier,
                     const std::string& place) {
    MINKA_TRY_ASSIGN(const auto now, question_choices(xform, place));
    MINKA_TRY_ASSIGN(const auto before, question_choices(earlier.document, earlier.form_id));
    for (const auto& question : now) {
        const auto bind = std::ranges::find(document.binds, question.path, &XFormBind::path);
        const auto old = std::ranges::find(before, question.path, &QuestionChoices::path);
        if (bind == document.binds.end() || bind->fact.empty() || old == before.end()) {
            continue;
        }
        const auto change = code_change(*old, question);
        if (change.is_unclear()) {
            return invalid("In version '" + earlier.form_version + "' the question " + question.path + " had " +
                               listed(change.gone) + ", now it has " + listed(change.fresh) +
                               ". Say in the column 'stands_for' of the choices which code each new one stands for; "
                               "its own where it is new.",
                           place);
        }
    }
    return {};
}

}  // namespace minka::forms
