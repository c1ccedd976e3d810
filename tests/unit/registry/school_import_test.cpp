#include "registry/school_import.h"

#include "registry/territory_import.h"
#include "unit/registry/import_support.h"

#include <doctest/doctest.h>

using namespace minka;
using namespace minka::test;
using namespace minka::registry;
using storage::Reader;

namespace {

constexpr std::string_view territories =
    "code,code_system,name,kind,parent_code,valid_from,valid_to\n"
    "01,ubigeo2,Amazonas,departamento,,2000-01-01,\n"
    "0102,ubigeo2,Bagua,provincia,01,2000-01-01,\n"
    "010201,ubigeo,Imaza,distrito,,2000-01-01,\n"
    "010202,ubigeo,Aramango,distrito,,2000-01-01,\n"
    "010001,ugel,UGEL Bagua,ugel,,2000-01-01,\n"
    "010009,ugel,UGEL Antigua,ugel,,2000-01-01,2015-01-01\n";

constexpr std::string_view services =
    "codigo modular;nombre;codigo institucion;nivel;gestion;zona;ubigeo;codigo ugel;latitud;longitud\n"
    "0917864;17258;E1;Primaria;Pública - Sector Educación;rural;010201;010001;-5.26;-78.43\n"
    "1686401;17258;E1;Inicial - Jardín;Pública - Sector Educación;rural;010201;010001;-5.26;-78.43\n"
    "3975879;Isla Yamakai;;Inicial No Escolarizado;Pública;Rural;010202;010001;;\n";

struct Import {
    ScratchDatabase& scratch;
    ProgrammeId programme = scratch.database->new_id<ProgrammeId>();

    void territories_first() {
        auto options = import_of(scratch.folder.path(), territories);
        written(import_territories(*scratch.database, act_in(programme), options));
    }
    Result<ImportReport> run(std::string_view table, std::string_view mapping = "") {
        auto options = import_of(scratch.folder.path(), table, mapping);
        options.since = date("2010-01-01");
        return import_schools(*scratch.database, act_in(programme), options);
    }
    template <typename T>
    std::vector<T> recorded() {
        const auto rows = scratch.database->read(
            programme, [](Reader& reader) { return reader.all<T>("ORDER BY code, valid_from"); });
        REQUIRE(rows.has_value());
        std::vector<T> records;
        for (const auto& row : *rows) {
            records.push_back(row.record);
        }
        return records;
    }
    /// Problems of one row that is right but for what `edit` replaces.
    std::vector<std::string> with(std::string_view was, std::string_view is) {
        std::string row = "0917864;17258;E1;Primaria;Pública;rural;010201;010001;-5.26;-78.43\n";
        const auto at = row.find(was);
        REQUIRE(at != std::string::npos);
        row.replace(at, was.size(), is);
        return told(report_of(
            run("codigo modular;nombre;codigo institucion;nivel;gestion;zona;ubigeo;codigo ugel;latitud;longitud\n" +
                row)));
    }
};

void on_both(const std::function<void(Import&)>& test) {
    on_both_engines(registry_migrations, [&](ScratchDatabase& scratch) {
        Import import{scratch};
        import.territories_first();
        test(import);
    });
}

}  // namespace

TEST_SUITE_BEGIN("registry: school import");

TEST_CASE("rows with one institution are sites of one school, others are schools of their own") {
    on_both([](Import& import) {
        auto report = written(import.run(services));
        CHECK(counted(report, "school").created == 2);
        CHECK(counted(report, "site").created == 3);
        const auto schools = import.recorded<School>();
        REQUIRE(schools.size() == 2);
        CHECK(schools[0].code == "3975879");
        CHECK(schools[0].name == "Isla Yamakai");
        CHECK(schools[1].code == "E1");
        CHECK(schools[1].sector == Sector::public_);
        CHECK(schools[1].zone == Zone::rural);
        const auto sites = import.recorded<Site>();
        REQUIRE(sites.size() == 3);
        CHECK(sites[0].levels == "primary");
        CHECK(sites[0].latitude == -5.26);
        CHECK(sites[0].school_id == schools[1].id);
        CHECK(sites[1].levels == "preschool");
        CHECK(sites[1].school_id == schools[1].id);
        CHECK(sites[2].levels == "community_preschool");
        CHECK_FALSE(sites[2].latitude);
        CHECK(sites[2].valid_from == date("2010-01-01"));
    });
}

TEST_CASE("importing schools again changes nothing, a move changes one field") {
    on_both([](Import& import) {
        written(import.run(services));
        auto again = written(import.run(services));
        CHECK(counted(again, "school").unchanged == 2);
        CHECK(counted(again, "site").unchanged == 3);
        CHECK(counted(again, "school").changed + counted(again, "site").changed + counted(again, "site").created == 0);
        auto moved = written(import.run("codigo modular;ubigeo\n3975879;010201\n"));
        REQUIRE(moved.changes.size() == 1);
        REQUIRE(moved.changes[0].fields.size() == 1);
        CHECK(moved.changes[0].fields[0].field == "civil_territory_id");
        CHECK(counted(moved, "site").unchanged == 1);
    });
}

