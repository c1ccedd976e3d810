#include "web/printed_page.h"

#include <doctest/doctest.h>

using namespace minka::web;

TEST_SUITE_BEGIN("web: pages to print");

TEST_CASE("a page's policy names its own styles by their hash, and allows no other") {
    // FIPS 180-2, B.1: SHA-256 of "abc" is ba7816bf 8f01cfea 414140de 5dae2223 b00361a3 96177a9c b410ff61 f20015ad; of
    // nothing it is e3b0c442...7852b855. Both in base 64.
    const std::string of_abc = "'sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0='";
    const std::string of_nothing = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='";
    const auto page = printed_page("<html><style>abc</style><p>x</p><style></style></html>");
    const auto& policy = *page.find("content-security-policy");
    CHECK(policy.find("style-src " + of_abc + " " + of_nothing + ";") != std::string::npos);
    CHECK(policy.find("unsafe") == std::string::npos);
    CHECK(policy.find("script-src") == std::string::npos);
    CHECK(policy.starts_with("default-src 'none';"));
    CHECK(page.body.find("<p>x</p>") != std::string::npos);
}

TEST_SUITE_END();
