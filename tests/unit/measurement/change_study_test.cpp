#include "measurement/change_study.h"

#include "base/random.h"
#include "measurement/study_wording.h"
#include "unit/measurement/measurement_world.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cmath>

using namespace minka;
using namespace minka::measurement;
using namespace minka::test;
using doctest::Approx;

namespace {

ChangeTable read(const ScratchFolder& folder, const std::string& csv, const ChangeFileOptions& options = {}) {
    return must(read_change_table(write_text(folder.path(), "table.csv", csv), options));
}

ChangeTable golden(const ChangeFileOptions& options) {
    return must(read_change_table(source_folder() / "tests" / "golden" / "measurement" / "change_study" / "schools.csv",
                                  options));
}

ChangeFileOptions first_and_last() {
    ChangeFileOptions options;
    options.waves = {"1", "3"};
    return options;
}

// Classes of 12 in both waves; in the second wave the weaker of two classes answers less.
std::string drawn_csv(std::uint64_t seed, int schools, double change) {
    SeededRandom random(seed);
    std::string csv = "school,wave,score,person,class,eligible\n";
    for (int school = 0; school < schools; ++school) {
        const double level = 50 + 4 * random.normal();
        const double own = change + 3 * random.normal();
        for (int person = 0; person < 24; ++person) {
            const double ability = 6 * random.normal();
            for (int wave = 1; wave <= 2; ++wave) {
                const double score = level + ability + (wave == 2 ? own : 0) + 5 * random.normal();
                if (wave == 1 || person < 12 || person % 3 == 0) {
                    csv += fmt::format("s{:02},{},{:.2f},p{},{},12\n", school, wave, score, person,
                                       person < 12 ? "a" : "b");
                }
            }
        }
    }
    return csv;
}

}  // namespace

TEST_CASE("the headline is R's paired t test, the model R's mixed model") {
    auto options = first_and_last();
    options.group = "group";
    const auto study = must(study_change(golden(options)));
    const auto& scale = study.scales.front();
    CHECK(scale.schools == 7);
    REQUIRE(scale.test);
    CHECK(scale.test->mean == Approx(7.432725211).epsilon(1e-8));
    CHECK(scale.test->t == Approx(2.9273081).epsilon(1e-7));
    CHECK(scale.test->interval.lower == Approx(1.219773762).epsilon(1e-8));
    REQUIRE(scale.model);
    CHECK(scale.model->satterthwaite[1].estimate == Approx(7.6410723).epsilon(1e-4));
    CHECK(scale.model->satterthwaite[1].standard_error == Approx(2.6581557).epsilon(1e-4));
    CHECK(scale.model->satterthwaite[1].degrees == Approx(6.5975239).epsilon(2e-3));
    CHECK(scale.model->robust[1].standard_error == Approx(2.67).epsilon(0.01));
    CHECK(scale.model->robust[1].degrees == Approx(5.95).epsilon(0.01));
    CHECK(model_test(*scale.model, study.options.robust_below).is_robust);
}

TEST_CASE("schools to compare with: R's Welch test, and the interaction of the model") {
    auto options = first_and_last();
    options.group = "group";
    StudyOptions with_satterthwaite;
    with_satterthwaite.robust_below = 0;
    const auto study = must(study_change(golden(options), with_satterthwaite));
    REQUIRE(study.scales.front().comparison);
    const auto& compared = *study.scales.front().comparison;
    CHECK(compared.design == ComparisonDesign::group);
    CHECK(compared.estimate == Approx(7.43272521130 - 6.18249206349).epsilon(1e-9));
    CHECK(compared.degrees == Approx(8.145837139).epsilon(1e-8));
    CHECK(compared.interval.upper == Approx(7.64280486851).epsilon(1e-9));
    REQUIRE(compared.model);
    CHECK(compared.model->test.estimate == Approx(1.3711416).epsilon(1e-4));
    CHECK(compared.model->test.standard_error == Approx(3.5141522).epsilon(1e-4));
    CHECK(compared.model->test.degrees == Approx(11.8815415).epsilon(2e-3));
}

