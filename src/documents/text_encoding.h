#pragma once

#include "documents/byte_source.h"
#include "documents/table_reader.h"

#include <optional>
#include <stop_token>
#include <string_view>

namespace minka::documents {

struct RecognisedEncoding {
    TextEncoding encoding = TextEncoding::utf8;
    bool guessed = false;
    std::uint64_t text_start = 0;  ///< Where the text begins, after a byte order mark.
};

/// Reads the whole source once. A byte order mark decides; else what is UTF-8 is UTF-8; else the code page under which
/// the bytes above 0x7F read more like Spanish is a guess: letters with accents inside words count for it, capitals
/// inside small letters, box drawing and undefined bytes against it. Windows-1252 wins a tie.
///
/// With `forced` only whether the bytes can be of that encoding is checked.
///
/// Problems: `malformed_file`, field "file:line", for bytes that are not of the forced encoding, and for text that is
/// mostly UTF-8 but not all: it was joined from two encodings, and no guess is safe; `cancelled`, `io_failed`.
Result<RecognisedEncoding> recognise_encoding(ByteSource& source, std::string_view file,
                                              std::optional<TextEncoding> forced, const std::stop_token& stop);

}  // namespace minka::documents
