#include "privacy/small_cells.h"

#include "base/random.h"
#include "privacy/primary_rules.h"
#include "sample_cuts.h"

#include <doctest/doctest.h>

#include <algorithm>

using namespace minka;
using namespace minka::privacy;
using namespace minka::privacy::sample;

TEST_SUITE_BEGIN("privacy: small cells");

namespace {

const SuppressionRules shipped;

Dimension three_schools() {
    return place_tree({{"m1", "pais", Level::municipality},
                       {"e1", "m1", Level::school},
                       {"e2", "m1", Level::school},
                       {"e3", "m1", Level::school}});
}

SuppressedCut suppressed(const Cut& cut) {
    auto result = suppress_small_cells(cut, shipped);
    REQUIRE_MESSAGE(result.has_value(), (result ? "" : result.error().message));
    return std::move(*result);
}

std::string school(const SuppressedCut& cut, const char* code) {
    return shown(cut.figure(at("docentes", {{"lugar", code}})));
}

}  // namespace

TEST_CASE("one small school takes its smallest neighbour with it and the total stays") {
    // 4 < 10 is withheld; 44 - 28 - 12 would give it back, so the next smallest, 12, goes too. Open: 4 in [1, 15].
    const auto cut = suppressed(teachers(three_schools(), {{"e1", 4}, {"e2", 28}, {"e3", 12}}));
    CHECK(school(cut, "e1") == "too_few");
    CHECK(school(cut, "e2") == "28");
    CHECK(school(cut, "e3") == "complementary");
    CHECK(shown(cut.figure(at("docentes"))) == "44");
    const auto exposure = exposure_of(cut.record_for_ledger(), shipped);
    REQUIRE(exposure.size() == 2);
    CHECK(exposure[0].least == 1);
    CHECK(exposure[0].most == 15);
}

TEST_CASE("two small cells that cannot hide each other take a third") {
    // 1 + 2 = 3 would leave each in [1, 2]; with 12 the sum is 15 and each may be 1 .. 13.
    const auto cut = suppressed(teachers(three_schools(), {{"e1", 1}, {"e2", 2}, {"e3", 12}}));
    CHECK(school(cut, "e1") == "too_few");
    CHECK(school(cut, "e2") == "too_few");
    CHECK(school(cut, "e3") == "complementary");
    CHECK(school(cut, "m1") == "15");
}

TEST_CASE("a two-way table is covered in rows and columns at once") {
    auto data = teachers(
        place_tree({{"a", "pais", Level::region}, {"b", "pais", Level::region}, {"c", "pais", Level::region}}), {});
    data.dimensions.push_back(list("sexo", DimensionKind::attribute, {"f", "m"}));
    data.tables[0].dimensions.push_back("sexo");
    data.tables[0].leaves = {{{"a", "f"}, 3, {}, {}},  {{"a", "m"}, 40, {}, {}}, {{"b", "f"}, 20, {}, {}},
                             {{"b", "m"}, 30, {}, {}}, {{"c", "f"}, 60, {}, {}}, {{"c", "m"}, 70, {}, {}}};
    const auto cut = suppressed(data);
    // 3 needs its row mate (40), a column mate (20, the smaller) and the fourth corner (30).
    const auto cell = [&](const char* region, const char* sex) {
        return shown(cut.figure(at("docentes", {{"lugar", region}, {"sexo", sex}})));
    };
    CHECK(cell("a", "f") == "too_few");
    CHECK(cell("a", "m") == "complementary");
    CHECK(cell("b", "f") == "complementary");
    CHECK(cell("b", "m") == "complementary");
    CHECK(cell("c", "f") == "60");
    CHECK(shown(cut.figure(at("docentes", {{"sexo", "f"}}))) == "83");
}

TEST_CASE("the floor is met at 10 and not at 9, and a real zero is shown") {
    const auto cut = suppressed(teachers(three_schools(), {{"e1", 10}, {"e2", 0}, {"e3", 10}}));
    CHECK(school(cut, "e1") == "10");
    CHECK(school(cut, "e2") == "0");
    const auto below = suppressed(teachers(three_schools(), {{"e1", 9}, {"e2", 0}, {"e3", 10}}));
    CHECK(school(below, "e1") == "too_few");
    CHECK(school(below, "e2") == "0");
    CHECK(school(below, "e3") == "complementary");
}

