#include "web/json_shape.h"

#include <array>
#include <charconv>
#include <cmath>

namespace minka::web {

void append_json_text(std::string& out, std::string_view text) {
    constexpr std::string_view digits = "0123456789abcdef";
    out += '"';
    std::size_t written = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (c >= 0x20 && c != '"' && c != '\\') {
            continue;
        }
        out.append(text, written, i - written);
        written = i + 1;
        switch (c) {
            case '"': out += "\\\""; break;
            case '\\': out += "\\\\"; break;
            case '\n': out += "\\n"; break;
            case '\t': out += "\\t"; break;
            case '\r': out += "\\r"; break;
            default:
                out += "\\u00";
                out += digits[c >> 4U];
                out += digits[c & 15U];
        }
    }
    out.append(text, written);
    out += '"';
}

void append_json_number(std::string& out, double number) {
    if (!std::isfinite(number)) {
        out += "null";
        return;
    }
    std::array<char, 32> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), number).ptr;
    out.append(text.data(), end);
}

documents::JsonValue plain_schema(std::string_view type, std::string_view format) {
    auto schema = documents::json_object({{"type", type}});
    if (!format.empty()) {
        schema.set("format", format);
    }
    return schema;
}

std::unexpected<Problem> wrong_json(const std::string& path, std::string_view wanted) {
    return invalid("Here belongs " + std::string(wanted) + ".", path);
}

}  // namespace minka::web
