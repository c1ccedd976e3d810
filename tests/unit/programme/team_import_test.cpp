#include "programme/team_import.h"

#include "programme/resolution_draft.h"
#include "programme/territory_list.h"
#include "unit/programme/team_field.h"

#include <fstream>

using namespace minka;
using namespace minka::programme;
using namespace minka::test;
using registry::ImportReport;
using storage::Reader;
using storage::Writer;

TEST_SUITE_BEGIN("programme: imports of teams");

namespace {

struct ImportField : TeamField {
    using TeamField::TeamField;

    registry::ImportOptions file(const std::string& name, const std::string& content) {
        const auto path = scratch.folder.path() / name;
        std::ofstream(path, std::ios::binary) << content;
        registry::ImportOptions options;
        options.file = path;
        return options;
    }
    ImportReport checked(Result<ImportReport> report) {
        REQUIRE_MESSAGE(report.has_value(), sentence_of(report));
        return *std::move(report);
    }
    ImportReport teams(const std::string& content) {
        return checked(import_teams(*scratch.database, act, file("equipos.csv", content)));
    }
    ImportReport resolutions(const std::string& content) {
        return checked(import_resolutions(*scratch.database, act, file("resoluciones.csv", content), team_rules));
    }
    std::size_t count(std::string_view table) {
        return static_cast<std::size_t>(*read([&](Reader& reader) {
            return reader.value<std::int64_t>("SELECT count(*) FROM " + std::string(table) + " WHERE programme_id = $1",
                                              act.programme);
        }));
    }
};

std::string message(const ImportReport& report, std::size_t place = 0) {
    REQUIRE(report.problems.size() > place);
    const auto& found = report.problems[place];
    return std::to_string(found.row) + "|" + found.column + "|" + found.message;
}

}  // namespace

TEST_CASE("teams and resolutions come in from tables, and again without a change") {
    on_both_engines(team_schema, [](ScratchDatabase& scratch) {
        ImportField field(scratch);
        const std::string teams =
            "Código UGEL;Fecha de convocatoria;Fecha de conformación;Reactiva\n"
            "160001;01/03/2025;05/03/2025;no\n"
            "160001;01/02/2026;05/02/2026;sí\n"
            "150001;2026-03-01;;no\n";
        const auto report = field.teams(teams);
        CHECK(report.problems.empty());
        CHECK(report.was_written);
        CHECK(field.count("team") == 3);
        const std::string resolutions =
            "UGEL;Número;Fecha;Tipo;Firmante;Vigente hasta;Hash\n"
            "160001;0007-2026;15/02/2026;reactiva;Dirección;2027-02-15;" +
            scan_hash +
            "\n"
            "160001;0001-2025;10/03/2025;conforma;Dirección;;" +
            scan_hash +
            "\n"
            "150001;0003-2026;20/03/2026;conforma;Dirección;;\n";
        const auto written = field.resolutions(resolutions);
        CHECK(written.problems.empty());
        CHECK(field.count("resolution") == 3);
        const auto rows = field.read([](Reader& reader) { return reader.all<Resolution>("ORDER BY year, number"); });
        CHECK(rows[0].record.valid_to == day("2026-03-10"));  // twelve months, as the programme says
        CHECK(rows[2].record.kind == ResolutionKind::reactivates);
        CHECK(rows[2].record.previous_id == rows[0].record.id);
        CHECK(field.constituted(day("2026-01-01")) == 1);
        CHECK(field.constituted(day("2026-06-01")) == 1);  // Canta's has no scan yet
        CHECK(field.constituted(day("2027-02-15")) == 0);
        const auto again = field.resolutions(resolutions);
        CHECK(again.problems.empty());
        CHECK(again.changes.empty());
        const auto teams_again = field.teams(teams);
        CHECK(teams_again.problems.empty());
        CHECK(teams_again.changes.empty());
        CHECK(field.count("team") == 3);
        const auto scanned = field.resolutions(
            "UGEL;Número;Fecha;Tipo;Firmante;Hash\n150001;0003-2026;20/03/2026;conforma;Dirección;" + scan_hash + "\n");
        REQUIRE(scanned.changes.size() == 1);
        CHECK(field.constituted(day("2026-06-01")) == 2);
    });
}

