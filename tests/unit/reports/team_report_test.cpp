#include "report_words.h"
#include "report_world.h"

using namespace minka;
using namespace minka::test;

TEST_CASE("the share of the target and of the register stand side by side") {
    on_both_engines(measurement_migrations, [](ScratchDatabase& scratch) {
        TeamProgramme programme(scratch);
        const auto folder = programme.written(report_options(), "informe");
        const auto page = text_of(folder / "informe.html");
        // 16 of the 19 listed: 84.21...; 17 of the 20 in the register: 85.
        CHECK(page.find("84,2 % (16/19)") != std::string::npos);
        CHECK(page.find("85,0 % (17/20)") != std::string::npos);
        const auto lists = csv_rows(folder / "equipos-por-lista.csv");
        CHECK(row_of(lists, "UGEL focalizadas")[3] == "16");
        CHECK(row_of(lists, "UGEL focalizadas")[4] == "19");
        // The source's 84 % is no count, and stands beside the share that is recorded.
        const auto claim = csv_rows(folder / "declarado-y-registrado.csv").at(1);
        CHECK(claim[1].starts_with("cerca de 84 %"));
        CHECK(claim[3] == "16");
        CHECK(claim[4] == "19");
    });
}

TEST_CASE("the directorates add up, and constituted teams need a resolution in force at the date") {
    on_both_engines(measurement_migrations, [](ScratchDatabase& scratch) {
        TeamProgramme programme(scratch);
        auto options = report_options();
        const auto rows = csv_rows(programme.written(options, "septiembre") / "equipos-por-region.csv");
        std::int64_t n = 0;
        std::int64_t total = 0;
        for (std::size_t i = 1; i + 1 < rows.size(); ++i) {
            n += std::stoll(rows[i][1]);
            total += std::stoll(rows[i][2]);
        }
        CHECK(std::stoll(rows.back()[1]) == n);
        CHECK(std::stoll(rows.back()[2]) == total);
        // Every fifth resolution ends on 1 November: of the 17, places 5, 10, 15, 20 (20 has none): counted below.
        options.as_of = day("2026-11-01");
        const auto later = csv_rows(programme.written(options, "noviembre") / "equipos-por-lista.csv");
        CHECK(std::stoll(later.back()[3]) < 17);
        options.as_of = day("2026-03-09");  // the day before the first resolution
        CHECK(csv_rows(programme.written(options, "marzo") / "equipos-por-lista.csv").back()[3] == "0");
    });
}

TEST_CASE("resolutions about to end are listed for the programme and only counted for the public") {
    auto scratch = make_scratch_database(On::sqlite, measurement_migrations);
    TeamProgramme programme(*scratch);
    auto options = report_options();
    CHECK(files_in(programme.written(options, "programa")).contains("resoluciones-por-vencer.csv"));
    options.audience = reports::Audience::public_;
    const auto files = files_in(programme.written(options, "publico"));
    CHECK_FALSE(files.contains("resoluciones-por-vencer.csv"));
    CHECK(files.at("informe.html").find("resoluciones vencen antes del") != std::string::npos);
}

TEST_CASE("a cycle without answers has no index, and says nothing of change") {
    auto scratch = make_scratch_database(On::sqlite, measurement_migrations);
    TeamProgramme programme(*scratch);
    const auto files = files_in(programme.written(report_options(), "informe"));
    CHECK_FALSE(files.contains("respuestas-por-toma.csv"));
    const auto& page = files.at("informe.html");
    CHECK(page.find("id=\"cambio\"") == std::string::npos);
    CHECK(page.find("id=\"etapas\"") != std::string::npos);
    static_cast<void>(reports::elements_of(page));
}
