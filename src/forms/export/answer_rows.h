#pragma once

#include "documents/xml_tree.h"
#include "forms/export/form_fields.h"

#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace minka::forms {

/// One filled form, or one repetition within it.
struct AnswerRow {
    std::uint32_t parent = 0;             ///< The row of the parent table it stands in.
    std::uint32_t number = 0;             ///< From 1 among its likes in that row.
    std::vector<std::string_view> cells;  ///< As many as the table has fields; empty where nothing was answered.
};

/// Turns filled forms into rows of a form's tables, one filled form after the other, with the memory of the largest.
///
/// It reads XML that was accepted, and is therefore well formed, in one pass over its bytes: what this costs is what an
/// export costs. Elements that the form does not have are passed over; of one that stands twice where the form has no
/// repeated group the first is taken. Values come without white space at their ends.
class AnswerRows {
public:
    /// `fields` must outlive it.
    explicit AnswerRows(const FormFields& fields);

    /// `xml` must stay until the next call. Codes of options that have changed since its `version` of the form come as
    /// they are written now. Problems: `malformed_file` for XML that is not well formed.
    Result<> read(std::string_view xml, std::string_view version = {});

    /// In the document's order.
    std::span<const AnswerRow> of(std::size_t table) const { return {tables_[table].rows.data(), tables_[table].used}; }

private:
    struct Rows {
        std::vector<AnswerRow> rows;  ///< Those behind `used` are kept for their memory.
        std::size_t used = 0;
    };
    /// The element that is open, and the row it fills.
    struct Open {
        std::size_t element = AnswerElement::none;
        std::size_t next_child = 0;  ///< Where the next child stands if the document has the form's order.
        std::uint32_t row = 0;
        bool has_text = false;
    };
    class Scan;

    Result<> read_tree(std::string_view xml);
    void rename_codes(const std::vector<RenamedCodes>& renamed);
    void walk(const documents::XmlTree& tree, documents::XmlTree::Node node);
    void open(std::string_view name);
    void take_text(std::string_view text);
    void close();
    std::uint32_t add_row(std::size_t table, std::uint32_t parent);
    std::string_view keep(std::string text);

    const FormFields& fields_;
    std::vector<Rows> tables_;
    std::vector<Open> open_;
    std::deque<std::string> kept_;
};

}  // namespace minka::forms
