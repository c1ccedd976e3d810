#include "programme/report_texts.h"

#include "base/check.h"
#include "base/text.h"
#include "programme/share_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <span>
#include <vector>

namespace minka::programme {

using documents::YamlNode;
using documents::YamlProblems;

namespace {

/// The names in braces, sorted; nothing when a brace does not close.
std::optional<std::set<std::string>> names_in_braces(std::string_view text) {
    std::set<std::string> names;
    std::size_t at = 0;
    while (at < text.size()) {
        if (text[at] == '}') {
            return std::nullopt;
        }
        if (text[at] != '{') {
            ++at;
            continue;
        }
        const auto end = text.find_first_of("{}", at + 1);
        if (end == std::string_view::npos || text[end] == '{' || end == at + 1) {
            return std::nullopt;
        }
        names.emplace(text.substr(at + 1, end - at - 1));
        at = end + 1;
    }
    return names;
}

// Beginnings of words, folded, by which a sentence claims that one thing brought about another. What was measured
// before and after cannot bear such a word.
constexpr std::array<std::string_view, 16> causal_beginnings{
    "causa",   "causo",  "debido a",  "gracias a", "impact",    "efecto del", "efecto de la", "provoc",
    "because", "due to", "thanks to", "caus",      "effect of", "result of",  "led to",       "logro que"};

std::optional<std::string_view> causal_word(std::string_view text) {
    const auto folded = " " + fold_text(text);
    for (const auto beginning : causal_beginnings) {
        if (folded.find(" " + std::string(beginning)) != std::string::npos) {
            return beginning;
        }
    }
    return std::nullopt;
}

bool is_guarded(std::string_view key) { return key.starts_with("change.") || key.starts_with("schools."); }

const Phrase* find_phrase(std::string_view key) {
    const auto phrases = known_phrases();
    const auto found =
        std::find_if(phrases.begin(), phrases.end(), [&](const Phrase& phrase) { return phrase.key == key; });
    return found == phrases.end() ? nullptr : &*found;
}

std::string joined(const std::set<std::string>& names) { return fmt::format("{}", fmt::join(names, " ")); }

void read_phrase(const std::string& key, const YamlNode& node, YamlProblems& problems, PhraseFiles& found) {
    if (node.kind != YamlNode::Kind::scalar || node.text.empty()) {
        problems.add(node, fmt::format("The phrase \"{}\" must be a text.", key));
        return;
    }
    if (!names_in_braces(node.text)) {
        problems.add(node, fmt::format("The phrase \"{}\" has a brace that does not close, or an empty one.", key));
        return;
    }
    if (const auto word = causal_word(node.text); word && is_guarded(key)) {
        problems.add(node, fmt::format("The phrase \"{}\" names a cause (\"{}\"): a change before and after may only "
                                       "be said, not explained.",
                                       key, *word));
        return;
    }
    const auto [place, is_new] = found.phrases.emplace(key, PhraseFiles::Found{node.text, problems.file(), node.line});
    if (!is_new) {
        problems.add(node, fmt::format("The phrase \"{}\" stands already in {}:{}.", key, place->second.file,
                                       place->second.line));
    }
}

std::string grouped(std::string digits, const std::string& separator) {
    constexpr std::size_t group = 3;
    std::string result;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        if (i > 0 && (digits.size() - i) % group == 0) {
            result += separator;
        }
        result += digits[i];
    }
    return result;
}

// What is wrong with a phrase for this version's reports, if anything.
std::optional<std::string> misfit(const std::string& key, const std::string& text, std::span<const std::string> known) {
    const auto* phrase = find_phrase(key);
    if (phrase == nullptr) {
        const auto nearest = documents::nearest_word(key, known);
        return nearest ? fmt::format("The phrase \"{}\" is not known; did you mean \"{}\"?", key, *nearest)
                       : fmt::format("The phrase \"{}\" is not known; no report asks for it.", key);
    }
    const auto names = names_in_braces(text);
    if (names && joined(*names) != phrase->fillers) {
        return fmt::format("The phrase \"{}\" must have {} in braces, and has {}.", key,
                           phrase->fillers.empty() ? "nothing" : phrase->fillers,
                           names->empty() ? "nothing" : joined(*names));
    }
    return std::nullopt;
}

constexpr std::string_view minus_sign = "\u2212";

}  // namespace

const std::string& ReportTexts::phrase(std::string_view key) const {
    const auto found = phrases_.find(key);
    MINKA_CHECK(found != phrases_.end());
    return found->second;
}

