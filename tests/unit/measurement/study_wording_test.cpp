#include "measurement/study_wording.h"

#include "base/random.h"
#include "base/text.h"
#include "unit/measurement/measurement_world.h"

#include <doctest/doctest.h>

#include <array>
#include <set>

using namespace minka;
using namespace minka::measurement;
using namespace minka::test;

namespace {

// Beginnings of words that say why something changed, folded.
constexpr std::array<std::string_view, 36> causal_words{
    "gracias a",   "debido a",    "a causa de", "por efecto", "efecto",  "impact",    "hizo que",  "logro",
    "produj",      "produc",      "provoc",     "caus",       "ocasion", "resultado", "consiguio", "por el programa",
    "mejor por",   "because",     "due to",     "thanks to",  "led to",  "leads to",  "effect",    "result",
    "attribut",    "atribu",      "owing to",   "made the",   "works",   "funciona",  "contribu",  "influenc",
    "responsible", "responsable", "achiev",     "consecuenc"};

std::string causal_word_in(std::string_view sentence) {
    const auto folded = " " + fold_text(sentence);
    for (const auto word : causal_words) {
        if (folded.find(" " + std::string(word)) != std::string::npos) {
            return std::string(word);
        }
    }
    return {};
}

bool speaks_of_every_school(std::string_view sentence) {
    const auto folded = fold_text(sentence);
    for (const std::string_view words :
         {"cada una de las", "todas las escuelas", "each of the", "all the schools", "all schools", "every school"}) {
        if (folded.find(words) != std::string::npos) {
            return true;
        }
    }
    return false;
}

stats::Interval interval_around(SeededRandom& random, double value) {
    const double half = 0.01 + 3 * random.uniform();
    return {value - half, value + half, 0.95};
}

stats::PairedChange paired(SeededRandom& random) {
    stats::PairedChange change;
    change.mean = 3 * random.normal();
    change.interval = interval_around(random, change.mean);
    change.p = random.uniform() * (random.below(3) == 0 ? 0.001 : 1);
    change.degrees = 10;
    return change;
}

ModelTest model_of(SeededRandom& random) {
    ModelTest test;
    test.test.estimate = 3 * random.normal();
    test.test.interval = interval_around(random, test.test.estimate);
    test.test.p = random.uniform();
    test.is_robust = random.below(2) == 0;
    return test;
}

// Whatever a study can hold, drawn with and without each part.
ScaleStudy drawn_scale(SeededRandom& random) {
    const auto maybe = [&] { return random.below(2) == 0; };
    ScaleStudy scale;
    scale.name = "V1";
    scale.pairs.resize(1 + random.below(60));
    scale.schools = scale.pairs.size() + (maybe() ? 0 : random.below(4));
    if (random.below(6) == 0) {
        scale.not_compared = static_cast<NotCompared>(random.below(3));
        return scale;
    }
    scale.test = paired(random);
    if (maybe()) {
        const auto test = model_of(random).test;
        stats::ChangeModel model;
        model.satterthwaite = {test, test};
        model.robust = {test, test};
        model.schools = scale.pairs.size();
        scale.model = model;
    }
    const auto pairs = scale.pairs.size();
    scale.observed_up = random.below(pairs + 1);
    scale.observed_down = pairs - scale.observed_up;
    if (maybe()) {
        scale.distribution = stats::ChangeDistribution{};
        scale.passing_up = maybe() ? pairs : random.below(pairs + 1);
        scale.passing_down = random.below(pairs + 1 - scale.passing_up);
    }
    if (maybe()) {
        scale.improving = stats::ShareAbove{0.7, {0.5, 0.9, 0.95}};
    }
    if (maybe()) {
        scale.effect = stats::StandardisedEffect{0.2, {0.1, 0.3, 0.95}};
        scale.detectable = 0.3;
    }
    if (maybe()) {
        scale.weights = stats::ResponseWeights{};
        scale.unweighted = paired(random);
        scale.population = paired(random);
    }
    if (maybe()) {
        scale.linked_only = paired(random);
    }
    if (maybe()) {
        DesignResult compared;
        compared.design = static_cast<ComparisonDesign>(1 + random.below(3));
        compared.estimate = 3 * random.normal();
        compared.interval = interval_around(random, compared.estimate);
        if (maybe() || compared.design == ComparisonDesign::phased) {
            compared.model = model_of(random);
        }
        scale.comparison = compared;
    } else if (maybe()) {
        scale.not_compared_reason = "Each set needs at least two units.";
    }
    if (maybe()) {
        DoseResult dose;
        dose.slope.slope = random.normal();
        dose.slope.interval = interval_around(random, dose.slope.slope);
        dose.model = maybe() ? std::optional(model_of(random)) : std::nullopt;
        scale.dose = dose;
    }
    if (maybe()) {
        scale.reliability = random.uniform();
    }
    return scale;
}

}  // namespace

