#pragma once

#include "documents/json.h"

#include <string>

namespace minka::documents {

/// A JSON value as YAML in blocks, for people to read and compare: members in their order, two spaces a level, every
/// text in double quotes but keys and plain words. The same value gives the same bytes.
std::string to_yaml(const JsonValue& value);

}  // namespace minka::documents
