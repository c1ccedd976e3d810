#include "forms/export/spooled_sink.h"

#include <fmt/format.h>

namespace minka::forms {

Result<> SpooledSink::begin() {
    for (std::size_t table = 0; table < fields().tables.size(); ++table) {
        auto columns = columns_of(fields(), table, request_.layout);
        MINKA_TRY_ASSIGN(auto spool,
                         TableSpool::create(request_.folder / fmt::format("rows-{}", table), columns.size()));
        tables_.push_back({std::move(columns), std::move(spool)});
    }
    return {};
}

Result<> SpooledSink::take(const ExportRow& row) {
    for (std::size_t at = 0; at < tables_.size(); ++at) {
        auto& table = tables_[at];
        scratch_.resize(std::max(scratch_.size(), table.columns.size()));
        for (std::size_t number = 0; number < row.answers->of(at).size(); ++number) {
            cells_.clear();
            for (std::size_t column = 0; column < table.columns.size(); ++column) {
                cells_.push_back(cell_text(table.columns[column], fields(), row, at, number, scratch_[column]));
            }
            MINKA_TRY(table.spool.add(cells_));
        }
    }
    return {};
}

Result<> SpooledSink::finish() {
    for (auto& table : tables_) {
        MINKA_TRY(table.spool.rewind());
    }
    return write();
}

}  // namespace minka::forms
