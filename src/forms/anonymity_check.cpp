#include "forms/expression_scan.h"
#include "forms/form_check.h"

#include <algorithm>
#include <array>

namespace minka::forms {

namespace {

// Why a question of this type tells who answered; empty when it does not.
std::string_view revealed_by_type(const FormElement& element) {
    struct Telling {
        std::string_view type;
        std::string_view what;
    };
    constexpr std::array<Telling, 10> telling{{
        {"audit", "records every step with its time"},
        {"start", "records a time of day"},
        {"end", "records a time of day"},
        {"dateTime", "asks for a time of day"},
        {"time", "asks for a time of day"},
        {"geopoint", "records a place"},
        {"geotrace", "records places"},
        {"geoshape", "records places"},
        {"start-geopoint", "records a place"},
        {"background-geopoint", "records a place"},
    }};
    if (element.question.preload == "property" || element.bind_value("jr:preload") == "property") {
        return "records who answers, or on which device";
    }
    if (element.bind_value("jr:preload") == "timestamp") {
        return "records a time of day";
    }
    if (element.question.name == "background-audio") {
        return "records the voices around";
    }
    const auto type = element.bind_value("type").empty() ? element.question.name : element.bind_value("type");
    const auto found = std::ranges::find_if(
        telling, [&](const Telling& one) { return one.type == element.question.name || one.type == type; });
    return found == telling.end() ? std::string_view() : found->what;
}

std::string_view revealed_by_expression(std::string_view expression) {
    if (calls_function(expression, "now")) {
        return "works out the time of day with now()";
    }
    if (calls_function(expression, "property")) {
        return "reads a property of the device";
    }
    if (expression.find("${last-saved#") != std::string_view::npos) {
        return "carries an answer over from the record before";
    }
    return {};
}

std::string_view revealed_by(const FormElement& element) {
    if (const auto what = revealed_by_type(element); !what.empty()) {
        return what;
    }
    if (const auto what = revealed_by_expression(element.default_value); !what.empty()) {
        return what;
    }
    for (const auto& [attribute, text] : element.bind) {
        for (const auto& [language, expression] : text.by_language) {
            if (const auto what = revealed_by_expression(expression); !what.empty()) {
                return what;
            }
        }
    }
    return {};
}

}  // namespace

Result<> check_anonymity(const FormModel& model, const FormSheets& sheets) {
    if (!model.settings.is_anonymous) {
        return {};
    }
    const FormElement* found = nullptr;
    std::string_view what;
    const auto look = [&](const FormElement& element) {
        if (found == nullptr) {
            what = revealed_by(element);
            found = what.empty() ? nullptr : &element;
        }
    };
    if (model.audit) {
        look(*model.audit);
    }
    for_each_element(*model.survey, look);
    if (found != nullptr) {
        return refuse("The settings call this form anonymous, and '" + found->name + "' " + std::string(what) +
                          ": take it out, or do not promise anonymity.",
                      "survey", found->row, sheets.survey.title("type"));
    }
    if (const auto name = revealed_by_expression(model.settings.instance_name); !name.empty()) {
        return refuse("The settings call this form anonymous, and its instance name " + std::string(name) + ".",
                      "settings", model.settings.row, "instance_name");
    }
    if (!model.entities.empty()) {
        return refuse(
            "The settings call this form anonymous; it cannot create or update entities, which tie answers "
            "together.",
            "entities", model.entities.front().row);
    }
    return {};
}

}  // namespace minka::forms
