#pragma once

#include "storage/reader.h"

#include <cstdint>
#include <string>
#include <vector>

namespace minka::registry {

/// A class of a site as it was enrolled in a year.
struct EnrolledClass {
    std::string site;   ///< "dane 105001000001".
    std::string label;  ///< Grade and group: "5A".
    std::int64_t students = 0;
};

/// The classes with at least one student, by code system and code of the site, grade and group.
Result<std::vector<EnrolledClass>> enrolled_classes(storage::Reader& reader, std::int64_t year);

}  // namespace minka::registry
