#include "reports/curve_plot.h"

#include "base/check.h"
#include "reports/plot_axis.h"
#include "reports/svg_canvas.h"

#include <algorithm>
#include <array>

namespace minka::reports {

namespace {

constexpr double tick_size = 12;

constexpr auto strokes = std::to_array<Stroke>({{palette::lake, 2.2, ""},
                                                {palette::clay, 2.2, "7 3"},
                                                {palette::ink, 1.6, "2 3"},
                                                {palette::quiet, 2.2, "11 3 2 3"},
                                                {palette::lake, 1.2, "4 4"}});

/// Where plot coordinates lie on the canvas.
struct Frame {
    double left;
    double right;
    double top;
    double bottom;
    double first;
    double last;
    double most;

    double across(double place) const { return left + (place - first) / (last - first) * (right - left); }
    double up(double height) const { return bottom - height / most * (bottom - top); }
};

void draw_axes(SvgCanvas& canvas, const CurvePlot& plot, const Frame& frame, const AxisTicks& heights, int wanted,
               const programme::ReportTexts& texts) {
    for (const double at : heights.at) {
        canvas.line(frame.left, frame.up(at), frame.right, frame.up(at), {palette::rule, 1, ""});
        canvas.text(frame.left - 6, frame.up(at) + 4, programme::format_number(texts, at, heights.decimals),
                    {Anchor::end, tick_size, palette::quiet, false});
    }
    const auto places = axis_ticks(frame.first, frame.last, wanted);
    for (const double at : places.at) {
        canvas.line(frame.across(at), frame.bottom, frame.across(at), frame.bottom + 5, {palette::ink, 1, ""});
        canvas.text(frame.across(at), frame.bottom + 19, programme::format_number(texts, at, places.decimals),
                    {Anchor::middle, tick_size, palette::quiet, false});
    }
    canvas.line(frame.left, frame.bottom, frame.right, frame.bottom, {palette::ink, 1, ""});
    canvas.text(4, 14, plot.across, {Anchor::start, tick_size, palette::ink, false});
    canvas.text(frame.right, frame.bottom + 38, plot.axis, {Anchor::end, tick_size, palette::ink, false});
}

void draw_curve(SvgCanvas& canvas, const CurvePlot& plot, const Curve& curve, const Stroke& stroke,
                const Frame& frame) {
    std::string steps;
    for (std::size_t k = 0; k < plot.places.size(); ++k) {
        steps += (k == 0 ? "M" : "L") + coordinate(frame.across(plot.places[k])) + " " +
                 coordinate(frame.up(curve.heights[k]));
    }
    canvas.path(steps, stroke);
    const auto peak = std::ranges::max_element(curve.heights);
    const auto place = plot.places[static_cast<std::size_t>(peak - curve.heights.begin())];
    const double half = text_width(curve.name, tick_size) / 2;
    const double x = std::clamp(frame.across(place), frame.left + half, frame.right - half);
    canvas.text(x, frame.up(*peak) - 6, curve.name, {Anchor::middle, tick_size, palette::ink, true});
}

}  // namespace

std::string draw(const CurvePlot& plot, PlotWidth width, const programme::ReportTexts& texts) {
    if (plot.curves.empty()) {
        return {};
    }
    MINKA_CHECK(plot.places.size() >= 2 && plot.places.front() < plot.places.back());
    const bool is_phone = width == PlotWidth::phone;
    SvgCanvas canvas(is_phone ? 320 : 680);
    double highest = 0;
    for (const auto& curve : plot.curves) {
        MINKA_CHECK(curve.heights.size() == plot.places.size());
        highest = std::max(highest, *std::ranges::max_element(curve.heights));
    }
    const auto range = axis_range(0, plot.most > 0 ? plot.most : std::max(highest, 1e-6), 5);
    const Frame frame{
        48,        canvas.width() - 16, 44, 44 + (is_phone ? 150.0 : 220.0), plot.places.front(), plot.places.back(),
        range.most};
    draw_axes(canvas, plot, frame, axis_ticks(range), is_phone ? 5 : 9, texts);
    for (std::size_t k = 0; k < plot.curves.size(); ++k) {
        draw_curve(canvas, plot, plot.curves[k], strokes[k % strokes.size()], frame);
    }
    return canvas.finish(frame.bottom + 46, plot.words.id, plot.words.title, plot.words.description);
}

}  // namespace minka::reports
