#pragma once

#include "registry/school_list.h"

#include <optional>
#include <string>

namespace minka::web {

/// The key of a page as a client passes it back; it can read nothing from it.
std::string page_text(const registry::PageKey& key);
/// Problems: `invalid_input` for a text that page_text did not make.
Result<std::optional<registry::PageKey>> read_page(const std::optional<std::string>& text);

/// The number of rows asked for, 50 when it is not said. Problems: `invalid_input` outside 1 to 500.
Result<std::int64_t> page_length(const std::optional<std::int64_t>& asked);

}  // namespace minka::web
