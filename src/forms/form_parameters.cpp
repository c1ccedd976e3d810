#include "forms/form_parameters.h"

#include "base/text.h"
#include "forms/expression_scan.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace minka::forms {

namespace {

bool is_whole(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

// "start = 1" is "start=1".
std::string without_spaces_around_equals(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '=') {
            while (!out.empty() && out.back() == ' ') {
                out.pop_back();
            }
        }
        if (c == ' ' && !out.empty() && out.back() == '=') {
            continue;
        }
        out += c;
    }
    return out;
}

std::string listed(std::span<const std::string_view> words) {
    std::string out;
    for (const auto word : words) {
        out += (out.empty() ? "" : ", ") + std::string(word);
    }
    return out;
}

Result<> one_of(const FormParameters& parameters, std::string_view name, std::span<const std::string_view> words) {
    if (const auto value = parameters.get(name); value && std::ranges::find(words, lower_case(*value)) == words.end()) {
        return invalid("The parameter " + std::string(name) + " takes one of " + listed(words) + "; '" + *value +
                       "' is none of them.");
    }
    return {};
}

Result<> apply_image(const FormParameters& parameters, FormElement& question) {
    constexpr std::array<std::string_view, 2> allowed{"max-pixels", "app"};
    MINKA_TRY(allow_parameters(parameters, allowed));
    if (const auto pixels = parameters.get("max-pixels")) {
        if (!is_whole(*pixels)) {
            return invalid("The parameter max-pixels is a whole number.");
        }
        question.set_bind("orx:max-pixels", *pixels);
    }
    if (const auto app = parameters.get("app")) {
        const auto appearance = question.control_value("appearance");
        if (!appearance.empty() && appearance != "annotate") {
            return {};
        }
        const auto parts = split(*app, '.');
        const bool is_package =
            parts.size() > 1 && std::ranges::all_of(parts, [](std::string_view part) {
                return is_form_name(part) && part.front() != '_' && part.find('-') == std::string_view::npos;
            });
        if (!is_package) {
            return invalid("The parameter app is the name of an Android package, such as org.programa.camara; '" +
                           *app + "' is none.");
        }
        question.set_control("intent", *app);
    }
    return {};
}

Result<> apply_audio(const FormParameters& parameters, FormElement& question) {
    constexpr std::array<std::string_view, 1> allowed{"quality"};
    constexpr std::array<std::string_view, 4> qualities{"voice-only", "low", "normal", "external"};
    MINKA_TRY(allow_parameters(parameters, allowed));
    const bool is_background = question.question.name == "background-audio";
    const std::span<const std::string_view> words(qualities.data(), is_background ? 3 : 4);
    MINKA_TRY(one_of(parameters, "quality", words));
    if (const auto quality = parameters.get("quality")) {
        if (is_background) {
            question.audio_quality = lower_case(*quality);
        } else {
            question.set_bind("odk:quality", lower_case(*quality));
        }
    }
    return {};
}

Result<> apply_place_item_source(const FormParameters& parameters, FormElement& question) {
    const auto geometry = parameters.get("reference-geometry");
    if (!geometry) {
        return {};
    }
    question.items.for_geometry = true;
    if (is_lone_reference(*geometry)) {
        question.items.kind = ItemSource::Kind::repeat;
        question.items.name = find_references(*geometry)->front().name;
    } else {
        question.items.kind = ItemSource::Kind::list;
        question.items.name = *geometry;
    }
    return {};
}

Result<> apply_place(const FormParameters& parameters, FormElement& question) {
    const bool is_point = question.question.name == "geopoint";
    constexpr std::array<std::string_view, 4> for_point{"allow-mock-accuracy", "capture-accuracy", "warning-accuracy",
                                                        "reference-geometry"};
    constexpr std::array<std::string_view, 3> for_line{"allow-mock-accuracy", "incremental", "reference-geometry"};
    constexpr std::array<std::string_view, 2> truth{"true", "false"};
    MINKA_TRY(allow_parameters(parameters, is_point ? std::span<const std::string_view>(for_point)
                                                    : std::span<const std::string_view>(for_line)));
    MINKA_TRY(one_of(parameters, "allow-mock-accuracy", truth));
    if (const auto mock = parameters.get("allow-mock-accuracy")) {
        question.set_bind("odk:allow-mock-accuracy", lower_case(*mock));
    }
    for (const auto& [name, attribute] : {std::pair("capture-accuracy", "accuracyThreshold"),
                                          std::pair("warning-accuracy", "unacceptableAccuracyThreshold")}) {
        if (const auto value = parameters.get(name)) {
            if (!parameter_number(*value)) {
                return invalid(std::string("The parameter ") + name + " is a number of metres.");
            }
            question.set_control(attribute, *value);
        }
    }
    if (const auto incremental = parameters.get("incremental")) {
        if (!yes_or_no(*incremental).value_or(false)) {
            return invalid("The parameter incremental is true, or left out.");
        }
        question.set_control("incremental", "true");
    }
    return apply_place_item_source(parameters, question);
}

