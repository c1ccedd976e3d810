#include "registry/import_mapping.h"

#include "documents/yaml.h"

#include <array>

namespace minka::registry {

namespace {

using documents::YamlNode;
using documents::YamlProblems;
using documents::YamlReader;

constexpr std::int64_t longest_code = 40;

void add_field(ImportMapping& mapping, const std::string& column, const YamlNode& node, YamlProblems& problems) {
    ColumnMapping entry;
    entry.column = column;
    entry.line = node.line;
    if (node.kind == YamlNode::Kind::scalar) {
        entry.field = node.text;
        mapping.columns.push_back(std::move(entry));
        return;
    }
    YamlReader reader(node, problems);
    entry.field = reader.text("field");
    if (const auto* values = reader.optional_map("values")) {
        for (std::size_t i = 0; i < values->keys.size(); ++i) {
            if (values->items[i].kind != YamlNode::Kind::scalar) {
                problems.add(values->items[i], "Give one word for the value '" + values->keys[i] + "'.");
            }
            entry.values.emplace_back(values->keys[i], values->items[i].text);
        }
    }
    static constexpr std::array<std::string_view, 2> decimals{"keep", "drop"};
    entry.drops_decimals = reader.optional_choice("decimals", decimals).value_or(0) == 1;
    const auto length = [&](std::string_view key) -> std::optional<std::size_t> {
        const auto number = reader.optional_integer(key, 1, longest_code);
        return number ? std::optional(static_cast<std::size_t>(*number)) : std::nullopt;
    };
    entry.pad = length("pad");
    entry.first = length("first");
    entry.append = reader.optional_text("append").value_or("");
    reader.finish();
    mapping.columns.push_back(std::move(entry));
}

void read_columns(ImportMapping& mapping, const YamlNode& columns, YamlProblems& problems) {
    for (std::size_t i = 0; i < columns.keys.size(); ++i) {
        const auto& node = columns.items[i];
        if (node.kind == YamlNode::Kind::sequence) {
            for (const auto& item : node.items) {
                add_field(mapping, columns.keys[i], item, problems);
            }
        } else if (node.kind == YamlNode::Kind::null) {
            problems.add(columns.key_lines[i],
                         "Say which field the column '" + columns.keys[i] + "' fills, or list it under 'ignore'.");
        } else {
            add_field(mapping, columns.keys[i], node, problems);
        }
    }
}

void read_constants(ImportMapping& mapping, const YamlNode& constants, YamlProblems& problems) {
    for (std::size_t i = 0; i < constants.keys.size(); ++i) {
        if (constants.items[i].kind != YamlNode::Kind::scalar || constants.items[i].text.empty()) {
            problems.add(constants.key_lines[i], "Give one value for the constant '" + constants.keys[i] + "'.");
        }
        mapping.constants.push_back({constants.keys[i], constants.items[i].text, constants.key_lines[i]});
    }
}

void read_table_options(ImportMapping& mapping, YamlReader& reader) {
    if (const auto encoding = reader.optional_text("encoding")) {
        if (auto known = documents::parse_text_encoding(*encoding)) {
            mapping.table.encoding = *known;
        } else {
            reader.problem("encoding", known.error().message);
        }
    }
    if (const auto separator = reader.optional_text("separator")) {
        if (*separator == ";" || *separator == "," || *separator == "\t") {
            mapping.table.separator = separator->front();
        } else {
            reader.problem("separator", "The separator is \";\", \",\" or \"\\t\".");
        }
    }
    mapping.table.sheet = reader.optional_text("sheet").value_or("");
    mapping.table.header_row = static_cast<std::uint64_t>(reader.optional_integer("header_row", 1, 1000).value_or(1));
}

Result<ImportMapping> mapping_from(const YamlNode& root, std::string name) {
    YamlProblems problems(name);
    ImportMapping mapping;
    mapping.file = std::move(name);
    YamlReader reader(root, problems);
    if (const auto* columns = reader.optional_map("columns")) {
        read_columns(mapping, *columns, problems);
    }
    if (const auto* constants = reader.optional_map("constants")) {
        read_constants(mapping, *constants, problems);
    }
    mapping.empty = reader.optional_text_list("empty");
    mapping.ignore = reader.optional_text_list("ignore");
    mapping.distinct_rows = reader.optional_boolean("distinct_rows").value_or(false);
    read_table_options(mapping, reader);
    reader.finish();
    if (problems.empty()) {
        return mapping;
    }
    const auto list = problems.list();
    auto first = list.front();
    first.code = ProblemCode::malformed_file;
    if (list.size() > 1) {
        first.message += " The mapping has " + std::to_string(list.size() - 1) + " more mistakes after this one.";
    }
    return std::unexpected(std::move(first));
}

bool is_digits(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace

void drop_zero_decimals(std::string& text) {
    const auto point = text.find('.');
    if (point != std::string::npos && is_digits(std::string_view(text).substr(0, point)) &&
        text.find_first_not_of('0', point + 1) == std::string::npos) {
        text.resize(point);
    }
}

void apply_column_steps(const ColumnMapping& steps, std::string& text) {
    for (const auto& [written, meant] : steps.values) {
        if (written == text) {
            text = meant;
            return;
        }
    }
    if (steps.drops_decimals) {
        drop_zero_decimals(text);
    }
    if (steps.pad && text.size() < *steps.pad && is_digits(text)) {
        text.insert(0, *steps.pad - text.size(), '0');
    }
    if (steps.first && text.size() > *steps.first) {
        text.resize(*steps.first);
    }
    text += steps.append;
}

Result<ImportMapping> read_import_mapping(const std::filesystem::path& path) {
    MINKA_TRY_ASSIGN(const auto root, documents::read_yaml(path));
    return mapping_from(root, path.filename().string());
}

Result<ImportMapping> parse_import_mapping(std::string_view text, std::string_view name) {
    MINKA_TRY_ASSIGN(const auto root, documents::parse_yaml(text, name));
    return mapping_from(root, std::string(name));
}

}  // namespace minka::registry
