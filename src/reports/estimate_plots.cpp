#include "reports/plot_axis.h"
#include "reports/svg_canvas.h"
#include "reports/svg_plot.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace minka::reports {

namespace {

using programme::format_number;
using programme::ReportTexts;

constexpr double page_width = 680;
constexpr double phone_width = 320;
constexpr double label_size = 13;
constexpr double tick_size = 12;
constexpr double line_height = 16;

/// A horizontal axis from `left` to `right` for values from `least` to `most`.
struct Across {
    double left = 0;
    double right = 0;
    double least = 0;
    double most = 1;

    double operator()(double value) const {
        const double share = (std::clamp(value, least, most) - least) / (most - least);
        return left + share * (right - left);
    }
};

void draw_ticks_across(SvgCanvas& canvas, const Across& axis, double top, double bottom, const AxisTicks& ticks,
                       const ReportTexts& texts) {
    for (const double at : ticks.at) {
        canvas.line(axis(at), top, axis(at), bottom, {palette::rule, 1, ""});
        canvas.text(axis(at), bottom + 16, format_number(texts, at, ticks.decimals),
                    {Anchor::middle, tick_size, palette::quiet, false});
    }
}

void draw_interval(SvgCanvas& canvas, const Across& axis, const PlotEstimate& estimate, double y,
                   std::string_view colour, std::string_view dashes) {
    if (estimate.high > estimate.low) {
        canvas.line(axis(estimate.low), y, axis(estimate.high), y, {colour, 2, dashes});
        for (const double end : {estimate.low, estimate.high}) {
            canvas.line(axis(end), y - 3.5, axis(end), y + 3.5, {colour, 2, ""});
        }
    }
}

/// Rows with their labels beside them on a page and above them on a phone.
struct RowLayout {
    double label_width = 0;
    double label_lines_height = 0;
    double height = 0;
    double centre = 0;  ///< From the top of the row.
    std::vector<std::string> label;
};

RowLayout lay_out_row(const std::string& label, PlotWidth width, double label_width, double body) {
    RowLayout row;
    const bool is_phone = width == PlotWidth::phone;
    row.label_width = is_phone ? phone_width - 8 : label_width;
    row.label = wrap_text(label, row.label_width - 8, label_size);
    row.label_lines_height = static_cast<double>(row.label.size()) * line_height;
    if (is_phone) {
        row.height = row.label_lines_height + body + 8;
        row.centre = row.label_lines_height + 4 + body / 2;
    } else {
        row.height = std::max(body, row.label_lines_height) + 8;
        row.centre = row.height / 2;
    }
    return row;
}

void draw_row_label(SvgCanvas& canvas, const RowLayout& row, double top, PlotWidth width) {
    double y = width == PlotWidth::phone ? top + 13 : top + row.centre - row.label_lines_height / 2 + 12;
    for (const auto& line : row.label) {
        canvas.text(width == PlotWidth::phone ? 4 : row.label_width - 8, y, line,
                    {width == PlotWidth::phone ? Anchor::start : Anchor::end, label_size, palette::ink, false});
        y += line_height;
    }
}

void mark_before(SvgCanvas& canvas, double x, double y) {
    canvas.circle(x, y, 5, palette::paper, {palette::clay, 2, ""});
}

void mark_after(SvgCanvas& canvas, double x, double y) {
    canvas.diamond(x, y, 6, palette::lake, {palette::lake, 1, ""});
}

double draw_ladder_legend(SvgCanvas& canvas, const LadderPlot& plot) {
    double x = 10;
    double y = 12;
    mark_before(canvas, x, y);
    canvas.text(x + 12, y + 4, plot.before_name, {Anchor::start, tick_size, palette::ink, false});
    const double second = x + 36 + text_width(plot.before_name, tick_size);
    if (second + 12 + text_width(plot.after_name, tick_size) > canvas.width()) {
        y += 20;
    } else {
        x = second;
    }
    mark_after(canvas, x, y);
    canvas.text(x + 12, y + 4, plot.after_name, {Anchor::start, tick_size, palette::ink, false});
    return y + 16;
}

void draw_ladder_row(SvgCanvas& canvas, const LadderPlot& plot, const LadderRow& row, const Across& axis,
                     double centre) {
    constexpr double apart = 6;
    if (!row.before && !row.after) {
        canvas.text(axis.left + 6, centre + 4, plot.missing, {Anchor::start, tick_size, palette::quiet, false});
        return;
    }
    if (row.before && row.after) {
        canvas.line(axis(row.before->value), centre - apart, axis(row.after->value), centre + apart,
                    {palette::quiet, 1, ""});
    }
    if (row.before) {
        draw_interval(canvas, axis, *row.before, centre - apart, palette::clay, "3 2");
        mark_before(canvas, axis(row.before->value), centre - apart);
    }
    if (row.after) {
        draw_interval(canvas, axis, *row.after, centre + apart, palette::lake, "");
        mark_after(canvas, axis(row.after->value), centre + apart);
    }
}

}  // namespace

