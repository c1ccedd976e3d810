#include "reports/structure_plot.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

using namespace minka::reports;

namespace {

std::string number(double value) { return fmt::format("{:g}", value); }

std::size_t count_of(const std::string& text, const std::string& part) {
    std::size_t count = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) {
        ++count;
    }
    return count;
}

PlotWords words() { return {"plot", "Cargas <1>", "Qué & por qué"}; }

}  // namespace

TEST_CASE("each loading has its point and its line, under the name of its factor") {
    const LoadingPlot plot{
        words(),
        "Carga",
        {{"Calma", {{"a1", {0.8, 0.7, 0.9}}, {"a2 (R)", {-0.3, -0.5, -0.1}}}}, {"Voz", {{"b1", {1.04, 1, 1.1}}}}}};
    const auto drawing = draw(plot, number);
    CHECK(count_of(drawing, "<circle") == 3);
    CHECK(count_of(drawing, ">Calma<") == 1);
    CHECK(count_of(drawing, "Cargas &lt;1&gt;") == 1);
    CHECK(count_of(drawing, ">-0.6<") == 1);  // the axis reaches below the lowest end
    CHECK(drawing == draw(plot, number));
    CHECK(draw(LoadingPlot{words(), "Carga", {}}, number).empty());
}

TEST_CASE("eigenvalues stand beside those at random") {
    EigenvaluePlot plot{words(), "Valor", "Factores", "las respuestas", "al azar", {3.2, 1.1, 0.7}, {1.2, 1, 0.8}};
    const auto drawing = draw(plot, number);
    CHECK(count_of(drawing, "<circle") == 3);
    CHECK(count_of(drawing, ">al azar<") + count_of(drawing, "◆ al azar<") == 1);
    CHECK(count_of(drawing, ">4<") == 1);
    plot.random.pop_back();
    CHECK(draw(plot, number).empty());
}
