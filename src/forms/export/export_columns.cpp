#include "forms/export/export_columns.h"

#include "base/text.h"

#include <fmt/format.h>

#include <array>
#include <utility>

namespace minka::forms {

namespace {

using Content = ExportColumn::Content;

// The part of "lat lon alt acc" at a place; empty when it is not there.
std::string_view geopoint_part(std::string_view text, std::size_t wanted) {
    std::size_t part = 0;
    while (!text.empty()) {
        const auto end = text.find(' ');
        if (part == wanted && end != 0) {
            return text.substr(0, end);
        }
        part += end != 0 ? 1 : 0;
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return {};
}

bool has_choice(std::string_view answers, std::string_view choice) {
    while (!answers.empty()) {
        const auto end = answers.find(' ');
        if (answers.substr(0, end) == choice) {
            return true;
        }
        answers.remove_prefix(end == std::string_view::npos ? answers.size() : end + 1);
    }
    return false;
}

void add_field(std::vector<ExportColumn>& columns, const FormField& field, std::size_t at, const ExportLayout& layout) {
    const auto header = joined_steps(field.steps, "-");
    if (field.type == "geopoint") {
        constexpr std::array parts{
            std::pair(Content::latitude, "-Latitude"), std::pair(Content::longitude, "-Longitude"),
            std::pair(Content::altitude, "-Altitude"), std::pair(Content::accuracy, "-Accuracy")};
        for (const auto& [content, end] : parts) {
            columns.push_back({header + end, content, at, {}});
        }
        return;
    }
    columns.push_back({header, Content::answer, at, {}});
    if (field.control == FieldControl::select_many && layout.splits_selects) {
        for (const auto& choice : field.choices) {
            columns.push_back({header + "/" + choice.value, Content::choice, at, choice.value});
        }
    }
}

}  // namespace

bool is_withheld(const FormField& field, const ExportLayout& layout) {
    return (layout.withholds_persons && field.names_person) || (layout.withholds_places && field.is_place());
}

std::vector<ExportColumn> columns_of(const FormFields& fields, std::size_t table, const ExportLayout& layout) {
    std::vector<ExportColumn> columns;
    if (table == 0) {
        columns.push_back({"SubmissionDate", Content::received, 0, {}});
    }
    for (std::size_t at = 0; at < fields.tables[table].fields.size(); ++at) {
        if (!is_withheld(fields.tables[table].fields[at], layout)) {
            add_field(columns, fields.tables[table].fields[at], at, layout);
        }
    }
    if (table != 0) {
        columns.push_back({"PARENT_KEY", Content::parent_key, 0, {}});
        columns.push_back({"KEY", Content::key, 0, {}});
        return columns;
    }
    columns.push_back({"KEY", Content::key, 0, {}});
    if (!layout.withholds_persons) {
        columns.push_back({"SubmitterID", Content::sender, 0, {}});
    }
    columns.push_back({"ReviewState", Content::review_state, 0, {}});
    if (!layout.withholds_persons) {
        columns.push_back({"DeviceID", Content::device, 0, {}});
    }
    columns.push_back({"Edits", Content::edits, 0, {}});
    columns.push_back({"FormVersion", Content::form_version, 0, {}});
    return columns;
}

std::vector<std::string> withheld_names(const FormFields& fields, const ExportLayout& layout) {
    std::vector<std::string> names;
    for (const auto& table : fields.tables) {
        for (const auto& field : table.fields) {
            if (is_withheld(field, layout)) {
                names.push_back(joined_steps(field.steps, "-"));
            }
        }
    }
    return names;
}

std::string received_text(const FeedRow& row) {
    if (!row.received_at) {
        return row.received_on.text();
    }
    const auto milliseconds = row.received_at->microseconds / 1000;
    auto text = to_string(Instant{milliseconds / 1000 * 1'000'000});  // without a fraction
    text.pop_back();
    return fmt::format("{}.{:03}Z", text, milliseconds % 1000);
}

std::string instance_key(const FeedRow& row) { return "uuid:" + to_string(row.original); }

std::string ExportRow::key(const FormFields& fields, std::size_t table, std::size_t row) const {
    if (table == 0) {
        return instance_key(*feed);
    }
    const auto& own = answers->of(table)[row];
    return fmt::format("{}/{}[{}]", key(fields, fields.tables[table].parent, own.parent),
                       joined_steps(fields.tables[table].steps, "/"), own.number);
}

std::string ExportRow::parent_key(const FormFields& fields, std::size_t table, std::size_t row) const {
    return key(fields, fields.tables[table].parent, answers->of(table)[row].parent);
}

std::string_view cell_text(const ExportColumn& column, const FormFields& fields, const ExportRow& row,
                           std::size_t table, std::size_t number, std::string& scratch) {
    const auto& feed = *row.feed;
    const auto answer = [&] { return row.answers->of(table)[number].cells[column.field]; };
    const auto made = [&](std::string text) -> std::string_view { return scratch = std::move(text); };
    switch (column.content) {
        case Content::answer: return answer();
        case Content::latitude: return geopoint_part(answer(), 0);
        case Content::longitude: return geopoint_part(answer(), 1);
        case Content::altitude: return geopoint_part(answer(), 2);
        case Content::accuracy: return geopoint_part(answer(), 3);
        case Content::choice: return answer().empty() ? "" : has_choice(answer(), column.choice) ? "1" : "0";
        case Content::received: return made(received_text(feed));
        case Content::key: return made(row.key(fields, table, number));
        case Content::parent_key: return made(row.parent_key(fields, table, number));
        case Content::sender: return feed.sender ? made(to_string(*feed.sender)) : std::string_view();
        case Content::device: return feed.device ? made(to_string(*feed.device)) : std::string_view();
        case Content::review_state: return feed.review_state;
        case Content::edits: return made(std::to_string(feed.edits));
        case Content::form_version: return feed.form_version;
    }
    return {};
}

}  // namespace minka::forms
