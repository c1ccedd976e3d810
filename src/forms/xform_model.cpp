#include "forms/xform_model.h"

#include "forms/expression_scan.h"
#include "forms/xform_text.h"

#include <algorithm>

namespace minka::forms {

namespace {

using Kind = FormElement::Kind;

enum class InstanceCopy { outside, template_copy, first_copy };

const EntityDeclaration* entity_in(const FormModel& model, const FormElement& section) {
    const auto found =
        std::ranges::find_if(model.entities, [&](const auto& entity) { return entity.container == &section; });
    return found == model.entities.end() ? nullptr : &*found;
}

XmlNode entity_node(const EntityDeclaration& entity) {
    auto node = XmlNode::element("entity").with("dataset", entity.list);
    if (entity.creates()) {
        node.set("create", "1");
    }
    if (!entity.id.empty()) {
        node.set("update", "1");
        node.set("baseVersion", "");
        node.set("trunkVersion", "");
        node.set("branchId", "");
    }
    node.set("id", "");
    if (!entity.label.empty()) {
        node.add(XmlNode::element("label"));
    }
    return node;
}

class PrimaryInstance {
public:
    PrimaryInstance(const FormModel& model, const FormNames& names) : model_(model), names_(names) {}

    XmlNode write() const {
        const auto& settings = model_.settings;
        auto root = XmlNode::element(settings.root);
        for (const auto& [name, value] : settings.attributes) {
            root.set(name, value);
        }
        root.set("id", settings.id);
        if (!settings.instance_xmlns.empty()) {
            root.set("xmlns", settings.instance_xmlns);
        }
        if (!settings.version.empty()) {
            root.set("version", settings.version);
        }
        add_children(root, *model_.survey, InstanceCopy::outside);
        if (auto meta = meta_node(); !meta.children.empty()) {
            root.add(std::move(meta));
        }
        auto instance = XmlNode::element("instance");
        instance.add(std::move(root));
        return instance;
    }

private:
    void add_children(XmlNode& node, const FormElement& section, InstanceCopy copy) const {
        for (const auto& child : section.children) {
            add_element(node, *child, copy);
        }
        if (section.kind == Kind::survey) {
            return;
        }
        if (const auto* entity = entity_in(model_, section)) {
            node.add(XmlNode::element("meta")).add(entity_node(*entity));
        }
    }

    void add_element(XmlNode& node, const FormElement& element, InstanceCopy copy) const {
        if (element.kind == Kind::external) {
            return;
        }
        if (element.kind == Kind::repeat && copy != InstanceCopy::first_copy) {
            auto& pattern = node.add(begin(element));
            pattern.set("jr:template", "");
            add_children(pattern, element, InstanceCopy::template_copy);
            if (copy == InstanceCopy::template_copy) {
                return;
            }
            copy = InstanceCopy::first_copy;
        }
        // A group within a template holds its repeats whole, pattern and first copy, as outside of one.
        add_children(node.add(begin(element)), element,
                     element.kind == Kind::group && copy == InstanceCopy::template_copy ? InstanceCopy::outside : copy);
    }

    XmlNode begin(const FormElement& element) const {
        auto node = XmlNode::element(element.name);
        for (const auto& [name, text] : element.instance) {
            node.set(name, names_.expression(text.plain(), {.element = &element}));
        }
        if (!element.default_value.empty() && !has_dynamic_default(element)) {
            node.add(XmlNode::words(element.default_value));
        }
        return node;
    }

    XmlNode meta_node() const {
        auto meta = XmlNode::element("meta");
        if (const auto* entity = entity_in(model_, *model_.survey)) {
            meta.add(entity_node(*entity));
        }
        if (model_.audit) {
            meta.add(XmlNode::element("audit"));
        }
        if (!model_.settings.omits_instance_id) {
            meta.add(XmlNode::element("instanceID"));
        }
        if (!model_.settings.instance_name.empty()) {
            meta.add(XmlNode::element("instanceName"));
        }
        return meta;
    }

