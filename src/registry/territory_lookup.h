#pragma once

#include "registry/code_register.h"
#include "registry/import_row.h"
#include "registry/territory.h"

#include <map>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace minka::registry {

/// The fields of a row that name a territory by its code.
struct CodeFields {
    std::size_t code = 0;
    std::size_t code_system = 0;
};

/// The fields of a row that name a territory by the names of what it lies in.
struct NameFields {
    std::size_t department = 0;
    std::size_t province = 0;
    std::size_t district = 0;
    std::size_t municipality = 0;
};

/// Finds the territories that rows of a file name, among those recorded.
class TerritoryLookup {
public:
    explicit TerritoryLookup(std::vector<Territory> territories);

    const Territory* find(const TerritoryId& id) const;

    /// The territory of `tree` (of either when it is nothing) with the code in the row, standing on `date`. Where the
    /// row gives no code system, the column's name tells it, or a code that only one system has. Nothing for an empty
    /// cell. Problems go to the row: an unknown code, one of the other tree, one that closed or does not stand yet.
    std::optional<TerritoryId> by_code(ImportRow& row, CodeFields fields, std::optional<TerritoryTree> tree,
                                       LocalDate date) const;

    /// The civil territory by the names of department, province, district or municipality, the smallest given. Nothing
    /// when none is given. Problems go to the row: an unknown name, one that several territories have.
    std::optional<TerritoryId> by_names(ImportRow& row, NameFields fields, LocalDate date) const;

private:
    using Places = std::vector<std::size_t>;

    const Places& candidates(std::string_view code_system, std::string_view code) const;
    std::optional<TerritoryId> standing(ImportRow& row, std::size_t field, const Places& places,
                                        std::optional<TerritoryTree> tree, LocalDate date) const;

    std::vector<Territory> territories_;
    CodeRegister codes_;
    std::unordered_map<std::string, Places> any_system_;
    std::unordered_map<TerritoryId, std::size_t> by_id_;
    std::map<std::pair<TerritoryKind, std::string>, Places> by_name_;
};

}  // namespace minka::registry
