#include "measurement/index_change.h"
#include "measurement/wording.h"
#include "unit/measurement/measurement_world.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

using namespace minka;
using namespace minka::measurement;
using namespace minka::test;

namespace {

constexpr std::size_t item_count = 5;
constexpr std::uint32_t school_count = 20;

/// One facet of five items with four categories, scored by the graded response model.
const std::string& model_index() {
    static const std::string text = [] {
        std::string index(small_index);
        const auto swap = [&](std::string_view from, std::string_view to) {
            const auto place = index.find(from);
            REQUIRE(place != std::string::npos);
            index.replace(place, from.size(), to);
        };
        swap("scoring: {from", "scoring: {model: graded, from");
        swap("      - {code: F_3, teacher: {es: Tres, en: Three}, head: {es: Tres, en: Three}}\n",
             "      - {code: F_3, teacher: {es: Tres, en: Three}, head: {es: Tres, en: Three}}\n"
             "      - {code: F_4, teacher: {es: Cuatro, en: Four}}\n      - {code: F_5, teacher: {es: Cinco, en: "
             "Five}}\n");
        return index;
    }();
    return text;
}

const programme::ProgrammeFolder& graded_folder() {
    static const auto check = programme::check_folder_files(folder_with_index(model_index()));
    REQUIRE(check.problems.empty());
    return check.folder;
}

const programme::IndexDefinition& graded_index() { return graded_folder().index; }

/// How a wave answers: theta is normal with this mean and deviation, and item k has slope and thresholds of its own.
struct Questions {
    std::array<double, item_count> slopes{1.8, 1.4, 1.2, 2.0, 1.5};
    std::array<double, item_count> places{-0.3, 0.1, 0.4, -0.1, 0.0};
};

WaveFrame frame_of(std::int64_t number) {
    WaveFrame frame;
    frame.index = graded_index();
    frame.wave.id = programme::WaveId{Uuid{{static_cast<std::uint8_t>(number)}}};
    frame.wave.code = number == 1 ? "base" : "final";
    frame.wave.name = frame.wave.code;
    frame.wave.number = number;
    frame.wave.opens_on = *LocalDate::parse(number == 1 ? "2026-02-01" : "2026-09-01");
    return frame;
}

WaveAnswers answers_of(std::uint64_t seed, std::size_t rows, double mean, const Questions& questions = {}) {
    SeededRandom random(seed);
    WaveAnswers wave;
    for (std::uint32_t school = 0; school < school_count; ++school) {
        wave.schools.emplace_back(Uuid{{static_cast<std::uint8_t>(school + 1)}});
    }
    InformantAnswers teachers;
    teachers.form = must(form_of(graded_index(), "teacher"));
    teachers.eligible.assign(school_count, static_cast<std::int64_t>(rows));
    const auto width = teachers.form.items.size();
    std::array<double, school_count> levels{};
    for (auto& level : levels) {
        level = 0.4 * random.normal();
    }
    for (std::size_t row = 0; row < rows; ++row) {
        const auto school = static_cast<std::uint32_t>(row * school_count / rows);
        teachers.schools.push_back(school);
        const double theta = mean + levels[school] + std::sqrt(1 - 0.16) * random.normal();
        for (std::size_t item = 0; item < width; ++item) {
            if (item >= item_count) {
                teachers.answers.push_back(no_answer);
                continue;
            }
            std::uint8_t category = 0;
            const double draw = random.uniform();
            for (const double step : {-1.2, 0.0, 1.2}) {
                const double over = questions.slopes[item] * (theta - questions.places[item] - step);
                if (draw < 1 / (1 + std::exp(-over))) {
                    ++category;
                }
            }
            teachers.answers.push_back(item == 1 ? static_cast<std::uint8_t>(3 - category) : category);  // reversed
        }
    }
    wave.informants.push_back(std::move(teachers));
    return wave;
}

struct TwoWaves {
    IndexResult first;
    IndexResult second;
    IndexChange change;

