#pragma once

#include "documents/byte_source.h"
#include "documents/table_reader.h"

#include <string>

namespace minka::documents {

/// Tells by its content whether a file is CSV or XLSX.
/// Problems: `malformed_file` with the way out for an empty file, .xls, a password, PDF, web pages, archives and
/// other binary files; `io_failed`.
Result<TableFormat> recognise_table(ByteSource& source, const std::string& file);

}  // namespace minka::documents
