#include "stats/answer_matrix.h"

#include <doctest/doctest.h>

#include <string>

using namespace minka;
using namespace minka::stats;

TEST_CASE("answers that fill whole rows with categories or the missing code are fine") {
    const std::vector<std::uint8_t> answers{0, 3, 255, 1};
    const AnswerMatrix matrix{answers, 2, 4, 255, {}};
    CHECK(check_answers(matrix).has_value());
    CHECK(matrix.row_count() == 2);
    CHECK(every_item(matrix) == std::vector<std::uint32_t>{0, 1});
}

TEST_CASE("a matrix that is not what it says is refused with the cell or the part at fault") {
    const std::vector<std::uint8_t> answers{0, 3, 255, 1, 9, 200};
    const std::vector<std::uint8_t> flags{1};
    struct Case {
        std::string name;
        AnswerMatrix matrix;
        std::string field;
    };
    const std::vector<Case> cases{{"torn row", {answers, 4, 4, 255, {}}, "answers"},
                                  {"no items", {answers, 0, 4, 255, {}}, "answers"},
                                  {"one category", {answers, 2, 1, 255, {}}, "category_count"},
                                  {"missing is a category", {answers, 2, 4, 3, {}}, "missing"},
                                  {"flags too few", {answers, 2, 4, 255, flags}, "reversed"},
                                  {"first strange cell", {answers, 2, 4, 255, {}}, "answers[row 2, item 0]"}};
    for (const auto& c : cases) {
        CAPTURE(c.name);
        const auto checked = check_answers(c.matrix);
        REQUIRE_FALSE(checked.has_value());
        CHECK(checked.error().field == c.field);
    }
    CHECK(check_answers(cases.back().matrix).error().message.find("2 such cell(s)") != std::string::npos);
}

TEST_CASE("turning an answer around twice gives it back") {
    const std::vector<std::uint8_t> reversed{0, 1};
    const AnswerMatrix matrix{{}, 2, 5, 255, reversed};
    CHECK(toward_scale(matrix, 0, 1) == 1);
    CHECK(toward_scale(matrix, 1, 1) == 3);
    for (std::uint8_t answer = 0; answer < 5; ++answer) {
        CHECK(toward_scale(matrix, 1, toward_scale(matrix, 1, answer)) == answer);
    }
}
