#pragma once

#include "documents/json.h"
#include "measurement/index_change.h"

#include <string>
#include <vector>

namespace minka::cli {

documents::JsonArray texts_of(const std::vector<std::string>& texts);

/// Of a calibrated scale: its items, what its scores can be trusted for, its link to the baseline.
documents::JsonValue calibration_json(const measurement::ScaleResult& scale);

/// Why the index tells a scale as a mean of its items.
std::string uncalibrated_code(measurement::Uncalibrated why);

documents::JsonValue invariance_json(const measurement::InvarianceCheck& check);

}  // namespace minka::cli
