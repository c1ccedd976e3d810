#include "base/identifier.h"

#include <algorithm>

namespace minka {

namespace {

Uuid with_version(Uuid uuid, unsigned version) {
    uuid.bytes[6] = static_cast<std::uint8_t>((uuid.bytes[6] & 0x0fU) | (version << 4U));
    uuid.bytes[8] = static_cast<std::uint8_t>((uuid.bytes[8] & 0x3fU) | 0x80U);
    return uuid;
}

}  // namespace

Uuid make_uuid_v7(Instant now, RandomSource& random) {
    Uuid uuid;
    random.fill(uuid.bytes);
    const auto milliseconds = static_cast<std::uint64_t>(now.microseconds / 1000);
    for (std::size_t i = 0; i < 6; ++i) {
        uuid.bytes[i] = static_cast<std::uint8_t>(milliseconds >> (40U - 8U * i));
    }
    return with_version(uuid, 7);
}

Uuid make_uuid_v4(RandomSource& random) {
    Uuid uuid;
    random.fill(uuid.bytes);
    return with_version(uuid, 4);
}

std::string to_string(const Uuid& uuid) {
    const auto hex = to_hex(uuid.bytes);
    return hex.substr(0, 8) + '-' + hex.substr(8, 4) + '-' + hex.substr(12, 4) + '-' + hex.substr(16, 4) + '-' +
           hex.substr(20);
}

Result<Uuid> parse_uuid(std::string_view text) {
    const bool has_shape = text.size() == 36 && text[8] == '-' && text[13] == '-' && text[18] == '-' && text[23] == '-';
    std::string hex;
    for (const char c : text) {
        if (c != '-') {
            hex += c;
        }
    }
    const auto bytes = from_hex(hex);
    if (!has_shape || hex.size() != 32 || !bytes) {
        return invalid("'" + std::string(text) +
                       "' is not an identifier of the form 018f4e0a-7c2b-7cc3-98c4-dc0c0c07398f.");
    }
    Uuid uuid;
    std::copy(bytes->begin(), bytes->end(), uuid.bytes.begin());
    return uuid;
}

}  // namespace minka
