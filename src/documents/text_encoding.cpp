#include "documents/text_encoding.h"

#include "base/text.h"
#include "documents/row_source.h"
#include "documents/text_decoder.h"

#include <fmt/format.h>

#include <array>
#include <string>
#include <utility>
#include <vector>

namespace minka::documents {

namespace {

bool is_lower(char32_t c) { return c >= 'a' && c <= 'z'; }
bool is_upper(char32_t c) { return c >= 'A' && c <= 'Z'; }
bool is_letter(char32_t c) { return is_lower(c) || is_upper(c); }

bool is_one_of(char32_t c, std::u32string_view set) { return set.find(c) != std::u32string_view::npos; }

// How well a character fits Spanish text between its neighbours, whose own bytes are ASCII or unknown.
int plausibility(char32_t c, char32_t before, char32_t after) {
    const bool inside_word = is_letter(before) || is_letter(after);
    if (c == 0) {
        return -100;
    }
    if (is_one_of(c, U"áéíóúñü")) {
        return is_upper(before) && (is_upper(after) || !is_letter(after)) ? -1 : (inside_word ? 3 : 0);
    }
    if (is_one_of(c, U"ÁÉÍÓÚÑÜ")) {
        return is_lower(before) ? -3 : (inside_word ? 3 : 0);
    }
    if (is_one_of(c, U"¿¡ªº°")) {
        return is_letter(before) && is_letter(after) ? -2 : 1;
    }
    if (is_one_of(c, U"«»·–—‘’“”€…\u00A0")) {
        return 1;
    }
    return c >= 0xC0 && c < 0x250 && c != 0xD7 && c != 0xF7 ? 0 : -3;
}

// Well-formed UTF-8, byte by byte over chunk borders (Unicode 15, table 3-7).
class Utf8Check {
public:
    /// False when this byte breaks the sequence; it is then taken as the start of the next one.
    bool take(std::uint8_t byte) {
        if (missing_ > 0) {
            if (byte >= least_ && byte <= most_) {
                least_ = 0x80;
                most_ = 0xBF;
                if (--missing_ == 0) {
                    ++sequences_;
                }
                return true;
            }
            missing_ = 0;
            start(byte);
            return false;
        }
        return start(byte);
    }
    bool is_complete() const { return missing_ == 0; }
    std::uint64_t sequences() const { return sequences_; }

private:
    bool start(std::uint8_t byte) {
        least_ = 0x80;
        most_ = 0xBF;
        if (byte < 0x80) {
            return true;
        }
        if (byte >= 0xC2 && byte <= 0xDF) {
            missing_ = 1;
        } else if (byte >= 0xE0 && byte <= 0xEF) {
            missing_ = 2;
            least_ = byte == 0xE0 ? 0xA0 : 0x80;
            most_ = byte == 0xED ? 0x9F : 0xBF;
        } else if (byte >= 0xF0 && byte <= 0xF4) {
            missing_ = 3;
            least_ = byte == 0xF0 ? 0x90 : 0x80;
            most_ = byte == 0xF4 ? 0x8F : 0xBF;
        } else {
            return false;
        }
        return true;
    }

    int missing_ = 0;
    std::uint8_t least_ = 0x80;
    std::uint8_t most_ = 0xBF;
    std::uint64_t sequences_ = 0;
};

// What one pass over the bytes found.
struct Survey {
    Utf8Check utf8;
    std::uint64_t breaks_of_utf8 = 0;
    std::uint64_t first_break_line = 0;
    std::uint64_t first_undefined_line = 0;  // a byte that Windows-1252 does not have
    std::int64_t score_cp1252 = 0;
    std::int64_t score_cp850 = 0;
    std::uint64_t line = 1;
    std::uint8_t before = 0;
    std::uint8_t current = 0;

    void take(std::uint8_t next) {
        judge(next);
        if (!utf8.take(next)) {
            ++breaks_of_utf8;
            if (first_break_line == 0) {
                first_break_line = line;
            }
        }
        if (next == '\n' || (current == '\r' && next != '\n')) {
            ++line;
        }
        before = current;
        current = next;
    }

