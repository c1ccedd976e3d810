#pragma once

#include "reports/svg_plot.h"

#include <string>
#include <vector>

namespace minka::reports {

/// One line over the axis.
struct Curve {
    std::string name;             ///< Written beside its highest point.
    std::vector<double> heights;  ///< One for each place, finite, from 0.
};

/// Lines over one axis: the categories of an item, the information of a scale. They differ by dashes and by the name at
/// their peaks, since colours do not print.
struct CurvePlot {
    PlotWords words;
    std::string axis;            ///< Of the places.
    std::string across;          ///< Of the heights.
    std::vector<double> places;  ///< Ascending, two at least.
    double most = 0;             ///< Of the heights; 0: whole steps above the highest.
    std::vector<Curve> curves;
};

/// As the others of svg_plot.h; without curves an empty string.
std::string draw(const CurvePlot& plot, PlotWidth width, const programme::ReportTexts& texts);

}  // namespace minka::reports