std::string ReportTexts::fill(std::string_view key,
                              std::initializer_list<std::pair<std::string_view, std::string>> fillers) const {
    const auto& text = phrase(key);
    std::string result;
    std::size_t at = 0;
    std::set<std::string_view> used;
    while (at < text.size()) {
        const auto open = text.find('{', at);
        result += text.substr(at, open == std::string::npos ? open : open - at);
        if (open == std::string::npos) {
            break;
        }
        const auto close = text.find('}', open);
        MINKA_CHECK(close != std::string::npos);
        const std::string_view name = std::string_view(text).substr(open + 1, close - open - 1);
        const auto* filler =
            std::find_if(fillers.begin(), fillers.end(), [&](const auto& pair) { return pair.first == name; });
        MINKA_CHECK(filler != fillers.end());
        result += filler->second;
        used.insert(filler->first);
        at = close + 1;
    }
    MINKA_CHECK(used.size() == fillers.size());
    return result;
}

void read_phrase_file(const YamlNode& root, YamlProblems& problems, PhraseFiles& found) {
    documents::YamlReader reader(root, problems);
    reader.integer("format", 1, 1);
    for (std::size_t i = 0; i < root.keys.size(); ++i) {
        const auto& group = root.items[i];
        if (root.keys[i] == "format") {
            continue;
        }
        if (group.kind != YamlNode::Kind::map) {
            problems.add(root.key_lines[i], fmt::format("\"{}\" must hold phrases by name.", root.keys[i]));
            continue;
        }
        for (std::size_t j = 0; j < group.keys.size(); ++j) {
            read_phrase(root.keys[i] + "." + group.keys[j], group.items[j], problems, found);
        }
    }
}

std::vector<Problem> take_out_misfits(PhraseFiles& found) {
    std::vector<Problem> problems;
    std::vector<std::string> known;
    for (const auto& phrase : known_phrases()) {
        known.emplace_back(phrase.key);
    }
    std::erase_if(found.phrases, [&](const auto& entry) {
        const auto& [key, text] = entry;
        auto message = misfit(key, text.text, known);
        if (message) {
            problems.push_back(
                {ProblemCode::invalid_input, *std::move(message), fmt::format("{}:{}", text.file, text.line)});
        }
        return message.has_value();
    });
    return problems;
}

std::vector<Problem> missing_phrases(const PhraseFiles& found, std::string_view folder, bool with_teams) {
    std::vector<Problem> problems;
    for (const auto& phrase : known_phrases()) {
        if ((phrase.use == PhraseUse::every_report || with_teams) && !found.phrases.contains(phrase.key)) {
            problems.push_back({ProblemCode::invalid_input, fmt::format("The phrase \"{}\" is missing.", phrase.key),
                                std::string(folder)});
        }
    }
    return problems;
}

std::string format_count(const ReportTexts& texts, std::int64_t value) {
    auto digits = std::to_string(value);
    const bool is_negative = digits.front() == '-';
    if (is_negative) {
        digits.erase(0, 1);
    }
    return (is_negative ? std::string(minus_sign) : "") + grouped(digits, texts.phrase("number.thousands_separator"));
}

std::string format_number(const ReportTexts& texts, double value, int decimals) {
    auto digits = fmt::format("{:.{}f}", value, decimals);
    const bool is_negative = digits.front() == '-';
    if (is_negative) {
        digits.erase(0, 1);
    }
    const bool is_zero = digits.find_first_of("123456789") == std::string::npos;
    const auto point = digits.find('.');
    auto result = grouped(digits.substr(0, point), texts.phrase("number.thousands_separator"));
    if (point != std::string::npos) {
        result += texts.phrase("number.decimal_separator") + digits.substr(point + 1);
    }
    return (is_negative && !is_zero ? std::string(minus_sign) : "") + result;
}

std::string format_share(const ReportTexts& texts, std::int64_t n, std::int64_t total) {
    if (total == 0) {
        return texts.fill("number.no_denominator", {{"n", format_count(texts, n)}});
    }
    const auto tenths = share_in_tenths({n, total});
    const auto percent =
        format_count(texts, tenths / 10) + texts.phrase("number.decimal_separator") + std::to_string(tenths % 10);
    return texts.fill("number.share",
                      {{"percent", percent}, {"n", format_count(texts, n)}, {"total", format_count(texts, total)}});
}

std::string format_date(const ReportTexts& texts, LocalDate date) {
    return texts.fill("date.long", {{"day", std::to_string(date.day())},
                                    {"month", texts.phrase("month.m" + std::to_string(date.month()))},
                                    {"year", std::to_string(date.year())}});
}

}  // namespace minka::programme
