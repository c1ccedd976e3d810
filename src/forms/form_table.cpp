#include "forms/form_table.h"

#include "base/text.h"
#include "documents/yaml.h"

#include <algorithm>
#include <array>
#include <map>

namespace minka::forms {

namespace {

using Path = std::vector<std::string>;
using Titles = std::map<std::string, Path, std::less<>>;

const Titles& survey_titles() {
    static const Titles titles{
        {"type", {"type"}},
        {"command", {"type"}},
        {"name", {"name"}},
        {"tag", {"name"}},
        {"value", {"name"}},
        {"label", {"label"}},
        {"caption", {"label"}},
        {"hint", {"hint"}},
        {"guidance_hint", {"guidance_hint"}},
        {"default", {"default"}},
        {"choice_filter", {"choice_filter"}},
        {"parameters", {"parameters"}},
        {"trigger", {"trigger"}},
        {"list_name", {"list_name"}},
        {"disabled", {"disabled"}},
        {"save_to", {"save_to"}},
        {"sms_field", {"sms_field"}},
        {"sms_option", {"sms_option"}},
        {"compact_tag", {"instance", "odk:tag"}},
        {"read_only", {"bind", "readonly"}},
        {"readonly", {"bind", "readonly"}},
        {"relevant", {"bind", "relevant"}},
        {"relevance", {"bind", "relevant"}},
        {"required", {"bind", "required"}},
        {"constraint", {"bind", "constraint"}},
        {"constraint_message", {"bind", "jr:constraintMsg"}},
        {"constraining_message", {"bind", "jr:constraintMsg"}},
        {"required_message", {"bind", "jr:requiredMsg"}},
        {"requiredmsg", {"bind", "jr:requiredMsg"}},
        {"noapperrorstring", {"bind", "jr:noAppErrorString"}},
        {"no_app_error_string", {"bind", "jr:noAppErrorString"}},
        {"calculation", {"bind", "calculate"}},
        {"calculate", {"bind", "calculate"}},
        {"appearance", {"control", "appearance"}},
        {"intent", {"control", "intent"}},
        {"rows", {"control", "rows"}},
        {"autoplay", {"control", "autoplay"}},
        {"count", {"control", "jr:count"}},
        {"repeat_count", {"control", "jr:count"}},
        {"jr:count", {"control", "jr:count"}},
        {"body", {"control"}},
        {"control", {"control"}},
        {"bind", {"bind"}},
        {"instance", {"instance"}},
        {"media", {"media"}},
        {"image", {"media", "image"}},
        {"big-image", {"media", "big-image"}},
        {"audio", {"media", "audio"}},
        {"video", {"media", "video"}},
    };
    return titles;
}

const Titles& choice_titles() {
    static const Titles titles{
        {"list_name", {"list_name"}},
        {"name", {"name"}},
        {"value", {"name"}},
        {"label", {"label"}},
        {"caption", {"label"}},
        {"media", {"media"}},
        {"image", {"media", "image"}},
        {"audio", {"media", "audio"}},
        {"video", {"media", "video"}},
        {"big-image", {"media", "big-image"}},
        {"sms_option", {"sms_option"}},
    };
    return titles;
}

const Titles& setting_titles() {
    static const Titles titles = [] {
        Titles all{
            {"form_title", {"title"}},
            {"set_form_title", {"title"}},
            {"title", {"title"}},
            {"form_id", {"id_string"}},
            {"set_form_id", {"id_string"}},
            {"id_string", {"id_string"}},
            {"prefix", {"odk:prefix"}},
            {"compact_prefix", {"odk:prefix"}},
            {"delimiter", {"odk:delimiter"}},
            {"compact_delimiter", {"odk:delimiter"}},
            {"omit_instanceid", {"omit_instance_id"}},
        };
        for (const auto* same : {"name",
                                 "version",
                                 "default_language",
                                 "style",
                                 "submission_url",
                                 "public_key",
                                 "auto_send",
                                 "auto_delete",
                                 "instance_name",
                                 "instance_xmlns",
                                 "instance_id",
                                 "namespaces",
                                 "attribute",
                                 "anonymous",
                                 "client_editable",
                                 "allow_choice_duplicates",
                                 "clean_text_values",
                                 "sms_keyword",
                                 "sms_separator",
                                 "sms_allow_media",
                                 "sms_date_format",
                                 "sms_datetime_format",
                                 "sms_response"}) {
            all.emplace(same, Path{same});
        }
        return all;
    }();
    return titles;
}

const Titles& entity_titles() {
    static const Titles titles{{"list_name", {"list_name"}}, {"dataset", {"list_name"}},
                               {"label", {"label"}},         {"entity_id", {"entity_id"}},
                               {"create_if", {"create_if"}}, {"update_if", {"update_if"}}};
    return titles;
}

const Titles& titles_of(FormSheetKind kind) {
    switch (kind) {
        case FormSheetKind::survey: return survey_titles();
        case FormSheetKind::settings: return setting_titles();
        case FormSheetKind::entities: return entity_titles();
        case FormSheetKind::choices:
        case FormSheetKind::external_choices:
        case FormSheetKind::osm: return choice_titles();
    }
    return survey_titles();
}

// Quotes that word processors put: U+2018, U+2019, U+201C, U+201D.
char straight_quote(std::string_view at) {
    if (at.starts_with("\xe2\x80\x98") || at.starts_with("\xe2\x80\x99")) {
        return '\'';
    }
    return at.starts_with("\xe2\x80\x9c") || at.starts_with("\xe2\x80\x9d") ? '"' : '\0';
}

// "List Name" and "list_name" are one title.
std::string snake_case(std::string_view title) {
    std::string out;
    for (const char c : trim(title)) {
        if (c == ' ' || c == '\t') {
            if (!out.empty() && out.back() != '_') {
                out += '_';
            }
        } else {
            out += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 'a' - 'A') : c;
        }
    }
    return out;
}

Path tokens_of(std::string_view title, bool has_double_colon) {
    Path tokens;
    if (has_double_colon) {
        for (std::size_t start = 0;;) {
            const auto end = title.find("::", start);
            tokens.emplace_back(trim(title.substr(start, end == std::string_view::npos ? end : end - start)));
            if (end == std::string_view::npos) {
                return tokens;
            }
            start = end + 2;
        }
    }
    for (const auto part : split(title, ':')) {
        if (!tokens.empty() && (tokens.back() == "jr" || tokens.back() == "odk" || tokens.back() == "orx")) {
            tokens.back() += ":" + std::string(trim(part));
        } else {
            tokens.emplace_back(trim(part));
        }
    }
    return tokens;
}

Path path_of(std::string_view title, const Titles& titles, bool has_double_colon) {
    if (const auto whole = titles.find(snake_case(title)); whole != titles.end()) {
        return whole->second;
    }
    auto tokens = tokens_of(title, has_double_colon);
    const auto first = titles.find(snake_case(tokens.front()));
    if (first == titles.end() || tokens.size() == 1) {
        return {std::string(trim(title))};
    }
    auto path = first->second;
    path.insert(path.end(), tokens.begin() + 1, tokens.end());
    // bind::required and bind::constraint_message are the columns of these names
    if (path.size() >= 2 && first->second.size() == 1 && (path[0] == "bind" || path[0] == "control")) {
        if (const auto inner = titles.find(snake_case(path[1]));
            inner != titles.end() && inner->second.size() == 2 && inner->second[0] == path[0]) {
            path[1] = inner->second[1];
        }
    }
    return path;
}

Result<> require_columns(const FormTable& table) {
    std::vector<std::string> missing;
    const auto need = [&](std::string_view column) {
        if (!table.has_column(column)) {
            missing.emplace_back(column);
        }
    };
    if (table.kind() == FormSheetKind::survey) {
        need("type");
    } else if (table.kind() != FormSheetKind::settings) {
        need("list_name");
        if (table.kind() != FormSheetKind::entities) {
            need("name");
        }
    }
    if (missing.empty() || table.rows().empty()) {
        return {};
    }
    return refuse("The sheet has no column '" + missing.front() + "', which must be there.", table.sheet(), 1,
                  missing.front());
}

}  // namespace

