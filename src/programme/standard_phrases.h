#pragma once

#include "programme/report_texts.h"

#include <span>
#include <string_view>

namespace minka::programme {

/// A file of src/programme/phrases/, as it was when this program was built.
struct PhraseText {
    std::string_view language;  ///< "es"
    std::string_view file;      ///< "es/report.yaml"
    std::string_view text;
};

/// Every file there is; made at build time by cmake/EmbedPhrases.cmake.
std::span<const PhraseText> phrase_texts();

/// The phrases that come with the program, which a folder's own replace one by one. A language that the program does
/// not speak has none: its folder brings them all. Built once, and may be asked from several threads.
const PhraseFiles& standard_phrases(std::string_view language);

}  // namespace minka::programme
