#include "forms/entity_reader.h"

#include "base/text.h"
#include "forms/expression_scan.h"

#include <algorithm>
#include <map>
#include <set>

namespace minka::forms {

namespace {

constexpr std::string_view entities_sheet = "entities";

// The section that holds an element, and its ancestors up to the form, the form first.
std::vector<FormElement*> sections_of(const FormElement& element) {
    std::vector<FormElement*> chain;
    for (auto* up = element.parent; up != nullptr; up = up->parent) {
        chain.insert(chain.begin(), up);
    }
    return chain;
}

// How many sections of a chain there are down to its innermost repeat: all of the entity's scope.
std::size_t scope_length(const std::vector<FormElement*>& chain) {
    std::size_t length = chain.empty() ? 0 : 1;
    for (std::size_t i = 0; i < chain.size(); ++i) {
        if (chain[i]->kind == FormElement::Kind::repeat) {
            length = i + 1;
        }
    }
    return length;
}

/// What one entity is made of, as far as it decides where the entity lives.
struct EntityUse {
    EntityDeclaration* entity = nullptr;
    std::vector<FormElement*> saved{};                ///< Questions saved to its properties.
    std::vector<std::vector<FormElement*>> chains{};  ///< Of saved questions, the form first.
    std::vector<FormElement*> wanted{};               ///< The sections down to where it belongs, the form first.
    std::size_t scope = 1;                            ///< wanted[scope - 1] is the form or the innermost repeat.
};

class EntityPlacement {
public:
    EntityPlacement(const FormSheets& sheets, const FormNames& names, FormModel& model)
        : sheets_(sheets), names_(names), model_(model) {}

    Result<> place() {
        for (auto& entity : model_.entities) {
            uses_.push_back({.entity = &entity});
        }
        MINKA_TRY(tie_questions());
        for (auto& use : uses_) {
            MINKA_TRY(find_scope(use));
        }
        if (uses_.size() == 1 && uses_.front().scope == 1) {
            uses_.front().entity->container = model_.survey.get();  // where servers of spec 2024.1 look for it
            return {};
        }
        for (auto& use : uses_) {
            MINKA_TRY(choose_container(use));
        }
        return {};
    }

private:
    std::unexpected<Problem> refuse_save(const FormElement& question, std::string message) const {
        return refuse(std::move(message), "survey", question.row, sheets_.survey.title("save_to"));
    }

    Result<> tie_questions() {
        Result<> result;
        for_each_element(*model_.survey, [&](FormElement& element) {
            if (result && !element.save_to.empty()) {
                result = tie(element);
            }
        });
        return result;
    }

    Result<> tie(FormElement& question) {
        if (question.is_section()) {
            return refuse_save(question, "Groups and repeats are not saved to an entity; their questions are.");
        }
        if (uses_.empty()) {
            return refuse_save(question, "Saving to an entity needs a sheet named 'entities' that declares it.");
        }
        const auto parts = split(question.save_to, '#');
        if (parts.size() > 2) {
            return refuse_save(question, "save_to is written LIST#property, with one '#' at most.");
        }
        auto* use = &uses_.front();
        if (parts.size() == 2) {
            const auto list = trim(parts[0]);
            const auto found = std::ranges::find_if(uses_, [&](const auto& one) { return one.entity->list == list; });
            if (found == uses_.end()) {
                return refuse_save(question, "The entities sheet has no list '" + std::string(list) + "'.");
            }
            use = &*found;
        } else if (uses_.size() > 1) {
            return refuse_save(question, "With several entities save_to says which: LIST#property.");
        }
        const auto property = std::string(trim(parts.back()));
        const auto low = lower_case(property);
        if (!is_form_name(property) || low == "name" || low == "label" || property.starts_with("__")) {
            return refuse_save(question, "'" + property +
                                             "' cannot be a property: it is a name, and neither 'name' nor 'label' "
                                             "nor does it begin with two underscores.");
        }
        for (const auto* other : use->saved) {
            // the copies that a loop makes come from one row
            if (other->save_to == property && other->row != question.row) {
                return refuse_save(question, "The property '" + property + "' is saved by row " +
                                                 std::to_string(other->row) + " already.");
            }
        }
        question.save_to = property;
        use->saved.push_back(&question);
        use->chains.push_back(sections_of(question));
        return {};
    }

    // What an expression refers to counts when it lies in a repeat: the entity must then live there too.
    Result<> add_expression(EntityUse& use, const std::string& expression) {
        const auto references = find_references(expression);
        for (const auto& reference : references ? *references : std::vector<FormReference>()) {
            MINKA_TRY_ASSIGN(const auto* target, names_.find(reference.name));
            if (!reference.is_last_saved) {
                referred_[&use].emplace(target->row, sections_of(*target));
            }
        }
        return {};
    }

