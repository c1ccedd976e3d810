#pragma once

#include "measurement/index_result.h"
#include "programme/share_text.h"

#include <optional>
#include <string_view>

namespace minka::measurement {

/// Indicator 36: completes / eligible, over the schools of the cycle. Nothing when a school with answers has no count
/// of eligible people: an unknown denominator is not a small one.
std::optional<programme::Share> response_rate(const InformantResult& informant);

/// Indicator 34: responses whose form has a basis recorded (privacy::FormBasis of "responses:<index>" and its version)
/// that holds on the day the wave opens, of all responses of the wave. It must be 100 %.
/// Only those of `submissions`, by id, when they are given (MethodBox::batches), so that a report made again counts the
/// same.
Result<programme::Share> responses_with_basis(storage::Reader& reader, const programme::Wave& wave,
                                              const std::vector<Uuid>* submissions = nullptr);

}  // namespace minka::measurement