    const ScaleResult& facet(const IndexResult& wave) const { return *wave.informants.front().scale("F"); }
    const ScaleChange& facet_change() const { return *change.informants.front().scale("F"); }
};

TwoWaves measured(const WaveAnswers& before, const WaveAnswers& after) {
    TwoWaves waves;
    waves.first = must(score_wave(frame_of(1), before, MeasureOptions()));
    MeasureOptions options;
    options.baseline = waves.first.baseline;
    waves.second = must(score_wave(frame_of(2), after, options));
    waves.change = must(measure_change(waves.first, waves.second));
    return waves;
}

std::string sentences_of(const TwoWaves& waves) {
    const Wording wording{*must(graded_folder().texts_in("es")), graded_index(), "es"};
    std::string all;
    for (const auto& informant : waves.change.informants) {
        for (const auto& scale : informant.scales) {
            for (const auto& sentence : change_sentences(wording, waves.change.method.gates, informant, scale)) {
                all += sentence + "\n";
            }
        }
    }
    for (const auto& sentence : invariance_sentences(wording, waves.change)) {
        all += sentence + "\n";
    }
    return all;
}

}  // namespace

TEST_CASE("a calibrated facet has 50 and 10 at the first baseline, and a later wave keeps that unit") {
    const auto waves = measured(answers_of(1, 3000, 0), answers_of(2, 3000, 0.5));
    const auto& first = waves.facet(waves.first);
    REQUIRE(first.calibration);
    CHECK(first.unit == ScoreUnit::baseline);
    CHECK_FALSE(first.calibration->link);
    // Warm's estimates are nearly unbiased: their mean is that of theta; they hold error, so that they spread wider.
    CHECK(*first.mean == doctest::Approx(50).epsilon(0.01));
    CHECK(*first.deviation > 10);
    CHECK(*first.deviation < 13);
    CHECK(*first.score_reliability == doctest::Approx(100 / (*first.deviation * *first.deviation)).epsilon(0.05));
    CHECK(first.gate(Gate::group_reliability).passed);
    REQUIRE(first.find_gate(Gate::item_fit) != nullptr);
    CHECK(first.find_gate(Gate::item_fit)->passed);
    CHECK(first.find_gate(Gate::categories)->passed);

    const auto& second = waves.facet(waves.second);
    REQUIRE(second.calibration);
    REQUIRE(second.calibration->link);
    CHECK(second.calibration->link->kept == item_count);
    // theta rose by .5, less or more what twenty schools' levels happen to do: told by the calibrations' own means.
    CHECK(*second.mean - *first.mean ==
          doctest::Approx(10 * second.calibration->fit.groups.front().mean).epsilon(0.05));
    const auto& change = waves.facet_change();
    REQUIRE(change.test);
    CHECK(change.unit == ScoreUnit::baseline);
    CHECK(change.invariance->outcome == Invariance::held);
    // The overall index is that one facet, and its unit the same.
    CHECK(*waves.first.informants.front().scale(overall_scale)->mean == doctest::Approx(*first.mean));
    CHECK(waves.first.informants.front().scale(overall_scale)->unit == ScoreUnit::baseline);
    CHECK(sentences_of(waves).find("[50/10]") != std::string::npos);
}

TEST_CASE("an item that came to mean something else is left out of the link and named") {
    Questions moved;
    moved.places[3] += 1.2;
    const auto waves = measured(answers_of(3, 3000, 0), answers_of(4, 3000, 0.3, moved));
    const auto& second = waves.facet(waves.second);
    CHECK(second.calibration->drifting() == std::vector<std::string>{"F_4"});
    const auto& change = waves.facet_change();
    CHECK(change.invariance->outcome == Invariance::partial);
    REQUIRE(change.test);
    CHECK(sentences_of(waves).find("no sostienen el enlace: F_4") != std::string::npos);
}

TEST_CASE("where most questions came to mean something else no change is told, and the sentence names the gate") {
    Questions moved;
    moved.places = {0.9, -0.9, 0.4, -1.1, 1.2};
    moved.slopes = {0.6, 2.4, 0.5, 0.7, 2.6};
    const auto waves = measured(answers_of(5, 3000, 0), answers_of(6, 3000, 0.3, moved));
    const auto& change = waves.facet_change();
    CHECK(change.invariance->outcome == Invariance::broken);
    CHECK_FALSE(change.test);
    CHECK(change.not_compared == NotCompared::meaning);
    CHECK(reading_of(change) == ChangeReading::not_tested);
    const auto* overall = waves.change.informants.front().scale(overall_scale);
    CHECK_FALSE(overall->test);
    CHECK(overall->broken_facets == std::vector<std::string>{"F"});
    const auto said = sentences_of(waves);
    CHECK(said.find("no midieron lo mismo en las dos tomas (al igualar") != std::string::npos);
    CHECK(said.find("subió") == std::string::npos);
}