std::string clean_form_text(std::string_view text, bool runs_too) {
    std::string out;
    for (std::size_t i = 0; i < text.size();) {
        if (const char quote = straight_quote(text.substr(i)); quote != '\0') {
            out += quote;
            i += 3;
            continue;
        }
        if (!(runs_too && text[i] == ' ' && !out.empty() && out.back() == ' ')) {
            out += text[i];
        }
        ++i;
    }
    return out;
}

std::string form_place(std::string_view sheet, std::uint64_t row, std::string_view column) {
    std::string place(sheet);
    if (row != 0) {
        place += ":" + std::to_string(row);
    }
    if (!column.empty()) {
        place += ":" + std::string(column);
    }
    return place;
}

std::unexpected<Problem> refuse(std::string message, std::string_view sheet, std::uint64_t row,
                                std::string_view column) {
    return invalid(std::move(message), form_place(sheet, row, column));
}

std::string_view FormText::plain() const {
    const auto found = std::ranges::find_if(by_language, [](const auto& entry) { return entry.first.empty(); });
    return found == by_language.end() ? std::string_view() : std::string_view(found->second);
}

std::string_view sheet_name(FormSheetKind kind) {
    constexpr std::array<std::string_view, 6> names{"survey",   "choices",          "settings",
                                                    "entities", "external_choices", "osm"};
    return names[static_cast<std::size_t>(kind)];
}

