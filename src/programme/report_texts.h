#pragma once

#include "base/local_date.h"
#include "documents/yaml.h"

#include <cstdint>
#include <initializer_list>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace minka::programme {

/// Which programmes need a phrase.
enum class PhraseUse : std::uint8_t { every_report, teams };

/// A phrase that reports ask for by its key.
struct Phrase {
    std::string_view key;      ///< "group.name", as the files of texts/ nest them.
    std::string_view fillers;  ///< The names that stand in braces, sorted, a space between.
    PhraseUse use{};
};

/// Every phrase there is.
std::span<const Phrase> known_phrases();

/// The phrases of one language.
class ReportTexts {
public:
    ReportTexts() = default;
    explicit ReportTexts(std::map<std::string, std::string, std::less<>> phrases) : phrases_(std::move(phrases)) {}

    /// `key` is one of known_phrases() of this programme's use.
    const std::string& phrase(std::string_view key) const;

    /// The phrase with each "{name}" replaced; `fillers` names exactly those of known_phrases().
    std::string fill(std::string_view key,
                     std::initializer_list<std::pair<std::string_view, std::string>> fillers) const;

    bool has(std::string_view key) const { return phrases_.contains(key); }

private:
    std::map<std::string, std::string, std::less<>> phrases_;
};

/// The phrases found in the files of one language, with the place of each for problems.
struct PhraseFiles {
    struct Found {
        std::string text;
        std::string file;
        int line = 0;
    };
    std::map<std::string, Found, std::less<>> phrases;
};

/// Reads one file of phrases into `found`. Problems: a key twice, an empty phrase, braces that do not close, and for
/// phrases on change words that name a cause.
void read_phrase_file(const documents::YamlNode& root, documents::YamlProblems& problems, PhraseFiles& found);

/// Takes out the phrases that no report of this version asks for, or whose braces are not those of known_phrases().
/// Returns a problem with file and line for each.
std::vector<Problem> take_out_misfits(PhraseFiles& found);

/// A problem for each phrase that is not there. `folder` is "texts/es"; `with_teams` says whether the programme has
/// teams.
std::vector<Problem> missing_phrases(const PhraseFiles& found, std::string_view folder, bool with_teams);

/// "1.234", "−0,5": grouped whole part, the language's separators, a true minus sign, no "-0".
std::string format_count(const ReportTexts& texts, std::int64_t value);
std::string format_number(const ReportTexts& texts, double value, int decimals);

/// "84,1 % (185/220)", rounded half up from the integers; with a total of 0 "sin denominador (3/0)". `n` is not
/// negative.
std::string format_share(const ReportTexts& texts, std::int64_t n, std::int64_t total);

/// "3 de mayo de 2026".
std::string format_date(const ReportTexts& texts, LocalDate date);

}  // namespace minka::programme
