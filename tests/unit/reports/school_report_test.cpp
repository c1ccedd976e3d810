#include "report_words.h"
#include "report_world.h"

#include <set>
#include <sstream>

using namespace minka;
using namespace minka::test;
using reports::Audience;

namespace {

std::int64_t whole(const std::string& cell) {
    REQUIRE_MESSAGE((!cell.empty() && cell.find_first_not_of("0123456789") == std::string::npos), cell);
    return std::stoll(cell);
}

/// Per cent with one decimal, half up, in whole numbers.
std::string percent(std::int64_t n, std::int64_t total) {
    const auto tenths = (2 * n * 1000 + total) / (2 * total);
    return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10);
}

}  // namespace

TEST_CASE("a report on schools is a page and its tables, and every percentage is n of N") {
    on_both_engines(measurement_migrations, [](ScratchDatabase& scratch) {
        SchoolProgramme programme(scratch);
        const auto folder = programme.written(report_options(), "informe");
        const auto files = files_in(folder);
        REQUIRE(files.contains("informe.html"));
        CHECK(files.size() >= 12);
        std::size_t shares = 0;
        for (const auto& [name, text] : files) {
            if (!name.ends_with(".csv")) {
                continue;
            }
            CAPTURE(name);
            const auto rows = csv_rows(folder / name);
            for (std::size_t column = 2; column < rows[0].size(); ++column) {
                if (!rows[0][column].ends_with("(%)")) {
                    continue;
                }
                for (std::size_t row = 1; row < rows.size(); ++row) {
                    const auto& cells = rows[row];
                    if (cells[column].empty() || cells[column] == "reservado" || cells[column - 1].empty()) {
                        continue;
                    }
                    ++shares;
                    CHECK(cells[column] == percent(whole(cells[column - 2]), whole(cells[column - 1])));
                }
            }
        }
        CHECK(shares > 20);
    });
}

TEST_CASE("the sum of the departments is the total, and page and CSV say the same") {
    on_both_engines(measurement_migrations, [](ScratchDatabase& scratch) {
        SchoolProgramme programme(scratch);
        const auto folder = programme.written(report_options(), "informe");
        const auto rows = csv_rows(folder / "escuelas-por-departamento.csv");
        CHECK(row_of(rows, "Antioquia") == std::vector<std::string>{"Antioquia", "12", "12", "100.0"});
        CHECK(row_of(rows, "Chocó") == std::vector<std::string>{"Chocó", "2", "2", "100.0"});
        CHECK(row_of(rows, "Nariño") == std::vector<std::string>{"Nariño", "3", "3", "100.0"});
        // 12 + 2 + 3 = 17; of them 2 + 3 in municipalities that are PDET.
        CHECK(row_of(rows, "Total") == std::vector<std::string>{"Total", "17", "17", "100.0"});
        CHECK(row_of(csv_rows(folder / "escuelas-pdet.csv"), "Municipios PDET")[1] == "5");
        const auto page = text_of(folder / "informe.html");
        CHECK(page.find("100,0 % (17/17)") != std::string::npos);
        CHECK(page.find("100.0 %") == std::string::npos);
        // Answers: 12 x 12 + 2 x 4 + 3 x 12 = 188 teachers of 188 + 17 x 2 = 222. 188 / 222 = 84.68... %.
        const auto responses = csv_rows(folder / "respuestas-por-toma.csv");
        CHECK(row_of(responses, "Docentes")[2] == "188");
        CHECK(row_of(responses, "Docentes")[3] == "222");
        CHECK(row_of(responses, "Docentes")[4] == "84.7");
        CHECK(page.find("84,7 % (188/222)") != std::string::npos);
    });
}

TEST_CASE("a parent count of zero is a zero, and what a source declares stands beside it") {
    on_both_engines(measurement_migrations, [](ScratchDatabase& scratch) {
        SchoolProgramme programme(scratch);
        const auto folder = programme.written(report_options(), "informe");
        CHECK(row_of(csv_rows(folder / "conteos.csv"), "Madres, padres y cuidadores")[1] == "0");
        const auto claims = csv_rows(folder / "declarado-y-registrado.csv");
        bool found = false;
        for (const auto& row : claims) {
            if (row[0] == "Escuelas" && row[1].starts_with("450")) {
                found = true;
                CHECK(row[3] == "17");
            }
        }
        CHECK(found);
    });
}

