#pragma once

#include "base/result.h"
#include "planning/visit_tables.h"

#include <set>
#include <string>
#include <utility>
#include <vector>

namespace minka::planning {

/// Two people by their places in a list, the lower one first.
using Partners = std::pair<std::size_t, std::size_t>;

/// Puts mediators together by twos, the last three together when they are odd in number.
///
/// Each is paired with somebody based near, and with nobody they were with before while there is anybody else: so
/// people stay with their land and its schools while partners change, and what an observer sees is not told apart from
/// a territory by always the same two eyes. Greedy by distance, then exchanges between two pairs while they gain; the
/// same list gives the same pairs.
///
/// `before` holds the pairs there were. `apart` says for each person what no two of a pair share (a discipline, a
/// family); an empty text is shared with nobody, and an empty list is no rule.
///
/// Problems: `invalid_input` for fewer than two people; `conflict` when no pairs were found that keep people apart.
Result<std::vector<std::vector<std::size_t>>> form_pairs(const std::vector<GeoPoint>& bases,
                                                         const std::set<Partners>& before,
                                                         const std::vector<std::string>& apart = {});

}  // namespace minka::planning
