#include "privacy/feasible_moves.h"

#include "base/random.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

using namespace minka;
using namespace minka::privacy;

TEST_SUITE_BEGIN("privacy: feasible moves");

namespace {

double furthest(FeasibleMoves& moves, std::size_t variable, double sign) {
    double best = 0;
    moves.drive(variable, sign, [&](std::span<const double> now) {
        best = sign > 0 ? std::max(best, now[variable]) : std::min(best, now[variable]);
        return false;
    });
    return best;
}

}  // namespace

TEST_CASE("two cells under a fixed total trade what the smaller can give") {
    // x + y = 0 moved; x may fall by 3 and y by 8: x rises by at most 8 and falls by at most 3.
    FeasibleMoves moves({{{0, 1.0}, {1, 1.0}}}, {-3, -8}, {100, 100});
    CHECK(furthest(moves, 0, 1.0) == doctest::Approx(8));
    CHECK(furthest(moves, 0, -1.0) == doctest::Approx(-3));
}

TEST_CASE("a cell alone in its equation cannot move") {
    FeasibleMoves moves({{{0, 1.0}}, {{1, 1.0}, {2, -1.0}}}, {-5, -5, -5}, {5, 5, 5});
    CHECK(furthest(moves, 0, 1.0) == 0.0);
    CHECK(furthest(moves, 1, 1.0) == doctest::Approx(5));
}

TEST_CASE("extremes equal those found by trying every whole move of a 3 x 3 table with fixed margins") {
    // Margins fix 9 cells up to four free moves; the constraint matrix is totally unimodular, so that the extremes of
    // the linear programme are whole and enumeration finds them.
    SeededRandom random(7);
    for (int draw = 0; draw < 200; ++draw) {
        std::vector<double> least(9);
        std::vector<double> most(9);
        for (std::size_t i = 0; i < 9; ++i) {
            least[i] = -static_cast<double>(random.below(4));
            most[i] = static_cast<double>(random.below(4));
        }
        std::vector<MoveRow> rows;
        for (std::size_t r = 0; r < 3; ++r) {
            rows.push_back({{3 * r, 1.0}, {3 * r + 1, 1.0}, {3 * r + 2, 1.0}});
            rows.push_back({{r, 1.0}, {r + 3, 1.0}, {r + 6, 1.0}});
        }
        int best = 0;
        int worst = 0;
        for (int code = 0; code < 7 * 7 * 7 * 7; ++code) {
            const int a = code % 7 - 3;
            const int b = code / 7 % 7 - 3;
            const int c = code / 49 % 7 - 3;
            const int d = code / 343 - 3;
            const int y[9] = {a, b, -a - b, c, d, -c - d, -a - c, -b - d, a + b + c + d};
            bool fits = true;
            for (std::size_t i = 0; i < 9; ++i) {
                fits = fits && y[i] >= least[i] && y[i] <= most[i];
            }
            best = fits ? std::max(best, a) : best;
            worst = fits ? std::min(worst, a) : worst;
        }
        CAPTURE(draw);
        FeasibleMoves moves(rows, least, most);
        CHECK(furthest(moves, 0, 1.0) == doctest::Approx(best));
        CHECK(furthest(moves, 0, -1.0) == doctest::Approx(worst));
    }
}
