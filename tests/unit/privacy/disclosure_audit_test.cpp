#include "privacy/disclosure_audit.h"

#include <doctest/doctest.h>

using namespace minka;
using namespace minka::privacy;

TEST_SUITE_BEGIN("privacy: audit of what can be worked out");

namespace {

struct Known {
    Standing standing;
    double truth;
    double least;
    double most;
};

AdditiveSystem system_with(const std::vector<Known>& cells, std::vector<Equation> equations, double width) {
    AdditiveSystem system;
    system.layers.resize(1);
    for (const auto& cell : cells) {
        system.cells.push_back({cell.standing, true, false, cell.truth});
        LayerCell known;
        known.truth = cell.truth;
        known.least = cell.least;
        known.most = cell.most;
        known.width = width;
        known.whole_number = true;
        system.layers[0].push_back(known);
    }
    system.equations = std::move(equations);
    system.link();
    return system;
}

constexpr auto shown = Standing::published;
constexpr auto hidden = Standing::withheld;

}  // namespace

TEST_CASE("people come whole: an interval wide enough only in halves does not protect") {
    // Shown: x + y = 16 and x + z = 17; hidden w = y + z, known to lie in 10 .. 14. Moving x by a moves w by -2a, so
    // that -1.5 <= -a <= 0.5: x may move from -0.5 to 1.5 in halves, but only by 0 or 1 in people.
    const std::vector<Known> cells{{shown, 16, 0, 0},   {shown, 17, 0, 0},  {hidden, 13, 10, 14},
                                   {hidden, 10, 0, 99}, {hidden, 6, 0, 99}, {hidden, 7, 0, 99}};
    const std::vector<Equation> equations{{0, {3, 4}, 1}, {1, {3, 5}, 1}, {2, {4, 5}, 1}};
    const auto narrow = system_with(cells, equations, 1);
    const auto wide = system_with(cells, equations, 2);
    CHECK(DisclosureAudit(narrow).protect(0, 3).has_value());
    CHECK_FALSE(DisclosureAudit(wide).protect(0, 3).has_value());
}

TEST_CASE("three equations can pin a cell that none of them pins alone") {
    // x + y = 9, y + z = 11 and x + z = 8 are shown: x = 3, y = 6, z = 5, although each equation hides two cells.
    const auto system = system_with({{shown, 9, 0, 0},
                                     {shown, 11, 0, 0},
                                     {shown, 8, 0, 0},
                                     {hidden, 3, 0, 99},
                                     {hidden, 6, 0, 99},
                                     {hidden, 5, 0, 99}},
                                    {{0, {3, 4}, 1}, {1, {4, 5}, 1}, {2, {3, 5}, 1}}, 1);
    DisclosureAudit audit(system);
    CHECK_FALSE(audit.protect(0, 3).has_value());
    CHECK(audit.interval(0, 3).least == 3);
    CHECK(audit.interval(0, 3).most == 3);
}

TEST_CASE("what somebody knows already does not hide anything from them") {
    // 20 = a + b + c, all hidden: open to outsiders, and still to who knows a; who knows a and b knows c.
    const auto system = system_with({{shown, 20, 0, 0}, {hidden, 4, 0, 99}, {hidden, 6, 0, 99}, {hidden, 10, 0, 99}},
                                    {{0, {1, 2, 3}, 1}}, 5);
    DisclosureAudit audit(system);
    const std::vector<CellIndex> a{1};
    const std::vector<CellIndex> a_and_b{1, 2};
    CHECK(audit.protect(0, 3).has_value());
    CHECK(audit.protect(0, 3, a).has_value());
    CHECK_FALSE(audit.protect(0, 3, a_and_b).has_value());
}
