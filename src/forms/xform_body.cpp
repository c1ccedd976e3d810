#include "forms/xform_body.h"

#include "base/text.h"
#include "forms/xform_model.h"
#include "forms/xform_text.h"

#include <algorithm>
#include <functional>
#include <iterator>
#include <vector>

namespace minka::forms {

namespace {

using Kind = FormElement::Kind;

std::string_view control_tag(const FormElement& question) {
    if (question.items.kind == ItemSource::Kind::external) {
        return "input";
    }
    switch (question.question.control) {
        case FormControl::trigger: return "trigger";
        case FormControl::upload: return "upload";
        case FormControl::select_one: return "select1";
        case FormControl::select_multiple: return "select";
        case FormControl::rank: return "odk:rank";
        case FormControl::range: return "range";
        case FormControl::input:
        case FormControl::none: break;
    }
    return "input";
}

class Body {
public:
    Body(const FormModel& model, const FormNames& names) : model_(model), names_(names) {
        for_each_element(*model.survey, [&](const FormElement& element) {
            for (const auto& trigger : element.triggers) {
                triggered_.emplace(trigger, &element);
            }
        });
    }

    XmlNode write() const {
        auto body = XmlNode::element("h:body");
        if (!model_.settings.style.empty()) {
            body.set("class", model_.settings.style);
        }
        add_children(body, *model_.survey);
        return body;
    }

private:
    void add_children(XmlNode& node, const FormElement& section) const {
        for (const auto& child : section.children) {
            switch (child->kind) {
                case Kind::group: add_group(node, *child); break;
                case Kind::repeat: add_repeat(node, *child); break;
                case Kind::question: add_question(node, *child); break;
                case Kind::survey:
                case Kind::external: break;
            }
        }
    }

    void set_controls(XmlNode& node, const FormElement& element) const {
        for (const auto& [attribute, text] : element.control) {
            node.set(attribute, names_.expression(text.plain(), {.element = &element}));
        }
    }

    void add_group(XmlNode& parent, const FormElement& group) const {
        auto& node = parent.add(XmlNode::element("group"));
        set_controls(node, group);
        node.set("ref", absolute_path(group));
        if (!group.label.empty() || !group.media.empty()) {
            node.add(label_node(group));
        }
        add_children(node, group);
    }

    void add_repeat(XmlNode& parent, const FormElement& repeat) const {
        auto& group = parent.add(XmlNode::element("group").with("ref", absolute_path(repeat)));
        group.add(label_node(repeat));
        auto& node = group.add(XmlNode::element("repeat").with("nodeset", absolute_path(repeat)));
        set_controls(node, repeat);
        add_children(node, repeat);
        add_new_repeat_actions(node, repeat, repeat);
    }

    // Defaults and identifiers of everything in this repeat, but not of repeats within it, which set their own.
    void add_new_repeat_actions(XmlNode& node, const FormElement& section, const FormElement& repeat) const {
        for (const auto& child : section.children) {
            if (child->kind == Kind::group) {
                add_new_repeat_actions(node, *child, repeat);
            } else if (has_dynamic_default(*child)) {
                node.add(default_action(*child, names_, "odk-new-repeat"));
            }
        }
        for (const auto& entity : model_.entities) {
            if (entity.container == &section && entity.draws_id()) {
                node.add(entity_id_action(entity, "odk-new-repeat"));
            }
        }
    }

    void add_question(XmlNode& parent, const FormElement& question) const {
        const bool has_words = !question.label.empty() || !question.hint.empty() || !question.media.empty();
        if (question.question.control == FormControl::none || !has_words) {
            return;
        }
        auto& node = parent.add(XmlNode::element(control_tag(question)).with("ref", absolute_path(question)));
        if (!question.question.media_type.empty()) {
            node.set("mediatype", question.question.media_type);
        }
        set_controls(node, question);
        if (question.items.kind == ItemSource::Kind::external) {
            node.set("query", "instance('" + question.items.name + "')/root/item" + filter_of(question));
        }
        node.add(label_node(question));
        if (has_itext_hint(question)) {
            node.add(XmlNode::element("hint").with("ref", "jr:itext('" + absolute_path(question) + ":hint')"));
        } else if (!question.hint.empty()) {
            node.add(XmlNode::element("hint")).children =
                text_content(question.hint.plain(), names_, {.element = &question});
        }
        add_items(node, question);
        add_triggered(node, question);
    }

    XmlNode label_node(const FormElement& element) const {
        auto node = XmlNode::element("label");
        if (has_itext_label(element)) {
            node.set("ref", "jr:itext('" + absolute_path(element) + ":label')");
        } else if (!element.label.empty()) {
            node.children = text_content(element.label.plain(), names_, {.element = &element});
        }
        return node;
    }

    std::string filter_of(const FormElement& question, const FormElement* items = nullptr) const {
        if (question.choice_filter.empty()) {
            return {};
        }
        return "[" +
               names_.expression(question.choice_filter,
                                 {.element = &question, .is_choice_filter = true, .items = items}) +
               "]";
    }

