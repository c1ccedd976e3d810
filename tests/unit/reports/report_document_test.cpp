#include "reports/report_document.h"

#include "report_words.h"

using namespace minka;
using namespace minka::reports;

TEST_CASE("a cell reads as the language writes it and stands in the CSV with a decimal point") {
    const auto texts = report_words("ser-mas-maestro", "es");
    struct Case {
        Cell cell;
        ColumnKind kind;
        std::string shown;
        std::vector<std::string> plain;
    };
    const std::vector<Case> cases{
        {NoFigure{}, ColumnKind::number, "—", {""}},
        {std::string("Meta"), ColumnKind::words, "Meta", {"Meta"}},
        {Count{100000}, ColumnKind::number, "100.000", {"100000"}},
        {Amount{-2.345, 2}, ColumnKind::number, "−2,35", {"-2.35"}},
        {Amount{-0.001, 1}, ColumnKind::number, "0,0", {"0.0"}},
        {programme::Share{185, 220}, ColumnKind::share, "84,1 % (185/220)", {"185", "220", "84.1"}},
        {programme::Share{0, 0}, ColumnKind::share, "sin denominador (0/0)", {"0", "0", ""}},
        {Span{-1, 2.5, 1}, ColumnKind::span, "de −1,0 a 2,5", {"-1.0", "2.5"}},
        {Bound{5, 0, Bound::Side::below, Bound::Unit::percent},
         ColumnKind::share,
         "< 5 %",
         {"reservado", "reservado", "<5"}},
        {Bound{0.001, 3}, ColumnKind::number, "< 0,001", {"<0.001"}},
        {*LocalDate::of(2026, 5, 3), ColumnKind::date, "3 de mayo de 2026", {"2026-05-03"}},
        {Withheld{"withheld.protects_people"}, ColumnKind::share, "reservado", {"reservado", "reservado", "reservado"}},
    };
    for (const auto& c : cases) {
        CAPTURE(c.shown);
        CHECK(shown_text(c.cell, texts) == c.shown);
        CHECK(csv_cells(c.cell, c.kind, texts) == c.plain);
    }
}

TEST_CASE("a table becomes a CSV with one column for each number") {
    const auto texts = report_words("ser-mas-maestro", "es");
    ReportTable table{"equipos",
                      "Equipos",
                      {{"Lugar", ColumnKind::words}, {"Valor", ColumnKind::share}, {"Intervalo", ColumnKind::span}},
                      {{std::string("=1+1, \"x\""), programme::Share{1, 3}, Span{0.5, 1, 1}}}};
    const auto csv = table_csv(table, texts, CsvMark::none);
    REQUIRE(csv.has_value());
    // 1/3 = 33.33...; a text that a spreadsheet would run is defused with an apostrophe.
    CHECK(*csv ==
          "Lugar,Valor (n),Valor (N),Valor (%),Intervalo (desde),Intervalo (hasta)\r\n"
          "\"'=1+1, \"\"x\"\"\",1,3,33.3,0.5,1.0\r\n");
    const auto marked = table_csv(table, texts, CsvMark::byte_order_mark);
    REQUIRE(marked.has_value());
    CHECK(*marked == "\xEF\xBB\xBF" + *csv);
}
