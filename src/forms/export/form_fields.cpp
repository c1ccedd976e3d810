#include "forms/export/form_fields.h"

#include "base/text.h"
#include "documents/xml_tree.h"
#include "forms/export/form_labels.h"
#include "forms/expression_scan.h"
#include "forms/xform_document.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace minka::forms {

namespace {

using documents::XmlTree;

constexpr XmlTree::Limits form_limits{16U << 20U, 400'000};

struct Bind {
    std::string type;
    bool names_person = false;
};

struct Question {
    FieldControl control{};
    std::string label;
    std::vector<FieldChoice> choices;
};

std::string text_of(const XmlTree& tree, XmlTree::Node node, std::string_view attribute) {
    return std::string(trim(tree.attribute(node, attribute).value_or("")));
}

// "attendance.person": a fact's field that stands for somebody.
bool is_person_fact(std::string_view facts) {
    constexpr std::array fields{std::string_view("person"), std::string_view("teacher"), std::string_view("observer"),
                                std::string_view("interviewee")};
    for (const auto fact : split(facts, ' ')) {
        const auto dot = fact.find('.');
        if (dot != std::string_view::npos && std::ranges::find(fields, fact.substr(dot + 1)) != fields.end()) {
            return true;
        }
    }
    return false;
}

FieldControl control_named(std::string_view name) {
    static const std::map<std::string_view, FieldControl> controls{
        {"input", FieldControl::input},    {"select1", FieldControl::select_one}, {"select", FieldControl::select_many},
        {"rank", FieldControl::rank},      {"range", FieldControl::range},        {"upload", FieldControl::upload},
        {"trigger", FieldControl::trigger}};
    const auto found = controls.find(name);
    return found == controls.end() ? FieldControl::none : found->second;
}

// Reads one document; the answers' shape is walked when binds and questions are known.
class FieldReader {
public:
    FieldReader(const XmlTree& tree, XmlTree::Node model, XmlTree::Node body, std::string_view language)
        : tree_(tree), labels_(tree, model, language) {
        for (auto node = tree.first_child(model); node != XmlTree::none; node = tree.next_sibling(node)) {
            if (tree.name(node) == "bind") {
                auto& bind = binds_[path_without_prefixes(text_of(tree, node, "nodeset"))];
                bind.type = text_of(tree, node, "type");
                bind.names_person = text_of(tree, node, "preload") == "property" ||
                                    is_person_fact(text_of(tree, node, "fact")) ||
                                    text_of(tree, node, "personal") == "yes";
            }
        }
        if (body != XmlTree::none) {
            read_questions(body);
        }
    }

    const FormLabels& labels() const { return labels_; }

    void walk(FormFields& fields, XmlTree::Node root) {
        fields.tables.push_back({"/" + std::string(tree_.name(root)), {}, 0, {}});
        fields.elements.push_back({std::string(tree_.name(root)), 0, AnswerElement::none, true, {}});
        walk_children(fields, root, {0, 0, {}, fields.tables.front().path});
    }

private:
    struct Place {
        std::size_t element = 0;
        std::size_t table = 0;
        std::vector<std::string> steps;
        std::string path;
    };

    void read_questions(XmlTree::Node parent) {
        for (auto node = tree_.first_child(parent); node != XmlTree::none; node = tree_.next_sibling(node)) {
            const auto name = tree_.name(node);
            if (name == "repeat") {
                repeats_.insert(path_without_prefixes(text_of(tree_, node, "nodeset")));
            }
            if (name == "group" || name == "repeat") {
                read_questions(node);
            } else if (const auto control = control_named(name); control != FieldControl::none) {
                questions_[path_without_prefixes(text_of(tree_, node, "ref"))] = {control, labels_.of(node),
                                                                                  labels_.choices_of(node)};
            }
        }
    }

    void walk_children(FormFields& fields, XmlTree::Node parent, const Place& place) {
        std::set<std::string_view> seen;
        for (auto node = tree_.first_child(parent); node != XmlTree::none; node = tree_.next_sibling(node)) {
            if (seen.insert(tree_.name(node))
                    .second) {  // a repeated group may stand there as template and as first row
                walk_element(fields, node, place);
            }
        }
    }

    void walk_element(FormFields& fields, XmlTree::Node node, const Place& place) {
        const std::string name(tree_.name(node));
        const auto path = place.path + "/" + name;
        auto steps = place.steps;
        steps.push_back(name);
        const auto element = fields.elements.size();
        const bool is_repeat = repeats_.contains(path);
        const auto bind = binds_.find(path);
        const auto question = questions_.find(path);
        const bool is_field = !is_repeat && tree_.first_child(node) == XmlTree::none;
        fields.elements.push_back({name, place.table, AnswerElement::none, is_repeat, {}});
        fields.elements[place.element].children.push_back(element);
        if (is_repeat) {
            const auto table = fields.tables.size();
            fields.tables.push_back({path, std::move(steps), place.table, {}});
            fields.elements[element].table = table;
            walk_children(fields, node, {element, table, {}, path});
        } else if (!is_field) {
            walk_children(fields, node, {element, place.table, std::move(steps), path});
        } else {
            FormField field{path, std::move(steps), "string", FieldControl::none, {}, {}, false};
            if (bind != binds_.end()) {
                field.type = bind->second.type.empty() ? "string" : bind->second.type;
                field.names_person = bind->second.names_person;
            }
            if (question != questions_.end()) {
                field.control = question->second.control;
                field.label = question->second.label;
                field.choices = question->second.choices;
            }
            fields.elements[element].field = fields.tables[place.table].fields.size();
            fields.tables[place.table].fields.push_back(std::move(field));
        }
    }

    const XmlTree& tree_;
    FormLabels labels_;
    std::map<std::string, Bind> binds_;
    std::map<std::string, Question> questions_;
    std::set<std::string> repeats_;
};

// A code for an option that the newer versions no longer have; theirs may mean something else by its own.
std::string free_code(const FormField& field, const FieldChoice& gone, const std::string& version) {
    for (const auto& code : {gone.value, gone.meaning(), gone.value + "@" + version}) {
        if (std::ranges::find(field.choices, code, &FieldChoice::value) == field.choices.end()) {
            return code;
        }
    }
    return gone.meaning() + "@" + version;
}

// Returns the codes of the older version that are written otherwise now.
std::map<std::string, std::string, std::less<>> add_older_choices(FormField& field, const FormField& older,
                                                                  const std::string& version) {
    std::map<std::string, std::string, std::less<>> now;
    for (const auto& choice : older.choices) {
        auto same = std::ranges::find(field.choices, choice.meaning(), &FieldChoice::meaning);
        if (same == field.choices.end()) {
            same = std::ranges::find(field.choices, choice.value, &FieldChoice::stands_for);
            if (same != field.choices.end()) {
                same->stands_for = choice.meaning();  // what versions older still call it
            }
        }
        const auto code = same == field.choices.end() ? free_code(field, choice, version) : same->value;
        if (same == field.choices.end()) {
            field.choices.push_back({code, choice.label, choice.meaning()});
        }
        if (code != choice.value) {
            now.emplace(choice.value, code);
        }
    }
    field.names_person = field.names_person || older.names_person;
    return now;
}

// Adds an element of the older form below one of the newer.
void add_older_element(FormFields& fields, std::size_t parent, const FormFields& older, std::size_t element) {
    const auto& old = older.elements[element];
    const auto siblings = fields.elements[parent].children;
    const auto same = std::ranges::find(siblings, old.name,
                                        [&](std::size_t at) -> const std::string& { return fields.elements[at].name; });
    auto here = same == siblings.end() ? AnswerElement::none : *same;
    if (here == AnswerElement::none) {
        here = fields.elements.size();
        auto table = fields.elements[parent].table;
        fields.elements.push_back({old.name, table, AnswerElement::none, old.is_repeat, {}});
        fields.elements[parent].children.push_back(here);
        if (old.is_repeat) {
            auto fresh = older.tables[old.table];
            fresh.parent = table;
            fresh.fields.clear();
            fields.elements[here].table = fields.tables.size();
            fields.tables.push_back(std::move(fresh));
        } else if (old.field != AnswerElement::none) {
            fields.elements[here].field = fields.tables[table].fields.size();
            fields.tables[table].fields.push_back(older.tables[old.table].fields[old.field]);
        }
    } else if (old.field != AnswerElement::none && fields.elements[here].field != AnswerElement::none) {
        const auto& at = fields.elements[here];
        auto now = add_older_choices(fields.tables[at.table].fields[at.field],
                                     older.tables[old.table].fields[old.field], older.version);
        if (!now.empty()) {
            fields.renamed[older.version].push_back({at.table, at.field, std::move(now)});
        }
    }
    const bool is_group = fields.elements[here].field == AnswerElement::none;
    if (is_group && fields.elements[here].is_repeat == old.is_repeat) {
        for (const auto child : old.children) {
            add_older_element(fields, here, older, child);
        }
    }
}

}  // namespace

Result<FormFields> read_form_fields(std::string_view xform, std::string_view language, const std::string& place) {
    MINKA_TRY_ASSIGN(const auto document, read_xform(xform, place));
    MINKA_TRY_ASSIGN(const auto tree, XmlTree::read(xform, form_limits, place));
    const auto model = tree.child(tree.child(tree.root(), "head"), "model");  // read_xform found both
    FieldReader reader(tree, model, tree.child(tree.root(), "body"), language);
    FormFields fields;
    fields.form_id = document.form_id;
    fields.version = document.version;
    fields.title = document.title;
    fields.language = reader.labels().language();
    fields.languages = reader.labels().languages();
    reader.walk(fields, tree.first_child(tree.child(model, "instance")));
    return fields;
}

void add_older_fields(FormFields& fields, const FormFields& older) {
    for (const auto child : older.elements.front().children) {
        add_older_element(fields, 0, older, child);
    }
}

std::string RenamedCodes::written_now(std::string_view answer) const {
    std::string text;
    for (const auto code : split(answer, ' ')) {
        const auto found = now.find(code);
        text += (text.empty() ? "" : " ") + (found == now.end() ? std::string(code) : found->second);
    }
    return text;
}

std::string joined_steps(const std::vector<std::string>& steps, std::string_view separator) {
    std::string joined;
    for (const auto& step : steps) {
        joined += (joined.empty() ? "" : std::string(separator)) + step;
    }
    return joined;
}

}  // namespace minka::forms