TEST_CASE("matched schools are compared within their match") {
    auto options = first_and_last();
    options.group = "group";
    options.match = "pair";
    const auto study = must(study_change(golden(options)));
    REQUIRE(study.scales.front().comparison);
    const auto& compared = *study.scales.front().comparison;
    CHECK(compared.matches == 5);
    CHECK(compared.estimate == Approx(0.2756176046).epsilon(1e-8));
    CHECK(compared.interval.lower == Approx(-9.164491312).epsilon(1e-8));
    CHECK(compared.p == Approx(0.9392863).epsilon(1e-6));
}

TEST_CASE("change by visits is R's line through the schools") {
    auto options = first_and_last();
    options.group = "group";
    options.visits = "visits";
    const auto study = must(study_change(golden(options)));
    REQUIRE(study.scales.front().dose);
    CHECK(study.scales.front().dose->slope.slope == Approx(-0.7302584357).epsilon(1e-8));
    CHECK(study.scales.front().dose->slope.standard_error == Approx(0.7699112530).epsilon(1e-8));
    CHECK(study.scales.front().dose->model.has_value());
}

TEST_CASE("phased entry is R's model of those who entered and those who wait, with an error by school") {
    ChangeFileOptions options;
    options.entry = "entry";
    const auto table = golden(options);
    const auto study = must(study_change(table));
    CHECK(study.wave_count == 3);
    REQUIRE(study.scales.front().comparison);
    const auto& compared = *study.scales.front().comparison;
    CHECK(compared.design == ComparisonDesign::phased);
    CHECK(compared.estimate == Approx(8.3027429).epsilon(1e-4));
    REQUIRE(compared.model);
    CHECK(compared.model->is_robust);
    CHECK(compared.model->test.standard_error == Approx(2.07).epsilon(0.02));
    CHECK(compared.degrees == Approx(10.0).epsilon(0.03));
    // Three of four schools enter at some time, the first group before anything: 9 entered, 9 once waited.
    CHECK(compared.programme_schools == 9);
    CHECK(compared.comparison_schools == 9);
}

TEST_CASE("linked persons make a school's own change surer, and stayers are told apart") {
    const ScratchFolder folder;
    const auto csv = drawn_csv(5, 14, 4);
    const auto alone = must(study_change(read(folder, csv)));
    ChangeFileOptions options;
    options.person = "person";
    options.link = programme::WaveMode::self_code;
    const auto linked = must(study_change(read(folder, csv, options)));
    const auto& one = alone.scales.front();
    const auto& other = linked.scales.front();
    CHECK(one.test->mean == Approx(other.test->mean));
    CHECK_FALSE(one.model->persons);
    CHECK(other.model->persons == 14 * 24);
    CHECK(other.linked == 14 * 16);
    CHECK(other.linked_only.has_value());
    CHECK(other.pairs.front().compared.model->sampling_variance <
          0.8 * one.pairs.front().compared.model->sampling_variance);
}

TEST_CASE("weights bring back the classes that answered less") {
    const ScratchFolder folder;
    // Class a scores 60 and class b 40 throughout; in the second wave b answers by half, everywhere.
    std::string csv = "school,wave,score,class,eligible\n";
    for (int school = 0; school < 5; ++school) {
        for (int wave = 1; wave <= 2; ++wave) {
            for (int person = 0; person < 8; ++person) {
                const bool is_b = person >= 4;
                if (wave == 1 || !is_b || person < 6) {
                    const double score = (is_b ? 40 : 60) + (person % 2 == 0 ? 1 : -1) * (school + wave) * 0.5;
                    csv += fmt::format("s{},{},{},{},4\n", school, wave, score, is_b ? "b" : "a");
                }
            }
        }
    }
    ChangeFileOptions options;
    options.stratum = "class";
    options.eligible = "eligible";
    auto study = must(study_change(read(folder, csv, options)));
    const auto& scale = study.scales.front();
    REQUIRE(scale.weights);
    CHECK(scale.weights->largest_ratio == Approx(2));
    CHECK(scale.mean_after == Approx(50));
    CHECK(scale.not_compared == NotCompared::no_spread);  // equal changes of 0 in every school: no test, no claim
    // Without the weights the mean would have risen by 60 * 4/6 + 40 * 2/6 - 50.
    const auto plain = must(study_change(read(folder, csv)));
    CHECK(plain.scales.front().mean_after - plain.scales.front().mean_before == Approx(10.0 / 3));
}

