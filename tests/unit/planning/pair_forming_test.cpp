#include "planning/pair_forming.h"

#include "base/random.h"

#include <doctest/doctest.h>

#include <algorithm>

using namespace minka;
using namespace minka::planning;

TEST_SUITE_BEGIN("planning: forming pairs");

TEST_CASE("people who are based near each other go together") {
    // Two villages far apart, two people in each, named in turn.
    const auto pairs = form_pairs({{7, -75}, {1, -77}, {7.01, -75}, {1.01, -77}}, {}).value();
    CHECK(pairs == std::vector<std::vector<std::size_t>>{{0, 2}, {1, 3}});
}

TEST_CASE("who was together before is not again while there is anybody else") {
    const std::vector<GeoPoint> bases{{7, -75}, {1, -77}, {7.01, -75}, {1.01, -77}};
    const auto rotated = form_pairs(bases, {{0, 2}, {1, 3}}).value();
    for (const auto& pair : rotated) {
        CHECK(pair != std::vector<std::size_t>{0, 2});
        CHECK(pair != std::vector<std::size_t>{1, 3});
    }
    CHECK(form_pairs({{7, -75}, {7, -75}}, {{0, 1}}).value() == std::vector<std::vector<std::size_t>>{{0, 1}});
}

TEST_CASE("nobody is alone: the odd one makes three, and one person is no pair") {
    const auto pairs = form_pairs({{7, -75}, {7.01, -75}, {1, -77}, {1.01, -77}, {1.02, -77}}, {}).value();
    REQUIRE(pairs.size() == 2);
    CHECK(pairs[0].size() + pairs[1].size() == 5);
    CHECK(std::ranges::max(pairs[0].size(), pairs[1].size()) == 3);
    CHECK(!form_pairs({{7, -75}}, {}).has_value());
    CHECK(!form_pairs({}, {}).has_value());
}

TEST_CASE("no two of a pair share what keeps them apart, however near they are") {
    // Two villages: in each two people of one discipline, so that both pairs cross.
    const std::vector<GeoPoint> bases{{7, -75}, {1, -77}, {7.01, -75}, {1.01, -77}};
    const auto pairs = form_pairs(bases, {}, {"arte", "ciencias", "arte", "ciencias"}).value();
    for (const auto& pair : pairs) {
        CHECK(pair[0] % 2 != pair[1] % 2);
    }
    CHECK(form_pairs(bases, {}, {"", "", "", ""}).value() == form_pairs(bases, {}).value());
    const auto none = form_pairs(bases, {}, {"arte", "arte", "arte", "ciencias"});
    REQUIRE_FALSE(none);
    CHECK(none.error().code == ProblemCode::conflict);
    // The odd one joins those who are not of the same.
    const auto three = form_pairs({{7, -75}, {7.01, -75}, {1, -77}, {1.01, -77}, {7.02, -75}}, {},
                                  {"arte", "ciencias", "lengua", "ingeniería", "ciencias"})
                           .value();
    for (const auto& members : three) {
        CHECK((members.size() == 2 || std::ranges::find(members, 1U) == members.end()));
    }
}

TEST_CASE("everybody is in one pair, whoever was with whom, four rounds on end") {
    SeededRandom random(7);
    std::vector<GeoPoint> bases;
    for (int i = 0; i < 12; ++i) {
        bases.push_back({random.uniform() * 8, -70 - random.uniform() * 8});
    }
    std::set<Partners> before;
    for (int round = 0; round < 4; ++round) {
        std::set<std::size_t> seen;
        const auto pairs = form_pairs(bases, before).value();
        for (const auto& pair : pairs) {
            REQUIRE(pair.size() == 2);
            seen.insert(pair.begin(), pair.end());
            const Partners partners{std::min(pair[0], pair[1]), std::max(pair[0], pair[1])};
            CHECK(!before.contains(partners));
            before.insert(partners);
        }
        CHECK(seen.size() == bases.size());
    }
}

TEST_SUITE_END();
