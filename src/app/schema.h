#pragma once

#include "storage/migration.h"

#include <span>

namespace minka::app {

/// The migrations of every module, in the order of their numbers.
std::span<const storage::Migration> schema();

}  // namespace minka::app