TEST_CASE("schools without a pair stay in the denominator") {
    const ScratchFolder folder;
    const auto table =
        read(folder, "school,wave,score\na,1,3\na,2,4\nb,1,3\nb,2,5\nc,1,2\nc,2,2.5\nd,1,3\ne,2,3\nf,1,NA\n");
    const auto study = must(study_change(table));
    const auto& scale = study.scales.front();
    CHECK(scale.schools == 6);
    CHECK(scale.pairs.size() == 3);
    CHECK(scale.only_before == 1);
    CHECK(scale.only_after == 1);
    CHECK(scale.neither == 1);
    REQUIRE(scale.test);
    CHECK_FALSE(scale.model);  // one person a school and wave
    CHECK_FALSE(holds_for_every_school(scale, true));
}

TEST_CASE("the order of rows, and the names of schools, change no figure") {
    const ScratchFolder folder;
    const auto csv = drawn_csv(9, 8, 1);
    std::vector<std::string> lines;
    for (std::size_t begin = 0, end = 0; (end = csv.find('\n', begin)) != std::string::npos; begin = end + 1) {
        lines.push_back(csv.substr(begin, end - begin + 1));
    }
    std::string turned = lines.front();
    for (std::size_t i = lines.size() - 1; i > 0; --i) {
        turned += lines[i];
    }
    const auto one = must(study_change(read(folder, csv)));
    const auto other = must(study_change(read(folder, turned)));
    CHECK(one.scales.front().test->mean == Approx(other.scales.front().test->mean).epsilon(1e-12));
    CHECK(one.scales.front().model->robust[1].p == Approx(other.scales.front().model->robust[1].p).epsilon(1e-6));
    CHECK(study_sentences(one, one.scales.front(), "es") == study_sentences(other, other.scales.front(), "es"));
}

TEST_CASE("items of a facet are scored from 0 to 100, reversed ones turned round") {
    const ScratchFolder folder;
    ChangeFileOptions options;
    options.facets = {must(parse_facet_columns("V1=a,b,-c"))};
    // Rows: 3 2 1 -> (2 + 1 + 3) / 9; 4 _ _ -> too few answered.
    const auto table = read(folder, "school,wave,a,b,c\nx,1,3,2,1\nx,2,4,,NA\ny,1,1,1,4\ny,2,4,4,1\n", options);
    const auto& scores = table.scales.front().scores;
    CHECK(scores[0] == Approx(100 * 6.0 / 9));
    CHECK(std::isnan(scores[1]));
    CHECK(scores[2] == 0);
    CHECK(scores[3] == 100);
    CHECK(table.scales.front().name == "V1");
}

TEST_CASE("codes that two people share tie nobody; a token that comes twice is wrong") {
    const ScratchFolder folder;
    ChangeFileOptions options;
    options.person = "person";
    options.link = programme::WaveMode::self_code;
    const std::string csv =
        "school,wave,score,person\na,1,1,ab\na,1,2,ab\na,2,3,ab\na,2,3,cd\na,1,3,cd\nb,1,1,ab\nb,2,2,\n";
    const auto table = read(folder, csv, options);
    CHECK(table.doubled_codes == 1);
    CHECK(table.linked_persons == 1);
    CHECK(table.rows_without_person == 1);
    options.link = programme::WaveMode::token;
    const auto refused = read_change_table(write_text(folder.path(), "t.csv", csv), options);
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().field == "t.csv:3:person");
}

