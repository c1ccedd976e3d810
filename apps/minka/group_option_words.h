#pragma once

#include "planning/people_table.h"

namespace minka::cli {

/// "20", "15..25"; 15..25 for nothing. Problems: `invalid_input`.
Result<optimize::SizeRange> size_range(const std::string& text);

/// "25km". Problems: `invalid_input`.
Result<double> kilometres(const std::string& text);

/// Takes the weights out of the columns that are mixed, as in "edad:2". Problems: `invalid_input`.
Result<void> take_weights(planning::PeopleColumns& columns);

}  // namespace minka::cli