Result<FormTable> FormTable::read(FormSheetKind kind, const FormSheet& sheet) {
    FormTable table;
    table.kind_ = kind;
    table.rows_ = sheet.rows;
    const auto& titles = titles_of(kind);
    const bool has_double_colon =
        std::ranges::any_of(sheet.header, [](const auto& title) { return title.find("::") != std::string::npos; });
    for (const auto& title : sheet.header) {
        FormColumn column{title, {}};
        if (!trim(title).empty()) {
            column.path = path_of(title, titles, has_double_colon);
            auto same = std::ranges::find(table.columns_, column.path, &FormColumn::path);
            if (same != table.columns_.end() && kind == FormSheetKind::settings && column.path.front() == "id_string") {
                auto& older = snake_case(title) == "id_string" ? column : *same;
                older.path = {std::string(superseded_id)};  // forms of old have both; form_id is the one that counts
                same = table.columns_.end();
            }
            if (same != table.columns_.end()) {
                return refuse("The columns '" + same->title + "' and '" + title + "' mean the same; keep one of them.",
                              sheet_name(kind), 1, title);
            }
        }
        table.columns_.push_back(std::move(column));
    }
    for (auto& row : table.rows_) {
        row.cells.resize(table.columns_.size());
        for (auto& cell : row.cells) {
            cell = clean_form_text(cell, false);
        }
    }
    MINKA_TRY(require_columns(table));
    return table;
}

std::string_view FormTable::value(const FormRow& row, std::string_view column) const {
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        if (columns_[i].path.size() == 1 && columns_[i].path[0] == column) {
            return row.cells[i];
        }
    }
    return {};
}

std::string_view FormTable::value(const FormRow& row, std::string_view group, std::string_view name) const {
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        if (columns_[i].path.size() == 2 && columns_[i].path[0] == group && columns_[i].path[1] == name) {
            return row.cells[i];
        }
    }
    return {};
}

std::string_view FormTable::title(std::string_view column) const {
    const auto found = std::ranges::find_if(
        columns_, [&](const auto& known) { return !known.path.empty() && known.path.back() == column; });
    return found == columns_.end() ? column : std::string_view(found->title);
}

FormText FormTable::text(const FormRow& row, std::string_view column) const {
    FormText text;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        const auto& path = columns_[i].path;
        if (path.empty() || path.size() > 2 || path[0] != column || row.cells[i].empty()) {
            continue;
        }
        if (text.empty()) {
            text.column = columns_[i].title;
        }
        text.by_language.emplace_back(path.size() == 2 ? path[1] : std::string(), row.cells[i]);
    }
    return text;
}

std::vector<std::pair<std::string, FormText>> FormTable::group(const FormRow& row, std::string_view name) const {
    std::vector<std::pair<std::string, FormText>> entries;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        const auto& path = columns_[i].path;
        if (path.size() < 2 || path.size() > 3 || path[0] != name || row.cells[i].empty()) {
            continue;
        }
        auto entry = std::ranges::find_if(entries, [&](const auto& known) { return known.first == path[1]; });
        if (entry == entries.end()) {
            entries.emplace_back(path[1], FormText{{}, columns_[i].title});
            entry = std::prev(entries.end());
        }
        entry->second.by_language.emplace_back(path.size() == 3 ? path[2] : std::string(), row.cells[i]);
    }
    return entries;
}

bool FormTable::has_column(std::string_view column) const {
    return std::ranges::any_of(columns_,
                               [&](const auto& known) { return !known.path.empty() && known.path[0] == column; });
}

std::vector<FormNote> misspelt_columns(const FormTable& table) {
    std::vector<FormNote> notes;
    const auto& titles = titles_of(table.kind());
    std::vector<std::string> known;
    for (const auto& [title, path] : titles) {
        if (!table.has_column(path.front()) || path.size() > 1) {
            known.push_back(title);
        }
    }
    for (const auto& column : table.columns()) {
        if (column.path.size() != 1 || column.title.size() < 4) {
            continue;
        }
        const auto written = snake_case(tokens_of(column.title, true).front());
        if (titles.contains(written)) {
            continue;
        }
        if (const auto near = documents::nearest_word(written, known)) {
            notes.push_back(
                {"The column '" + column.title + "' is not known and is left out; is it '" + std::string(*near) + "'?",
                 form_place(table.sheet(), 1, column.title)});
        }
    }
    return notes;
}

}  // namespace minka::forms
