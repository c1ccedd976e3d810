#include "reports/curve_plot.h"

#include <doctest/doctest.h>

using namespace minka;
using namespace minka::reports;

namespace {

const programme::ReportTexts texts({{"number.decimal_separator", ","}, {"number.thousands_separator", "."}});

CurvePlot two_lines() {
    return {{"p1", "Item & uno", "Dos categorías"},        "theta", "Probabilidad", {-1, 0, 1}, 1,
            {{"bajo", {1, 0.5, 0}}, {"alto", {0, 0.5, 1}}}};
}

}  // namespace

// The frame of a page is 48 .. 664 wide and 44 .. 264 high: place 0 is 356, height .5 is 154.
TEST_CASE("curves go through their points, each with its dashes and its name at the peak") {
    const auto svg = draw(two_lines(), PlotWidth::page, texts);
    CHECK(svg.find("M48 44L356 154L664 264") != std::string::npos);
    CHECK(svg.find("M48 264L356 154L664 44") != std::string::npos);
    CHECK(svg.find("stroke-dasharray=\"7 3\"") != std::string::npos);
    CHECK(svg.find(">bajo<") != std::string::npos);
    CHECK(svg.find(">0,5<") != std::string::npos);
    CHECK(svg.find("Item &amp; uno") != std::string::npos);
    CHECK(svg == draw(two_lines(), PlotWidth::page, texts));
}

TEST_CASE("a phone's plot is narrower, the axis of heights fits what is drawn, and no curves draw nothing") {
    auto plot = two_lines();
    plot.most = 0;
    plot.curves[0].heights = {7.3, 2, 1};
    const auto svg = draw(plot, PlotWidth::phone, texts);
    CHECK(svg.find("width=\"320\"") != std::string::npos);
    CHECK(svg.find(">8<") != std::string::npos);
    plot.curves.clear();
    CHECK(draw(plot, PlotWidth::page, texts).empty());
}
