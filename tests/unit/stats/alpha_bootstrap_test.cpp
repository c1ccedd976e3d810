#include "stats/alpha_bootstrap.h"

#include "base/random.h"
#include "stats/reliability.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

using namespace minka;
using namespace minka::stats;

namespace {

std::vector<std::uint8_t> draw_answers(std::size_t rows, std::size_t items, std::uint8_t categories,
                                       std::uint64_t seed) {
    SeededRandom random(seed);
    std::vector<std::uint8_t> answers;
    for (std::size_t row = 0; row < rows; ++row) {
        const double shared = random.normal();
        for (std::size_t item = 0; item < items; ++item) {
            const double answer = (categories - 1) / 2.0 + (shared + random.normal()) * categories / 6;
            answers.push_back(
                static_cast<std::uint8_t>(std::clamp(std::lround(answer), 0L, static_cast<long>(categories) - 1)));
        }
    }
    return answers;
}

}  // namespace

TEST_CASE("a bootstrap of one replicate is the alpha of the rows it drew") {
    // The draw is repeated here by hand: 32-bit halves of the generator's words, times n, divided by 2^32.
    for (const std::size_t rows : {5U, 40U, 300U, 1000U}) {
        for (const std::uint8_t categories : {std::uint8_t{4}, std::uint8_t{200}}) {
            const auto answers = draw_answers(rows, 6, categories, 8);
            const AnswerMatrix matrix{answers, 6, categories, 255, {}};
            const auto bootstrap = bootstrap_alpha(matrix, every_item(matrix), {.replicates = 1, .seed = 12});
            REQUIRE(bootstrap.has_value());
            SeededRandom random(12);
            std::vector<std::uint8_t> drawn;
            for (std::size_t draw = 0; draw < rows; draw += 2) {
                const auto bits = random.next();
                for (std::size_t half = 0; half < 2 && draw + half < rows; ++half) {
                    const auto row = ((bits >> (32 * half) & 0xffffffffU) * rows) >> 32U;
                    const auto cells = matrix.row(row);
                    drawn.insert(drawn.end(), cells.begin(), cells.end());
                }
            }
            const AnswerMatrix sample{drawn, 6, categories, 255, {}};
            const auto alpha = cronbach_alpha(sample, every_item(sample));
            REQUIRE(alpha.has_value());
            CHECK(std::abs(bootstrap->interval.lower - alpha->alpha) < 1e-12);
            CHECK(bootstrap->interval.upper == bootstrap->interval.lower);
        }
    }
}

TEST_CASE("a sample whose draws are often constant has no interval") {
    // Three rows: a draw of three takes one and the same in 3 of 27, more than one of twenty.
    const std::vector<std::uint8_t> answers{0, 1, 3, 2, 1, 1};
    const AnswerMatrix matrix{answers, 2, 4, 255, {}};
    CHECK(bootstrap_alpha(matrix, every_item(matrix), {.replicates = 400, .seed = 2}).error().field == "answers");
}

TEST_CASE("with many rows the bootstrap interval is close to Feldt's for normal items") {
    const auto answers = draw_answers(2000, 8, 30, 4);
    const AnswerMatrix matrix{answers, 8, 30, 255, {}};
    const auto feldt = cronbach_alpha(matrix, every_item(matrix))->interval;
    const auto bootstrap = bootstrap_alpha(matrix, every_item(matrix), {.replicates = 2000});
    REQUIRE(bootstrap.has_value());
    CHECK(bootstrap->rows_used == 2000);
    const double width = feldt->upper - feldt->lower;
    CHECK(std::abs(bootstrap->interval.lower - feldt->lower) < 0.15 * width);
    CHECK(std::abs(bootstrap->interval.upper - feldt->upper) < 0.15 * width);
}

TEST_CASE("a bootstrap of alpha refuses what alpha refuses") {
    const std::vector<std::uint8_t> answers{0, 1, 1, 1, 2, 1};
    const AnswerMatrix matrix{answers, 2, 3, 255, {}};
    CHECK(bootstrap_alpha(matrix, every_item(matrix)).error().field == "items[1]");
    const auto varied = draw_answers(50, 3, 4, 1);
    const AnswerMatrix fine{varied, 3, 4, 255, {}};
    CHECK(bootstrap_alpha(fine, every_item(fine), {.replicates = 0}).error().field == "replicates");
    CHECK(bootstrap_alpha(fine, every_item(fine), {.confidence = 1}).error().field == "confidence");
    CHECK(bootstrap_alpha(fine, every_item(fine), {.seed = 5})->interval.lower ==
          bootstrap_alpha(fine, every_item(fine), {.seed = 5})->interval.lower);
}
