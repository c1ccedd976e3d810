// Public data through the whole path: folder, import, wave, index, change. Expected values:
// examples/real-data/<name>/ORIGIN.md.
#include "documents/table_reader.h"
#include "measurement/wording.h"
#include "unit/measurement/measurement_world.h"

#include <doctest/doctest.h>

#include <charconv>
#include <cmath>
#include <map>
#include <set>

using namespace minka;
using namespace minka::measurement;
using namespace minka::test;

namespace {

std::string data_file(const std::string& name, const std::string& file) {
    return text_of(source_folder() / "examples" / "real-data" / name / file);
}

/// The rows of a CSV file as columns by name.
std::vector<std::map<std::string, std::string>> table_of(const std::filesystem::path& file) {
    auto reader = must(documents::TableReader::open(file));
    std::vector<std::map<std::string, std::string>> rows;
    documents::TableRow row;
    while (must(reader.next(row))) {
        auto& cells = rows.emplace_back();
        for (std::size_t i = 0; i < reader.header().size(); ++i) {
            cells[reader.header()[i]] = row.cells[i].text;
        }
    }
    return rows;
}

void on_sqlite(const std::string& name, const std::function<void(MeasurementWorld&)>& test) {
    const auto scratch = make_scratch_database(On::sqlite, measurement_migrations);
    MeasurementWorld world(*scratch, data_file(name, "index.yaml"));
    test(world);
}

}  // namespace

TEST_CASE("TIMSS: two scales of one unit, reliable, without any number of a school") {
    const auto file = shared_data("surveys/timss2015_school_experience_9672x16.csv");
    if (file.empty()) {
        return;
    }
    on_sqlite("timss_school_experience", [&](MeasurementWorld& world) {
        world.add_school("000000000001");
        world.add_wave("base", 1);
        const auto options = world.import_of("base", file, data_file("timss_school_experience", "map.yaml"));
        const auto report = must(world.import(options));
        REQUIRE(told(report.table).empty());
        CHECK(report.table.rows == 9672);
        const auto result = world.measured("base");
        const auto& students = *result.informant("student");
        CHECK(students.respondents == 9672);
        const auto& belonging = *students.scale("BELONG");
        CHECK(belonging.alpha->alpha == doctest::Approx(0.8434056393863779).epsilon(1e-12));
        CHECK(*belonging.mean == doctest::Approx(72.79973610618909).epsilon(1e-12));
        CHECK(*belonging.deviation == doctest::Approx(20.714940913198916).epsilon(1e-12));
        const auto& safety = *students.scale("SAFE");
        CHECK(safety.alpha->alpha == doctest::Approx(0.8596307588127597).epsilon(1e-12));
        CHECK(*safety.mean == doctest::Approx(83.54356217258908).epsilon(1e-12));
        CHECK(*safety.deviation == doctest::Approx(18.92325464018812).epsilon(1e-12));
        CHECK(belonging.gate(Gate::group_reliability).passed);
        CHECK_FALSE(belonging.intraclass);
        CHECK_FALSE(belonging.interval);
        CHECK_FALSE(belonging.schools_may_be_shown());
        CHECK(must(world.import(options)).outcome == ResponseImportReport::Outcome::unchanged);
    });
}

TEST_CASE("lq2002: alpha and intraclass correlations of 49 units as R has them") {
    const auto file = shared_data("multilevel/multilevel_lq2002.csv");
    if (file.empty()) {
        return;
    }
    on_sqlite("multilevel_lq2002", [&](MeasurementWorld& world) {
        std::set<std::string> units;
        for (const auto& row : table_of(file)) {
            units.insert(row.at("COMPID"));
        }
        REQUIRE(units.size() == 49);
        world.add_schools({units.begin(), units.end()});
        world.add_wave("base", 1);
        const auto report =
            must(world.import(world.import_of("base", file, data_file("multilevel_lq2002", "map.yaml"))));
        REQUIRE(told(report.table).empty());
        const auto result = world.measured("base");
        const auto& scale = *result.informant("member")->scale("LEAD");
        CHECK(scale.scored == 2042);
        CHECK(scale.alpha->alpha == doctest::Approx(0.902236566).epsilon(1e-8));
        REQUIRE(scale.intraclass);
        CHECK(scale.intraclass->icc1 == doctest::Approx(0.08867847879621879).epsilon(1e-9));
        CHECK(scale.intraclass->icc1_at_mean_size == doctest::Approx(0.08795621852160108).epsilon(1e-9));
        CHECK(*scale.intraclass->icc2 == doctest::Approx(0.8007543730132597).epsilon(1e-9));
        CHECK(scale.schools_may_be_shown());
        CHECK(scale.schools.size() == 49);
        CHECK(scale.interval);
    });
}

