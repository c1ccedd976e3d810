#include "privacy/cut.h"
#include "sample_cuts.h"

#include <doctest/doctest.h>

#include <algorithm>

using namespace minka;
using namespace minka::privacy;
using namespace minka::privacy::sample;

TEST_SUITE_BEGIN("privacy: tables of a cut");

namespace {

std::int64_t count_of(const ResolvedCut& cut, const CellAddress& address) {
    const auto cell = std::ranges::find(cut.cells, address, &ResolvedCell::address);
    return cell == cut.cells.end() ? -1 : cell->count;
}

Dimension two_schools() {
    return place_tree({{"m1", "pais", Level::municipality}, {"e1", "m1", Level::school}, {"e2", "m1", Level::school}});
}

}  // namespace

TEST_CASE("leaves are summed into every coarser cell, and what is not given is zero") {
    auto cut = teachers(two_schools(), {});
    cut.dimensions.push_back(list("sexo", DimensionKind::attribute, {"f", "m"}));
    cut.tables[0].dimensions.push_back("sexo");
    cut.tables[0].leaves = {{{"e1", "f"}, 3, {}, {}}, {{"e1", "m"}, 4, {}, {}}, {{"e2", "f"}, 5, {}, {}}};
    const auto resolved = resolve(cut);
    REQUIRE(resolved);
    CHECK(count_of(*resolved, at("docentes")) == 12);
    CHECK(count_of(*resolved, at("docentes", {{"lugar", "m1"}, {"sexo", "f"}})) == 8);
    CHECK(count_of(*resolved, at("docentes", {{"lugar", "e2"}, {"sexo", "m"}})) == 0);
    CHECK(resolved->cells.size() == 12);      // 4 places x 3
    CHECK(resolved->equations.size() == 10);  // places split: 2 x 3; sexes split: 4
}

TEST_CASE("two trees over the same schools share their cells and tie both trees together") {
    auto cut = teachers(two_schools(), {{"e1", 12}, {"e2", 15}});
    auto administration = two_schools();
    administration.name = "ugel";
    administration.members[1].code = administration.members[2].parent = administration.members[3].parent = "u1";
    cut.dimensions.push_back(administration);
    cut.tables.push_back({"por ugel", "docentes", {"ugel"}, Feedback::no, cut.tables[0].leaves});
    const auto resolved = resolve(cut);
    REQUIRE(resolved);
    CHECK(resolved->cells.size() == 5);  // total, m1, u1, e1, e2
    CHECK(resolved->equations.size() == 4);
}

TEST_CASE("tables that disagree, unknown codes and impossible figures are refused with the row") {
    const auto refused = [](const Cut& cut) { return resolve(cut).error(); };
    auto good = teachers(two_schools(), {{"e1", 12}, {"e2", 15}});
    REQUIRE(resolve(good));

    auto cut = good;
    cut.tables.push_back({"otra", "docentes", {"lugar"}, Feedback::no, {{{"e1"}, 11, {}, {}}, {{"e2"}, 15, {}, {}}}});
    CHECK(refused(cut).field == "docentes");
    cut = good;
    cut.tables[0].leaves[1].at = {"e9"};
    CHECK(refused(cut).field == "t[1]");
    cut = good;
    cut.tables[0].leaves[1].at = {"m1"};  // not a leaf
    CHECK(refused(cut).field == "t[1]");
    cut = good;
    cut.tables[0].leaves[1].at = {"e1"};  // twice
    CHECK(refused(cut).field == "t[1]");
    cut = good;
    cut.tables[0].leaves[0].count = -1;
    CHECK(refused(cut).field == "t[0]");
    cut = good;
    cut.populations[0].measures = {{"clima", MeasureKind::mean, 0, 100}};
    cut.tables[0].leaves[0].values = {CellValue{1300, 12, {}}};  // 12 people of at most 100 each
    CHECK(refused(cut).field == "t[0]");
    cut.tables[0].leaves[0].values = {CellValue{900, 13, {}}};  // 13 contributors of 12 people
    CHECK(refused(cut).field == "t[0]");
    cut = good;
    cut.populations[0].measures = {{"clima", MeasureKind::mean, 100, 0}};
    CHECK(refused(cut).field == "docentes");
    cut = good;
    cut.tables[0].leaves[0].count = 20'000'000'000;
    CHECK(refused(cut).field == "t[0]");
    cut = good;
    cut.tables[0].dimensions = {"edad"};
    CHECK(refused(cut).field == "t");
    cut = good;
    cut.dimensions[0].members[2].parent = "m7";
    CHECK(refused(cut).field == "lugar[2]");
    cut = good;
    cut.populations.push_back(cut.populations[0]);
    CHECK(refused(cut).code == ProblemCode::invalid_input);
}
