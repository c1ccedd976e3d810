#pragma once

#include "programme/team.h"
#include "registry/import_row.h"
#include "storage/reader.h"

#include <map>
#include <string>
#include <vector>

namespace minka::programme {

/// Finds the UGEL that rows of a file name by their code.
class UgelLookup {
public:
    static Result<UgelLookup> load(storage::Reader& reader);

    /// The UGEL with the code in the row that exists on `date`; nullptr with a problem of the row for an unknown code,
    /// a code that lost its zero, a UGEL that had closed or did not exist yet.
    const registry::Territory* find(registry::ImportRow& row, std::size_t code_field, LocalDate date) const;

private:
    std::map<std::string, std::vector<registry::Territory>> by_code_;  ///< In the order of their beginning.
};

}  // namespace minka::programme