TEST_CASE("what is wrong in a table is told with its place") {
    const ScratchFolder folder;
    const auto problem_of = [&](const std::string& csv, const ChangeFileOptions& options = {}) {
        const auto table = read_change_table(write_text(folder.path(), "w.csv", csv), options);
        REQUIRE_FALSE(table.has_value());
        return table.error().field;
    };
    CHECK(problem_of("school,wave,score\na,1,uno\n") == "w.csv:2:score");
    CHECK(problem_of("school,wave,score\na,1,1\n,2,1\n") == "w.csv:3:school");
    CHECK(problem_of("school,wave,puntaje\na,1,1\n") == "w.csv");
    CHECK(problem_of("school,wave,score\na,1,1\nb,1,1\n") == "--waves");
    ChangeFileOptions options;
    options.visits = "visits";
    CHECK(problem_of("school,wave,score,visits\na,1,1,3\na,2,1,4\n", options) == "w.csv:3:visits");
    CHECK(problem_of("school,wave,score,visits\na,1,1,-3\n", options) == "w.csv:2:visits");
    options = {};
    options.group = "group";
    CHECK(problem_of("school,wave,score,group\na,1,1,quizas\n", options) == "w.csv:2:group");
    options = {};
    options.person = "person";
    CHECK(problem_of("school,wave,score,person\na,1,1,x\n", options) == "--link");
    options.person.clear();
    options.link = programme::WaveMode::token;
    CHECK(problem_of("school,wave,score,person\na,1,1,x\n", options) == "--person");
    options = {};
    options.facets = {must(parse_facet_columns("V=a"))};
    CHECK(problem_of("school,wave,a\nx,1,7\n", options) == "w.csv:2:a");
    CHECK_FALSE(parse_facet_columns("V1").has_value());
    CHECK_FALSE(parse_facet_columns("=a").has_value());
    options = {};
    options.eligible = "n";
    const auto table = read(folder, "school,wave,score,n\na,1,1,1\na,1,2,1\na,2,2,5\n", options);
    CHECK_FALSE(study_change(table).has_value());
}

TEST_CASE("a change of nobody that must not be called one: 495 people in 43 units, public data") {
    const auto file = shared_data("multilevel/multilevel_univbct.csv");
    if (file.empty()) {
        return;
    }
    // One row a person; JOBSAT1 and JOBSAT3 as two waves. README there: change -.02962551, t -.303483, df 42, p .76302,
    // interval -.226627 to .167376.
    const auto text = text_of(file);
    std::string csv = "school,wave,score\n";
    std::vector<std::string> header;
    std::set<std::string> seen;
    for (std::size_t begin = 0, end = 0; (end = text.find('\n', begin)) != std::string::npos; begin = end + 1) {
        std::vector<std::string> cells;
        std::string line = text.substr(begin, end - begin) + ",";
        std::erase_if(line, [](char c) { return c == '"' || c == '\r'; });
        for (std::size_t from = 0, to = 0; (to = line.find(',', from)) != std::string::npos; from = to + 1) {
            cells.push_back(line.substr(from, to - from));
        }
        if (header.empty()) {
            header = cells;
            continue;
        }
        const auto at = [&](const std::string& name) {
            return cells[static_cast<std::size_t>(std::ranges::find(header, name) - header.begin())];
        };
        if (seen.insert(at("SUBNUM")).second) {
            csv += at("BTN") + at("COMPANY") + ",1," + at("JOBSAT1") + "\n";
            csv += at("BTN") + at("COMPANY") + ",3," + at("JOBSAT3") + "\n";
        }
    }
    const ScratchFolder folder;
    const auto study = must(study_change(read(folder, csv)));
    const auto& scale = study.scales.front();
    CHECK(scale.test->mean == Approx(-0.02962551).epsilon(1e-6));
    CHECK(scale.test->t == Approx(-0.303483).epsilon(1e-5));
    CHECK(scale.test->interval.upper == Approx(0.167376).epsilon(1e-5));
    CHECK(study_sentences(study, scale, "en")[1].starts_with("No change is detected"));
}
