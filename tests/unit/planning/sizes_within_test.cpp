#include "planning/people_table.h"

#include <doctest/doctest.h>

namespace minka::planning {

TEST_CASE("every number of people that fits a range is divided within it, evenly") {
    for (std::size_t people = 1; people <= 200; ++people) {
        const auto sizes = sizes_within(people, {15, 25});
        // 1 to 14 are too few for a group; 26 to 29 too many for one and too few for two.
        REQUIRE(sizes.has_value() == !(people < 15 || (people > 25 && people < 30)));
        if (!sizes) {
            continue;
        }
        std::size_t total = 0;
        for (const auto& range : *sizes) {
            CHECK(range.least == range.most);
            CHECK(range.least >= 15);
            CHECK(range.most <= 25);
            CHECK(sizes->front().least - range.least <= 1);
            total += range.least;
        }
        CHECK(total == people);
    }
    CHECK_FALSE(sizes_within(10, {0, 5}));
    CHECK_FALSE(sizes_within(10, {6, 5}));
}

}  // namespace minka::planning
