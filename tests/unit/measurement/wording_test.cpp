#include "measurement/wording.h"

#include "base/text.h"
#include "unit/measurement/measurement_world.h"

#include <doctest/doctest.h>

#include <cmath>

using namespace minka;
using namespace minka::measurement;
using namespace minka::test;

namespace {

programme::ProgrammeFolder example() {
    return must(programme::load_programme_folder(source_folder() / "examples" / "ser-mas-maestro"));
}

Wording wording_in(const programme::ProgrammeFolder& folder, const std::string& language) {
    return {*must(folder.texts_in(language)), folder.index, language};
}

ScaleChange change_of(double mean, double error, std::size_t pairs, std::size_t schools) {
    ScaleChange change;
    change.code = "V1";
    change.schools = schools;
    change.pairs = pairs;
    stats::PairedChange test;
    test.pair_count = pairs;
    test.mean = mean;
    test.standard_error = error;
    test.t = mean / error;
    test.degrees = static_cast<double>(pairs) - 1;
    test.interval = {mean - 2 * error, mean + 2 * error, 0.95};
    change.test = test;
    change.reliability = GateOutcome{Gate::group_reliability, true, 0.8, 0.7};
    return change;
}

stats::ChangeModel model_of(double estimate, double error, std::size_t schools) {
    stats::ChangeModel model;
    stats::FixedTest test;
    test.estimate = estimate;
    test.standard_error = error;
    test.degrees = static_cast<double>(schools) - 1;
    test.interval = {estimate - 2 * error, estimate + 2 * error, 0.95};
    model.satterthwaite = {test, test};
    test.interval = {estimate - 3 * error, estimate + 3 * error, 0.95};
    model.robust = {test, test};
    model.schools = schools;
    model.rows = 20 * schools;
    return model;
}

bool has(const std::string& text, std::string_view words) { return text.find(words) != std::string::npos; }

}  // namespace

TEST_CASE("an interval that holds 0 is no change, in both languages") {
    const auto folder = example();
    const InformantChange students{"student", false, {}, {}};
    const auto change = change_of(1.0, 0.8, 40, 45);
    CHECK(reading_of(change) == ChangeReading::not_detectable);
    const auto es = change_sentences(wording_in(folder, "es"), folder.index.gates, students, change);
    CHECK(has(es[0], "no se detecta un cambio"));
    CHECK(has(es[0], "de −0,6 a 2,6"));
    CHECK(has(es[0], "Estudiantes"));
    const auto en = change_sentences(wording_in(folder, "en"), folder.index.gates, students, change);
    CHECK_FALSE(has(en[0], "rose"));
}

TEST_CASE("a printed bound never says 0 where the sentence says that 0 is left out") {
    const auto folder = example();
    const InformantChange students{"student", false, {}, {}};
    const auto change = change_of(0.41, 0.2, 400, 450);  // 0.01 to 0.81
    CHECK(reading_of(change) == ChangeReading::increased);
    const auto es = change_sentences(wording_in(folder, "es"), folder.index.gates, students, change);
    CHECK(has(es[0], "de 0,01 a 0,81"));
}

