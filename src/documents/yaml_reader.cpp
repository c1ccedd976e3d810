#include "base/text.h"
#include "documents/yaml.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace minka::documents {

namespace {

std::string_view kind_name(YamlNode::Kind kind) {
    switch (kind) {
        case YamlNode::Kind::null: return "nothing";
        case YamlNode::Kind::scalar: return "a single value";
        case YamlNode::Kind::sequence: return "a list";
        case YamlNode::Kind::map: return "a map of keys";
    }
    return "";
}

std::string wants(std::string_view key, std::string_view what, const YamlNode& node) {
    if (node.kind == YamlNode::Kind::scalar) {
        return fmt::format("\"{}\" must be {}, and is {}\"{}\".", key, what, node.quoted ? "the text " : "", node.text);
    }
    return fmt::format("\"{}\" must be {}, and is {}.", key, what, kind_name(node.kind));
}

template <typename Number>
std::optional<Number> parse_number(const YamlNode& node) {
    if (node.kind != YamlNode::Kind::scalar || node.quoted) {
        return std::nullopt;
    }
    const auto& text = node.text;
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) {
        return std::nullopt;
    }
    return value;
}

// 007 is a code or an octal number, never the number seven.
bool has_leading_zero(std::string_view text) {
    if (text.starts_with('-')) {
        text.remove_prefix(1);
    }
    return text.size() > 1 && text[0] == '0' && text[1] != '.';
}

std::string join(std::span<const std::string_view> words) { return fmt::format("{}", fmt::join(words, ", ")); }

}  // namespace

void YamlProblems::add(int line, std::string message) {
    list_.push_back(Problem{ProblemCode::invalid_input, std::move(message), fmt::format("{}:{}", file_, line)});
    lines_.push_back(line);
}

std::vector<Problem> YamlProblems::list() const {
    std::vector<std::size_t> order(list_.size());
    for (std::size_t i = 0; i < order.size(); ++i) {
        order[i] = i;
    }
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return lines_[a] < lines_[b]; });
    std::vector<Problem> sorted;
    sorted.reserve(order.size());
    for (const auto i : order) {
        sorted.push_back(list_[i]);
    }
    return sorted;
}

YamlReader::YamlReader(const YamlNode& map, YamlProblems& problems) : map_(&map), problems_(&problems) {
    if (map.kind != YamlNode::Kind::map) {
        problems.add(map, fmt::format("A map of keys must stand here, and there is {}.", kind_name(map.kind)));
        map_ = nullptr;
    }
}

const YamlNode* YamlReader::take(std::string_view key) {
    asked_.emplace_back(key);
    return map_ == nullptr ? nullptr : map_->find(key);
}

const YamlNode* YamlReader::take_required(std::string_view key) {
    const auto* node = take(key);
    if (map_ == nullptr) {
        return nullptr;
    }
    if (node == nullptr) {
        problems_->add(*map_, fmt::format("The key \"{}\" is missing.", key));
    } else if (node->kind == YamlNode::Kind::null) {
        problem(key, fmt::format("The key \"{}\" has no value.", key));
        return nullptr;
    }
    return node;
}

const YamlNode* YamlReader::take_kind(std::string_view key, YamlNode::Kind kind, bool required) {
    const auto* node = required ? take_required(key) : take(key);
    if (node == nullptr || node->kind == YamlNode::Kind::null) {
        return nullptr;
    }
    if (node->kind != kind) {
        problem(key, wants(key, kind_name(kind), *node));
        return nullptr;
    }
    return node;
}

bool YamlReader::has(std::string_view key) { return take(key) != nullptr; }

std::string YamlReader::text(std::string_view key) {
    const auto* node = take_kind(key, YamlNode::Kind::scalar, true);
    if (node == nullptr) {
        return {};
    }
    if (trim(node->text).empty()) {
        problem(key, fmt::format("The text of \"{}\" is empty.", key));
    }
    return node->text;
}

std::optional<std::string> YamlReader::optional_text(std::string_view key) {
    const auto* node = take_kind(key, YamlNode::Kind::scalar, false);
    return node == nullptr ? std::nullopt : std::optional(node->text);
}

std::optional<std::int64_t> YamlReader::optional_integer(std::string_view key, std::int64_t least, std::int64_t most) {
    const auto* node = take_kind(key, YamlNode::Kind::scalar, false);
    if (node == nullptr) {
        return std::nullopt;
    }
    const auto value = parse_number<std::int64_t>(*node);
    if (!value || has_leading_zero(node->text)) {
        problem(key, wants(key, "a whole number without quotes or leading zeros", *node));
        return std::nullopt;
    }
    if (*value < least || *value > most) {
        problem(key, most == INT64_MAX
                         ? fmt::format("\"{}\" must be at least {}, and is {}.", key, least, *value)
                         : fmt::format("\"{}\" must be between {} and {}, and is {}.", key, least, most, *value));
        return std::nullopt;
    }
    return value;
}

std::int64_t YamlReader::integer(std::string_view key, std::int64_t least, std::int64_t most) {
    return take_required(key) == nullptr ? 0 : optional_integer(key, least, most).value_or(0);
}

std::optional<double> YamlReader::optional_number(std::string_view key, double least, double most) {
    const auto* node = take_kind(key, YamlNode::Kind::scalar, false);
    if (node == nullptr) {
        return std::nullopt;
    }
    const auto value = parse_number<double>(*node);
    if (!value || !std::isfinite(*value) || has_leading_zero(node->text)) {
        problem(key, wants(key, "a number with a point for its decimals", *node));
        return std::nullopt;
    }
    if (*value < least || *value > most) {
        problem(key, fmt::format("\"{}\" must be between {} and {}, and is {}.", key, least, most, *value));
        return std::nullopt;
    }
    return value;
}

