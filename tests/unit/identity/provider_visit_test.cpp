#include "identity/provider_visit.h"

#include "unit/identity/identity_world.h"

using namespace minka;
using namespace minka::identity;
using namespace minka::test;

TEST_SUITE_BEGIN("identity: visits to a provider");

TEST_CASE("who comes back in ten minutes with the cookie goes on where they left; each visit has words of its own") {
    on_installation([](IdentityWorld& world) {
        const auto now = world.scratch.clock.now();
        const auto one = begin_provider_visit(world.vault, now, "/apostemos/teams?stage=issued").value();
        const auto other = begin_provider_visit(world.vault, now, "").value();
        CHECK(one.visit.state != other.visit.state);
        CHECK(one.visit.nonce != one.visit.state);
        CHECK(one.visit.verifier != one.visit.state);
        CHECK(one.visit.verifier.size() >= 43);  // RFC 7636, section 4.1
        CHECK(one.cookie.find(one.visit.state) == std::string::npos);
        CHECK(one.cookie.find(one.visit.verifier) == std::string::npos);
        const Instant late{now.microseconds + provider_visit_microseconds};
        const auto back = read_provider_visit(world.vault, one.cookie, late).value();
        CHECK(back.state == one.visit.state);
        CHECK(back.nonce == one.visit.nonce);
        CHECK(back.verifier == one.visit.verifier);
        CHECK(back.to == "/apostemos/teams?stage=issued");
        CHECK_FALSE(read_provider_visit(world.vault, one.cookie, {late.microseconds + 1}).has_value());
    });
}

TEST_CASE("a cookie with another letter anywhere is nobody's") {
    on_installation([](IdentityWorld& world) {
        const auto now = world.scratch.clock.now();
        const auto begun = begin_provider_visit(world.vault, now, "/home").value();
        for (std::size_t i = 0; i < begun.cookie.size(); ++i) {
            auto changed = begun.cookie;
            changed[i] = changed[i] == '7' ? '8' : '7';
            CHECK_FALSE(read_provider_visit(world.vault, changed, now).has_value());
        }
        for (const std::string odd : {"", "....", "...", "1.2.3.4"}) {
            CHECK_FALSE(read_provider_visit(world.vault, odd, now).has_value());
        }
    });
}

TEST_CASE("nobody is led to another site") {
    on_installation([](IdentityWorld& world) {
        for (const std::string to :
             {"//example.org", "https://example.org", "/\\example.org", "teams", "/a b", "/a\r\nb", "/a\tb"}) {
            CAPTURE(to);
            const auto begun = begin_provider_visit(world.vault, world.scratch.clock.now(), to);
            REQUIRE_FALSE(begun.has_value());
            CHECK(begun.error().field == "to");
        }
        CHECK_FALSE(
            begin_provider_visit(world.vault, world.scratch.clock.now(), "/" + std::string(200, 'a')).has_value());
    });
}

TEST_SUITE_END();
