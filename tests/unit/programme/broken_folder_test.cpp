#include "example_folder.h"
#include "programme/standard_phrases.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

using namespace minka;
using namespace minka::programme;

namespace {

/// One thing broken in a folder that is otherwise whole, and what the check says of it.
struct Broken {
    std::string name;
    std::string file;
    std::string whole;  ///< Replaced, at its first place.
    std::string broken;
    std::string says;    ///< Part of the message.
    int lines_down = 0;  ///< The problem's line, counted from the line of `whole`.
};

int line_of(std::string_view text, std::size_t position) {
    return 1 + static_cast<int>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(position), '\n'));
}

void check_broken(const FolderFiles& whole, const std::vector<Broken>& cases) {
    for (const auto& c : cases) {
        CAPTURE(c.name);
        auto files = whole;
        auto& text = files.at(c.file);
        const auto position = text.find(c.whole);
        REQUIRE(position != std::string::npos);
        const auto place = c.file + ":" + std::to_string(line_of(text, position) + c.lines_down);
        text.replace(position, c.whole.size(), c.broken);
        const auto problems = check_folder_files(files).problems;
        const bool is_told = std::any_of(problems.begin(), problems.end(), [&](const Problem& problem) {
            return problem.field == place && problem.message.find(c.says) != std::string::npos;
        });
        std::string told;
        for (const auto& problem : problems) {
            told += to_sentence(problem) + "\n";
        }
        CHECK_MESSAGE(is_told, place << " should say: " << c.says << "\n" << told);
    }
}

void check_broken(std::string_view programme, const std::vector<Broken>& cases) {
    check_broken(example_files(programme), cases);
}

// The folder with all phrases of a language of its own, as one would write that translates or rewords them.
FolderFiles with_own_phrases(std::string_view name, const std::string& language, std::string_view as_of = "es") {
    auto files = example_files(name);
    for (const auto& phrases : phrase_texts()) {
        if (phrases.language == as_of) {
            const auto slash = phrases.file.find('/');
            files["texts/" + language + std::string(phrases.file.substr(slash))] = phrases.text;
        }
    }
    return files;
}

}  // namespace

TEST_CASE("a broken profile is told with file, line and reason") {
    const std::string file = "programme.yaml";
    check_broken(
        "ser-mas-maestro",
        {{"torn YAML", file, "levels:\n", "levels: [\n", "", 1},
         {"misspelt key", file, "start_year: 2009", "start_yaer: 2009", "did you mean \"start_year\""},
         {"newer format", file, "format: 1", "format: 2", "must be between 1 and 1"},
         {"no year", file, "start_year: 2009", "start_year: dos mil", "whole number"},
         {"bad country", file, "country: CO", "country: Colombia", "two capital letters"},
         {"bad address", file, "url: ", "url: www.ejemplo.org ", "https://"},
         {"a language without text", file, "name: {es: Ser Más Maestro, en: Ser Más Maestro}",
          "name: {es: Ser Más Maestro}", "\"en\" is missing"},
         {"code twice", file, "{code: training, name", "{code: learning_conditions, name", "stands twice"},
         {"code with a space", file, "{code: company, name", "{code: la empresa, name", "must be letters"},
         {"unknown action line", file, "{code: leadership, line: capacities", "{code: leadership, line: capacitis",
          "did you mean \"capacities\""},
         {"unknown facet", file, "facet: I2", "facet: I9", "is not in \"facets\""},
         {"gate without agreement", file, "gate: [community_agreement, baseline_dates", "gate: [baseline_dates",
          "no cycle runs without it"},
         {"unknown gate", file, "safety_profile]", "safty_profile]", "did you mean \"safety_profile\""},
         {"visit of no moment", file, "{code: V6, moment: practices", "{code: V6, moment: practice",
          "is not in \"moments\""},
         {"moments out of order", file, "{code: V8, moment: student_workshops", "{code: V8, moment: meetings",
          "goes back to the moment"},
         {"role of nowhere", file, "{code: mediator, acts_at: school", "{code: mediator, acts_at: barrio",
          "must be one of programme, region"},
         {"claim of no source", file,
          "claims:    # qualifier: exactly, about, more_than · basis: this_cycle, distinct_since\n  - {code: sheet_"
          "schools, sheet_field: number_of_schools, counts: schools, value: 450, qualifier: exactly, basis: "
          "this_cycle, "
          "source: programme_sheet",
          "claims:\n  - {code: sheet_schools, sheet_field: number_of_schools, counts: schools, value: 450, qualifier: "
          "exactly, basis: this_cycle, source: somebody",
          "is not in \"sources\"", 1},
         {"blank parents", file, "sheet_field: number_of_parents, ", "", "write 0 when it is a real zero", -5}});
}

