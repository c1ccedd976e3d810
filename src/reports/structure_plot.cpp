#include "reports/structure_plot.h"

#include "reports/svg_canvas.h"

#include <algorithm>
#include <cmath>

namespace minka::reports {
namespace {

constexpr double page_width = 640;
constexpr double row_height = 22;
constexpr double right_margin = 24;

/// A line through points in order.
std::string polyline(const std::vector<std::pair<double, double>>& points) {
    std::string path;
    for (const auto& [x, y] : points) {
        path += (path.empty() ? "M" : " L") + coordinate(x) + " " + coordinate(y);
    }
    return path;
}

}  // namespace

std::string draw(const LoadingPlot& plot, const NumberWords& number) {
    double least = 0;
    double widest = 0;
    double rows = 0;
    for (const auto& group : plot.factors) {
        rows += 1 + static_cast<double>(group.rows.size());
        widest = std::max(widest, text_width(group.factor, 13));
        for (const auto& row : group.rows) {
            least = std::min(least, row.loading.low);
            widest = std::max(widest, text_width(row.item, 12));
        }
    }
    if (rows == 0) {
        return {};
    }
    const double from = std::floor(least * 5) / 5;
    const double left = std::min(240.0, widest + 24);
    const auto x_of = [&](double loading) {
        return left + (std::clamp(loading, from, 1.0) - from) / (1 - from) * (page_width - left - right_margin);
    };
    SvgCanvas canvas(page_width);
    const double bottom = 8 + rows * row_height;
    canvas.rect(0, 0, page_width, bottom + 44, palette::paper);
    for (int fifth = static_cast<int>(std::lround(from * 5)); fifth <= 5; ++fifth) {
        const double x = x_of(fifth / 5.0);
        canvas.line(x, 8, x, bottom, {fifth == 0 ? palette::quiet : palette::rule, 1, fifth == 0 ? "" : "2 3"});
        canvas.text(x, bottom + 16, number(fifth / 5.0), {Anchor::middle, 11, palette::quiet, false});
    }
    double y = 8;
    for (const auto& group : plot.factors) {
        canvas.text(4, y + 15, group.factor, {Anchor::start, 12, palette::ink, true});
        y += row_height;
        for (const auto& row : group.rows) {
            const double middle = y + row_height / 2;
            canvas.text(12, middle + 4, row.item, {});
            canvas.line(x_of(row.loading.low), middle, x_of(row.loading.high), middle, {palette::lake, 2, ""});
            canvas.circle(x_of(row.loading.value), middle, 4, palette::lake, {palette::paper, 1, ""});
            y += row_height;
        }
    }
    canvas.text((left + page_width - right_margin) / 2, bottom + 34, plot.axis,
                {Anchor::middle, 12, palette::quiet, false});
    return canvas.finish(bottom + 44, plot.words.id, plot.words.title, plot.words.description);
}

std::string draw(const EigenvaluePlot& plot, const NumberWords& number) {
    if (plot.found.empty() || plot.random.size() != plot.found.size()) {
        return {};
    }
    constexpr double left = 48;
    constexpr double top = 28;
    constexpr double bottom = 280;
    const double most = std::ceil(std::max(plot.found.front(), plot.random.front()));
    const auto count = static_cast<double>(plot.found.size());
    const auto y_of = [&](double value) { return bottom - std::max(value, 0.0) / most * (bottom - top); };
    const auto x_of = [&](std::size_t place) {
        return left + (static_cast<double>(place) + 0.5) / count * (page_width - left - right_margin);
    };
    SvgCanvas canvas(page_width);
    canvas.rect(0, 0, page_width, bottom + 44, palette::paper);
    const double step = std::max(1.0, std::ceil(most / 6));
    for (double value = 0; value <= most; value += step) {
        canvas.line(left, y_of(value), page_width - right_margin, y_of(value), {palette::rule, 1, "2 3"});
        canvas.text(left - 8, y_of(value) + 4, number(value), {Anchor::end, 11, palette::quiet, false});
    }
    std::vector<std::pair<double, double>> found;
    std::vector<std::pair<double, double>> random;
    for (std::size_t place = 0; place < plot.found.size(); ++place) {
        found.emplace_back(x_of(place), y_of(plot.found[place]));
        random.emplace_back(x_of(place), y_of(plot.random[place]));
        if (plot.found.size() <= 30) {
            canvas.text(x_of(place), bottom + 16, std::to_string(place + 1),
                        {Anchor::middle, 11, palette::quiet, false});
        }
    }
    canvas.path(polyline(random), {palette::clay, 2, "6 4"});
    canvas.path(polyline(found), {palette::lake, 2, ""});
    for (std::size_t place = 0; place < found.size(); ++place) {
        canvas.diamond(random[place].first, random[place].second, 4, palette::clay, {palette::paper, 1, ""});
        canvas.circle(found[place].first, found[place].second, 4, palette::lake, {palette::paper, 1, ""});
    }
    const double legend = page_width - right_margin - 8;
    canvas.text(legend, top + 12, "● " + plot.found_name, {Anchor::end, 12, palette::lake, false});
    canvas.text(legend, top + 30, "◆ " + plot.random_name, {Anchor::end, 12, palette::clay, false});
    canvas.text(4, 14, plot.axis, {Anchor::start, 12, palette::quiet, false});
    canvas.text((left + page_width) / 2, bottom + 34, plot.across, {Anchor::middle, 12, palette::quiet, false});
    return canvas.finish(bottom + 44, plot.words.id, plot.words.title, plot.words.description);
}

}  // namespace minka::reports
