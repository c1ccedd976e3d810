#include "base/identifier.h"

#include <doctest/doctest.h>

#include <set>

using namespace minka;

TEST_SUITE_BEGIN("base: identifiers");

TEST_CASE("a version 7 identifier starts with the milliseconds of its making") {
    // RFC 9562, appendix A.6: 2022-02-22 14:22:22 -05:00 is 0x017F22E279B0 milliseconds.
    SeededRandom random(1);
    const auto uuid = make_uuid_v7(Instant{0x017F22E279B0LL * 1000}, random);
    const auto text = to_string(uuid);
    CHECK(text.substr(0, 13) == "017f22e2-79b0");
    CHECK(text[14] == '7');
    CHECK(std::string("89ab").find(text[19]) != std::string::npos);
}

TEST_CASE("a version 4 identifier carries its version and variant and nothing of time") {
    SeededRandom random(7);
    std::set<Uuid> seen;
    for (int i = 0; i < 1000; ++i) {
        const auto text = to_string(make_uuid_v4(random));
        CHECK(text[14] == '4');
        CHECK(std::string("89ab").find(text[19]) != std::string::npos);
        seen.insert(*parse_uuid(text));
    }
    CHECK(seen.size() == 1000);
}

TEST_CASE("text and identifier make the round trip, in either case") {
    const auto lower = parse_uuid("018f4e0a-7c2b-7cc3-98c4-dc0c0c07398f");
    const auto upper = parse_uuid("018F4E0A-7C2B-7CC3-98C4-DC0C0C07398F");
    REQUIRE(lower.has_value());
    REQUIRE(upper.has_value());
    CHECK(*lower == *upper);
    CHECK(to_string(*lower) == "018f4e0a-7c2b-7cc3-98c4-dc0c0c07398f");
}

TEST_CASE("what is not an identifier is refused") {
    for (const auto* text : {"", "018f4e0a", "018f4e0a7c2b7cc398c4dc0c0c07398f", "018f4e0a-7c2b-7cc3-98c4-dc0c0c07398g",
                             "018f4e0a-7c2b-7cc3-98c4-dc0c0c07398-", "018f4e0a-7c2b-7cc3-98c4-dc0c0c07398ff"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_uuid(text).has_value());
    }
}

TEST_SUITE_END();