    Result<> find_scope(EntityUse& use) {
        const auto& entity = *use.entity;
        for (const auto* expression : {&entity.label, &entity.id, &entity.create_if, &entity.update_if}) {
            MINKA_TRY(add_expression(use, *expression));
        }
        std::vector<FormElement*> deepest{model_.survey.get()};
        const auto consider = [&](const std::vector<FormElement*>& chain) {
            if (const auto length = scope_length(chain); length > deepest.size()) {
                deepest.assign(chain.begin(), chain.begin() + static_cast<std::ptrdiff_t>(length));
            }
        };
        const auto& referred = referred_[&use];
        std::ranges::for_each(use.chains, consider);
        std::ranges::for_each(referred, [&](const auto& entry) { consider(entry.second); });
        for (std::size_t i = 0; i < use.saved.size(); ++i) {
            const auto length = scope_length(use.chains[i]);
            if (length != deepest.size() || use.chains[i][length - 1] != deepest.back()) {
                return refuse_save(*use.saved[i], "The entity '" + entity.list + "' also takes values from " +
                                                      absolute_path(*deepest.back()) +
                                                      "; all its properties come from one repeat, or from outside of "
                                                      "all. Copy the value there with a calculate.");
            }
        }
        for (const auto& [row, chain] : referred) {
            const auto length = scope_length(chain);
            if (length > deepest.size() || chain[length - 1] != deepest[length - 1]) {
                if (!use.saved.empty()) {
                    return refuse_save(*use.saved.front(), "The entity '" + entity.list + "' also refers to " +
                                                               absolute_path(*chain[length - 1]) +
                                                               ", which is a repeat apart from this one.");
                }
                return refuse("The entity '" + entity.list + "' refers to questions of two repeats that are apart.",
                              entities_sheet, entity.row);
            }
        }
        use.scope = deepest.size();
        use.wanted = use.chains.empty() ? deepest : use.chains.front();
        for (const auto& chain : use.chains) {
            const auto [one, other] = std::ranges::mismatch(use.wanted, chain);
            use.wanted.erase(one, use.wanted.end());
        }
        for (const auto& [row, chain] : referred) {
            if (use.chains.empty() && scope_length(chain) == use.scope && chain.size() > use.wanted.size()) {
                use.wanted = chain;
            }
        }
        return {};
    }

    // The lowest section that holds all it saves, or going up the next one that no other entity has, down to the scope.
    // A saved question belongs to the nearest entity above it, so its own sections must be free too.
    Result<> choose_container(EntityUse& use) {
        const bool is_taken_below =
            std::ranges::any_of(use.chains, [&](const auto& chain) { return used_.contains(chain.back()); });
        for (std::size_t length = use.wanted.size(); !is_taken_below && length >= use.scope; --length) {
            auto* candidate = use.wanted[length - 1];
            if (used_.insert(candidate).second) {
                use.entity->container = candidate;
                for (const auto& chain : use.chains) {
                    used_.insert(std::ranges::find(chain, candidate), chain.end());
                }
                return {};
            }
        }
        return refuse("There is no room for the entity '" + use.entity->list + "' in " +
                          absolute_path(*use.wanted.back()) +
                          ": each group, repeat and form declares one entity, and this one is taken.",
                      entities_sheet, use.entity->row);
    }

    const FormSheets& sheets_;
    const FormNames& names_;
    FormModel& model_;
    std::vector<EntityUse> uses_;
    /// Sections of what its expressions refer to, by the row of the survey sheet.
    std::map<const EntityUse*, std::multimap<std::uint64_t, std::vector<FormElement*>>> referred_;
    std::set<FormElement*> used_;
};

Result<> check_entity(const EntityDeclaration& entity, const FormModel& model) {
    const auto at = [&](std::string message, std::string_view column) {
        return refuse(std::move(message), entities_sheet, entity.row, column);
    };
    if (entity.list.empty()) {
        return at("An entity needs the name of its list.", "list_name");
    }
    if (!is_form_name(entity.list) || entity.list.starts_with("__") || entity.list.find('.') != std::string::npos) {
        return at("'" + entity.list +
                      "' cannot be a list: it is a name without periods that does not begin with two underscores.",
                  "list_name");
    }
    for (const auto& other : model.entities) {
        if (other.list == entity.list) {
            return at("The list '" + entity.list + "' stands twice.", "list_name");
        }
    }
    if (entity.id.empty() && !entity.update_if.empty()) {
        return at("update_if goes with an entity_id: the entity that is updated.", "entity_id");
    }
    if (!entity.id.empty() && !entity.create_if.empty() && entity.update_if.empty()) {
        return at("With entity_id and create_if there must be an update_if: when to do the one and when the other.",
                  "update_if");
    }
    if (entity.draws_id() && entity.label.empty()) {
        return at("An entity that is created needs a label.", "label");
    }
    return {};
}

Result<> read_declarations(const FormTable& table, const FormNames& names, FormModel& model) {
    for (const auto& column : table.columns()) {
        const bool is_known = column.path.empty() || column.path.front() == "list_name" ||
                              column.path.front() == "label" || column.path.front() == "entity_id" ||
                              column.path.front() == "create_if" || column.path.front() == "update_if";
        if (!is_known || column.path.size() > 1) {
            return refuse(
                "'" + column.title +
                    "' is no column of the entities sheet: list_name, label, entity_id, create_if, update_if.",
                entities_sheet, 1, column.title);
        }
    }
    for (const auto& row : table.rows()) {
        EntityDeclaration entity;
        entity.row = row.number;
        entity.list = table.value(row, "list_name");
        for (const auto& [column, into] :
             {std::pair("label", &entity.label), std::pair("entity_id", &entity.id),
              std::pair("create_if", &entity.create_if), std::pair("update_if", &entity.update_if)}) {
            *into = table.value(row, column);
            if (const auto checked = names.check(*into); !checked) {
                return refuse(checked.error().message, entities_sheet, row.number, column);
            }
        }
        MINKA_TRY(check_entity(entity, model));
        model.entities.push_back(std::move(entity));
    }
    return {};
}

}  // namespace

Result<> read_entities(const FormSheets& sheets, const FormNames& names, FormModel& model) {
    if (sheets.has_entities) {
        MINKA_TRY(read_declarations(sheets.entities, names, model));
    }
    return EntityPlacement(sheets, names, model).place();
}

}  // namespace minka::forms
