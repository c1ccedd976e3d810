#pragma once

#include "app/schema.h"
#include "identity/account_rules.h"
#include "identity/sign_in.h"
#include "support/ledger_expectation.h"
#include "support/scratch_database.h"

#include <doctest/doctest.h>

#include <functional>
#include <string>

// An installation with a programme, two territories and what signing in needs. All people are invented.
namespace minka::test {

struct IdentityWorld {
    ScratchDatabase& scratch;
    privacy::Vault& vault;
    identity::PasswordHasher hasher{{1, 8 << 10}, 2, 8};
    identity::SignInLimits limits{scratch.clock};
    ProgrammeId programme = scratch.database->new_id<ProgrammeId>();
    registry::TerritoryId region = scratch.database->new_id<registry::TerritoryId>();

    storage::Database& database() { return *scratch.database; }
    identity::SignInDesk desk() { return {database(), vault, hasher, limits}; }
    LocalDate today() { return utc_date(scratch.clock.now()); }
    storage::Act act(ProgrammeId of) { return {of, {}, "console", "test"}; }

    void fill() {
        registry::Territory territory;
        territory.id = region;
        territory.kind = registry::TerritoryKind::department;
        territory.code_system = "ubigeo";
        territory.code = "030000";
        territory.name = "Apurímac";
        territory.search_name = "apurimac";
        territory.valid_from = *LocalDate::parse("2000-01-01");
        REQUIRE(database().write(act(programme), [&](storage::Writer& writer) { return writer.create(territory); }));
    }

    Result<identity::Account> open(const std::string& login, const std::string& password) {
        const auto hash = hasher.hash(password);
        REQUIRE(hash.has_value());
        const identity::NewAccount fresh{database().new_id<identity::AccountId>(),
                                         login,
                                         "Rosa Quispe Prueba",
                                         "es",
                                         *hash,
                                         Instant{scratch.clock.now().microseconds + identity::one_time_microseconds}};
        return database().write(act(identity::installation),
                                [&](storage::Writer& writer) { return identity::open_account(writer, vault, fresh); });
    }

    Result<identity::SignedIn> enter(const std::string& login, const std::string& password,
                                     const std::string& proof = {}) {
        return identity::sign_in(desk(), {login, password, {}, "10.0.0.7", proof});
    }

    std::optional<identity::Visitor> visitor(const std::string& secret) {
        auto found = database().read(identity::installation, [&](storage::Reader& reader) {
            return identity::visitor_of_session(reader, secret, scratch.clock.now());
        });
        REQUIRE(found.has_value());
        return *found;
    }
};

inline void on_installation(const std::function<void(IdentityWorld&)>& test) {
    on_both_engines(app::schema(), [&](ScratchDatabase& scratch) {
        auto vault = privacy::Vault::unlock(*scratch.database, scratch.folder.path() / "master.key");
        REQUIRE_MESSAGE(vault.has_value(), (vault ? "" : to_sentence(vault.error())));
        IdentityWorld world{scratch, **vault};
        world.fill();
        test(world);
        expect_sound_ledger(*scratch.database);
    });
}

}  // namespace minka::test
