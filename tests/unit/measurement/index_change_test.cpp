#include "measurement/index_change.h"

#include "measurement/wording.h"
#include "unit/measurement/measurement_world.h"

#include <doctest/doctest.h>

#include <cmath>
#include <map>

using namespace minka;
using namespace minka::measurement;
using namespace minka::test;

namespace {

/// Answers of teachers to F_1..F_3 as a file, with the school means that a calculator would give.
struct DrawnWave {
    std::string csv = "escuela;informante;F_1;F_2;F_3\n";
    std::map<std::string, std::vector<double>> scores;

    void add(const std::string& school, int one, int two, int three) {
        csv +=
            school + ";teacher;" + std::to_string(one) + ";" + std::to_string(two) + ";" + std::to_string(three) + "\n";
        scores[school].push_back(100.0 * ((one - 1) + (4 - two) + (three - 1)) / 9);
    }
    double mean(const std::string& school) const {
        double sum = 0;
        for (const double score : scores.at(school)) {
            sum += score;
        }
        return sum / static_cast<double>(scores.at(school).size());
    }
};

// People of a school are alike; `shift` moves the answers of the wave.
DrawnWave draw(SeededRandom& random, const std::vector<std::string>& schools, double shift) {
    DrawnWave wave;
    for (const auto& school : schools) {
        const double level = static_cast<double>(school.back() - '0') / 10.0;
        const auto people = 5 + random.below(6);
        for (std::uint64_t person = 0; person < people; ++person) {
            const double own = level + shift + 0.6 * random.normal();
            const auto answer = [&](bool reversed) {
                const double value = std::clamp(1.6 + own + 0.5 * random.normal(), 0.0, 3.0);
                const int category = static_cast<int>(std::lround(value));
                return 1 + (reversed ? 3 - category : category);
            };
            wave.add(school, answer(false), answer(true), answer(false));
        }
    }
    return wave;
}

}  // namespace

TEST_CASE("a change is that of schools in both waves; the others stay in the denominator") {
    on_both_engines(measurement_migrations, [](ScratchDatabase& scratch) {
        MeasurementWorld world(scratch, small_index);
        world.add_schools({"1", "2", "3", "4", "5", "6", "7", "8"});
        world.add_wave("base", 1);
        world.add_wave("final", 2);
        SeededRandom random(8);
        const auto before = draw(random, {"1", "2", "3", "4", "5", "6"}, 0.0);
        const auto after = draw(random, {"1", "2", "3", "4", "5", "7"}, 0.5);
        world.import_text("base", before.csv);
        world.import_text("final", after.csv);
        const auto first = world.measured("base");
        const auto second = world.measured("final");
        const auto change = must(measure_change(first, second));
        const auto& scale = *change.informant("teacher")->scale("F");
        CHECK(scale.schools == 8);
        CHECK(scale.pairs == 5);
        CHECK(scale.only_before == 1);
        CHECK(scale.only_after == 1);
        CHECK(scale.neither == 1);

        // The paired test on the five differences, computed here from the drawn answers.
        std::vector<double> differences;
        for (const std::string school : {"1", "2", "3", "4", "5"}) {
            differences.push_back(after.mean(school) - before.mean(school));
        }
        double mean = 0;
        for (const double difference : differences) {
            mean += difference / 5;
        }
        double squares = 0;
        for (const double difference : differences) {
            squares += (difference - mean) * (difference - mean);
        }
        const double error = std::sqrt(squares / 4 / 5);
        REQUIRE(scale.test);
        CHECK(scale.test->mean == doctest::Approx(mean));
        CHECK(scale.test->t == doctest::Approx(mean / error));
        CHECK(scale.test->degrees == 4);
        CHECK(scale.test->interval.upper == doctest::Approx(mean + 2.7764451051977987 * error));  // t(.975; 4)
        // d over the deviation of persons in the first wave, from the analysis of variance of its scores.
        const auto& spread = *first.informant("teacher")->scale("F")->intraclass;
        CHECK(scale.effect->effect ==
              doctest::Approx(mean / std::sqrt(std::max(0.0, spread.variance_between) + spread.variance_within)));
        CHECK(scale.observed_up + scale.observed_down <= 5);
        CHECK(change.method.batches.size() == 2);
    });
}

