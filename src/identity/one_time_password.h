#pragma once

#include "base/random.h"

#include <string>

namespace minka::identity {

/// "K7QF-9M2D-XW4T-P3RA": 80 random bits, in letters and digits that are not mistaken for one another when they are
/// read aloud or copied from paper.
std::string make_one_time_password(RandomSource& random);

/// What was typed, without its hyphens and spaces, in capitals, with O for 0 and I or L for 1 put right: only when it
/// has the form of a one-time password, otherwise as it is.
std::string tidy_one_time_password(const std::string& typed);

}  // namespace minka::identity
