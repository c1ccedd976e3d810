#include "documents/xlsx_writer.h"

#include "documents/table_reader.h"

#include <doctest/doctest.h>

#include <chrono>
#include <limits>
#include <string>
#include <vector>

using namespace minka;
using namespace minka::documents;

TEST_SUITE_BEGIN("documents: writing XLSX");

namespace {

std::filesystem::path fresh(const std::string& name) {
    auto path = std::filesystem::temp_directory_path() / ("minka-writer-" + name);
    std::filesystem::remove(path);
    return path;
}

const std::vector<std::string> header{"codigo", "valor"};

}  // namespace

TEST_CASE("what is written is read back: zeros in front, signs, dates and numbers") {
    const auto path = fresh("round.xlsx");
    auto writer = XlsxWriter::create(path);
    REQUIRE(writer.has_value());
    const std::vector<std::string> names{"codigo", "=formula", "fecha", "n", "x", "nada"};
    REQUIRE(writer->sheet("Año 2026", names).has_value());
    const auto date = *LocalDate::of(2026, 3, 4);
    REQUIRE(writer->row(std::vector<XlsxCell>{"05001", "=1+1", date, std::int64_t{9'007'199'254'740'992}, 0.1, {}})
                .has_value());
    REQUIRE(
        writer->row(std::vector<XlsxCell>{"a_x0041_b\x01\r_x00_", "<&>\n\"", date, std::int64_t{-3}, -75.578630939, {}})
            .has_value());
    REQUIRE(writer->sheet("Otra", header).has_value());
    CHECK_FALSE(std::filesystem::exists(path));
    REQUIRE(writer->finish().has_value());

    auto reader = TableReader::open(path);
    REQUIRE(reader.has_value());
    CHECK(reader->header() == names);
    CHECK(reader->description().sheets == std::vector<std::string>{"Año 2026", "Otra"});
    TableRow row;
    const std::vector<std::vector<std::string>> expected{
        {"05001", "=1+1", "2026-03-04", "9007199254740992", "0.1", ""},
        {"a_x0041_b\x01\r_x00_", "<&>\n\"", "2026-03-04", "-3", "-75.578630939", ""}};
    for (const auto& cells : expected) {
        REQUIRE(*reader->next(row));
        CHECK(row.problems.empty());
        for (std::size_t i = 0; i < cells.size(); ++i) {
            CHECK(row.cells[i].text == cells[i]);
            CHECK_FALSE(row.cells[i].is_formula);
        }
        CHECK(row.cells[2].kind == CellKind::date);
    }
    CHECK_FALSE(*reader->next(row));
    std::filesystem::remove(path);
}

TEST_CASE("no file is left behind by a writer that was not finished") {
    const auto path = fresh("unfinished.xlsx");
    {
        auto writer = XlsxWriter::create(path);
        REQUIRE(writer.has_value());
        REQUIRE(writer->sheet("Datos", header).has_value());
    }
    CHECK_FALSE(std::filesystem::exists(path));
    CHECK_FALSE(std::filesystem::exists(path.string() + ".part"));
}

TEST_CASE("what a spreadsheet cannot hold is refused") {
    auto writer = XlsxWriter::create(fresh("refused.xlsx"));
    REQUIRE(writer.has_value());
    const auto write = [&](XlsxCell cell) { return writer->row(std::vector<XlsxCell>{std::move(cell)}).has_value(); };
    CHECK_FALSE(write("before the first sheet"));
    REQUIRE(writer->sheet("Datos", header).has_value());
    CHECK(write(std::string(32'767, 'x')));
    CHECK_FALSE(write(std::string(32'768, 'x')));
    CHECK_FALSE(write(std::string("a\0b", 3)));
    CHECK_FALSE(write(std::string("\xE1")));
    CHECK(write(9'007'199'254'740'992));
    CHECK_FALSE(write(9'007'199'254'740'994));
    CHECK_FALSE(write(std::numeric_limits<double>::infinity()));
    CHECK_FALSE(write(LocalDate{std::chrono::sys_days{std::chrono::year{1899} / 12 / 31}}));
    for (const std::string name : {"", "Datos", "a/b", "x[1]", "0123456789012345678901234567890x"}) {
        CAPTURE(name);
        CHECK_FALSE(writer->sheet(name, header).has_value());
    }
}

TEST_CASE("a folder that is not there is a problem, not a crash") {
    CHECK(XlsxWriter::create("/nowhere/x.xlsx").error().code == ProblemCode::io_failed);
}

TEST_SUITE_END();
