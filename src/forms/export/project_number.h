#pragma once

#include "storage/database.h"

#include <boost/describe/class.hpp>

#include <cstdint>
#include <optional>

namespace minka::forms {

using ProjectNumberId = Id<struct ProjectNumberTag>;

/// The small whole number by which tools for ODK Central know a programme. It never changes; like accounts, the numbers
/// belong to the installation, under the nil programme.
struct ProjectNumber {
    ProjectNumberId id;
    std::int64_t number = 0;
    ProgrammeId project_id;
};
BOOST_DESCRIBE_STRUCT(ProjectNumber, (), (id, number, project_id))

/// The programme's number; the next free one is given at the first asking. Problems: those of the database.
Result<std::int64_t> number_of_programme(storage::Database& database, const ProgrammeId& programme);

/// `reader` is of the nil programme.
Result<std::optional<ProgrammeId>> programme_of_number(storage::Reader& reader, std::int64_t number);

}  // namespace minka::forms

template <>
inline constexpr std::string_view minka::storage::record_table<minka::forms::ProjectNumber> = "project_number";
