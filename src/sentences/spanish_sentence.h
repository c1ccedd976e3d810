#pragma once

#include <string>
#include <string_view>

namespace minka::sentences {

/// The Spanish of a sentence that a problem says. The rules write theirs in English, and that sentence is its key here;
/// what was put into it is carried over, and said in Spanish too where it is one of the known phrases and stands
/// without quotes. A sentence without a twin is returned as it is; tools/check_sentences.py finds those before anybody
/// reads one.
std::string spanish_sentence(std::string_view english);

/// The sentence in the language of who reads it: as the rules wrote it for "en", else in Spanish.
std::string sentence_in(std::string_view language, std::string_view english);

/// Whether the table has it.
bool has_spanish(std::string_view english);

}  // namespace minka::sentences
