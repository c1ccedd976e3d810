#include "documents/json_stream.h"

#include <boost/json/basic_parser_impl.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <system_error>

namespace minka::documents {

namespace {

// A list or object whose end has not come yet.
struct Open {
    JsonValue value;
    std::string key;        // of the member that is read now
    std::size_t count = 0;  // elements so far, those handed on included
};

// What Boost.JSON's basic_parser asks of its handler; builds the tree. Returning false ends the parsing with `ec`.
struct Handler {
    static constexpr std::size_t max_object_size = SIZE_MAX;
    static constexpr std::size_t max_array_size = SIZE_MAX;
    static constexpr std::size_t max_key_size = SIZE_MAX;
    static constexpr std::size_t max_string_size = SIZE_MAX;
    using Error = boost::json::error_code;
    using Text = boost::json::string_view;

    JsonLimits limits;
    std::vector<Open> open;
    JsonValue root;
    std::string text;  // of the key, text or number that is read now
    std::size_t values = 0;
    std::string hand_on_key;
    JsonStream::OnElement on_element;
    std::optional<Problem> failure;
    bool failure_is_ours = false;  // and needs a place

    bool fail(ProblemCode code, std::string message, Error& ec) {
        failure = Problem{code, std::move(message), ""};
        failure_is_ours = true;
        ec = boost::json::error::syntax;
        return false;
    }

    bool hands_on() const {
        return on_element && open.size() == 2 && open[1].value.if_array() != nullptr && open[0].key == hand_on_key;
    }

    bool put(JsonValue value, Error& ec) {
        if (++values > limits.values) {
            return fail(ProblemCode::too_large, fmt::format("There are more than {} values.", limits.values), ec);
        }
        if (open.empty()) {
            root = std::move(value);
            return true;
        }
        if (hands_on()) {
            return give_away(std::move(value), ec);
        }
        auto& parent = open.back();
        ++parent.count;
        if (auto* array = parent.value.if_array()) {
            array->push_back(std::move(value));
        } else {
            parent.value.if_object()->push_back({parent.key, std::move(value)});
        }
        return true;
    }

    bool give_away(JsonValue value, Error& ec) {
        values = 0;
        auto result = on_element(std::move(value));
        if (!result) {
            failure = std::move(result).error();
            ec = boost::json::error::syntax;
            return false;
        }
        ++open.back().count;
        return true;
    }

    bool begin(JsonValue value) {
        open.push_back(Open{std::move(value), {}, 0});
        return true;
    }

    bool end(Error& ec) {
        if (const auto* object = open.back().value.if_object()) {
            if (auto twice = repeated_key(*object)) {
                open.back().key = *std::move(twice);
                return fail(ProblemCode::malformed_file, "The key stands twice in one object; keep one of them.", ec);
            }
        }
        auto value = std::move(open.back().value);
        open.pop_back();
        return put(std::move(value), ec);
    }

    static std::optional<std::string> repeated_key(const JsonObject& object) {
        std::vector<std::string_view> keys;
        keys.reserve(object.size());
        for (const auto& member : object) {
            keys.push_back(member.key);
        }
        std::sort(keys.begin(), keys.end());
        const auto found = std::adjacent_find(keys.begin(), keys.end());
        return found == keys.end() ? std::nullopt : std::optional(std::string(*found));
    }

    bool add(Text part, Error& ec) {
        text.append(part.data(), part.size());
        if (part.find('\0') != Text::npos) {
            return fail(ProblemCode::malformed_file, "A text holds the character NUL (\\u0000); leave it out.", ec);
        }
        return true;
    }

    bool on_document_begin(Error&) { return true; }
    bool on_document_end(Error&) { return true; }
    bool on_object_begin(Error&) { return begin(JsonObject{}); }
    bool on_object_end(std::size_t, Error& ec) { return end(ec); }
    bool on_array_begin(Error&) { return begin(JsonArray{}); }
    bool on_array_end(std::size_t, Error& ec) { return end(ec); }
    bool on_key_part(Text part, std::size_t, Error& ec) { return add(part, ec); }
    bool on_key(Text part, std::size_t, Error& ec) {
        const bool whole = add(part, ec);
        open.back().key = std::exchange(text, {});
        return whole;
    }
    bool on_string_part(Text part, std::size_t, Error& ec) { return add(part, ec); }
    bool on_string(Text part, std::size_t, Error& ec) { return add(part, ec) && put(std::exchange(text, {}), ec); }
    bool on_number_part(Text part, Error& ec) { return add(part, ec); }
    bool on_int64(std::int64_t value, Text, Error& ec) {
        text.clear();
        return put(value, ec);
    }
    bool on_uint64(std::uint64_t, Text part, Error& ec) { return on_double(0, part, ec); }
    // Boost 1.81 may be off by one unit in the last place, so the number is read from its text.
    bool on_double(double, Text part, Error& ec) {
        if (!add(part, ec)) {
            return false;
        }
        const auto number = std::exchange(text, {});
        double value = 0;
        const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), value);
        if (error != std::errc{} || !std::isfinite(value)) {
            return fail(ProblemCode::malformed_file, fmt::format("The number {} is out of range.", number), ec);
        }
        return put(value, ec);
    }
    bool on_bool(bool value, Error& ec) { return put(value, ec); }
    bool on_null(Error& ec) { return put(nullptr, ec); }
    bool on_comment_part(Text, Error&) { return true; }
    bool on_comment(Text, Error&) { return true; }
};

