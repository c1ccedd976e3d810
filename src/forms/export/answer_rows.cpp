#include "forms/export/answer_rows.h"

#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <utility>

namespace minka::forms {

namespace {

using documents::XmlTree;

constexpr XmlTree::Limits instance_limits{4U << 20U, 100'000};
constexpr std::size_t most_levels = 200;

bool is_space(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

// Another encoding than UTF-8 is left to the XML parser.
bool is_plain_utf8(std::string_view xml) {
    if (xml.size() < 2 || (xml[0] != '<' && !xml.starts_with("\xEF\xBB\xBF"))) {
        return false;
    }
    const auto end = xml.find("?>");
    if (!xml.substr(0, 8).contains("<?xml") || end == std::string_view::npos) {
        return true;
    }
    const auto head = xml.substr(0, end);
    return !head.contains("encoding") || head.contains("UTF-8") || head.contains("utf-8");
}

void append_character(std::string& out, std::uint32_t code) {
    if (code < 0x80) {
        out += static_cast<char>(code);
    } else if (code < 0x800) {
        out += static_cast<char>(0xC0U | (code >> 6U));
        out += static_cast<char>(0x80U | (code & 0x3FU));
    } else if (code < 0x10000) {
        out += static_cast<char>(0xE0U | (code >> 12U));
        out += static_cast<char>(0x80U | ((code >> 6U) & 0x3FU));
        out += static_cast<char>(0x80U | (code & 0x3FU));
    } else {
        out += static_cast<char>(0xF0U | (code >> 18U));
        out += static_cast<char>(0x80U | ((code >> 12U) & 0x3FU));
        out += static_cast<char>(0x80U | ((code >> 6U) & 0x3FU));
        out += static_cast<char>(0x80U | (code & 0x3FU));
    }
}

// The character behind "&name;"; nothing for one that XML does not define.
std::optional<std::uint32_t> character_of(std::string_view name) {
    constexpr std::array<std::pair<std::string_view, std::uint32_t>, 5> named{
        {{"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}}};
    if (const auto* found = std::ranges::find(named, name, [](const auto& pair) { return pair.first; });
        found != named.end()) {
        return found->second;
    }
    if (name.size() < 2 || name[0] != '#') {
        return std::nullopt;
    }
    const bool is_hex = name[1] == 'x';
    std::uint32_t code = 0;
    for (const char c : name.substr(is_hex ? 2 : 1)) {
        const auto digit = c >= '0' && c <= '9'             ? c - '0'
                           : is_hex && c >= 'a' && c <= 'f' ? c - 'a' + 10
                           : is_hex && c >= 'A' && c <= 'F' ? c - 'A' + 10
                                                            : -1;
        if (digit < 0 || code > 0x10FFFF) {
            return std::nullopt;
        }
        code = code * (is_hex ? 16 : 10) + static_cast<std::uint32_t>(digit);
    }
    return code == 0 || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000) ? std::nullopt : std::optional(code);
}

// Text between tags as XML means it: entities are characters, line ends are line feeds.
std::optional<std::string> decoded(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '&') {
            const auto end = text.find(';', i);
            const auto code =
                end == std::string_view::npos ? std::nullopt : character_of(text.substr(i + 1, end - i - 1));
            if (!code) {
                return std::nullopt;
            }
            append_character(out, *code);
            i = end;
        } else if (text[i] == '\r') {
            out += i + 1 < text.size() && text[i + 1] == '\n' ? "" : "\n";
        } else {
            out += text[i];
        }
    }
    return out;
}

}  // namespace

// One pass over the bytes; every step checks its bounds, so that a document that is not well formed ends it with a
// problem.
class AnswerRows::Scan {
public:
    Scan(AnswerRows& rows, std::string_view xml) : rows_(rows), xml_(xml) {}

    Result<> run() {
        while (at_ < xml_.size()) {
            const auto* found = std::memchr(xml_.data() + at_, '<', xml_.size() - at_);
            const auto tag = found == nullptr ? xml_.size()
                                              : static_cast<std::size_t>(static_cast<const char*>(found) - xml_.data());
            MINKA_TRY(text(xml_.substr(at_, tag - at_)));
            at_ = tag;
            if (at_ < xml_.size() && !take_expected()) {
                MINKA_TRY(markup());
            }
        }
        return is_open() || !has_root_ ? torn() : Result<>{};
    }

private:
    bool is_open() const { return !rows_.open_.empty(); }

    std::unexpected<Problem> torn() const {
        return problem(ProblemCode::malformed_file,
                       fmt::format("The XML of the submission is not well formed near byte {}.", at_), "submission");
    }

    Result<> text(std::string_view part) {
        if (part.empty() || !is_open() || rows_.open_.back().element == AnswerElement::none ||
            rows_.fields_.elements[rows_.open_.back().element].field == AnswerElement::none) {
            return {};
        }
        if (part.find_first_of("&\r") == std::string_view::npos) {
            rows_.take_text(part);
            return {};
        }
        auto plain = decoded(part);
        if (!plain) {
            return torn();
        }
        rows_.take_text(rows_.keep(*std::move(plain)));
        return {};
    }

    // What nearly all of a filled form is: "<name>plain text</name>" where the form has that question next. Takes it
    // whole; false, and nothing done, for anything else.
    bool take_expected() {
        if (!is_open() || rows_.open_.back().element == AnswerElement::none) {
            return false;
        }
        auto& parent = rows_.open_.back();
        const auto& elements = rows_.fields_.elements;
        const auto& children = elements[parent.element].children;
        if (parent.next_child >= children.size()) {
            return false;
        }
        const auto& element = elements[children[parent.next_child]];
        const auto rest = xml_.substr(at_);
        const auto size = element.name.size();
        if (element.field == AnswerElement::none || element.is_repeat || rest.size() < 2 * size + 5 ||
            rest[size + 1] != '>' || rest.substr(1, size) != element.name) {
            return false;
        }
        const auto begin = size + 2;
        auto end = begin;
        while (end < rest.size() && rest[end] != '<' && rest[end] != '&' && rest[end] != '\r') {
            ++end;
        }
        if (rest.size() - end < size + 3 || rest[end] != '<' || rest[end + 1] != '/' ||
            rest.substr(end + 2, size) != element.name || rest[end + 2 + size] != '>') {
            return false;
        }
        ++parent.next_child;
        if (auto& cell = rows_.tables_[element.table].rows[parent.row].cells[element.field]; cell.empty()) {
            cell = trim(rest.substr(begin, end - begin));
        }
        at_ += end + size + 3;
        return true;
    }

    Result<> markup() {
        const auto rest = xml_.substr(at_);
        if (rest.starts_with("<!--")) {
            return skip_to("-->");
        }
        if (rest.starts_with("<![CDATA[")) {
            const auto end = xml_.find("]]>", at_);
            if (end == std::string_view::npos || !is_open()) {
                return torn();
            }
            const auto inner = xml_.substr(at_ + 9, end - at_ - 9);
            const auto& open = rows_.open_.back();
            if (open.element != AnswerElement::none &&
                rows_.fields_.elements[open.element].field != AnswerElement::none) {
                rows_.take_text(inner);
            }
            at_ = end + 3;
            return {};
        }
        if (rest.starts_with("<?")) {
            return skip_to("?>");
        }
        return rest.starts_with("</") ? end_tag() : start_tag();
    }

    Result<> skip_to(std::string_view end) {
        const auto found = xml_.find(end, at_ + 2);
        if (found == std::string_view::npos) {
            return torn();
        }
        at_ = found + end.size();
        return {};
    }

    Result<> end_tag() {
        const auto end = xml_.find('>', at_);
        if (end == std::string_view::npos || !is_open()) {
            return torn();
        }
        rows_.close();
        at_ = end + 1;
        return {};
    }

    Result<> start_tag() {
        auto end = at_ + 1;
        while (end < xml_.size() && !is_space(xml_[end]) && xml_[end] != '>' && xml_[end] != '/') {
            ++end;
        }
        auto name = xml_.substr(at_ + 1, end - at_ - 1);
        const bool is_named = !name.empty() && name.front() != '!';
        if (const auto colon = name.rfind(':'); colon != std::string_view::npos) {
            name.remove_prefix(colon + 1);  // perhaps all of it: "<a:>" is well formed, and no form's question
        }
        char quote = 0;
        while (end < xml_.size() && (quote != 0 || xml_[end] != '>')) {
            if (quote != 0) {
                quote = xml_[end] == quote ? '\0' : quote;
            } else if (xml_[end] == '"' || xml_[end] == '\'') {
                quote = xml_[end];
            }
            ++end;
        }
        if (end >= xml_.size() || !is_named || rows_.open_.size() >= most_levels || (has_root_ && !is_open())) {
            return torn();
        }
        has_root_ = true;
        rows_.open(name);
        if (xml_[end - 1] == '/') {
            rows_.close();
        }
        at_ = end + 1;
        return {};
    }

    AnswerRows& rows_;
    std::string_view xml_;
    std::size_t at_ = 0;
    bool has_root_ = false;
};

AnswerRows::AnswerRows(const FormFields& fields) : fields_(fields), tables_(fields.tables.size()) {}

std::uint32_t AnswerRows::add_row(std::size_t table, std::uint32_t parent) {
    auto& rows = tables_[table];
    if (rows.used == rows.rows.size()) {
        rows.rows.emplace_back();
    }
    const auto width = fields_.tables[table].fields.size();
    auto& row = rows.rows[rows.used];
    const bool is_next = rows.used > 0 && rows.rows[rows.used - 1].parent == parent;
    row.parent = parent;
    row.number = is_next ? rows.rows[rows.used - 1].number + 1 : 1;
    row.cells.assign(width, {});
    return static_cast<std::uint32_t>(rows.used++);
}

std::string_view AnswerRows::keep(std::string text) { return kept_.emplace_back(std::move(text)); }

void AnswerRows::open(std::string_view name) {
    if (open_.empty()) {
        open_.push_back({0, 0, add_row(0, 0), false});
        return;
    }
    auto& parent = open_.back();
    Open fresh;
    if (parent.element != AnswerElement::none) {
        const auto& children = fields_.elements[parent.element].children;
        for (std::size_t tried = 0; tried < children.size(); ++tried) {
            const auto at = (parent.next_child + tried) % children.size();
            if (fields_.elements[children[at]].name == name) {
                fresh.element = children[at];
                // The same again is likely a repetition, and else the next one follows.
                parent.next_child = fields_.elements[children[at]].is_repeat ? at : at + 1;
                break;
            }
        }
        fresh.row = parent.row;
        if (fresh.element != AnswerElement::none && fields_.elements[fresh.element].is_repeat) {
            fresh.row = add_row(fields_.elements[fresh.element].table, parent.row);
        }
    }
    open_.push_back(fresh);
}

void AnswerRows::take_text(std::string_view text) {
    auto& here = open_.back();
    const auto& element = fields_.elements[here.element];
    auto& cell = tables_[element.table].rows[here.row].cells[element.field];
    if (!here.has_text) {
        const auto begin = std::ranges::find_if_not(text, is_space) - text.begin();
        if (begin == static_cast<std::ptrdiff_t>(text.size()) || !cell.empty()) {
            return;  // white space between elements, or the element's second occurrence
        }
        here.has_text = true;
        cell = text.substr(static_cast<std::size_t>(begin));
        return;
    }
    cell = keep(std::string(cell) + std::string(text));
}

void AnswerRows::close() {
    const auto& here = open_.back();
    if (here.has_text) {
        const auto& element = fields_.elements[here.element];
        auto& cell = tables_[element.table].rows[here.row].cells[element.field];
        cell = trim(cell);
    }
    open_.pop_back();
}

Result<> AnswerRows::read(std::string_view xml, std::string_view version) {
    kept_.clear();
    open_.clear();
    for (auto& rows : tables_) {
        rows.used = 0;
    }
    MINKA_TRY(is_plain_utf8(xml) ? Scan(*this, xml).run() : read_tree(xml));
    if (const auto renamed = fields_.renamed.find(version); renamed != fields_.renamed.end()) {
        rename_codes(renamed->second);
    }
    return {};
}

void AnswerRows::rename_codes(const std::vector<RenamedCodes>& renamed) {
    for (const auto& codes : renamed) {
        auto& rows = tables_[codes.table];
        for (std::size_t i = 0; i < rows.used; ++i) {
            if (auto& cell = rows.rows[i].cells[codes.field]; !cell.empty()) {
                cell = keep(codes.written_now(cell));
            }
        }
    }
}

Result<> AnswerRows::read_tree(std::string_view xml) {
    MINKA_TRY_ASSIGN(const auto tree, XmlTree::read(xml, instance_limits, "submission"));
    walk(tree, tree.root());
    return {};
}

void AnswerRows::walk(const XmlTree& tree, XmlTree::Node node) {
    open(tree.name(node));
    const auto element = open_.back().element;
    if (element != AnswerElement::none && fields_.elements[element].field != AnswerElement::none) {
        take_text(keep(std::string(tree.text(node))));
    }
    for (auto child = tree.first_child(node); child != XmlTree::none; child = tree.next_sibling(child)) {
        walk(tree, child);
    }
    close();
}

}  // namespace minka::forms
