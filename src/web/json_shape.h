#pragma once

#include "base/identifier.h"
#include "base/instant.h"
#include "base/local_date.h"
#include "documents/json.h"
#include "storage/value.h"

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <boost/describe/enumerators.hpp>
#include <boost/describe/members.hpp>
#include <boost/mp11/algorithm.hpp>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace minka::web {

/// The name of a struct in the OpenAPI document; set beside the struct with MINKA_JSON.
template <typename T>
inline constexpr std::string_view json_name;

template <typename T>
concept JsonStruct = boost::describe::has_describe_members<T>::value && std::is_class_v<T>;

template <typename T>
using JsonMembers = boost::describe::describe_members<T, boost::describe::mod_public>;

/// A member whose C++ name is a keyword ends with an underscore that JSON does not have.
constexpr std::string_view json_key(std::string_view member) {
    return member.ends_with('_') ? member.substr(0, member.size() - 1) : member;
}

/// Appends `text` in quotes, escaped.
void append_json_text(std::string& out, std::string_view text);
/// The shortest digits that read back the same; null when not finite.
void append_json_number(std::string& out, double number);

inline void append_json(std::string& out, bool value) { out += value ? "true" : "false"; }
template <std::integral T>
    requires(!std::same_as<T, bool>)
void append_json(std::string& out, T value) {
    out += std::to_string(value);
}
inline void append_json(std::string& out, double value) { append_json_number(out, value); }
inline void append_json(std::string& out, const std::string& value) { append_json_text(out, value); }
inline void append_json(std::string& out, const documents::JsonValue& value) { out += documents::to_json(value); }
inline void append_json(std::string& out, LocalDate value) { append_json_text(out, value.text()); }
inline void append_json(std::string& out, Instant value) { append_json_text(out, to_string(value)); }
inline void append_json(std::string& out, const Uuid& value) { append_json_text(out, to_string(value)); }
template <typename Tag>
void append_json(std::string& out, const Id<Tag>& value) {
    append_json_text(out, to_string(value));
}
template <storage::DescribedEnum E>
void append_json(std::string& out, E value) {
    append_json_text(out, json_key(boost::describe::enum_to_string(value, "")));
}
template <JsonStruct T>
void append_json(std::string& out, const T& value);
template <typename T>
void append_json(std::string& out, const std::vector<T>& values) {
    out += '[';
    bool is_first = true;
    for (const auto& value : values) {
        out += is_first ? "" : ",";
        is_first = false;
        append_json(out, value);
    }
    out += ']';
}

template <typename T>
inline constexpr bool is_optional = false;
template <typename T>
inline constexpr bool is_optional<std::optional<T>> = true;

/// The members in their order; an optional without a value is left out.
template <JsonStruct T>
void append_json(std::string& out, const T& value) {
    out += '{';
    bool is_first = true;
    boost::mp11::mp_for_each<JsonMembers<T>>([&](auto member) {
        const auto& content = value.*member.pointer;
        using Content = std::remove_cvref_t<decltype(content)>;
        if constexpr (is_optional<Content>) {
            if (!content) {
                return;
            }
        }
        out += is_first ? "\"" : ",\"";
        is_first = false;
        out += json_key(member.name);
        out += "\":";
        if constexpr (is_optional<Content>) {
            append_json(out, *content);
        } else {
            append_json(out, content);
        }
    });
    out += '}';
}

template <typename T>
std::string to_json_text(const T& value) {
    std::string out;
    append_json(out, value);
    return out;
}

/// The named schemas of an OpenAPI document, each made once.
using SchemaBook = std::map<std::string, documents::JsonValue>;

template <typename T>
struct JsonSchema;

template <typename T>
documents::JsonValue schema_of(SchemaBook& book) {
    return JsonSchema<T>::of(book);
}

documents::JsonValue plain_schema(std::string_view type, std::string_view format = {});