boost::json::parse_options parse_options(const JsonLimits& limits) {
    boost::json::parse_options options;
    options.max_depth = limits.depth;
    return options;
}

}  // namespace

struct JsonStream::State {
    State(std::string name_given, const JsonLimits& limits_given)
        : name(std::move(name_given)), limits(limits_given), parser(parse_options(limits_given)) {
        parser.handler().limits = limits_given;
    }

    std::string name;
    JsonLimits limits;
    boost::json::basic_parser<Handler> parser;
    std::size_t bytes = 0;
    std::size_t line = 1;
    std::size_t column = 1;

    Result<> write(bool more, std::string_view part);
    void move_on(std::string_view text);
    std::string path() const;
    std::string place() const;
    std::unexpected<Problem> refusal(const boost::json::error_code& error) const;
};

void JsonStream::State::move_on(std::string_view text) {
    for (const char c : text) {
        if (c == '\n') {
            ++line;
            column = 1;
        } else if ((static_cast<unsigned char>(c) & 0xC0U) != 0x80U) {
            ++column;
        }
    }
}

std::string JsonStream::State::path() const {
    std::string result;
    for (const auto& open : parser.handler().open) {
        if (open.value.if_array() != nullptr) {
            result += fmt::format("[{}]", open.count);
        } else if (!open.key.empty()) {
            result += (result.empty() ? "" : ".") + open.key;
        }
    }
    return result;
}

std::string JsonStream::State::place() const {
    const auto where = path();
    return where.empty() || name.empty() ? name + where : name + ":" + where;
}

std::unexpected<Problem> JsonStream::State::refusal(const boost::json::error_code& error) const {
    const auto& handler = parser.handler();
    if (handler.failure && !handler.failure_is_ours) {
        return std::unexpected(*handler.failure);
    }
    const auto where = fmt::format("line {}, column {}", line, column);
    if (handler.failure) {
        return problem(handler.failure->code, fmt::format("{} It is near {}.", handler.failure->message, where),
                       place());
    }
    if (error == boost::json::error::too_deep) {
        return problem(ProblemCode::too_large,
                       fmt::format("Values are nested deeper than {} levels at {}.", limits.depth, where), place());
    }
    return problem(ProblemCode::malformed_file, fmt::format("This is no JSON: {} at {}.", error.message(), where),
                   place());
}

Result<> JsonStream::State::write(bool more, std::string_view part) {
    boost::json::error_code error;
    const auto consumed = parser.write_some(more, part.data(), part.size(), error);
    move_on(part.substr(0, std::min(consumed, part.size())));
    if (!error && consumed < part.size()) {
        error = boost::json::error::extra_data;
    }
    if (error) {
        return refusal(error);
    }
    return {};
}

JsonStream::JsonStream(std::string name, const JsonLimits& limits)
    : state_(std::make_unique<State>(std::move(name), limits)) {}
JsonStream::JsonStream(JsonStream&&) noexcept = default;
JsonStream& JsonStream::operator=(JsonStream&&) noexcept = default;
JsonStream::~JsonStream() = default;

void JsonStream::hand_on(std::string key, OnElement on_element) {
    state_->parser.handler().hand_on_key = std::move(key);
    state_->parser.handler().on_element = std::move(on_element);
}

Result<> JsonStream::feed(std::string_view part) {
    state_->bytes += part.size();
    if (state_->bytes > state_->limits.bytes) {
        return problem(ProblemCode::too_large, fmt::format("The JSON is longer than {} bytes.", state_->limits.bytes),
                       state_->name);
    }
    return part.empty() ? Result<>{} : state_->write(true, part);
}

Result<JsonValue> JsonStream::finish() {
    MINKA_TRY(state_->write(false, ""));
    return std::move(state_->parser.handler().root);
}

}  // namespace minka::documents
