#include "sentences/spanish_sentence.h"

#include "base/local_date.h"
#include "sentences/room_sentences.h"
#include "sentences/twin_index.h"

#include <fmt/format.h>

#include <algorithm>

namespace minka::sentences {

namespace {

const TwinIndex& sentence_index() {
    static const TwinIndex index = [] {
        TwinIndex made;
        for (const auto twins : all_sentences()) {
            made.add(twins);
        }
        made.sort();
        return made;
    }();
    return index;
}

const TwinIndex& phrase_index() {
    static const TwinIndex index = [] {
        TwinIndex made;
        made.add(phrase_sentences());
        made.sort();
        return made;
    }();
    return index;
}

std::string filled(const TwinMatch& match);

// A day as people write it in Spanish, "14/3/2026"; anything else as it is.
std::string day_text(std::string_view text) {
    const auto day = LocalDate::parse(text);
    return day ? fmt::format("{}/{}/{}", day->day(), day->month(), day->year()) : std::string(text);
}

// Findings one after another, each a sentence.
std::string list_in_spanish(std::string_view list) {
    std::string spanish;
    while (!list.empty()) {
        const auto start = std::min(list.find_first_not_of(' '), list.size());
        spanish += list.substr(0, start);
        list.remove_prefix(start);
        const auto end = list.find(". ");
        const auto sentence = end == std::string_view::npos ? list : list.substr(0, end + 1);
        spanish += spanish_sentence(sentence);
        list.remove_prefix(sentence.size());
    }
    return spanish;
}

// What was put into a sentence: one of the phrases, other sentences, or what somebody wrote.
std::string fill_in_spanish(std::string_view fill) {
    if (const auto known = phrase_index().find(fill)) {
        return filled(*known);
    }
    return fill.ends_with('.') || fill.ends_with('?') ? list_in_spanish(fill) : day_text(fill);
}

// What stands in quotes is a name or a value of the user's, and stays.
std::vector<bool> quoted_places(std::string_view english) {
    std::vector<bool> quoted;
    for (auto at = english.find("{}"); at != std::string_view::npos; at = english.find("{}", at + 2)) {
        const auto before = english.substr(0, at);
        quoted.push_back(before.ends_with('\'') || before.ends_with('"') || before.ends_with("«"));
    }
    return quoted;
}

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }

std::string filled(const TwinMatch& match) {
    const auto quoted = quoted_places(match.twin->english);
    const auto spanish = match.twin->spanish;
    std::string text;
    std::size_t next = 0;
    for (std::size_t at = 0; at < spanish.size(); ++at) {
        const bool is_numbered =
            spanish[at] == '{' && at + 2 < spanish.size() && is_digit(spanish[at + 1]) && spanish[at + 2] == '}';
        if (!is_numbered && spanish.substr(at, 2) != "{}") {
            text += spanish[at];
            continue;
        }
        const auto number = is_numbered ? static_cast<std::size_t>(spanish[at + 1] - '0') : next++;
        at += is_numbered ? 2 : 1;
        if (number < match.fills.size()) {
            const auto fill = match.fills[number];
            text += quoted[number] ? std::string(fill) : fill_in_spanish(fill);
        }
    }
    return text;
}

}  // namespace

std::string spanish_sentence(std::string_view english) {
    const auto found = sentence_index().find(english);
    return found ? filled(*found) : std::string(english);
}

std::string sentence_in(std::string_view language, std::string_view english) {
    return language == "en" ? std::string(english) : spanish_sentence(english);
}

bool has_spanish(std::string_view english) { return sentence_index().find(english).has_value(); }

}  // namespace minka::sentences
