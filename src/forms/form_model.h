#pragma once

#include "forms/form_table.h"
#include "forms/question_kind.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace minka::forms {

using FormAttribute = std::pair<std::string, FormText>;

/// Where the choices of a question come from.
struct ItemSource {
    enum class Kind { none, list, file, repeat, external };
    Kind kind = Kind::none;
    std::string name;  ///< Of the list; of the instance for a file; of the question within a repeat.
    std::string file;  ///< "ciudades.csv".
    std::string value_ref = "name";
    std::string label_ref = "label";
    bool is_search = false;  ///< The appearance calls search(): the choices are written in the body.
    bool is_randomized = false;
    std::string seed;
    bool for_geometry = false;  ///< Shapes to look at beside a geopoint, geotrace or geoshape.
};

/// A node of the form: the survey itself, a group, a repeat, a question, or a file that is attached.
struct FormElement {
    enum class Kind { survey, group, repeat, question, external };

    Kind kind = Kind::question;
    QuestionKind question;
    std::string name;
    std::uint64_t row = 0;
    FormElement* parent = nullptr;
    std::vector<std::unique_ptr<FormElement>> children;

    FormText label;
    FormText hint;
    FormText guidance;
    std::vector<FormAttribute> media;     ///< "image", "audio", "video", "big-image".
    std::vector<FormAttribute> bind;      ///< In the order they are written, "type" apart.
    std::vector<FormAttribute> control;   ///< Attributes in the body.
    std::vector<FormAttribute> instance;  ///< Attributes in the instance.
    std::string default_value;
    std::string choice_filter;
    std::vector<std::string> triggers;  ///< Names of the questions whose change sets this one.
    std::string save_to;                ///< The property of an entity, once its entity is found.
    ItemSource items;
    std::string external_source;   ///< "jr://file-csv/escuelas.csv".
    std::string range_instance;    ///< The list with the labels of a range's ticks.
    std::string audio_quality;     ///< Of a recording in the background.
    bool is_generated = false;     ///< Made by the conversion, in no row of its own.
    bool is_untranslated = false;  ///< Its label never goes into the translations.

    bool is_section() const { return kind == Kind::survey || kind == Kind::group || kind == Kind::repeat; }
    std::string_view bind_value(std::string_view attribute) const;
    std::string_view control_value(std::string_view attribute) const;
    void set_bind(std::string_view attribute, std::string_view value);
    void set_control(std::string_view attribute, std::string_view value);
};

struct FormChoice {
    std::string name;
    FormText label{};
    std::vector<FormAttribute> media{};
    std::vector<std::pair<std::string, std::string>> others{};  ///< Further columns, for choice filters and the like.
    std::uint64_t row = 0;
};

struct ChoiceList {
    std::string name;
    std::vector<FormChoice> choices{};
    bool needs_itext = false;  ///< Some label is translated, has media, or refers to an answer.
    bool is_in_body = false;   ///< Used by search(): no instance is made of it.
};

struct FormSettings {
    std::string root = "data";
    std::string id;
    std::string title;
    std::string version;
    std::string default_language = "default";
    std::string style;
    std::string submission_url;
    std::string public_key;
    std::string auto_send;
    std::string auto_delete;
    std::string instance_name;
    std::string instance_xmlns;
    std::string instance_id = "uid";
    std::vector<std::pair<std::string, std::string>> attributes;  ///< Of the primary instance's root.
    std::vector<std::pair<std::string, std::string>> namespaces;  ///< Prefix and address.
    std::uint64_t row = 2;
    bool allows_duplicate_choices = false;
    bool cleans_text = true;
    bool omits_instance_id = false;
    bool is_anonymous = false;
    bool is_client_editable = false;  ///< Clients may change a record after it was finished.
};

/// A row of the entities sheet.
struct EntityDeclaration {
    std::string list;
    std::string label;
    std::string id;
    std::string create_if;
    std::string update_if;
    std::uint64_t row = 0;
    FormElement* container = nullptr;  ///< Whose meta block holds it.
    bool creates() const { return id.empty() || !create_if.empty(); }
    /// Whether the device gives it a new identifier; with an `id` that expression gives it, also where it creates.
    bool draws_id() const { return id.empty(); }
};

/// A form that was read and found consistent; what the writer needs and no more.
struct FormModel {
    FormSettings settings;
    std::unique_ptr<FormElement> survey;
    std::unique_ptr<FormElement> audit;  ///< Lives in the meta block.
    std::vector<ChoiceList> lists;
    std::vector<ChoiceList> osm_lists;
    std::vector<EntityDeclaration> entities;
    std::vector<FormNote> notes;

    const ChoiceList* list(std::string_view name) const;
};

/// Calls `visit` with every element below `top`, parents before children.
template <typename Visit>
void for_each_element(FormElement& top, const Visit& visit) {
    for (const auto& child : top.children) {
        visit(*child);
        for_each_element(*child, visit);
    }
}
template <typename Visit>
void for_each_element(const FormElement& top, const Visit& visit) {
    for (const auto& child : top.children) {
        visit(static_cast<const FormElement&>(*child));
        for_each_element(static_cast<const FormElement&>(*child), visit);
    }
}

/// "/data/grupo/pregunta".
std::string absolute_path(const FormElement& element);

/// The innermost repeat around an element; null when it is in none.
const FormElement* enclosing_repeat(const FormElement& element);

/// Whether two letters apart from their case are the same; ASCII only.
std::string lower_case(std::string_view text);

/// "yes", "TRUE", "true()" and the like, and their opposites; nothing for other words.
std::optional<bool> yes_or_no(std::string_view text);

}  // namespace minka::forms
