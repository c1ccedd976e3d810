#include "reports/report_document.h"

#include "base/check.h"
#include "documents/csv_writer.h"

#include <fmt/format.h>

#include <cmath>
#include <sstream>

namespace minka::reports {

namespace {

using programme::ReportTexts;

constexpr std::string_view no_figure_sign = "—";

/// With a decimal point and no "-0".
std::string plain_number(double value, int decimals) {
    auto text = fmt::format("{:.{}f}", value, decimals);
    if (text.front() == '-' && text.find_first_of("123456789") == std::string::npos) {
        text.erase(0, 1);
    }
    return text;
}

std::string plain_share(const programme::Share& share) {
    const auto tenths = programme::share_in_tenths(share);
    return fmt::format("{}.{}", tenths / 10, tenths % 10);
}

struct ShownCell {
    const ReportTexts& texts;

    std::string operator()(const NoFigure&) const { return std::string(no_figure_sign); }
    std::string operator()(const std::string& words) const { return words; }
    std::string operator()(const Count& count) const { return programme::format_count(texts, count.value); }
    std::string operator()(const Amount& amount) const {
        return programme::format_number(texts, amount.value, amount.decimals);
    }
    std::string operator()(const programme::Share& share) const {
        return programme::format_share(texts, share.n, share.total);
    }
    std::string operator()(const Span& span) const {
        return texts.fill("number.interval", {{"low", programme::format_number(texts, span.low, span.decimals)},
                                              {"high", programme::format_number(texts, span.high, span.decimals)}});
    }
    std::string operator()(const Bound& bound) const {
        return fmt::format("{} {}{}", bound.side == Bound::Side::below ? "<" : ">",
                           programme::format_number(texts, bound.limit, bound.decimals),
                           bound.unit == Bound::Unit::percent ? " %" : "");
    }
    std::string operator()(const LocalDate& date) const { return programme::format_date(texts, date); }
    std::string operator()(const Withheld&) const { return texts.phrase("withheld.mark"); }
};

std::size_t csv_width(ColumnKind kind) { return kind == ColumnKind::share ? 3 : kind == ColumnKind::span ? 2 : 1; }

struct PlainCell {
    const ReportTexts& texts;
    std::size_t width;

    std::vector<std::string> filled(std::string text) const { return std::vector<std::string>(width, std::move(text)); }
    std::vector<std::string> first(std::string text) const {
        std::vector<std::string> cells(width);
        cells.front() = std::move(text);
        return cells;
    }

    std::vector<std::string> operator()(const NoFigure&) const { return filled(""); }
    std::vector<std::string> operator()(const std::string& words) const { return first(words); }
    std::vector<std::string> operator()(const Count& count) const { return first(std::to_string(count.value)); }
    std::vector<std::string> operator()(const Amount& amount) const {
        return first(plain_number(amount.value, amount.decimals));
    }
    std::vector<std::string> operator()(const programme::Share& share) const {
        MINKA_CHECK(width == 3);
        return {std::to_string(share.n), std::to_string(share.total), share.total == 0 ? "" : plain_share(share)};
    }
    std::vector<std::string> operator()(const Span& span) const {
        MINKA_CHECK(width == 2);
        return {plain_number(span.low, span.decimals), plain_number(span.high, span.decimals)};
    }
    std::vector<std::string> operator()(const Bound& bound) const {
        auto cells = filled(texts.phrase("withheld.mark"));
        cells.back() = fmt::format("{}{}", bound.side == Bound::Side::below ? "<" : ">",
                                   plain_number(bound.limit, bound.decimals));
        return cells;
    }
    std::vector<std::string> operator()(const LocalDate& date) const { return first(date.text()); }
    std::vector<std::string> operator()(const Withheld&) const { return filled(texts.phrase("withheld.mark")); }
};

}  // namespace

std::vector<const ReportTable*> ReportDocument::tables() const {
    std::vector<const ReportTable*> found;
    for (const auto& section : sections) {
        for (const auto& block : section.blocks) {
            if (const auto* table = std::get_if<ReportTable>(&block)) {
                found.push_back(table);
            }
        }
    }
    return found;
}

std::string shown_text(const Cell& cell, const ReportTexts& texts) { return std::visit(ShownCell{texts}, cell); }

std::vector<std::string> csv_headings(const Column& column, const ReportTexts& texts) {
    switch (column.kind) {
        case ColumnKind::share: return {column.heading + " (n)", column.heading + " (N)", column.heading + " (%)"};
        case ColumnKind::span:
            return {column.heading + " (" + texts.phrase("column.low") + ")",
                    column.heading + " (" + texts.phrase("column.high") + ")"};
        case ColumnKind::words:
        case ColumnKind::number:
        case ColumnKind::date: break;
    }
    return {column.heading};
}

std::vector<std::string> csv_cells(const Cell& cell, ColumnKind kind, const ReportTexts& texts) {
    return std::visit(PlainCell{texts, csv_width(kind)}, cell);
}

Result<std::string> table_csv(const ReportTable& table, const ReportTexts& texts, CsvMark mark) {
    std::ostringstream out;
    documents::CsvWriter writer(
        out, {',', mark == CsvMark::none ? documents::ByteOrderMark::no : documents::ByteOrderMark::yes});
    std::vector<std::string> line;
    for (const auto& column : table.columns) {
        for (auto& heading : csv_headings(column, texts)) {
            line.push_back(std::move(heading));
        }
    }
    MINKA_TRY(writer.row(line));
    for (const auto& row : table.rows) {
        MINKA_CHECK(row.size() == table.columns.size());
        line.clear();
        for (std::size_t i = 0; i < row.size(); ++i) {
            for (auto& cell : csv_cells(row[i], table.columns[i].kind, texts)) {
                line.push_back(std::move(cell));
            }
        }
        MINKA_TRY(writer.row(line));
    }
    MINKA_TRY(writer.finish());
    return out.str();
}

}  // namespace minka::reports
