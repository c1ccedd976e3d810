#pragma once

#include "documents/byte_source.h"
#include "documents/row_source.h"

#include <memory>
#include <string>

namespace minka::documents {

/// Opens CSV: recognises encoding and separator and writes both into `description`.
/// Problems: as TableReader::open.
Result<std::unique_ptr<RowSource>> open_csv(std::unique_ptr<ByteSource> bytes, const TableOptions& options,
                                            TableDescription& description);

/// The separator among ; , and tab that the first rows have most of, outside quotes, and most evenly.
char recognise_separator(std::string_view start_of_text);

}  // namespace minka::documents