TEST_CASE("with too few answers at the baseline a facet is a mean of its items in every wave, and says why") {
    const auto waves = measured(answers_of(7, 249, 0), answers_of(8, 3000, 0));
    for (const auto* wave : {&waves.first, &waves.second}) {
        CHECK(waves.facet(*wave).unit == ScoreUnit::item_mean);
        CHECK(waves.facet(*wave).uncalibrated == Uncalibrated::few_responses);
    }
    REQUIRE(waves.facet_change().test);
}

TEST_CASE("a later wave with few answers is scored by the baseline's items") {
    const auto waves = measured(answers_of(9, 3000, 0), answers_of(10, 120, 0));
    const auto& second = waves.facet(waves.second);
    CHECK(second.unit == ScoreUnit::baseline);
    CHECK_FALSE(second.calibration->borrowed.empty());
    CHECK(second.find_gate(Gate::item_fit) == nullptr);
    CHECK(*second.mean == doctest::Approx(50).epsilon(0.08));
}

TEST_CASE("an unused category leaves a facet uncalibrated, with the reason") {
    auto answers = answers_of(11, 600, 0);
    for (auto& answer : answers.informants.front().answers) {
        answer = answer == 3 ? 2 : answer;
    }
    const auto wave = must(score_wave(frame_of(1), answers, {}));
    const auto& facet = *wave.informants.front().scale("F");
    CHECK(facet.unit == ScoreUnit::item_mean);
    CHECK(facet.uncalibrated == Uncalibrated::impossible);
    CHECK_FALSE(facet.uncalibrated_detail.empty());
}

TEST_CASE("the order of the people does not matter") {
    auto answers = answers_of(12, 800, 0);
    const auto straight = must(score_wave(frame_of(1), answers, {}));
    auto& teachers = answers.informants.front();
    const auto width = teachers.form.items.size();
    // People of one school change places.
    for (std::size_t row = 0; row + 1 < teachers.row_count(); row += 2) {
        if (teachers.schools[row] == teachers.schools[row + 1]) {
            const auto first = teachers.answers.begin() + static_cast<std::ptrdiff_t>(row * width);
            std::swap_ranges(first, first + static_cast<std::ptrdiff_t>(width),
                             first + static_cast<std::ptrdiff_t>(width));
        }
    }
    const auto turned = must(score_wave(frame_of(1), answers, {}));
    CHECK(*turned.informants.front().scale("F")->mean ==
          doctest::Approx(*straight.informants.front().scale("F")->mean).epsilon(1e-12));
}

TEST_CASE("invariance is checked for means of items, too, and of two categories all at once") {
    const auto wave = must(score_wave(frame_of(1), answers_of(13, 1000, 0), {}));
    auto before = wave.informants.front().scale("F")->answers;
    auto after = before;
    const auto& gates = graded_index().gates;
    CHECK(check_invariance(before, after, nullptr, gates).outcome == Invariance::held);
    for (auto* answers : {&before, &after}) {
        answers->categories = 2;
        for (auto& answer : answers->answers) {
            answer = answer == no_answer ? answer : static_cast<std::uint8_t>(answer / 2);
        }
    }
    CHECK(check_invariance(before, after, nullptr, gates).outcome == Invariance::held);
    for (std::size_t row = 0; row < after.row_count(); row += 2) {
        after.answers[row * item_count] = 1;  // the first question became far easier to say yes to
    }
    const auto check = check_invariance(before, after, nullptr, gates);
    CHECK(check.outcome == Invariance::broken);
    CHECK(check.step == "intercepts");
}

