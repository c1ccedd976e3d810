#pragma once

#include "base/bytes.h"
#include "base/instant.h"
#include "base/random.h"
#include "base/result.h"

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace minka {

/// 128 bits of RFC 9562. Records carry version 7 (time-ordered), made by whoever creates the record; anonymous
/// responses carry version 4, which tells nothing of time. Key order is never taken for the order of events.
struct Uuid {
    std::array<std::uint8_t, 16> bytes{};

    bool is_nil() const { return *this == Uuid{}; }
    friend auto operator<=>(const Uuid&, const Uuid&) = default;
};

Uuid make_uuid_v7(Instant now, RandomSource& random);
Uuid make_uuid_v4(RandomSource& random);

/// "018f4e0a-7c2b-7cc3-98c4-dc0c0c07398f", lower case.
std::string to_string(const Uuid& uuid);

/// "018f4e0a-7c2b-7cc3-98c4-dc0c0c07398f", upper or lower case. Problems: `invalid_input`.
Result<Uuid> parse_uuid(std::string_view text);

/// An identifier of one kind of record: a SchoolId never stands where a PersonId is meant.
template <typename Tag>
struct Id {
    Uuid uuid;

    bool is_nil() const { return uuid.is_nil(); }
    friend auto operator<=>(const Id&, const Id&) = default;
};

template <typename Tag>
std::string to_string(const Id<Tag>& id) {
    return to_string(id.uuid);
}

using ProgrammeId = Id<struct ProgrammeTag>;

}  // namespace minka

template <>
struct std::hash<minka::Uuid> {
    std::size_t operator()(const minka::Uuid& uuid) const noexcept {
        std::size_t value = 0;
        for (const auto byte : uuid.bytes) {
            value = value * 1099511628211ULL ^ byte;
        }
        return value;
    }
};

template <typename Tag>
struct std::hash<minka::Id<Tag>> {
    std::size_t operator()(const minka::Id<Tag>& id) const noexcept { return std::hash<minka::Uuid>{}(id.uuid); }
};
