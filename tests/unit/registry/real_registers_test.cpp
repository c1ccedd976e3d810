#include "registry/register_counts.h"
#include "registry/school_import.h"
#include "registry/territory_import.h"
#include "unit/registry/import_support.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <sstream>

// Public registers of Colombia and Peru that are not part of the project: see MINKA_SHARED_DATA in CONTRIBUTING. The
// expected numbers are those the publishers' files hold, counted without minka: rows, distinct codes and flags.
using namespace minka;
using namespace minka::test;
using namespace minka::registry;
using storage::Reader;

namespace {

std::filesystem::path source_folder() {
    const char* given = std::getenv("MINKA_SOURCE_DIR");
    return given != nullptr ? std::filesystem::path(given) : std::filesystem::path(".");
}

std::filesystem::path data_folder() {
    const char* given = std::getenv("MINKA_SHARED_DATA");
    return given != nullptr ? std::filesystem::path(given) : source_folder() / ".." / "shared" / "data";
}

bool is_there(const std::string& file) {
    if (std::filesystem::exists(data_folder() / file)) {
        return true;
    }
    MESSAGE("skipped: there is no ", (data_folder() / file).string());
    return false;
}

struct Import {
    ScratchDatabase& scratch;
    ProgrammeId programme = scratch.database->new_id<ProgrammeId>();

    ImportOptions options(const std::filesystem::path& file, const std::string& map) const {
        ImportOptions options;
        options.file = file;
        options.since = date("2018-01-01");
        if (!map.empty()) {
            auto mapping = read_import_mapping(source_folder() / "examples" / "maps" / map);
            REQUIRE_MESSAGE(mapping.has_value(), (mapping ? "" : to_sentence(mapping.error())));
            options.mapping = *std::move(mapping);
        }
        return options;
    }
    ImportReport territories(const std::string& file, const std::string& map) {
        return report_of(import_territories(*scratch.database, act_in(programme), options(data_folder() / file, map)));
    }
    std::int64_t count(std::string_view sql) {
        const auto found = scratch.database->read(
            programme, [&](Reader& reader) { return reader.value<std::int64_t>(sql, programme); });
        REQUIRE_MESSAGE(found.has_value(), (found ? "" : to_sentence(found.error())));
        return found->value_or(-1);
    }
};

std::size_t created(const ImportReport& report, const std::string& kind) {
    for (const auto& line : told(report)) {
        FAIL_CHECK(line);
    }
    CHECK(report.was_written);
    auto copy = report;
    return copy.count(kind).created;
}

}  // namespace

TEST_SUITE_BEGIN("registry: real registers");

TEST_CASE("Colombia: 33 departments, 1,122 municipalities, 170 of PDET, and their polygons") {
    if (!is_there("colombia/municipios_1122.csv")) {
        return;
    }
    on_both_engines(registry_migrations, [](ScratchDatabase& scratch) {
        Import import{scratch};
        CHECK(created(import.territories("colombia/municipios_1122.csv", "co-departments.yaml"), "territory") == 33);
        CHECK(created(import.territories("colombia/municipios_1122.csv", "co-municipalities.yaml"), "territory") ==
              1122);
        auto flags = import.territories("colombia/pdet_170_corrected.csv", "co-pdet.yaml");
        CHECK(created(flags, "territory") == 0);
        CHECK(flags.count("territory").changed == 170);
        CHECK(import.count("SELECT count(*) FROM territory WHERE programme_id = $1 AND is_pdet") == 170);
        CHECK(import.count("SELECT count(DISTINCT pdet_subregion) FROM territory WHERE programme_id = $1") == 16);
        CHECK(import.count("SELECT count(*) FROM territory WHERE programme_id = $1 AND code LIKE '05%' AND parent_id "
                           "IS NOT NULL") == 125);
        const auto shapes = [&](const std::string& file, const std::string& property) {
            return report_of(import_geometry(*scratch.database, act_in(import.programme),
                                             import.options(data_folder() / file, ""), {property, "divipola"}));
        };
        CHECK(created(shapes("colombia/mgn2018_municipios.geojson", "MPIO_CCNCT"), "territory_geometry") == 1122);
        CHECK(created(shapes("colombia/mgn2018_departamentos.geojson", "DPTO_CCDGO"), "territory_geometry") == 33);
        auto again = shapes("colombia/mgn2018_departamentos.geojson", "DPTO_CCDGO");
        CHECK(again.count("territory_geometry").unchanged == 33);
        const auto lines = told(shapes("colombia/mgn2018_departamentos.geojson", "CODIGO"));
        CHECK(lines.size() == 33);
        CHECK(tells(lines, "1 CODIGO", "it has: DPTO_CCDGO"));
    });
}