TEST_CASE("institutions are counted openly") {
    auto data = teachers(three_schools(), {{"e1", 1}, {"e2", 2}, {"e3", 12}});
    data.populations[0].subject = Subject::institutions;
    const auto cut = suppressed(data);
    CHECK(school(cut, "e1") == "1");
    CHECK(school(cut, "e2") == "2");
}

TEST_CASE("sensitive cells need 20 people and a subregion, and their zeros are withheld") {
    auto data = teachers(place_tree({{"s1", "pais", Level::subregion},
                                     {"s2", "pais", Level::subregion},
                                     {"m1", "s1", Level::municipality},
                                     {"m2", "s2", Level::municipality}}),
                         {});
    data.dimensions.push_back(list("desplazamiento", DimensionKind::sensitive_attribute, {"si", "no"}));
    data.tables[0].dimensions.push_back("desplazamiento");
    data.tables[0].leaves = {{{"m1", "si"}, 30, {}, {}}, {{"m1", "no"}, 80, {}, {}}, {{"m2", "no"}, 90, {}, {}}};
    const auto cut = suppressed(data);
    const auto cell = [&](const char* place, const char* answer) {
        return shown(cut.figure(at("docentes", {{"desplazamiento", answer}, {"lugar", place}})));
    };
    CHECK(cell("m1", "si") == "sensitive");  // enough people, too fine a place
    CHECK(cell("s2", "si") == "sensitive");  // a zero would say that nobody is
    CHECK(cell("s1", "si") != "30");         // 30 - 0 in the country's row would give s2 back
    CHECK(school(cut, "m1") == "110");       // the plain count is not sensitive
}

TEST_CASE("heads are never shown at school level, nor given away by the school's other groups") {
    auto data = teachers(three_schools(), {});
    data.dimensions.push_back(list("quien", DimensionKind::informant, {"director", "docente", "estudiante"}));
    data.tables[0].dimensions.push_back("quien");
    for (const auto* code : {"e1", "e2", "e3"}) {
        data.tables[0].leaves.push_back({{code, "director"}, 1, {}, {}});
        data.tables[0].leaves.push_back({{code, "docente"}, 20, {}, {}});
        data.tables[0].leaves.push_back({{code, "estudiante"}, 200, {}, {}});
    }
    const auto cut = suppressed(data);
    for (const auto* code : {"e1", "e2", "e3"}) {
        CHECK(shown(cut.figure(at("docentes", {{"lugar", code}, {"quien", "director"}}))) == "school_heads");
        const auto total = shown(cut.figure(at("docentes", {{"lugar", code}})));
        const auto staff = shown(cut.figure(at("docentes", {{"lugar", code}, {"quien", "docente"}})));
        const auto pupils = shown(cut.figure(at("docentes", {{"lugar", code}, {"quien", "estudiante"}})));
        const auto all = {total, staff, pupils};
        CHECK(std::ranges::count(all, std::string("complementary")) >= 1);
    }
}

TEST_CASE("a school that may not be named is withheld and cannot be worked out from its neighbours") {
    auto places = three_schools();
    places.members[2].may_be_named = false;
    const auto cut = suppressed(teachers(places, {{"e1", 30}, {"e2", 28}, {"e3", 12}}));
    CHECK(school(cut, "e1") == "unnamed_place");
    CHECK(school(cut, "e3") == "complementary");
    CHECK(school(cut, "e2") == "28");
}

TEST_CASE("a total that two contributors dominate is withheld") {
    auto data = teachers(three_schools(), {{"e1", 12}, {"e2", 28}, {"e3", 12}});
    data.populations[0].measures = {{"aporte", MeasureKind::total, 0, 0}};
    data.tables[0].leaves[0].values = {CellValue{1000, 12, {500, 351, 20}}};  // 85.1 %
    data.tables[0].leaves[1].values = {CellValue{1000, 28, {100, 90}}};
    data.tables[0].leaves[2].values = {CellValue{1000, 12, {500, 350, 20}}};  // exactly 85 %
    const auto cut = suppressed(data);
    CHECK(school(cut, "e1") == "dominance");
    CHECK(school(cut, "e3") == "complementary");
}

