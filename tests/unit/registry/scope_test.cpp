#include "registry/scope.h"

#include "support/scratch_database.h"
#include "unit/registry/test_registry.h"

#include <doctest/doctest.h>

#include <algorithm>

using namespace minka;
using namespace minka::test;
using namespace minka::registry;
using storage::Reader;
using storage::Writer;

TEST_SUITE_BEGIN("registry: scope");

TEST_CASE("a scope holds its territory and all below it, and nothing beside it") {
    on_both_engines(registry_migrations, [](ScratchDatabase& scratch) {
        auto& database = *scratch.database;
        const auto programme = database.new_id<ProgrammeId>();
        const auto country = territory(database, TerritoryKind::country, "CO", "Colombia");
        const auto cauca = territory(database, TerritoryKind::department, "19", "Cauca", country.id);
        const auto narino = territory(database, TerritoryKind::department, "52", "Nariño", country.id);
        const auto paez = territory(database, TerritoryKind::municipality, "19517", "Páez", cauca.id);
        REQUIRE(database
                    .write(act_in(programme),
                           [&](Writer& writer) { return writer.create_all(std::vector{country, cauca, narino, paez}); })
                    .has_value());
        const auto within = [&](const Scope& scope) {
            auto ids = database.read(programme, [&](Reader& reader) { return territories_within(reader, scope); });
            REQUIRE(ids.has_value());
            std::ranges::sort(*ids);
            return *ids;
        };
        const auto sorted = [](std::vector<TerritoryId> ids) {
            std::ranges::sort(ids);
            return ids;
        };
        CHECK(within(Scope::of_territory(AccessRole::coordinator, cauca.id, Purpose::operation)) ==
              sorted({cauca.id, paez.id}));
        CHECK(within(Scope::of_territory(AccessRole::coordinator, paez.id, Purpose::operation)) == sorted({paez.id}));
        CHECK(within(Scope::of_programme(AccessRole::director, Purpose::monitoring)) ==
              sorted({country.id, cauca.id, narino.id, paez.id}));
        const auto elsewhere =
            Scope::of_territory(AccessRole::coordinator, database.new_id<TerritoryId>(), Purpose::operation);
        const auto none =
            database.read(programme, [&](Reader& reader) { return territories_within(reader, elsewhere); });
        REQUIRE_FALSE(none.has_value());
        CHECK(none.error().code == ProblemCode::not_found);
    });
}

TEST_SUITE_END();
