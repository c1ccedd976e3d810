#include "storage/value.h"

#include <array>
#include <bit>

namespace minka::storage {

namespace {

// Seven bits a byte, the lowest first, the eighth set while more follow (LEB128): most lengths take one byte.
void append_small(Bytes& out, std::uint64_t number) {
    while (number >= 0x80) {
        out.push_back(static_cast<std::uint8_t>(number | 0x80));
        number >>= 7;
    }
    out.push_back(static_cast<std::uint8_t>(number));
}

void append_sized(Bytes& out, ByteView content) {
    append_small(out, content.size());
    out.insert(out.end(), content.begin(), content.end());
}

void append_eight(Bytes& out, std::uint64_t number) {
    std::array<std::uint8_t, 8> bytes{};
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        bytes[i] = static_cast<std::uint8_t>(number >> (8 * i));
    }
    out.insert(out.end(), bytes.begin(), bytes.end());
}

}  // namespace

void append_canonical_text(Bytes& out, std::string_view text) { append_sized(out, as_bytes(text)); }

void append_canonical_number(Bytes& out, std::int64_t number) {
    // The sign goes to the lowest bit, so that small negative numbers are short too.
    const auto bits = std::bit_cast<std::uint64_t>(number);
    append_small(out, number < 0 ? ~(bits << 1) : bits << 1);
}

void append_canonical(Bytes& out, const Value& value) {
    out.push_back(static_cast<std::uint8_t>(value.index()));
    if (const auto* whole = std::get_if<std::int64_t>(&value)) {
        append_canonical_number(out, *whole);
    } else if (const auto* real = std::get_if<double>(&value)) {
        append_eight(out, std::bit_cast<std::uint64_t>(*real));
    } else if (const auto* text = std::get_if<std::string>(&value)) {
        append_canonical_text(out, *text);
    } else if (const auto* bytes = std::get_if<Bytes>(&value)) {
        append_sized(out, *bytes);
    }
}

}  // namespace minka::storage