template <>
struct JsonSchema<bool> {
    static documents::JsonValue of(SchemaBook&) { return plain_schema("boolean"); }
};
template <std::integral T>
struct JsonSchema<T> {
    static documents::JsonValue of(SchemaBook&) { return plain_schema("integer", "int64"); }
};
template <>
struct JsonSchema<double> {
    static documents::JsonValue of(SchemaBook&) { return plain_schema("number", "double"); }
};
template <>
struct JsonSchema<std::string> {
    static documents::JsonValue of(SchemaBook&) { return plain_schema("string"); }
};
template <>
struct JsonSchema<documents::JsonValue> {
    static documents::JsonValue of(SchemaBook&) { return documents::json_object({}).set("description", "any JSON"); }
};
template <>
struct JsonSchema<LocalDate> {
    static documents::JsonValue of(SchemaBook&) { return plain_schema("string", "date"); }
};
template <>
struct JsonSchema<Instant> {
    static documents::JsonValue of(SchemaBook&) { return plain_schema("string", "date-time"); }
};
template <>
struct JsonSchema<Uuid> {
    static documents::JsonValue of(SchemaBook&) { return plain_schema("string", "uuid"); }
};
template <typename Tag>
struct JsonSchema<Id<Tag>> {
    static documents::JsonValue of(SchemaBook&) { return plain_schema("string", "uuid"); }
};
template <typename T>
struct JsonSchema<std::optional<T>> {
    static documents::JsonValue of(SchemaBook& book) { return schema_of<T>(book); }
};
template <typename T>
struct JsonSchema<std::vector<T>> {
    static documents::JsonValue of(SchemaBook& book) {
        return documents::json_object({{"type", "array"}, {"items", schema_of<T>(book)}});
    }
};
template <storage::DescribedEnum E>
struct JsonSchema<E> {
    static documents::JsonValue of(SchemaBook&) {
        documents::JsonArray names;
        boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>(
            [&](auto entry) { names.emplace_back(json_key(entry.name)); });
        return documents::json_object({{"type", "string"}, {"enum", std::move(names)}});
    }
};
template <JsonStruct T>
struct JsonSchema<T> {
    static documents::JsonValue of(SchemaBook& book) {
        const std::string name(json_name<T>);
        if (!book.contains(name)) {
            book[name];  // so that a struct that holds itself ends
            auto properties = documents::JsonValue(documents::JsonObject{});
            documents::JsonArray required;
            boost::mp11::mp_for_each<JsonMembers<T>>([&](auto member) {
                using Content = std::remove_cvref_t<decltype(std::declval<T>().*member.pointer)>;
                properties.set(json_key(member.name), schema_of<Content>(book));
                if (!is_optional<Content>) {
                    required.emplace_back(json_key(member.name));
                }
            });
            auto schema = documents::json_object({{"type", "object"}, {"properties", std::move(properties)}});
            if (!required.empty()) {
                schema.set("required", std::move(required));
            }
            book[name] = std::move(schema);
        }
        return documents::json_object({{"$ref", "#/components/schemas/" + name}});
    }
};

/// Reads a value of a request's JSON. Problems: `invalid_input` with the path of the value at fault.
template <typename T>
struct FromJson;

std::unexpected<Problem> wrong_json(const std::string& path, std::string_view wanted);

