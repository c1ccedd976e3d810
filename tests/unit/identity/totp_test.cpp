#include "identity/totp.h"

#include <doctest/doctest.h>

#include <vector>

using namespace minka;
using namespace minka::identity;

TEST_SUITE_BEGIN("identity: codes of authenticator apps");

TEST_CASE("codes are those of RFC 6238, appendix B") {
    // The appendix prints eight digits for the secret "12345678901234567890" and HMAC-SHA-1; six are their last six.
    struct Case {
        std::int64_t seconds;
        std::string code;
    };
    const auto secret = to_bytes("12345678901234567890");
    for (const auto& c : std::vector<Case>{{59, "287082"},
                                           {1111111109, "081804"},
                                           {1111111111, "050471"},
                                           {1234567890, "005924"},
                                           {2000000000, "279037"},
                                           {20000000000, "353130"}}) {
        CAPTURE(c.seconds);
        CHECK(totp_code(secret, c.seconds / 30) == c.code);
    }
}

TEST_CASE("a code is good for its step and its neighbours, and once") {
    const auto secret = to_bytes("12345678901234567890");
    const Instant now{59'000'000};
    CHECK(totp_step(secret, "287082", now, 0) == 1);
    CHECK(totp_step(secret, "287082", Instant{89'000'000}, 0) == 1);
    CHECK_FALSE(totp_step(secret, "287082", Instant{121'000'000}, 0));
    CHECK_FALSE(totp_step(secret, "287082", now, 1));
    CHECK_FALSE(totp_step(secret, "28708", now, 0));
    CHECK_FALSE(totp_step(secret, "", now, 0));
}

TEST_CASE("the address an app reads has the secret in base 32 of RFC 4648") {
    CHECK(totp_address(to_bytes("foobar"), "rosa") == "otpauth://totp/Minka:rosa?secret=MZXW6YTBOI&issuer=Minka");
}

TEST_SUITE_END();
