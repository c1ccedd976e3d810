#include "base/base64.h"

#include <doctest/doctest.h>

#include <vector>

using namespace minka;

TEST_SUITE_BEGIN("base: base 64");

TEST_CASE("texts of RFC 4648, section 10, are read") {
    struct Case {
        std::string text;
        std::string content;
    };
    for (const auto& c : std::vector<Case>{{"", ""},
                                           {"Zg==", "f"},
                                           {"Zm8=", "fo"},
                                           {"Zm9v", "foo"},
                                           {"Zm9vYg==", "foob"},
                                           {"Zm9vYmE=", "fooba"},
                                           {"Zm9vYmFy", "foobar"},
                                           {"//79", "\xff\xfe\xfd"}}) {
        CAPTURE(c.text);
        const auto bytes = from_base64(c.text);
        REQUIRE(bytes.has_value());
        CHECK(as_text(*bytes) == c.content);
    }
}

TEST_CASE("what is not base 64 is refused with its field") {
    for (const auto* const text : {"Zg", "Zg=", "Z===", "Zm9 ", "Zm9v\n", "Zh==", "Zm9=", "====", "Zm-v", "Zg==Zg=="}) {
        CAPTURE(text);
        const auto bytes = from_base64(text, "scan.content");
        REQUIRE_FALSE(bytes.has_value());
        CHECK(bytes.error().field == "scan.content");
    }
}

TEST_SUITE_END();