TEST_CASE("no phrase of a study names a cause, in Spanish or English") {
    std::set<std::string_view> keys;
    for (const auto& phrase : study_phrases()) {
        CAPTURE(phrase.key);
        CHECK(keys.insert(phrase.key).second);
        CHECK(causal_word_in(phrase.es).empty());
        CHECK(causal_word_in(phrase.en).empty());
        const bool is_of_every_school = phrase.key.starts_with("every_school");
        CHECK(speaks_of_every_school(phrase.es) == is_of_every_school);
        CHECK(speaks_of_every_school(phrase.en) == is_of_every_school);
    }
}

TEST_CASE("no phrase on change in the programmes' folders names a cause or speaks of every school") {
    for (const std::string programme : {"ser-mas-maestro", "apostemos"}) {
        const auto folder = must(programme::load_programme_folder(source_folder() / "examples" / programme));
        for (const std::string language : {"es", "en"}) {
            const auto& texts = *must(folder.texts_in(language));
            for (const auto& phrase : programme::known_phrases()) {
                const bool is_of_change = phrase.key.starts_with("change.") || phrase.key.starts_with("schools.") ||
                                          phrase.key.starts_with("comparison.") || phrase.key.starts_with("method.");
                if (is_of_change && texts.has(phrase.key)) {
                    CAPTURE(phrase.key);
                    CHECK(causal_word_in(texts.phrase(phrase.key)).empty());
                    CHECK_FALSE(speaks_of_every_school(texts.phrase(phrase.key)));
                }
            }
        }
    }
}

TEST_CASE("whatever a study holds, it names no cause, and of every school only what holds") {
    SeededRandom random(77);
    std::size_t of_every_school = 0;
    for (int run = 0; run < 2000; ++run) {
        ChangeStudy study;
        study.link = static_cast<programme::WaveMode>(random.below(3));
        study.design = static_cast<ComparisonDesign>(random.below(4));
        study.scales = {drawn_scale(random), drawn_scale(random)};
        const auto& scale = study.scales.front();
        for (const std::string language : {"es", "en"}) {
            auto sentences = study_sentences(study, scale, language);
            const auto method = study_method(study, language);
            const bool rose = scale.test && scale.test->interval.lower > 0;
            const bool fell = scale.test && scale.test->interval.upper < 0;
            if (scale.test && !scale.not_compared) {
                const auto& said = sentences[1];
                CHECK((said.find(language == "es" ? "subió" : "rose") != std::string::npos) == rose);
                CHECK((said.find(language == "es" ? "bajó" : "fell") != std::string::npos) == fell);
            }
            sentences.insert(sentences.end(), method.begin(), method.end());
            for (const auto& sentence : sentences) {
                CAPTURE(sentence);
                CHECK(causal_word_in(sentence).empty());
                CHECK(sentence.find('{') == std::string::npos);
                if (speaks_of_every_school(sentence)) {
                    ++of_every_school;
                    CHECK((holds_for_every_school(scale, true) || holds_for_every_school(scale, false)));
                }
            }
        }
    }
    CHECK(of_every_school > 0);
}

TEST_CASE("every school is spoken of only when each has a pair and is on its own beyond chance") {
    ScaleStudy scale;
    scale.pairs.resize(5);
    scale.schools = 5;
    scale.passing_up = 5;
    CHECK(holds_for_every_school(scale, true));
    CHECK_FALSE(holds_for_every_school(scale, false));
    scale.passing_up = 4;
    CHECK_FALSE(holds_for_every_school(scale, true));
    scale.passing_up = 5;
    scale.schools = 6;
    CHECK_FALSE(holds_for_every_school(scale, true));
    CHECK_FALSE(holds_for_every_school(ScaleStudy{}, true));
}
