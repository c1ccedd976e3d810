#include "measurement/index_result.h"

#include "measurement/response_indicators.h"
#include "privacy/consent.h"
#include "unit/measurement/measurement_world.h"

#include <doctest/doctest.h>

using namespace minka;
using namespace minka::measurement;
using namespace minka::test;

TEST_CASE("a wave is scored as worked by hand") {
    on_both_engines(measurement_migrations, [](ScratchDatabase& scratch) {
        MeasurementWorld world(scratch, small_index);
        const auto first = world.add_school("105001000001");
        const auto second = world.add_school("105001000002");
        const auto third = world.add_school("105001000003");
        const auto wave = world.add_wave("base", 1);
        world.set_eligible(wave, first, "teacher", 3);
        world.set_eligible(wave, second, "teacher", 4);
        world.set_eligible(wave, third, "teacher", 5);
        // Categories from 0, F_2 turned round:
        //   school 1: 0 + 2 + 2 = 4 of 9, 3 + 0 + 3 = 6 of 9;  school 2: 3 + 3 + 2 = 8 of 9.
        // Two of three answers are below 70 % of the items (3 are needed): no score, and still a respondent.
        world.import_text("base",
                          "escuela;informante;F_1;F_2;F_3\n105001000001;teacher;1;2;3\n105001000001;teacher;4;4;4\n"
                          "105001000002;teacher;4;1;3\n105001000002;teacher;4;1;\n");
        const auto result = world.measured("base");
        const auto& teachers = *result.informant("teacher");
        CHECK(teachers.respondents == 4);
        CHECK(teachers.eligible == 12);
        CHECK(teachers.schools_with_answers == 2);
        CHECK(teachers.schools_eligible == 3);
        CHECK(teachers.schools_below_response == 2);  // 2 of 4 and 0 of 5 are below 60 %; 2 of 3 is not
        CHECK(response_rate(teachers) == programme::Share{4, 12});

        const auto& scale = *teachers.scale("F");
        CHECK(scale.scored == 3);
        CHECK(*scale.mean == doctest::Approx(200.0 / 3));
        CHECK(*scale.deviation == doctest::Approx(200.0 / 9));
        // Turned items (0,2,2) (3,0,3) (3,3,2): variances 3, 7/3, 1/3, of the sums 4, 6, 8: 4.
        // alpha = 3/2 (1 - (17/3) / 4) = -.625.
        REQUIRE(scale.alpha);
        CHECK(scale.alpha->alpha == doctest::Approx(-0.625));
        CHECK(scale.alpha->rows_used == 3);
        // In ninths: groups {4, 6} and {8}: MSB = 2 * 1 + 4 = 6, MSW = 2; ICC(2) = (6 - 2) / 6.
        CHECK(*scale.intraclass->icc2 == doctest::Approx(2.0 / 3));
        CHECK_FALSE(scale.gate(Gate::group_reliability).passed);
        CHECK_FALSE(scale.schools_may_be_shown());
        CHECK_FALSE(scale.gate(Gate::school_response).passed);
        CHECK(*scale.gate(Gate::school_response).value == doctest::Approx(1.0 / 3));
        REQUIRE(scale.schools.size() == 2);
        for (const auto& school : scale.schools) {
            const bool is_first = result.schools[school.school] == first;
            CHECK(school.respondents == 2);
            CHECK(school.scored == (is_first ? 2 : 1));
            CHECK(school.eligible == (is_first ? 3 : 4));
            CHECK(*school.mean == doctest::Approx(is_first ? 500.0 / 9 : 800.0 / 9));
            REQUIRE(school.largest.size() == school.scored);
            CHECK(school.largest[0] == doctest::Approx(is_first ? 600.0 / 9 : 800.0 / 9));
        }

        // The sensitive facet is optional, so that the overall index is F alone.
        const auto& overall = *teachers.scale(overall_scale);
        CHECK(overall.item_count == 1);
        CHECK(*overall.mean == *scale.mean);
        CHECK(*overall.gate(Gate::group_reliability).value == doctest::Approx(-0.625));
        CHECK(teachers.scale("S")->scored == 0);
        CHECK_FALSE(teachers.scale("S")->mean);

        // Items as answered, F_2 not turned: categories 1, 3, 0, 0.
        CHECK(teachers.items[1].code == "F_2");
        CHECK(teachers.items[1].is_reversed);
        CHECK(*teachers.items[1].statistics.mean == doctest::Approx(1.0));
        CHECK(teachers.items[2].statistics.missing == 1);
        CHECK(teachers.items[3].statistics.answered == 0);

        CHECK(result.method.index_code == "small");
        CHECK(result.method.programme_version == 1);
        CHECK(result.method.folder_hash == world.folder.content_hash);
        CHECK(result.method.batches.size() == 1);
    });
}