TEST_CASE("thresholds below the floors are refused, stricter ones are taken") {
    const std::string file = "programme.yaml";
    check_broken("ser-mas-maestro",
                 {{"public", file, "public_floor: 10", "public_floor: 9", "below the floor of 10"},
                  {"school", file, "feedback_floor: 5", "feedback_floor: 4", "below the floor of 5"},
                  {"response", file, "feedback_response: 0.60", "feedback_response: 0.59", "below the floor of 0.6"},
                  {"sensitive", file, "sensitive_floor: 20", "sensitive_floor: 19", "below the floor of 20"},
                  {"place", file, "sensitive_level: subregion", "sensitive_level: municipality", "finest allowed"},
                  {"dominance", file, "dominance_share: 0.85", "dominance_share: 0.90", "at most 0.85"},
                  {"secure places", file, "high_security_level: subregion", "high_security_level: school", "finest"},
                  {"audio", file, "raw_audio_months: 12", "raw_audio_months: 13", "at most 12"},
                  {"links", file, "after_cycle: 24", "after_cycle: 25", "at most 24"},
                  {"order", file, "feedback_floor: 5", "feedback_floor: 11", "must be in order", -1}});
    auto files = example_files("ser-mas-maestro");
    for (const auto& [floor, stricter] : {std::pair<std::string, std::string>{"public_floor: 10", "public_floor: 15"},
                                          {"sensitive_floor: 20", "sensitive_floor: 30"},
                                          {"raw_audio_months: 12", "raw_audio_months: 3"},
                                          {"school_named: with_consent", "school_named: never"}}) {
        auto& text = files.at(file);
        text.replace(text.find(floor), floor.size(), stricter);
    }
    const auto check = check_folder_files(files);
    CHECK(check.problems.empty());
    CHECK(check.folder.profile.privacy.suppression.public_floor == 15);
    CHECK(check.folder.profile.retention.raw_audio_months == 3);
}

TEST_CASE("a broken strategy is told with file, line and reason") {
    const std::string file = "programme.yaml";
    check_broken(
        "apostemos",
        {{"stage that asks again", file, "gate: [plan_approved]", "gate: [resolution_in_force]",
          "which a stage before asks for already", -2},
         {"region twice, in other letters", file, "name: DRE Apurímac", "name: dre amazonas", "listed already"},
         {"percentage of nothing", file, "of: ugel_targeted, ", "", "needs \"of\""},
         {"percentage above all", file, "value: 84,", "value: 840,", "above 100"},
         {"date that is none", file, "as_of: \"2016\"", "as_of: \"2016-13\"", "must be a year"},
         {"counted twice", file, "indirect:\n    - {code: services_cycle_1, counted_as: sites, level: cycle_1",
          "indirect:\n    - {code: services_cycle_1, counted_as: teams", "counted twice", 1},
         {"level of no school", file, "level: cycle_2", "level: cycle_3", "is not in \"levels\""},
         {"narrative of another sheet", file, "    lessons:", "    lesson:", "did you mean \"lessons\""}});
}

