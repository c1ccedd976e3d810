#include "storage/postgres/bulk_statement.h"

#include "base/text.h"

#include <algorithm>
#include <array>
#include <bit>
#include <limits>

namespace minka::storage {

namespace {

enum class Shape { truth, whole, real, text, bytes, identifier };

struct ArrayType {
    TypeId type;
    std::string_view array;
    Shape shape;
};

constexpr std::array array_types{
    ArrayType{16, "bool[]", Shape::truth},   ArrayType{17, "bytea[]", Shape::bytes},
    ArrayType{20, "int8[]", Shape::whole},   ArrayType{25, "text[]", Shape::text},
    ArrayType{701, "float8[]", Shape::real}, ArrayType{2950, "uuid[]", Shape::identifier},
};

const ArrayType* array_type_of(TypeId type) {
    const auto found = std::ranges::find(array_types, type, &ArrayType::type);
    return found == array_types.end() ? nullptr : found;
}

// "UNNEST($1::uuid[], $2::text[])"
std::optional<std::string> unnest(std::span<const TypeId> types) {
    std::string text = "UNNEST(";
    for (std::size_t i = 0; i < types.size(); ++i) {
        const auto* array = array_type_of(types[i]);
        if (array == nullptr) {
            return std::nullopt;
        }
        text += (i == 0 ? "$" : ", $") + std::to_string(i + 1) + "::" + std::string(array->array);
    }
    return text + ")";
}

// "p1, p2, "
std::string column_names(std::size_t count) {
    std::string names;
    for (std::size_t i = 1; i <= count; ++i) {
        names += (i == 1 ? "p" : ", p") + std::to_string(i);
    }
    return names;
}

// Each $1 as the column of the unnested arrays. A statement's texts are constants of a store and hold no '$'.
std::string with_columns(std::string_view sql) {
    std::string text;
    for (const char c : sql) {
        text += c == '$' ? std::string("minka_set.p") : std::string(1, c);
    }
    return text;
}

bool holds_parameters_only(std::string_view values) {
    return values.find_first_not_of("$0123456789, \n") == std::string_view::npos;
}

void append_big_endian(Bytes& out, std::uint64_t number, int bytes) {
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
        out.push_back(static_cast<std::uint8_t>(number >> static_cast<unsigned>(shift)));
    }
}

void append_element(Bytes& out, ByteView content) {
    append_big_endian(out, content.size(), 4);
    out.insert(out.end(), content.begin(), content.end());
}

bool append_value(Bytes& out, const Value& value, Shape shape) {
    const auto* whole = std::get_if<std::int64_t>(&value);
    const auto* real = std::get_if<double>(&value);
    const auto* text = std::get_if<std::string>(&value);
    const auto* bytes = std::get_if<Bytes>(&value);
    if (std::holds_alternative<std::monostate>(value)) {
        append_big_endian(out, std::numeric_limits<std::uint32_t>::max(), 4);
    } else if (shape == Shape::truth && whole != nullptr) {
        append_element(out, std::array{static_cast<std::uint8_t>(*whole != 0)});
    } else if (shape == Shape::whole && whole != nullptr) {
        append_big_endian(out, 8, 4);
        append_big_endian(out, static_cast<std::uint64_t>(*whole), 8);
    } else if (shape == Shape::real && (real != nullptr || whole != nullptr)) {
        append_big_endian(out, 8, 4);
        append_big_endian(out, std::bit_cast<std::uint64_t>(real != nullptr ? *real : static_cast<double>(*whole)), 8);
    } else if (shape == Shape::text && text != nullptr) {
        append_element(out, as_bytes(*text));
    } else if (bytes != nullptr && (shape == Shape::bytes || (shape == Shape::identifier && bytes->size() == 16))) {
        append_element(out, *bytes);
    } else {
        return false;
    }
    return true;
}

}  // namespace

std::optional<std::string> bulk_insert(std::string_view sql, std::span<const TypeId> types) {
    constexpr std::string_view word = " VALUES (";
    const auto at = sql.find(word);
    const auto end = sql.find(')', at);
    if (!sql.starts_with("INSERT INTO ") || at == std::string_view::npos || end == std::string_view::npos ||
        types.empty()) {
        return std::nullopt;
    }
    const auto values = sql.substr(at + word.size(), end - at - word.size());
    const auto rest = sql.substr(end + 1);
    if (!holds_parameters_only(values) || rest.find("DO UPDATE") != std::string_view::npos ||
        rest.find("RETURNING") != std::string_view::npos || rest.find('$') != std::string_view::npos) {
        return std::nullopt;
    }
    const auto source = unnest(types);
    if (!source) {
        return std::nullopt;
    }
    return std::string(sql.substr(0, at)) + " SELECT " + with_columns(values) + " FROM " + *source + " AS minka_set(" +
           column_names(types.size()) + ")" + std::string(rest);
}

std::optional<std::string> bulk_select(std::string_view sql, std::span<const TypeId> types) {
    const auto source = types.empty() ? std::nullopt : unnest(types);
    if (!source) {
        return std::nullopt;
    }
    return "SELECT minka_set.number, minka_answer.* FROM " + *source + " WITH ORDINALITY AS minka_set(" +
           column_names(types.size()) + ", number) CROSS JOIN LATERAL (" + with_columns(sql) + ") AS minka_answer";
}

// Of one dimension with elements that may be NULL, counted from 1; see array_recv in PostgreSQL's arrayfuncs.c.
std::optional<Bytes> binary_array(std::span<const std::vector<Value>> sets, std::size_t parameter, TypeId type) {
    const auto* array = array_type_of(type);
    if (array == nullptr) {
        return std::nullopt;
    }
    Bytes out;
    for (const std::uint64_t number :
         {std::uint64_t{1}, std::uint64_t{1}, std::uint64_t{type}, std::uint64_t{sets.size()}, std::uint64_t{1}}) {
        append_big_endian(out, number, 4);
    }
    for (const auto& values : sets) {
        if (parameter >= values.size() || !append_value(out, values[parameter], array->shape)) {
            return std::nullopt;
        }
    }
    return out;
}

}  // namespace minka::storage