TEST_CASE("no result, however drawn, gives a sentence that claims more than it shows") {
    const auto folder = example();
    const auto es = wording_in(folder, "es");
    const auto en = wording_in(folder, "en");
    SeededRandom random(5);
    for (int run = 0; run < 3000; ++run) {
        const auto schools = static_cast<std::size_t>(3 + random.below(450));
        const auto pairs = static_cast<std::size_t>(3 + random.below(schools - 2));
        auto change = change_of(8 * random.normal(), 0.05 + 4 * random.uniform(), pairs, schools);
        change.observed_up = static_cast<std::size_t>(random.below(pairs + 1));
        change.observed_down = pairs - change.observed_up;
        change.passing_up = static_cast<std::size_t>(random.below(change.observed_up + 1));
        change.passing_down = static_cast<std::size_t>(random.below(change.observed_down + 1));
        if (random.below(4) == 0) {
            change.passing_up = change.observed_up = pairs;
            change.passing_down = change.observed_down = 0;
        }
        if (random.below(2) == 0) {
            change.distribution = stats::ChangeDistribution{};
        }
        if (random.below(3) == 0) {
            change.reliability->passed = false;
        }
        change.detectable = 0.1;
        if (random.below(2) == 0) {
            change.model = model_of(8 * random.normal(), 0.05 + 4 * random.uniform(), pairs);
            change.weighted = change.test;
            change.improving = stats::ShareAbove{0.8, {0.6, 0.9, 0.95}};
        }
        const InformantChange informant{random.below(2) == 0 ? "student" : "head", random.below(2) == 0, {}, {}};
        for (const auto* wording : {&es, &en}) {
            for (const auto& sentence : change_sentences(*wording, folder.index.gates, informant, change)) {
                CAPTURE(sentence);
                const auto folded = fold_text(sentence);
                CHECK_FALSE(has(folded, "todas las escuelas"));
                CHECK_FALSE(has(folded, "all schools"));
                CHECK_FALSE(has(folded, "every school"));
                CHECK_FALSE(has(sentence, "{"));
                const auto guarded = check_claim(sentence, change);
                CHECK_MESSAGE(guarded.has_value(), (guarded ? "" : to_sentence(guarded.error())));
            }
        }
        const auto reading = reading_of(change);
        const bool zero_inside = change.test->interval.lower <= 0 && change.test->interval.upper >= 0;
        CHECK(zero_inside == (reading == ChangeReading::not_detectable));
        CHECK(holds_for_every_school(change, ChangeReading::increased) ==
              (pairs == schools && change.passing_up == schools));
    }
}

TEST_CASE("the mixed model stands beside the paired test, and a disagreement is said") {
    const auto folder = example();
    const auto es = wording_in(folder, "es");
    const InformantChange students{"student", false, {}, {}};
    auto change = change_of(5, 1, 40, 41);
    change.model = model_of(4.5, 1, 40);
    auto said = change_sentences(es, folder.index.gates, students, change);
    CHECK(has(said[1], "estima 4,5 puntos"));
    CHECK(has(said[1], "Satterthwaite, 39 grados"));
    CHECK_FALSE(model_disagrees(change, folder.index.gates));
    change.model = model_of(1, 1, 40);
    said = change_sentences(es, folder.index.gates, students, change);
    CHECK(has(said[2], "no coinciden"));
    // With few schools the model's test is CR2, whose interval is 3 errors wide here.
    change = change_of(5, 1, 12, 12);
    change.model = model_of(2.5, 1, 12);
    CHECK(model_disagrees(change, folder.index.gates));
    CHECK(has(change_sentences(es, folder.index.gates, students, change)[1], "CR2"));
}

TEST_CASE("with few schools no share of them is said to improve") {
    const auto folder = example();
    const auto en = wording_in(folder, "en");
    const InformantChange students{"student", false, {}, {}};
    auto change = change_of(5, 1, 29, 30);
    change.improving = stats::ShareAbove{0.8, {0.6, 0.9, 0.95}};
    CHECK(has(change_sentences(en, folder.index.gates, students, change).back(), "not estimated"));
    change.pairs = 30;
    CHECK(has(change_sentences(en, folder.index.gates, students, change).back(), "positive in 80% of the schools"));
    CHECK(has(change_sentences(en, folder.index.gates, students, change).back(), "60 to 90%"));
}

TEST_CASE("of all schools one may speak only when each is beyond chance, those without a pair counted") {
    auto change = change_of(5, 1, 40, 40);
    change.passing_up = 40;
    CHECK(check_claim("La media subió en todas las escuelas.", change).has_value());
    change.passing_up = 39;
    const auto refused = check_claim("La media subió en todas las escuelas.", change);
    REQUIRE_FALSE(refused.has_value());
    CHECK(has(refused.error().message, "39 of 40"));
    CHECK_FALSE(check_claim("The index improved in every school.", change).has_value());
    change.passing_up = 40;
    change.schools = 41;
    CHECK_FALSE(check_claim("En cada escuela mejoró el ambiente.", change).has_value());
    CHECK(check_claim("La media subió en 40 de 41 escuelas.", change).has_value());
}

