#include "registry/school_lookup.h"

namespace minka::registry {

Result<SchoolLookup> SchoolLookup::load(storage::Reader& reader) {
    SchoolLookup lookup;
    MINKA_TRY(reader.each(
        "SELECT code_system, code, id FROM school WHERE programme_id = $1 ORDER BY code_system, code, valid_from",
        [&](const storage::Row& row) -> Result<> {
            const auto system = row.get<std::string>(0);
            const auto code = row.get<std::string>(1);
            const auto school = row.get<SchoolId>(2);
            lookup.entries_.emplace(code, Entry{system, school});
            lookup.names_.emplace(school, system + " " + code);
            return {};
        },
        reader.programme()));
    MINKA_TRY(reader.each(
        "SELECT code_system, code, school_id FROM site WHERE programme_id = $1 ORDER BY code_system, code, valid_from",
        [&](const storage::Row& row) -> Result<> {
            lookup.entries_.emplace(row.get<std::string>(1), Entry{row.get<std::string>(0), row.get<SchoolId>(2)});
            return {};
        },
        reader.programme()));
    return lookup;
}

std::set<SchoolId> SchoolLookup::named(std::string_view code_system, std::string_view code) const {
    std::set<SchoolId> schools;
    const auto [first, last] = entries_.equal_range(code);
    for (auto entry = first; entry != last; ++entry) {
        if (code_system.empty() || entry->second.code_system == code_system) {
            schools.insert(entry->second.school);
        }
    }
    return schools;
}

std::string SchoolLookup::why_unknown(std::string_view code) const {
    constexpr std::size_t modular_digits = 7;
    constexpr std::size_t dane_digits = 12;
    for (const auto digits : {modular_digits, dane_digits}) {
        if (code.size() < digits && entries_.contains(std::string(digits - code.size(), '0') + std::string(code))) {
            return "The code lost its zeros at the front; save the column as text, or use pad: " +
                   std::to_string(digits) + " in the mapping.";
        }
    }
    return "No school or site of this programme has this code; import the school first or correct the code.";
}

std::string SchoolLookup::name_of(const SchoolId& school) const {
    const auto found = names_.find(school);
    return found == names_.end() ? to_string(school) : found->second;
}

}  // namespace minka::registry
