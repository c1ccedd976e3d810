#pragma once

#include "documents/json.h"

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace minka::documents {

/// Reads one JSON text in parts.
class JsonStream {
public:
    JsonStream(std::string name, const JsonLimits& limits);
    JsonStream(JsonStream&&) noexcept;
    JsonStream& operator=(JsonStream&&) noexcept;
    ~JsonStream();

    using OnElement = std::function<Result<>(JsonValue&& element)>;

    /// The elements of the array that is the member `key` of the outermost object are handed on, each when it is
    /// whole, and not kept: the array itself stays empty. The limit of values then holds for each element.
    void hand_on(std::string key, OnElement on_element);

    /// Problems: as parse_json; those of the function that elements are handed on to.
    Result<> feed(std::string_view part);

    /// The value, once the whole text has been fed. Problems: as feed, a torn text among them.
    Result<JsonValue> finish();

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace minka::documents
