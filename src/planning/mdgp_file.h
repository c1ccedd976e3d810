#pragma once

#include "optimize/group_task.h"

#include <filesystem>
#include <string_view>

namespace minka::planning {

/// A benchmark instance of maximally diverse grouping.
struct MdgpInstance {
    optimize::GroupTask task;
    optimize::DistanceMatrix distances;
};

/// The text format of MDGPLIB: "people groups ss|ds", then least and most of every group, then one "i j distance" for
/// every pair, people counted from 0.
///
/// Problems: `malformed_file` with file and line for a word that is no number, people or groups that are not there, a
/// pair that is missing or comes twice, or words left over; `invalid_input` with file and line for sizes that do not
/// fit; `too_large` above 5,000 people.
Result<MdgpInstance> parse_mdgp(std::string_view text, std::string_view name);

/// Problems: those of `parse_mdgp`; `io_failed`, `too_large` above 512 MiB.
Result<MdgpInstance> read_mdgp_file(const std::filesystem::path& path);

}  // namespace minka::planning