TEST_CASE("an item that works differently in rural schools is named, and only when it matters") {
    auto answers = answers_of(21, 2400, 0);
    for (std::uint32_t school = 0; school < school_count; ++school) {
        answers.zones.emplace_back(school % 2 == 0 ? registry::Zone::rural : registry::Zone::urban);
    }
    const auto facet = [](const IndexResult& wave) { return *wave.informants.front().scale("F"); };
    const auto alike = facet(must(score_wave(frame_of(1), answers, {})));
    REQUIRE(alike.find_gate(Gate::zone_bias) != nullptr);
    CHECK(alike.find_gate(Gate::zone_bias)->passed);
    CHECK(*alike.find_gate(Gate::zone_bias)->value < 0.2);

    auto& teachers = answers.informants.front();
    const auto width = teachers.form.items.size();
    for (std::size_t row = 0; row < teachers.row_count(); ++row) {
        auto& answer = teachers.answers[row * width];
        if (teachers.schools[row] % 2 == 0 && row % 4 != 0 && answer < 3) {
            ++answer;
        }
    }
    const auto shifted = facet(must(score_wave(frame_of(1), answers, {})));
    REQUIRE(shifted.find_gate(Gate::zone_bias) != nullptr);
    const auto& gate = *shifted.find_gate(Gate::zone_bias);
    CHECK_FALSE(gate.passed);
    CHECK(gate.items == std::vector<std::string>{"F_1"});
    const Wording wording{*must(graded_folder().texts_in("es")), graded_index(), "es"};
    CHECK(gate_sentence(wording, gate).find("F_1") != std::string::npos);

    answers.zones.assign(school_count, registry::Zone::rural);
    const auto one_zone = facet(must(score_wave(frame_of(1), answers, {})));
    CHECK(one_zone.find_gate(Gate::zone_bias) == nullptr);
    CHECK(one_zone.bias_unchecked == "One of the zones has too few answers.");
}

TEST_CASE("a facet's gate is omega of its answers, and alpha's where too few answered") {
    const auto many = *must(score_wave(frame_of(1), answers_of(31, 800, 0), {})).informants.front().scale("F");
    REQUIRE(many.omega);
    CHECK(many.gate(Gate::group_reliability).value == many.omega);
    CHECK(*many.omega == doctest::Approx(many.alpha->alpha).epsilon(0.02));  // slopes are alike
    const auto few = *must(score_wave(frame_of(1), answers_of(32, 90, 0), {})).informants.front().scale("F");
    CHECK_FALSE(few.omega);
    CHECK(few.omega_absent == "There are fewer than 100 complete forms.");
    CHECK(few.gate(Gate::group_reliability).value == few.alpha->alpha);
}

TEST_CASE("where people enough answer at random the questions are no facet, and there is no change to tell") {
    auto after = answers_of(15, 1000, 0);
    SeededRandom random(16);
    auto& teachers = after.informants.front();
    const auto width = teachers.form.items.size();
    for (std::size_t row = 0; row < teachers.row_count(); ++row) {
        for (std::size_t item = 0; item < item_count; ++item) {
            teachers.answers[row * width + item] = static_cast<std::uint8_t>(random.below(4));
        }
    }
    const auto waves = measured(answers_of(14, 1000, 0), after);
    CHECK(waves.facet_change().invariance->outcome == Invariance::broken);
    CHECK_FALSE(waves.facet_change().test);
}

TEST_CASE("three items leave one factor nothing to fail: invariance is not checked, and the change is told") {
    const auto waves = measured(answers_of(17, 600, 0), answers_of(18, 600, 0.3));
    auto before = waves.facet(waves.first).answers;
    auto after = waves.facet(waves.second).answers;
    for (auto* answers : {&before, &after}) {
        std::vector<std::uint8_t> three;
        for (std::size_t row = 0; row < answers->row_count(); ++row) {
            for (std::size_t item = 0; item < 3; ++item) {
                three.push_back(answers->answers[row * item_count + item]);
            }
        }
        answers->answers = three;
        answers->items.resize(3);
    }
    const auto check = check_invariance(before, after, nullptr, graded_index().gates);
    CHECK(check.outcome == Invariance::unchecked);
    CHECK(check.why.find("four items") != std::string::npos);
}
