// Two XForms with a line "---" between, the newer first: both are read as releases, their fields and codes put
// together, and a filled form of the older is read into the newer's tables.
#include "base/check.h"
#include "forms/choice_codes.h"
#include "forms/export/answer_rows.h"
#include "forms/xform_document.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace minka::forms;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto cut = text.find("\n---\n");
    const auto newer = text.substr(0, cut);
    const auto older = cut == std::string_view::npos ? newer : text.substr(cut + 5);

    const auto document = read_xform(newer, "fuzz");
    auto fields = read_form_fields(newer, "es", "fuzz");
    MINKA_CHECK(fields.has_value() == document.has_value());
    if (!document) {
        MINKA_CHECK(!document.error().message.empty());
        return 0;
    }
    static_cast<void>(traces_in(*document));
    const auto now = question_choices(newer, "fuzz");
    MINKA_CHECK(now.has_value());
    const auto before = read_form_fields(older, "", "fuzz");
    if (!before) {
        return 0;
    }
    add_older_fields(*fields, *before);
    AnswerRows rows(*fields);
    const auto filled = "<data><q>1 a 3</q><r><q>1</q></r></data>";
    MINKA_CHECK(rows.read(filled, before->version).has_value());
    for (std::size_t table = 0; table < fields->tables.size(); ++table) {
        for (const auto& row : rows.of(table)) {
            MINKA_CHECK(row.cells.size() == fields->tables[table].fields.size());
        }
    }
    const auto then = question_choices(older, "fuzz");
    if (then && !then->empty() && !now->empty()) {
        static_cast<void>(code_change(then->front(), now->front()));
    }
    return 0;
}