TEST_CASE("shares of small bases are coded at the ends, wider where 5 % is less than one person") {
    struct Case {
        std::int64_t n;
        double yes;
        double value;
        Coding coding;
    };
    const std::vector<Case> cases{
        {40, 0, 5, Coding::below},         {40, 1, 5, Coding::below},    // 2.5 %
        {40, 2, 5, Coding::exact},         {40, 40, 95, Coding::above},  // exactly 5 %; 100 %
        {12, 0, 10, Coding::below},        {12, 1, 10, Coding::below},   // one of 12 is 8.3 %
        {12, 2, 100.0 / 6, Coding::exact}, {20, 1, 10, Coding::below},   // one of 20 is 5 %, not below it
        {50, 0, 0, Coding::exact},
    };
    for (const auto& c : cases) {
        CAPTURE(c.n);
        CAPTURE(c.yes);
        auto data = teachers(place_tree({{"r", "pais", Level::region}}), {{"r", c.n}});
        data.populations[0].measures = {{"conforme", MeasureKind::share, 0, 1}};
        data.tables[0].leaves[0].values = {CellValue{c.yes, c.n, {}}};
        const auto cut = suppressed(data);
        const auto figure = cut.figure(at("docentes")).value();
        REQUIRE(figure);
        REQUIRE(figure->values[0]);
        CHECK(figure->values[0]->value == doctest::Approx(c.value));
        CHECK(figure->values[0]->coding == c.coding);
    }
}

TEST_CASE("a coded share is not given back by its region") {
    // 0 of 30 and 12 of 40 under 12 of 70: "< 5 %" and 30 % under 17.1 % would say 0 exactly.
    auto data =
        teachers(place_tree({{"a", "pais", Level::region}, {"b", "pais", Level::region}}), {{"a", 30}, {"b", 40}});
    data.populations[0].measures = {{"conforme", MeasureKind::share, 0, 1}};
    data.tables[0].leaves[0].values = {CellValue{0, 30, {}}};
    data.tables[0].leaves[1].values = {CellValue{12, 40, {}}};
    const auto cut = suppressed(data);
    const bool b_shown = school(cut, "b") == "40";
    const bool total_shown = shown(cut.figure(at("docentes"))) == "70";
    CHECK_FALSE((b_shown && total_shown && school(cut, "a") == "30"));
}

TEST_CASE("a mean needs room too: two withheld schools with everybody at the top are not enough") {
    // 9 and 9 people, all at 100: their total of 1,800 says so, although 9 + 9 = 18 leaves the counts open.
    auto data = teachers(three_schools(), {{"e1", 9}, {"e2", 9}, {"e3", 40}});
    data.populations[0].measures = {{"clima", MeasureKind::mean, 0, 100}};
    data.tables[0].leaves[2].values = {CellValue{2000, 40, {}}};
    for (const auto& [sum, third] : {std::pair{900.0, "complementary"}, std::pair{450.0, "40"}}) {
        data.tables[0].leaves[0].values = {CellValue{sum, 9, {}}};
        data.tables[0].leaves[1].values = {CellValue{sum, 9, {}}};
        CAPTURE(sum);
        CHECK(school(suppressed(data), "e3") == third);
    }
}

TEST_CASE("a school receives its own figures from 5 answers and 60 % of those eligible") {
    struct Case {
        std::int64_t count;
        std::int64_t eligible;
        std::string shown;
    };
    const std::vector<Case> cases{
        {5, 8, "5"},    {4, 5, "too_few"}, {6, 10, "6"}, {6, 11, "low_response"}, {59, 100, "low_response"},
        {60, 100, "60"}};
    for (const auto& c : cases) {
        CAPTURE(c.count);
        auto data = teachers(three_schools(), {{"e1", c.count}, {"e2", 30}, {"e3", 30}});
        data.tables[0].feedback = Feedback::to_each_school;
        data.tables[0].leaves[0].eligible = c.eligible;
        data.tables[0].leaves[1].eligible = 30;
        data.tables[0].leaves[2].eligible = 30;
        const auto cut = suppressed(data);
        CHECK(shown(cut.feedback(at("docentes", {{"lugar", "e1"}}))) == c.shown);
        CHECK(shown(cut.feedback(at("docentes", {{"lugar", "m1"}}))) == "not_whole_school");
    }
}