    const FormModel& model_;
    const FormNames& names_;
};

// "yes" in a column of a binding is true().
std::string binding_value(std::string_view attribute, std::string_view value) {
    if (attribute == "readonly" || attribute == "required" || attribute == "relevant" || attribute == "constraint" ||
        attribute == "calculate") {
        if (const auto truth = yes_or_no(value)) {
            return *truth ? "true()" : "false()";
        }
    }
    return std::string(value);
}

class Bindings {
public:
    Bindings(const FormModel& model, const FormNames& names) : model_(model), names_(names) {}

    std::vector<XmlNode> write() {
        add_section(*model_.survey);
        const auto meta = "/" + model_.settings.root + "/meta";
        if (const auto* entity = entity_in(model_, *model_.survey)) {
            add_entity(*entity);
        }
        if (model_.audit) {
            auto node = XmlNode::element("bind").with("nodeset", meta + "/audit").with("type", "binary");
            for (const auto& [attribute, text] : model_.audit->bind) {
                node.set(attribute, binding_value(attribute, text.plain()));
            }
            nodes_.push_back(std::move(node));
        }
        if (!model_.settings.omits_instance_id) {
            nodes_.push_back(XmlNode::element("bind")
                                 .with("nodeset", meta + "/instanceID")
                                 .with("type", "string")
                                 .with("readonly", "true()")
                                 .with("jr:preload", model_.settings.instance_id));
        }
        if (!model_.settings.instance_name.empty()) {
            nodes_.push_back(XmlNode::element("bind")
                                 .with("nodeset", meta + "/instanceName")
                                 .with("type", "string")
                                 .with("calculate", names_.expression(model_.settings.instance_name, {})));
        }
        return std::move(nodes_);
    }

private:
    void add_section(const FormElement& section) {
        for (const auto& child : section.children) {
            add_binding(*child);
            add_actions(*child);
            if (child->is_section()) {
                add_section(*child);
                if (const auto* entity = entity_in(model_, *child)) {
                    add_entity(*entity);
                }
            }
        }
    }

    void add_binding(const FormElement& element) {
        if (element.kind == Kind::external) {
            return;
        }
        auto node = XmlNode::element("bind").with("nodeset", absolute_path(element));
        const auto& kind = element.question;
        if (kind.is_read_only) {
            node.set("readonly", "true()");
        }
        if (!kind.preload.empty()) {
            node.set("jr:preload", kind.preload);
        }
        if (!kind.bind_type.empty()) {
            node.set("type", kind.bind_type);
        }
        if (!kind.preload_parameter.empty()) {
            node.set("jr:preloadParams", kind.preload_parameter);
        }
        if (!element.save_to.empty()) {
            node.set("entities:saveto", element.save_to);
        }
        for (const auto& [attribute, text] : element.bind) {
            if (attribute == "calculate" && !element.triggers.empty()) {
                continue;
            }
            if (has_itext_message(attribute, text)) {
                node.set(attribute, "jr:itext('" + absolute_path(element) + ":" + attribute + "')");
            } else {
                node.set(attribute, names_.expression(binding_value(attribute, text.plain()), {.element = &element}));
            }
        }
        if (node.attributes.size() > 1) {
            nodes_.push_back(std::move(node));
        }
    }

    void add_actions(const FormElement& element) {
        const auto name = element.question.name;
        if (name == "start-geopoint") {
            nodes_.push_back(XmlNode::element("odk:setgeopoint")
                                 .with("ref", absolute_path(element))
                                 .with("event", "odk-instance-first-load"));
        } else if (name == "background-audio") {
            auto record = XmlNode::element("odk:recordaudio")
                              .with("ref", absolute_path(element))
                              .with("event", "odk-instance-load");
            if (!element.audio_quality.empty()) {
                record.set("odk:quality", element.audio_quality);
            }
            nodes_.push_back(std::move(record));
        }
        if (has_dynamic_default(element)) {
            nodes_.push_back(default_action(element, names_, "odk-instance-first-load"));
        }
    }