TEST_CASE("Peru: 26 directorates, 226 UGEL, the ubigeo tree and the 382 services of one Amazon UGEL") {
    if (!is_there("peru/ugel_ibir_imaza_382_servicios.csv")) {
        return;
    }
    on_both_engines(registry_migrations, [](ScratchDatabase& scratch) {
        Import import{scratch};
        CHECK(created(import.territories("peru/ugel-catalogo.csv", "pe-regional-directorates.yaml"), "territory") ==
              26);
        CHECK(created(import.territories("peru/ugel-catalogo.csv", "pe-ugel.yaml"), "territory") == 226);
        CHECK(created(import.territories("peru/ubigeo_departamento.csv", "pe-departments.yaml"), "territory") == 25);
        CHECK(created(import.territories("peru/ubigeo_provincia.csv", "pe-provinces.yaml"), "territory") == 196);
        // One of the 1,893 districts came without its code, and so nothing of the file is written until it is mended.
        const auto districts = data_folder() / "peru/ubigeo_distrito.csv";
        const auto refused = import.territories("peru/ubigeo_distrito.csv", "pe-districts.yaml");
        CHECK_FALSE(refused.was_written);
        CHECK(refused.rows == 1893);
        CHECK(refused.problem_count == 1);
        CHECK(tells(told(refused), "", "inei NA: The cell is empty"));
        std::ifstream file(districts);
        std::ostringstream mended;
        for (std::string line; std::getline(file, line);) {
            if (!line.starts_with("NA,") && !line.starts_with("\"NA\",")) {
                mended << line << "\n";
            }
        }
        const auto copy = write_file(scratch.folder.path(), "distritos.csv", mended.str());
        CHECK(created(report_of(import_territories(*scratch.database, act_in(import.programme),
                                                   import.options(copy, "pe-districts.yaml"))),
                      "territory") == 1892);
        const auto services = [&] {
            return report_of(import_schools(
                *scratch.database, act_in(import.programme),
                import.options(data_folder() / "peru/ugel_ibir_imaza_382_servicios.csv", "pe-services.yaml")));
        };
        auto report = services();
        CHECK(created(report, "site") == 382);
        CHECK(created(report, "school") == 360);  // 311 institutions, and 49 services without one
        CHECK(import.count("SELECT count(*) FROM site WHERE programme_id = $1 AND levels = 'community_preschool'") ==
              47);
        CHECK(import.count("SELECT count(*) FROM site WHERE programme_id = $1 AND levels = 'primary'") == 166);
        CHECK(import.count("SELECT count(*) FROM site WHERE programme_id = $1 AND building_code IS NULL") == 2);
        CHECK(import.count("SELECT count(DISTINCT civil_territory_id) FROM school WHERE programme_id = $1") == 3);
        auto again = services();
        CHECK(again.count("site").unchanged == 382);
        CHECK(again.count("school").unchanged == 360);
        const auto polygons = report_of(import_geometry(
            *scratch.database, act_in(import.programme),
            import.options(data_folder() / "peru/peru_departamental_simple.geojson", "pe-department-polygons.yaml"),
            {"", "ubigeo"}));
        CHECK(created(polygons, "territory_geometry") == 25);
    });
}

TEST_SUITE_END();
