#include "forms/form_parameters.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace minka::forms {

namespace {

struct RangeNumbers {
    double start = 1;
    double end = 10;
    double step = 1;
    std::optional<double> tick;
    std::optional<double> placeholder;
};

Result<double> read_number(std::string_view name, std::string_view text) {
    double value = 0;
    const auto* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value, std::chars_format::fixed);
    if (error != std::errc() || stop != end || !std::isfinite(value)) {
        return invalid("The range's " + std::string(name) + " is a number; '" + std::string(text) + "' is none.");
    }
    return value;
}

// Whether `value` is a whole number of steps away from zero. Ranges are written with few decimals.
bool is_multiple(double value, double step) {
    const double count = value / step;
    return std::abs(count - std::round(count)) < 1e-6;
}

bool is_within(double value, const RangeNumbers& range) {
    return value >= std::min(range.start, range.end) && value <= std::max(range.start, range.end);
}

Result<RangeNumbers> read_numbers(const FormParameters& parameters) {
    RangeNumbers range;
    for (const auto& [name, value] : parameters.entries) {
        if (name == "tick_labelset") {
            continue;
        }
        MINKA_TRY_ASSIGN(const double number, read_number(name, value));
        if (name == "start") {
            range.start = number;
        } else if (name == "end") {
            range.end = number;
        } else if (name == "step") {
            range.step = number;
        } else if (name == "tick_interval") {
            range.tick = number;
        } else {
            range.placeholder = number;
        }
    }
    return range;
}

Result<> check_numbers(const RangeNumbers& range) {
    const double width = std::abs(range.end - range.start);
    if (range.step == 0 || range.tick == 0.0) {
        return invalid("The range's step and tick_interval are not zero.");
    }
    if (std::abs(range.step) > width) {
        return invalid("The range's step is larger than the range from start to end.");
    }
    if (range.tick && std::abs(*range.tick) > width) {
        return invalid("The range's tick_interval is larger than the range from start to end.");
    }
    if (range.tick && !is_multiple(*range.tick, range.step)) {
        return invalid("The range's tick_interval is a multiple of its step.");
    }
    if (range.placeholder &&
        (!is_within(*range.placeholder, range) || !is_multiple(*range.placeholder - range.start, range.step))) {
        return invalid("The range's placeholder is a value that can be chosen: from start to end, in steps.");
    }
    return {};
}

Result<> check_labels(const ChoiceList& list, const RangeNumbers& range, bool has_ticks) {
    for (const auto& choice : list.choices) {
        MINKA_TRY_ASSIGN(const double value, read_number("label '" + choice.name + "'", choice.name));
        if (!is_within(value, range)) {
            return invalid("The label for " + choice.name + " lies outside the range from start to end.");
        }
        if (!has_ticks && value != range.start && value != range.end) {
            return invalid("A range without ticks has labels at its start and its end alone.");
        }
        if (!is_multiple(value - range.start, range.tick.value_or(range.step))) {
            return invalid("The label for " + choice.name + " stands at no tick of the range.");
        }
    }
    return {};
}

}  // namespace

Result<> apply_range_parameters(const FormParameters& parameters, std::span<const ChoiceList> lists,
                                FormElement& question) {
    constexpr std::array<std::string_view, 6> allowed{"start",         "end",         "step",
                                                      "tick_interval", "placeholder", "tick_labelset"};
    MINKA_TRY(allow_parameters(parameters, allowed));
    MINKA_TRY_ASSIGN(const auto range, read_numbers(parameters));
    MINKA_TRY(check_numbers(range));
    const auto labels = parameters.get("tick_labelset");
    const auto appearance = question.control_value("appearance");
    if (range.tick || range.placeholder || labels) {
        constexpr std::array<std::string_view, 5> fitting{"", "vertical", "no-ticks", "vertical no-ticks",
                                                          "no-ticks vertical"};
        if (std::ranges::find(fitting, appearance) == fitting.end()) {
            return invalid(
                "tick_interval, placeholder and tick_labelset go with no appearance, 'vertical', 'no-ticks' or both.");
        }
    }
    for (const auto& [name, standard] : {std::pair("start", "1"), std::pair("end", "10"), std::pair("step", "1")}) {
        const auto value = parameters.get(name).value_or(standard);
        question.set_control(name, value);
        if (value.find('.') != std::string::npos) {
            question.question.bind_type = "decimal";
        }
    }
    if (const auto tick = parameters.get("tick_interval")) {
        question.set_control("odk:tick-interval", *tick);
    }
    if (const auto placeholder = parameters.get("placeholder")) {
        question.set_control("odk:placeholder", *placeholder);
    }
    if (labels) {
        const auto list = std::ranges::find(lists, *labels, &ChoiceList::name);
        if (list == lists.end()) {
            return invalid("The choices sheet has no list '" + *labels + "' for the labels of the ticks.");
        }
        MINKA_TRY(check_labels(*list, range, appearance.find("no-ticks") == std::string_view::npos));
        question.range_instance = *labels;
    }
    return {};
}

}  // namespace minka::forms
