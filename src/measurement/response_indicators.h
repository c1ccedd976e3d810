#pragma once

#include "measurement/index_result.h"

#include <optional>
#include <string_view>

namespace minka::measurement {

/// n of N; never a bare percentage.
struct CountOfTotal {
    std::int64_t n = 0;
    std::int64_t total = 0;

    friend bool operator==(const CountOfTotal&, const CountOfTotal&) = default;
};

/// Indicator 36: completes / eligible, over the schools of the cycle. Nothing when a school with answers has no count
/// of eligible people: an unknown denominator is not a small one.
std::optional<CountOfTotal> response_rate(const InformantResult& informant);

/// Indicator 34: responses whose form has a basis recorded (privacy::FormBasis of "responses:<index>" and its version)
/// that holds on the day the wave opens, of all responses of the wave. It must be 100 %.
Result<CountOfTotal> responses_with_basis(storage::Reader& reader, const programme::Wave& wave);

}  // namespace minka::measurement