TEST_CASE("every problem of a table of resolutions is told with its row, and then nothing is written") {
    on_both_engines(team_schema, [](ScratchDatabase& scratch) {
        ImportField field(scratch);
        auto closed = field.territory(registry::TerritoryKind::ugel, "160099", "UGEL que cerró", field.loreto.id);
        closed.valid_to = day("2026-01-01");
        field.must([&](Writer& writer) { return writer.create(closed); });
        field.teams("ugel_code,convened_on\n160001,2026-03-01\n150001,2026-03-01\n");
        const auto report = field.resolutions(
            "ugel_code,number,issued_on,kind,signatory,valid_to,scan\n"
            "160001,1,2026-02-01,conforma,Dirección,,\n"            // 2: before its team
            "160099,2,2026-02-01,conforma,Dirección,,\n"            // 3: closed
            "999999,3,2026-04-01,conforma,Dirección,,\n"            // 4: unknown
            "160002,4,2026-04-01,conforma,Dirección,,\n"            // 5: no team
            "150001,5,2026-04-01,reactiva,Dirección,,\n"            // 6: nothing to reactivate
            "160001,6,31/02/2026,conforma,Dirección,,\n"            // 7: no such date
            "160001,7,2026-04-01,conforma,Dirección,2026-04-01,\n"  // 8: ends before it begins
            "150001,8,2026-04-01,conforma,,,\n"                     // 9: nobody signs
            "160001,9,2026-04-01,conforma,Dirección,,acta.pdf\n"    // 10: no hash
            "160001,7,2026-05-01,conforma,Dirección,,\n");          // 11: number taken in row 8
        CHECK_FALSE(report.was_written);
        CHECK(field.count("resolution") == 0);
        REQUIRE(report.problems.size() == 10);
        CHECK(message(report, 0) ==
              "2|issued_on|The resolution (2026-02-01) is before its team was convened (2026-03-01); correct one of "
              "the dates.");
        CHECK(message(report, 1) ==
              "3|ugel_code|The UGEL UGEL que cerró closed on 2026-01-01; the row is of 2026-02-01.");
        CHECK(message(report, 2) ==
              "4|ugel_code|No recorded UGEL has this code; import the territories first, or correct the code.");
        CHECK(message(report, 3) == "5|issued_on|The UGEL has no team; import the teams first.");
        CHECK(message(report, 4) == "6|kind|A reactivation is linked to the earlier resolution, and there is none.");
        CHECK(message(report, 5).starts_with("7|issued_on|"));
        CHECK(message(report, 6).starts_with("8|valid_to|The validity ends (2026-04-01) before it begins"));
        CHECK(message(report, 7).starts_with("9|signatory|"));
        CHECK(message(report, 8).starts_with("10|scan|The scan is named by its hash"));
        CHECK(message(report, 9).starts_with("11|number|The UGEL has this number of this year in row 8 already"));
    });
}

TEST_CASE("a second team of a UGEL says that it reactivates, and a code that lost its zero is told") {
    on_both_engines(team_schema, [](ScratchDatabase& scratch) {
        ImportField field(scratch);
        auto amazonas = field.territory(registry::TerritoryKind::ugel, "010001", "UGEL Chachapoyas", field.lima.id);
        field.must([&](Writer& writer) { return writer.create(amazonas); });
        const auto report = field.teams(
            "ugel_code,convened_on,reactivates\n160001,2025-03-01,no\n160001,2026-03-01,no\n"
            "150001,2026-03-01,sí\n10001,2026-03-01,no\n");
        REQUIRE(report.problems.size() == 3);
        CHECK(message(report, 0) ==
              "3||The UGEL has a team convened on 2025-03-01 already; say 'sí' under reactivates when this one takes "
              "it up.");
        CHECK(message(report, 1).starts_with("4||The team reactivates, and no earlier team of its UGEL is recorded"));
        CHECK(message(report, 2).starts_with("5|ugel_code|"));
        CHECK(field.count("team") == 0);
    });
}

