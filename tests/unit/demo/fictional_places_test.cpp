#include "base/text.h"
#include "demo/colombian_register.h"
#include "demo/peruvian_register.h"
#include "demo/regions.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <set>
#include <string>

using namespace minka;
using registry::TerritoryKind;

namespace {

// The first columns of a CSV file without quotes in them, as far as these tests need one.
std::vector<std::vector<std::string>> rows_of(const std::string& name) {
    const char* given = std::getenv("MINKA_SHARED_DATA");
    const char* source = std::getenv("MINKA_SOURCE_DIR");
    const std::string folder = given != nullptr    ? given
                               : source != nullptr ? std::string(source) + "/../shared/data"
                                                   : "";
    std::ifstream file(folder + "/" + name);
    std::vector<std::vector<std::string>> rows;
    for (std::string line; std::getline(file, line);) {
        std::vector<std::string> cells;
        for (const auto cell : split(line, ',')) {
            cells.emplace_back(trim(cell));
        }
        rows.push_back(std::move(cells));
    }
    return rows;
}

const demo::RegisterSetting setting{{}, LocalDate::of(2025, 1, 24).value(), 2025};

demo::ColombianRegister colombia(std::uint64_t seed) {
    return demo::draw_colombian_register(demo::DemoSize{}, setting, seed);
}

demo::PeruvianRegister peru(std::uint64_t seed) {
    programme::AssistanceModality assistance;
    assistance.otherwise = programme::Modality::at_a_distance;
    return demo::draw_peruvian_register(demo::DemoSize{}, setting, assistance, seed);
}

}  // namespace

TEST_CASE("departments and regions are real, municipalities and UGEL are nobody's") {
    const auto municipalities = rows_of("colombia/municipios_1122.csv");
    const auto ugel = rows_of("peru/ugel-catalogo.csv");
    if (municipalities.empty() || ugel.empty()) {
        MESSAGE("skipped: the public lists of municipalities and UGEL are not there");
        return;
    }
    std::set<std::string> codes;
    std::set<std::string> names;
    std::set<std::string> departments;
    for (std::size_t i = 1; i < municipalities.size(); ++i) {
        codes.insert(municipalities[i][0]);
        departments.insert(municipalities[i][0].substr(0, 2));
        names.insert(fold_text(municipalities[i][2]));
    }
    std::set<std::string> directorates;
    for (std::size_t i = 1; i < ugel.size(); ++i) {
        codes.insert(ugel[i][0]);
        names.insert(fold_text(ugel[i][1]));
        directorates.insert(fold_text(ugel[i][2]).substr(4));
    }
    for (std::uint64_t seed = 1; seed <= 6; ++seed) {
        for (const auto& municipality : colombia(seed).municipalities) {
            CAPTURE(municipality.name);
            CHECK_FALSE(codes.contains(municipality.code));
            CHECK_FALSE(names.contains(municipality.search_name));
            CHECK(departments.contains(municipality.code.substr(0, 2)));
        }
        for (const auto& drawn : peru(seed).ugel) {
            CAPTURE(drawn.name);
            CHECK_FALSE(codes.contains(drawn.code));
            CHECK_FALSE(names.contains(drawn.search_name));
        }
    }
    CHECK(departments.size() == demo::colombian_departments().size());
    for (const auto& department : demo::colombian_departments()) {
        CHECK(departments.contains(std::string(department.code)));
    }
    CHECK(directorates.size() == demo::peruvian_directorates().size());
    for (const auto& directorate : demo::peruvian_directorates()) {
        CHECK(directorates.contains(fold_text(directorate.name).substr(4)));
    }
}

TEST_CASE("registers hold what the programmes declare, whatever the seed") {
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
        CAPTURE(seed);
        const auto drawn = colombia(seed);
        CHECK(drawn.municipalities.size() == 150);
        CHECK(drawn.schools.size() == 450);
        CHECK(drawn.partners.size() == 15);
        std::int64_t students = 0;
        for (const auto& count : drawn.enrolment) {
            students += count.students;
        }
        CHECK(students == 100'000);
        std::int64_t teachers = 0;
        std::int64_t heads = 0;
        for (const auto& role : drawn.roles) {
            teachers += role.role == registry::PersonRole::teacher ? 1 : 0;
            heads += role.role == registry::PersonRole::school_head ? 1 : 0;
        }
        CHECK(teachers == 4200);
        CHECK(heads == 450);
        const auto andes = peru(seed);
        CHECK(andes.ugel.size() == 226);
        CHECK(andes.targeted.size() == 220);
        CHECK(andes.services.size() == 4600);
        CHECK(std::ranges::count(andes.territories, TerritoryKind::regional_directorate, &registry::Territory::kind) ==
              26);
    }
}

TEST_CASE("codes of a register are each given once") {
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
        const auto drawn = colombia(seed);
        std::set<std::string> sites;
        for (const auto& site : drawn.sites) {
            CHECK(site.code.size() == 12);
            sites.insert(site.code);
        }
        CHECK(sites.size() == drawn.sites.size());
        std::set<std::string> schools;
        for (const auto& school : drawn.schools) {
            CHECK(school.code.size() == 12);
            schools.insert(school.code);
        }
        CHECK(schools.size() == drawn.schools.size());
        const auto andes = peru(seed);
        std::set<std::string> territories;
        for (const auto& territory : andes.territories) {
            territories.insert(territory.code_system + territory.code);
            CHECK((territory.code_system != "ugel" || territory.code.size() == 6));
            CHECK((territory.code_system != "ubigeo" || territory.code.size() == 6));
        }
        CHECK(territories.size() == andes.territories.size());
    }
}
