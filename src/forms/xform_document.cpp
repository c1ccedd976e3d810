#include "forms/xform_document.h"

#include "base/text.h"
#include "documents/xml_tree.h"
#include "forms/expression_scan.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace minka::forms {

namespace {

using documents::XmlTree;

constexpr std::size_t longest_name = 200;
constexpr XmlTree::Limits form_limits{16U << 20U, 400'000};

std::string text_of(const XmlTree& tree, XmlTree::Node node, std::string_view attribute) {
    return std::string(trim(tree.attribute(node, attribute).value_or("")));
}

std::unexpected<Problem> no_form(std::string message, const std::string& place) {
    return invalid(std::move(message), place);
}

void note_file(XFormDocument& document, std::string_view address) {
    if (!address.starts_with("jr://")) {
        return;
    }
    std::string name(address.substr(address.rfind('/') + 1));
    // The answers given last time are the client's own.
    if (!name.empty() && name != "last-saved" && address.find("jr://instance/") == std::string_view::npos &&
        std::ranges::find(document.files, name) == document.files.end()) {
        document.files.push_back(std::move(name));
    }
}

void read_element(const XmlTree& tree, XmlTree::Node node, XFormDocument& document) {
    constexpr std::array actions{std::string_view("setvalue"), std::string_view("setgeopoint"),
                                 std::string_view("recordaudio")};
    const auto name = tree.name(node);
    if (name == "bind") {
        document.binds.push_back({path_without_prefixes(text_of(tree, node, "nodeset")), text_of(tree, node, "type"),
                                  text_of(tree, node, "preload"), text_of(tree, node, "calculate"),
                                  text_of(tree, node, "fact")});
    } else if (name == "repeat") {
        document.repeats.push_back(path_without_prefixes(text_of(tree, node, "nodeset")));
    } else if (name == "instance") {
        note_file(document, text_of(tree, node, "src"));
    } else if (name == "value") {
        note_file(document, trim(tree.text(node)));
    } else if (name == "submission") {
        document.is_encrypted = document.is_encrypted || tree.attribute(node, "base64RsaPublicKey").has_value();
    } else if (std::ranges::find(actions, name) != actions.end()) {
        document.actions.emplace_back(name);
        document.action_values.push_back(text_of(tree, node, "value") + std::string(tree.text(node)));
    }
}

Result<> check_name(const std::string& name, const char* what, const std::string& place) {
    if (name.size() > longest_name || name.find_first_of("\r\n\t") != std::string::npos) {
        return no_form(std::string("The form's ") + what + " is longer than 200 characters or holds a line break.",
                       place);
    }
    return {};
}

bool calls_now(std::string_view expression) {
    const auto at = expression.find("now(");
    return at != std::string_view::npos && (at == 0 || !std::isalnum(static_cast<unsigned char>(expression[at - 1])));
}

std::string trace_of(const XFormBind& bind) {
    constexpr std::array times{std::string_view("dateTime"), std::string_view("time")};
    constexpr std::array places{std::string_view("geopoint"), std::string_view("geotrace"),
                                std::string_view("geoshape")};
    if (bind.preload == "property") {
        return "records the user or the device";
    }
    if (bind.preload == "timestamp" || calls_now(bind.calculate) ||
        std::ranges::find(times, bind.type) != times.end()) {
        return "records a time finer than a date";
    }
    if (std::ranges::find(places, bind.type) != places.end()) {
        return "records a place";
    }
    if (bind.type == "binary") {
        return "takes a file, and photos and recordings carry times and places within (an audit is a file too)";
    }
    return {};
}

}  // namespace

Result<XFormDocument> read_xform(std::string_view xml, const std::string& place) {
    MINKA_TRY_ASSIGN(const auto tree, XmlTree::read(xml, form_limits, place));
    const auto head = tree.child(tree.root(), "head");
    const auto model = head == XmlTree::none ? XmlTree::none : tree.child(head, "model");
    if (model == XmlTree::none) {
        return no_form("The file is no XForm: it has no model.", place);
    }
    const auto instance = tree.child(model, "instance");
    const auto root = instance == XmlTree::none ? XmlTree::none : tree.first_child(instance);
    if (root == XmlTree::none) {
        return no_form("The form has no primary instance.", place);
    }
    XFormDocument document;
    document.form_id = text_of(tree, root, "id");
    document.version = text_of(tree, root, "version");
    if (const auto title = tree.child(head, "title"); title != XmlTree::none) {
        document.title = trim(tree.text(title));
    }
    if (document.form_id.empty()) {
        return no_form("The form's primary instance has no id.", place);
    }
    MINKA_TRY(check_name(document.form_id, "id", place));
    MINKA_TRY(check_name(document.version, "version", place));
    if (document.title.empty()) {
        document.title = document.form_id;
    }
    for (XmlTree::Node node = 0; node < tree.size(); ++node) {
        read_element(tree, node, document);
    }
    return document;
}

std::vector<std::string> traces_in(const XFormDocument& document) {
    std::vector<std::string> found;
    for (const auto& bind : document.binds) {
        if (auto trace = trace_of(bind); !trace.empty()) {
            found.push_back(bind.path + " " + trace + ".");
        }
    }
    for (std::size_t i = 0; i < document.actions.size(); ++i) {
        if (document.actions[i] != "setvalue") {
            found.push_back("The action " + document.actions[i] + " records a place or a voice.");
        } else if (calls_now(document.action_values[i])) {
            found.push_back("A setvalue records a time finer than a date.");
        }
    }
    return found;
}

}  // namespace minka::forms
