#include "reports/svg_canvas.h"

#include "base/text.h"
#include "documents/markup.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace minka::reports {

namespace {

std::string stroke_attributes(const Stroke& stroke) {
    if (stroke.width <= 0 || stroke.colour == "none") {
        return "";
    }
    auto attributes = fmt::format(" stroke=\"{}\" stroke-width=\"{}\"", stroke.colour, coordinate(stroke.width));
    if (!stroke.dashes.empty()) {
        attributes += fmt::format(" stroke-dasharray=\"{}\"", stroke.dashes);
    }
    return attributes;
}

}  // namespace

std::string coordinate(double value) {
    const auto tenths = std::llround(value * 10);
    return tenths % 10 == 0
               ? fmt::format("{}", tenths / 10)
               : fmt::format("{}{}.{}", tenths < 0 ? "-" : "", std::llabs(tenths) / 10, std::llabs(tenths) % 10);
}

double text_width(std::string_view words, double size) {
    double ems = 0;
    for (const char byte : words) {
        const auto value = static_cast<unsigned char>(byte);
        if ((value & 0xC0U) == 0x80U) {
            continue;  // the rest of a character that was counted
        }
        const bool narrow = byte == ' ' || byte == 'i' || byte == 'l' || byte == 'j' || byte == '.' || byte == ',' ||
                            byte == 't' || byte == 'f' || byte == '(' || byte == ')' || byte == '/';
        const bool wide = byte == 'm' || byte == 'w' || byte == '%' || (byte >= 'A' && byte <= 'Z');
        ems += narrow ? 0.36 : wide ? 0.76 : 0.6;
    }
    return ems * size;
}

std::vector<std::string> wrap_text(std::string_view words, double width, double size) {
    std::vector<std::string> lines;
    for (const auto word : split(words, ' ')) {
        if (word.empty()) {
            continue;
        }
        const auto longer = lines.empty() ? std::string(word) : lines.back() + " " + std::string(word);
        if (lines.empty() || text_width(longer, size) > width) {
            lines.emplace_back(word);
        } else {
            lines.back() = longer;
        }
    }
    return lines;
}

void SvgCanvas::line(double x1, double y1, double x2, double y2, const Stroke& stroke) {
    body_ += fmt::format("<line x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\"{}/>\n", coordinate(x1), coordinate(y1),
                         coordinate(x2), coordinate(y2), stroke_attributes(stroke));
}

void SvgCanvas::rect(double x, double y, double width, double height, std::string_view fill, const Stroke& stroke) {
    body_ += fmt::format("<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"{}\"{}/>\n", coordinate(x),
                         coordinate(y), coordinate(std::max(0.0, width)), coordinate(std::max(0.0, height)), fill,
                         stroke_attributes(stroke));
}

void SvgCanvas::circle(double x, double y, double radius, std::string_view fill, const Stroke& stroke) {
    body_ += fmt::format("<circle cx=\"{}\" cy=\"{}\" r=\"{}\" fill=\"{}\"{}/>\n", coordinate(x), coordinate(y),
                         coordinate(radius), fill, stroke_attributes(stroke));
}

void SvgCanvas::diamond(double x, double y, double radius, std::string_view fill, const Stroke& stroke) {
    body_ +=
        fmt::format("<path d=\"M{} {}L{} {}L{} {}L{} {}Z\" fill=\"{}\"{}/>\n", coordinate(x), coordinate(y - radius),
                    coordinate(x + radius), coordinate(y), coordinate(x), coordinate(y + radius),
                    coordinate(x - radius), coordinate(y), fill, stroke_attributes(stroke));
}

void SvgCanvas::path(std::string_view data, const Stroke& stroke, std::string_view cap) {
    body_ +=
        fmt::format("<path d=\"{}\" fill=\"none\" stroke-linecap=\"{}\"{}/>\n", data, cap, stroke_attributes(stroke));
}

void SvgCanvas::text(double x, double y, std::string_view words, const TextStyle& style) {
    constexpr std::string_view anchors[] = {"start", "middle", "end"};
    body_ += fmt::format("<text x=\"{}\" y=\"{}\" text-anchor=\"{}\" font-size=\"{}\" fill=\"{}\"{}>{}</text>\n",
                         coordinate(x), coordinate(y), anchors[static_cast<std::size_t>(style.anchor)],
                         coordinate(std::max(11.0, style.size)), style.colour, style.bold ? " font-weight=\"700\"" : "",
                         documents::escape_markup(words));
}

void SvgCanvas::hatched(double x, double y, double width, double height, std::string_view id, std::string_view colour) {
    if (std::find(patterns_.begin(), patterns_.end(), id) == patterns_.end()) {
        patterns_.emplace_back(id);
        definitions_ += fmt::format(
            "<pattern id=\"{}\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" "
            "patternTransform=\"rotate(45)\">"
            "<rect width=\"6\" height=\"6\" fill=\"{}\"/><line x1=\"0\" y1=\"0\" x2=\"0\" y2=\"6\" stroke=\"{}\" "
            "stroke-width=\"3\"/></pattern>",
            documents::escape_attribute(id), palette::paper, colour);
    }
    rect(x, y, width, height, fmt::format("url(#{})", id), {colour, 1, ""});
}

std::string SvgCanvas::finish(double height, std::string_view id, std::string_view title,
                              std::string_view description) const {
    const auto name = documents::escape_attribute(id);
    auto text = fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" height=\"{1}\" role=\"img\" "
        "aria-labelledby=\"{2}-t {2}-d\" font-family=\"'Source Sans 3','Segoe UI',Roboto,'DejaVu "
        "Sans',Arial,sans-serif\">\n"
        "<title id=\"{2}-t\">{3}</title>\n<desc id=\"{2}-d\">{4}</desc>\n",
        coordinate(width_), coordinate(height), name, documents::escape_markup(title),
        documents::escape_markup(description));
    if (!definitions_.empty()) {
        text += "<defs>" + definitions_ + "</defs>\n";
    }
    return text + body_ + "</svg>\n";
}

}  // namespace minka::reports
