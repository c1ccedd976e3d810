#include "registry/territory_import.h"

#include "unit/registry/import_support.h"

#include <doctest/doctest.h>

using namespace minka;
using namespace minka::test;
using namespace minka::registry;
using storage::Reader;

namespace {

// Three levels, the children before their parents, as registers often have them.
constexpr std::string_view cauca =
    "divipola;nombre;tipo;codigo padre\n"
    "19517;Páez;municipio;19\n"
    "19;Cauca;departamento;\n"
    "19364;Jambaló;Municipio;19\n";

struct Import {
    ScratchDatabase& scratch;
    ProgrammeId programme = scratch.database->new_id<ProgrammeId>();

    Result<ImportReport> run(std::string_view table, std::string_view mapping = "",
                             ImportOptions::Run run = ImportOptions::Run::write) {
        auto options = import_of(scratch.folder.path(), table, mapping);
        options.since = date("2024-01-01");
        options.run = run;
        return import_territories(*scratch.database, act_in(programme), options);
    }

    std::vector<Territory> recorded() {
        const auto rows = scratch.database->read(
            programme, [](Reader& reader) { return reader.all<Territory>("ORDER BY code, valid_from"); });
        REQUIRE(rows.has_value());
        std::vector<Territory> territories;
        for (const auto& row : *rows) {
            territories.push_back(row.record);
        }
        return territories;
    }
};

void on_both(const std::function<void(Import&)>& test) {
    on_both_engines(registry_migrations, [&](ScratchDatabase& scratch) {
        Import import{scratch};
        test(import);
    });
}

}  // namespace

TEST_SUITE_BEGIN("registry: territory import");

TEST_CASE("children may stand before their parents in the file") {
    on_both([](Import& import) {
        auto report = written(import.run(cauca));
        CHECK(counted(report, "territory").created == 3);
        const auto found = import.recorded();
        REQUIRE(found.size() == 3);
        CHECK(found[0].code == "19");
        CHECK(found[0].code_system == "divipola");
        CHECK(found[0].kind == TerritoryKind::department);
        CHECK(found[0].tree == TerritoryTree::civil);
        CHECK(found[0].valid_from == date("2024-01-01"));
        CHECK_FALSE(found[0].parent_id);
        CHECK(found[2].name == "Páez");
        CHECK(found[2].search_name == "paez");
        CHECK(found[2].parent_id == found[0].id);
    });
}

TEST_CASE("importing again changes nothing, and a correction changes one field") {
    on_both([](Import& import) {
        written(import.run(cauca));
        auto again = written(import.run(cauca));
        CHECK(counted(again, "territory").created == 0);
        CHECK(counted(again, "territory").changed == 0);
        CHECK(counted(again, "territory").unchanged == 3);
        auto corrected = written(import.run("divipola,nombre\n19517,Páez (Belalcázar)\n"));
        CHECK(counted(corrected, "territory").changed == 1);
        REQUIRE(corrected.changes.size() == 1);
        CHECK(corrected.changes[0].row == 2);
        REQUIRE(corrected.changes[0].fields.size() == 2);  // the name and its folded form
        CHECK(corrected.changes[0].fields[0].field == "name");
        CHECK(corrected.changes[0].fields[0].before == "Páez");
        CHECK(corrected.changes[0].fields[0].after == "Páez (Belalcázar)");
    });
}

TEST_CASE("a dry run tells what would change and writes nothing") {
    on_both([](Import& import) {
        auto report = report_of(import.run(cauca, "", ImportOptions::Run::dry));
        CHECK(counted(report, "territory").created == 3);
        CHECK_FALSE(report.was_written);
        CHECK(import.recorded().empty());
    });
}

TEST_CASE("a file of flags needs neither names nor kinds") {
    on_both([](Import& import) {
        written(import.run(cauca));
        written(
            import.run("divipola,subregion_pdet\n19517,Alto Patía y Norte del Cauca\n", "constants: {is_pdet: sí}\n"));
        const auto found = import.recorded();
        CHECK(found[2].is_pdet);
        CHECK(found[2].pdet_subregion == "Alto Patía y Norte del Cauca");
        CHECK(found[2].parent_id == found[0].id);
        CHECK_FALSE(found[1].is_pdet);
    });
}

TEST_CASE("one bad row keeps the whole file out") {
    on_both([](Import& import) {
        const auto report =
            report_of(import.run("divipola,nombre,tipo,codigo padre\n19,Cauca,departamento,\n"
                                 "19517,Páez,municipio,99\n"
                                 "9364,Jambaló,municipio,19\n"
                                 "19001,,municipio,19\n"
                                 "19022,Almaguer,aldea,19\n"
                                 "19517,Páez otra vez,municipio,19\n"));
        CHECK_FALSE(report.was_written);
        const auto lines = told(report);
        CHECK(tells(lines, "3 codigo padre 99:", "No territory has the code 99"));
        CHECK(tells(lines, "4 divipola 9364:", "it lost a zero"));
        CHECK(tells(lines, "5 nombre :", "is empty"));
        CHECK(tells(lines, "6 tipo aldea:", "municipality"));
        CHECK(tells(lines, "7  19517:", "stands in row 3 too"));
        CAPTURE(lines);
        CHECK(report.problem_count == 5);
        CHECK(import.recorded().empty());
    });
}