TEST_CASE("the same report made again is the same to the byte and the same release") {
    on_both_engines(measurement_migrations, [](ScratchDatabase& scratch) {
        SchoolProgramme programme(scratch);
        const auto first = files_in(programme.written(report_options(), "uno"));
        scratch.clock.advance(3'600'000'000);
        const auto second = files_in(programme.written(report_options(), "dos"));
        CHECK(first == second);
        CHECK(programme.world.number("SELECT count(*) FROM data_release WHERE programme_id = $1") == 1);
    });
}

TEST_CASE("both languages have the same tables with the same numbers") {
    on_both_engines(measurement_migrations, [](ScratchDatabase& scratch) {
        SchoolProgramme programme(scratch);
        const auto spanish = programme.report(report_options("es"));
        const auto english = programme.report(report_options("en"));
        const auto ours = spanish.document.tables();
        const auto theirs = english.document.tables();
        REQUIRE(ours.size() == theirs.size());
        for (std::size_t i = 0; i < ours.size(); ++i) {
            CAPTURE(ours[i]->code);
            REQUIRE(ours[i]->rows.size() == theirs[i]->rows.size());
            REQUIRE(ours[i]->columns.size() == theirs[i]->columns.size());
            for (std::size_t row = 0; row < ours[i]->rows.size(); ++row) {
                for (std::size_t column = 0; column < ours[i]->columns.size(); ++column) {
                    const auto kind = ours[i]->columns[column].kind;
                    if (kind == reports::ColumnKind::words) {
                        continue;
                    }
                    auto one = reports::csv_cells(ours[i]->rows[row][column], kind, spanish.texts);
                    auto other = reports::csv_cells(theirs[i]->rows[row][column], kind, english.texts);
                    if (one.front() != "reservado") {
                        CHECK(one == other);
                    }
                }
            }
        }
        CHECK(english.page_file == "report.html");
    });
}

TEST_CASE("the page is well formed and each anchor stands once") {
    auto scratch = make_scratch_database(On::sqlite, measurement_migrations);
    SchoolProgramme programme(*scratch);
    const auto page = text_of(programme.written(report_options(), "informe") / "informe.html");
    std::set<std::string> anchors;
    std::size_t tables = 0;
    for (const auto& element : reports::elements_of(page)) {
        CHECK_MESSAGE((element.id.empty() || anchors.insert(element.id).second), element.id);
        tables += element.name == "table" ? 1U : 0U;
    }
    CHECK(tables == files_in(programme.world.scratch.folder.path() / "informe").size() - 1);
}

TEST_CASE("the first five sentences say what a reader needs first, and no cause") {
    auto scratch = make_scratch_database(On::sqlite, measurement_migrations);
    SchoolProgramme programme(*scratch);
    const auto report = programme.report(report_options());
    const auto& summary = report.document.sections.front();
    const auto& said = std::get<reports::Sentences>(summary.blocks.front());
    REQUIRE(said.items.size() == 5);
    CHECK(said.items[0].find("100,0 % (17/17)") != std::string::npos);
    CHECK(said.items[1].find("el registro cuenta") != std::string::npos);
    CHECK(said.items[2].find("84,7 % (188/222)") != std::string::npos);
    CHECK(said.items[3].find("intervalo") != std::string::npos);
    CHECK(said.items[4].find("no por qué") != std::string::npos);
}

TEST_CASE("a waiver stands on the first page, before everything else") {
    on_both_engines(measurement_migrations, [](ScratchDatabase& scratch) {
        SchoolProgramme programme(scratch);
        auto& world = programme.world;
        std::vector<registry::Person> people;
        std::vector<registry::Role> roles;
        for (const auto role : {registry::PersonRole::director, registry::PersonRole::coordinator}) {
            registry::Person person;
            person.id = scratch.database->new_id<registry::PersonId>();
            person.name = {Bytes{1}};
            people.push_back(person);
            roles.push_back({scratch.database->new_id<registry::RoleId>(),
                             person.id,
                             role,
                             registry::PlaceKind::programme,
                             world.act.programme.uuid,
                             day("2026-01-01"),
                             {}});
        }
        programme::AgreementWaiver waiver;
        waiver.id = scratch.database->new_id<programme::AgreementWaiverId>();
        waiver.cycle_id = world.cycle.id;
        waiver.reason = "La asamblea se aplazó por la creciente del río.";
        waiver.first_signer_id = people[0].id;
        waiver.second_signer_id = people[1].id;
        waiver.first_signed_on = day("2026-02-01");
        waiver.second_signed_on = day("2026-02-03");
        must(scratch.database->write(world.act, [&](storage::Writer& writer) -> Result<> {
            MINKA_TRY(writer.create_all(people));
            MINKA_TRY(writer.create_all(roles));
            return writer.create(waiver);
        }));
        const auto page = text_of(programme.written(report_options(), "informe") / "informe.html");
        const auto place = page.find("creciente del río");
        CHECK(place < page.find("<section"));
        CHECK(page.find("Dirección del programa y Coordinación regional") != std::string::npos);
        CHECK(page.find("3 de febrero de 2026") != std::string::npos);
    });
}

TEST_CASE("made-up data is said to be so on the first page") {
    auto scratch = make_scratch_database(On::sqlite, measurement_migrations);
    SchoolProgramme programme(*scratch);
    auto options = report_options();
    CHECK(programme.report(options).document.notices.empty());
    options.demo = reports::DemoData::yes;
    REQUIRE(programme.report(options).document.notices.size() == 1);
    CHECK(programme.report(options).document.notices[0].text.find("ficticios") != std::string::npos);
}

TEST_CASE("an unknown cycle or language is a problem, and nothing is released") {
    auto scratch = make_scratch_database(On::sqlite, measurement_migrations);
    SchoolProgramme programme(*scratch);
    auto& world = programme.world;
    const auto other =
        reports::build_cycle_report(*scratch->database, *world.vault, world.act, "2031", report_options());
    REQUIRE_FALSE(other.has_value());
    CHECK(other.error().code == ProblemCode::not_found);
    const auto language = programme.try_report(report_options("qu"));
    REQUIRE_FALSE(language.has_value());
    CHECK(language.error().code == ProblemCode::not_found);
    CHECK(world.number("SELECT count(*) FROM data_release WHERE programme_id = $1") == 0);
}