TEST_CASE("a broken index is told with file, line and reason") {
    const std::string file = "index.yaml";
    check_broken(
        "ser-mas-maestro",
        {{"item code twice", file, "- code: V1_2", "- code: V1_1", "stands already in line"},
         {"facet of no domain", file, "domain: mediation\n", "domain: mediacion\n", "is not in \"domains\"", -1},
         {"unknown scale", file, "    scale: agreement\n    items:\n      - code: G1_1",
          "    scale: likert\n    items:\n      - code: G1_1", "is not in \"scales\"", 2},
         {"words for nobody", file, "        teacher:\n          es: Comparto",
          "        docente:\n          es: Comparto", "is not known"},
         {"a language missing", file,
          "          en: My teachers listen to what I say, even when they think otherwise.\n", "", "\"en\" is missing",
          -1},
         {"categories that jump", file, "{value: 3, label: {es: Muchas veces", "{value: 5, label: {es: Muchas veces",
          "one by one"},
         {"children under ten", file, "minimum_age: 10", "minimum_age: 7", "between 10 and 99"},
         {"minors and sexual diversity", file, "    minimum_age: 14\n", "", "set minimum_age to 14", -10},
         {"sensitive and compulsory", file, "    optional: true\n", "", "must be optional", -8},
         {"adults only, asked of students", file, "    adults_only: true\n    items:\n      - code: RC_1\n",
          "    adults_only: true\n    items:\n      - code: RC_1\n        student: {es: a, en: b}\n", "for adults only",
          -10},
         {"coded answers to anonymous questions", file, "minimum_age: 18\n    anonymity: anonymous\n",
          "minimum_age: 18\n    anonymity: secret\n", "anonymous, self_coded", 1},
         {"half an answer", file, "minimum_answered: 0.70", "minimum_answered: 0.50", "between 0.7 and 1"},
         {"school scores on sand", file, "school_icc2: 0.70", "school_icc2: 0.40", "between 0.7 and 1"},
         {"anything is reliable", file, "group_reliability: 0.70", "group_reliability: 0.5", "between 0.7 and 1"},
         {"any discovery", file, "false_discovery_rate: 0.10", "false_discovery_rate: 0.2", "between 0 and 0.1"}});
}

TEST_CASE("a facet without items, or with too few for an informant, is told") {
    auto files = example_files("ser-mas-maestro");
    auto& index = files.at("index.yaml");
    const auto facet = index.find("  - code: TL\n");
    const auto items = index.find("    items:\n", facet);
    const auto end = index.find("\nscoring:", facet);
    index.replace(items, end - items, "    items: []\n");
    auto problems = check_folder_files(files).problems;
    CHECK(std::any_of(problems.begin(), problems.end(), [](const Problem& problem) {
        return problem.message == "The facet \"TL\" has no items." && problem.field.starts_with("index.yaml:");
    }));
    files = example_files("ser-mas-maestro");
    auto& text = files.at("index.yaml");
    const std::string setting = "smallest_scale_items: 3";
    text.replace(text.find(setting), setting.size(), "smallest_scale_items: 4");
    problems = check_folder_files(files).problems;
    // 13 pairs of facet and informant have exactly 3 items for students (6) ... every one is told, none else.
    // students G2 I1 I2 I3 I4 CV; teachers V1 V2 G1 G2 I1 I2 I3 I4 E1 E2 CV CI; heads all but G3: 6 + 12 + 9 = 27.
    CHECK(problems.size() == 27);
}

TEST_CASE("broken indicator sheets are told with file, line and reason") {
    const std::string file = "indicators.yaml";
    check_broken(
        "apostemos",
        {{"unknown code", file, "code: \"02\"", "code: \"39\"", "codes are \"01\" to \"38\""},
         {"code that lost its zero", file, "code: \"02\"", "code: 2", "codes are \"01\" to \"38\""},
         {"twice", file, "- code: \"02\"", "- code: \"01\"", "stands twice"},
         {"not computed here", file, "code: \"06\"\n    computed: false", "code: \"06\"\n    computed: true",
          "does not compute", 1},
         {"nobody responsible", file, "responsible: national_directorate", "responsible: minister", "\"roles\"", -25},
         {"unknown break-down", file, "disaggregation: [territory, directorate", "disaggregation: [territory, dre",
          "is not in \"disaggregations\"", -17},
         {"target that does not add up", file, "numerator: 220, denominator: 220", "numerator: 185, denominator: 220",
          "185/220 is 84.1%"},
         {"target of no source", file, "source: strategy_summary", "source: hearsay", "is not in \"sources\""},
         {"date that is none", file, "updated: 2026-11-21", "updated: 2026-02-31", "updated"},
         {"share of nothing", file,
          "    denominator:\n      es: UGEL que existen a la fecha, según la lista elegida\n      en: UGEL that exist "
          "at "
          "the date, by the chosen list\n",
          "", "every percentage is n/N", -4}});
}

