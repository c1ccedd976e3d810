#pragma once

#include "base/local_date.h"
#include "programme/report_texts.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace minka::reports {

/// A plot is drawn for the width it is read at: no text shrinks below 11 pixels on a phone.
enum class PlotWidth : std::uint8_t { page, phone };

/// What every plot carries besides its data.
struct PlotWords {
    std::string id;           ///< Unique in the page; letters, digits, "-".
    std::string title;        ///< Its name for a screen reader.
    std::string description;  ///< What it shows, in a sentence or two.
};

/// A value with its interval; an interval of no width draws none.
struct PlotEstimate {
    double value = 0;
    double low = 0;
    double high = 0;
};

/// One row a facet: where it was and where it is now, on a scale of fixed ends.
struct LadderRow {
    std::string label;
    std::optional<PlotEstimate> before;  ///< Nothing: withheld or not measured.
    std::optional<PlotEstimate> after;
};
struct LadderPlot {
    PlotWords words;
    std::string before_name;
    std::string after_name;
    std::string axis;
    std::string missing;  ///< Written in a row that has neither.
    double least = 0;
    double most = 100;
    std::vector<LadderRow> rows;
};

/// One row a facet: its change with an interval, against a line at zero.
struct ChangeRow {
    std::string label;
    std::optional<PlotEstimate> change;
    std::string beside;  ///< The figure in words, or why there is none.
};
struct ChangePlot {
    PlotWords words;
    std::string axis;
    std::vector<ChangeRow> rows;
};

/// Every school's value with its interval, ascending, without any name.
struct CaterpillarPlot {
    PlotWords words;
    std::string axis;                   ///< Of the values.
    std::string across;                 ///< Of the schools: "Escuelas".
    std::vector<PlotEstimate> schools;  ///< In any order.
};

/// n of N by row; nothing where it is withheld.
struct CoverageRow {
    std::string label;
    struct Share {
        std::int64_t n = 0;
        std::int64_t total = 0;
    };
    std::optional<Share> share;
};
struct CoveragePlot {
    PlotWords words;
    std::string missing;
    std::vector<CoverageRow> rows;
};

/// How many schools changed by how much.
struct HistogramPlot {
    PlotWords words;
    std::string axis;
    std::string across;
    std::vector<double> values;
};

/// A share of its denominator, date by date, on a scale from 0 to 100 %.
struct TrendPoint {
    LocalDate date;
    std::int64_t n = 0;
    std::int64_t total = 0;
};
struct TrendPlot {
    PlotWords words;
    std::vector<TrendPoint> points;  ///< Ascending by date.
};

/// Each gives one <svg> element without scripts or outside parts: the same plot gives the same bytes. Numbers are
/// written as the language writes them. A plot without rows is an empty string.
std::string draw(const LadderPlot& plot, PlotWidth width, const programme::ReportTexts& texts);
std::string draw(const ChangePlot& plot, PlotWidth width, const programme::ReportTexts& texts);
std::string draw(const CaterpillarPlot& plot, PlotWidth width, const programme::ReportTexts& texts);
std::string draw(const CoveragePlot& plot, PlotWidth width, const programme::ReportTexts& texts);
std::string draw(const HistogramPlot& plot, PlotWidth width, const programme::ReportTexts& texts);
std::string draw(const TrendPlot& plot, PlotWidth width, const programme::ReportTexts& texts);

/// The classes of a histogram: [from, from + step), ..., without gaps; zero is always an edge, so that no class mixes
/// schools that rose with schools that fell. `values` are finite.
struct HistogramBin {
    double from = 0;
    double to = 0;
    std::int64_t count = 0;
};
std::vector<HistogramBin> histogram_bins(const std::vector<double>& values, int wanted);

}  // namespace minka::reports
