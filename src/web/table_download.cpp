#include "web/table_download.h"

#include "base/random.h"
#include "documents/csv_writer.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

namespace minka::web {

namespace {

constexpr std::size_t longest_sheet_name = 31;

struct CsvText {
    std::string operator()(std::monostate) const { return {}; }
    std::string operator()(const std::string& text) const { return text; }
    std::string operator()(std::int64_t number) const { return std::to_string(number); }
    std::string operator()(double number) const { return fmt::format("{}", number); }
    std::string operator()(LocalDate date) const { return date.text(); }
};

Result<std::string> csv_of(const DownloadTable& table) {
    std::ostringstream out;
    documents::CsvWriter writer(out, {',', documents::ByteOrderMark::yes});
    MINKA_TRY(writer.row(table.header));
    std::vector<std::string> line(table.header.size());
    for (const auto& row : table.rows) {
        std::ranges::transform(row, line.begin(), [](const auto& cell) { return std::visit(CsvText{}, cell); });
        MINKA_TRY(writer.row(line));
    }
    MINKA_TRY(writer.finish());
    return std::move(out).str();
}

// The writer makes a file; it is there only while it is read.
class PassingFile {
public:
    PassingFile() {
        std::array<std::uint8_t, 16> bytes{};
        SystemRandom().fill(bytes);
        path_ = std::filesystem::temp_directory_path() / fmt::format("minka-{:02x}.xlsx", fmt::join(bytes, ""));
    }
    ~PassingFile() {
        std::error_code ignored;
        std::filesystem::remove(path_, ignored);
    }
    PassingFile(const PassingFile&) = delete;
    PassingFile& operator=(const PassingFile&) = delete;
    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

Result<std::string> xlsx_of(const DownloadTable& table) {
    const PassingFile file;
    MINKA_TRY_ASSIGN(auto writer, documents::XlsxWriter::create(file.path()));
    MINKA_TRY(writer.sheet(table.name.substr(0, longest_sheet_name), table.header));
    for (const auto& row : table.rows) {
        MINKA_TRY(writer.row(row));
    }
    MINKA_TRY(writer.finish());
    std::ifstream in(file.path(), std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(in), {});
}

}  // namespace

QueryParameter format_parameter() {
    return {"format", QueryParameter::Kind::word, "csv when not given", {"csv", "xlsx"}};
}

TableFormat format_of(const Call& call) {
    return call.query("format").value_or("csv") == "xlsx" ? TableFormat::xlsx : TableFormat::csv;
}

HttpResponse file_download(std::string content, const std::string& name, TableFormat format) {
    const bool is_csv = format == TableFormat::csv;
    HttpResponse response;
    response.set("content-type", is_csv ? "text/csv; charset=utf-8"
                                        : "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
    response.set("content-disposition", "attachment; filename=\"" + name + (is_csv ? ".csv\"" : ".xlsx\""));
    response.set("cache-control", "no-store");
    response.body = std::move(content);
    return response;
}

Result<HttpResponse> table_download(const DownloadTable& table, TableFormat format) {
    MINKA_TRY_ASSIGN(auto content, format == TableFormat::csv ? csv_of(table) : xlsx_of(table));
    return file_download(std::move(content), table.name, format);
}

}  // namespace minka::web
