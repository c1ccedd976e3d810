#include "privacy/erasure.h"
#include "registry/person_merge.h"
#include "registry/person_names.h"
#include "registry/recorded_people.h"
#include "registry/register_counts.h"
#include "registry/school_list.h"
#include "registry/security_level.h"
#include "unit/registry/register_world.h"

#include <doctest/doctest.h>

using namespace minka;
using namespace minka::test;
using namespace minka::registry;
using storage::Reader;
using storage::Writer;

namespace {

const TwoTimes in_2026{date("2026-03-01")};
const TwoTimes in_2024{date("2024-03-01")};

std::vector<std::string> codes(RegisterWorld& world, const Scope& scope, const TwoTimes& times,
                               const SchoolFilter& filter = {}) {
    const auto page = world.database().read(
        world.programme, [&](Reader& reader) { return schools_in(reader, scope, times, filter, {}, longest_page); });
    REQUIRE_MESSAGE(page.has_value(), (page ? "" : to_sentence(page.error())));
    std::vector<std::string> list;
    for (const auto& school : page->items) {
        list.push_back(school.code);
    }
    std::ranges::sort(list);
    return list;
}

RegisterCounts counts(RegisterWorld& world, const Scope& scope, const TwoTimes& times) {
    const auto found =
        world.database().read(world.programme, [&](Reader& reader) { return register_counts(reader, scope, times); });
    REQUIRE_MESSAGE(found.has_value(), (found ? "" : to_sentence(found.error())));
    return *found;
}

using Codes = std::vector<std::string>;

}  // namespace

TEST_SUITE_BEGIN("registry: lists");

TEST_CASE("a scope shows the schools of its land in either tree") {
    on_register([](RegisterWorld& world) {
        CHECK(codes(world, everything, in_2026) == Codes{"0000001", "0000002", "0000003"});
        CHECK(codes(world, world.scope_of("010201"), in_2026) == Codes{"0000001", "0000002"});
        CHECK(codes(world, world.scope_of("010000"), in_2026) == Codes{"0000001", "0000002", "0000003"});
        CHECK(codes(world, world.scope_of("010002"), in_2024) == Codes{"0000001", "0000002", "0000004"});
        CHECK(codes(world, world.scope_of("010004"), in_2026) == Codes{"0000003"});
    });
}

TEST_CASE("a list keeps to its date and to what was known") {
    on_register([](RegisterWorld& world) {
        CHECK(codes(world, everything, in_2024).size() == 4);
        CHECK(codes(world, everything, {date("2009-12-31")}).empty());
        CHECK(codes(world, everything, {date("2024-12-31")}).size() == 4);
        CHECK(codes(world, everything, {date("2025-01-01")}).size() == 3);  // the first day after its end
        // Before anything was recorded nothing is known, and a later correction does not change what was known then.
        CHECK(codes(world, everything, {date("2026-03-01"), Instant{0}}).empty());
        const auto then = world.scratch.clock.now();
        world.scratch.clock.advance(60'000'000);
        written(import_schools(world.database(), act_in(world.programme),
                               import_of(world.scratch.folder.path(), "codigo modular;hasta\n0000001;2025-07-01\n")));
        CHECK(codes(world, everything, {date("2026-03-01"), world.scratch.clock.now()}).size() == 2);
        CHECK(codes(world, everything, in_2026).size() == 2);
        CHECK(codes(world, everything, {date("2026-03-01"), Instant{then.microseconds + 30'000'000}}).size() == 3);
    });
}

TEST_CASE("filters narrow a list within its scope") {
    on_register([](RegisterWorld& world) {
        SchoolFilter filter;
        filter.name = "BÓSQ";
        CHECK(codes(world, everything, in_2026, filter) == Codes{"0000002", "0000003"});
        filter.sector = Sector::public_;
        CHECK(codes(world, everything, in_2026, filter) == Codes{"0000002"});
        filter = {};
        filter.zone = Zone::urban;
        CHECK(codes(world, everything, in_2026, filter) == Codes{"0000003"});
        filter = {};
        filter.territory = world.territory("010401").id;
        CHECK(codes(world, everything, in_2026, filter) == Codes{"0000003"});
        CHECK(codes(world, world.scope_of("010201"), in_2026, filter).empty());
    });
}