TEST_CASE("broken phrases are told with file, line and reason") {
    const std::string report = "texts/es/report.yaml";
    const std::string wording = "texts/es/wording.yaml";
    check_broken(
        with_own_phrases("ser-mas-maestro", "es"),
        {{"unknown phrase", report, "  cut:", "  cutt:", "did you mean \"title.cut\""},
         {"other braces", report, "hasta el {known_at}.\"", "hasta el {knownat}.\"", "must have as_of known_at"},
         {"brace that does not close", report, "Informe del ciclo {cycle}", "Informe del ciclo {cycle", "close"},
         {"a cause", wording, "la media subió {points} puntos (", "el programa causó {points} puntos más (",
          "names a cause"},
         {"thanks", wording, "la media subió {points} puntos (", "gracias a todos subió {points} puntos (",
          "names a cause"},
         {"not a text", report, "  report: \"Informe del ciclo {cycle}\"", "  report: [a]", "must be a text"}});
}

TEST_CASE("what the program reads of its own phrases would pass in any folder") {
    for (const auto* language : {"es", "en"}) {
        for (const auto* name : {"ser-mas-maestro", "apostemos"}) {
            CHECK(check_folder_files(with_own_phrases(name, language, language)).problems.empty());
        }
    }
}

TEST_CASE("a folder brings the phrases it says otherwise, and the program the rest") {
    auto files = example_files("ser-mas-maestro");
    files["texts/es/own.yaml"] = "format: 1\ntitle:\n  report: \"Cuaderno del ciclo {cycle}\"\n";
    const auto check = check_folder_files(files);
    CHECK(check.problems.empty());
    const auto& texts = check.folder.texts.at("es");
    CHECK(texts.fill("title.report", {{"cycle", "2026"}}) == "Cuaderno del ciclo 2026");
    CHECK(texts.phrase("title.language") == "es");
    CHECK(texts.phrase("number.thousands_separator") == ".");
    CHECK(check.folder.texts.at("en").phrase("number.thousands_separator") == ",");
}

TEST_CASE("a language that the program does not speak brings all its phrases, or is told which it lacks") {
    auto files = with_own_phrases("apostemos", "pt");
    auto& languages = files.at("programme.yaml");
    const std::string before = "languages: [es, en]";
    REQUIRE(languages.find(before) != std::string::npos);
    languages.replace(languages.find(before), before.size(), "languages: [es, en, pt]");
    const auto lacks = [&](std::string_view key) {
        const auto problems = check_folder_files(files).problems;
        return std::any_of(problems.begin(), problems.end(), [&](const Problem& problem) {
            return problem.field == "texts/pt" &&
                   problem.message == "The phrase \"" + std::string(key) + "\" is missing.";
        });
    };
    CHECK_FALSE(lacks("limits.no_cause"));
    auto& text = files.at("texts/pt/report.yaml");
    const auto start = text.find("  no_cause:");
    text.erase(start, text.find('\n', start) + 1 - start);
    CHECK(lacks("limits.no_cause"));
    CHECK_FALSE(lacks("teams.section"));
    files.erase("texts/pt/teams.yaml");
    const auto problems = check_folder_files(files).problems;
    CHECK(std::any_of(problems.begin(), problems.end(), [](const Problem& problem) {
        return problem.field == "texts/pt" && problem.message.starts_with("The phrase \"teams.");
    }));
}

TEST_CASE("a stored folder whose phrase fits this version no more speaks with the program's own") {
    auto files = example_files("apostemos");
    files["texts/es/own.yaml"] =
        "format: 1\ntitle:\n  report: \"Del ciclo {era}\"\n  gone: \"Ya nadie la pide\"\n"
        "change:\n  model: \"El programa causó {points} puntos\"\n";
    CHECK(check_folder_files(files).problems.size() == 3);
    const auto stored = check_folder_files(files, FolderSource::stored);
    CHECK(stored.problems.empty());
    CHECK(stored.notices.size() >= 3);
    const auto& texts = stored.folder.texts.at("es");
    CHECK(texts.fill("title.report", {{"cycle", "2026"}}) == "Informe del ciclo 2026");
    CHECK_FALSE(texts.has("title.gone"));
    CHECK(texts.phrase("change.model").find("causó") == std::string::npos);
}

TEST_CASE("missing files and files that nothing reads are told by name") {
    for (const std::string name : {"programme.yaml", "index.yaml", "indicators.yaml"}) {
        CAPTURE(name);
        auto files = example_files("apostemos");
        files.erase(name);
        const auto problems = check_folder_files(files).problems;
        CHECK(std::any_of(problems.begin(), problems.end(), [&](const Problem& problem) {
            return problem.code == ProblemCode::not_found && problem.field == name;
        }));
    }
    auto files = example_files("apostemos");
    files["texts/qu/report.yaml"] = "format: 1\n";
    files["indcators.yaml"] = "format: 1\n";
    const auto problems = check_folder_files(files).problems;
    REQUIRE(problems.size() == 2);
    CHECK(problems[0].field == "indcators.yaml");
    CHECK(problems[1].field == "texts/qu/report.yaml");
}

