#include "report_words.h"
#include "report_world.h"

#include <algorithm>

using namespace minka;
using namespace minka::test;

namespace {

const std::string kept = "reservado";

}  // namespace

TEST_CASE("a department of eight teachers is withheld, and no sum brings it back") {
    on_both_engines(measurement_migrations, [](ScratchDatabase& scratch) {
        SchoolProgramme programme(scratch);
        const auto rows = csv_rows(programme.written(report_options(), "informe") / "indice-por-departamento.csv");
        const auto& choco = row_of(rows, "Chocó");
        REQUIRE(rows[0].size() == 5);  // place; number and mean of teachers, of heads
        CHECK(choco[1] == kept);
        CHECK(choco[2] == kept);
        // Who knows the total needs a second unknown in each column.
        for (std::size_t column = 1; column < rows[0].size(); ++column) {
            CAPTURE(rows[0][column]);
            const auto withheld =
                std::count_if(rows.begin() + 1, rows.end(), [&](const auto& row) { return row[column] == kept; });
            CHECK(withheld != 1);
        }
    });
}

TEST_CASE("no school, person or place of danger is in any file, whoever the report is for") {
    on_both_engines(measurement_migrations, [](ScratchDatabase& scratch) {
        SchoolProgramme programme(scratch);
        for (const auto audience : {reports::Audience::public_, reports::Audience::programme}) {
            auto options = report_options();
            options.audience = audience;
            const auto files =
                files_in(programme.written(options, audience == reports::Audience::public_ ? "publico" : "programa"));
            for (const auto& [name, text] : files) {
                CAPTURE(name);
                for (const auto& code : programme.codes) {
                    CHECK(text.find(code) == std::string::npos);
                }
                for (const auto& id : programme.schools) {
                    CHECK(text.find(to_string(id)) == std::string::npos);
                }
                CHECK(text.find("Escuela 205") == std::string::npos);
                CHECK(text.find("Villa ") == std::string::npos);
            }
        }
    });
}

TEST_CASE("what is withheld is counted by reason, and the reasons that protect people are one") {
    auto scratch = make_scratch_database(On::sqlite, measurement_migrations);
    SchoolProgramme programme(*scratch);
    const auto folder = programme.written(report_options(), "informe");
    const auto rows = csv_rows(folder / "cifras-reservadas.csv");
    REQUIRE(rows.size() == 2);
    CHECK(rows[1][0] == "Reservado para proteger a las personas.");
    CHECK(std::stoi(rows[1][1]) >= 2);
}

TEST_CASE("three more answers in a later report never show three people by difference") {
    on_both_engines(measurement_migrations, [](ScratchDatabase& scratch) {
        SchoolProgramme programme(scratch);
        const auto before = csv_rows(programme.written(report_options(), "antes") / "respuestas-por-toma.csv");
        scratch.clock.advance(86'400'000'000);
        programme.add_answers(0, 3);
        auto later = report_options();
        later.as_of = day("2026-10-31");
        const auto report = programme.try_report(later);
        if (!report) {
            CHECK_MESSAGE(report.error().code == ProblemCode::withheld, to_sentence(report.error()));
            return;
        }
        const auto folder = scratch.folder.path() / "despues";
        must(reports::write_cycle_report(*report, folder));
        const auto after = csv_rows(folder / "respuestas-por-toma.csv");
        // 188 teachers first; 191 later would tell of three.
        std::size_t of_teachers = 0;
        for (std::size_t i = 1; i < after.size(); ++i) {
            if (after[i][0] == "Docentes" && after[i][1] == "Toma final") {
                ++of_teachers;
                CHECK(after[i][2] == kept);
                CHECK(before[i][2] == "188");
            }
        }
        CHECK(of_teachers == 1);
        for (const auto& element : reports::elements_of(text_of(folder / "informe.html"))) {
            CHECK_MESSAGE(element.text.find("191") == std::string::npos, element.text);
        }
    });
}

TEST_CASE("an earlier report is made again as it was, also after a later one") {
    auto scratch = make_scratch_database(On::sqlite, measurement_migrations);
    SchoolProgramme programme(*scratch);
    auto options = report_options();
    const auto first = programme.report(options);
    options.known_at = first.times.known_at;
    const auto then = files_in(programme.written(options, "uno"));
    scratch->clock.advance(86'400'000'000);
    programme.add_answers(1, 12);
    auto later = report_options();
    later.as_of = day("2026-10-31");
    programme.report(later);
    const auto again = files_in(programme.written(options, "dos"));
    REQUIRE(again.size() == then.size());
    for (const auto& [name, text] : again) {
        CAPTURE(name);
        const auto& before = then.at(name);
        const auto place = static_cast<std::size_t>(std::ranges::mismatch(text, before).in1 - text.begin());
        const bool is_same = text == before;
        CHECK_MESSAGE(is_same, before.substr(place < 80 ? 0 : place - 80, 160), " became ", text.substr(place, 80));
    }
}

TEST_CASE("a school whose community forbids publication is in no figure by school") {
    auto scratch = make_scratch_database(On::sqlite, measurement_migrations);
    SchoolProgramme programme(*scratch);
    auto& world = programme.world;
    programme::CommunityAgreement agreement;
    agreement.id = scratch->database->new_id<programme::CommunityAgreementId>();
    agreement.cycle_id = world.cycle.id;
    agreement.school_id = programme.schools[2];
    agreement.authority = "Consejo comunitario";
    agreement.authority_kind = "consejo_comunitario";
    agreement.sectors = "familias=12";
    agreement.people_present = 12;
    agreement.language = "es";
    agreement.agreed_on = day("2026-02-01");
    agreement.allows_publication = false;
    agreement.proof = std::string(64, 'b');
    agreement.state = programme::AgreementState::in_force;
    agreement.state_since = day("2026-02-01");
    const auto open = text_of(programme.written(report_options(), "con") / "informe.html");
    must(scratch->database->write(world.act,
                                  [&](storage::Writer& writer) -> Result<> { return writer.create(agreement); }));
    const auto page = text_of(programme.written(report_options(), "sin") / "informe.html");
    // 15 schools have ten teachers or more in both waves; one of them is left out.
    CHECK(open.find("muestran 15 de 17") != std::string::npos);
    CHECK(page.find("muestran 14 de 17") != std::string::npos);
    CHECK(page.find("1 escuelas no aparecen por separado") != std::string::npos);
}