template <>
struct FromJson<bool> {
    static Result<bool> of(const documents::JsonValue& value, const std::string& path) {
        const auto* read = value.if_bool();
        return read != nullptr ? Result<bool>(*read) : wrong_json(path, "true or false");
    }
};
template <std::integral T>
struct FromJson<T> {
    static Result<T> of(const documents::JsonValue& value, const std::string& path) {
        const auto* read = value.if_int();
        return read != nullptr && std::in_range<T>(*read) ? Result<T>(static_cast<T>(*read))
                                                          : wrong_json(path, "a whole number");
    }
};
template <>
struct FromJson<double> {
    static Result<double> of(const documents::JsonValue& value, const std::string& path) {
        const auto read = value.if_number();
        return read ? Result<double>(*read) : wrong_json(path, "a number");
    }
};
template <>
struct FromJson<std::string> {
    static Result<std::string> of(const documents::JsonValue& value, const std::string& path) {
        const auto* read = value.if_text();
        return read != nullptr ? Result<std::string>(*read) : wrong_json(path, "a text");
    }
};
template <>
struct FromJson<LocalDate> {
    static Result<LocalDate> of(const documents::JsonValue& value, const std::string& path) {
        const auto* read = value.if_text();
        auto date = read != nullptr ? LocalDate::parse(*read) : Result<LocalDate>(wrong_json(path, ""));
        return date ? date : wrong_json(path, "a date such as 2026-03-14");
    }
};
template <>
struct FromJson<Uuid> {
    static Result<Uuid> of(const documents::JsonValue& value, const std::string& path) {
        const auto* read = value.if_text();
        auto uuid = read != nullptr ? parse_uuid(*read) : Result<Uuid>(wrong_json(path, ""));
        return uuid ? uuid : wrong_json(path, "an identifier");
    }
};
template <typename Tag>
struct FromJson<Id<Tag>> {
    static Result<Id<Tag>> of(const documents::JsonValue& value, const std::string& path) {
        MINKA_TRY_ASSIGN(const auto uuid, FromJson<Uuid>::of(value, path));
        return Id<Tag>{uuid};
    }
};
template <storage::DescribedEnum E>
struct FromJson<E> {
    static Result<E> of(const documents::JsonValue& value, const std::string& path) {
        const auto* read = value.if_text();
        std::string known;
        std::optional<E> found;
        boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>([&](auto entry) {
            const auto name = json_key(entry.name);
            known += (known.empty() ? "" : ", ") + std::string(name);
            if (read != nullptr && *read == name) {
                found = entry.value;
            }
        });
        return found ? Result<E>(*found) : wrong_json(path, "one of " + known);
    }
};
template <typename T>
struct FromJson<std::vector<T>> {
    static Result<std::vector<T>> of(const documents::JsonValue& value, const std::string& path) {
        const auto* items = value.if_array();
        if (items == nullptr) {
            return wrong_json(path, "a list");
        }
        std::vector<T> read;
        for (std::size_t i = 0; i < items->size(); ++i) {
            MINKA_TRY_ASSIGN(auto item, FromJson<T>::of((*items)[i], path + "[" + std::to_string(i) + "]"));
            read.push_back(std::move(item));
        }
        return read;
    }
};
template <JsonStruct T>
struct FromJson<T> {
    static Result<T> of(const documents::JsonValue& value, const std::string& path) {
        if (value.if_object() == nullptr) {
            return wrong_json(path, "an object");
        }
        T read;
        std::optional<Problem> failure;
        documents::JsonReader reader(value, path);
        boost::mp11::mp_for_each<JsonMembers<T>>([&](auto member) {
            if (!failure) {
                if (auto outcome = read_member(reader, json_key(member.name), read.*member.pointer); !outcome) {
                    failure = outcome.error();
                }
            }
        });
        if (failure) {
            return std::unexpected(*std::move(failure));
        }
        MINKA_TRY(reader.finish());
        return read;
    }

private:
    template <typename Content>
    static Result<> read_member(documents::JsonReader& reader, std::string_view key, Content& into) {
        const auto* found = reader.any(key);
        const bool is_there = found != nullptr && !found->is_null();
        if constexpr (is_optional<Content>) {
            if (is_there) {
                MINKA_TRY_ASSIGN(into, FromJson<typename Content::value_type>::of(*found, reader.path(key)));
            }
        } else {
            if (!is_there) {
                return wrong_json(reader.path(key), "a value");
            }
            MINKA_TRY_ASSIGN(into, FromJson<Content>::of(*found, reader.path(key)));
        }
        return {};
    }
};

/// A page of a list: `next` is passed as `after` to get the page that follows.
template <typename T>
struct ListOf {
    std::vector<T> items;
    std::optional<std::string> next;
    std::optional<std::int64_t> total;  ///< Of all pages, where it is counted.
};
template <typename T>
void append_json(std::string& out, const ListOf<T>& list) {
    out += "{\"items\":";
    append_json(out, list.items);
    out += ",\"next\":";
    list.next ? append_json_text(out, *list.next) : void(out += "null");
    if (list.total) {
        out += ",\"total\":" + std::to_string(*list.total);
    }
    out += '}';
}
template <typename T>
struct JsonSchema<ListOf<T>> {
    static documents::JsonValue of(SchemaBook& book) {
        auto next = documents::json_object({{"type", documents::JsonArray{"string", "null"}}});
        auto properties = documents::json_object({{"items", schema_of<std::vector<T>>(book)},
                                                  {"next", std::move(next)},
                                                  {"total", plain_schema("integer", "int64")}});
        return documents::json_object({{"type", "object"},
                                       {"properties", std::move(properties)},
                                       {"required", documents::JsonArray{"items", "next"}}});
    }
};

}  // namespace minka::web

/// Describes a struct of the API: its members, in their order, are the members of the JSON object. In namespace
/// minka::web.
#define MINKA_JSON(Type, Members)            \
    BOOST_DESCRIBE_STRUCT(Type, (), Members) \
    template <>                              \
    inline constexpr std::string_view json_name<Type> = #Type;
