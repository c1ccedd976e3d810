#include "forms/export/answer_json.h"

#include "base/text.h"
#include "documents/json.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <iterator>

namespace minka::forms {

namespace {

using documents::json_text;

std::optional<double> number_in(std::string_view text) {
    double value = 0;
    const auto* end = text.data() + text.size();
    const auto [stop, failure] = std::from_chars(text.data(), end, value);
    return failure == std::errc() && stop == end && std::isfinite(value) ? std::optional(value) : std::nullopt;
}

struct Position {
    double latitude = 0;
    double longitude = 0;
    std::optional<double> altitude;
    std::optional<double> accuracy;
};

// "lat lon alt acc"
std::optional<Position> position_in(std::string_view text) {
    std::vector<double> numbers;
    for (const auto part : split(trim(text), ' ')) {
        if (part.empty()) {
            continue;
        }
        const auto number = number_in(part);
        if (!number) {
            return std::nullopt;
        }
        numbers.push_back(*number);
    }
    if (numbers.size() < 2 || std::abs(numbers[0]) > 90 || std::abs(numbers[1]) > 180) {
        return std::nullopt;
    }
    Position position{numbers[0], numbers[1], {}, {}};
    if (numbers.size() > 2) {
        position.altitude = numbers[2];
    }
    if (numbers.size() > 3) {
        position.accuracy = numbers[3];
    }
    return position;
}

std::optional<std::vector<Position>> positions_in(std::string_view text) {
    std::vector<Position> positions;
    for (const auto part : split(text, ';')) {
        if (trim(part).empty()) {
            continue;
        }
        const auto position = position_in(part);
        if (!position) {
            return std::nullopt;
        }
        positions.push_back(*position);
    }
    return positions.empty() ? std::nullopt : std::optional(std::move(positions));
}

std::string coordinates(const Position& position, std::string_view separator) {
    auto text = fmt::format("{}{}{}", position.longitude, separator, position.latitude);
    return position.altitude ? text + fmt::format("{}{}", separator, *position.altitude) : text;
}

std::string coordinate_list(const std::vector<Position>& positions, bool as_json) {
    std::string list;
    for (const auto& position : positions) {
        const auto one = coordinates(position, as_json ? "," : " ");
        list += (list.empty() ? "" : ",") + (as_json ? "[" + one + "]" : one);
    }
    return list;
}

std::optional<std::string> well_known_text(const FormField& field, std::string_view answer) {
    const auto positions = positions_in(answer);
    if (!positions) {
        return std::nullopt;
    }
    if (field.type == "geopoint") {
        return "POINT (" + coordinates(positions->front(), " ") + ")";
    }
    const auto list = coordinate_list(*positions, false);
    return field.type == "geotrace" ? "LINESTRING (" + list + ")" : "POLYGON ((" + list + "))";
}

// Whether a path is asked for: itself, something above it or, for a group, something within.
bool is_selected(const std::vector<std::string>& selected, const std::string& path) {
    return selected.empty() || std::ranges::any_of(selected, [&](const std::string& wanted) {
               return wanted == path || path.starts_with(wanted + "/") || wanted.starts_with(path + "/");
           });
}

class RowText {
public:
    RowText(std::string& out, const FormFields& fields, const ExportRow& row, const AnswerJsonStyle& style)
        : out_(out), fields_(fields), row_(row), style_(style) {}

    void table_row(std::size_t table, std::size_t number) {
        out_ += '{';
        bool has_member = false;
        const auto member = [&](std::string_view name, std::string value) {
            if (style_.selected.empty() || is_selected(style_.selected, std::string(name))) {
                out_ += (has_member ? "," : "") + json_text(name) + ":" + std::move(value);
                has_member = true;
            }
        };
        member("__id", json_text(row_.key(fields_, table, number)));
        if (table == 0) {
            member("__system", system_json(*row_.feed, style_.layout));
        } else {
            member(parent_name(table), json_text(row_.parent_key(fields_, table, number)));
        }
        members(element_of(table), number, {}, has_member);
        out_ += '}';
    }

private:
    // "__Submissions-id" for what stands in the form, "__Submissions-hijo-id" for what stands in a repeated group.
    std::string parent_name(std::size_t table) const {
        std::string path;
        for (auto at = fields_.tables[table].parent; at != 0; at = fields_.tables[at].parent) {
            path = "-" + joined_steps(fields_.tables[at].steps, "-") + path;
        }
        return "__Submissions" + path + "-id";
    }

    std::size_t element_of(std::size_t table) const {
        std::size_t at = 0;
        while (at < fields_.elements.size() &&
               !(fields_.elements[at].is_repeat && fields_.elements[at].table == table)) {
            ++at;
        }
        return at;
    }

