#pragma once

#include "programme/cycle.h"

namespace minka::programme {

using WaveId = Id<struct WaveTag>;
using WaveEligibleId = Id<struct WaveEligibleTag>;

/// How answers of two waves belong together: by a code the person makes of answers only they know, by a token handed
/// out, or not at all.
enum class WaveMode { self_code, token, unlinked };
BOOST_DESCRIBE_ENUM(WaveMode, self_code, token, unlinked)

enum class WaveState { draft, open, closed };
BOOST_DESCRIBE_ENUM(WaveState, draft, open, closed)

/// One administration of an instrument in a cycle.
struct Wave {
    WaveId id;
    CycleId cycle_id;
    std::string code;  ///< "linea-base".
    std::string name;
    std::int64_t number = 0;  ///< 1 is the baseline.
    std::string instrument;   ///< The index of the programme folder, "ambiente-escolar".
    WaveMode mode{};
    LocalDate opens_on;
    LocalDate closes_on;  ///< Inclusive.
    WaveState state{};
    std::optional<std::int64_t> sample_seed;  ///< With it and a class's size anyone draws the same positions.
    std::optional<std::int64_t> sample_size;  ///< Positions a class; nothing when everyone answers.
};
BOOST_DESCRIBE_STRUCT(Wave, (),
                      (id, cycle_id, code, name, number, instrument, mode, opens_on, closes_on, state, sample_seed,
                       sample_size))

/// How many people of an informant group a school could have answered with: the denominator of the response rate.
struct WaveEligible {
    WaveEligibleId id;
    WaveId wave_id;
    registry::SchoolId school_id;
    std::string informant;  ///< "student", "teacher", "head".
    std::int64_t eligible = 0;
};
BOOST_DESCRIBE_STRUCT(WaveEligible, (), (id, wave_id, school_id, informant, eligible))

}  // namespace minka::programme

template <>
inline constexpr std::string_view minka::storage::record_table<minka::programme::Wave> = "wave";
template <>
inline constexpr std::string_view minka::storage::record_table<minka::programme::WaveEligible> = "wave_eligible";
