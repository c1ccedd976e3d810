#include "measurement/calibration_file.h"

#include "base/random.h"
#include "measurement/person_scores.h"
#include "support/scratch_database.h"

#include <doctest/doctest.h>

#include <cmath>
#include <fstream>
#include <sstream>

using namespace minka;
using namespace minka::measurement;
using doctest::Approx;

namespace {

/// A file in a folder that goes away with the object.
class WrittenFile {
public:
    explicit WrittenFile(const std::string& text) { std::ofstream(path(), std::ios::binary) << text; }
    std::filesystem::path path() const { return folder_.path() / "answers.csv"; }

private:
    test::ScratchFolder folder_;
};

Result<ItemFile> read(const std::string& text, const ItemFileOptions& options = {}) {
    const WrittenFile file(text);
    return read_items(file.path(), options);
}

std::string field_of(const std::string& text, const ItemFileOptions& options = {}) {
    const auto file = read(text, options);
    REQUIRE_FALSE(file.has_value());
    return file.error().field;
}

/// 600 people of two groups; items a, b, c and d of three categories, "no" < "at times" < "yes".
std::string drawn_table(std::uint64_t seed) {
    SeededRandom random(seed);
    std::string text = "code,group,a,b,c,d\n";
    for (int row = 0; row < 600; ++row) {
        const double theta = random.normal() + (row % 2 == 0 ? 0.4 : 0);
        text += "p" + std::to_string(row) + (row % 2 == 0 ? ",south" : ",north");
        for (int item = 0; item < 4; ++item) {
            const double place = 1.5 * theta - 0.3 * item + random.normal() * 1.7;
            text += place < -0.8 ? ",no" : place < 0.9 ? ",at times" : ",yes";
        }
        text += "\n";
    }
    return text;
}

const ItemFileOptions drawn_reading{.group = "group", .person = "code", .categories = {"no", "at times", "yes"}};

}  // namespace

TEST_CASE("a table of answers becomes codes in the direction of the scale") {
    const auto file = read("q1;q2;peso\n1;3;2\n4;NA;1\n2;1;0.5\n", {.weight = "peso", .reversed = {"q2"}});
    REQUIRE(file.has_value());
    CHECK(file->items == std::vector<std::string>{"q1", "q2"});
    CHECK(file->categories[0] == std::vector<std::string>{"1", "2", "3", "4"});
    CHECK(file->categories[1] == std::vector<std::string>{"3", "2", "1"});
    CHECK(file->answers == std::vector<std::uint8_t>{0, 0, 3, 255, 1, 2});
    CHECK(file->weights == std::vector<double>{2, 1, 0.5});
    CHECK(file->data().group_count == 1);
    CHECK(require_used_categories(*file).error().field == "q1");
}

TEST_CASE("groups come by name, the reference first, and rows without one are counted and left out") {
    const std::string text = "g,x,y\nb,1,2\na,2,1\n,1,1\nc,2,2\n";
    const auto file = read(text, {.group = "g"});
    REQUIRE(file.has_value());
    CHECK(file->groups == std::vector<std::string>{"a", "b", "c"});
    CHECK(file->group_of == std::vector<std::uint32_t>{1, 0, 2});
    CHECK(file->rows_without_group == 1);
    CHECK(file->row_count() == 3);
    const auto other = read(text, {.group = "g", .reference = "c"});
    REQUIRE(other.has_value());
    CHECK(other->groups == std::vector<std::string>{"c", "a", "b"});
    CHECK(field_of(text, {.group = "g", .reference = "d"}) == "--reference");
}

TEST_CASE("what is no answer is told with its place") {
    CHECK(field_of("x,y\n1,2\n1.5,2\n") == "answers.csv:3:x");
    CHECK(field_of("x,y\n1,2\nno,2\n") == "answers.csv:3:x");
    CHECK(field_of("x,y\n1,2\n3,2\n", {.categories = {"1", "2"}}) == "answers.csv:3:x");
    CHECK(field_of("x,y\n1,2\n1,2\n") == "answers.csv");  // one category each
    CHECK(field_of("x,y\n1,2\n1,900\n") == "answers.csv");
    CHECK(field_of("x,y\n") == "answers.csv");
    CHECK(field_of("x,y\n1,2\n", {.items = {"x", "z"}}) == "answers.csv");
    CHECK(field_of("x,y\n1,2\n", {.items = {"x", "x"}}) == "--items");
    CHECK(field_of("x,y,w\n1,2,0\n", {.weight = "w"}) == "answers.csv:2:w");
    CHECK(field_of("x,y\n1,2\n2,1\n", {.reversed = {"z"}}) == "--reverse");
}

