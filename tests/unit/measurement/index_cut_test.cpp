#include "measurement/index_cut.h"

#include "privacy/small_cells.h"
#include "unit/measurement/measurement_world.h"

#include <doctest/doctest.h>

using namespace minka;
using namespace minka::measurement;
using namespace minka::test;

namespace {

std::string answers_of(const std::string& school, const std::string& informant, int people, bool sensitive) {
    std::string csv;
    for (int i = 0; i < people; ++i) {
        csv +=
            school + ";" + informant + ";" + std::to_string(1 + i % 4) + ";2;3;" + (sensitive ? "2;2;3" : ";;") + "\n";
    }
    return csv;
}

}  // namespace

TEST_CASE("the cut holds every figure of the index and shows none of a small group") {
    on_both_engines(measurement_migrations, [](ScratchDatabase& scratch) {
        MeasurementWorld world(scratch, small_index);
        std::vector<registry::SchoolId> schools;
        const auto wave = world.add_wave("base", 1);
        const std::vector<int> people{12, 14, 4, 11};
        std::string csv = "escuela;informante;F_1;F_2;F_3;S_1;S_2;S_3\n";
        for (std::size_t i = 0; i < people.size(); ++i) {
            const auto code = std::to_string(i + 1);
            schools.push_back(world.add_school(code));
            world.set_eligible(wave, schools.back(), "teacher", people[i] + 1);
            csv += answers_of(code, "teacher", people[i], i == 0) + answers_of(code, "head", 1, false);
        }
        world.import_text("base", csv);
        const auto result = world.measured("base");
        const auto places = must(scratch.database->read(world.act.programme, [&](storage::Reader& reader) {
            return civil_places(reader, result.schools, {schools.begin(), schools.end()}, wave.closes_on);
        }));
        const IndexResult* const waves[] = {&result};
        const auto cut = must(build_index_cut("2026-a", wave.closes_on, places, waves));
        const auto shown = must(privacy::suppress_small_cells(cut, world.folder.profile.privacy.suppression));

        // All 41 teachers: shown, with the mean that was measured.
        const auto& teachers = *result.informant("teacher");
        const auto measure = measure_of(teachers, "F");
        REQUIRE(measure);
        const auto total = must(shown.figure(place_cell(index_population(wave, "teacher"))));
        REQUIRE(total.has_value());
        CHECK(total->count == 41);
        REQUIRE(total->values[*measure]);
        CHECK(total->values[*measure]->value == doctest::Approx(*teachers.scale("F")->mean));
        CHECK(total->values[*measure_of(teachers, overall_scale)]->contributors == 41);
        CHECK_FALSE(measure_of(teachers, "S"));

        // A school of four is withheld, and another one with it; four heads are fewer than ten.
        const auto school_cell = [&](std::size_t i, const char* informant) {
            return place_cell(index_population(wave, informant), places.school_codes.at(schools[i]));
        };
        CHECK_FALSE(must(shown.figure(school_cell(2, "teacher"))).has_value());
        std::size_t withheld = 0;
        for (std::size_t i = 0; i < schools.size(); ++i) {
            withheld += must(shown.figure(school_cell(i, "teacher"))).has_value() ? 0U : 1U;
            const auto head = must(shown.figure(school_cell(i, "head")));
            CHECK_FALSE(head.has_value());
        }
        CHECK(withheld >= 2);
        CHECK_FALSE(must(shown.figure(place_cell(index_population(wave, "head")))).has_value());

        // A school gets its own figures back from five answers and 60 % on; four are too few.
        CHECK(must(shown.feedback(school_cell(1, "teacher"))).has_value());
        CHECK_FALSE(must(shown.feedback(school_cell(2, "teacher"))).has_value());

        // Twelve answered the sensitive facet: below its floor of twenty, everywhere.
        const auto sensitive = sensitive_population(wave, "teacher", "S");
        CHECK_FALSE(must(shown.figure(place_cell(sensitive))).has_value());
        CHECK_FALSE(must(shown.figure(place_cell(sensitive, places.school_codes.at(schools[0])))).has_value());
    });
}

TEST_CASE("a school that may not be named is in no public figure of its own") {
    on_both_engines(measurement_migrations, [](ScratchDatabase& scratch) {
        MeasurementWorld world(scratch, small_index);
        const auto school = world.add_school("1");
        world.add_school("2");
        const auto wave = world.add_wave("base", 1);
        world.import_text("base", "escuela;informante;F_1;F_2;F_3;S_1;S_2;S_3\n" +
                                      answers_of("1", "teacher", 30, false) + answers_of("2", "teacher", 30, false));
        const auto result = world.measured("base");
        const auto places = must(scratch.database->read(world.act.programme, [&](storage::Reader& reader) {
            return civil_places(reader, result.schools, {}, wave.closes_on);
        }));
        const IndexResult* const waves[] = {&result};
        const auto shown = must(privacy::suppress_small_cells(must(build_index_cut("c", wave.closes_on, places, waves)),
                                                              world.folder.profile.privacy.suppression));
        const auto cell = place_cell(index_population(wave, "teacher"), places.school_codes.at(school));
        const auto figure = must(shown.figure(cell));
        REQUIRE_FALSE(figure.has_value());
        CHECK(figure.error().reason == privacy::WithheldReason::unnamed_place);
        CHECK(must(shown.figure(place_cell(index_population(wave, "teacher"), "divipola:05001"))).has_value());
    });
}
