#pragma once

#include "documents/byte_source.h"
#include "documents/row_source.h"

#include <memory>

namespace minka::documents {

/// Opens one sheet of an XLSX file and writes its name, and those of the visible ones, into `description`.
/// Problems: as TableReader::open.
Result<std::unique_ptr<RowSource>> open_xlsx(std::unique_ptr<ByteSource> bytes, const TableOptions& options,
                                             TableDescription& description);

}  // namespace minka::documents
