#pragma once

#include "base/result.h"
#include "documents/xml_tree.h"

#include <string>
#include <string_view>
#include <vector>

namespace minka::forms {

/// A filled form as a client sends it: one XML document whose root names the form.
class Instance {
public:
    /// Problems: `malformed_file` for torn XML; `too_large` above 4 MiB; `invalid_input` when the root names no form.
    static Result<Instance> read(std::string_view xml);

    const std::string& form_id() const { return form_id_; }
    const std::string& form_version() const { return form_version_; }  ///< Empty when the root has none.
    const std::string& instance_id() const { return instance_id_; }    ///< Empty when there is none.
    const std::string& deprecated_id() const { return deprecated_id_; }

    const documents::XmlTree& tree() const { return tree_; }

    /// The elements at "/data/group/question", over every repetition, in the document's order. The first name is the
    /// root's and may be any.
    std::vector<documents::XmlTree::Node> nodes_at(std::string_view path) const;
    /// The first of them below `node`, by the rest of a path: "group/question"; `none` when there is none.
    documents::XmlTree::Node below(documents::XmlTree::Node node, std::string_view path) const;
    /// Without white space at its ends; empty for `none`.
    std::string value(documents::XmlTree::Node node) const;

private:
    documents::XmlTree tree_;
    std::string form_id_;
    std::string form_version_;
    std::string instance_id_;
    std::string deprecated_id_;
};

}  // namespace minka::forms
