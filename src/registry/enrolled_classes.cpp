#include "registry/enrolled_classes.h"

#include <optional>

namespace minka::registry {

Result<std::vector<EnrolledClass>> enrolled_classes(storage::Reader& reader, std::int64_t year) {
    std::vector<EnrolledClass> classes;
    MINKA_TRY(reader.each(
        "SELECT s.code_system, s.code, e.grade, e.class_label, e.students FROM enrolment_count AS e "
        "JOIN site AS s ON s.programme_id = e.programme_id AND s.id = e.site_id "
        "WHERE e.programme_id = $1 AND e.year = $2 AND e.grade IS NOT NULL AND e.students > 0 "
        "ORDER BY s.code_system, s.code, e.grade, e.class_label",
        [&](const storage::Row& row) -> Result<> {
            classes.push_back({row.get<std::string>(0) + " " + row.get<std::string>(1),
                               row.get<std::string>(2) + row.get<std::optional<std::string>>(3).value_or(""),
                               row.get<std::int64_t>(4)});
            return {};
        },
        reader.programme(), year));
    return classes;
}

}  // namespace minka::registry
