#include "stats/change_model.h"

#include "base/random.h"
#include "number_table.h"
#include "stats/paired_change.h"

#include <doctest/doctest.h>

#include <cmath>
#include <numeric>
#include <vector>

using namespace minka;
using namespace minka::stats;
using doctest::Approx;

namespace {

std::vector<std::uint32_t> labels(const std::vector<double>& numbers) { return {numbers.begin(), numbers.end()}; }

struct Drawn {
    std::vector<double> score, time;
    std::vector<std::uint32_t> school, place, person;

    ChangeScores scores() const {
        return {.score = score, .time = time, .school = school, .place = {}, .person = {}, .wave = {}, .beside = {}};
    }
};

// `people` of each school in both waves, the same persons.
Drawn draw(std::uint32_t schools, std::uint32_t people, double person_deviation, std::uint64_t seed) {
    SeededRandom random(seed);
    Drawn drawn;
    for (std::uint32_t school = 0; school < schools; ++school) {
        const double level = 0.4 * random.normal();
        const double change = 0.3 + 0.5 * random.normal();
        for (std::uint32_t person = 0; person < people; ++person) {
            const double own = person_deviation * random.normal();
            for (int wave = 0; wave < 2; ++wave) {
                drawn.score.push_back(level + own + wave * change + random.normal());
                drawn.time.push_back(wave);
                drawn.school.push_back(school);
                drawn.place.push_back(school / 3);
                drawn.person.push_back(school * people + person);
            }
        }
    }
    return drawn;
}

/// The same scores as number, mean and deviation by school and wave.
std::vector<ScoreSummary> summaries_of(const Drawn& drawn) {
    std::vector<ScoreSummary> cells;
    const auto schools = drawn.school.back() + 1;
    for (std::uint32_t school = 0; school < schools; ++school) {
        for (std::uint32_t wave = 0; wave < 2; ++wave) {
            ScoreSummary cell{
                .school = school, .place = school / 3, .wave = wave, .people = 0, .mean = 0, .deviation = 0};
            std::vector<double> values;
            for (std::size_t row = 0; row < drawn.score.size(); ++row) {
                if (drawn.school[row] == school && drawn.time[row] == wave) {
                    values.push_back(drawn.score[row]);
                }
            }
            cell.people = values.size();
            cell.mean = std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
            double squares = 0;
            for (const double value : values) {
                squares += (value - cell.mean) * (value - cell.mean);
            }
            cell.deviation = values.size() > 1 ? std::sqrt(squares / static_cast<double>(values.size() - 1)) : 0;
            cells.push_back(cell);
        }
    }
    return cells;
}

}  // namespace

TEST_CASE("the model of a linked change is lme4's, with lmerTest's degrees of freedom") {
    const auto table = test::shared_table("simulated/wave_change_8400.csv");
    if (!table) {
        return;
    }
    const auto y = table->numbers("y");
    const auto post = table->numbers("post");
    const auto school = labels(table->numbers("school"));
    const auto municipality = labels(table->numbers("muni"));
    const auto teacher = labels(table->numbers("teacher"));
    const auto model = fit_change_model({.score = y,
                                         .time = post,
                                         .school = school,
                                         .place = municipality,
                                         .person = teacher,
                                         .wave = {},
                                         .beside = {}});
    REQUIRE(model);
    // lmer(y ~ post + (1 | muni) + (1 + post | school) + (1 | teacher)): .2267, SE .01267, df 446.9 (data/README.md).
    CHECK(model->satterthwaite[1].estimate == Approx(0.2267).epsilon(2e-4));
    CHECK(model->satterthwaite[1].standard_error == Approx(0.01267).epsilon(4e-4));
    CHECK(model->satterthwaite[1].degrees == Approx(446.9).epsilon(2e-3));
    CHECK(model->schools == 450);
    CHECK(model->places == 150);
    CHECK(model->persons == 4200);
    CHECK(model->robust.size() == 2);
}

TEST_CASE("number, mean and deviation of each school and wave say all that the model sees of unlinked waves") {
    const auto drawn = draw(18, 7, 0.0, 3);
    const auto rows = fit_change_model(drawn.scores());
    const auto summary = fit_change_model(summaries_of(drawn), false);
    REQUIRE(rows);
    REQUIRE(summary);
    CHECK(summary->satterthwaite[1].estimate == Approx(rows->satterthwaite[1].estimate).epsilon(1e-9));
    CHECK(summary->satterthwaite[1].standard_error == Approx(rows->satterthwaite[1].standard_error).epsilon(1e-5));
    CHECK(summary->satterthwaite[1].degrees == Approx(rows->satterthwaite[1].degrees).epsilon(1e-3));
    CHECK(summary->robust[1].standard_error == Approx(rows->robust[1].standard_error).epsilon(1e-5));
    CHECK(summary->variation_variance == Approx(rows->variation_variance).epsilon(1e-4));
    CHECK_FALSE(summary->places);
}

