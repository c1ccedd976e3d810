#pragma once

#include "measurement/observation.h"

#include <string>
#include <string_view>

namespace minka::measurement {

/// Whose ratings a seal is of.
struct SealedPlace {
    ProgrammeId programme;
    std::string episode;
    ObservationSeat seat{};
};

/// The code that a phone shows of its sealed sheet before any rating is told: 19 letters and digits that stand for the
/// first 95 bits of SHA-256 over "minka pair 1\n<programme>\n<episode>\n<seat>\n<salt>\n" and a line
/// "<practice>=<code>\n" for each practice, by name (9 where there was no occasion), and one that tells a slip of the
/// finger. Letters are Crockford's base 32; the last is the sum of the others, each times its place from 1, modulo 31.
///
/// 95 bits hold against somebody who looks for other ratings under a code that was shown (2^95 trials), and against
/// somebody who prepared two sheets beforehand for 2^47: enough for two colleagues in a school yard, and no more.
std::string seal_code(const SealedPlace& place, std::string_view salt, const CodedSheet& sheet);

}  // namespace minka::measurement
