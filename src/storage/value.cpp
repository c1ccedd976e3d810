#include "storage/value.h"

#include <array>
#include <bit>

namespace minka::storage {

namespace {

void append_number(Bytes& out, std::uint64_t number) {
    std::array<std::uint8_t, 8> bytes{};
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        bytes[i] = static_cast<std::uint8_t>(number >> (8 * i));
    }
    out.insert(out.end(), bytes.begin(), bytes.end());
}

void append_sized(Bytes& out, ByteView content) {
    append_number(out, content.size());
    out.insert(out.end(), content.begin(), content.end());
}

}  // namespace

void append_canonical_text(Bytes& out, std::string_view text) { append_sized(out, as_bytes(text)); }

void append_canonical_number(Bytes& out, std::int64_t number) { append_number(out, std::bit_cast<std::uint64_t>(number)); }

void append_canonical(Bytes& out, const Value& value) {
    out.push_back(static_cast<std::uint8_t>(value.index()));
    if (const auto* whole = std::get_if<std::int64_t>(&value)) {
        append_canonical_number(out, *whole);
    } else if (const auto* real = std::get_if<double>(&value)) {
        append_number(out, std::bit_cast<std::uint64_t>(*real));
    } else if (const auto* text = std::get_if<std::string>(&value)) {
        append_canonical_text(out, *text);
    } else if (const auto* bytes = std::get_if<Bytes>(&value)) {
        append_sized(out, *bytes);
    }
}

}  // namespace minka::storage
