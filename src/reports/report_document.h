#pragma once

#include "base/local_date.h"
#include "programme/report_texts.h"
#include "programme/share_text.h"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace minka::reports {

/// What a cell of a table holds. A page writes it as its language does, a CSV with a decimal point and one column for
/// each number: both from the same value, so that they cannot differ.
struct Count {
    std::int64_t value = 0;
};
struct Amount {
    double value = 0;
    int decimals = 1;
};
struct Span {
    double low = 0;
    double high = 0;
    int decimals = 1;
};
/// A value told only as below or above a limit: a share near 0 or 100 % that privacy codes, a very small p.
struct Bound {
    double limit = 0;
    int decimals = 0;
    enum class Side : std::uint8_t { below, above } side{};
    enum class Unit : std::uint8_t { plain, percent } unit{};
};
/// There is a figure and it is not shown; `reason` is the phrase that says why.
struct Withheld {
    std::string reason;
};
/// There is no figure: not measured, not defined.
struct NoFigure {};

using Cell = std::variant<NoFigure, std::string, Count, Amount, programme::Share, Span, Bound, LocalDate, Withheld>;

enum class ColumnKind : std::uint8_t { words, number, share, span, date };

struct Column {
    std::string heading;
    ColumnKind kind = ColumnKind::words;
};

/// A table of the page and, under `code`, a CSV file of its own.
struct ReportTable {
    std::string code;  ///< File name without its end: "cobertura" or "coverage"; also its anchor in the page.
    std::string caption;
    std::vector<Column> columns;
    std::vector<std::vector<Cell>> rows;  ///< Each as long as `columns`.
    bool last_row_is_total = false;
};

struct Paragraph {
    std::string text;
};
/// What must not be overlooked: a waiver, made-up data.
struct Notice {
    std::string text;
};
struct Sentences {
    std::vector<std::string> items;
    bool numbered = false;
};
struct Heading {
    std::string text;
};
/// A plot, drawn for a page and for a phone.
struct Figure {
    std::string caption;
    std::string page_svg;
    std::string phone_svg;
};
/// A few figures to be read at a glance.
struct KeyFigures {
    struct Item {
        Cell cell;
        std::string label;
    };
    std::vector<Item> items;
};
/// Terms with their text: a sheet.
struct Definitions {
    struct Item {
        std::string term;
        std::string text;
        std::string beside;  ///< A remark set apart; empty when none.
    };
    std::vector<Item> items;
};

using Block = std::variant<Paragraph, Notice, Sentences, Heading, Figure, KeyFigures, Definitions, ReportTable>;

struct Section {
    std::string id;  ///< Anchor.
    std::string heading;
    std::vector<Block> blocks;
};

/// A whole report before it is written: what is said, in order, without any markup.
struct ReportDocument {
    std::string language;
    std::string programme;
    std::string title;
    std::vector<std::string> under_title;
    std::vector<Notice> notices;  ///< On the first page, before all else.
    std::vector<Section> sections;
    std::string foot;
    bool is_one_sheet = false;  ///< Prints on one page: set closer, and without a list of its sections.

    std::vector<const ReportTable*> tables() const;
};

/// "84,1 % (185/220)", "reservado", "de 1,2 a 3,4", "2026-03-04" as "4 de marzo de 2026"; no figure is "—".
std::string shown_text(const Cell& cell, const programme::ReportTexts& texts);

/// The columns a CSV has for a column, and the cells for a cell: a share is n, N and per cent with one decimal.
std::vector<std::string> csv_headings(const Column& column, const programme::ReportTexts& texts);
std::vector<std::string> csv_cells(const Cell& cell, ColumnKind kind, const programme::ReportTexts& texts);

enum class CsvMark : std::uint8_t { none, byte_order_mark };

/// The table as RFC 4180. Problems: those of the writer.
Result<std::string> table_csv(const ReportTable& table, const programme::ReportTexts& texts, CsvMark mark);

}  // namespace minka::reports
