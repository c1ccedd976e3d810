#include "identity/one_time_password.h"

#include <array>
#include <cstdint>
#include <string_view>

namespace minka::identity {

namespace {

// Crockford's 32: without I, L, O and U.
constexpr std::string_view alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t length = 16;

char read_character(char c) {
    const char capital = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    if (capital == 'O') {
        return '0';
    }
    return capital == 'I' || capital == 'L' ? '1' : capital;
}

}  // namespace

std::string make_one_time_password(RandomSource& random) {
    std::array<std::uint8_t, length> bytes{};
    random.fill(bytes);
    std::string text;
    for (std::size_t i = 0; i < length; ++i) {
        if (i > 0 && i % 4 == 0) {
            text += '-';
        }
        text += alphabet[bytes[i] % 32U];  // 256 is a multiple of 32: no letter is likelier
    }
    return text;
}

std::string tidy_one_time_password(const std::string& typed) {
    std::string text;
    for (const char c : typed) {
        if (c == '-' || c == ' ') {
            continue;
        }
        const char read = read_character(c);
        if (alphabet.find(read) == std::string_view::npos) {
            return typed;
        }
        if (text.size() % 5 == 4 && text.size() < length + 3) {
            text += '-';
        }
        text += read;
    }
    return text.size() == length + 3 ? text : typed;
}

}  // namespace minka::identity
