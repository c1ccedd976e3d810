#include "base/text.h"

#include "base/check.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

namespace minka {

namespace {

bool is_ascii(std::string_view text) {
    for (const char c : text) {
        if (static_cast<unsigned char>(c) >= 0x80U) {
            return false;
        }
    }
    return true;
}

const icu::Normalizer2& normalizer(bool compose) {
    UErrorCode status = U_ZERO_ERROR;
    const auto* found = compose ? icu::Normalizer2::getNFCInstance(status) : icu::Normalizer2::getNFKDInstance(status);
    MINKA_CHECK(U_SUCCESS(status));
    return *found;
}

icu::UnicodeString normalized(std::string_view text, bool compose) {
    UErrorCode status = U_ZERO_ERROR;
    const auto source = icu::UnicodeString::fromUTF8({text.data(), static_cast<int32_t>(text.size())});
    auto result = normalizer(compose).normalize(source, status);
    MINKA_CHECK(U_SUCCESS(status));
    return result;
}

// Whether text that isn't ASCII is in normal form C with single spaces already. It may say no of text that is.
bool is_tidy(std::string_view text) {
    UErrorCode status = U_ZERO_ERROR;
    if (!is_utf8(text) ||
        !normalizer(true).isNormalizedUTF8({text.data(), static_cast<int32_t>(text.size())}, status) ||
        U_FAILURE(status)) {
        return false;
    }
    unsigned char before = ' ';
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        // White space beyond ASCII begins with one of these bytes: U+0085 and U+00A0, U+1680, U+2000 .. U+205F, U+3000.
        const bool may_be_space = byte == 0xC2 || byte == 0xE1 || byte == 0xE2 || byte == 0xE3;
        if (may_be_space || (byte == ' ' && before == ' ') || (byte >= '\t' && byte <= '\r')) {
            return false;
        }
        before = byte;
    }
    return before != ' ';
}

// Runs of white space become one space, and none at the ends.
icu::UnicodeString with_single_spaces(const icu::UnicodeString& text) {
    icu::UnicodeString result;
    bool pending = false;
    for (int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
        const auto c = text.char32At(i);
        if (u_isUWhiteSpace(c) != 0) {
            pending = !result.isEmpty();
            continue;
        }
        if (pending) {
            result.append(UChar32{' '});
            pending = false;
        }
        result.append(c);
    }
    return result;
}

std::string fold_ascii(std::string_view text) {
    std::string result;
    bool pending = false;
    for (const char c : text) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        const bool capital = c >= 'A' && c <= 'Z';
        if (c == '\'') {
            continue;
        }
        if (!letter && !capital) {
            pending = !result.empty();
            continue;
        }
        if (pending) {
            result += ' ';
            pending = false;
        }
        result += capital ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return result;
}

}  // namespace

std::optional<std::size_t> first_invalid_utf8(std::string_view text) {
    const auto length = static_cast<int64_t>(text.size());
    const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
    int64_t at = 0;
    while (at < length) {
        if (bytes[at] < 0x80) {
            ++at;
            continue;
        }
        const auto start = at;
        UChar32 c = 0;
        U8_NEXT(bytes, at, length, c);
        if (c < 0) {
            return static_cast<std::size_t>(start);
        }
    }
    return std::nullopt;
}

bool is_utf8(std::string_view text) { return !first_invalid_utf8(text).has_value(); }

std::string to_nfc(std::string_view text) {
    if (is_ascii(text)) {
        return std::string(text);
    }
    std::string result;
    normalized(text, true).toUTF8String(result);
    return result;
}

std::string tidy_text(std::string_view text) {
    if (is_ascii(text)) {
        std::string result;
        bool pending = false;
        for (const char c : text) {
            if (c == ' ' || (c >= '\t' && c <= '\r')) {
                pending = !result.empty();
                continue;
            }
            if (pending) {
                result += ' ';
                pending = false;
            }
            result += c;
        }
        return result;
    }
    if (is_tidy(text)) {
        return std::string(text);
    }
    std::string result;
    with_single_spaces(normalized(text, true)).toUTF8String(result);
    return result;
}

std::string fold_text(std::string_view text) {
    if (is_ascii(text)) {
        return fold_ascii(text);
    }
    auto decomposed = normalized(text, false);
    decomposed.foldCase();
    icu::UnicodeString kept;
    for (int32_t i = 0; i < decomposed.length(); i = decomposed.moveIndex32(i, 1)) {
        const auto c = decomposed.char32At(i);
        const auto kind = u_charType(c);
        if (kind == U_NON_SPACING_MARK || kind == U_ENCLOSING_MARK || c == 0x2bc || c == '\'' || c == 0x2019) {
            continue;  // the saltillo of Quechua and the apostrophe join what they stand between
        }
        kept.append(u_isalnum(c) != 0 ? c : UChar32{' '});
    }
    std::string result;
    with_single_spaces(kept).toUTF8String(result);
    return result;
}

std::string_view trim(std::string_view text) {
    const auto is_space = [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); };
    while (true) {
        if (!text.empty() && is_space(text.front())) {
            text.remove_prefix(1);
        } else if (!text.empty() && is_space(text.back())) {
            text.remove_suffix(1);
        } else if (text.starts_with("\xc2\xa0")) {
            text.remove_prefix(2);
        } else if (text.ends_with("\xc2\xa0")) {
            text.remove_suffix(2);
        } else {
            return text;
        }
    }
}

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    while (true) {
        const auto at = text.find(separator);
        parts.push_back(text.substr(0, at));
        if (at == std::string_view::npos) {
            return parts;
        }
        text.remove_prefix(at + 1);
    }
}

}  // namespace minka
