#include "registry/need_to_know.h"

#include "registry/person_names.h"
#include "registry/register_counts.h"
#include "registry/school_list.h"
#include "registry/security_level.h"
#include "registry/territory_list.h"
#include "unit/registry/register_world.h"

#include <doctest/doctest.h>

using namespace minka;
using namespace minka::test;
using namespace minka::registry;
using storage::Reader;
using storage::Writer;

namespace {

const LocalDate today = date("2026-03-01");
const TwoTimes now{today};
using Codes = std::vector<std::string>;

void set_level(RegisterWorld& world, const Uuid& subject, Danger danger, std::string_view from) {
    const auto id = world.database().new_id<SecurityLevelId>();
    const auto done = world.database().write(act_in(world.programme), [&](Writer& writer) {
        return set_security_level(writer, world.vault, subject, danger, date(from), id);
    });
    REQUIRE_MESSAGE(done.has_value(), (done ? "" : to_sentence(done.error())));
}

template <typename Ask>
auto ask(RegisterWorld& world, Ask read) {
    auto answer = world.database().read(world.programme, read);
    REQUIRE_MESSAGE(answer.has_value(), (answer ? "" : to_sentence(answer.error())));
    return *std::move(answer);
}

School school(RegisterWorld& world, const std::string& code) {
    return ask(world, [&](Reader& reader) { return reader.all<School>("AND code = $2", code); }).front().record;
}

Scope scope_for(RegisterWorld& world, NeedToKnow& need, const Scope& scope, LocalDate on = today) {
    return scope.without(ask(world, [&](Reader& reader) { return need.withheld(reader, on); }));
}

Codes codes(RegisterWorld& world, const Scope& scope, const TwoTimes& times = now) {
    const auto page =
        ask(world, [&](Reader& reader) { return schools_in(reader, scope, times, {}, {}, longest_page); });
    Codes list;
    for (const auto& one : page.items) {
        list.push_back(one.code);
    }
    std::ranges::sort(list);
    return list;
}

}  // namespace

TEST_SUITE_BEGIN("registry: need to know");

TEST_CASE("without a level of security nothing is withheld") {
    on_register([](RegisterWorld& world) {
        NeedToKnow need(world.vault);
        CHECK(ask(world, [&](Reader& reader) { return need.withheld(reader, today); }) == nullptr);
        set_level(world, school(world, "0000001").id.uuid, Danger::medium, "2025-01-01");
        CHECK(ask(world, [&](Reader& reader) { return need.withheld(reader, today); }) == nullptr);
    });
}

TEST_CASE("a withheld school is in no list, page or count, at whatever date is asked for") {
    on_register([](RegisterWorld& world) {
        NeedToKnow need(world.vault);
        const auto hidden = school(world, "0000001");
        const auto imaza = world.territory("010201");
        set_level(world, hidden.id.uuid, Danger::high, "2026-01-01");
        const auto scope = scope_for(world, need, everything);
        REQUIRE(scope.withholds(hidden.id.uuid));
        CHECK(codes(world, scope) == Codes{"0000002", "0000003"});
        // A level of today withholds the school's past as well.
        CHECK(codes(world, scope, {date("2024-03-01")}) == Codes{"0000002", "0000003", "0000004"});
        world.scratch.clock.advance(60'000'000);
        CHECK(codes(world, scope, {today, world.scratch.clock.now()}) == Codes{"0000002", "0000003"});
        CHECK(codes(world, everything) == Codes{"0000001", "0000002", "0000003"});

        CHECK(ask(world, [&](Reader& reader) { return sites_of(reader, scope, now, hidden.id); }).empty());
        CHECK(ask(world, [&](Reader& reader) { return count_schools(reader, scope, now, {}); }) == 2);
        CHECK(ask(world, [&](Reader& reader) { return territory_row(reader, scope, now, imaza.id); }).schools == 1);
        CHECK(ask(world, [&](Reader& reader) { return territory_row(reader, everything, now, imaza.id); }).schools ==
              2);
        const auto counts = ask(world, [&](Reader& reader) { return register_counts(reader, scope, now); });
        CHECK(counts.schools == 2);
        CHECK(counts.sites == 2);
        CHECK(counts.heads == 0);  // the head of 0000001 alone

        // Its page answers in the words for a school that is not there, but for the identifier asked for.
        const auto page = [&](const SchoolId& id) {
            return world.database()
                .read(world.programme, [&](Reader& reader) { return school_in(reader, scope, id); })
                .error();
        };
        const auto absent = world.database().new_id<SchoolId>();
        CHECK(page(hidden.id).code == ProblemCode::not_found);
        auto words = page(absent).message;
        words.replace(words.find(to_string(absent)), to_string(absent).size(), to_string(hidden.id));
        CHECK(page(hidden.id).message == words);
        CHECK(page(hidden.id).field == page(absent).field);
    });
}

TEST_CASE("who holds a role in a withheld school alone is not found by name in its land") {
    on_register([](RegisterWorld& world) {
        NeedToKnow need(world.vault);
        set_level(world, school(world, "0000001").id.uuid, Danger::high, "2026-01-01");
        const auto people = [&](const Scope& scope) {
            return ask(world, [&](Reader& reader) { return people_within(reader, scope, now); }).size();
        };
        CHECK(people(world.scope_of("010201")) == 2);
        CHECK(people(scope_for(world, need, world.scope_of("010201"))) == 0);
        CHECK(people(scope_for(world, need, world.scope_of("010401"))) == 1);  // who also teaches at 0000003
    });
}

TEST_CASE("a site or a piece of land of high security withholds the schools it belongs to") {
    on_register([](RegisterWorld& world) {
        NeedToKnow need(world.vault);
        const auto second = school(world, "0000002");
        const auto site =
            ask(world, [&](Reader& reader) { return sites_of(reader, everything, now, second.id); }).front();
        set_level(world, site.id.uuid, Danger::high, "2026-01-01");
        CHECK(codes(world, scope_for(world, need, everything)) == Codes{"0000001", "0000003"});
        set_level(world, world.territory("010004").id.uuid, Danger::high, "2026-01-01");  // a UGEL
        CHECK(codes(world, scope_for(world, need, everything)) == Codes{"0000001"});
        set_level(world, world.territory("010000").id.uuid, Danger::high, "2026-01-01");  // the department
        CHECK(codes(world, scope_for(world, need, everything)).empty());
    });
}

TEST_CASE("what is withheld follows the level, day by day and change by change") {
    on_register([](RegisterWorld& world) {
        NeedToKnow need(world.vault);
        const auto first = school(world, "0000001").id.uuid;
        set_level(world, first, Danger::high, "2026-03-10");
        CHECK(codes(world, scope_for(world, need, everything, date("2026-03-09"))).size() == 3);
        CHECK(codes(world, scope_for(world, need, everything, date("2026-03-10"))).size() == 2);
        set_level(world, first, Danger::low, "2026-03-10");  // said again on the same day
        CHECK(codes(world, scope_for(world, need, everything, date("2026-03-10"))).size() == 3);
        set_level(world, first, Danger::high, "2026-03-12");
        CHECK(codes(world, scope_for(world, need, everything, date("2026-03-12"))).size() == 2);
    });
}

TEST_SUITE_END();
