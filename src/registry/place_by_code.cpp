#include "registry/place_by_code.h"

namespace minka::registry {

namespace {

template <typename Place>
Result<decltype(Place::id)> place_by_code(storage::Reader& reader, const std::string& code, LocalDate on) {
    MINKA_TRY_ASSIGN(
        const auto found,
        reader.all<Place>("AND code = $2 AND valid_from <= $3 AND (valid_to IS NULL OR valid_to > $3)", code, on));
    const std::string kind(storage::record_table<Place>);
    if (found.empty()) {
        return problem(ProblemCode::not_found, "There is no " + kind + " with the code " + code + ".", code);
    }
    if (found.size() > 1) {
        return problem(ProblemCode::conflict, "More than one " + kind + " has the code " + code + ".", code);
    }
    return found.front().record.id;
}

}  // namespace

Result<TerritoryId> territory_by_code(storage::Reader& reader, const std::string& code, LocalDate on) {
    return place_by_code<Territory>(reader, code, on);
}

Result<SchoolId> school_by_code(storage::Reader& reader, const std::string& code, LocalDate on) {
    return place_by_code<School>(reader, code, on);
}

}  // namespace minka::registry
