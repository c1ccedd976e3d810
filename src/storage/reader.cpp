#include "storage/reader.h"

#include "storage/dialect.h"

namespace minka::storage {

Result<std::vector<std::string>> Reader::record_tables() {
    std::vector<std::string> tables;
    // Of a record table and its history both have the column superseded_at; the current one has a history beside it.
    const auto* sql =
        engine() == Engine::sqlite
            ? "SELECT name FROM sqlite_master WHERE type = 'table' AND EXISTS (SELECT 1 FROM sqlite_master AS "
              "h WHERE h.type = 'table' AND h.name = sqlite_master.name || '_history') ORDER BY name"
            : "SELECT CAST(table_name AS TEXT) FROM information_schema.tables AS t WHERE table_schema = "
              "current_schema() AND EXISTS (SELECT 1 FROM information_schema.tables AS h WHERE h.table_schema "
              "= t.table_schema AND h.table_name = t.table_name || '_history') "
              "ORDER BY CAST(table_name AS TEXT) COLLATE \"C\"";
    MINKA_TRY(each(sql, [&](const Row& row) -> Result<> {
        tables.push_back(row.get<std::string>(0));
        return {};
    }));
    return tables;
}

std::string Reader::as_known_text(std::string_view table) { return as_known(table, "$2"); }

}  // namespace minka::storage
