#include "reports/html_page.h"

#include "documents/markup.h"
#include "reports/page_style.h"
#include "reports/svg_canvas.h"

#include <fmt/format.h>

namespace minka::reports {

namespace {

using documents::escape_attribute;
using documents::escape_markup;
using programme::ReportTexts;

/// From this many columns on a table becomes one card a row on a phone.
constexpr std::size_t wide_columns = 4;

bool is_numeric(ColumnKind kind) {
    return kind == ColumnKind::number || kind == ColumnKind::share || kind == ColumnKind::span;
}

/// A strip of woven steps, for nothing but the eye.
std::string woven_band() {
    constexpr double width = 680;
    constexpr double step = 7;
    std::string lake;
    std::string clay;
    for (double x = 0; x < width; x += 4 * step) {
        for (const auto& [offset, top] : {std::pair{0.0, step}, std::pair{step, 0.0}, std::pair{2 * step, step}}) {
            lake += fmt::format("M{} {}h{}v{}h-{}z", coordinate(x + offset), coordinate(top), coordinate(step),
                                coordinate(step), coordinate(step));
        }
        clay += fmt::format("M{} 0h{}v{}h-{}z", coordinate(x + 3 * step), coordinate(step), coordinate(step),
                            coordinate(step));
    }
    return fmt::format(
        "<svg class=\"band\" xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} 14\" "
        "preserveAspectRatio=\"xMinYMid "
        "slice\" aria-hidden=\"true\"><path d=\"{1}\" fill=\"{2}\"/><path d=\"{3}\" fill=\"{4}\"/></svg>\n",
        coordinate(width), lake, palette::lake, clay, palette::clay);
}

std::string table_cell(const ReportTable& table, std::size_t row, std::size_t column, const ReportTexts& texts) {
    const auto& cell = table.rows[row][column];
    const auto& head = table.columns[column];
    std::string classes = is_numeric(head.kind) ? "n" : "";
    if (std::holds_alternative<Withheld>(cell)) {
        classes += classes.empty() ? "kept" : " kept";
    }
    const auto* element = column == 0 ? "th" : "td";
    return fmt::format("<{0}{1}{2} data-label=\"{3}\"{4}>{5}</{0}>", element, column == 0 ? " scope=\"row\"" : "",
                       classes.empty() ? "" : " class=\"" + classes + "\"", escape_attribute(head.heading),
                       column == 0 ? " role=\"rowheader\"" : " role=\"cell\"", escape_markup(shown_text(cell, texts)));
}

struct BlockMarkup {
    const ReportTexts& texts;

    std::string operator()(const Paragraph& paragraph) const {
        return "<p>" + escape_markup(paragraph.text) + "</p>\n";
    }
    std::string operator()(const Notice& notice) const {
        return "<p class=\"notice\">" + escape_markup(notice.text) + "</p>\n";
    }
    std::string operator()(const Heading& heading) const { return "<h3>" + escape_markup(heading.text) + "</h3>\n"; }

    std::string operator()(const Sentences& sentences) const {
        if (sentences.items.empty()) {
            return {};
        }
        const auto* element = sentences.numbered ? "ol" : "ul";
        auto markup = fmt::format("<{} class=\"said\">\n", element);
        for (const auto& item : sentences.items) {
            markup += "<li>" + escape_markup(item) + "</li>\n";
        }
        return markup + fmt::format("</{}>\n", element);
    }

    std::string operator()(const Figure& figure) const {
        if (figure.page_svg.empty()) {
            return {};
        }
        return "<figure>\n<figcaption>" + escape_markup(figure.caption) + "</figcaption>\n<div class=\"page\">" +
               figure.page_svg + "</div>\n<div class=\"phone\">" + figure.phone_svg + "</div>\n</figure>\n";
    }

    std::string operator()(const KeyFigures& figures) const {
        std::string markup = "<dl class=\"keys\">\n";
        for (const auto& item : figures.items) {
            markup += "<div><dt>" + escape_markup(item.label) + "</dt><dd>" +
                      escape_markup(shown_text(item.cell, texts)) + "</dd></div>\n";
        }
        return markup + "</dl>\n";
    }

