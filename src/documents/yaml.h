#pragma once

#include "base/local_date.h"
#include "base/result.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace minka::documents {

/// One value of a YAML file, with the place where it stands. Text is UTF-8 in NFC.
struct YamlNode {
    enum class Kind { null, scalar, sequence, map };

    Kind kind = Kind::null;
    std::string text;               ///< A scalar's text; "007" and "no" stay as they are written.
    bool quoted = false;            ///< A scalar in quotes or a block: never a number, a bool or a null.
    int line = 0;                   ///< From 1.
    int column = 0;                 ///< From 1.
    std::vector<std::string> keys;  ///< Of a map, in the order of the file; none twice.
    std::vector<int> key_lines;     ///< From 1, one a key.
    std::vector<YamlNode> items;    ///< A sequence's items, or a map's values, one a key.

    /// A map's value, nullptr when the key is absent.
    const YamlNode* find(std::string_view key) const;
};

struct YamlLimits {
    std::size_t bytes = 4ULL << 20U;
    std::size_t nodes = 500'000;  ///< Counted after aliases are followed, so that an alias bomb ends here.
    int depth = 40;
};

/// One document. `name` appears in problems: "programme.yaml:12".
///
/// Problems: `malformed_file` for bad syntax, duplicate keys, keys that are no text, tags, text that is not UTF-8 and
/// more than one document; `too_large` beyond the limits.
Result<YamlNode> parse_yaml(std::string_view text, std::string_view name, const YamlLimits& limits = {});

/// Problems: those of parse_yaml, and `io_failed`. Places show the file's name without folders.
Result<YamlNode> read_yaml(const std::filesystem::path& path, const YamlLimits& limits = {});

/// Gathers every problem of one file, so that a person mends them in one round.
class YamlProblems {
public:
    explicit YamlProblems(std::string file) : file_(std::move(file)) {}

    /// "programme.yaml:12" goes into Problem::field.
    void add(int line, std::string message);
    void add(const YamlNode& node, std::string message) { add(node.line, std::move(message)); }
    bool empty() const { return list_.empty(); }
    const std::string& file() const { return file_; }
    /// In the order of lines.
    std::vector<Problem> list() const;

private:
    std::string file_;
    std::vector<Problem> list_;
    std::vector<int> lines_;  ///< One a problem.
};

/// Reads the keys of one map. What is missing or wrong goes to the problems with its line, and the value returned is
/// then empty or zero: use nothing before problems.empty() is known. Finish with finish(), which reports keys that
/// nobody asked for with the nearest known one.
///
///     YamlReader reader(node, problems);
///     const auto name = reader.text("name");
///     const auto start = reader.date("start");
///     reader.finish();
class YamlReader {
public:
    /// Anything but a map is a problem, and every key is then absent without a further word.
    YamlReader(const YamlNode& map, YamlProblems& problems);

    bool has(std::string_view key);

    /// Not empty.
    std::string text(std::string_view key);
    std::optional<std::string> optional_text(std::string_view key);

    std::int64_t integer(std::string_view key, std::int64_t least = INT64_MIN, std::int64_t most = INT64_MAX);
    std::optional<std::int64_t> optional_integer(std::string_view key, std::int64_t least = INT64_MIN,
                                                 std::int64_t most = INT64_MAX);
    /// With a point; finite.
    double number(std::string_view key, double least, double most);
    std::optional<double> optional_number(std::string_view key, double least, double most);

    /// true or false; sí and no.
    bool boolean(std::string_view key);
    std::optional<bool> optional_boolean(std::string_view key);

    LocalDate date(std::string_view key);
    std::optional<LocalDate> optional_date(std::string_view key);

    /// At least one item.
    std::vector<std::string> text_list(std::string_view key);
    /// Empty when absent.
    std::vector<std::string> optional_text_list(std::string_view key);

    /// The position of the text among `choices`; 0 after a problem. Give the names of an enum in its order.
    std::size_t choice(std::string_view key, std::span<const std::string_view> choices);
    std::optional<std::size_t> optional_choice(std::string_view key, std::span<const std::string_view> choices);

    /// The items of a required sequence; empty after a problem.
    std::span<const YamlNode> sequence(std::string_view key);
    /// Empty when absent.
    std::span<const YamlNode> optional_sequence(std::string_view key);

    /// A required map; nullptr after a problem.
    const YamlNode* map(std::string_view key);
    const YamlNode* optional_map(std::string_view key);
    /// A value of any kind; nullptr when absent.
    const YamlNode* any(std::string_view key);

    /// The line of a key, or of the map when it is absent: for problems the caller finds.
    int line_of(std::string_view key) const;
    void problem(std::string_view key, std::string message);

    void finish();

private:
    const YamlNode* take(std::string_view key);
    const YamlNode* take_required(std::string_view key);
    const YamlNode* take_kind(std::string_view key, YamlNode::Kind kind, bool required);

    const YamlNode* map_;
    YamlProblems* problems_;
    std::vector<std::string> asked_;
};

/// The candidate that differs least from `word` by letters changed, added, dropped or swapped; nothing when even
/// that one is further than a third of the word (at least 1).
std::optional<std::string_view> nearest_word(std::string_view word, std::span<const std::string> candidates);

}  // namespace minka::documents
