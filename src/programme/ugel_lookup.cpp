#include "programme/ugel_lookup.h"

#include "registry/code_register.h"
#include "registry/code_shape.h"

namespace minka::programme {

using registry::Territory;

Result<UgelLookup> UgelLookup::load(storage::Reader& reader) {
    UgelLookup lookup;
    MINKA_TRY_ASSIGN(const auto rows, reader.all<Territory>("AND kind = 'ugel' ORDER BY valid_from, id"));
    for (const auto& row : rows) {
        lookup.by_code_[row.record.code].push_back(row.record);
    }
    return lookup;
}

const Territory* UgelLookup::find(registry::ImportRow& row, std::size_t code_field, LocalDate date) const {
    const auto code = row.code(code_field, registry::territory_code_shape("ugel", registry::TerritoryKind::ugel));
    if (code.empty()) {
        return nullptr;
    }
    const auto found = by_code_.find(code);
    if (found == by_code_.end()) {
        row.problem(code_field, "No recorded UGEL has this code; import the territories first, or correct the code.",
                    ProblemCode::not_found);
        return nullptr;
    }
    if (!row.is_sound()) {
        return nullptr;  // without a sound date nothing can be said of the UGEL
    }
    for (const auto& ugel : found->second) {
        if (registry::is_valid_at(ugel, date)) {
            return &ugel;
        }
    }
    const auto& last = found->second.back();
    row.problem(code_field,
                "The UGEL " + last.name +
                    (last.valid_to && *last.valid_to <= date ? " closed on " + last.valid_to->text()
                                                             : " exists only since " + last.valid_from.text()) +
                    "; the row is of " + date.text() + ".");
    return nullptr;
}

}  // namespace minka::programme
