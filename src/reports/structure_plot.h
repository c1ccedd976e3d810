#pragma once

#include "reports/svg_plot.h"

#include <functional>
#include <string>
#include <vector>

namespace minka::reports {

/// How numbers are written on axes.
using NumberWords = std::function<std::string(double value)>;

/// Loadings of items on their factors with intervals, against lines at 0 and 1.
struct LoadingRow {
    std::string item;
    PlotEstimate loading;
};
struct LoadingGroup {
    std::string factor;
    std::vector<LoadingRow> rows;
};
struct LoadingPlot {
    PlotWords words;
    std::string axis;
    std::vector<LoadingGroup> factors;
};

/// Eigenvalues, descending, beside those of answers dealt out at random.
struct EigenvaluePlot {
    PlotWords words;
    std::string axis;         ///< Of the eigenvalues.
    std::string across;       ///< Of their places: "Factores".
    std::string found_name;   ///< Of the first line.
    std::string random_name;  ///< Of the second.
    std::vector<double> found;
    std::vector<double> random;  ///< As many.
};

/// One <svg> element each; nothing without rows.
std::string draw(const LoadingPlot& plot, const NumberWords& number);
std::string draw(const EigenvaluePlot& plot, const NumberWords& number);

}  // namespace minka::reports
