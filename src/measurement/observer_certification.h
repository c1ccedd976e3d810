#pragma once

#include "base/bytes.h"
#include "programme/observer_certificate.h"

#include <map>
#include <string>
#include <utility>

namespace minka::measurement {

/// Codes of recorded episodes: episode and practice, 0 to 3.
using EpisodeCodes = std::map<std::pair<std::string, std::string>, std::uint8_t>;

/// From a table with the columns episode, practice and code. Problems: those of TableReader; `invalid_input` with the
/// cell for a missing column, a code that is none and a practice twice.
Result<EpisodeCodes> read_episode_codes(Bytes content, const std::string& name);
/// As lines of a CSV, which `read_episode_codes` takes again.
std::string episode_codes_text(const EpisodeCodes& codes);

/// How somebody's codes compare with the master's, code by code; those that only one of the two coded are left out.
/// `passes` when at least 80 % lie within one of the master's (docs/reference/observation.md). The person, dates and
/// identifier are the caller's. Problems: those of stats::compare_with_master; `invalid_input` when fewer codes than
/// the gate asks for have a counterpart.
Result<programme::ObserverCertificate> compare_codes(const EpisodeCodes& rater, const EpisodeCodes& master);

}  // namespace minka::measurement
