#include "unit/identity/identity_world.h"

using namespace minka;
using namespace minka::test;
using namespace minka::identity;
using storage::Reader;
using storage::Writer;

namespace {

const std::string one_time = "K7QF-9M2D-XW4T-P3RA";

}  // namespace

TEST_SUITE_BEGIN("identity: signing in");

TEST_CASE("a one-time password opens the door to choosing one's own, which then is the only one") {
    on_installation([](IdentityWorld& world) {
        REQUIRE(world.open("rosa", one_time).has_value());
        const auto first = world.enter("ROSA ", "k7qf 9m2d xw4t p3ra");
        REQUIRE_MESSAGE(first.has_value(), (first ? "" : to_sentence(first.error())));
        const auto visitor = world.visitor(first->session_secret);
        REQUIRE(visitor.has_value());
        CHECK(visitor->must_change_password);
        const auto other = world.enter("rosa", one_time).value();
        CHECK(change_password(world.desk(), *visitor, {one_time, "corta", "x"}).error().field == "password");
        CHECK(change_password(world.desk(), *visitor, {"otra cosa larga", "río montaña selva", "x"}).error().code ==
              ProblemCode::unauthenticated);
        REQUIRE(change_password(world.desk(), *visitor, {one_time, "río montaña selva", "x"}).has_value());
        CHECK_FALSE(world.visitor(first->session_secret)->must_change_password);
        CHECK_FALSE(world.visitor(other.session_secret).has_value());
        CHECK_FALSE(world.enter("rosa", one_time).has_value());
        CHECK(world.enter("rosa", "río montaña selva").has_value());
    });
}

TEST_CASE("what is wrong with a sign-in is not said more exactly than it should be") {
    on_installation([](IdentityWorld& world) {
        REQUIRE(world.open("rosa", one_time).has_value());
        const auto nobody = world.enter("nadie", one_time);
        const auto wrong = world.enter("rosa", "K7QF-9M2D-XW4T-P3RB");
        REQUIRE_FALSE(nobody.has_value());
        REQUIRE_FALSE(wrong.has_value());
        CHECK(nobody.error() == wrong.error());
        CHECK(nobody.error().code == ProblemCode::unauthenticated);
    });
}

TEST_CASE("a session ends by signing out, by three days of silence and after two weeks") {
    on_installation([](IdentityWorld& world) {
        REQUIRE(world.open("rosa", one_time).has_value());
        const auto left = world.enter("rosa", one_time).value();
        REQUIRE(sign_out(world.database(), *world.visitor(left.session_secret)).has_value());
        CHECK_FALSE(world.visitor(left.session_secret).has_value());

        constexpr std::int64_t day = 86'400'000'000;
        const auto silent = world.enter("rosa", one_time).value();
        world.scratch.clock.advance(3 * day + 1);
        CHECK_FALSE(world.visitor(silent.session_secret).has_value());

        const auto used = world.enter("rosa", one_time).value();
        int days = 0;
        while (const auto visitor = world.visitor(used.session_secret)) {
            REQUIRE(touch_session(world.database(), *visitor).has_value());
            world.scratch.clock.advance(day);
            REQUIRE(++days < 30);
        }
        // The one-time password ran out on the way; a session that was begun with it goes on to its own end.
        CHECK(days == 14);
        CHECK_FALSE(world.enter("rosa", one_time).has_value());
    });
}

TEST_CASE("a closed account is out at once: session, token and password") {
    on_installation([](IdentityWorld& world) {
        const auto account = world.open("rosa", one_time).value();
        const auto session = world.enter("rosa", one_time).value();
        const auto token =
            make_token(world.database(), world.act(installation), account.id, {"copia de cada noche", 30}).value();
        const auto by_token = [&] {
            return world.database()
                .read(installation,
                      [&](Reader& reader) { return visitor_of_token(reader, token.secret, world.today()); })
                .value();
        };
        REQUIRE(by_token().has_value());
        CHECK(token.token.token_hash.find(token.secret) == std::string::npos);
        REQUIRE(world.database()
                    .write(world.act(installation),
                           [&](Writer& writer) { return close_account(writer, account.id, world.today()); })
                    .has_value());
        CHECK_FALSE(world.visitor(session.session_secret).has_value());
        CHECK_FALSE(by_token().has_value());
        CHECK_FALSE(world.enter("rosa", one_time).has_value());
    });
}

TEST_CASE("a token holds until its last day and can be taken back by its owner alone") {
    on_installation([](IdentityWorld& world) {
        const auto rosa = world.open("rosa", one_time).value();
        const auto luis = world.open("luis", one_time).value();
        const auto made =
            make_token(world.database(), world.act(installation), rosa.id, {"hoja de cálculo", 2}).value();
        const auto works = [&](LocalDate on) {
            return world.database()
                .read(installation, [&](Reader& reader) { return visitor_of_token(reader, made.secret, on); })
                .value()
                .has_value();
        };
        CHECK(works(world.today().plus_days(1)));
        CHECK_FALSE(works(world.today().plus_days(2)));
        const auto revoke = [&](const AccountId& by) {
            return world.database().write(world.act(installation), [&](Writer& writer) {
                return revoke_token(writer, by, made.token.id, world.today());
            });
        };
        CHECK(revoke(luis.id).error().code == ProblemCode::not_found);
        REQUIRE(revoke(rosa.id).has_value());
        CHECK_FALSE(works(world.today()));
        CHECK(make_token(world.database(), world.act(installation), rosa.id, {"", 2}).error().field == "label");
        CHECK(make_token(world.database(), world.act(installation), rosa.id, {"x", 0}).error().field == "days");
        CHECK(make_token(world.database(), world.act(installation), rosa.id, {"x", 401}).error().field == "days");
    });
}

TEST_CASE("a device proof is for its own account and cannot be made up") {
    on_installation([](IdentityWorld& world) {
        REQUIRE(world.open("rosa", one_time).has_value());
        REQUIRE(world.open("luis", one_time).has_value());
        const auto rosa = world.enter("rosa", one_time).value();
        for (int i = 0; i < 40; ++i) {
            world.limits.failed({"rosa", "10.1.1." + std::to_string(i), false});
            world.limits.failed({"luis", "10.1.1." + std::to_string(i), false});
        }
        CHECK(world.enter("rosa", one_time).error().code == ProblemCode::too_many_attempts);
        CHECK(world.enter("rosa", one_time, rosa.device_proof).has_value());
        CHECK(world.enter("luis", one_time, rosa.device_proof).error().code == ProblemCode::too_many_attempts);
        auto torn = rosa.device_proof;
        torn.back() = torn.back() == '0' ? '1' : '0';
        CHECK(world.enter("rosa", one_time, torn).error().code == ProblemCode::too_many_attempts);
    });
}

TEST_SUITE_END();
