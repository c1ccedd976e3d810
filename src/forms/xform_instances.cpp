#include "forms/expression_scan.h"
#include "forms/xform_model.h"
#include "forms/xform_text.h"

#include <algorithm>
#include <set>

namespace minka::forms {

namespace {

struct ExternalInstance {
    std::string name;
    std::string source;
    std::uint64_t row = 0;
};

/// Instances that lie outside the form, one of each name.
class ExternalInstances {
public:
    Result<> add(const ExternalInstance& instance) {
        const auto found = std::ranges::find(all_, instance.name, &ExternalInstance::name);
        if (found == all_.end()) {
            all_.push_back(instance);
        } else if (found->source != instance.source) {
            return refuse("'" + instance.name + "' would be both " + found->source + " and " + instance.source +
                              "; give one of the two files another name.",
                          "survey", instance.row);
        }
        return {};
    }
    const std::vector<ExternalInstance>& all() const { return all_; }
    bool has(std::string_view name) const {
        return std::ranges::find(all_, name, &ExternalInstance::name) != all_.end();
    }

private:
    std::vector<ExternalInstance> all_;
};

// What a question computes with; words for people apart.
std::vector<std::string_view> expressions_of(const FormElement& element) {
    std::vector<std::string_view> all{element.choice_filter, element.default_value};
    for (const auto& [attribute, text] : element.bind) {
        if (!is_message(attribute)) {
            all.push_back(text.plain());
        }
    }
    return all;
}

Result<> add_element(const FormElement& element, ExternalInstances& instances, bool& needs_last_saved) {
    if (element.kind == FormElement::Kind::external) {
        MINKA_TRY(instances.add({element.name, element.external_source, element.row}));
    }
    for (const auto expression : expressions_of(element)) {
        for (const auto& file : first_literal_arguments(expression, "pulldata")) {
            MINKA_TRY(instances.add({file, "jr://file-csv/" + file + ".csv", element.row}));
        }
        needs_last_saved = needs_last_saved || expression.find("${last-saved#") != std::string_view::npos;
    }
    if (element.items.kind == ItemSource::Kind::file) {
        const auto& file = element.items.file;
        MINKA_TRY(instances.add(
            {element.items.name, (file.ends_with(".csv") ? "jr://file-csv/" : "jr://file/") + file, element.row}));
    }
    return {};
}

bool mentions_last_saved(const FormModel& model) {
    const auto mentions = [](const std::string& text) { return text.find("${last-saved#") != std::string::npos; };
    return mentions(model.settings.instance_name) ||
           std::ranges::any_of(model.entities, [&](const EntityDeclaration& entity) {
               return mentions(entity.label) || mentions(entity.id) || mentions(entity.create_if) ||
                      mentions(entity.update_if);
           });
}

XmlNode choice_instance(const ChoiceList& list) {
    auto instance = XmlNode::element("instance").with("id", list.name);
    auto& root = instance.add(XmlNode::element("root"));
    for (std::size_t i = 0; i < list.choices.size(); ++i) {
        const auto& choice = list.choices[i];
        auto& item = root.add(XmlNode::element("item"));
        const auto field = [&](std::string_view name, std::string_view value) {
            item.add(XmlNode::element(name)).add(XmlNode::words(value));
        };
        if (list.needs_itext) {
            field("itextId", choice_itext_id(list, i));
        }
        field("name", choice.name);
        if (!list.needs_itext && !choice.label.empty()) {
            field("label", choice.label.plain());
        }
        for (const auto& [name, value] : choice.others) {
            field(name, value);
        }
    }
    return instance;
}

}  // namespace

Result<std::vector<XmlNode>> write_secondary_instances(const FormModel& model, std::vector<std::string>& files) {
    ExternalInstances instances;
    bool needs_last_saved = mentions_last_saved(model);
    Result<> result;
    for_each_element(*model.survey, [&](const FormElement& element) {
        if (result) {
            result = add_element(element, instances, needs_last_saved);
        }
    });
    MINKA_TRY(std::move(result));
    if (needs_last_saved) {
        MINKA_TRY(instances.add({"__last-saved", "jr://instance/last-saved", 0}));
    }
    for (const auto& entity : model.entities) {
        if (!entity.id.empty() && !instances.has(entity.list)) {
            return refuse("The entity '" + entity.list +
                              "' is updated, and the form has no file of that name to look it up in; add a row "
                              "'csv-external' or a select from " +
                              entity.list + ".csv to the survey sheet.",
                          "entities", entity.row, "list_name");
        }
    }
    std::vector<XmlNode> nodes;
    for (const auto& instance : instances.all()) {
        nodes.push_back(XmlNode::element("instance").with("id", instance.name).with("src", instance.source));
        if (const auto slash = instance.source.rfind('/'); instance.source.starts_with("jr://file")) {
            files.push_back(instance.source.substr(slash + 1));
        }
    }
    for (const auto& list : model.lists) {
        if (instances.has(list.name)) {
            return refuse("'" + list.name + "' is both a list of choices and a file; give one of them another name.",
                          "choices", list.choices.front().row, "list_name");
        }
        if (!list.is_in_body) {
            nodes.push_back(choice_instance(list));
        }
    }
    return nodes;
}

}  // namespace minka::forms
