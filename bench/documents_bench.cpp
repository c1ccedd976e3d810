// Reading 60,000 rows of 15 columns, the size of a country's register of schools, from CSV and XLSX.
#include "documents/csv_writer.h"
#include "documents/table_reader.h"
#include "documents/xlsx_writer.h"

#include <benchmark/benchmark.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace {

using namespace minka::documents;

constexpr int row_count = 60'000;
constexpr int column_count = 15;

// What a register holds: codes with zeros in front, names with accents, coordinates, repeated words.
std::vector<std::string> cells_of(int row) {
    std::vector<std::string> cells;
    for (int column = 0; column < column_count; ++column) {
        switch (column % 4) {
            case 0: cells.push_back("0" + std::to_string(5'000'000 + row * 7 + column)); break;
            case 1: cells.push_back("Institución Educativa Número " + std::to_string(row)); break;
            case 2: cells.push_back("-75." + std::to_string(100'000 + row)); break;
            default: cells.push_back(row % 3 == 0 ? "Rural" : "Urbana"); break;
        }
    }
    return cells;
}

std::vector<std::string> header() {
    std::vector<std::string> names;
    for (int column = 0; column < column_count; ++column) {
        names.push_back("columna " + std::to_string(column));
    }
    return names;
}

template <typename Value>
void require(const minka::Result<Value>& result) {
    if (!result) {
        std::abort();
    }
}

std::filesystem::path csv_file() {
    auto path = std::filesystem::temp_directory_path() / "minka-bench.csv";
    std::ofstream out(path, std::ios::binary);
    CsvWriter writer(out);
    require(writer.row(header()));
    for (int row = 0; row < row_count; ++row) {
        require(writer.row(cells_of(row)));
    }
    require(writer.finish());
    return path;
}

std::filesystem::path xlsx_file() {
    auto path = std::filesystem::temp_directory_path() / "minka-bench.xlsx";
    auto writer = XlsxWriter::create(path);
    require(writer);
    require(writer->sheet("Datos", header()));
    for (int row = 0; row < row_count; ++row) {
        const auto cells = cells_of(row);
        require(writer->row(std::vector<XlsxCell>(cells.begin(), cells.end())));
    }
    require(writer->finish());
    return path;
}

// The rows and the bytes of their text are counted, and the counts of both files must agree.
void read_all(benchmark::State& state, const std::filesystem::path& path) {
    for (auto _ : state) {
        auto reader = TableReader::open(path);
        require(reader);
        TableRow row;
        std::int64_t rows = 0;
        std::size_t bytes = 0;
        for (auto more = reader->next(row); more && *more; more = reader->next(row)) {
            ++rows;
            for (const auto& cell : row.cells) {
                bytes += cell.text.size();
            }
        }
        if (rows != row_count) {
            state.SkipWithError("rows are missing");
        }
        state.counters["rows"] = static_cast<double>(rows);
        state.counters["text_bytes"] = static_cast<double>(bytes);
    }
    state.counters["file_bytes"] = static_cast<double>(std::filesystem::file_size(path));
    std::filesystem::remove(path);
}

void read_csv(benchmark::State& state) { read_all(state, csv_file()); }
void read_xlsx(benchmark::State& state) { read_all(state, xlsx_file()); }

BENCHMARK(read_csv)->Unit(benchmark::kMillisecond);
BENCHMARK(read_xlsx)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