std::string draw(const LadderPlot& plot, PlotWidth width, const ReportTexts& texts) {
    if (plot.rows.empty()) {
        return {};
    }
    const bool is_phone = width == PlotWidth::phone;
    SvgCanvas canvas(is_phone ? phone_width : page_width);
    const double label_width = is_phone ? 0 : 220;
    const Across axis{is_phone ? 12.0 : label_width + 8, canvas.width() - 16, plot.least, plot.most};
    const double top = draw_ladder_legend(canvas, plot);
    std::vector<RowLayout> rows;
    double bottom = top;
    for (const auto& row : plot.rows) {
        rows.push_back(lay_out_row(row.label, width, label_width, 26));
        bottom += rows.back().height;
    }
    draw_ticks_across(canvas, axis, top, bottom + 4, axis_ticks(plot.least, plot.most, is_phone ? 5 : 10), texts);
    double y = top;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (is_phone) {
            canvas.rect(0, y, canvas.width(), rows[i].label_lines_height + 2, palette::paper);
        }
        draw_row_label(canvas, rows[i], y, width);
        draw_ladder_row(canvas, plot, plot.rows[i], axis, y + rows[i].centre);
        y += rows[i].height;
        canvas.line(0, y, canvas.width(), y, {palette::rule, 0.5, ""});
    }
    canvas.text(axis.right, y + 38, plot.axis, {Anchor::end, tick_size, palette::ink, false});
    return canvas.finish(y + 46, plot.words.id, plot.words.title, plot.words.description);
}

namespace {

AxisRange change_range(const ChangePlot& plot, int wanted) {
    double least = 0;
    double most = 0;
    for (const auto& row : plot.rows) {
        if (row.change) {
            least = std::min({least, row.change->low, row.change->value});
            most = std::max({most, row.change->high, row.change->value});
        }
    }
    const double room = (most - least) * 0.04;
    return axis_range(least - (least < 0 ? room : 0), most + (most > 0 ? room : 0), wanted);
}

}  // namespace