    void add_entity(const EntityDeclaration& entity) {
        const auto path = entity_path(entity);
        const ExpressionPlace place{.element = entity.container, .below = 3};
        const auto bind = [&](std::string_view node, std::string_view expression) {
            nodes_.push_back(XmlNode::element("bind")
                                 .with("nodeset", path + std::string(node))
                                 .with("calculate", names_.expression(expression, place))
                                 .with("readonly", "true()")
                                 .with("type", "string"));
        };
        if (!entity.create_if.empty()) {
            bind("/@create", entity.create_if);
        }
        if (!entity.update_if.empty()) {
            bind("/@update", entity.update_if);
        }
        if (!entity.id.empty()) {
            const auto known = "instance('" + entity.list + "')/root/item[name=" + entity.id + "]";
            bind("/@baseVersion", known + "/__version");
            bind("/@trunkVersion", known + "/__trunkVersion");
            bind("/@branchId", known + "/__branchId");
        }
        auto id =
            XmlNode::element("bind").with("nodeset", path + "/@id").with("readonly", "true()").with("type", "string");
        if (!entity.id.empty()) {
            id.set("calculate", names_.expression(entity.id, place));
        }
        nodes_.push_back(std::move(id));
        if (entity.draws_id()) {
            nodes_.push_back(entity_id_action(entity, "odk-instance-first-load"));
        }
        if (!entity.label.empty()) {
            bind("/label", entity.label);
        }
    }

    const FormModel& model_;
    const FormNames& names_;
    std::vector<XmlNode> nodes_;
};

XmlNode submission_node(const FormSettings& settings) {
    auto node = XmlNode::element("submission");
    if (!settings.submission_url.empty()) {
        node.set("method", "post");
        node.set("action", settings.submission_url);
    }
    for (const auto& [attribute, value] :
         {std::pair("base64RsaPublicKey", &settings.public_key), std::pair("orx:auto-send", &settings.auto_send),
          std::pair("orx:auto-delete", &settings.auto_delete)}) {
        if (!value->empty()) {
            node.set(attribute, *value);
        }
    }
    if (settings.is_client_editable) {
        node.set("odk:client-editable", "true");
    }
    return node;
}

}  // namespace

bool has_dynamic_default(const FormElement& element) {
    const auto type = element.bind_value("type").empty() ? element.question.bind_type : element.bind_value("type");
    return !element.is_section() && !element.default_value.empty() && is_dynamic_default(element.default_value, type);
}

XmlNode default_action(const FormElement& element, const FormNames& names, std::string_view event) {
    return XmlNode::element("setvalue")
        .with("ref", absolute_path(element))
        .with("event", event)
        .with("value", names.expression(element.default_value, {.element = &element}));
}

std::string entity_path(const EntityDeclaration& entity) { return absolute_path(*entity.container) + "/meta/entity"; }

XmlNode entity_id_action(const EntityDeclaration& entity, std::string_view event) {
    return XmlNode::element("setvalue")
        .with("ref", entity_path(entity) + "/@id")
        .with("event", event)
        .with("value", "uuid()");
}

Result<XmlNode> write_model(const FormModel& model, const FormNames& names, std::vector<std::string>& files) {
    auto node = XmlNode::element("model").with("odk:xforms-version", "1.0.0");
    if (!model.entities.empty()) {
        const bool is_plain = std::ranges::all_of(
            model.entities, [&](const auto& entity) { return entity.container == model.survey.get(); });
        node.set("entities:entities-version", is_plain ? "2024.1.0" : "2025.1.0");
    }
    if (auto submission = submission_node(model.settings); !submission.attributes.empty()) {
        node.add(std::move(submission));
    }
    if (auto itext = write_itext(model, names); !itext.children.empty()) {
        node.add(std::move(itext));
    }
    node.add(PrimaryInstance(model, names).write());
    MINKA_TRY_ASSIGN(auto instances, write_secondary_instances(model, files));
    node.add_all(std::move(instances));
    node.add_all(Bindings(model, names).write());
    return node;
}

}  // namespace minka::forms