TEST_CASE("pages follow each other without a gap, equal names included") {
    on_register([](RegisterWorld& world) {
        std::vector<std::string> names;
        std::optional<PageKey> after;
        int pages = 0;
        do {
            const auto page = world.database().read(
                world.programme, [&](Reader& reader) { return schools_in(reader, everything, in_2024, {}, after, 1); });
            REQUIRE(page.has_value());
            for (const auto& school : page->items) {
                names.push_back(school.name);
            }
            after = page->next;
            ++pages;
        } while (after);
        CHECK(names == std::vector<std::string>{"Árbol", "Bosque", "Bosque", "Cedro"});
        CHECK(pages == 5);  // the last one is empty: nobody knows before asking
        const auto refused = world.database().read(world.programme, [&](Reader& reader) {
            return schools_in(reader, everything, in_2024, {}, {}, longest_page + 1);
        });
        CHECK_FALSE(refused.has_value());
    });
}

TEST_CASE("counts keep to scope and date, and take merged people as one") {
    on_register([](RegisterWorld& world) {
        // 2024: four schools in two districts, one head; Teófilo teaches at two schools and counts once, Inocencia too.
        const auto before = counts(world, everything, in_2024);
        CHECK(before.schools == 4);
        CHECK(before.sites == 4);
        CHECK(before.municipalities == 2);
        CHECK(before.heads == 1);
        CHECK(before.teachers == 2);
        CHECK(counts(world, everything, in_2026).teachers == 1);
        CHECK(counts(world, world.scope_of("010004"), in_2024).teachers == 2);
        CHECK(counts(world, world.scope_of("010004"), in_2024).heads == 0);
        CHECK(counts(world, world.scope_of("010004"), in_2024).municipalities == 1);
        const auto recorded = world.database().read(
            world.programme, [&](Reader& reader) { return recorded_people(reader, world.vault); });
        REQUIRE(recorded.has_value());
        const auto person = [&](const std::string& number) {
            return recorded->people[recorded->by_document.at({"cc", number})].stored.record.id;
        };
        const auto merge = [&](PersonId duplicate, PersonId kept) {
            return world.database().write(act_in(world.programme),
                                          [&](Writer& writer) { return merge_person(writer, duplicate, kept); });
        };
        REQUIRE(merge(person("1003"), person("1002")).has_value());
        CHECK(counts(world, everything, in_2024).teachers == 1);
        CHECK(merge(person("1003"), person("1001")).error().code == ProblemCode::conflict);
        CHECK(merge(person("1002"), person("1001")).error().code == ProblemCode::conflict);
        CHECK(merge(person("1001"), person("1001")).error().code == ProblemCode::invalid_input);
        const auto unmerge = [&](PersonId id) {
            return world.database().write(act_in(world.programme),
                                          [&](Writer& writer) { return unmerge_person(writer, id); });
        };
        CHECK(unmerge(person("1003")).has_value());
        CHECK(unmerge(person("1003")).error().code == ProblemCode::conflict);
        CHECK(counts(world, everything, in_2024).teachers == 2);
    });
}

TEST_CASE("territories are counted by kind and found by name") {
    on_register([](RegisterWorld& world) {
        const auto found =
            world.database().read(world.programme, [&](Reader& reader) -> Result<std::vector<std::int64_t>> {
                MINKA_TRY_ASSIGN(const auto all, territory_count(reader, everything, in_2026, TerritoryKind::ugel));
                MINKA_TRY_ASSIGN(const auto early,
                                 territory_count(reader, everything, {date("1999-01-01")}, TerritoryKind::ugel));
                MINKA_TRY_ASSIGN(const auto inside,
                                 territory_count(reader, world.scope_of("010000"), in_2026, TerritoryKind::district));
                return std::vector{all, early, inside};
            });
        REQUIRE(found.has_value());
        CHECK(*found == std::vector<std::int64_t>{2, 0, 2});
        const auto page = world.database().read(world.programme, [&](Reader& reader) {
            return territories_named(reader, everything, in_2026, "NIÉ", {}, 10);
        });
        REQUIRE(page.has_value());
        REQUIRE(page->items.size() == 1);
        CHECK(page->items[0].name == "Nieva");
    });
}

