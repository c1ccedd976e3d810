#pragma once

#include "storage/value.h"

#include <string>
#include <string_view>

namespace minka::registry {

/// A word of a register for one value of an enumeration, as fold_text leaves it: {"oficial", Sector::public_}.
template <storage::DescribedEnum E>
struct WordChoice {
    std::string_view word;
    E value{};
};

/// The value an enumeration's own name stands for ("public_", and "public" too).
template <storage::DescribedEnum E>
std::optional<E> value_named(std::string_view name) {
    E value{};
    const std::string text(name);
    if (boost::describe::enum_from_string(text.c_str(), value) ||
        boost::describe::enum_from_string((text + "_").c_str(), value)) {
        return value;
    }
    return std::nullopt;
}

template <storage::DescribedEnum E>
std::string name_of(E value) {
    return boost::describe::enum_to_string(value, "");
}

}  // namespace minka::registry