double YamlReader::number(std::string_view key, double least, double most) {
    return take_required(key) == nullptr ? 0 : optional_number(key, least, most).value_or(0);
}

std::optional<bool> YamlReader::optional_boolean(std::string_view key) {
    const auto* node = take_kind(key, YamlNode::Kind::scalar, false);
    if (node == nullptr) {
        return std::nullopt;
    }
    const auto& text = node->text;
    if (!node->quoted && (text == "true" || text == "sí" || text == "si")) {
        return true;
    }
    if (!node->quoted && (text == "false" || text == "no")) {
        return false;
    }
    problem(key, wants(key, "true or false", *node));
    return std::nullopt;
}

bool YamlReader::boolean(std::string_view key) {
    return take_required(key) != nullptr && optional_boolean(key).value_or(false);
}

std::optional<LocalDate> YamlReader::optional_date(std::string_view key) {
    const auto* node = take_kind(key, YamlNode::Kind::scalar, false);
    if (node == nullptr) {
        return std::nullopt;
    }
    const auto date = LocalDate::parse(node->text);
    if (!date) {
        problem(key, fmt::format("\"{}\": {}", key, date.error().message));
        return std::nullopt;
    }
    return *date;
}

LocalDate YamlReader::date(std::string_view key) {
    return take_required(key) == nullptr ? LocalDate{} : optional_date(key).value_or(LocalDate{});
}

std::vector<std::string> YamlReader::optional_text_list(std::string_view key) {
    std::vector<std::string> result;
    const auto* node = take_kind(key, YamlNode::Kind::sequence, false);
    if (node == nullptr) {
        return result;
    }
    for (const auto& item : node->items) {
        if (item.kind != YamlNode::Kind::scalar || trim(item.text).empty()) {
            problems_->add(item,
                           fmt::format("Each item of \"{}\" must be a text, and here is {}.", key,
                                       item.kind == YamlNode::Kind::scalar ? "an empty one" : kind_name(item.kind)));
            continue;
        }
        result.push_back(item.text);
    }
    return result;
}

std::vector<std::string> YamlReader::text_list(std::string_view key) {
    const auto* node = take_kind(key, YamlNode::Kind::sequence, true);
    if (node == nullptr) {
        return {};
    }
    if (node->items.empty()) {
        problem(key, fmt::format("\"{}\" needs at least one item.", key));
    }
    return optional_text_list(key);
}

std::optional<std::size_t> YamlReader::optional_choice(std::string_view key,
                                                       std::span<const std::string_view> choices) {
    const auto* node = take_kind(key, YamlNode::Kind::scalar, false);
    if (node == nullptr) {
        return std::nullopt;
    }
    const auto found = std::find(choices.begin(), choices.end(), node->text);
    if (found != choices.end()) {
        return static_cast<std::size_t>(found - choices.begin());
    }
    const std::vector<std::string> candidates(choices.begin(), choices.end());
    const auto nearest = nearest_word(node->text, candidates);
    problem(key, fmt::format("\"{}\" must be one of {}, and is \"{}\"{}", key, join(choices), node->text,
                             nearest ? fmt::format("; did you mean \"{}\"?", *nearest) : "."));
    return std::nullopt;
}

std::size_t YamlReader::choice(std::string_view key, std::span<const std::string_view> choices) {
    return take_required(key) == nullptr ? 0 : optional_choice(key, choices).value_or(0);
}

std::span<const YamlNode> YamlReader::sequence(std::string_view key) {
    const auto* node = take_kind(key, YamlNode::Kind::sequence, true);
    return node == nullptr ? std::span<const YamlNode>{} : std::span<const YamlNode>(node->items);
}

std::span<const YamlNode> YamlReader::optional_sequence(std::string_view key) {
    const auto* node = take_kind(key, YamlNode::Kind::sequence, false);
    return node == nullptr ? std::span<const YamlNode>{} : std::span<const YamlNode>(node->items);
}

const YamlNode* YamlReader::map(std::string_view key) { return take_kind(key, YamlNode::Kind::map, true); }

const YamlNode* YamlReader::optional_map(std::string_view key) { return take_kind(key, YamlNode::Kind::map, false); }

const YamlNode* YamlReader::any(std::string_view key) { return take(key); }

int YamlReader::line_of(std::string_view key) const {
    if (map_ == nullptr) {
        return 1;
    }
    const auto found = std::find(map_->keys.begin(), map_->keys.end(), key);
    return found == map_->keys.end() ? map_->line
                                     : map_->key_lines[static_cast<std::size_t>(found - map_->keys.begin())];
}

void YamlReader::problem(std::string_view key, std::string message) {
    problems_->add(line_of(key), std::move(message));
}

void YamlReader::finish() {
    if (map_ == nullptr) {
        return;
    }
    std::sort(asked_.begin(), asked_.end());
    asked_.erase(std::unique(asked_.begin(), asked_.end()), asked_.end());
    for (std::size_t i = 0; i < map_->keys.size(); ++i) {
        const auto& key = map_->keys[i];
        if (std::binary_search(asked_.begin(), asked_.end(), key)) {
            continue;
        }
        const auto nearest = nearest_word(key, asked_);
        problems_->add(
            map_->key_lines[i],
            nearest ? fmt::format("The key \"{}\" is not known; did you mean \"{}\"?", key, *nearest)
                    : fmt::format("The key \"{}\" is not known; known here are {}.", key, fmt::join(asked_, ", ")));
    }
}

}  // namespace minka::documents
