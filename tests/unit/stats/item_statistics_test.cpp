#include "stats/item_statistics.h"

#include "number_table.h"

#include <doctest/doctest.h>

#include <cmath>

using namespace minka;
using namespace minka::stats;
using doctest::Approx;

TEST_CASE("an item is described by what was answered, whether or not it is reversed") {
    // Item 0: 0 1 3 and one missing: mean 4/3, variance ((16 + 1 + 25) / 9) / 2 = 7/3. Item 1: one answer.
    const std::vector<std::uint8_t> answers{0, 9, 1, 2, 3, 9, 9, 9};
    const std::vector<std::uint8_t> reversed{1, 0};
    const auto items = describe_items({answers, 2, 4, 9, reversed});
    REQUIRE(items.has_value());
    const auto& first = items->at(0);
    CHECK(first.answered == 3);
    CHECK(first.missing == 1);
    CHECK(*first.mean == Approx(4.0 / 3).epsilon(1e-15));
    CHECK(*first.standard_deviation == Approx(std::sqrt(7.0 / 3)).epsilon(1e-15));
    CHECK(first.category_counts == std::vector<std::size_t>{1, 1, 0, 1});
    CHECK(*items->at(1).mean == 2);
    CHECK_FALSE(items->at(1).standard_deviation.has_value());
}

TEST_CASE("floor and ceiling are shares of those who answered, of an item and of the sum") {
    // Four categories; the second item is reversed, so that 3 is its lowest. Rows: lowest, highest, half, incomplete.
    const std::vector<std::uint8_t> answers{0, 3, 3, 0, 0, 0, 0, 9};
    const std::vector<std::uint8_t> reversed{0, 1};
    const AnswerMatrix matrix{answers, 2, 4, 9, reversed};
    const auto items = describe_items(matrix);
    REQUIRE(items.has_value());
    CHECK(*items->at(0).floor_share() == 0.75);
    CHECK(*items->at(0).ceiling_share() == 0.25);
    CHECK(*items->at(1).floor_share() == Approx(2.0 / 3));
    const auto extremes = count_extremes(matrix, every_item(matrix));
    REQUIRE(extremes.has_value());
    CHECK(extremes->complete == 3);
    CHECK(extremes->lowest == 1);
    CHECK(extremes->highest == 1);
    const std::vector<std::uint8_t> none{9, 9};
    CHECK_FALSE(describe_items({none, 1, 4, 9, {}})->at(0).floor_share().has_value());
}

TEST_CASE("an item that nobody answered has no mean, and no rows are no problem") {
    const std::vector<std::uint8_t> answers{9, 9};
    CHECK_FALSE(describe_items({answers, 1, 4, 9, {}})->at(0).mean.has_value());
    CHECK(describe_items({{}, 3, 4, 9, {}})->size() == 3);
}

// tests/golden/stats/psych_bfi/ORIGIN.md: of the people who answered all five; here item C1 of those.
TEST_CASE("mean and deviation of an item of the bfi data agree with R") {
    const auto table = test::shared_table("psychometrics/psych_bfi.csv");
    if (!table) {
        return;
    }
    const auto all = table->answers({"C1", "C2", "C3", "C4", "C5"}, 1);
    std::vector<std::uint8_t> complete;
    for (std::size_t row = 0; row < all.size(); row += 5) {
        bool has_all = true;
        for (std::size_t item = 0; item < 5; ++item) {
            has_all = has_all && all[row + item] != 255;
        }
        if (has_all) {
            complete.push_back(all[row]);
        }
    }
    const auto items = describe_items({complete, 1, 6, 255, {}});
    CHECK(items->at(0).answered == 2707);
    CHECK(*items->at(0).mean + 1 == Approx(4.50942002216476).epsilon(1e-13));
    CHECK(*items->at(0).standard_deviation == Approx(1.23847380469096).epsilon(1e-13));
}