TEST_CASE("univbct: the change of 43 units that must not be called one") {
    const auto file = shared_data("multilevel/multilevel_univbct.csv");
    if (file.empty()) {
        return;
    }
    on_sqlite("multilevel_univbct", [&](MeasurementWorld& world) {
        std::set<std::string> people;
        std::set<std::string> units;
        std::map<std::string, std::string> csv{{"JOBSAT1", "escuela,J_1,J_2,J_3\n"},
                                               {"JOBSAT3", "escuela,J_1,J_2,J_3\n"}};
        for (const auto& row : table_of(file)) {
            if (!people.insert(row.at("SUBNUM")).second) {
                continue;
            }
            const auto unit = row.at("BTN") + row.at("COMPANY");
            units.insert(unit);
            for (auto& [column, text] : csv) {
                double mean = 0;
                const auto& cell = row.at(column);
                if (std::from_chars(cell.data(), cell.data() + cell.size(), mean).ec != std::errc{}) {
                    continue;  // NA
                }
                const auto sum = std::lround(3 * mean);
                text += unit + "," + std::to_string(sum / 3) + "," + std::to_string((sum + 1) / 3) + "," +
                        std::to_string((sum + 2) / 3) + "\n";
            }
        }
        REQUIRE(units.size() == 43);
        world.add_schools({units.begin(), units.end()});
        world.add_wave("base", 1);
        world.add_wave("final", 2);
        const std::string mapping = "constants: {informant: member}\n";
        world.import_text("base", csv["JOBSAT1"], mapping);
        world.import_text("final", csv["JOBSAT3"], mapping);
        const auto change = must(measure_change(world.measured("base"), world.measured("final")));
        const auto& scale = *change.informant("member")->scale("JOBSAT");
        CHECK(scale.pairs == 43);
        REQUIRE(scale.test);
        // The data print thirds with six places, so that the reference itself is true to about 1e-7.
        CHECK(scale.test->mean / 25 == doctest::Approx(-0.0296255148884033).epsilon(1e-5));
        CHECK(scale.test->t == doctest::Approx(-0.3034828895606372).epsilon(1e-5));
        CHECK(scale.test->degrees == 42);
        CHECK(scale.test->p == doctest::Approx(0.7630201995614357).epsilon(1e-6));
        CHECK(scale.test->interval.lower / 25 == doctest::Approx(-0.2266274269876898).epsilon(1e-6));
        CHECK(scale.test->interval.upper / 25 == doctest::Approx(0.1673763972108832).epsilon(1e-6));
        CHECK(scale.school_effect->interval.lower == doctest::Approx(-0.34506089).epsilon(1e-5));
        CHECK(reading_of(scale) == ChangeReading::not_detectable);
        const Wording wording{*must(world.folder.texts_in("es")), world.folder.index, "es"};
        const auto sentences = change_sentences(wording, world.folder.index.gates, *change.informant("member"), scale);
        CHECK(sentences[0].find("no se detecta un cambio") != std::string::npos);
    });
}

TEST_CASE("ITRF: the dirty file is refused with every one of its 1,508 + 15 bad cells named") {
    const auto file = shared_data("surveys/itrf_teacher_report_4776x40.csv");
    if (file.empty()) {
        return;
    }
    on_sqlite("itrf_teacher_report", [&](MeasurementWorld& world) {
        world.add_school("000000000001");
        world.add_wave("base", 1);
        const auto mapping = data_file("itrf_teacher_report", "map.yaml");
        const auto refused = must(world.import(world.import_of("base", file, mapping)));
        CHECK(refused.table.problem_count == 1523);
        CHECK(refused.outcome == ResponseImportReport::Outcome::nothing);

        // Every cell that is neither empty nor 0 .. 3, found here by reading the file once more.
        std::set<std::tuple<std::uint64_t, std::string, std::string>> wanted;
        std::uint64_t number = 1;
        for (const auto& row : table_of(file)) {
            ++number;
            for (const auto& [column, cell] : row) {
                if (cell != "0" && cell != "1" && cell != "2" && cell != "3") {
                    wanted.emplace(number, column, cell);
                }
            }
        }
        CHECK(wanted.size() == 1523);
        std::set<std::tuple<std::uint64_t, std::string, std::string>> named;
        std::size_t minus = 0;
        for (const auto& problem : refused.table.problems) {
            named.emplace(problem.row, problem.column, problem.value);
            minus += problem.value == "-99" ? 1U : 0U;
        }
        CHECK(named == wanted);
        CHECK(minus == 1508);
        CHECK(world.number("SELECT count(*) FROM submission WHERE programme_id = $1") == 0);

        const auto declared = must(world.import(world.import_of("base", file, mapping + "empty: [\"-99\"]\n")));
        CHECK(declared.table.problem_count == 15);
    });
}