TEST_CASE("an unknown number of eligible people leaves the response rate unknown") {
    on_both_engines(measurement_migrations, [](ScratchDatabase& scratch) {
        MeasurementWorld world(scratch, small_index);
        const auto first = world.add_school("1");
        world.add_school("2");
        const auto wave = world.add_wave("base", 1);
        world.set_eligible(wave, first, "teacher", 3);
        const auto report = world.import_text("base", "escuela;informante;F_1\n1;teacher;1\n2;teacher;1\n");
        REQUIRE(report.notices.size() == 1);
        CHECK(report.notices[0].find("no count of eligible people") != std::string::npos);
        const auto result = world.measured("base");
        CHECK_FALSE(response_rate(*result.informant("teacher")));
        CHECK(result.informant("teacher")->schools_response_unknown == 1);
    });
}

TEST_CASE("heads have no intraclass correlation: there is one in each school") {
    on_both_engines(measurement_migrations, [](ScratchDatabase& scratch) {
        MeasurementWorld world(scratch, small_index);
        world.add_schools({"1", "2", "3"});
        world.add_wave("base", 1);
        world.import_text("base", "escuela;informante;F_1;F_2;F_3\n1;head;1;2;3\n2;head;4;2;3\n3;head;2;2;4\n");
        const auto result = world.measured("base");
        const auto& scale = *result.informant("head")->scale("F");
        CHECK(scale.scored == 3);
        CHECK_FALSE(scale.intraclass);
        CHECK_FALSE(scale.schools_may_be_shown());
    });
}

TEST_CASE("a wave without answers has no figures and no failure") {
    on_both_engines(measurement_migrations, [](ScratchDatabase& scratch) {
        MeasurementWorld world(scratch, small_index);
        world.add_schools({"1", "2"});
        world.add_wave("base", 1);
        const auto result = world.measured("base");
        for (const auto& informant : result.informants) {
            CHECK(informant.respondents == 0);
            for (const auto& scale : informant.scales) {
                CHECK_FALSE(scale.mean);
                CHECK_FALSE(scale.alpha);
                CHECK_FALSE(scale.gate(Gate::group_reliability).passed);
            }
        }
    });
}

TEST_CASE("a response counts as valid only with a recorded basis of its form") {
    on_both_engines(measurement_migrations, [](ScratchDatabase& scratch) {
        MeasurementWorld world(scratch, small_index);
        world.add_schools({"1"});
        const auto wave = world.add_wave("base", 1);
        world.import_text("base", "escuela;informante;F_1\n1;teacher;1\n1;teacher;2\n");
        const auto share = [&] {
            return must(scratch.database->read(
                world.act.programme, [&](storage::Reader& reader) { return responses_with_basis(reader, wave); }));
        };
        CHECK(share() == programme::Share{0, 2});
        must(scratch.database->write(world.act, [&](storage::Writer& writer) {
            return privacy::record_form_basis(writer, {scratch.database->new_id<privacy::FormBasisId>(),
                                                       "responses:small",
                                                       "1",
                                                       privacy::BasisKind::consent,
                                                       "Texto de asentimiento 2026",
                                                       *LocalDate::parse("2026-01-01"),
                                                       {}});
        }));
        CHECK(share() == programme::Share{2, 2});
    });
}
