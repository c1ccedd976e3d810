#pragma once

#include "measurement/calibration_file.h"

#include <string>

namespace minka::cli {

/// Writes information.svg, and categories-1.svg, categories-2.svg ... in the order of the items, into a folder that is
/// made when it is not there. Theta runs from -4 to 4 around the first group's mean.
/// Problems: `io_failed`.
Result<> write_calibration_plots(const measurement::Calibration& calibration, const std::string& folder,
                                 bool is_spanish);

}  // namespace minka::cli
