#include "storage/record.h"

#include <algorithm>
#include <numeric>

namespace minka::storage {

RecordShape make_record_shape(std::string_view table, std::vector<std::string_view> columns) {
    RecordShape shape;
    shape.table = table;
    shape.columns = std::move(columns);
    shape.by_name.resize(shape.columns.size());
    std::iota(shape.by_name.begin(), shape.by_name.end(), std::size_t{0});
    std::ranges::sort(shape.by_name, {}, [&](std::size_t place) { return shape.columns[place]; });
    std::string names;
    std::string places;
    for (std::size_t i = 0; i < shape.columns.size(); ++i) {
        names += ", " + std::string(shape.columns[i]);
        places += ", $" + std::to_string(i + 6);
    }
    const std::string name(table);
    // One row of plain values: for any other form SQLite keeps a journal of its own beside each statement.
    shape.insert = "INSERT INTO " + name + " (programme_id, id, version, recorded_at, clock" + names +
                   ") VALUES ($1, $2, $3, $4, $5" + places + ")";
    shape.select_removed =
        "SELECT id FROM " + name + "_history WHERE programme_id = $1 AND id >= $2 AND id <= $3 LIMIT 1";
    shape.select = "SELECT version" + names + " FROM " + name + " WHERE programme_id = $1 AND id = $2";
    return shape;
}

}  // namespace minka::storage
