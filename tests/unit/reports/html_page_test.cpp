#include "reports/html_page.h"

#include "report_words.h"

#include <set>

using namespace minka;
using namespace minka::reports;

namespace {

ReportDocument document() {
    return {
        "es",
        "Ser Más Maestro",
        "Informe <ciclo>",
        {"Datos & fechas"},
        {{"AVISO: sin acuerdo"}},
        {{"resumen", "En pocas palabras", {Sentences{{"Una.", "Dos."}, true}, KeyFigures{{{Count{450}, "Escuelas"}}}}},
         {"cobertura",
          "Cobertura",
          {ReportTable{
               "cobertura-tabla",
               "Conteos",
               {{"Grupo"}, {"Registro", ColumnKind::number}},
               {{std::string("Docentes"), Count{4200}}, {std::string("Total"), Withheld{"withheld.protects_people"}}},
               true},
           Definitions{{{"Título", "Texto", "aparte"}}},
           Figure{"Pie", "<svg xmlns=\"http://www.w3.org/2000/svg\"></svg>",
                  "<svg xmlns=\"http://www.w3.org/2000/svg\"></svg>"}}}},
        "Programa 0.1"};
}

}  // namespace

TEST_CASE("a page is well formed and holds everything it was given") {
    const auto page = html_page(document(), report_words("ser-mas-maestro", "es"));
    const auto elements = elements_of(page);
    CHECK(page.starts_with("<!DOCTYPE html>\n<html lang=\"es\">"));
    for (const std::string part :
         {"Informe &lt;ciclo&gt;", "Datos &amp; fechas", "AVISO: sin acuerdo", "Una.", "Dos.", "450", "Docentes",
          "4.200", "reservado", "Título", "aparte", "Pie", "Programa 0.1"}) {
        CAPTURE(part);
        CHECK(page.find(part) != std::string::npos);
    }
    // A notice stands before the first section.
    CHECK(page.find("AVISO") < page.find("<section"));
}

TEST_CASE("a page needs nothing from elsewhere") {
    const auto page = html_page(document(), report_words("ser-mas-maestro", "es"));
    for (const std::string part : {"<script", "@import", "<link", "src=", "url(http", "@font-face"}) {
        CAPTURE(part);
        CHECK(page.find(part) == std::string::npos);
    }
}

TEST_CASE("every anchor of a page stands once and every table has a caption and a header") {
    const auto elements = elements_of(html_page(document(), report_words("ser-mas-maestro", "es")));
    std::set<std::string> anchors;
    std::size_t tables = 0;
    std::size_t captions = 0;
    std::size_t heads = 0;
    for (const auto& element : elements) {
        CHECK((element.id.empty() || anchors.insert(element.id).second));
        tables += element.name == "table" ? 1U : 0U;
        captions += element.name == "caption" ? 1U : 0U;
        heads += element.name == "thead" ? 1U : 0U;
    }
    CHECK(tables == 1);
    CHECK(captions == 1);
    CHECK(heads == 1);
}

TEST_CASE("the same document gives the same bytes") {
    const auto texts = report_words("ser-mas-maestro", "es");
    CHECK(html_page(document(), texts) == html_page(document(), texts));
}