TEST_CASE("the row of the main sede decides for its school") {
    on_both([](Import& import) {
        written(
            import.run("codigo dane;nombre;codigo establecimiento;nivel;sector;zona;ubigeo\n"
                       "219517000222;Sede La Esperanza;219517000111;Primaria;oficial;rural;010202\n"
                       "219517000111;Colegio Principal;219517000111;Preescolar, Básica primaria, "
                       "Secundaria;oficial;urbana;010201\n"));
        const auto schools = import.recorded<School>();
        REQUIRE(schools.size() == 1);
        CHECK(schools[0].name == "Colegio Principal");
        CHECK(schools[0].zone == Zone::urban);
        const auto sites = import.recorded<Site>();
        REQUIRE(sites.size() == 2);
        CHECK(sites[0].levels == "preschool,primary,lower_secondary,upper_secondary");
        CHECK(sites[1].zone == Zone::rural);
    });
}

TEST_CASE("each wrong cell of a school says what to do") {
    on_both([](Import& import) {
        CHECK(tells(import.with("010001", "010009"), "2 codigo ugel 010009:", "UGEL Antigua closed on 2015-01-01"));
        CHECK(tells(import.with("010001", "010201"), "2 codigo ugel 010201:", "No recorded territory"));
        CHECK(tells(import.with("010201", "990101"), "2 ubigeo 990101:", "Import the territories first"));
        CHECK(tells(import.with("010201", "10201"), "2 ubigeo 10201:", "lost a zero"));
        CHECK(tells(import.with("0917864", "917864"), "2 codigo modular 917864:", "lost a zero"));
        CHECK(tells(import.with("Primaria", "Pimaria"), "2 nivel Pimaria:", "is not known"));
        CHECK(tells(import.with("Pública", "Pubica"), "2 gestion Pubica:", "not known"));
        CHECK(tells(import.with("rural", "lejos"), "2 zona lejos:", "urban, rural"));
        CHECK(tells(import.with("-78.43", ""), "2 longitud :", "both latitude and longitude"));
        CHECK(tells(import.with("-78.43", "-780.43"), "2 longitud -780.43:", "out of range"));
        CHECK(tells(import.with("-5.26;-78.43", "0;0"), "2 latitud 0:", "in the sea"));
        CHECK(tells(import.with("17258;", ";"), "2 nombre :", "is empty"));
        CHECK(tells(import.with("010201", ""), "2 ubigeo :", "is empty"));
        CHECK(import.with("010201", "010202").empty());
    });
}

TEST_CASE("a school whose UGEL closed after it was recorded must be given its new one") {
    on_both([](Import& import) {
        written(import.run(services));
        auto options = import_of(import.scratch.folder.path(), "codigo ugel,hasta\n010001,2026-01-01\n");
        written(import_territories(*import.scratch.database, act_in(import.programme), options));
        const auto lines = told(report_of(import.run("codigo modular;zona\n0917864;rural\n")));
        CHECK(tells(lines, "2 administration_code", "UGEL Bagua, which closed on 2026-01-01"));
    });
}

TEST_CASE("a code twice in one file is refused, one after the other is not") {
    on_both([](Import& import) {
        const std::string header = "codigo modular;nombre;nivel;gestion;zona;ubigeo;desde;hasta\n";
        const auto lines = told(report_of(import.run(
            header + "0000001;A;Primaria;Pública;rural;010201;;\n0000001;B;Primaria;Pública;rural;010201;;\n")));
        REQUIRE(lines.size() == 1);
        CHECK(tells(lines, "3 codigo modular 0000001:", "stands in row 2"));
        CHECK(import.recorded<Site>().empty());
    });
}

TEST_CASE("a school ends with its last site") {
    on_both([](Import& import) {
        written(import.run(services));
        written(import.run("codigo modular;hasta\n0917864;01/02/2026\n"));
        CHECK_FALSE(import.recorded<School>()[1].valid_to);
        written(import.run("codigo modular;hasta\n0917864;01/02/2026\n1686401;15/02/2026\n"));
        CHECK(import.recorded<School>()[1].valid_to == date("2026-02-15"));
        CHECK(import.recorded<Site>()[0].valid_to == date("2026-02-01"));
    });
}

TEST_CASE("a place may be told by names") {
    on_both([](Import& import) {
        // Districts of this small register have no province above them, so the name alone must do.
        const std::string header = "codigo modular;nombre;nivel;gestion;zona;distrito\n";
        written(import.run(header + "0000001;A;Primaria;Pública;rural;IMAZA\n"));
        const auto lines = told(report_of(import.run(header + "0000002;B;Primaria;Pública;rural;Imasa\n")));
        REQUIRE(lines.size() == 1);
        CHECK(tells(lines, "2 distrito Imasa:", "No recorded territory of this kind has this name"));
    });
}

TEST_CASE("schools that look alike in one municipality are listed, their numbers kept apart") {
    on_both([](Import& import) {
        auto report =
            written(import.run("codigo modular;nombre;nivel;gestion;zona;ubigeo\n"
                               "0000001;Escuela Rural La Esperanza;Primaria;Pública;rural;010201\n"
                               "0000002;Escuela Rural la Esperansa;Primaria;Pública;rural;010201\n"
                               "0000003;Escuela Rural La Esperanza;Primaria;Pública;rural;010202\n"
                               "0000004;Escuela 17;Primaria;Pública;rural;010201\n"
                               "0000005;Escuela 18;Primaria;Pública;rural;010201\n"));
        CHECK(counted(report, "school").created == 5);
        REQUIRE(report.lookalike_count == 1);
        CHECK(report.lookalikes[0].first_row == 2);
        CHECK(report.lookalikes[0].second_row == 3);
    });
}

TEST_SUITE_END();
