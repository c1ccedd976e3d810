#pragma once

#include "base/result.h"

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace minka::documents {

class JsonValue;
struct JsonMember;
using JsonArray = std::vector<JsonValue>;
/// In the order of the text or of their making; parse_json lets no key in twice.
using JsonObject = std::vector<JsonMember>;

/// A JSON value. Whole numbers that fit are int64, others double.
class JsonValue {
public:
    JsonValue();
    JsonValue(std::nullptr_t);
    template <std::same_as<bool> T>  // a template, so that no pointer turns into a bool
    JsonValue(T value) : JsonValue(Truth{value}) {}
    /// Counts included; above the range of int64 it would wrap.
    template <std::integral T>
        requires(!std::same_as<T, bool>)
    JsonValue(T value) : JsonValue(Whole{static_cast<std::int64_t>(value)}) {}
    JsonValue(double value);
    JsonValue(const char* value);
    JsonValue(std::string_view value);
    JsonValue(std::string value);
    JsonValue(JsonArray value);
    JsonValue(JsonObject value);
    // In json.cpp, where JsonMember is complete.
    JsonValue(const JsonValue&);
    JsonValue(JsonValue&&) noexcept;
    JsonValue& operator=(const JsonValue&);
    JsonValue& operator=(JsonValue&&) noexcept;
    ~JsonValue();

    bool is_null() const { return std::holds_alternative<std::monostate>(value_); }
    const bool* if_bool() const { return std::get_if<bool>(&value_); }
    const std::int64_t* if_int() const { return std::get_if<std::int64_t>(&value_); }
    /// Either kind of number.
    std::optional<double> if_number() const;
    const std::string* if_text() const { return std::get_if<std::string>(&value_); }
    const JsonArray* if_array() const { return std::get_if<JsonArray>(&value_); }
    const JsonObject* if_object() const { return std::get_if<JsonObject>(&value_); }
    JsonArray* if_array() { return std::get_if<JsonArray>(&value_); }
    JsonObject* if_object() { return std::get_if<JsonObject>(&value_); }

    /// An object's member; nullptr when this is no object or has no such key.
    const JsonValue* find(std::string_view key) const;
    /// Replaces or appends an object's member; null becomes an object first.
    JsonValue& set(std::string_view key, JsonValue value);

    friend bool operator==(const JsonValue&, const JsonValue&) = default;

private:
    struct Truth {
        bool value;
    };
    struct Whole {
        std::int64_t value;
    };
    explicit JsonValue(Truth truth);
    explicit JsonValue(Whole whole);

    std::variant<std::monostate, bool, std::int64_t, double, std::string, JsonArray, JsonObject> value_;
};

struct JsonMember {
    std::string key;
    JsonValue value;
    friend bool operator==(const JsonMember&, const JsonMember&) = default;
};

/// {"a": 1, "b": [..]} in code: json_object({{"a", 1}, {"b", JsonArray{..}}}).
JsonValue json_object(std::initializer_list<std::pair<std::string_view, JsonValue>> members);

struct JsonLimits {
    std::size_t bytes = 16ULL << 20U;
    std::size_t depth = 48;
    std::size_t values = 2'000'000;
};

/// One JSON text (RFC 8259, UTF-8; no comments, no trailing commas, no duplicate keys). Problem::field is the path of
/// the value at fault ("visits[3].date", "answers.json:visits[3].date" with a `name`), the message has line and column.
///
/// Problems: `malformed_file`; `too_large` beyond the limits.
Result<JsonValue> parse_json(std::string_view text, std::string_view name = {}, const JsonLimits& limits = {});

/// Without spaces, members in the order given; whole doubles keep ".0"-less shortest form; no NaN exists (it is
/// written as null). The same value gives the same bytes.
std::string to_json(const JsonValue& value);
/// Two spaces a level.
std::string to_pretty_json(const JsonValue& value);
/// The text in quotes, escaped.
std::string json_text(std::string_view text);

/// Reads the members of one object with the path in its problems (`invalid_input`, field "visits[3].date").
///
///     JsonReader reader(value, "visits[3]");
///     MINKA_TRY_ASSIGN(const auto date, reader.text("date"));
///     MINKA_TRY(reader.finish());
class JsonReader {
public:
    JsonReader(const JsonValue& object, std::string path);

    Result<std::string> text(std::string_view key);
    Result<std::optional<std::string>> optional_text(std::string_view key);
    Result<std::int64_t> integer(std::string_view key);
    Result<std::optional<std::int64_t>> optional_integer(std::string_view key);
    Result<double> number(std::string_view key);
    Result<bool> boolean(std::string_view key);
    Result<std::optional<bool>> optional_boolean(std::string_view key);
    /// Null and absent are the same for every optional.
    Result<const JsonArray*> array(std::string_view key);
    Result<const JsonValue*> object(std::string_view key);
    const JsonValue* any(std::string_view key);

    std::string path(std::string_view key) const;
    /// Problems: `invalid_input` with the first member that nobody asked for, or when this is no object.
    Result<> finish() const;

private:
    Result<const JsonValue*> required(std::string_view key);

    const JsonValue* object_;
    std::string path_;
    std::vector<std::string> asked_;
};

}  // namespace minka::documents
