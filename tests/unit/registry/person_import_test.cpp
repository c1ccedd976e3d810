#include "registry/person_import.h"

#include "registry/person_plan.h"
#include "registry/school_import.h"
#include "registry/territory_import.h"
#include "unit/registry/import_support.h"

#include <doctest/doctest.h>

using namespace minka;
using namespace minka::test;
using namespace minka::registry;
using storage::Reader;

namespace {

constexpr std::string_view schools =
    "codigo modular;nombre;nivel;gestion;zona;ubigeo\n"
    "0000001;Uno;Primaria;Pública;rural;010201\n0000002;Dos;Primaria;Pública;rural;010201\n";

// All people here are invented.
constexpr std::string_view header =
    "nombre,tipo documento,documento,rol,codigo escuela,desde,hasta,contacto,banda de nacimiento,sexo\n";
constexpr std::string_view people =
    "Rosalba Quiñones Prueba,CC,10.000.001,rectora,0000001,2024-01-15,,600 000 0001,1970-1979,mujer\n"
    "Teófilo Yampis Ensayo,,,docente,0000001,2024-01-15,,,1980-1989,hombre\n"
    "Teófilo Yampis Ensayo,,,docente,0000002,2024-01-15,,,1980-1989,hombre\n";

struct Import {
    ScratchDatabase& scratch;
    privacy::Vault& vault;
    ProgrammeId programme = scratch.database->new_id<ProgrammeId>();

    void places_first() {
        auto land = import_of(scratch.folder.path(),
                              "code,code_system,name,kind,valid_from\n010201,ubigeo,Imaza,distrito,2000-01-01\n");
        written(import_territories(*scratch.database, act_in(programme), land));
        auto options = import_of(scratch.folder.path(), schools);
        options.since = date("2010-01-01");
        written(import_schools(*scratch.database, act_in(programme), options));
    }
    Result<ImportReport> run(const std::string& table,
                             std::string_view mapping = "constants: {school_code_system: modular}\n") {
        const auto options = import_of(scratch.folder.path(), table, mapping);
        return import_people(*scratch.database, vault, act_in(programme), options);
    }
    std::vector<std::string> problems_of(const std::string& rows) {
        return told(report_of(run(std::string(header) + rows)));
    }

    RecordedPeople recorded() {
        auto found = scratch.database->read(programme, [&](Reader& reader) { return recorded_people(reader, vault); });
        REQUIRE(found.has_value());
        return *std::move(found);
    }
    std::vector<std::string> names() {
        std::vector<std::string> list;
        for (const auto& person : recorded().people) {
            list.push_back(person.name);
        }
        std::ranges::sort(list);
        return list;
    }
};

void on_both(const std::function<void(Import&)>& test) {
    on_both_engines(registry_migrations, [&](ScratchDatabase& scratch) {
        auto vault = privacy::Vault::unlock(*scratch.database, scratch.folder.path() / "master.key");
        REQUIRE_MESSAGE(vault.has_value(), (vault ? "" : to_sentence(vault.error())));
        Import import{scratch, **vault};
        import.places_first();
        test(import);
    });
}

std::string with(std::string_view rows) { return std::string(header) + std::string(rows); }

}  // namespace

TEST_SUITE_BEGIN("registry: person import");

TEST_CASE("people, documents and roles are recorded, names sealed") {
    on_both([](Import& import) {
        auto report = written(import.run(with(people)));
        CHECK(counted(report, "person").created == 3);
        CHECK(counted(report, "identity_document").created == 1);
        CHECK(counted(report, "role").created == 3);
        CHECK(import.names() ==
              std::vector<std::string>{"Rosalba Quiñones Prueba", "Teófilo Yampis Ensayo", "Teófilo Yampis Ensayo"});
        const auto recorded = import.recorded();
        const auto found = recorded.by_document.find({"cc", "10000001"});
        REQUIRE(found != recorded.by_document.end());
        const auto& head = recorded.people[found->second];
        CHECK(head.contact == "600 000 0001");
        CHECK(head.stored.record.birth_band == "1970-1979");
        CHECK(head.stored.record.sex == Sex::female);
        const auto sealed = as_text(head.stored.record.name.bytes);
        CHECK(sealed.find("Rosalba") == std::string_view::npos);
        // Nothing in the ledger tells the name either.
        const auto ledger = import.scratch.database->read(import.programme, [](Reader& reader) {
            std::string all;
            MINKA_CHECK(reader
                            .each("SELECT changes FROM ledger",
                                  [&](const storage::Row& row) -> Result<> {
                                      all += as_text(row.get<Bytes>(0));
                                      return {};
                                  })
                            .has_value());
            return Result<std::string>(all);
        });
        REQUIRE(ledger.has_value());
        CHECK(ledger->find("Rosalba") == std::string::npos);
        CHECK(ledger->find("10000001") == std::string::npos);
        CHECK(ledger->find("1970-1979") != std::string::npos);
    });
}

