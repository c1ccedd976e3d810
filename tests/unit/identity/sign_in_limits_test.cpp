#include "identity/sign_in_limits.h"

#include <doctest/doctest.h>

using namespace minka;
using namespace minka::identity;

TEST_SUITE_BEGIN("identity: limits of signing in");

TEST_CASE("five failures from one place make it wait, longer each time, and an hour forgets them") {
    ManualClock clock(Instant{1'772'452'800'000'000});
    SignInLimits limits(clock);
    const SignInAttempt guess{"rosa", "10.0.0.7", false};
    for (int i = 0; i < 5; ++i) {
        CHECK(limits.check(guess).has_value());
        limits.failed(guess);
    }
    const auto refused = limits.check(guess);
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code == ProblemCode::too_many_attempts);
    CHECK(refused.error().field == "15");
    clock.advance(15'000'000);
    CHECK(limits.check(guess).has_value());
    limits.failed(guess);
    CHECK(limits.check(guess).error().field == "30");
    clock.advance(3'601'000'000);
    CHECK(limits.check(guess).has_value());
}

TEST_CASE("nobody locks another out: a device that signed in before is still heard") {
    ManualClock clock(Instant{1'772'452'800'000'000});
    SignInLimits limits(clock);
    for (int i = 0; i < 500; ++i) {
        limits.failed({"rosa", "10.0." + std::to_string(i / 250) + "." + std::to_string(i % 250), false});
    }
    CHECK_FALSE(limits.check({"rosa", "10.9.9.9", false}).has_value());
    CHECK(limits.check({"rosa", "10.9.9.9", true}).has_value());
    CHECK(limits.check({"luis", "10.9.9.9", false}).has_value());
}

TEST_CASE("one place that tries many names is slowed whatever the name") {
    ManualClock clock(Instant{1'772'452'800'000'000});
    SignInLimits limits(clock);
    for (int i = 0; i < 60; ++i) {
        limits.failed({"nombre" + std::to_string(i), "10.0.0.7", false});
    }
    CHECK_FALSE(limits.check({"otro", "10.0.0.7", false}).has_value());
    CHECK(limits.check({"otro", "10.0.0.8", false}).has_value());
}

TEST_CASE("a success forgets the failures of its own device") {
    ManualClock clock(Instant{1'772'452'800'000'000});
    SignInLimits limits(clock);
    const SignInAttempt own{"rosa", "10.0.0.7", true};
    for (int i = 0; i < 4; ++i) {
        limits.failed(own);
    }
    limits.succeeded(own);
    limits.failed(own);
    CHECK(limits.check(own).has_value());
}

TEST_SUITE_END();
