// Any bytes as a form: a workbook when they begin like a ZIP archive, else tables as text. It converts or is refused
// with a sentence, and what it converts to is well-formed XML.
#include "base/bytes.h"
#include "base/check.h"
#include "base/text.h"
#include "documents/xml_stream.h"
#include "forms/xlsform.h"

#include <cstddef>
#include <cstdint>

namespace {

class DeafListener : public minka::documents::XmlListener {
public:
    void start_element(std::string_view, const minka::documents::XmlAttributes&) override {}
    void end_element(std::string_view) override {}
    void text(std::string_view) override {}
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace minka;
    if (size > 64U << 10U) {
        return 0;
    }
    const auto book = forms::read_form_bytes(Bytes(data, data + size), "fuzz.xlsx");
    if (!book) {
        MINKA_CHECK(!book.error().message.empty());
        return 0;
    }
    const auto form = forms::convert_xlsform(*book);
    if (!form) {
        MINKA_CHECK(!form.error().message.empty());
        return 0;
    }
    MINKA_CHECK(is_utf8(form->xform));
    DeafListener listener;
    if (const auto read = documents::read_xml(form->xform, listener, "form.xml"); !read) {
        MINKA_CHECK(read.error().code == ProblemCode::too_large);
    }
    return 0;
}
