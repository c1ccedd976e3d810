#include "reports/plot_axis.h"
#include "reports/svg_canvas.h"
#include "reports/svg_plot.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace minka::reports {

namespace {

using programme::format_count;
using programme::format_number;
using programme::format_share;
using programme::ReportTexts;

constexpr double page_width = 680;
constexpr double phone_width = 320;
constexpr double label_size = 13;
constexpr double tick_size = 12;

double width_of(PlotWidth width) { return width == PlotWidth::phone ? phone_width : page_width; }

double as_part(std::int64_t n, std::int64_t total) {
    return total == 0 ? 0 : std::clamp(static_cast<double>(n) / static_cast<double>(total), 0.0, 1.0);
}

void draw_coverage_bar(SvgCanvas& canvas, const CoveragePlot& plot, const CoverageRow& row, double left, double width,
                       double top) {
    constexpr double thickness = 14;
    if (!row.share) {
        canvas.hatched(left, top, width, thickness, plot.words.id + "-h", palette::rule);
        return;
    }
    canvas.rect(left, top, width, thickness, palette::sand, {palette::quiet, 0.8, ""});
    canvas.rect(left, top, width * as_part(row.share->n, row.share->total), thickness, palette::lake);
}

}  // namespace

std::string draw(const CoveragePlot& plot, PlotWidth width, const ReportTexts& texts) {
    if (plot.rows.empty()) {
        return {};
    }
    SvgCanvas canvas(width_of(width));
    const bool is_phone = width == PlotWidth::phone;
    double beside_width = 0;
    double label_width = 0;
    std::vector<std::string> beside;
    for (const auto& row : plot.rows) {
        beside.push_back(row.share ? format_share(texts, row.share->n, row.share->total) : plot.missing);
        beside_width = std::max(beside_width, text_width(beside.back(), tick_size));
        label_width = std::max(label_width, text_width(row.label, label_size));
    }
    label_width = std::min(label_width, 230.0);
    const double left = is_phone ? 4 : label_width + 12;
    const double right = is_phone ? canvas.width() - 4 : canvas.width() - beside_width - 14;
    double y = 4;
    for (std::size_t i = 0; i < plot.rows.size(); ++i) {
        if (is_phone) {
            canvas.text(4, y + 13, plot.rows[i].label, {Anchor::start, label_size, palette::ink, false});
            y += 18;
            if (text_width(plot.rows[i].label, label_size) + beside_width + 12 > canvas.width()) {
                canvas.text(4, y + 12, beside[i], {Anchor::start, tick_size, palette::ink, false});
                y += 18;
            } else {
                canvas.text(canvas.width() - 4, y - 5, beside[i], {Anchor::end, tick_size, palette::ink, false});
            }
            draw_coverage_bar(canvas, plot, plot.rows[i], left, right - left, y);
            y += 24;
        } else {
            const auto lines = wrap_text(plot.rows[i].label, label_width + 6, label_size);
            const double block = static_cast<double>(lines.size()) * 15;
            double line_y = y + 12;
            for (const auto& line : lines) {
                canvas.text(left - 8, line_y, line, {Anchor::end, label_size, palette::ink, false});
                line_y += 15;
            }
            const double bar = y + block / 2 - 7;
            draw_coverage_bar(canvas, plot, plot.rows[i], left, right - left, bar);
            canvas.text(canvas.width() - 4, bar + 11, beside[i], {Anchor::end, tick_size, palette::ink, false});
            y += block + 7;
        }
    }
    return canvas.finish(y + 2, plot.words.id, plot.words.title, plot.words.description);
}

std::vector<HistogramBin> histogram_bins(const std::vector<double>& values, int wanted) {
    if (values.empty()) {
        return {};
    }
    const auto [least, most] = std::minmax_element(values.begin(), values.end());
    const double step = axis_range(*least, *most, wanted).step;
    const auto first = static_cast<long>(std::floor(*least / step));
    const auto last = static_cast<long>(std::floor(*most / step));
    std::vector<HistogramBin> bins;
    for (long i = first; i <= last; ++i) {
        bins.push_back({static_cast<double>(i) * step, static_cast<double>(i + 1) * step, 0});
    }
    for (const double value : values) {
        const auto place = static_cast<long>(std::floor(value / step)) - first;
        ++bins[static_cast<std::size_t>(place)].count;
    }
    return bins;
}

