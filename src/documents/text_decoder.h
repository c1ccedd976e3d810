#pragma once

#include "base/bytes.h"
#include "documents/table_reader.h"

#include <cstdint>
#include <string>

namespace minka::documents {

/// The character of one byte above 0x7F in Windows-1252 or CP850; 0 where Windows-1252 has none.
/// Source: Unicode Consortium, VENDORS/MICSFT/WINDOWS/CP1252.TXT and VENDORS/MICSFT/PC/CP850.TXT.
char32_t character_of(std::uint8_t byte, TextEncoding code_page);

void append_utf8(std::string& out, char32_t character);

/// Turns chunks of bytes into UTF-8. UTF-8 itself passes through as it is: it was checked before.
class TextDecoder {
public:
    explicit TextDecoder(TextEncoding encoding) : encoding_(encoding) {}

    /// Appends the text of `bytes`; false for what is not of this encoding (half a UTF-16 pair, for one).
    bool decode(ByteView bytes, std::string& out);
    /// False when the last character is torn.
    bool is_complete() const { return !has_half_unit_ && high_surrogate_ == 0; }

private:
    bool decode_utf16(ByteView bytes, std::string& out);
    bool take_unit(char32_t unit, std::string& out);

    TextEncoding encoding_;
    bool has_half_unit_ = false;
    std::uint8_t half_unit_ = 0;
    char32_t high_surrogate_ = 0;
};

}  // namespace minka::documents