TEST_CASE("a school's sampling variance keeps the error of answering where everybody answered") {
    on_both_engines(measurement_migrations, [](ScratchDatabase& scratch) {
        MeasurementWorld world(scratch, small_index);
        const std::vector<std::string> schools{"1", "2", "3", "4", "5"};
        std::map<std::string, registry::SchoolId> ids;
        for (const auto& school : schools) {
            ids[school] = world.add_school(school);
        }
        const auto base = world.add_wave("base", 1);
        const auto final_wave = world.add_wave("final", 2);
        SeededRandom random(21);
        const auto before = draw(random, schools, 0.0);
        const auto after = draw(random, schools, 0.2);
        // School 1 answered in full; school 2 is twice as large as its answers; nobody counted the others.
        const auto n = [](const DrawnWave& wave, const std::string& school) { return wave.scores.at(school).size(); };
        for (const auto* drawn : {&before, &after}) {
            const auto& wave = drawn == &before ? base : final_wave;
            world.set_eligible(wave, ids["1"], "teacher", static_cast<std::int64_t>(n(*drawn, "1")));
            world.set_eligible(wave, ids["2"], "teacher", static_cast<std::int64_t>(2 * n(*drawn, "2")));
        }
        world.import_text("base", before.csv);
        world.import_text("final", after.csv);
        const auto first = world.measured("base");
        const auto second = world.measured("final");
        const auto change = must(measure_change(first, second));
        const auto& scale = *change.informant("teacher")->scale("F");
        REQUIRE(scale.distribution);

        const auto& one = *first.informant("teacher")->scale("F");
        const auto& two = *second.informant("teacher")->scale("F");
        const auto& a = one.intraclass->analysis;
        const auto& b = two.intraclass->analysis;
        const double within = (a.degrees_within * a.mean_square_within + b.degrees_within * b.mean_square_within) /
                              (a.degrees_within + b.degrees_within);
        const auto expected = [&](const std::string& school, double fraction) {
            return within * (1 - one.alpha->alpha * fraction) / static_cast<double>(n(before, school)) +
                   within * (1 - two.alpha->alpha * fraction) / static_cast<double>(n(after, school));
        };
        for (const auto& school : scale.school_changes) {
            if (school.school == ids["1"]) {
                CHECK(school.model->sampling_variance == doctest::Approx(expected("1", 1.0)));
                CHECK(school.model->sampling_variance > 0);
            } else if (school.school == ids["2"]) {
                CHECK(school.model->sampling_variance == doctest::Approx(expected("2", 0.5)));
            } else if (school.school == ids["3"]) {
                CHECK(school.model->sampling_variance == doctest::Approx(expected("3", 0.0)));
            }
            REQUIRE(school.adjusted_p);
            CHECK(*school.adjusted_p >= *school.model->p);
        }
    });
}

TEST_CASE("a wave compared with itself, with a later one first, or with too few schools is told, not computed") {
    on_both_engines(measurement_migrations, [](ScratchDatabase& scratch) {
        MeasurementWorld world(scratch, small_index);
        world.add_schools({"1", "2"});
        world.add_wave("base", 1);
        world.add_wave("final", 2);
        const std::string csv = "escuela;informante;F_1;F_2;F_3\n1;teacher;1;2;3\n2;teacher;3;2;1\n";
        world.import_text("base", csv);
        world.import_text("final", csv);
        const auto first = world.measured("base");
        const auto second = world.measured("final");
        CHECK_FALSE(measure_change(first, first).has_value());
        CHECK_FALSE(measure_change(second, first).has_value());
        const auto change = must(measure_change(first, second));
        CHECK(change.informant("teacher")->scale("F")->not_compared == NotCompared::few_schools);
        CHECK(change.informant("head")->scale("F")->not_compared == NotCompared::one_wave);
        CHECK(reading_of(*change.informant("teacher")->scale("F")) == ChangeReading::not_tested);
    });
}

TEST_CASE("equal differences in every school have no test") {
    on_both_engines(measurement_migrations, [](ScratchDatabase& scratch) {
        MeasurementWorld world(scratch, small_index);
        world.add_schools({"1", "2", "3"});
        world.add_wave("base", 1);
        world.add_wave("final", 2);
        world.import_text("base",
                          "escuela;informante;F_1;F_2;F_3\n1;teacher;1;2;3\n2;teacher;1;2;3\n3;teacher;1;2;3\n");
        world.import_text("final",
                          "escuela;informante;F_1;F_2;F_3\n1;teacher;2;2;3\n2;teacher;2;2;3\n3;teacher;2;2;3\n");
        const auto change = must(measure_change(world.measured("base"), world.measured("final")));
        CHECK(change.informant("teacher")->scale("F")->not_compared == NotCompared::no_spread);
    });
}
