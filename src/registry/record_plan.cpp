#include "registry/record_plan.h"

namespace minka::registry {

std::string shown_value(const storage::Value& value) {
    if (const auto* whole = std::get_if<std::int64_t>(&value)) {
        return std::to_string(*whole);
    }
    if (const auto* real = std::get_if<double>(&value)) {
        return std::to_string(*real);
    }
    if (const auto* text = std::get_if<std::string>(&value)) {
        return *text;
    }
    if (const auto* bytes = std::get_if<Bytes>(&value); bytes != nullptr && bytes->size() == 16) {
        return to_string(storage::FromValue<Uuid>::of(value));
    }
    return "";
}

}  // namespace minka::registry
