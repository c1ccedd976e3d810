#pragma once

#include "forms/export/row_sink.h"
#include "forms/export/table_spool.h"

namespace minka::forms {

/// A sink that keeps every table's rows until all have come: see TableSpool.
class SpooledSink : public RowSink {
public:
    explicit SpooledSink(const SinkRequest& request) : request_(request) {}

    Result<> begin();
    Result<> take(const ExportRow& row) final;
    Result<> finish() final;

protected:
    struct Table {
        std::vector<ExportColumn> columns;
        TableSpool spool;
    };
    const SinkRequest& request() const { return request_; }
    const FormFields& fields() const { return request_.fields; }
    std::vector<Table>& tables() { return tables_; }
    /// Writes the files from the tables, which stand at their first rows.
    virtual Result<> write() = 0;

private:
    SinkRequest request_;
    std::vector<Table> tables_;
    std::vector<std::string_view> cells_;
    std::vector<std::string> scratch_;
};

}  // namespace minka::forms
