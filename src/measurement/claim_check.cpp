#include "base/text.h"
#include "measurement/wording.h"

#include <array>

namespace minka::measurement {

namespace {

using Words = std::span<const std::string_view>;

// Folded; each is looked for at the beginning of a word.
constexpr std::array<std::string_view, 14> every_school{
    "todas las escuelas", "todos los colegios", "todas las instituciones",
    "todas ellas",        "cada escuela",       "cada colegio",
    "en todas",           "la totalidad de",    "all schools",
    "all the schools",    "all of the schools", "every school",
    "each school",        "without exception"};
constexpr std::array<std::string_view, 27> causes{
    "gracias a",       "debido a",      "a causa de", "por efecto",  "efecto de", "efectos de", "impacto",
    "hizo que",        "logro que",     "produj",     "provoc",      "caus",      "ocasion",    "resultado del",
    "por el programa", "consiguio que", "because",    "due to",      "thanks to", "led to",     "effect of",
    "effects of",      "impact",        "result of",  "resulted in", "attribut",  "atribu"};
constexpr std::array<std::string_view, 12> rises{"mejor",  "aument",  "subi", "sube",  "increment", "crec",
                                                 "improv", "increas", "rose", "risen", "grew",      "gained"};
constexpr std::array<std::string_view, 13> falls{"empeor", "disminu", "bajo", "bajar",  "descend", "cay",      "reduj",
                                                 "worse",  "decreas", "fell", "declin", "dropped", "deteriora"};
constexpr std::array<std::string_view, 6> denials{"no se detect",  "sin cambio",       "no hay cambio",
                                                  "no detectable", "was not detected", "no change"};

bool speaks_of(const std::string& folded, Words words) {
    const std::string padded = " " + folded;
    for (const auto word : words) {
        if (padded.find(" " + std::string(word)) != std::string::npos) {
            return true;
        }
    }
    return false;
}

}  // namespace

Result<> check_claim(std::string_view sentence, const ScaleChange& change) {
    const auto folded = fold_text(sentence);
    if (speaks_of(folded, causes)) {
        return invalid(
            "The sentence names a cause. Two measurements of the same schools show that something changed, not "
            "why: that takes schools to compare with.",
            "sentence");
    }
    const auto reading = reading_of(change);
    const bool says_rise = speaks_of(folded, rises);
    const bool says_fall = speaks_of(folded, falls);
    if (speaks_of(folded, every_school) && (says_rise || says_fall) &&
        !holds_for_every_school(change, says_rise ? ChangeReading::increased : ChangeReading::decreased)) {
        return invalid("The sentence speaks of all schools, and " +
                           std::to_string(says_rise ? change.passing_up : change.passing_down) + " of " +
                           std::to_string(change.schools) + " changed so beyond chance. Give that count.",
                       "sentence");
    }
    if (speaks_of(folded, denials)) {
        return {};
    }
    if ((says_rise && reading != ChangeReading::increased) || (says_fall && reading != ChangeReading::decreased)) {
        return invalid(
            "The sentence speaks of a change that was not detected in this direction: the interval of the mean "
            "change does not leave 0 out there.",
            "sentence");
    }
    return {};
}

}  // namespace minka::measurement