TEST_CASE("importing people again changes nothing, with and without documents") {
    on_both([](Import& import) {
        written(import.run(with(people)));
        auto again = written(import.run(with(people)));
        CHECK(counted(again, "person").unchanged == 3);
        CHECK(counted(again, "person").created + counted(again, "person").changed == 0);
        CHECK(counted(again, "identity_document").created == 0);
        CHECK(counted(again, "role").unchanged == 3);
        CHECK(counted(again, "role").created == 0);
    });
}

TEST_CASE("a corrected name and the end of a role change one person and one role") {
    on_both([](Import& import) {
        written(import.run(with(people)));
        auto report =
            written(import.run(with("Rosalba Quiñones de Prueba,CC,10000001,rectora,0000001,2024-01-15,2026-01-31,600 "
                                    "000 0001,1970-1979,mujer\n")));
        CHECK(counted(report, "person").changed == 1);
        CHECK(counted(report, "role").changed == 1);
        REQUIRE(report.changes.size() == 2);
        CHECK(report.changes[0].fields.size() == 1);
        CHECK(report.changes[0].fields[0].is_sealed);
        CHECK(report.changes[0].fields[0].after.empty());
        CHECK(import.names()[0] == "Rosalba Quiñones de Prueba");
        CHECK(import.recorded().people.size() == 3);
    });
}

TEST_CASE("one person may hold several roles and have several documents") {
    on_both([](Import& import) {
        const std::string two =
            "nombre,tipo documento,documento,tipo documento 2,documento 2,rol,codigo escuela,rol del programa,desde\n";
        auto report =
            written(import.run(two + "Inocencia Prueba Dos,CE,X-55 1,DNI,44444444,docente,0000001,,2024-01-15\n"
                                     "Inocencia Prueba Dos,DNI,44444444,,,evaluadora,,sí,2025-01-15\n"));
        CHECK(counted(report, "person").created == 1);
        CHECK(counted(report, "identity_document").created == 2);
        CHECK(counted(report, "role").created == 2);
        const auto recorded = import.recorded();
        CHECK(recorded.by_document.contains({"ce", "X551"}));
        CHECK(recorded.by_document.contains({"dni", "44444444"}));
        CHECK(std::ranges::count(recorded.roles, PlaceKind::programme,
                                 [](const auto& role) { return role.record.place; }) == 1);
    });
}

TEST_CASE("two heads of one school at one time are refused with both rows") {
    on_both([](Import& import) {
        const auto lines = import.problems_of(
            "Rosalba Prueba,CC,10000001,rectora,0000001,2024-01-15,,,,\n"
            "Teófilo Ensayo,CC,10000002,rector,0000001,2025-01-15,,,,\n");
        REQUIRE(lines.size() == 1);
        CHECK(tells(lines, "3 ", "two heads at one time: this one and the one of row 2"));
        CHECK(import.recorded().people.empty());
        // One after the other is right.
        written(
            import.run(with("Rosalba Prueba,CC,10000001,rectora,0000001,2024-01-15,2025-01-15,,,\n"
                            "Teófilo Ensayo,CC,10000002,rector,0000001,2025-01-15,,,,\n")));
        const auto later = import.problems_of("Nueva Prueba,CC,10000003,rectora,0000001,2026-01-15,,,,\n");
        REQUIRE(later.size() == 1);
        CHECK(tells(later, "2 ", "one recorded since 2025-01-15"));
        // Ending the recorded one in the same file makes room.
        written(
            import.run(with("Teófilo Ensayo,CC,10000002,rector,0000001,2025-01-15,2026-01-15,,,\n"
                            "Nueva Prueba,CC,10000003,rectora,0000001,2026-01-15,,,,\n")));
    });
}

