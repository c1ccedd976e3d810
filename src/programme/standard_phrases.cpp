#include "programme/standard_phrases.h"

#include "base/check.h"

#include <map>
#include <string>

namespace minka::programme {

namespace {

using PhrasesByLanguage = std::map<std::string, PhraseFiles, std::less<>>;

// A test reads every file for what a folder's own would be refused for.
PhrasesByLanguage read_all() {
    PhrasesByLanguage all;
    for (const auto& file : phrase_texts()) {
        const auto root = documents::parse_yaml(file.text, std::string(file.file));
        MINKA_CHECK(root.has_value());
        documents::YamlProblems problems{std::string(file.file)};
        read_phrase_file(*root, problems, all[std::string(file.language)]);
        MINKA_CHECK(problems.list().empty());
    }
    return all;
}

}  // namespace

const PhraseFiles& standard_phrases(std::string_view language) {
    static const PhrasesByLanguage all = read_all();
    static const PhraseFiles none;
    const auto found = all.find(language);
    return found == all.end() ? none : found->second;
}

}  // namespace minka::programme