TEST_CASE("a school that received its own figure cannot work out its only neighbour's") {
    const auto places = place_tree({{"m1", "pais", Level::municipality},
                                    {"m2", "pais", Level::municipality},
                                    {"e1", "m1", Level::school},
                                    {"e2", "m1", Level::school},
                                    {"e3", "m2", Level::school}});
    auto data = teachers(places, {{"e1", 7}, {"e2", 6}, {"e3", 40}});
    for (auto& leaf : data.tables[0].leaves) {
        leaf.eligible = leaf.count;
    }
    // Without feedback 7 + 6 = 13 is wide enough: each may be 1 .. 12.
    CHECK(school(suppressed(data), "m1") == "13");
    data.tables[0].feedback = Feedback::to_each_school;
    const auto cut = suppressed(data);
    CHECK(shown(cut.feedback(at("docentes", {{"lugar", "e1"}}))) == "7");
    CHECK(school(cut, "m1") == "complementary");  // 13 - 7 would be the neighbour
}

TEST_CASE("feedback is never crossed with anything and never of heads") {
    auto data = teachers(three_schools(), {});
    data.dimensions.push_back(list("sexo", DimensionKind::attribute, {"f", "m"}));
    data.tables[0].dimensions.push_back("sexo");
    data.tables[0].feedback = Feedback::to_each_school;
    data.tables[0].leaves = {{{"e1", "f"}, 12, 12, {}}, {{"e1", "m"}, 15, 15, {}}};
    const auto cut = suppressed(data);
    CHECK(shown(cut.feedback(at("docentes", {{"lugar", "e1"}}))) == "27");
    CHECK(shown(cut.feedback(at("docentes", {{"lugar", "e1"}, {"sexo", "f"}}))) == "not_whole_school");
    data.populations[0].one_per_school = true;
    CHECK(shown(suppressed(data).feedback(at("docentes", {{"lugar", "e1"}}))) == "school_heads");
}

TEST_CASE("what a cell is withheld for at some count it is withheld for at every lower one but a real zero") {
    SeededRandom random(11);
    for (int draw = 0; draw < 2000; ++draw) {
        ResolvedCell cell;
        Population population{"p"};
        cell.sensitive = random.below(2) == 1;
        cell.heads = random.below(4) == 0;
        cell.level = static_cast<Level>(random.below(5));
        cell.count = static_cast<std::int64_t>(1 + random.below(40));
        const bool withheld = public_reason(cell, population, shipped).has_value();
        for (auto lower = cell.count; withheld && lower > 0; --lower) {
            cell.count = lower;
            CHECK(public_reason(cell, population, shipped).has_value());
        }
        cell.count = 0;
        CHECK((!cell.sensitive || public_reason(cell, population, shipped).has_value()));
    }
}

TEST_CASE("readers are not told which withheld cell is the small one") {
    CHECK(public_note_es(WithheldReason::too_few) == public_note_es(WithheldReason::complementary));
    CHECK(public_note_es(WithheldReason::too_few) == public_note_es(WithheldReason::differencing));
    CHECK(public_note_es(WithheldReason::too_few) == public_note_es(WithheldReason::dominance));
    CHECK(public_note_es(WithheldReason::low_response) != public_note_es(WithheldReason::too_few));
}

TEST_CASE("rules that make no sense are refused") {
    const auto refused = [](auto change) {
        SuppressionRules rules;
        change(rules);
        return !check_rules(rules).has_value();
    };
    CHECK_FALSE(refused([](SuppressionRules&) {}));
    CHECK(refused([](SuppressionRules& r) { r.feedback_floor = 1; }));
    CHECK(refused([](SuppressionRules& r) { r.public_floor = 4; }));
    CHECK(refused([](SuppressionRules& r) { r.sensitive_floor = 9; }));
    CHECK(refused([](SuppressionRules& r) { r.feedback_response = 0; }));
    CHECK(refused([](SuppressionRules& r) { r.dominance.share = 1.2; }));
    CHECK(refused([](SuppressionRules& r) { r.value_width = 0; }));
}

TEST_CASE("cells and tables that the cut does not have are not found") {
    const auto cut = suppressed(teachers(three_schools(), {{"e1", 12}}));
    CHECK(cut.figure(at("docentes", {{"lugar", "x"}})).error().code == ProblemCode::not_found);
    CHECK(cut.cells_of("x").error().code == ProblemCode::not_found);
    CHECK(cut.cells_of("t")->size() == 5);
}