TEST_CASE("a calibration that was written and read scores alike") {
    const auto file = read(drawn_table(3), drawn_reading);
    REQUIRE(file.has_value());
    stats::ResponseOptions options;
    options.free_items = {2};
    options.errors = stats::ParameterErrors::observed;
    const auto calibration = calibrate(*file, "group", options);
    REQUIRE(calibration.has_value());
    CHECK(calibration->groups == std::vector<std::string>{"north", "south"});
    CHECK(calibration->fit.has_errors);
    const auto again = calibration_of(to_json_value(*calibration));
    REQUIRE(again.has_value());
    CHECK(again->items == calibration->items);
    CHECK(again->categories == calibration->categories);
    CHECK(again->fit.groups[1].mean == calibration->fit.groups[1].mean);
    for (std::size_t item = 0; item < 4; ++item) {
        for (std::size_t group = 0; group < 2; ++group) {
            CHECK(again->fit.item(item, group).item == calibration->fit.item(item, group).item);
        }
    }
    ItemFileOptions reading{.group = "group", .person = "code"};
    REQUIRE(fit_reading(*again, reading).has_value());
    const auto same = read(drawn_table(3), reading);
    REQUIRE(same.has_value());
    CHECK(same->answers == file->answers);
    for (const auto method : {ScoreMethod::expected, ScoreMethod::weighted_likelihood}) {
        const auto first = score_persons(*file, *calibration, method);
        const auto second = score_persons(*same, *again, method);
        REQUIRE(first.has_value());
        REQUIRE(second.has_value());
        CHECK(first->scored == 600);
        CHECK(first->mean == second->mean);
        CHECK(*first->reliability > 0.4);
        CHECK(*first->reliability < 0.9);
        CHECK(first->persons[5].person == "p5");
        CHECK(first->persons[5].score->score == Approx(50 + 10 * first->persons[5].theta->score));
    }
}

// The second wave's people are .4 higher and spread 1.25 times as wide, and so are its item parameters seen from them.
TEST_CASE("a wave that is linked has its people on the baseline's scale") {
    const auto file = read(drawn_table(3), {.items = {"a", "b", "c", "d"}, .categories = {"no", "at times", "yes"}});
    REQUIRE(file.has_value());
    const auto baseline = calibrate(*file, "", {});
    REQUIRE(baseline.has_value());
    auto later = *baseline;
    later.fit = stats::linked(baseline->fit, {1 / 1.25, -0.4 / 1.25});
    later.fit.groups[0] = {0, 1, 0, 0, 600};
    REQUIRE(link_to_baseline(later, *baseline, "base.json", {}).has_value());
    CHECK(later.link->study.link.slope == Approx(1.25).epsilon(1e-4));
    CHECK(later.link->study.link.shift == Approx(0.4).epsilon(1e-4));
    CHECK(later.fit.groups[0].mean == Approx(0.4).epsilon(1e-4));
    CHECK(later.fit.groups[0].deviation == Approx(1.25).epsilon(1e-4));
    CHECK(later.fit.item(1).item.slope == Approx(baseline->fit.item(1).item.slope).epsilon(1e-4));
    CHECK(later.link->study.kept == 4);
    auto apart = *baseline;
    apart.items = {"e", "f", "g", "h"};
    CHECK(link_to_baseline(apart, *baseline, "base.json", {}).error().field == "anchors");
}

TEST_CASE("a calibration that is spoilt is refused with the place") {
    const auto file = read("x,y\n1,2\n2,1\n2,2\n1,1\n1,2\n2,2\n");
    REQUIRE(file.has_value());
    const auto calibration = calibrate(*file, "", {.most_passes = 20});
    REQUIRE(calibration.has_value());
    const auto field = [](const documents::JsonValue& value) {
        const auto result = calibration_of(value);
        REQUIRE_FALSE(result.has_value());
        return result.error().field;
    };
    const auto good = to_json_value(*calibration);
    auto spoilt = good;
    spoilt.set("format", "other");
    CHECK(field(spoilt) == "format");
    spoilt = good;
    spoilt.set("version", 2);
    CHECK(calibration_of(spoilt).error().code == ProblemCode::newer_version);
    spoilt = good;
    spoilt.set("model", "guess");
    CHECK(field(spoilt) == "model");
    spoilt = good;
    spoilt.set("item_parameters", documents::JsonArray{});
    CHECK(field(spoilt) == "item_parameters");
    spoilt = good;
    spoilt.set("nodes", 3);
    CHECK(field(spoilt) == "fit.options");
    CHECK_FALSE(calibration_of(documents::JsonValue(3)).has_value());
    CHECK(read_calibration("/nowhere/c.json").error().code == ProblemCode::io_failed);
}
