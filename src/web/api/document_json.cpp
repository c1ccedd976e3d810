#include "web/api/document_json.h"

namespace minka::web {

namespace {

using programme::ReportTexts;
using reports::Cell;

// The number of a cell, for a drawing; none for what is withheld or only bounded.
struct Numbers {
    CellShown& shown;

    void operator()(const reports::Count& count) const { shown.value = static_cast<double>(count.value); }
    void operator()(const reports::Amount& amount) const { shown.value = amount.value; }
    void operator()(const reports::Span& span) const {
        shown.low = span.low;
        shown.high = span.high;
    }
    void operator()(const programme::Share& share) const {
        if (share.total > 0) {
            shown.value = 100.0 * static_cast<double>(share.n) / static_cast<double>(share.total);
        }
    }
    void operator()(const reports::Withheld&) const { shown.is_withheld = true; }
    void operator()(const reports::NoFigure&) const {}
    void operator()(const std::string&) const {}
    void operator()(const reports::Bound&) const {}
    void operator()(const LocalDate&) const {}
};

CellShown shown_cell(const Cell& cell, const ReportTexts& texts) {
    CellShown shown;
    shown.text = reports::shown_text(cell, texts);
    std::visit(Numbers{shown}, cell);
    return shown;
}

ColumnShownKind kind_of(reports::ColumnKind kind) {
    switch (kind) {
        case reports::ColumnKind::words: return ColumnShownKind::words;
        case reports::ColumnKind::number: return ColumnShownKind::number;
        case reports::ColumnKind::share: return ColumnShownKind::share;
        case reports::ColumnKind::span: return ColumnShownKind::span;
        case reports::ColumnKind::date: return ColumnShownKind::date;
    }
    return ColumnShownKind::words;
}

TableShown shown_table(const reports::ReportTable& table, const ReportTexts& texts) {
    TableShown shown{table.code, table.caption, {}, {}, table.last_row_is_total};
    for (const auto& column : table.columns) {
        shown.columns.push_back({column.heading, kind_of(column.kind)});
    }
    for (const auto& row : table.rows) {
        auto& cells = shown.rows.emplace_back();
        for (const auto& cell : row) {
            cells.push_back(shown_cell(cell, texts));
        }
    }
    return shown;
}

struct ShownBlock {
    const ReportTexts& texts;

    static BlockShown of_text(BlockKind kind, const std::string& text) {
        BlockShown block;
        block.kind = kind;
        block.text = text;
        return block;
    }
    BlockShown operator()(const reports::Paragraph& block) const { return of_text(BlockKind::paragraph, block.text); }
    BlockShown operator()(const reports::Notice& block) const { return of_text(BlockKind::notice, block.text); }
    BlockShown operator()(const reports::Heading& block) const { return of_text(BlockKind::heading, block.text); }
    BlockShown operator()(const reports::Sentences& block) const {
        BlockShown shown;
        shown.kind = BlockKind::sentences;
        shown.items = block.items;
        shown.is_numbered = block.numbered;
        return shown;
    }
    BlockShown operator()(const reports::Figure& block) const {
        BlockShown shown;
        shown.kind = BlockKind::figure;
        shown.figure = FigureShown{block.caption, block.page_svg, block.phone_svg};
        return shown;
    }
    BlockShown operator()(const reports::KeyFigures& block) const {
        BlockShown shown;
        shown.kind = BlockKind::key_figures;
        shown.terms.emplace();
        for (const auto& item : block.items) {
            shown.terms->push_back({item.label, reports::shown_text(item.cell, texts), {}});
        }
        return shown;
    }
    BlockShown operator()(const reports::Definitions& block) const {
        BlockShown shown;
        shown.kind = BlockKind::definitions;
        shown.terms.emplace();
        for (const auto& item : block.items) {
            shown.terms->push_back({item.term, item.text, item.beside});
        }
        return shown;
    }
    BlockShown operator()(const reports::ReportTable& block) const {
        BlockShown shown;
        shown.kind = BlockKind::table;
        shown.table = shown_table(block, texts);
        return shown;
    }
};

}  // namespace

DocumentShown shown_document(const reports::ReportDocument& document, const ReportTexts& texts) {
    DocumentShown shown{document.language, document.programme, document.title, document.under_title, {}, {},
                        document.foot};
    for (const auto& notice : document.notices) {
        shown.notices.push_back(notice.text);
    }
    for (const auto& section : document.sections) {
        auto& part = shown.sections.emplace_back();
        part.id = section.id;
        part.heading = section.heading;
        for (const auto& block : section.blocks) {
            part.blocks.push_back(std::visit(ShownBlock{texts}, block));
        }
    }
    return shown;
}

}  // namespace minka::web