std::string draw(const ChangePlot& plot, PlotWidth width, const ReportTexts& texts) {
    if (plot.rows.empty()) {
        return {};
    }
    const bool is_phone = width == PlotWidth::phone;
    SvgCanvas canvas(is_phone ? phone_width : page_width);
    const double label_width = is_phone ? 0 : 200;
    double beside_width = 0;
    for (const auto& row : plot.rows) {
        beside_width = std::max(beside_width, text_width(row.beside, tick_size) + 8);
    }
    const int wanted = is_phone ? 5 : 7;
    const auto range = change_range(plot, wanted);
    const Across axis{is_phone ? 14.0 : label_width + 8, canvas.width() - (is_phone ? 14 : beside_width + 12),
                      range.least, range.most};
    const double top = 6;
    std::vector<RowLayout> rows;
    double bottom = top;
    for (const auto& row : plot.rows) {
        const auto label = is_phone ? row.label + ": " + row.beside : row.label;
        rows.push_back(lay_out_row(label, width, label_width, 20));
        bottom += rows.back().height;
    }
    draw_ticks_across(canvas, axis, top, bottom + 4, axis_ticks(range), texts);
    double y = top;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (is_phone) {
            canvas.rect(0, y, canvas.width(), rows[i].label_lines_height + 2, palette::paper);
        }
        draw_row_label(canvas, rows[i], y, width);
        const double centre = y + rows[i].centre;
        const double lane_top = is_phone ? y + rows[i].label_lines_height + 2 : y;
        canvas.line(axis(0), lane_top, axis(0), y + rows[i].height, {palette::ink, 1.6, ""});
        if (const auto& change = plot.rows[i].change; change) {
            draw_interval(canvas, axis, *change, centre, palette::lake, "");
            mark_after(canvas, axis(change->value), centre);
        }
        if (!is_phone) {
            canvas.text(canvas.width() - 4, centre + 4, plot.rows[i].beside,
                        {Anchor::end, tick_size, palette::ink, false});
        }
        y += rows[i].height;
    }
    canvas.text(axis.right, y + 38, plot.axis, {Anchor::end, tick_size, palette::ink, false});
    return canvas.finish(y + 46, plot.words.id, plot.words.title, plot.words.description);
}

std::string draw(const CaterpillarPlot& plot, PlotWidth width, const ReportTexts& texts) {
    if (plot.schools.empty()) {
        return {};
    }
    const bool is_phone = width == PlotWidth::phone;
    SvgCanvas canvas(is_phone ? phone_width : page_width);
    auto schools = plot.schools;
    std::stable_sort(schools.begin(), schools.end(), [](const auto& a, const auto& b) { return a.value < b.value; });
    double least = 0;
    double most = 0;
    for (const auto& school : schools) {
        least = std::min({least, school.low, school.value});
        most = std::max({most, school.high, school.value});
    }
    const auto range = axis_range(least, most, 6);
    const double height = is_phone ? 220 : 280;
    const double top = 24;
    const double bottom = top + height;
    const auto up = [&](double value) { return bottom - (value - range.least) / (range.most - range.least) * height; };
    const double left = 44;
    const double right = canvas.width() - 8;
    const auto ticks = axis_ticks(range);
    for (const double at : ticks.at) {
        canvas.line(left, up(at), right, up(at), {palette::rule, 1, ""});
        canvas.text(left - 6, up(at) + 4, format_number(texts, at, ticks.decimals),
                    {Anchor::end, tick_size, palette::quiet, false});
    }
    const double stride = (right - left - 8) / static_cast<double>(schools.size());
    std::string intervals;
    std::string points;
    for (std::size_t i = 0; i < schools.size(); ++i) {
        const auto x = coordinate(left + 4 + (static_cast<double>(i) + 0.5) * stride);
        if (schools[i].high > schools[i].low) {
            intervals += "M" + x + " " + coordinate(up(schools[i].low)) + "V" + coordinate(up(schools[i].high));
        }
        points += "M" + x + " " + coordinate(up(schools[i].value)) + "h0";
    }
    const double thickness = std::clamp(stride * 0.5, 0.7, 2.0);
    if (!intervals.empty()) {
        canvas.path(intervals, {"#8fa9aa", thickness, ""});
    }
    canvas.line(left, up(0), right, up(0), {palette::ink, 1.6, ""});
    canvas.path(points, {palette::lake, std::clamp(stride * 1.6, 2.0, 6.0), ""}, "round");
    canvas.text(4, 14, plot.axis, {Anchor::start, tick_size, palette::ink, false});
    canvas.text(right, bottom + 18, plot.across, {Anchor::end, tick_size, palette::ink, false});
    return canvas.finish(bottom + 26, plot.words.id, plot.words.title, plot.words.description);
}

}  // namespace minka::reports
