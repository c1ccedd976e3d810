#pragma once

#include "documents/yaml.h"

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace minka::programme {

/// One statement in every language of the programme.
struct LocalizedText {
    std::map<std::string, std::string, std::less<>> by_language;

    /// `language` is one of the programme's; a folder that loaded has a text for each.
    const std::string& in(std::string_view language) const;
};

/// An entry of one of the programme's lists: a level, a category, a type of partner.
struct NamedEntry {
    std::string code;
    LocalizedText name;
    int line = 0;  ///< Where it stands in its file, for problems found later.
};

/// What every reader of a section needs besides its own map.
struct FileReading {
    const std::vector<std::string>& languages;
    documents::YamlProblems& problems;
};

/// Letters, digits, "_" and "-", starting with a letter or digit, at most 64.
bool is_code(std::string_view text);

/// A required code. Problems: anything that is_code refuses.
std::string read_code(documents::YamlReader& reader, std::string_view key);

/// A required text. Problems: a language is missing, empty or not one of the programme's.
LocalizedText read_localized(documents::YamlReader& reader, std::string_view key, const FileReading& reading);

std::optional<LocalizedText> read_optional_localized(documents::YamlReader& reader, std::string_view key,
                                                     const FileReading& reading);

/// `code` and `name`, without finishing the reader: the caller asks for its further keys.
NamedEntry read_named(documents::YamlReader& reader, const documents::YamlNode& node, const FileReading& reading);

/// A required list of nothing but codes and names. Problems: an empty list, a code twice.
std::vector<NamedEntry> read_named_list(documents::YamlReader& reader, std::string_view key,
                                        const FileReading& reading);

/// Reports every code that an earlier entry has already. `Entry` has `code` and `line`.
template <typename Entry>
void report_repeated_codes(const std::vector<Entry>& entries, std::string_view list,
                           documents::YamlProblems& problems) {
    for (auto entry = entries.begin(); entry != entries.end(); ++entry) {
        for (auto earlier = entries.begin(); earlier != entry; ++earlier) {
            if (!entry->code.empty() && earlier->code == entry->code) {
                problems.add(entry->line, "The code \"" + entry->code + "\" stands twice in \"" + std::string(list) +
                                              "\"; give each entry its own.");
                break;
            }
        }
    }
}

/// A list of coded entries: `fill(entry, reader)` asks for the keys besides `code`. Problems: a code twice, unknown
/// keys.
template <typename Entry, typename Fill>
std::vector<Entry> read_coded_list(std::span<const documents::YamlNode> nodes, std::string_view list,
                                   const FileReading& reading, Fill fill) {
    std::vector<Entry> entries;
    for (const auto& node : nodes) {
        documents::YamlReader reader(node, reading.problems);
        Entry entry;
        entry.code = read_code(reader, "code");
        entry.line = node.line;
        fill(entry, reader);
        reader.finish();
        entries.push_back(std::move(entry));
    }
    report_repeated_codes(entries, list, reading.problems);
    return entries;
}

/// The entry with the code, nullptr when there is none. `Entry` has `code`.
template <typename Entry>
const Entry* find_code(const std::vector<Entry>& entries, std::string_view code) {
    for (const auto& entry : entries) {
        if (entry.code == code) {
            return &entry;
        }
    }
    return nullptr;
}

/// Reports a reference to an entry that does not exist, naming the nearest one.
template <typename Entry>
void require_code(const std::vector<Entry>& entries, std::string_view code, std::string_view list, int line,
                  documents::YamlProblems& problems) {
    if (code.empty() || find_code(entries, code) != nullptr) {
        return;  // an empty code was reported when it was read
    }
    std::vector<std::string> known;
    for (const auto& entry : entries) {
        known.push_back(entry.code);
    }
    const auto nearest = documents::nearest_word(code, known);
    problems.add(line, "\"" + std::string(code) + "\" is not in \"" + std::string(list) + "\"" +
                           (nearest ? "; did you mean \"" + std::string(*nearest) + "\"?" : "; add it there."));
}

}  // namespace minka::programme
