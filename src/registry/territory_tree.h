#pragma once

#include "registry/code_register.h"
#include "registry/import_problem.h"
#include "registry/territory.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace minka::registry {

/// A territory as it will stand after an import: recorded already and untouched, or as a row of the file wants it.
struct PlannedTerritory {
    Territory record;
    std::uint64_t row = 0;                ///< Of the file; 0 for one the file does not name.
    std::optional<std::size_t> recorded;  ///< Its place among the recorded ones; nothing for a new one.
    std::optional<std::string> parent_code_system;
    std::optional<std::string> parent_code;  ///< Nothing where the file gives no parent: the recorded one stays.
};

/// "divipola 05001 Medellín".
std::string territory_name(const Territory& territory);

/// Finds the parents by code and checks what must hold of both trees together: a parent exists, is of the same tree and
/// stands while its child does; no territory is below itself, the loop being named; one code names one territory at a
/// date. Only what touches a row of the file is a problem. `parent_column` is the header's name of the parent's code.
void settle_parents(std::vector<PlannedTerritory>& territories, LocalDate today, const std::string& parent_column,
                    ImportProblems& problems);

/// Positions of the new territories, parents before children. No cycles are left in them.
std::vector<std::size_t> parents_first(const std::vector<PlannedTerritory>& territories);

}  // namespace minka::registry
