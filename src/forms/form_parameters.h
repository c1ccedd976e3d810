#pragma once

#include "forms/form_model.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace minka::forms {

/// What stands in the parameters column: "start=1 end=5; step=1" as names (lower case) and values in their order.
struct FormParameters {
    std::vector<std::pair<std::string, std::string>> entries;

    std::optional<std::string> get(std::string_view name) const;
    bool empty() const { return entries.empty(); }
};

/// Pairs with an equals sign, separated by semicolons, commas or spaces. Problems: `invalid_input` without a place.
Result<FormParameters> parse_form_parameters(std::string_view text);

/// A number as programs write it: "12", "-0.5", "1e3".
std::optional<double> parameter_number(std::string_view text);

/// Problems: `invalid_input` (without a place) for a parameter that this kind of question does not take.
Result<> allow_parameters(const FormParameters& parameters, std::span<const std::string_view> allowed);

/// Puts the parameters of a question into its bindings and control. Selects and ranges apart.
/// Problems: `invalid_input` without a place.
Result<> apply_question_parameters(const FormParameters& parameters, FormElement& question);

/// Reads the parameters of a range; `lists` holds the labels of its ticks. Problems: `invalid_input` without a place.
Result<> apply_range_parameters(const FormParameters& parameters, std::span<const ChoiceList> lists,
                                FormElement& question);

}  // namespace minka::forms
