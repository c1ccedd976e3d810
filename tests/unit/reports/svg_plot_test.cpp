#include "reports/svg_plot.h"

#include "report_words.h"

#include <algorithm>
#include <functional>

using namespace minka;
using namespace minka::reports;

namespace {

PlotWords words(std::string id) { return {std::move(id), "Título <1>", "Qué muestra & por qué"}; }

LocalDate date(int year, unsigned month, unsigned day) { return *LocalDate::of(year, month, day); }

LadderPlot ladder() {
    return {words("ladder"),
            "Línea base",
            "Cierre",
            "Puntaje",
            "reservado",
            0,
            100,
            {{"Vínculo entre docentes y estudiantes, en la escuela y en el camino", PlotEstimate{61.2, 59, 63.4},
              PlotEstimate{64, 62, 66}},
             {"Inclusión", std::nullopt, std::nullopt}}};
}

ChangePlot change() {
    return {words("change"),
            "Puntos",
            {{"Vínculos", PlotEstimate{2.8, 1.1, 4.5}, "+2,8"}, {"Seguridad", std::nullopt, "reservado"}}};
}

CaterpillarPlot caterpillar() {
    CaterpillarPlot plot{words("cat"), "Puntos", "Escuelas", {}};
    for (int i = 0; i < 120; ++i) {
        const double value = (i * 37 % 120) / 10.0 - 4;
        plot.schools.push_back({value, value - 3, value + 3});
    }
    return plot;
}

CoveragePlot coverage() {
    return {
        words("cov"),
        "reservado",
        {{"Amazonas", CoverageRow::Share{7, 9}}, {"Áncash & Cía", std::nullopt}, {"Nada", CoverageRow::Share{0, 0}}}};
}

TrendPlot trend() {
    return {words("trend"),
            {{date(2026, 1, 31), 20, 220}, {date(2026, 3, 31), 120, 220}, {date(2026, 5, 31), 185, 220}}};
}

using Draw = std::function<std::string(PlotWidth, const programme::ReportTexts&)>;

std::vector<std::pair<std::string, Draw>> all_plots() {
    return {{"ladder", [](PlotWidth w, const auto& t) { return draw(ladder(), w, t); }},
            {"change", [](PlotWidth w, const auto& t) { return draw(change(), w, t); }},
            {"caterpillar", [](PlotWidth w, const auto& t) { return draw(caterpillar(), w, t); }},
            {"coverage", [](PlotWidth w, const auto& t) { return draw(coverage(), w, t); }},
            {"histogram",
             [](PlotWidth w, const auto& t) {
                 return draw(HistogramPlot{words("histo"), "Puntos", "Escuelas", {-3.5, -1, 0.5, 2, 2.5, 8}}, w, t);
             }},
            {"trend", [](PlotWidth w, const auto& t) { return draw(trend(), w, t); }}};
}

}  // namespace

TEST_CASE("every plot is well formed, has a name and a description, and needs nothing from elsewhere") {
    const auto texts = report_words("ser-mas-maestro", "es");
    for (const auto& [name, plot] : all_plots()) {
        for (const auto width : {PlotWidth::page, PlotWidth::phone}) {
            CAPTURE(name);
            const auto svg = plot(width, texts);
            const auto elements = elements_of(svg);
            CHECK(elements[0].name == "svg");
            CHECK(elements[1].text == "Título <1>");
            CHECK(elements[2].text == "Qué muestra & por qué");
            CHECK(svg.find("script") == std::string::npos);
            CHECK(svg.find("href") == std::string::npos);
            CHECK(svg.find("nan") == std::string::npos);
            CHECK(svg.find("inf") == std::string::npos);
            for (const auto& element : elements) {
                if (element.name == "text") {
                    CHECK(std::stod(element.font_size) >= 11);
                }
            }
        }
    }
}

TEST_CASE("the same plot gives the same bytes") {
    const auto texts = report_words("apostemos", "es");
    for (const auto& [name, plot] : all_plots()) {
        CAPTURE(name);
        CHECK(plot(PlotWidth::page, texts) == plot(PlotWidth::page, texts));
        CHECK(plot(PlotWidth::page, texts) != plot(PlotWidth::phone, texts));
    }
}

TEST_CASE("numbers are written as the language writes them") {
    const auto spanish = draw(trend(), PlotWidth::page, report_words("apostemos", "es"));
    const auto english = draw(trend(), PlotWidth::page, report_words("apostemos", "en"));
    // 185 / 220 = 0.84090...
    CHECK(spanish.find("84,1 % (185/220)") != std::string::npos);
    CHECK(english.find("84.1") != std::string::npos);
    CHECK(spanish.find("84.1") == std::string::npos);
}

TEST_CASE("schools in a caterpillar stand in the order of their values, whatever their order was") {
    const auto texts = report_words("ser-mas-maestro", "es");
    auto turned = caterpillar();
    std::ranges::reverse(turned.schools);
    CHECK(draw(turned, PlotWidth::page, texts) == draw(caterpillar(), PlotWidth::page, texts));
}

TEST_CASE("what is withheld is drawn as withheld") {
    const auto texts = report_words("ser-mas-maestro", "es");
    CHECK(draw(coverage(), PlotWidth::page, texts).find("url(#cov-h)") != std::string::npos);
    CHECK(draw(ladder(), PlotWidth::phone, texts).find("reservado") != std::string::npos);
}

TEST_CASE("a plot without data is not drawn") {
    const auto texts = report_words("ser-mas-maestro", "es");
    CHECK(draw(LadderPlot{}, PlotWidth::page, texts).empty());
    CHECK(draw(ChangePlot{}, PlotWidth::page, texts).empty());
    CHECK(draw(CaterpillarPlot{}, PlotWidth::page, texts).empty());
    CHECK(draw(CoveragePlot{}, PlotWidth::page, texts).empty());
    CHECK(draw(HistogramPlot{}, PlotWidth::page, texts).empty());
    CHECK(draw(TrendPlot{}, PlotWidth::page, texts).empty());
}
