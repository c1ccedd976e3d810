#pragma once

#include "forms/export/export_columns.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace minka::forms {

/// Where the rows of an export go: one format each. Files are written into a folder of the export's own.
class RowSink {
public:
    virtual ~RowSink() = default;
    /// One filled form with its repetitions. Problems: `io_failed`; those of the format.
    virtual Result<> take(const ExportRow& row) = 0;
    /// Completes the files. Problems: as take.
    virtual Result<> finish() = 0;
    /// Their names, the one of the form first.
    const std::vector<std::string>& files() const { return files_; }

protected:
    std::vector<std::string> files_;
};

/// What every sink is made from; `fields` must outlive it.
struct SinkRequest {
    const FormFields& fields;
    ExportLayout layout;
    std::filesystem::path folder;
    std::string form_name;  ///< Fit for the name of a file.
};

/// "formulario.csv" and one "formulario-hijo.csv" for each repeated group, as ODK Central names them; two of one name
/// are told apart by their paths.
std::vector<std::string> table_file_names(const SinkRequest& request, std::string_view extension);

Result<std::unique_ptr<RowSink>> open_csv_sink(const SinkRequest& request);
/// One JSON object a line, with groups as objects and repeated groups as arrays.
Result<std::unique_ptr<RowSink>> open_json_lines_sink(const SinkRequest& request);
/// A feature for each answer that is a place. Problems: `not_found` when the form asks for none, or they are withheld.
Result<std::unique_ptr<RowSink>> open_geojson_sink(const SinkRequest& request);
Result<std::unique_ptr<RowSink>> open_workbook_sink(const SinkRequest& request);
enum class StatisticsFormat { spss, stata };
Result<std::unique_ptr<RowSink>> open_statistics_sink(const SinkRequest& request, StatisticsFormat format);

}  // namespace minka::forms
