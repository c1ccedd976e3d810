#include "base/check.h"
#include "documents/xml_tree.h"
#include "forms/export/answer_rows.h"
#include "forms/fact.h"
#include "forms/instance.h"
#include "forms/xform_document.h"

#include <cstdint>
#include <string_view>

namespace {

constexpr const char* exported_form =
    "<html><head><title>T</title><model><instance><data id=\"f\" version=\"1\"><a/><g><b/></g><r><c/></r>"
    "<meta><instanceID/></meta></data></instance><bind nodeset=\"/data/a\" type=\"string\"/>"
    "<bind nodeset=\"/data/g/b\" type=\"int\"/><bind nodeset=\"/data/r/c\" type=\"string\"/></model></head>"
    "<body><input ref=\"/data/a\"/><group ref=\"/data/g\"><input ref=\"/data/g/b\"/></group>"
    "<group ref=\"/data/r\"><repeat nodeset=\"/data/r\"><input ref=\"/data/r/c\"/></repeat></group></body></html>";

// What was accepted can be exported: the quick reader of answers takes what the XML parser took.
void export_answers(std::string_view text, bool is_accepted) {
    static const auto fields = minka::forms::read_form_fields(exported_form, "", "f");
    MINKA_CHECK(fields.has_value());
    minka::forms::AnswerRows rows(*fields);
    MINKA_CHECK(rows.read(text).has_value() || !is_accepted);
}

using minka::documents::XmlTree;

bool is_same(const XmlTree& one, const XmlTree& other) {
    if (one.size() != other.size()) {
        return false;
    }
    for (XmlTree::Node node = 0; node < one.size(); ++node) {
        if (one.name(node) != other.name(node) || one.text(node) != other.text(node) ||
            one.parent(node) != other.parent(node) || one.next_sibling(node) != other.next_sibling(node) ||
            one.attribute(node, "id") != other.attribute(node, "id")) {
            return false;
        }
    }
    return true;
}

// A comment at the end sends the document to the XML parser: it says the same as the reader of plain documents.
void compare_readers(std::string_view text) {
    const auto quick = XmlTree::read(text, {}, "fuzz");
    const auto whole = XmlTree::read(std::string(text) + "<!---->", {}, "fuzz");
    MINKA_CHECK(quick.has_value() == whole.has_value() || text.size() > (4U << 20U) - 8);
    MINKA_CHECK(!quick || !whole || is_same(*quick, *whole));
}

}  // namespace

// The same bytes as a form, as a filled form, and as answers on their way out.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    compare_readers(text);
    const auto instance = minka::forms::Instance::read(text);
    export_answers(text, instance.has_value());
    const auto form = minka::forms::read_xform(text, "fuzz");
    if (form) {
        static_cast<void>(minka::forms::traces_in(*form));
    }
    const auto bindings =
        form ? minka::forms::fact_bindings(*form, "fuzz") : minka::Result<std::vector<minka::forms::FactBinding>>{};
    if (instance && bindings) {
        for (const auto& binding : *bindings) {
            static_cast<void>(minka::forms::fact_rows(*instance, binding));
        }
    }
    return 0;
}