TEST_CASE("with as many people in every school the robust test is the paired test of schools' means") {
    const auto drawn = draw(9, 6, 0.7, 11);
    std::vector<double> before(9, 0.0);
    std::vector<double> after(9, 0.0);
    for (std::size_t row = 0; row < drawn.score.size(); ++row) {
        (drawn.time[row] == 0 ? before : after)[drawn.school[row]] += drawn.score[row] / 6;
    }
    const auto paired = paired_change(before, after);
    auto linked = drawn.scores();
    linked.person = drawn.person;
    for (const auto& scores : {drawn.scores(), linked}) {
        const auto model = fit_change_model(scores);
        REQUIRE(model);
        CHECK(model->robust[1].estimate == Approx(paired->mean).epsilon(1e-9));
        CHECK(model->robust[1].standard_error == Approx(paired->standard_error).epsilon(1e-6));
        CHECK(model->robust[1].degrees == Approx(8).epsilon(1e-4));
    }
}

TEST_CASE("persons take their part of the variance only where the waves are linked") {
    const auto drawn = draw(40, 8, 1.0, 5);
    auto linked = drawn.scores();
    linked.person = drawn.person;
    const auto with = fit_change_model(linked);
    const auto without = fit_change_model(drawn.scores());
    REQUIRE(with);
    REQUIRE(without);
    CHECK(with->persons == 320);
    CHECK_FALSE(without->persons);
    CHECK(with->person_variance == Approx(1.0).epsilon(0.25));
    CHECK(without->residual_variance == Approx(with->residual_variance + with->person_variance).epsilon(0.1));
}

TEST_CASE("places enter from five on, when there are fewer of them than schools and no school lies in two") {
    const auto drawn = draw(18, 5, 0.0, 8);
    auto scores = drawn.scores();
    scores.place = drawn.place;
    CHECK(fit_change_model(scores)->places == 6);
    std::vector<std::uint32_t> few(drawn.place);
    for (auto& place : few) {
        place %= 4;
    }
    scores.place = few;
    CHECK_FALSE(fit_change_model(scores)->places);
    scores.place = drawn.school;
    CHECK_FALSE(fit_change_model(scores)->places);
    auto moved = drawn.place;
    moved[1] = 5;
    scores.place = moved;
    CHECK_FALSE(fit_change_model(scores)->places);
}

TEST_CASE("a change of names or of the order of rows does not change the model") {
    const auto drawn = draw(12, 6, 0.0, 21);
    Drawn turned;
    for (std::size_t row = drawn.score.size(); row-- > 0;) {
        turned.score.push_back(drawn.score[row]);
        turned.time.push_back(drawn.time[row]);
        turned.school.push_back(1000 - drawn.school[row]);
    }
    const auto one = fit_change_model(drawn.scores());
    const auto other = fit_change_model(turned.scores());
    REQUIRE(one);
    REQUIRE(other);
    CHECK(one->satterthwaite[1].estimate == Approx(other->satterthwaite[1].estimate).epsilon(1e-8));
    CHECK(one->robust[1].p == Approx(other->robust[1].p).epsilon(1e-4));
}

TEST_CASE("three waves vary by school and wave; a person in two schools leaves the robust test out") {
    SeededRandom random(4);
    Drawn drawn;
    std::vector<std::uint32_t> wave;
    std::vector<double> second;
    for (std::uint32_t school = 0; school < 15; ++school) {
        for (std::uint32_t t = 0; t < 3; ++t) {
            const double level = 0.5 * random.normal();
            for (std::uint32_t person = 0; person < 6; ++person) {
                drawn.score.push_back(level + random.normal());
                drawn.time.push_back(t == 2 ? 1 : 0);
                second.push_back(t == 1 ? 1 : 0);
                drawn.school.push_back(school);
                drawn.person.push_back(school * 6 + person);
                wave.push_back(t);
            }
        }
    }
    auto scores = drawn.scores();
    scores.wave = wave;
    scores.beside = {second};
    scores.variation = SchoolVariation::waves;
    const auto model = fit_change_model(scores);
    REQUIRE(model);
    CHECK(model->satterthwaite.size() == 3);
    CHECK(model->robust.size() == 3);
    CHECK(model->variation_variance == Approx(0.25).epsilon(0.6));
    drawn.person.back() = 0;
    scores.person = drawn.person;
    scores.variation = SchoolVariation::change;
    const auto crossed = fit_change_model(scores);
    REQUIRE(crossed);
    CHECK(crossed->robust.empty());
}

TEST_CASE("what cannot be told apart is a named problem") {
    const auto drawn = draw(6, 1, 0.0, 2);
    CHECK_FALSE(fit_change_model(drawn.scores()));  // one person a school and wave
    auto scores = drawn.scores();
    scores.time = scores.time.first(3);
    CHECK(fit_change_model(scores).error().field == "time");
    CHECK_FALSE(fit_change_model(drawn.scores(), 1.0));
    const std::vector<ScoreSummary> empty{{.people = 0}};
    CHECK(fit_change_model(empty, false).error().field == "summaries[0]");
    const std::vector<ScoreSummary> none;
    CHECK_FALSE(fit_change_model(none, false));
}
