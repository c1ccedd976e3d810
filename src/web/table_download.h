#pragma once

#include "documents/xlsx_writer.h"
#include "web/route.h"

#include <string>
#include <vector>

namespace minka::web {

enum class TableFormat { csv, xlsx };

/// A table on its way to a spreadsheet. Text that one would run as a formula is defused, codes keep their zeros.
struct DownloadTable {
    std::string name;  ///< Of the file, without its end, and of the sheet.
    std::vector<std::string> header;
    std::vector<std::vector<documents::XlsxCell>> rows;  ///< Each as long as `header`.
};

/// The parameter `format` of every route that gives a table to keep.
QueryParameter format_parameter();
TableFormat format_of(const Call& call);

/// The table as a file to keep: CSV in UTF-8 with the mark that Excel needs for accents, numbers with a decimal point;
/// or XLSX. Problems: those of the writers.
Result<HttpResponse> table_download(const DownloadTable& table, TableFormat format);

/// A file to keep, under a name of letters, digits and hyphens.
HttpResponse file_download(std::string content, const std::string& name, TableFormat format);

}  // namespace minka::web
