#include "documents/json.h"

#include <fmt/format.h>

#include <algorithm>

namespace minka::documents {

JsonReader::JsonReader(const JsonValue& object, std::string path)
    : object_(object.if_object() == nullptr ? nullptr : &object), path_(std::move(path)) {}

std::string JsonReader::path(std::string_view key) const {
    return path_.empty() ? std::string(key) : fmt::format("{}.{}", path_, key);
}

const JsonValue* JsonReader::any(std::string_view key) {
    asked_.emplace_back(key);
    const auto* value = object_ == nullptr ? nullptr : object_->find(key);
    return value == nullptr || value->is_null() ? nullptr : value;
}

Result<const JsonValue*> JsonReader::required(std::string_view key) {
    if (object_ == nullptr) {
        return invalid("An object must stand here.", path_);
    }
    const auto* value = any(key);
    if (value == nullptr) {
        return invalid(fmt::format("\"{}\" is missing.", key), path(key));
    }
    return value;
}

Result<std::optional<std::string>> JsonReader::optional_text(std::string_view key) {
    const auto* value = any(key);
    if (value == nullptr) {
        return std::optional<std::string>{};
    }
    if (value->if_text() == nullptr) {
        return invalid(fmt::format("\"{}\" must be a text.", key), path(key));
    }
    return std::optional(*value->if_text());
}

Result<std::string> JsonReader::text(std::string_view key) {
    MINKA_TRY_ASSIGN(const auto* value, required(key));
    if (value->if_text() == nullptr) {
        return invalid(fmt::format("\"{}\" must be a text.", key), path(key));
    }
    return *value->if_text();
}

Result<std::optional<std::int64_t>> JsonReader::optional_integer(std::string_view key) {
    const auto* value = any(key);
    if (value == nullptr) {
        return std::optional<std::int64_t>{};
    }
    if (value->if_int() == nullptr) {
        return invalid(fmt::format("\"{}\" must be a whole number.", key), path(key));
    }
    return std::optional(*value->if_int());
}

Result<std::int64_t> JsonReader::integer(std::string_view key) {
    MINKA_TRY(required(key));
    MINKA_TRY_ASSIGN(const auto value, optional_integer(key));
    return *value;
}

Result<double> JsonReader::number(std::string_view key) {
    MINKA_TRY_ASSIGN(const auto* value, required(key));
    const auto number = value->if_number();
    if (!number) {
        return invalid(fmt::format("\"{}\" must be a number.", key), path(key));
    }
    return *number;
}

Result<std::optional<bool>> JsonReader::optional_boolean(std::string_view key) {
    const auto* value = any(key);
    if (value == nullptr) {
        return std::optional<bool>{};
    }
    if (value->if_bool() == nullptr) {
        return invalid(fmt::format("\"{}\" must be true or false.", key), path(key));
    }
    return std::optional(*value->if_bool());
}

Result<bool> JsonReader::boolean(std::string_view key) {
    MINKA_TRY(required(key));
    MINKA_TRY_ASSIGN(const auto value, optional_boolean(key));
    return *value;
}

Result<const JsonArray*> JsonReader::array(std::string_view key) {
    MINKA_TRY_ASSIGN(const auto* value, required(key));
    if (value->if_array() == nullptr) {
        return invalid(fmt::format("\"{}\" must be a list.", key), path(key));
    }
    return value->if_array();
}

Result<const JsonValue*> JsonReader::object(std::string_view key) {
    MINKA_TRY_ASSIGN(const auto* value, required(key));
    if (value->if_object() == nullptr) {
        return invalid(fmt::format("\"{}\" must be an object.", key), path(key));
    }
    return value;
}

Result<> JsonReader::finish() const {
    if (object_ == nullptr) {
        return invalid("An object must stand here.", path_);
    }
    for (const auto& member : *object_->if_object()) {
        if (std::find(asked_.begin(), asked_.end(), member.key) == asked_.end()) {
            return invalid(fmt::format("\"{}\" is not known here; leave it out.", member.key), path(member.key));
        }
    }
    return {};
}

}  // namespace minka::documents
