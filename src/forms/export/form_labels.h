#pragma once

#include "documents/xml_tree.h"
#include "forms/export/form_fields.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace minka::forms {

/// The texts of an XForm in one language: what its questions and choices are called. `tree` must outlive it.
class FormLabels {
public:
    FormLabels(const documents::XmlTree& tree, documents::XmlTree::Node model, std::string_view language);

    const std::string& language() const { return language_; }
    const std::vector<std::string>& languages() const { return languages_; }

    /// The label of a question, one line; empty when it has none.
    std::string of(documents::XmlTree::Node control) const;
    /// The choices of a select or rank, from its items or an instance within the form.
    std::vector<FieldChoice> choices_of(documents::XmlTree::Node control) const;

private:
    using Node = documents::XmlTree::Node;

    void read_translations(Node itext, std::string_view wanted);
    std::string label_text(Node label) const;
    std::string translated(std::string_view id) const;
    std::vector<FieldChoice> choices_of_instance(Node itemset) const;

    const documents::XmlTree& tree_;
    std::string language_;
    std::vector<std::string> languages_;
    std::map<std::string, std::string, std::less<>> texts_;
    std::map<std::string, Node, std::less<>> instances_;
};

}  // namespace minka::forms
