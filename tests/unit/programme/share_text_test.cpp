#include "programme/share_text.h"

#include <doctest/doctest.h>

using namespace minka::programme;

TEST_SUITE_BEGIN("programme: shares");

TEST_CASE("a share prints with one decimal, its parts and the words of the language") {
    struct Case {
        Share share;
        std::string_view language, text;
    };
    const Case cases[]{
        {{185, 220}, "es", "84,1 % (185/220)"},                                           // 84.0909...
        {{185, 220}, "en", "84.1 % (185/220)"},  {{185, 226}, "es", "81,9 % (185/226)"},  // 81.858...
        {{0, 220}, "es", "0,0 % (0/220)"},       {{220, 220}, "es", "100,0 % (220/220)"},
        {{230, 220}, "en", "104.5 % (230/220)"},  // 104.545...
        {{0, 0}, "es", "sin denominador (0/0)"}, {{3, 0}, "en", "no denominator (3/0)"},
    };
    for (const auto& c : cases) {
        CAPTURE(c.text);
        CHECK(format_share(c.share, c.language) == c.text);
    }
}

TEST_CASE("a half of a tenth goes away from zero, where doubles would go either way") {
    // 1/16 = 6.25 %, 3/16 = 18.75 %, 1/2000 = 0.05 %; one less or more than the half on each side.
    CHECK(share_in_tenths({1, 16}) == 63);
    CHECK(share_in_tenths({3, 16}) == 188);
    CHECK(share_in_tenths({1, 2000}) == 1);
    CHECK(share_in_tenths({1, 2001}) == 0);
    CHECK(share_in_tenths({-1, 16}) == -63);
    CHECK(format_share({-1, 16}, "es") == "-6,3 % (-1/16)");
    // 1005/1000000 = 0.1005 %: to one decimal 0.1. 1500/1000000 = 0.15 %: to 0.2, though 0.15 as a double is less.
    CHECK(share_in_tenths({1005, 1'000'000}) == 1);
    CHECK(share_in_tenths({1500, 1'000'000}) == 2);
}

TEST_CASE("rounding keeps every share of up to 400 cases within half a tenth") {
    for (std::int64_t total = 1; total <= 400; ++total) {
        for (std::int64_t n = 0; n <= total; ++n) {
            // |tenths / 1000 - n / total| <= 1/2000, in whole numbers.
            const auto gap = 2 * (share_in_tenths({n, total}) * total - 1000 * n);
            REQUIRE(gap <= total);
            REQUIRE(gap >= -total);
        }
    }
}

TEST_SUITE_END();
