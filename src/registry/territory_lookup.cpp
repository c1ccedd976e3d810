#include "registry/territory_lookup.h"

#include "base/text.h"
#include "registry/code_shape.h"
#include "registry/territory_tree.h"

#include <array>

namespace minka::registry {

TerritoryLookup::TerritoryLookup(std::vector<Territory> territories) : territories_(std::move(territories)) {
    for (std::size_t i = 0; i < territories_.size(); ++i) {
        const auto& territory = territories_[i];
        codes_.add(territory.code_system, territory.code, i);
        any_system_[territory.code].push_back(i);
        by_id_[territory.id] = i;
        if (territory.tree == TerritoryTree::civil) {
            by_name_[{territory.kind, territory.search_name}].push_back(i);
        }
    }
}

const Territory* TerritoryLookup::find(const TerritoryId& id) const {
    const auto found = by_id_.find(id);
    return found == by_id_.end() ? nullptr : &territories_[found->second];
}

const TerritoryLookup::Places& TerritoryLookup::candidates(std::string_view code_system, std::string_view code) const {
    if (!code_system.empty()) {
        return codes_.find(code_system, code);
    }
    static const Places none;
    const auto found = any_system_.find(std::string(code));
    return found == any_system_.end() ? none : found->second;
}

std::optional<TerritoryId> TerritoryLookup::by_code(ImportRow& row, CodeFields fields,
                                                    std::optional<TerritoryTree> tree, LocalDate date) const {
    const auto code = row.optional_code(fields.code, {});
    if (!code) {
        return std::nullopt;
    }
    auto system = row.cell(fields.code_system);
    if (system.empty()) {
        system = row.column_code_system(fields.code);
    }
    const auto& places = candidates(system, *code);
    if (!places.empty()) {
        const Territory* first = nullptr;
        for (const auto place : places) {
            const auto& territory = territories_[place];
            if (tree && territory.tree != *tree) {
                continue;
            }
            if (first != nullptr && territory.code_system != first->code_system) {
                row.problem(fields.code, "The code stands in '" + first->code_system + "' and in '" +
                                             territory.code_system +
                                             "'; give its system in a column, or as a constant of the mapping.");
                return std::nullopt;
            }
            first = &territory;
        }
        return standing(row, fields.code, places, tree, date);
    }
    const auto longer = candidates(system, "0" + *code);
    row.problem(fields.code, longer.empty()
                                 ? "No recorded territory has this code" +
                                       (system.empty() ? std::string() : " in '" + std::string(system) + "'") +
                                       ". Import the territories first, or correct the code."
                                 : "The code lost a zero at its start: 0" + *code +
                                       " is recorded. Format the column as text and write it whole, or say pad: " +
                                       std::to_string(code->size() + 1) + " in the mapping.");
    return std::nullopt;
}

std::optional<TerritoryId> TerritoryLookup::standing(ImportRow& row, std::size_t field, const Places& places,
                                                     std::optional<TerritoryTree> tree, LocalDate date) const {
    const Territory* last = nullptr;
    for (const auto place : places) {
        const auto& territory = territories_[place];
        if ((!tree || territory.tree == *tree) && is_valid_at(territory, date)) {
            return territory.id;
        }
        if (last == nullptr || last->valid_from < territory.valid_from) {
            last = &territory;
        }
    }
    if (tree && last->tree != *tree) {
        row.problem(field,
                    territory_name(*last) +
                        (*tree == TerritoryTree::civil
                             ? " runs schools and is no civil territory; give a municipality or district here."
                             : " is a civil territory; give the UGEL or certified entity that runs the school here."));
    } else if (last->valid_to && *last->valid_to <= date) {
        row.problem(field, territory_name(*last) + " closed on " + last->valid_to->text() +
                               "; give the territory that took its place, or the date on which the school closed.");
    } else {
        row.problem(field, territory_name(*last) + " stands only from " + last->valid_from.text() +
                               "; check the dates of both.");
    }
    return std::nullopt;
}

std::optional<TerritoryId> TerritoryLookup::by_names(ImportRow& row, NameFields fields, LocalDate date) const {
    struct Step {
        std::size_t field;
        TerritoryKind kind;
    };
    const std::array steps{
        Step{fields.department, TerritoryKind::department}, Step{fields.province, TerritoryKind::province},
        Step{fields.municipality, TerritoryKind::municipality}, Step{fields.district, TerritoryKind::district}};
    const Territory* above = nullptr;
    for (const auto& step : steps) {
        const auto name = row.cell(step.field);
        if (name.empty()) {
            continue;
        }
        const auto found = by_name_.find({step.kind, fold_text(name)});
        std::vector<const Territory*> fitting;
        if (found != by_name_.end()) {
            for (const auto place : found->second) {
                const auto& territory = territories_[place];
                if (is_valid_at(territory, date) && (above == nullptr || territory.parent_id == above->id)) {
                    fitting.push_back(&territory);
                }
            }
        }
        if (fitting.size() != 1) {
            row.problem(step.field,
                        (fitting.empty() ? "No recorded territory of this kind has this name"
                                         : "Several recorded territories have this name") +
                            (above == nullptr ? std::string() : " in " + above->name) +
                            (fitting.empty() ? ". Import the territories first, correct the name, or give its code."
                                             : ". Give the names above it too, or its code."));
            return std::nullopt;
        }
        above = fitting.front();
    }
    return above == nullptr ? std::nullopt : std::optional(above->id);
}

}  // namespace minka::registry
