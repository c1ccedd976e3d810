#include "documents/json.h"

#include "documents/json_stream.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace minka::documents {

namespace {

void append_text(std::string& out, std::string_view text) {
    out += '"';
    for (const char c : text) {
        switch (c) {
            case '"': out += "\\\""; break;
            case '\\': out += "\\\\"; break;
            case '\n': out += "\\n"; break;
            case '\r': out += "\\r"; break;
            case '\t': out += "\\t"; break;
            default:
                if (static_cast<unsigned char>(c) < 0x20) {
                    out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
                } else {
                    out += c;
                }
        }
    }
    out += '"';
}

enum class Layout { canonical, pretty };

class JsonPrinter {
public:
    explicit JsonPrinter(Layout layout) : layout_(layout) {}

    void print(const JsonValue& value) {
        if (const auto* truth = value.if_bool()) {
            out_ += *truth ? "true" : "false";
        } else if (const auto* whole = value.if_int()) {
            out_ += fmt::format("{}", *whole);
        } else if (const auto* text = value.if_text()) {
            append_text(out_, *text);
        } else if (const auto* array = value.if_array()) {
            print_items('[', ']', *array, [this](const JsonValue& item) { print(item); });
        } else if (const auto* object = value.if_object()) {
            print_items('{', '}', *object, [this](const JsonMember& member) {
                append_text(out_, member.key);
                out_ += layout_ == Layout::pretty ? ": " : ":";
                print(member.value);
            });
        } else {
            auto number = value.if_number();
            if (number == 0.0) {
                number = 0.0;  // "-0" would come back as a whole number without its sign
            }
            out_ += number && std::isfinite(*number) ? fmt::format("{}", *number) : "null";
        }
    }

    std::string take() { return std::move(out_); }

private:
    template <typename Items, typename PrintItem>
    void print_items(char begin, char end, const Items& items, const PrintItem& print_item) {
        out_ += begin;
        ++level_;
        bool first = true;
        for (const auto& item : items) {
            if (!first) {
                out_ += ',';
            }
            first = false;
            break_line();
            print_item(item);
        }
        --level_;
        if (!items.empty()) {
            break_line();
        }
        out_ += end;
    }

    void break_line() {
        if (layout_ == Layout::pretty) {
            out_ += '\n';
            out_.append(level_ * 2, ' ');
        }
    }

    Layout layout_;
    std::size_t level_ = 0;
    std::string out_;
};

}  // namespace

JsonValue::JsonValue() = default;
JsonValue::JsonValue(std::nullptr_t) {}
JsonValue::JsonValue(double value) : value_(value) {}
JsonValue::JsonValue(const char* value) : value_(std::string(value)) {}
JsonValue::JsonValue(std::string_view value) : value_(std::string(value)) {}
JsonValue::JsonValue(std::string value) : value_(std::move(value)) {}
JsonValue::JsonValue(JsonArray value) : value_(std::move(value)) {}
JsonValue::JsonValue(JsonObject value) : value_(std::move(value)) {}
JsonValue::JsonValue(Truth truth) : value_(truth.value) {}
JsonValue::JsonValue(Whole whole) : value_(whole.value) {}
JsonValue::JsonValue(const JsonValue&) = default;
JsonValue::JsonValue(JsonValue&&) noexcept = default;
JsonValue& JsonValue::operator=(const JsonValue&) = default;
JsonValue& JsonValue::operator=(JsonValue&&) noexcept = default;
JsonValue::~JsonValue() = default;

std::optional<double> JsonValue::if_number() const {
    if (const auto* whole = if_int()) {
        return static_cast<double>(*whole);
    }
    const auto* number = std::get_if<double>(&value_);
    return number == nullptr ? std::nullopt : std::optional(*number);
}

const JsonValue* JsonValue::find(std::string_view key) const {
    const auto* object = if_object();
    if (object == nullptr) {
        return nullptr;
    }
    const auto found =
        std::find_if(object->begin(), object->end(), [&](const auto& member) { return member.key == key; });
    return found == object->end() ? nullptr : &found->value;
}

JsonValue& JsonValue::set(std::string_view key, JsonValue value) {
    if (is_null()) {
        value_ = JsonObject{};
    }
    auto& object = std::get<JsonObject>(value_);
    const auto found =
        std::find_if(object.begin(), object.end(), [&](const auto& member) { return member.key == key; });
    if (found != object.end()) {
        found->value = std::move(value);
    } else {
        object.push_back({std::string(key), std::move(value)});
    }
    return *this;
}

JsonValue json_object(std::initializer_list<std::pair<std::string_view, JsonValue>> members) {
    JsonObject object;
    object.reserve(members.size());
    for (const auto& [key, value] : members) {
        object.push_back({std::string(key), value});
    }
    return object;
}

Result<JsonValue> parse_json(std::string_view text, std::string_view name, const JsonLimits& limits) {
    JsonStream stream(std::string(name), limits);
    MINKA_TRY(stream.feed(text));
    return stream.finish();
}

std::string to_json(const JsonValue& value) {
    JsonPrinter printer(Layout::canonical);
    printer.print(value);
    return printer.take();
}

std::string to_pretty_json(const JsonValue& value) {
    JsonPrinter printer(Layout::pretty);
    printer.print(value);
    return printer.take();
}

std::string json_text(std::string_view text) {
    std::string out;
    append_text(out, text);
    return out;
}

}  // namespace minka::documents