TEST_CASE("names are searched by the beginnings of words, within the scope") {
    on_register([](RegisterWorld& world) {
        const auto names = world.database().read(
            world.programme, [&](Reader& reader) { return PersonNames::load(reader, world.vault); });
        REQUIRE(names.has_value());
        CHECK(names->size() == 3);
        const auto found = [&](const Scope& scope, std::string_view query) {
            const auto people = world.database().read(
                world.programme, [&](Reader& reader) { return names->find(reader, scope, in_2026, query, 10); });
            REQUIRE_MESSAGE(people.has_value(), (people ? "" : to_sentence(people.error())));
            std::vector<std::string> list;
            for (const auto& person : *people) {
                list.push_back(person.name);
            }
            return list;
        };
        CHECK(found(everything, "prueba yam") == Codes{"Teófilo Yampis Prueba"});
        CHECK(found(everything, "nahui") == Codes{"Inocencia Ñahui Prueba"});
        CHECK(found(everything, "ampis").empty());
        CHECK(found(world.scope_of("010201"), "prueba") == Codes{"Rosalba Prueba", "Teófilo Yampis Prueba"});
        // Inocencia's role ended in 2025.
        CHECK(found(world.scope_of("010004"), "prueba") == Codes{"Teófilo Yampis Prueba"});
    });
}

TEST_CASE("names are kept until somebody is recorded or erased") {
    on_register([](RegisterWorld& world) {
        auto& database = world.database();
        NameIndex index(world.vault);
        const auto names = [&] {
            return database.read(world.programme, [&](Reader& reader) { return index.names(reader); }).value();
        };
        const auto before = names();
        CHECK(before->size() == 3);
        CHECK(names() == before);
        Person person;
        person.id = database.new_id<PersonId>();
        REQUIRE(database
                    .write(act_in(world.programme),
                           [&](Writer& writer) -> Result<> {
                               MINKA_TRY_ASSIGN(person.name, world.vault.seal(writer, person.id.uuid, "Nueva Prueba"));
                               return writer.create(person);
                           })
                    .has_value());
        CHECK(names()->size() == 4);
        const auto erased =
            privacy::erase_subject(database, world.vault, act_in(world.programme),
                                   {person.id.uuid, privacy::ErasureBasis::asked_by_subject, date("2026-01-02")});
        REQUIRE_MESSAGE(erased.has_value(), (erased ? "" : to_sentence(erased.error())));
        CHECK(names()->size() == 3);
    });
}

TEST_CASE("a security level is sealed, dated and in no list") {
    on_register([](RegisterWorld& world) {
        auto& database = world.database();
        const auto schools =
            database.read(world.programme, [](Reader& reader) { return reader.all<School>("AND code = '0000001'"); });
        REQUIRE(schools.has_value());
        const auto subject = schools->front().record.id.uuid;
        const auto set = [&](Danger danger, std::string_view from) {
            const auto id = database.new_id<SecurityLevelId>();
            return database.write(act_in(world.programme), [&](Writer& writer) {
                return set_security_level(writer, world.vault, subject, danger, date(from), id);
            });
        };
        REQUIRE(set(Danger::low, "2024-01-01").has_value());
        REQUIRE(set(Danger::high, "2025-01-01").has_value());
        CHECK(set(Danger::low, "2024-06-01").error().code == ProblemCode::conflict);
        const auto level = [&](std::string_view on) {
            const auto found = database.read(world.programme, [&](Reader& reader) {
                return security_level_of(reader, world.vault, subject, date(on));
            });
            REQUIRE(found.has_value());
            return *found;
        };
        CHECK_FALSE(level("2023-01-01"));
        CHECK(level("2024-12-31") == Danger::low);
        CHECK(level("2025-01-01") == Danger::high);
        const auto stored =
            database.read(world.programme, [](Reader& reader) { return reader.all<SecurityLevel>(""); });
        REQUIRE(stored->size() == 2);
        for (const auto& row : *stored) {
            CHECK(as_text(row.record.level.bytes).find("high") == std::string_view::npos);
            CHECK(as_text(row.record.level.bytes).find("low") == std::string_view::npos);
        }
    });
}

TEST_SUITE_END();
