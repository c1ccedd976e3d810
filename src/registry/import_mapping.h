#pragma once

#include "base/result.h"
#include "documents/table_reader.h"

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace minka::registry {

/// How the cells of one column fill one field. The steps run in this order: `values` (a cell that is listed becomes the
/// word given and nothing more happens to it), `decimals: drop`, `pad`, `first`, `append`.
struct ColumnMapping {
    std::string column;
    std::string field;
    std::vector<std::pair<std::string, std::string>> values;
    bool drops_decimals = false;       ///< "4574.0" becomes "4574".
    std::optional<std::size_t> pad;    ///< Zeros are put before a shorter code, up to this length.
    std::optional<std::size_t> first;  ///< Only so many characters count.
    std::string append;
    int line = 0;  ///< Of the mapping file.
};

/// The steps of a mapping on the text of one cell.
void apply_column_steps(const ColumnMapping& steps, std::string& text);

/// "4574.0" -> "4574"; anything else stays.
void drop_zero_decimals(std::string& text);

struct ConstantMapping {
    std::string field;
    std::string value;
    int line = 0;
};

/// What a person says about a file whose columns do not speak for themselves:
///
///     columns:
///       cod_mod: code
///       codlocal: {field: building_code, decimals: drop, pad: 6}
///       gestion: {field: sector, values: {A: public_, B: private_}}
///       ubigeo: [code, {field: parent_code, first: 4, append: "00"}]
///     constants: {code_system: modular, valid_from: 2024-03-01}
///     empty: [nan, "-"]
///     ignore: [fuente]
///     distinct_rows: true
///     encoding: cp850
///     separator: ";"
///     sheet: Servicios
///     header_row: 3
struct ImportMapping {
    std::string file;  ///< Of the mapping, for problems; empty when there is none.
    std::vector<ColumnMapping> columns;
    std::vector<ConstantMapping> constants;
    std::vector<std::string> empty;   ///< Cells that hold nothing, besides empty ones.
    std::vector<std::string> ignore;  ///< Columns that are passed over without a word.
    bool distinct_rows = false;       ///< A row that gives the same fields as an earlier one is passed over.
    documents::TableOptions table;    ///< Encoding, separator, sheet and header row.
};

/// Problems: those of documents::read_yaml; `malformed_file` with the line of the first mistake and how many there are.
Result<ImportMapping> read_import_mapping(const std::filesystem::path& path);
/// The same for text; `name` appears in problems.
Result<ImportMapping> parse_import_mapping(std::string_view text, std::string_view name);

}  // namespace minka::registry