TEST_CASE("birth dates and ages are refused, and the way to bands is told") {
    on_both([](Import& import) {
        const auto refused = [&](const std::string& column) {
            return told(report_of(import.run(
                "nombre,rol,codigo escuela,desde," + column + "\nAna Prueba,docente,0000001,2024-01-01,1980-05-01\n",
                "constants: {school_code_system: modular}\nignore: [\"" + column + "\"]\n")));
        };
        CHECK(tells(refused("Fecha de nacimiento"), "0 Fecha de nacimiento", "only bands"));
        CHECK(tells(refused("Fecha de nacimiento"), "0 ", "=INT(YEAR(A2)/10)*10"));
        CHECK(tells(refused("Edad"), "0 Edad", "only bands"));
        CHECK(tells(import.problems_of("Ana Prueba,,,docente,0000001,2024-01-01,,,1980,\n"),
                    "2 banda de nacimiento 1980:", "never a single year"));
        CHECK(import.recorded().people.empty());
    });
}

TEST_CASE("each wrong cell of a person says what to do") {
    on_both([](Import& import) {
        CHECK(tells(import.problems_of("Ana Prueba,CC,10000001,docente,0000009,2024-01-01,,,,\n"),
                    "2 codigo escuela 0000009:", "Nothing recorded"));
        CHECK(tells(import.problems_of("Ana Prueba,CC,10000001,docente,1,2024-01-01,,,,\n"),
                    "2 codigo escuela 1:", "lost 6 zeros"));
        CHECK(tells(import.problems_of("Ana Prueba,CC,10000001,docente,,2024-01-01,,,,\n"), "2 ", "has no place"));
        CHECK(tells(import.problems_of("Ana Prueba,XX,10000001,docente,0000001,2024-01-01,,,,\n"),
                    "2 tipo documento XX:", "not known"));
        CHECK(tells(import.problems_of("Ana Prueba,,10000001,docente,0000001,2024-01-01,,,,\n"), "2 tipo documento",
                    "is empty"));
        CHECK(tells(import.problems_of("Ana Prueba,CC,10000001,jefa,0000001,2024-01-01,,,,\n"),
                    "2 rol jefa:", "school_head"));
        CHECK(tells(import.problems_of("Ana Prueba,CC,10000001,docente,0000001,31/02/2024,,,,\n"),
                    "2 desde 31/02/2024:", ""));
        CHECK(tells(import.problems_of("Ana Prueba,CC,10000001,docente,0000001,2024-01-01,2023-01-01,,,\n"),
                    "2 hasta 2023-01-01:", "after the start"));
        CHECK(tells(import.problems_of("Ana Prueba,CC,10000001,docente,0000001,2024-01-01,,,,\nOtra "
                                       "Cosa,CC,10000001,docente,0000002,2024-01-01,,,,\n"),
                    "3 nombre Otra Cosa:", "Row 2 gives another name"));
        CHECK(tells(import.problems_of("Ana Prueba,CC,10000001,docente,0000001,2024-01-01,,,,\nAna "
                                       "Prueba,CC,10000001,docente,0000001,2025-01-01,,,,\n"),
                    "3 ", "the same role at the same place"));
        CHECK(import.recorded().people.empty());
    });
}

TEST_CASE("a recorded document under a wholly different name is refused") {
    on_both([](Import& import) {
        written(import.run(with(people)));
        CHECK(tells(import.problems_of("Hermelinda Otra,CC,10000001,rectora,0000001,2024-01-15,,,,\n"),
                    "2 documento 10000001:", "wholly different name"));
    });
}

TEST_CASE("people who resemble somebody at the same place are listed, without their names") {
    on_both([](Import& import) {
        written(import.run(with(people)));
        auto report = written(import.run(with("Teofilo Yampis Ensayo,CC,20000001,docente,0000001,2025-01-15,,,,\n")));
        CHECK(counted(report, "person").created == 1);
        REQUIRE(report.lookalike_count == 1);
        CHECK(report.lookalikes[0].kind == "person");
        CHECK(report.lookalikes[0].reason.find("modular 0000001 Uno") != std::string::npos);
        CHECK(report.lookalikes[0].first.find("Teofilo") == std::string::npos);
    });
}

TEST_SUITE_END();
