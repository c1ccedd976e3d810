#include "documents/xml_tree.h"

#include "base/random.h"

#include <doctest/doctest.h>

#include <array>

using namespace minka;
using documents::XmlTree;

namespace {

std::string text_of(const XmlTree& tree, XmlTree::Node node = 0) {
    std::string text = std::string(tree.name(node)) + "[" + std::string(tree.attribute(node, "id").value_or("-")) +
                       "]{" + std::string(tree.text(node)) + "}";
    for (auto child = tree.first_child(node); child != XmlTree::none; child = tree.next_sibling(child)) {
        text += "(" + text_of(tree, child) + ")";
    }
    return text;
}

std::string read(const std::string& document) {
    const auto tree = XmlTree::read(document, {}, "test");
    return tree ? text_of(*tree) : "refused";
}

// Pieces of documents, whole and torn, drawn at random.
std::string drawn(SeededRandom& random) {
    constexpr std::array pieces{"<a>",  "</a>",  "<b id=\"1\">", "</b>", "<c/>",    "texto",  " ",
                                "\n",   "ñ",     "&amp;",        "&",    "<o:d>",   "</o:d>", "]]>",
                                ">",    "\r",    "\"",           "<",    "<a id='", "'>",     "<a id=\"1\" id=\"2\">",
                                "\xff", "</ a>", "</a >",        "\t",   "<!--x-->"};
    std::string document = random.below(4) == 0 ? "<?xml version='1.0' ?>" : "";
    document += "<a>";
    for (auto left = random.below(9); left > 0; --left) {
        document += pieces[random.below(pieces.size())];
    }
    return document + (random.below(5) == 0 ? "" : "</a>");
}

}  // namespace

TEST_CASE("a small document is elements, attributes and joined text without prefixes") {
    CHECK(read("<a id=\"1\" xmlns:o=\"u\"><o:b>x</o:b>y<c/>z</a>") == "a[1]{yz}(b[-]{x})(c[-]{})");
    CHECK(read("<a>1 &lt; 2<![CDATA[ & ]]></a>") == "a[-]{1 < 2 & }");
    CHECK(read("<a>x\r\ny</a>") == "a[-]{x\ny}");
    for (const std::string torn : {"", "x", "<a>", "<a></b>", "<a></a><b></b>", "<a></a>x", "<a b></a>", "<a>]]></a>",
                                   "<a>&</a>", "<a x='1' x='2'></a>", "<a x='<'></a>", "<!DOCTYPE a><a></a>",
                                   "<a>\x01</a>", "<a>\xff</a>", "< a></a>", "<a></a", "<a><b></a></b>"}) {
        CAPTURE(torn);
        CHECK(read(torn) == "refused");
    }
}

// A comment is not plain, so that the second reading is the XML parser's.
TEST_CASE("the quick reader of plain documents says what the XML parser says") {
    SeededRandom random(4);
    int accepted = 0;
    for (int round = 0; round < 40'000; ++round) {
        const auto document = drawn(random);
        CAPTURE(document);
        const auto quick = read(document);
        REQUIRE(quick == read(document + "<!---->"));
        accepted += quick == "refused" ? 0 : 1;
    }
    CHECK(accepted > 2'000);
}
