#include "identity/provider_link.h"

#include "identity/session_secret.h"
#include "unit/identity/identity_world.h"

using namespace minka;
using namespace minka::identity;
using namespace minka::test;

namespace {

const ProviderSubject rosa{"https://id.example.pe", "40811223"};
const std::string one_time = "K7QF-9M2D-XW4T-P3RA";

Result<ProviderLink> link(IdentityWorld& world, const AccountId& account, const ProviderSubject& subject) {
    const auto id = world.database().new_id<ProviderLinkId>();
    return world.database().write(world.act(installation), [&](storage::Writer& writer) {
        return link_subject(writer, world.vault, id, account, subject);
    });
}

Result<ProviderLink> link_with(IdentityWorld& world, const AccountId& account, const std::string& code) {
    const auto id = world.database().new_id<ProviderLinkId>();
    return world.database().write(world.act(installation),
                                  [&](storage::Writer& writer) { return link_by_code(writer, id, account, code); });
}

Result<> end(IdentityWorld& world, const AccountId& account, const ProviderLinkId& id) {
    return world.database().write(
        world.act(installation), [&](storage::Writer& writer) { return end_link(writer, account, id, world.today()); });
}

}  // namespace

TEST_SUITE_BEGIN("identity: links with a provider");

TEST_CASE("a subject opens the account it was linked with, and no other, until the link ends") {
    on_installation([](IdentityWorld& world) {
        const auto account = world.open("rosa", one_time).value().id;
        CHECK_FALSE(sign_in_by_provider(world.desk(), rosa).value().has_value());
        const auto made = link(world, account, rosa).value();
        const auto signed_in = sign_in_by_provider(world.desk(), rosa).value();
        REQUIRE(signed_in.has_value());
        const auto visitor = world.visitor(signed_in->session_secret);
        REQUIRE(visitor.has_value());
        CHECK(visitor->account.login == "rosa");
        // The provider has its own password; the one-time one is left for whoever needs it.
        CHECK_FALSE(visitor->must_change_password);
        CHECK(world.visitor(world.enter("rosa", one_time).value().session_secret)->must_change_password);
        for (const auto& other : {ProviderSubject{"https://id.example.pe", "40811224"},
                                  ProviderSubject{"https://id.example.pe/", "40811223"}, ProviderSubject{}}) {
            CHECK_FALSE(sign_in_by_provider(world.desk(), other).value().has_value());
        }
        CHECK(end(world, account, made.id).has_value());
        CHECK_FALSE(world.visitor(signed_in->session_secret).has_value());
        CHECK_FALSE(sign_in_by_provider(world.desk(), rosa).value().has_value());
        CHECK(end(world, account, made.id).error().code == ProblemCode::conflict);
        CHECK(link(world, account, rosa).has_value());
    });
}

TEST_CASE("a subject opens one account at most, and what the provider calls it is not stored") {
    on_installation([](IdentityWorld& world) {
        const auto account = world.open("rosa", one_time).value().id;
        const auto other = world.open("luis", one_time).value().id;
        REQUIRE(link(world, account, rosa).has_value());
        CHECK(link(world, other, rosa).error().code == ProblemCode::conflict);
        const auto kept = world.database()
                              .read(installation, [&](storage::Reader& reader) { return links_of(reader, account); })
                              .value();
        REQUIRE(kept.size() == 1);
        CHECK(kept.front().subject_hash.size() == 64);
        CHECK(kept.front().subject_hash.find(rosa.subject) == std::string::npos);
        CHECK(link(world, account, {rosa.issuer, ""}).error().field == "subject");
        CHECK(link(world, account, {rosa.issuer, std::string(256, 'x')}).error().field == "subject");
    });
}

TEST_CASE("a code that somebody read to the administrator links once, within a day") {
    on_installation([](IdentityWorld& world) {
        const auto account = world.open("rosa", one_time).value().id;
        const auto first = make_link_code(world.desk(), rosa).value();
        CHECK(is_link_code(first));
        const auto code = make_link_code(world.desk(), rosa).value();  // asked again: the first is void
        CHECK(link_with(world, account, first).error().code == ProblemCode::not_found);
        CHECK(link_with(world, account, "no es un código").error().field == "code");
        CHECK(link_with(world, account, code).has_value());
        CHECK(sign_in_by_provider(world.desk(), rosa).value().has_value());
        CHECK(link_with(world, account, code).error().code == ProblemCode::not_found);
        const auto late = make_link_code(world.desk(), {rosa.issuer, "other"}).value();
        world.scratch.clock.advance(24LL * 3600 * 1'000'000);
        CHECK(link_with(world, account, late).error().code == ProblemCode::not_found);
    });
}

TEST_CASE("a closed account has no link and gets none") {
    on_installation([](IdentityWorld& world) {
        const auto account = world.open("rosa", one_time).value().id;
        REQUIRE(link(world, account, rosa).has_value());
        REQUIRE(world.database()
                    .write(world.act(installation),
                           [&](storage::Writer& writer) { return close_account(writer, account, world.today()); })
                    .has_value());
        CHECK_FALSE(sign_in_by_provider(world.desk(), rosa).value().has_value());
        CHECK(link(world, account, {rosa.issuer, "other"}).error().code == ProblemCode::conflict);
        const auto successor = world.open("rosa.nueva", one_time).value().id;
        CHECK(link(world, successor, rosa).has_value());
    });
}

TEST_SUITE_END();