    void add_items(XmlNode& node, const FormElement& question) const {
        const auto& items = question.items;
        if (question.question.name == "osm") {
            add_osm_tags(node, items.name);
            return;
        }
        if (!question.range_instance.empty()) {
            add_itemset(node, "instance('" + question.range_instance + "')/root/item", "name",
                        list_label(question.range_instance));
            return;
        }
        switch (items.kind) {
            case ItemSource::Kind::none:
            case ItemSource::Kind::external: return;
            case ItemSource::Kind::repeat: add_repeat_items(node, question); return;
            case ItemSource::Kind::list:
                if (items.is_search) {
                    add_written_items(node, items.name);
                    return;
                }
                add_itemset(node, nodeset_of(question), "name", list_label(items.name));
                return;
            case ItemSource::Kind::file:
                add_itemset(node, nodeset_of(question), items.value_ref, items.label_ref);
                return;
        }
    }

    std::string list_label(const std::string& name) const {
        const auto* list = model_.list(name);
        return list != nullptr && list->needs_itext ? "jr:itext(itextId)" : "label";
    }

    std::string nodeset_of(const FormElement& question) const {
        return randomized("instance('" + question.items.name + "')/root/item" + filter_of(question), question);
    }

    std::string randomized(std::string nodeset, const FormElement& question) const {
        const auto& items = question.items;
        if (!items.is_randomized) {
            return nodeset;
        }
        if (!items.seed.empty()) {
            const auto seed = names_.expression(items.seed, {.element = &question});
            nodeset += ", " + std::string(trim(seed));
        }
        return "randomize(" + nodeset + ")";
    }

    static void add_itemset(XmlNode& node, std::string_view nodeset, std::string_view value, std::string_view label) {
        auto& itemset = node.add(XmlNode::element("itemset").with("nodeset", nodeset));
        itemset.add(XmlNode::element("value").with("ref", value));
        itemset.add(XmlNode::element("label").with("ref", label));
    }

    // Answers of a repeat as choices: instances without an answer are no choice.
    void add_repeat_items(XmlNode& node, const FormElement& question) const {
        const auto found = names_.find(question.items.name);
        if (!found) {
            return;
        }
        const bool is_repeat = (*found)->kind == Kind::repeat;
        const auto base = is_repeat ? absolute_path(**found) : names_.items_path(**found, question);
        const auto below = is_repeat ? std::string("geometry") : (*found)->name;
        const auto* inside = is_repeat && !(*found)->children.empty() ? (*found)->children.front().get() : *found;
        const auto filter = filter_of(question, inside);
        const auto nodeset = base + (filter.empty() ? "[./" + below + " != '']" : filter);
        add_itemset(node, randomized(nodeset, question), below, below);
    }

    // search() finds choices in a file; what stands in the sheet are the columns it reads, or fixed choices.
    void add_written_items(XmlNode& node, const std::string& name) const {
        const auto* list = model_.list(name);
        for (std::size_t i = 0; list != nullptr && i < list->choices.size(); ++i) {
            auto& item = node.add(XmlNode::element("item"));
            auto& label = item.add(XmlNode::element("label"));
            if (list->needs_itext) {
                label.set("ref", "jr:itext('" + choice_itext_id(*list, i) + "')");
            } else if (!list->choices[i].label.empty()) {
                label.add(XmlNode::words(list->choices[i].label.plain()));
            }
            item.add(XmlNode::element("value")).add(XmlNode::words(list->choices[i].name));
        }
    }

    void add_osm_tags(XmlNode& node, const std::string& name) const {
        const auto list = std::ranges::find(model_.osm_lists, name, &ChoiceList::name);
        if (list == model_.osm_lists.end()) {
            return;
        }
        for (const auto& choice : list->choices) {
            auto& tag = node.add(XmlNode::element("tag").with("key", choice.name));
            tag.add(XmlNode::element("label")).add(XmlNode::words(choice.label.plain()));
        }
    }

    void add_triggered(XmlNode& node, const FormElement& question) const {
        const auto [first, last] = triggered_.equal_range(question.name);
        std::vector<const FormElement*> targets;
        std::transform(first, last, std::back_inserter(targets), [](const auto& entry) { return entry.second; });
        const auto is_background = [](const FormElement* target) {
            return target->question.name == "background-geopoint";
        };
        std::ranges::stable_partition(targets, std::not_fn(is_background));
        for (const auto* at : targets) {
            const auto& target = *at;
            const bool is_place = is_background(at);
            auto& action = node.add(XmlNode::element(is_place ? "odk:setgeopoint" : "setvalue")
                                        .with("ref", absolute_path(target))
                                        .with("event", "xforms-value-changed"));
            if (const auto value = target.bind_value("calculate"); !value.empty() && !is_place) {
                action.set("value", names_.expression(value, {.element = &target}));
            }
        }
    }

    const FormModel& model_;
    const FormNames& names_;
    std::multimap<std::string, const FormElement*, std::less<>> triggered_;
};

}  // namespace

XmlNode write_body(const FormModel& model, const FormNames& names) { return Body(model, names).write(); }

}  // namespace minka::forms
