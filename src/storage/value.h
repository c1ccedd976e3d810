#pragma once

#include "base/bytes.h"
#include "base/check.h"
#include "base/identifier.h"
#include "base/instant.h"
#include "base/local_date.h"

#include <boost/describe/enum_from_string.hpp>
#include <boost/describe/enum_to_string.hpp>

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <variant>

namespace minka::storage {

/// What a cell of either engine holds: nothing, a whole number (also booleans and instants), a real number, a text
/// (also dates and enumerations by name), or bytes (also identifiers, 16 of them).
using Value = std::variant<std::monostate, std::int64_t, double, std::string, Bytes>;

/// Ciphertext under the key of a person or a submission; only `privacy/` opens it.
struct Sealed {
    Bytes bytes;
    friend bool operator==(const Sealed&, const Sealed&) = default;
};

template <typename T>
concept DescribedEnum = std::is_enum_v<T> && boost::describe::has_describe_enumerators<T>::value;

inline Value to_value(std::monostate) { return {}; }
inline Value to_value(bool value) { return std::int64_t{value ? 1 : 0}; }
template <std::integral T>
    requires(!std::same_as<T, bool>)
Value to_value(T value) {
    return static_cast<std::int64_t>(value);
}
/// A negative zero becomes zero: SQLite would drop its sign.
inline Value to_value(double value) { return value + 0.0; }
inline Value to_value(std::string value) { return value; }
inline Value to_value(std::string_view value) { return std::string(value); }
inline Value to_value(const char* value) { return std::string(value); }
inline Value to_value(Bytes value) { return value; }
inline Value to_value(const Sealed& value) { return value.bytes; }
inline Value to_value(const Uuid& value) { return Bytes(value.bytes.begin(), value.bytes.end()); }
template <typename Tag>
Value to_value(const Id<Tag>& value) {
    return to_value(value.uuid);
}
inline Value to_value(Instant value) { return value.microseconds; }
inline Value to_value(LocalDate value) { return value.text(); }
template <DescribedEnum E>
Value to_value(E value) {
    return std::string(boost::describe::enum_to_string(value, ""));
}
template <typename T>
Value to_value(const std::optional<T>& value) {
    return value ? to_value(*value) : Value{};
}

/// How a cell becomes a C++ value. A kind that does not fit is a bug: tables are STRICT.
template <typename T>
struct FromValue;

template <>
struct FromValue<bool> {
    static bool of(const Value& value) { return std::get<std::int64_t>(value) != 0; }
};
template <std::integral T>
struct FromValue<T> {
    static T of(const Value& value) { return static_cast<T>(std::get<std::int64_t>(value)); }
};
template <>
struct FromValue<double> {
    static double of(const Value& value) {
        const auto* whole = std::get_if<std::int64_t>(&value);
        return whole != nullptr ? static_cast<double>(*whole) : std::get<double>(value);
    }
};
template <>
struct FromValue<std::string> {
    static std::string of(const Value& value) { return std::get<std::string>(value); }
};
template <>
struct FromValue<Bytes> {
    static Bytes of(const Value& value) { return std::get<Bytes>(value); }
};
template <>
struct FromValue<Sealed> {
    static Sealed of(const Value& value) { return {std::get<Bytes>(value)}; }
};
template <>
struct FromValue<Uuid> {
    static Uuid of(const Value& value) {
        const auto& bytes = std::get<Bytes>(value);
        MINKA_CHECK(bytes.size() == 16);
        Uuid uuid;
        std::copy(bytes.begin(), bytes.end(), uuid.bytes.begin());
        return uuid;
    }
};
template <typename Tag>
struct FromValue<Id<Tag>> {
    static Id<Tag> of(const Value& value) { return {FromValue<Uuid>::of(value)}; }
};
template <>
struct FromValue<Instant> {
    static Instant of(const Value& value) { return {std::get<std::int64_t>(value)}; }
};
template <>
struct FromValue<LocalDate> {
    static LocalDate of(const Value& value) {
        const auto date = LocalDate::parse(std::get<std::string>(value));
        MINKA_CHECK(date.has_value());
        return *date;
    }
};
template <DescribedEnum E>
struct FromValue<E> {
    static E of(const Value& value) {
        E result{};
        MINKA_CHECK(boost::describe::enum_from_string(std::get<std::string>(value).c_str(), result));
        return result;
    }
};
template <typename T>
struct FromValue<std::optional<T>> {
    static std::optional<T> of(const Value& value) {
        return std::holds_alternative<std::monostate>(value) ? std::nullopt : std::optional<T>(FromValue<T>::of(value));
    }
};

/// Appends a form of the value that is the same on both engines: one byte of kind, then the content with its length.
void append_canonical(Bytes& out, const Value& value);
void append_canonical_text(Bytes& out, std::string_view text);
void append_canonical_number(Bytes& out, std::int64_t number);

}  // namespace minka::storage
