#pragma once

#include "base/instant.h"
#include "programme/programme_loading.h"
#include "programme/wave.h"
#include "storage/reader.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace minka::measurement {

/// A wave with its cycle, and the instrument as the cycle's version of the programme folder declares it.
struct WaveFrame {
    programme::Cycle cycle;
    programme::Wave wave;
    programme::IndexDefinition index;
    std::string folder_hash;  ///< Of the version the cycle runs with.
};

/// Problems: `not_found` for a cycle or wave of that code, with the codes there are; `conflict` when the wave's
/// instrument is not the index of the cycle's folder; those of programme::stored_folder.
Result<WaveFrame> find_wave(storage::Reader& reader, std::string_view cycle_code, std::string_view wave_code);

/// The schools that took part in a cycle at any time up to `on`: joined, active or paused once, whether they left later
/// or not. They are the denominator of every share of schools. By id.
Result<std::vector<registry::SchoolId>> schools_of_cycle(storage::Reader& reader, const programme::CycleId& cycle,
                                                         LocalDate on, Instant known_at = end_of_time);

}  // namespace minka::measurement
