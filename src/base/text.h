#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace minka {

/// Whether the bytes are well-formed UTF-8 (no overlong forms, no surrogates).
bool is_utf8(std::string_view text);

/// The place of the first byte that is not UTF-8; nothing when all is well.
std::optional<std::size_t> first_invalid_utf8(std::string_view text);

/// Unicode normal form C; white space stays as it is. The input must be UTF-8.
std::string to_nfc(std::string_view text);

/// Unicode normal form C with the ends trimmed and runs of white space made one space: how names are stored.
/// The input must be UTF-8.
std::string tidy_text(std::string_view text);

/// For search and comparison: without case, accents and punctuation, white space made one space.
/// "Támesis " and "TAMESIS" fold to "tamesis"; "Ñuñoa" to "nunoa". The input must be UTF-8.
std::string fold_text(std::string_view text);

/// Without white space at either end (ASCII white space and the no-break space).
std::string_view trim(std::string_view text);

std::vector<std::string_view> split(std::string_view text, char separator);

}  // namespace minka
