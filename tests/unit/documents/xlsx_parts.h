#pragma once

#include "base/bytes.h"

#include <map>
#include <string>
#include <vector>

namespace minka::documents {

/// The parts of a spreadsheet by their names; build with zip_of.
using XlsxParts = std::map<std::string, std::string>;

/// A ZIP archive of these parts.
Bytes zip_of(const XlsxParts& parts);

/// A workbook of one visible sheet "Datos" with these rows, in the words of the format: `<row r="1">...`. `styles` are
/// the codes of number formats, the first for style 1; style 0 is General. `texts` are the shared texts.
XlsxParts workbook_of(const std::string& rows, const std::vector<std::string>& styles = {},
                      const std::vector<std::string>& texts = {});

}  // namespace minka::documents