    std::string operator()(const Definitions& definitions) const {
        std::string markup = "<dl class=\"terms\">\n";
        for (const auto& item : definitions.items) {
            markup += "<div><dt>" + escape_markup(item.term) + "</dt><dd>" + escape_markup(item.text);
            if (!item.beside.empty()) {
                markup += "<span class=\"aside\">" + escape_markup(item.beside) + "</span>";
            }
            markup += "</dd></div>\n";
        }
        return markup + "</dl>\n";
    }

    std::string operator()(const ReportTable& table) const {
        auto markup = fmt::format(
            "<div class=\"table{}\" id=\"{}\">\n<table role=\"table\">\n<caption>{}</caption>\n"
            "<thead role=\"rowgroup\">\n<tr role=\"row\">",
            table.columns.size() >= wide_columns ? " wide" : "", escape_attribute(table.code),
            escape_markup(table.caption));
        for (const auto& column : table.columns) {
            markup += fmt::format("<th scope=\"col\" role=\"columnheader\"{}>{}</th>",
                                  is_numeric(column.kind) ? " class=\"n\"" : "", escape_markup(column.heading));
        }
        markup += "</tr>\n</thead>\n<tbody role=\"rowgroup\">\n";
        for (std::size_t row = 0; row < table.rows.size(); ++row) {
            const bool is_total = table.last_row_is_total && row + 1 == table.rows.size();
            markup += is_total ? "<tr role=\"row\" class=\"total\">" : "<tr role=\"row\">";
            for (std::size_t column = 0; column < table.columns.size(); ++column) {
                markup += table_cell(table, row, column, texts);
            }
            markup += "</tr>\n";
        }
        return markup + "</tbody>\n</table>\n</div>\n";
    }
};

/// The list of sections beside what they hold.
std::string section_list(const ReportDocument& document) {
    std::string list = "<div class=\"columns\">\n<nav>\n<ol>\n";
    for (const auto& section : document.sections) {
        list += fmt::format("<li><a href=\"#{}\">{}</a></li>\n", escape_attribute(section.id),
                            escape_markup(section.heading));
    }
    return list + "</ol>\n</nav>\n<main>\n";
}

}  // namespace

std::string html_page(const ReportDocument& document, const ReportTexts& texts) {
    auto page = fmt::format(
        "<!DOCTYPE html>\n<html lang=\"{0}\">\n<head>\n<meta charset=\"utf-8\"/>\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n<title>{1} · {2}</title>\n"
        "<style>{3}</style>\n</head>\n<body{5}>\n<div class=\"sheet\">\n{4}<header>\n<p class=\"programme\">{2}</p>\n"
        "<h1>{1}</h1>\n",
        escape_attribute(document.language), escape_markup(document.title), escape_markup(document.programme),
        page_style, woven_band(), document.is_one_sheet ? " class=\"one\"" : "");
    for (const auto& line : document.under_title) {
        page += "<p class=\"under\">" + escape_markup(line) + "</p>\n";
    }
    page += "</header>\n";
    const BlockMarkup markup{texts};
    for (const auto& notice : document.notices) {
        page += markup(notice);
    }
    page += document.is_one_sheet ? "<div>\n<main>\n" : section_list(document);
    for (const auto& section : document.sections) {
        page += fmt::format("<section id=\"{0}\" aria-labelledby=\"{0}-h\">\n<h2 id=\"{0}-h\">{1}</h2>\n",
                            escape_attribute(section.id), escape_markup(section.heading));
        for (const auto& block : section.blocks) {
            page += std::visit(markup, block);
        }
        page += "</section>\n";
    }
    return page + "</main>\n</div>\n<footer><p>" + escape_markup(document.foot) +
           "</p></footer>\n</div>\n</body>\n</html>\n";
}

}  // namespace minka::reports
