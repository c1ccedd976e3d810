#include "storage/reader.h"

#include "storage/dialect.h"

namespace minka::storage {

std::string Reader::as_known_text(std::string_view table) { return as_known(table, "$2"); }

}  // namespace minka::storage