    void finish() {
        judge(0);
        if (!utf8.is_complete()) {
            ++breaks_of_utf8;
            first_break_line = first_break_line == 0 ? line : first_break_line;
        }
    }

private:
    // Bytes above 0x7F beside this one are taken for nothing: their letters depend on the guess.
    void judge(std::uint8_t next) {
        if (current < 0x80) {
            return;
        }
        const auto left = static_cast<char32_t>(before < 0x80 ? before : 0);
        const auto right = static_cast<char32_t>(next < 0x80 ? next : 0);
        const auto in_1252 = character_of(current, TextEncoding::cp1252);
        if (in_1252 == 0 && first_undefined_line == 0) {
            first_undefined_line = line;
        }
        score_cp1252 += plausibility(in_1252, left, right);
        score_cp850 += plausibility(character_of(current, TextEncoding::cp850), left, right);
    }
};

Result<Survey> survey(ByteSource& source, std::uint64_t start, const std::stop_token& stop) {
    Survey result;
    std::vector<std::uint8_t> buffer(256ULL << 10U);
    for (std::uint64_t at = start;;) {
        if (stop.stop_requested()) {
            return problem(ProblemCode::cancelled, "Reading was stopped.");
        }
        MINKA_TRY_ASSIGN(const auto count, source.read_at(at, buffer));
        for (std::size_t i = 0; i < count; ++i) {
            result.take(buffer[i]);
        }
        at += count;
        if (count < buffer.size()) {
            break;
        }
    }
    result.finish();
    return result;
}

std::optional<RecognisedEncoding> byte_order_mark(const std::array<std::uint8_t, 4>& start, std::size_t count) {
    const auto text = as_text(ByteView(start).first(count));
    if (text.starts_with("\xEF\xBB\xBF")) {
        return RecognisedEncoding{TextEncoding::utf8, false, 3};
    }
    if (text.starts_with("\xFF\xFE")) {
        return RecognisedEncoding{TextEncoding::utf16_le, false, 2};
    }
    if (text.starts_with("\xFE\xFF")) {
        return RecognisedEncoding{TextEncoding::utf16_be, false, 2};
    }
    return std::nullopt;
}

Result<> check_forced(const Survey& found, TextEncoding forced, std::string_view file) {
    if (forced == TextEncoding::utf8 && found.breaks_of_utf8 > 0) {
        return problem(ProblemCode::malformed_file,
                       "There is text here that is not UTF-8; save the file as UTF-8 or name its encoding.",
                       row_place(file, found.first_break_line));
    }
    if (forced == TextEncoding::cp1252 && found.first_undefined_line > 0) {
        return problem(ProblemCode::malformed_file,
                       "There is a byte here that Windows-1252 does not have; the file may be CP850.",
                       row_place(file, found.first_undefined_line));
    }
    return {};
}

}  // namespace

std::string_view to_string(TextEncoding encoding) {
    switch (encoding) {
        case TextEncoding::utf8: return "UTF-8";
        case TextEncoding::utf16_le: return "UTF-16LE";
        case TextEncoding::utf16_be: return "UTF-16BE";
        case TextEncoding::cp1252: return "Windows-1252";
        case TextEncoding::cp850: return "CP850";
    }
    return "";
}

Result<TextEncoding> parse_text_encoding(std::string_view text) {
    static constexpr std::array<std::pair<std::string_view, TextEncoding>, 14> names{{
        {"utf8", TextEncoding::utf8},
        {"utf16", TextEncoding::utf16_le},
        {"utf16le", TextEncoding::utf16_le},
        {"utf16be", TextEncoding::utf16_be},
        {"latin1", TextEncoding::cp1252},
        {"iso88591", TextEncoding::cp1252},
        {"cp1252", TextEncoding::cp1252},
        {"windows1252", TextEncoding::cp1252},
        {"ansi", TextEncoding::cp1252},
        {"1252", TextEncoding::cp1252},
        {"cp850", TextEncoding::cp850},
        {"ibm850", TextEncoding::cp850},
        {"850", TextEncoding::cp850},
        {"dos", TextEncoding::cp850},
    }};
    std::string plain;
    for (const char c : text) {
        if (c != '-' && c != '_' && c != ' ') {
            plain += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        }
    }
    for (const auto& [name, encoding] : names) {
        if (plain == name) {
            return encoding;
        }
    }
    return invalid(
        fmt::format("\"{}\" is no known encoding; use utf-8, utf-16, latin1 (Windows-1252) or cp850.", text));
}

Result<RecognisedEncoding> recognise_encoding(ByteSource& source, std::string_view file,
                                              std::optional<TextEncoding> forced, const std::stop_token& stop) {
    std::array<std::uint8_t, 4> start{};
    MINKA_TRY_ASSIGN(const auto count, source.read_at(0, start));
    const auto mark = byte_order_mark(start, count);
    if (mark && (!forced || mark->encoding == *forced) && mark->encoding != TextEncoding::utf8) {
        return *mark;
    }
    const bool is_utf16 = forced == TextEncoding::utf16_le || forced == TextEncoding::utf16_be;
    if (is_utf16) {
        return RecognisedEncoding{*forced, false, 0};
    }
    const bool marked_utf8 = mark && mark->encoding == TextEncoding::utf8 && (!forced || *forced == TextEncoding::utf8);
    MINKA_TRY_ASSIGN(const auto found, survey(source, marked_utf8 ? mark->text_start : 0, stop));
    if (marked_utf8) {
        MINKA_TRY(check_forced(found, TextEncoding::utf8, file));
        return *mark;
    }
    if (forced) {
        MINKA_TRY(check_forced(found, *forced, file));
        return RecognisedEncoding{*forced, false, 0};
    }
    if (found.breaks_of_utf8 == 0) {
        return RecognisedEncoding{TextEncoding::utf8, false, 0};
    }
    if (found.utf8.sequences() > found.breaks_of_utf8) {
        return problem(ProblemCode::malformed_file,
                       "The file is mostly UTF-8, and the text here is not; it was joined from two encodings. Save it "
                       "again as UTF-8, or name the encoding.",
                       row_place(file, found.first_break_line));
    }
    const bool is_850 = found.first_undefined_line > 0 || found.score_cp850 > found.score_cp1252;
    return RecognisedEncoding{is_850 ? TextEncoding::cp850 : TextEncoding::cp1252, true, 0};
}

}  // namespace minka::documents
