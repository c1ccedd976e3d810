#include "identity/second_factor.h"

#include "identity/totp.h"
#include "unit/identity/identity_world.h"

#include <algorithm>

using namespace minka;
using namespace minka::test;
using namespace minka::identity;
using storage::Reader;
using storage::Writer;

namespace {

const std::string one_time = "K7QF-9M2D-XW4T-P3RA";

std::string code_now(IdentityWorld& world, const std::string& secret) {
    return totp_code(*read_totp_secret(secret), world.scratch.clock.now().microseconds / 30'000'000);
}

Result<SignedIn> enter_with(IdentityWorld& world, const std::string& code) {
    return sign_in(world.desk(), {"rosa", one_time, code, "10.0.0.7", {}});
}

struct Started {
    Visitor visitor;
    std::string secret;
    std::vector<std::string> codes;
};

Started start(IdentityWorld& world) {
    REQUIRE(world.open("rosa", one_time).has_value());
    Started started;
    started.visitor = *world.visitor(world.enter("rosa", one_time)->session_secret);
    started.secret = offer_second_factor("rosa").secret;
    const auto codes = start_second_factor(world.desk(), started.visitor,
                                           {started.secret, code_now(world, started.secret), one_time, "10.0.0.7"});
    REQUIRE_MESSAGE(codes.has_value(), (codes ? "" : to_sentence(codes.error())));
    started.codes = *codes;
    return started;
}

}  // namespace

TEST_SUITE_BEGIN("identity: second factor");

TEST_CASE("a secret reads back from its base32, and other texts are none") {
    // RFC 4648, section 10: "foobar" is MZXW6YTBOI; the twenty bytes of RFC 6238's secret follow the same alphabet.
    const std::string rfc_6238 = "12345678901234567890";
    CHECK(totp_secret_text(as_bytes(rfc_6238)) == "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    CHECK(as_text(*read_totp_secret("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")) == rfc_6238);
    for (const auto* const text :
         {"", "GEZDGNBVGY3TQOJQ", "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJ1", "gezdgnbvgy3tqojqgezdgnbvgy3tqojq"}) {
        CHECK_FALSE(read_totp_secret(text).has_value());
    }
}

TEST_CASE("once it is on, the password alone does not sign in, and a code does once") {
    on_installation([](IdentityWorld& world) {
        const auto started = start(world);
        CHECK(started.codes.size() == 10);
        CHECK(enter_with(world, "").error().field == "code");
        CHECK(enter_with(world, "000000").error().field == "code");
        // The code that switched it on is spent.
        CHECK(enter_with(world, code_now(world, started.secret)).error().field == "code");
        world.scratch.clock.advance(60'000'000);
        const auto code = code_now(world, started.secret);
        CHECK(enter_with(world, code).has_value());
        CHECK(enter_with(world, code).error().field == "code");
    });
}

TEST_CASE("a code from paper signs in once, however it is typed") {
    on_installation([](IdentityWorld& world) {
        const auto started = start(world);
        auto typed = started.codes[3];
        std::ranges::transform(typed, typed.begin(),
                               [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; });
        CHECK(enter_with(world, typed).has_value());
        CHECK(enter_with(world, started.codes[3]).error().field == "code");
        CHECK(enter_with(world, "K7QF-9M2D-XW4T-P3RB").error().field == "code");
        const auto state = world.database().read(
            installation, [&](Reader& reader) { return second_factor_of(reader, started.visitor.account.id); });
        CHECK(state->is_on);
        CHECK(state->paper_codes_left == 9);
    });
}

TEST_CASE("it goes on only with the password and a code of its own secret, and off with the password") {
    on_installation([](IdentityWorld& world) {
        REQUIRE(world.open("rosa", one_time).has_value());
        const auto visitor = *world.visitor(world.enter("rosa", one_time)->session_secret);
        const auto secret = offer_second_factor("rosa").secret;
        const auto other = offer_second_factor("rosa").secret;
        const auto begin = [&](const std::string& with, const std::string& code, const std::string& password) {
            return start_second_factor(world.desk(), visitor, {with, code, password, "10.0.0.7"});
        };
        CHECK(begin("ABC", "123456", one_time).error().field == "secret");
        CHECK(begin(secret, code_now(world, secret), "otra clave").error().field == "current");
        CHECK(begin(secret, code_now(world, other), one_time).error().field == "code");
        CHECK(enter_with(world, "").has_value());  // none of them switched it on
        REQUIRE(begin(secret, code_now(world, secret), one_time).has_value());
        CHECK(begin(other, code_now(world, other), one_time).error().code == ProblemCode::conflict);
        CHECK(stop_second_factor(world.desk(), visitor, "otra clave", "10.0.0.7").error().field == "current");
        REQUIRE(stop_second_factor(world.desk(), visitor, one_time, "10.0.0.7").has_value());
        CHECK(stop_second_factor(world.desk(), visitor, one_time, "10.0.0.7").error().code == ProblemCode::conflict);
        CHECK(enter_with(world, "").has_value());
    });
}

TEST_CASE("an administrator lifts it for somebody who lost phone and paper, and the sessions end") {
    on_installation([](IdentityWorld& world) {
        const auto started = start(world);
        const auto inside = enter_with(world, started.codes[0]);
        REQUIRE(inside.has_value());
        const auto lift = [&] {
            return world.database().write(world.act(installation), [&](Writer& writer) {
                return lift_second_factor(writer, started.visitor.account.id);
            });
        };
        REQUIRE(lift().has_value());
        CHECK_FALSE(world.visitor(inside->session_secret).has_value());
        CHECK(enter_with(world, "").has_value());
        CHECK(lift().error().code == ProblemCode::conflict);
        // The secret that was lifted is gone, and so are the codes.
        const auto left = world.database().read(
            installation, [](Reader& reader) { return reader.value<std::int64_t>("SELECT count(*) FROM paper_code"); });
        CHECK(left->value_or(-1) == 0);
    });
}

TEST_SUITE_END();
