#include "optimize/group_diversity.h"

#include "base/random.h"
#include "every_grouping.h"

#include <doctest/doctest.h>

#include <algorithm>

namespace minka::optimize {

TEST_CASE("diversity over bands is worked out by hand") {
    struct Case {
        std::string name;
        std::vector<std::uint32_t> bands;
        std::vector<std::uint32_t> groups;
        double value;
        double best;
    };
    // Of two bands with two people each, a pair of one band has H = 0, a mixed pair 1 - 2/4 = 1/2, the most there is.
    // Of four and two people, a group of three has at most 1 - (4 + 1)/9 = 4/9; (3, 0) has 0, and (1, 2) has 4/9 too.
    // Bands of 3, 1 and 1 in groups of 3 and 2: at most (1, 1, 1), 2/3, and (1, 1), 1/2. Only one group can be so: with
    // (2, 0, 1) and (1, 1, 0) the mean is ((4/9)/(2/3) + 1)/2 = 5/6; with (1, 1, 1) and (2, 0, 0) it is 1/2.
    const std::vector<Case> cases{{"apart", {0, 0, 1, 1}, {0, 0, 1, 1}, 0, 1},
                                  {"mixed", {0, 0, 1, 1}, {0, 1, 0, 1}, 1, 1},
                                  {"half", {0, 0, 0, 0, 1, 1}, {0, 0, 0, 1, 1, 1}, .5, 1},
                                  {"uneven", {0, 0, 0, 1, 2}, {0, 1, 1, 0, 0}, .5, 5. / 6},
                                  {"one band", {0, 0, 0, 0}, {0, 0, 1, 1}, 1, 1},
                                  {"groups of one", {0, 1}, {0, 1}, 1, 1}};
    for (const auto& c : cases) {
        CAPTURE(c.name);
        const auto found = band_diversity({3, c.bands}, c.groups, 2);
        REQUIRE(found);
        CHECK(found->value == doctest::Approx(c.value));
        CHECK(found->best == doctest::Approx(c.best));
    }
}

TEST_CASE("the best diversity is that of the best of all divisions with these sizes") {
    for (std::uint64_t seed = 1; seed <= 25; ++seed) {
        CAPTURE(seed);
        SeededRandom random(seed);
        BandTable table{3, {}};
        for (int person = 0; person < 7; ++person) {
            table.band_of.push_back(static_cast<std::uint32_t>(random.below(3)));
        }
        const GroupTask task{7, {{2, 2}, {2, 2}, {3, 3}}, {}};
        double best = 0;
        std::vector<std::uint32_t> some;
        test::each_grouping(task, [&](const auto& group_of) {
            best = std::max(best, band_diversity(table, group_of, 3)->value);
            some = group_of;
        });
        CHECK(band_diversity(table, some, 3)->best == doctest::Approx(best));
    }
}

TEST_CASE("diversity needs a band and a group for everybody") {
    CHECK_FALSE(band_diversity({2, {}}, {}, 1));
    CHECK_FALSE(band_diversity({2, {0, 1}}, {0}, 1));
    CHECK_FALSE(band_diversity({2, {0, 2}}, {0, 0}, 1));
    CHECK_FALSE(band_diversity({2, {0, 1}}, {0, 1}, 1));
}

}  // namespace minka::optimize
