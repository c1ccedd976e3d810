#pragma once

#include "measurement/wave_frame.h"

#include <string>
#include <vector>

namespace minka::measurement {

/// How far a school's group has answered in a wave.
struct CompletionRow {
    registry::SchoolId school;
    std::string code_system;
    std::string code;
    std::string name;
    std::string informant;
    std::int64_t responses = 0;
    std::int64_t eligible = 0;
};

/// Every school and group of which the wave knows how many could answer, by code and then as the index orders its
/// informants. For the office that chases what is missing: it shows counts, never answers, and not to the public.
Result<std::vector<CompletionRow>> completion_board(storage::Reader& reader, const WaveFrame& frame);

/// What the board says of one group of informants, over all schools.
struct InformantCompletion {
    std::string informant;
    std::int64_t responses = 0;
    std::int64_t eligible = 0;
    std::int64_t schools = 0;           ///< That have anybody to ask.
    std::int64_t schools_answered = 0;  ///< With at least one answer.
};

/// The board added up, by the informants' codes; counted where the rows are.
Result<std::vector<InformantCompletion>> completion_by_informant(storage::Reader& reader,
                                                                 const programme::WaveId& wave);

}  // namespace minka::measurement
