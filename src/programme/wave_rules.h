#pragma once

#include "programme/wave.h"
#include "storage/writer.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace minka::programme {

/// A wave in draft. Problems: `invalid_input` when it closes before it opens, lies outside its cycle, has no number, or
/// names a sample size without a seed; `conflict` for a code or number in use in the cycle.
Result<> plan_wave(storage::Writer& writer, const Wave& wave);

/// draft -> open -> closed. A closed wave takes no answers; late ones need a decision and a wave of their own.
/// Problems: `invalid_input` for another step; `not_ready` when it opens without eligible counts, before the cycle
/// runs, or with schools whose community stopped its agreement (see schools_not_to_be_asked).
Result<> advance_wave(storage::Writer& writer, const WaveId& wave, WaveState to);

/// How many people a school's group could answer with; written once for each school and group, changed while the wave
/// is not closed.
Result<> set_eligible(storage::Writer& writer, const WaveEligible& eligible);

/// Which positions of a class list are asked: `size` of 1 .. `class_size`, ascending, every choice equally likely. The
/// same seed and class give the same positions on every machine, so that a drawn sample can be checked; a class is
/// named by its school's code and its own label.
///
/// Problems: `invalid_input` for a size below 1 or a class below 1.
Result<std::vector<int>> sample_positions(std::uint64_t seed, std::string_view class_name, int class_size, int size);

/// Problems: `not_found`, with the codes there are.
Result<storage::Stored<Wave>> wave_by_code(storage::Reader& reader, const CycleId& cycle, const std::string& code);

}  // namespace minka::programme
