#include "identity/permission.h"
#include "unit/identity/identity_world.h"

#include <fstream>
#include <regex>

using namespace minka;
using namespace minka::test;
using namespace minka::identity;
using registry::AccessRole;
using storage::Reader;
using storage::Writer;

TEST_SUITE_BEGIN("identity: accounts");

TEST_CASE("an account's name is sealed, its login folded and unique") {
    on_installation([](IdentityWorld& world) {
        const auto account = world.open(" Rosa.Quispe ", "K7QF-9M2D-XW4T-P3RA");
        REQUIRE_MESSAGE(account.has_value(), (account ? "" : to_sentence(account.error())));
        CHECK(account->login == "rosa.quispe");
        CHECK(as_text(account->name.bytes).find("Rosa") == std::string_view::npos);
        const auto twin = world.open("ROSA.QUISPE", "K7QF-9M2D-XW4T-P3RA");
        REQUIRE_FALSE(twin.has_value());
        CHECK(twin.error().code == ProblemCode::conflict);
        CHECK(twin.error().field == "login");
        for (const auto* const bad : {"", "ab", "rosa quispe", "ñusta", "a@b@c", "rosa\nquispe"}) {
            CAPTURE(bad);
            CHECK(world.open(bad, "K7QF-9M2D-XW4T-P3RA").error().field == "login");
        }
    });
}

TEST_CASE("a role is granted where it makes sense, once, and ends") {
    on_installation([](IdentityWorld& world) {
        const auto account = world.open("rosa", "K7QF-9M2D-XW4T-P3RA").value();
        const auto grant = [&](AccessRole role, std::optional<registry::TerritoryId> territory,
                               std::optional<LocalDate> until = {}) {
            AccessGrant fresh{
                world.database().new_id<AccessGrantId>(), account.id, {}, role, territory, world.today(), until};
            const auto outcome = world.database().write(world.act(world.programme),
                                                        [&](Writer& writer) { return grant_access(writer, fresh); });
            return outcome ? std::string("granted") : outcome.error().field;
        };
        CHECK(grant(AccessRole::director, world.region) == "territory_id");
        CHECK(grant(AccessRole::coordinator, {}) == "territory_id");
        CHECK(grant(AccessRole::coordinator, world.region, world.today()) == "valid_to");
        CHECK(grant(AccessRole::coordinator, world.region, world.today().plus_days(30)) == "granted");
        CHECK(grant(AccessRole::coordinator, world.region) == "role");
        CHECK(grant(AccessRole::director, {}) == "granted");
        const auto held = [&](LocalDate on) {
            return world.database()
                .read(installation, [&](Reader& reader) { return access_of(reader, account.id, on); })
                .value();
        };
        CHECK(held(world.today()).size() == 2);
        CHECK(held(world.today().plus_days(29)).size() == 2);
        CHECK(held(world.today().plus_days(30)).size() == 1);
        CHECK(held(world.today().plus_days(-1)).empty());
        const auto director = held(world.today().plus_days(30)).front();
        CHECK(director.programme == world.programme);
        REQUIRE(world.database()
                    .write(world.act(world.programme),
                           [&](Writer& writer) { return end_access(writer, director.grant.id, world.today()); })
                    .has_value());
        CHECK(held(world.today()).size() == 1);
        CHECK(world.database()
                  .write(world.act(world.programme),
                         [&](Writer& writer) { return end_access(writer, director.grant.id, world.today()); })
                  .error()
                  .code == ProblemCode::conflict);
    });
}

TEST_CASE("the docs show each role with what it may do") {
    const char* source = std::getenv("MINKA_SOURCE_DIR");
    REQUIRE(source != nullptr);
    std::ifstream file(std::string(source) + "/docs/reference/roles.md");
    const std::string page{std::istreambuf_iterator<char>(file), {}};
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<AccessRole>>([&](auto entry) {
        std::string row = "| `" + std::string(entry.name) + "` | ";
        for (const auto permission : permissions_of(entry.value)) {
            row += std::string(row.ends_with("| ") ? "" : ", ") + "`" +
                   boost::describe::enum_to_string(permission, "") + "`";
        }
        CAPTURE(row);
        CHECK(page.find(row + " |") != std::string::npos);
    });
}

TEST_CASE("nobody whose task needs no names sees names") {
    for (const auto role : {AccessRole::funder, AccessRole::official, AccessRole::adviser, AccessRole::academic_ally,
                            AccessRole::evaluator, AccessRole::national_directorate, AccessRole::regional_directorate,
                            AccessRole::administrator, AccessRole::teacher}) {
        CHECK_FALSE(may(role, Permission::people_read));
        CHECK_FALSE(may(role, Permission::people_write));
    }
    for (const auto role : {AccessRole::funder, AccessRole::official}) {
        CHECK(permissions_of(role).size() == 1);
        CHECK(may(role, Permission::report_read));
    }
}

TEST_SUITE_END();
