#pragma once

#include "forms/fact_value.h"
#include "registry/word_choice.h"

namespace minka::programme {

/// The value of an enumeration that a field names; nothing where it was not answered. Problems: `invalid_input`.
template <storage::DescribedEnum Choice>
Result<std::optional<Choice>> choice_in(const forms::FactRow& row, std::string_view field) {
    const auto& text = row.value(field);
    if (text.empty()) {
        return std::nullopt;
    }
    const auto choice = registry::value_named<Choice>(text);
    if (!choice) {
        return invalid("'" + text.substr(0, 60) + "' is not among the words of this question.",
                       forms::place_in(row, field));
    }
    return *choice;
}

}  // namespace minka::programme
