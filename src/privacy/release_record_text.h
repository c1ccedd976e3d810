#pragma once

#include "privacy/small_cells.h"

#include <string>
#include <string_view>

namespace minka::privacy {

/// A released cut as JSON: the same record gives the same text, and reading it gives the same record.
std::string release_record_text(const ReleaseRecord& record);

/// Problems: `integrity_broken` when the text is not of `release_record_text`.
Result<ReleaseRecord> parse_release_record(std::string_view text);

}  // namespace minka::privacy
