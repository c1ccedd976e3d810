#pragma once

#include "registry/school.h"

#include <boost/describe/class.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace minka::registry {

using EnrolmentCountId = Id<struct EnrolmentCountTag>;

/// How many students a class, a grade or a level of a site has; students are never named.
struct EnrolmentCount {
    EnrolmentCountId id;
    SiteId site_id;
    std::int64_t year = 0;
    SchoolLevel level{};
    std::optional<std::string> grade;        ///< Nothing for a whole level.
    std::optional<std::string> class_label;  ///< "A"; nothing for a whole grade.
    std::int64_t students = 0;
    LocalDate counted_on;
    std::string source;  ///< "SIMAT", "SIAGIE", "censo escolar".
};
BOOST_DESCRIBE_STRUCT(EnrolmentCount, (), (id, site_id, year, level, grade, class_label, students, counted_on, source))

}  // namespace minka::registry

template <>
inline constexpr std::string_view minka::storage::record_table<minka::registry::EnrolmentCount> = "enrolment_count";