    void members(std::size_t element, std::size_t number, const std::string& path, bool has_member) {
        for (const auto child : fields_.elements[element].children) {
            const auto& here = fields_.elements[child];
            // A question's own path is only wanted to find it among those selected.
            const bool needs_path = here.field == AnswerElement::none || !style_.selected.empty();
            const auto below = !needs_path ? std::string() : path.empty() ? here.name : path + "/" + here.name;
            if (needs_path && !is_selected(style_.selected, below)) {
                continue;
            }
            if (here.field != AnswerElement::none &&
                is_withheld(fields_.tables[here.table].fields[here.field], style_.layout)) {
                continue;
            }
            if (has_member) {
                out_ += ',';
            }
            has_member = true;
            if (here.is_repeat) {
                repeat(child, number, below);
            } else if (here.field != AnswerElement::none) {
                key(here.name);
                append_answer_value(out_, fields_.tables[here.table].fields[here.field],
                                    row_.answers->of(here.table)[number].cells[here.field], style_.places);
            } else {
                key(here.name);
                out_ += '{';
                members(child, number, below, false);
                out_ += '}';
            }
        }
    }

    // A name of XML has nothing that JSON would escape.
    void key(const std::string& name) {
        out_ += '"';
        out_ += name;
        out_ += "\":";
    }

    void repeat(std::size_t element, std::size_t number, const std::string& path) {
        const auto& here = fields_.elements[element];
        const auto table = here.table;
        const auto parent = fields_.tables[table].parent;
        out_ += json_text(here.name + "@odata.navigationLink") + ":" +
                json_text("Submissions('" + row_.key(fields_, parent, number) + "')/" + path);
        if (!style_.expands_repeats) {
            return;
        }
        out_ += "," + json_text(here.name) + ":[";
        bool is_first = true;
        const auto rows = row_.answers->of(table);
        for (std::size_t at = 0; at < rows.size(); ++at) {
            if (rows[at].parent == number) {
                out_ += is_first ? "" : ",";
                is_first = false;
                table_row(table, at);
            }
        }
        out_ += ']';
    }

    std::string& out_;
    const FormFields& fields_;
    const ExportRow& row_;
    const AnswerJsonStyle& style_;
};

}  // namespace

std::optional<std::string> geometry_json(const FormField& field, std::string_view answer) {
    const auto positions = positions_in(answer);
    if (!positions) {
        return std::nullopt;
    }
    if (field.type == "geopoint") {
        const auto& point = positions->front();
        auto text = "{\"type\":\"Point\",\"coordinates\":[" + coordinates(point, ",") + "]";
        if (point.accuracy) {
            text += fmt::format(",\"properties\":{{\"accuracy\":{}}}", *point.accuracy);
        }
        return text + "}";
    }
    const auto list = coordinate_list(*positions, true);
    return field.type == "geotrace" ? "{\"type\":\"LineString\",\"coordinates\":[" + list + "]}"
                                    : "{\"type\":\"Polygon\",\"coordinates\":[[" + list + "]]}";
}

void append_answer_value(std::string& out, const FormField& field, std::string_view answer, PlaceNotation places) {
    if (answer.empty()) {
        out += "null";
        return;
    }
    if (field.type == "int") {
        std::int64_t whole = 0;
        const auto* end = answer.data() + answer.size();
        if (const auto [stop, failure] = std::from_chars(answer.data(), end, whole);
            failure == std::errc() && stop == end) {
            fmt::format_to(std::back_inserter(out), "{}", whole);
            return;
        }
    } else if (field.type == "decimal") {
        if (const auto number = number_in(answer)) {
            fmt::format_to(std::back_inserter(out), "{}", *number);
            return;
        }
    } else if (field.is_place()) {
        const bool as_text = places == PlaceNotation::well_known_text;
        if (const auto place = as_text ? well_known_text(field, answer) : geometry_json(field, answer)) {
            out += as_text ? json_text(*place) : *place;
            return;
        }
    }
    out += json_text(answer);
}

std::string system_json(const FeedRow& row, const ExportLayout& layout) {
    const auto text_or_null = [](const std::optional<std::string>& text) { return text ? json_text(*text) : "null"; };
    const auto identifier = [&](const std::optional<Uuid>& id) {
        return layout.withholds_persons || !id ? std::string("null") : json_text(to_string(*id));
    };
    return "{\"submissionDate\":" +
           json_text(row.received_at ? received_text(row) : received_text(row) + "T00:00:00.000Z") +
           ",\"updatedAt\":null,\"deletedAt\":null,\"submitterId\":" + identifier(row.sender) +
           ",\"submitterName\":null,\"attachmentsPresent\":null,\"attachmentsExpected\":null,\"status\":null,"
           "\"reviewState\":" +
           text_or_null(row.review_state.empty() ? std::nullopt : std::optional(row.review_state)) +
           ",\"deviceId\":" + identifier(row.device) + ",\"edits\":" + std::to_string(row.edits) +
           ",\"formVersion\":" + json_text(row.form_version) + "}";
}

void append_row_json(std::string& out, const FormFields& fields, const ExportRow& row, std::size_t table,
                     std::size_t number, const AnswerJsonStyle& style) {
    RowText(out, fields, row, style).table_row(table, number);
}

}  // namespace minka::forms
