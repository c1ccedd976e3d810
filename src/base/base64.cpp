#include "base/base64.h"

namespace minka {

Result<Bytes> from_base64(std::string_view text, std::string field) {
    constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const auto refused = [&] { return invalid("This is not base 64.", std::move(field)); };
    const auto padding = text.ends_with("==") ? 2U : text.ends_with("=") ? 1U : 0U;
    if (text.size() % 4 != 0) {
        return refused();
    }
    Bytes bytes;
    bytes.reserve(text.size() / 4 * 3);
    std::uint32_t buffer = 0;
    unsigned bits = 0;
    for (const char c : text.substr(0, text.size() - padding)) {
        const auto digit = alphabet.find(c);
        if (digit == std::string_view::npos) {
            return refused();
        }
        buffer = (buffer << 6U | static_cast<std::uint32_t>(digit)) & 0xFFFFFFU;
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            bytes.push_back(static_cast<std::uint8_t>(buffer >> bits));
        }
    }
    if ((buffer & ((1U << bits) - 1U)) != 0) {
        return refused();
    }
    return bytes;
}

}  // namespace minka
