#include "identity/account_opening.h"

#include "unit/identity/identity_world.h"

using namespace minka;
using namespace minka::test;
using namespace minka::identity;
using storage::Reader;

TEST_SUITE_BEGIN("identity: opening an account");

namespace {

FirstRole coordinator(IdentityWorld& world, std::optional<registry::TerritoryId> land) {
    AccessGrant grant;
    grant.role = registry::AccessRole::coordinator;
    grant.territory_id = land;
    grant.valid_from = world.today();
    return {world.programme, grant};
}

Result<OpenedAccount> open(IdentityWorld& world, const std::string& login, const std::vector<FirstRole>& roles) {
    return open_account_with_roles(world.database(), world.vault, world.hasher, world.act(installation),
                                   {login, "Rosa Quispe Prueba", "es"}, roles);
}

}  // namespace

TEST_CASE("an account opens with its roles, and its one-time password signs in") {
    on_installation([](IdentityWorld& world) {
        const auto opened = open(world, "Rosa", {coordinator(world, world.region)});
        REQUIRE_MESSAGE(opened.has_value(), (opened ? "" : to_sentence(opened.error())));
        CHECK(opened->account.login == "rosa");
        const auto access = world.database().read(
            installation, [&](Reader& reader) { return access_of(reader, opened->account.id, world.today()); });
        REQUIRE(access->size() == 1);
        CHECK(access->front().grant.role == registry::AccessRole::coordinator);
        const auto inside = world.enter("rosa", opened->one_time_password);
        REQUIRE(inside.has_value());
        CHECK(world.visitor(inside->session_secret)->must_change_password);
    });
}

TEST_CASE("a role that cannot be given leaves no account behind") {
    on_installation([](IdentityWorld& world) {
        CHECK(open(world, "rosa", {coordinator(world, {})}).error().field == "territory_id");
        const auto found =
            world.database().read(installation, [](Reader& reader) { return account_by_login(reader, "rosa"); });
        CHECK_FALSE(found->has_value());
        REQUIRE(open(world, "rosa", {}).has_value());
        CHECK(open(world, "ROSA", {}).error().code == ProblemCode::conflict);
    });
}

TEST_SUITE_END();