std::string draw(const HistogramPlot& plot, PlotWidth width, const ReportTexts& texts) {
    const bool is_phone = width == PlotWidth::phone;
    const auto bins = histogram_bins(plot.values, is_phone ? 9 : 16);
    if (bins.empty()) {
        return {};
    }
    SvgCanvas canvas(width_of(width));
    std::int64_t tallest = 1;
    for (const auto& bin : bins) {
        tallest = std::max(tallest, bin.count);
    }
    const double left = 8;
    const double right = canvas.width() - 8;
    const double top = 40;
    const double height = is_phone ? 150 : 190;
    const double bottom = top + height;
    const double stride = (right - left) / static_cast<double>(bins.size());
    canvas.text(4, 14, plot.across, {Anchor::start, tick_size, palette::ink, false});
    for (std::size_t i = 0; i < bins.size(); ++i) {
        const double x = left + static_cast<double>(i) * stride + 1;
        const double tall = height * static_cast<double>(bins[i].count) / static_cast<double>(tallest);
        if (bins[i].count > 0) {
            if (bins[i].to <= 1e-9) {
                canvas.hatched(x, bottom - tall, stride - 2, tall, plot.words.id + "-h", palette::clay);
            } else {
                canvas.rect(x, bottom - tall, stride - 2, tall, palette::lake);
            }
            canvas.text(x + stride / 2 - 1, bottom - tall - 5, format_count(texts, bins[i].count),
                        {Anchor::middle, 11, palette::ink, false});
        }
    }
    canvas.line(left, bottom, right, bottom, {palette::ink, 1, ""});
    const auto place = [&](double value) {
        return left + (value - bins.front().from) / (bins.back().to - bins.front().from) * (right - left);
    };
    const auto ticks = axis_ticks(bins.front().from, bins.back().to, is_phone ? 5 : 9);
    for (const double at : ticks.at) {
        canvas.line(place(at), bottom, place(at), bottom + 5, {palette::ink, 1, ""});
        canvas.text(std::clamp(place(at), left + 10, right - 10), bottom + 19, format_number(texts, at, ticks.decimals),
                    {Anchor::middle, tick_size, palette::quiet, false});
    }
    if (bins.front().from <= 0 && bins.back().to >= 0) {
        canvas.line(place(0), top - 16, place(0), bottom + 5, {palette::ink, 1.6, ""});
    }
    canvas.text(right, bottom + 38, plot.axis, {Anchor::end, tick_size, palette::ink, false});
    return canvas.finish(bottom + 46, plot.words.id, plot.words.title, plot.words.description);
}

namespace {

std::string month_label(const ReportTexts& texts, LocalDate date) {
    const auto& name = texts.phrase("month.m" + std::to_string(date.month()));
    std::size_t end = 0;
    for (int characters = 0; end < name.size() && characters < 3; ++characters) {
        do {
            ++end;
        } while (end < name.size() && (static_cast<unsigned char>(name[end]) & 0xC0U) == 0x80U);
    }
    return fmt::format("{} {}", name.substr(0, end), date.year());
}

}  // namespace

std::string draw(const TrendPlot& plot, PlotWidth width, const ReportTexts& texts) {
    if (plot.points.empty()) {
        return {};
    }
    const bool is_phone = width == PlotWidth::phone;
    SvgCanvas canvas(width_of(width));
    const double left = 48;
    const double right = canvas.width() - 24;
    const double top = 28;
    const double height = is_phone ? 150 : 180;
    const double bottom = top + height;
    const auto first = plot.points.front().date;
    const auto last = plot.points.back().date;
    const double span = std::max(1, days_between(first, last));
    const auto across = [&](LocalDate date) { return left + (right - left) * days_between(first, date) / span; };
    const auto up = [&](double part) { return bottom - part * height; };
    for (const int percent : {0, 25, 50, 75, 100}) {
        canvas.line(left, up(percent / 100.0), right, up(percent / 100.0), {palette::rule, 1, ""});
        canvas.text(left - 6, up(percent / 100.0) + 4, fmt::format("{} %", percent),
                    {Anchor::end, tick_size, palette::quiet, false});
    }
    std::string steps;
    for (const auto& point : plot.points) {
        const auto x = coordinate(across(point.date));
        const auto y = coordinate(up(as_part(point.n, point.total)));
        steps += (steps.empty() ? "M" : "L") + x + " " + y;
    }
    canvas.path(steps, {palette::lake, 2, ""}, "round");
    for (const auto& point : plot.points) {
        canvas.circle(across(point.date), up(as_part(point.n, point.total)), 3.5, palette::lake,
                      {palette::paper, 1, ""});
    }
    for (const auto month : month_ticks(first, last, is_phone ? 3 : 7)) {
        const double x = std::max(left, across(month));
        canvas.line(x, bottom, x, bottom + 5, {palette::ink, 1, ""});
        canvas.text(std::clamp(x, left + 10, right - 10), bottom + 19, month_label(texts, month),
                    {Anchor::middle, tick_size, palette::quiet, false});
    }
    canvas.line(left, bottom, right, bottom, {palette::ink, 1, ""});
    const auto& end = plot.points.back();
    const double end_y = up(as_part(end.n, end.total));
    canvas.text(right + 16, end_y < top + 24 ? end_y + 24 : end_y - 10, format_share(texts, end.n, end.total),
                {Anchor::end, label_size, palette::ink, true});
    return canvas.finish(bottom + 28, plot.words.id, plot.words.title, plot.words.description);
}

}  // namespace minka::reports