TEST_CASE("a loop in a tree is named") {
    on_both([](Import& import) {
        const auto lines = told(
            report_of(import.run("code,name,kind,parent_code\nA,A,red,C\nB,B,red,A\nC,C,red,B\nD,D,red,A\nE,E,red,E\n",
                                 "constants: {code_system: redes}\n")));
        REQUIRE(lines.size() == 2);
        CHECK(tells(lines, "2 parent_code C:", "A below C below B below A"));
        CHECK(tells(lines, "6 parent_code E:", "E below E"));
    });
}

TEST_CASE("a loop closed through a recorded territory is found too") {
    on_both([](Import& import) {
        const std::string_view mapping = "constants: {code_system: redes}\n";
        written(import.run("code,name,kind,parent_code\nA,A,red,\nB,B,red,A\n", mapping));
        const auto lines = told(report_of(import.run("code,parent_code\nA,B\n", mapping)));
        REQUIRE(lines.size() == 1);
        CHECK(tells(lines, "2 parent_code B:", "loop"));
    });
}

TEST_CASE("the two trees do not mix, and a territory that closed takes no child") {
    on_both([](Import& import) {
        written(
            import.run("code,code_system,name,kind,valid_from,valid_to\n"
                       "19,divipola,Cauca,departamento,2020-01-01,\n"
                       "DRE A,dre,DRE A,dre,2010-01-01,2015-01-01\n"));
        const auto lines =
            told(report_of(import.run("code,code_system,name,kind,parent_code,parent_code_system\n"
                                      "010001,ugel,UGEL Uno,ugel,19,divipola\n"
                                      "010002,ugel,UGEL Dos,ugel,DRE A,dre\n")));
        REQUIRE(lines.size() == 2);
        CHECK(tells(lines, "2 parent_code 19:", "other tree"));
        CHECK(tells(lines, "3 parent_code DRE A:", "closed on 2015-01-01"));
    });
}

TEST_CASE("a code may name two territories one after the other, not at one time") {
    on_both([](Import& import) {
        const std::string_view header = "codigo ugel,nombre,tipo,desde,hasta\n";
        written(import.run(std::string(header) +
                           "010001,UGEL Vieja,ugel,2000-01-01,2015-01-01\n010001,UGEL Nueva,ugel,2015-01-01,\n"));
        CHECK(import.recorded().size() == 2);
        auto lines = told(report_of(import.run(std::string(header) + "010001,UGEL Tercera,ugel,2020-01-01,\n")));
        REQUIRE(lines.size() == 1);
        CHECK(tells(lines, "2  010001:", "is recorded since 2015-01-01"));
        // Closing the second in the same file makes room for the third.
        written(import.run(std::string(header) +
                           "010001,UGEL Nueva,ugel,2015-01-01,2020-01-01\n010001,UGEL Tercera,ugel,2020-01-01,\n"));
        CHECK(import.recorded().size() == 3);
        lines = told(report_of(import.run(std::string(header) + "010009,X,ugel,2015-01-01,2015-01-01\n")));
        CHECK(tells(lines, "2 hasta 2015-01-01:", "must come after the start"));
    });
}

TEST_CASE("a territory cannot close above one that stands") {
    on_both([](Import& import) {
        written(import.run("code,code_system,name,kind,parent_code\nA,dre,DRE A,dre,\nB,dre,UGEL B,ugel,A\n"));
        const auto lines = told(report_of(import.run("code,code_system,valid_to\nA,dre,2025-01-01\n")));
        REQUIRE(lines.size() == 1);
        CHECK(tells(lines, "2  A:", "UGEL B still stands below it"));
    });
}

TEST_CASE("lookalikes are listed for a person and imported all the same") {
    on_both([](Import& import) {
        written(import.run(cauca));
        auto report = written(import.run(
            "divipola,nombre,tipo,codigo padre\n19999,PAEZ,municipio,19\n19998,Jambalo Alto,municipio,19\n"));
        REQUIRE(report.lookalike_count == 1);
        CHECK(report.lookalikes[0].first == "divipola 19517 Páez");
        CHECK(report.lookalikes[0].first_row == 0);
        CHECK(report.lookalikes[0].second == "divipola 19999 PAEZ");
        CHECK(report.lookalikes[0].second_row == 2);
        CHECK(import.recorded().size() == 5);
    });
}

TEST_CASE("a new territory without a date from which it stands is refused") {
    on_both([](Import& import) {
        auto options = import_of(import.scratch.folder.path(), cauca);
        const auto lines =
            told(report_of(import_territories(*import.scratch.database, act_in(import.programme), options)));
        REQUIRE(lines.size() == 1);
        CHECK(tells(lines, "0 valid_from :", "has no column for 'valid_from'"));
    });
}

TEST_SUITE_END();
