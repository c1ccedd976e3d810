#pragma once

#include "reports/report_document.h"
#include "web/json_shape.h"

namespace minka::web {

/// A cell as the page prints it. `value`, `low` and `high` are there where it is a number, an interval or a share.
struct CellShown {
    std::string text;
    bool is_withheld = false;
    std::optional<double> value;
    std::optional<double> low;
    std::optional<double> high;
};
MINKA_JSON(CellShown, (text, is_withheld, value, low, high))

enum class ColumnShownKind { words, number, share, span, date };
BOOST_DESCRIBE_ENUM(ColumnShownKind, words, number, share, span, date)

struct ColumnShown {
    std::string heading;
    ColumnShownKind kind{};
};
MINKA_JSON(ColumnShown, (heading, kind))

struct TableShown {
    std::string code;
    std::string caption;
    std::vector<ColumnShown> columns;
    std::vector<std::vector<CellShown>> rows;
    bool last_row_is_total = false;
};
MINKA_JSON(TableShown, (code, caption, columns, rows, last_row_is_total))

struct FigureShown {
    std::string caption;
    std::string page_svg;
    std::string phone_svg;
};
MINKA_JSON(FigureShown, (caption, page_svg, phone_svg))

struct TermShown {
    std::string term;
    std::string text;
    std::string beside;
};
MINKA_JSON(TermShown, (term, text, beside))

enum class BlockKind { paragraph, notice, heading, sentences, figure, key_figures, definitions, table };
BOOST_DESCRIBE_ENUM(BlockKind, paragraph, notice, heading, sentences, figure, key_figures, definitions, table)

/// One block of a report; which member is there follows from `kind`.
struct BlockShown {
    BlockKind kind{};
    std::optional<std::string> text;                ///< Of a paragraph, notice or heading.
    std::optional<std::vector<std::string>> items;  ///< Of sentences.
    std::optional<bool> is_numbered;                ///< Of sentences.
    std::optional<std::vector<TermShown>> terms;    ///< Of definitions and key figures.
    std::optional<FigureShown> figure;
    std::optional<TableShown> table;
};
MINKA_JSON(BlockShown, (kind, text, items, is_numbered, terms, figure, table))

struct SectionShown {
    std::string id;
    std::string heading;
    std::vector<BlockShown> blocks;
};
MINKA_JSON(SectionShown, (id, heading, blocks))

struct DocumentShown {
    std::string language;
    std::string programme;
    std::string title;
    std::vector<std::string> under_title;
    std::vector<std::string> notices;
    std::vector<SectionShown> sections;
    std::string foot;
};
MINKA_JSON(DocumentShown, (language, programme, title, under_title, notices, sections, foot))

/// The report as the page has it: the same sentences, figures and cells, from the same values.
DocumentShown shown_document(const reports::ReportDocument& document, const programme::ReportTexts& texts);

}  // namespace minka::web