TEST_CASE("members come by their document, never by name, and the annex opens their names") {
    on_both_engines(team_schema, [](ScratchDatabase& scratch) {
        ImportField field(scratch);
        auto vault = privacy::Vault::unlock(*scratch.database, scratch.folder.path() / "test.key");
        REQUIRE_MESSAGE(vault.has_value(), sentence_of(vault));
        field.must([&](Writer& writer) -> Result<> {
            const std::string names[]{"Rosa <Tamani> & Cía", "Juan Pérez"};
            for (std::size_t i = 0; i < 2; ++i) {
                MINKA_TRY_ASSIGN(auto person, writer.require<registry::Person>(field.people[i].id));
                MINKA_TRY_ASSIGN(person.record.name, (*vault)->seal(writer, person.record.id.uuid, names[i]));
                MINKA_TRY(writer.change(person.record, person.version));
                MINKA_TRY_ASSIGN(const auto number,
                                 (*vault)->seal(writer, person.record.id.uuid, i == 0 ? "00112233" : "44556677"));
                MINKA_TRY(writer.create(registry::IdentityDocument{field.id<registry::IdentityDocumentId>(),
                                                                   person.record.id, "dni", number}));
            }
            return {};
        });
        field.teams("ugel_code,convened_on,formed_on\n160001,2026-03-01,2026-03-05\n");
        const auto import = [&](const std::string& content) {
            return field.checked(
                import_members(*scratch.database, **vault, field.act, field.file("integrantes.csv", content)));
        };
        const auto refused =
            import("ugel,dni,rol,invitacion,aceptacion,nombres\n160001,99999999,lidera,2026-03-02,2026-03-01,Rosa\n");
        REQUIRE(refused.problems.size() == 3);
        CHECK(refused.problems[0].code == ProblemCode::forbidden);
        const std::string members =
            "ugel,dni,rol,invitacion,aceptacion\n160001,00112233,lidera,2026-03-02,2026-03-03\n"
            "160001,44556677,integrante,2026-03-02,\n";
        CHECK(import(members).problems.empty());
        CHECK(import(members).changes.empty());
        CHECK(field.count("membership") == 2);
        const ReportTexts texts({{"date.long", "{day} de {month} de {year}"}, {"month.m3", "marzo"}});
        const auto document = field.read([&](Reader& reader) {
            return resolution_document(reader, **vault,
                                       {field.maynas.id, day("2026-03-10"), "Equipo Técnico Pedagógico", 12});
        });
        REQUIRE(document.members.size() == 1);  // who did not accept is no member
        CHECK(document.members[0].name == "Rosa <Tamani> & Cía");
        auto words = default_resolution_words();
        words.report = "Informe N.° 12 <b>";
        const auto html = resolution_html(document, words, texts);
        CHECK(html.find("Rosa &lt;Tamani&gt; &amp; Cía") != std::string::npos);
        CHECK(html.find("<b>") == std::string::npos);
        CHECK(html.find("PROYECTO") != std::string::npos);
        CHECK(html.find("<span class=\"blank\">[nombre oficial del año]</span>") != std::string::npos);
        CHECK(html.find("<strong>Conformar</strong> el Equipo Técnico Pedagógico de la UGEL Maynas.") !=
              std::string::npos);
        CHECK(html.find("por 12 meses contados desde la fecha de su emisión") != std::string::npos);
        CHECK(html.find("3 de marzo de 2026") != std::string::npos);
        CHECK(html.find("Juan") == std::string::npos);
        CHECK(html.find("http") == std::string::npos);
        for (const auto* words_of_law : {"VISTO:", "CONSIDERANDO:", "Ley N.° 28044", "011-2012-ED",
                                         "SE RESUELVE:", "Artículo 5.°-", "Regístrese y comuníquese."}) {
            CAPTURE(words_of_law);
            CHECK(html.find(words_of_law) != std::string::npos);
        }
    });
}

TEST_CASE("a list of territories is dated, sourced and never changed") {
    on_both_engines(team_schema, [](ScratchDatabase& scratch) {
        ImportField field(scratch);
        const ListHeading heading{"ugel_2022", "UGEL focalizadas", "Resumen de la estrategia", day("2022-12-31")};
        const auto import = [&](const std::string& content, const ListHeading& of) {
            return import_territory_list(*scratch.database, field.act, field.file("lista.csv", content), of);
        };
        CHECK(field.checked(import("ugel_code\n160001\n150001\n", heading)).was_written);
        CHECK(field.checked(import("ugel_code\n150001\n160001\n", heading)).problems.empty());
        CHECK(message(field.checked(import("ugel_code\n160001\n", heading)))
                  .starts_with("0||The recorded list 'ugel_2022' has other UGEL (2)"));
        CHECK(message(field.checked(import("ugel_code\n160001\n160001\n", {"otra", "Otra", "x", day("2022-12-31")})))
                  .starts_with("3|ugel_code|The UGEL stands in row 2 too"));
        auto other = heading;
        other.source = "Prensa";
        CHECK(sentence_of(import("ugel_code\n160001\n", other))
                  .find("The list 'ugel_2022' is recorded as 'UGEL focalizadas'") == 0);
        CHECK(field.count("territory_list") == 1);
        CHECK(field.count("territory_list_entry") == 2);
    });
}

TEST_CASE("assistance comes in from a table once") {
    on_both_engines(team_schema, [](ScratchDatabase& scratch) {
        ImportField field(scratch);
        const std::string visits =
            "Código UGEL,Fecha,Modalidad,Tema\n160001,10/04/2026,presencial,Plan\n160001,11/04/2026,virtual,Plan\n";
        for (int round = 0; round < 2; ++round) {
            CHECK(field
                      .checked(
                          import_assistance_visits(*scratch.database, field.act, field.file("asistencia.csv", visits)))
                      .problems.empty());
            CHECK(field.count("assistance_visit") == 2);
        }
    });
}

TEST_SUITE_END();
