#include "planning/guarded_schools.h"

#include "registry/scope.h"
#include "registry/security_level.h"

namespace minka::planning {

Result<std::set<registry::SchoolId>> guarded_schools(storage::Reader& reader, const privacy::Vault& vault,
                                                     LocalDate on) {
    std::set<Uuid> subjects;
    MINKA_TRY_ASSIGN(const auto levels,
                     reader.all<registry::SecurityLevel>(
                         "AND valid_from <= $2 AND (valid_to IS NULL OR valid_to > $2) ORDER BY id", on));
    for (const auto& level : levels) {
        MINKA_TRY_ASSIGN(const auto danger, registry::security_level_of(reader, vault, level.record.subject_id, on));
        if (danger == registry::Danger::high) {
            subjects.insert(level.record.subject_id);
        }
    }
    std::set<registry::SchoolId> schools;
    for (const auto& subject : subjects) {
        MINKA_TRY(reader.each(
            "WITH RECURSIVE " + registry::subtree_expression("land", "$2") +
                " SELECT school.id FROM school WHERE school.programme_id = $1 AND (school.id = $2"
                " OR school.civil_territory_id IN (SELECT id FROM land)"
                " OR school.administration_territory_id IN (SELECT id FROM land)"
                " OR school.id IN (SELECT school_id FROM site WHERE site.programme_id = $1 AND site.id = $2))",
            [&](const storage::Row& row) -> Result<> {
                schools.insert(row.get<registry::SchoolId>(0));
                return {};
            },
            reader.programme(), subject));
    }
    return schools;
}

}  // namespace minka::planning
