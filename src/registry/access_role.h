#pragma once

#include <boost/describe/enum.hpp>

namespace minka::registry {

/// In what capacity somebody looks at a programme's records. What each may see and do is the table of
/// identity/permission.h; it is granted over a territory and what lies below it, or over the whole programme.
enum class AccessRole {
    national_directorate,
    regional_directorate,
    director,
    coordinator,
    mediator,
    specialist,
    team_member,
    teacher,
    school_head,
    evaluator,
    academic_ally,
    funder,
    official,
    adviser,
    data_protection,
    administrator,
};
BOOST_DESCRIBE_ENUM(AccessRole, national_directorate, regional_directorate, director, coordinator, mediator, specialist,
                    team_member, teacher, school_head, evaluator, academic_ally, funder, official, adviser,
                    data_protection, administrator)

}  // namespace minka::registry