Result<> apply_audit_location(const FormParameters& parameters, FormElement& question) {
    constexpr std::array<std::string_view, 3> names{"location-priority", "location-min-interval", "location-max-age"};
    constexpr std::array<std::string_view, 4> priorities{"no-power", "low-power", "balanced", "high-accuracy"};
    const auto given = std::ranges::count_if(names, [&](auto name) { return parameters.get(name).has_value(); });
    if (given == 0) {
        return {};
    }
    if (given != 3) {
        return invalid(
            "An audit of places needs location-priority, location-min-interval and location-max-age together.");
    }
    MINKA_TRY(one_of(parameters, "location-priority", priorities));
    const auto interval = *parameters.get("location-min-interval");
    const auto age = *parameters.get("location-max-age");
    if (!is_whole(interval) || !is_whole(age) || *parameter_number(age) < *parameter_number(interval)) {
        return invalid(
            "location-min-interval and location-max-age are whole numbers of seconds, the second no smaller.");
    }
    question.set_bind("odk:location-priority", lower_case(*parameters.get("location-priority")));
    question.set_bind("odk:location-min-interval", interval);
    question.set_bind("odk:location-max-age", age);
    return {};
}

Result<> apply_audit(const FormParameters& parameters, FormElement& question) {
    constexpr std::array<std::string_view, 6> allowed{"location-priority", "location-min-interval", "location-max-age",
                                                      "track-changes",     "track-changes-reasons", "identify-user"};
    constexpr std::array<std::string_view, 2> truth{"true", "false"};
    constexpr std::array<std::string_view, 1> reasons{"on-form-edit"};
    MINKA_TRY(allow_parameters(parameters, allowed));
    MINKA_TRY(one_of(parameters, "track-changes", truth));
    MINKA_TRY(one_of(parameters, "identify-user", truth));
    MINKA_TRY(one_of(parameters, "track-changes-reasons", reasons));
    for (const auto* name : {"track-changes", "track-changes-reasons", "identify-user"}) {
        if (const auto value = parameters.get(name)) {
            question.set_bind(std::string("odk:") + name, lower_case(*value));
        }
    }
    return apply_audit_location(parameters, question);
}

}  // namespace

std::optional<double> parameter_number(std::string_view text) {
    double value = 0;
    const auto* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value, std::chars_format::general);
    return error == std::errc() && stop == end && std::isfinite(value) ? std::optional(value) : std::nullopt;
}

std::optional<std::string> FormParameters::get(std::string_view name) const {
    const auto found = std::ranges::find(entries, name, &std::pair<std::string, std::string>::first);
    return found == entries.end() ? std::nullopt : std::optional(found->second);
}

Result<FormParameters> parse_form_parameters(std::string_view text) {
    auto tidy = without_spaces_around_equals(text);
    std::ranges::replace_if(tidy, [](char c) { return c == ';' || c == ',' || c == '\t' || c == '\n'; }, ' ');
    FormParameters parameters;
    for (const auto piece : split(tidy, ' ')) {
        const auto part = trim(piece);
        if (part.empty()) {
            continue;
        }
        const auto words = split(part, '=');
        if (words.size() != 2 || words[0].empty() || words[1].empty()) {
            return invalid("Parameters are written name=value, with a space between two of them; '" +
                           std::string(part) + "' is none.");
        }
        parameters.entries.emplace_back(lower_case(words[0]), words[1]);
    }
    return parameters;
}

Result<> allow_parameters(const FormParameters& parameters, std::span<const std::string_view> allowed) {
    for (const auto& [name, value] : parameters.entries) {
        if (std::ranges::find(allowed, name) == allowed.end()) {
            return invalid("'" + name + "' is no parameter of this type, which takes: " + listed(allowed) + ".");
        }
    }
    return {};
}

Result<> apply_question_parameters(const FormParameters& parameters, FormElement& question) {
    const auto name = question.question.name;
    if (name == "image") {
        return apply_image(parameters, question);
    }
    if (name == "audio" || name == "background-audio") {
        return apply_audio(parameters, question);
    }
    if (name == "geopoint" || name == "geotrace" || name == "geoshape") {
        return apply_place(parameters, question);
    }
    if (name == "audit") {
        return apply_audit(parameters, question);
    }
    if (name == "text") {
        constexpr std::array<std::string_view, 1> allowed{"rows"};
        MINKA_TRY(allow_parameters(parameters, allowed));
        if (const auto rows = parameters.get("rows")) {
            if (!is_whole(*rows)) {
                return invalid("The parameter rows is a whole number.");
            }
            question.set_control("rows", *rows);
        }
    }
    return {};
}

}  // namespace minka::forms
