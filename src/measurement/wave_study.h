#pragma once

#include "measurement/change_table.h"
#include "measurement/index_result.h"

#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace minka::measurement {

/// What somebody says of a school that the database does not hold.
struct SchoolFacts {
    std::optional<double> visits;
    std::string entry;                 ///< Code of the wave in which it is in the programme first; empty: never.
    std::optional<bool> in_programme;  ///< Absent: the table has no such column.
    std::string match;
};

/// A table of schools to compare with, and what it has of ChangeFileOptions' columns.
struct SchoolDesign {
    bool has_visits = false;
    bool has_entry = false;
    bool has_group = false;
    bool has_match = false;
    std::map<registry::SchoolId, SchoolFacts> schools;
};

/// Reads one row a school: its code in `options.school`, and those of `visits`, `entry`, `group` and `match` that are
/// named. Problems: those of TableReader; `invalid_input` with the cell for a column that is not there, a code that no
/// school has or that comes twice, no number of visits, and neither programme nor comparison.
Result<SchoolDesign> read_school_design(storage::Reader& reader, const std::filesystem::path& path,
                                        const ChangeFileOptions& options);

/// The table of a change from waves of the database, in the order of time: every scale of an informant group, people
/// tied by their codes where the waves are linked, eligible people where every school with answers knows them,
/// municipalities where they were looked up. Waves were measured with MeasureOptions::scores. Scales have their codes
/// for names, schools their identifiers.
///
/// Problems: `not_found` for an informant that the index does not ask; `invalid_input` for fewer than two waves, waves
/// of different versions of the index, an entry that is none of the waves, a school that `design` leaves out though it
/// has groups; `not_ready` for a group of which one person speaks for a school.
Result<ChangeTable> change_table_of(std::span<const IndexResult> waves, std::string_view informant,
                                    const SchoolDesign& design);

}  // namespace minka::measurement