TEST_CASE("a written sentence names no cause and no change that was not detected") {
    const auto up = change_of(5, 1, 40, 41);
    for (const std::string sentence :
         {"El ambiente mejoró gracias a la formación.", "El programa tuvo impacto en la convivencia.",
          "The programme led to better ties.", "The change was caused by the visits."}) {
        CAPTURE(sentence);
        CHECK_FALSE(check_claim(sentence, up).has_value());
    }
    CHECK(check_claim("El ambiente mejoró.", up).has_value());
    CHECK_FALSE(check_claim("El ambiente empeoró.", up).has_value());
    const auto none = change_of(0.5, 1, 40, 41);
    CHECK_FALSE(check_claim("El ambiente mejoró.", none).has_value());
    CHECK(check_claim("No se detecta una mejora.", none).has_value());
}

TEST_CASE("a failed gate says what it forbids, and a passed one nothing") {
    const auto folder = example();
    const auto es = wording_in(folder, "es");
    CHECK(gate_sentence(es, {Gate::group_reliability, true, 0.8, 0.7}).empty());
    CHECK(has(gate_sentence(es, {Gate::group_reliability, false, 0.61, 0.7}), "0,61 de 0,70"));
    CHECK(has(gate_sentence(es, {Gate::school_reliability, false, 0.4, 0.7}), "0,70"));
    CHECK(has(gate_sentence(es, {Gate::school_response, false, 0.4, 0.6}), "60 %"));
    CHECK(has(gate_sentence(es, {Gate::zone_bias, false, 0.7, 0.5, std::nullopt, {"V1_2"}}),
              "0,5 desviaciones o más a igual nivel): V1_2. En esta faceta no se comparan"));
}

TEST_CASE(
    "a band is told of a mean only by the record of a standard setting, and one only where the interval lies in one") {
    auto folder = example();
    InformantResult informant;
    informant.code = "student";
    ScaleResult scale;
    scale.code = "V1";
    scale.mean = 52;
    scale.interval = stats::Interval{50.5, 53.5, 0.95};
    scale.gates.push_back({Gate::group_reliability, true, 0.8, 0.7});
    CHECK(band_sentences(wording_in(folder, "es"), informant, scale).empty());

    programme::StandardSetting setting;
    setting.held_on = *LocalDate::parse("2026-05-14");
    setting.method = programme::SettingMethod::bookmark;
    setting.panel_size = 14;
    setting.record = "acta-7";
    const auto name = [](const char* es, const char* en) {
        programme::LocalizedText text;
        text.by_language = {{"es", es}, {"en", en}};
        return text;
    };
    setting.panel = name("docentes y familias", "teachers and families");
    setting.cuts.push_back({"student",
                            "V1",
                            false,
                            {{"low", name("Por empezar", "To begin"), 0},
                             {"mid", name("En camino", "On the way"), 40},
                             {"high", name("Firme", "Firm"), 54}},
                            1});
    folder.index.standard_setting = setting;
    const auto es = wording_in(folder, "es");
    const auto told = band_sentences(es, informant, scale);
    REQUIRE(told.size() == 2);
    CHECK(has(told[0], "está en la banda «En camino»"));
    CHECK(has(told[1], "14 personas (docentes y familias) el 14 de mayo de 2026, por el método del marcador"));
    CHECK(has(told[1], "acta-7"));
    scale.interval->upper = 54;  // a cut belongs to the band above it
    CHECK(has(band_sentences(es, informant, scale)[0], "«En camino» y «Firme»"));
    scale.interval->upper = 53.9;
    CHECK(has(band_sentences(wording_in(folder, "en"), informant, scale)[0], "is in the band “On the way”"));
    scale.unit = ScoreUnit::baseline;
    CHECK(has(band_sentences(es, informant, scale)[0], "otra unidad"));
    scale.unit = ScoreUnit::item_mean;
    scale.gates.front().passed = false;
    CHECK(has(band_sentences(es, informant, scale)[0], "confiabilidad mínima"));
    scale.gates.front().passed = true;
    scale.interval.reset();
    CHECK(has(band_sentences(es, informant, scale)[0], "dos escuelas"));
    scale.code = "V2";
    CHECK(band_sentences(es, informant, scale).empty());
}