TEST_CASE("all problems of a folder are told at once, each file's in the order of lines") {
    auto files = example_files("apostemos");
    for (const auto& [file, whole, broken] :
         {std::array<std::string, 3>{"programme.yaml", "public_floor: 10", "public_floor: 9"},
          {"programme.yaml", "country: PE", "country: pe"},
          {"index.yaml", "school_icc2: 0.70", "school_icc2: 0"},
          {"indicators.yaml", "unit: days", "unit: day"}}) {
        auto& text = files.at(file);
        text.replace(text.find(whole), whole.size(), broken);
    }
    const auto problems = check_folder_files(files).problems;
    REQUIRE(problems.size() == 4);
    CHECK(problems[0].message.find("country") != std::string::npos);
    CHECK(problems[1].message.find("public_floor") != std::string::npos);
    CHECK(problems[2].field.starts_with("index.yaml:"));
    CHECK(problems[3].field.starts_with("indicators.yaml:"));
}

TEST_CASE("cuts need the record of a standard setting, and an instrument that is no draft") {
    const std::string file = "index.yaml";
    const std::string setting =
        "standard_setting:\n"
        "  held_on: 2026-05-14\n"
        "  method: bookmark\n"
        "  panel_size: 14\n"
        "  panel: {es: docentes, en: teachers}\n"
        "  record: acta-7\n"
        "  cuts:\n"
        "    - informant: student\n"
        "      scale: V1\n"
        "      unit: item_mean\n"
        "      bands:\n"
        "        - {code: low, name: {es: Bajo, en: Low}}\n"
        "        - {code: mid, name: {es: Medio, en: Middle}, from: 40}\n"
        "        - {code: high, name: {es: Alto, en: High}, from: 60}\n";
    auto whole = example_files("ser-mas-maestro");
    auto& text = whole.at(file);
    text.replace(text.find("status: draft"), 13, "status: piloted");
    text += setting;
    const auto check = check_folder_files(whole);
    CHECK(check.problems.empty());
    REQUIRE(check.folder.index.standard_setting);
    CHECK(check.folder.index.standard_setting->panel_size == 14);
    CHECK(check.folder.index.standard_setting->cuts_of("student", "V1")->bands[2].from == 60);
    check_broken(whole, {{"no record", file, "standard_setting:\n", "cuts: [40, 60]\nother:\n",
                          "with its date, method, panel and record"},
                         {"no date", file, "  held_on: 2026-05-14\n", "", "\"held_on\""},
                         {"no panel", file, "panel_size: 14", "panel_size: 1", "must be between 5"},
                         {"unknown method", file, "method: bookmark", "method: bokmark", "did you mean \"bookmark\""},
                         {"unknown facet", file, "    - informant: student\n      scale: V1",
                          "    - informant: student\n      scale: V77", "is not in \"facets\""},
                         {"means of items", file, "    - informant: student\n      scale: V1\n      unit: item_mean",
                          "    - informant: student\n      scale: V1\n      unit: baseline", "means of items"},
                         {"out of order", file, "from: 60}", "from: 40}", "above the one before"},
                         {"off the scale", file,
                          "    - informant: student\n      scale: V1\n      unit: item_mean\n      bands:\n"
                          "        - {code: low, name: {es: Bajo, en: Low}}\n        - {code: mid, name: {es: Medio, "
                          "en: Middle}, from: 40}",
                          "    - informant: student\n      scale: V1\n      unit: item_mean\n      bands:\n"
                          "        - {code: low, name: {es: Bajo, en: Low}}\n        - {code: mid, name: {es: Medio, "
                          "en: Middle}, from: 0}",
                          "a cut lies between 0 and 100"}});
    auto draft = whole;
    auto& words = draft.at(file);
    words.replace(words.find("status: piloted"), 15, "status: draft");
    const auto problems = check_folder_files(draft).problems;
    REQUIRE(problems.size() == 1);
    CHECK(problems.front().message.find("A draft instrument has no cuts") == 0);
}
