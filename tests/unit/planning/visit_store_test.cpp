#include "planning/visit_store.h"

#include "support/ledger_expectation.h"
#include "unit/planning/visit_field.h"

using namespace minka;
using namespace minka::planning;
using namespace minka::test;
using registry::AccessRole;
using registry::Purpose;
using registry::Scope;
using storage::Reader;
using storage::Writer;

TEST_SUITE_BEGIN("planning: visits on record");

TEST_CASE("a pair is two people or more, each in one pair at a time") {
    on_both_engines(visit_test_schema, [](ScratchDatabase& scratch) {
        VisitField field(scratch);
        CHECK(field.form(field.a_pair("P-01"), {0}).error().message == "Fewer than two people never visit a school.");
        CHECK(field.form(field.a_pair("P-01"), {0, 0}).error().field == "people");
        auto odd = field.a_pair("P-01");
        odd.away = "2026-05-08/2026-05-04";
        CHECK(field.form(odd, {0, 1}).error().field == "away");
        odd.away = "mayo";
        CHECK(!field.form(odd, {0, 1}).has_value());
        const auto pair = field.pair_of("P-01", {0, 1});
        CHECK(field.form(field.a_pair("P-01"), {2, 3}).error().code == ProblemCode::conflict);
        CHECK(field.form(field.a_pair("P-02"), {1, 2}).error().message ==
              "Somebody of this pair is in P-01 at that time; end that first.");
        const auto people = [&](std::string_view on) {
            return field.read([&](Reader& reader) { return people_of_pair(reader, pair.id, day(on)); }).value();
        };
        CHECK(people("2025-12-31") == 0);
        CHECK(people("2026-01-01") == 2);
        REQUIRE(field
                    .write([&](Writer& writer) {
                        return leave_pair(writer, pair.id, field.people[1].id, day("2026-05-01"));
                    })
                    .has_value());
        CHECK(people("2026-04-30") == 2);
        CHECK(people("2026-05-01") == 1);
        auto later = field.a_pair("P-02");
        later.valid_from = day("2026-05-01");
        CHECK(field.form(later, {1, 2}).has_value());
        REQUIRE(field.write([&](Writer& writer) { return end_pair(writer, pair.id, day("2026-06-01")); }).has_value());
        CHECK(people("2026-06-01") == 0);
        CHECK(field.read([&](Reader& reader) { return pairs_on(reader, day("2026-06-01")); })->size() == 1);
    });
}

TEST_CASE("a visit is proposed for a school day, with its pair whole, once a number") {
    on_both_engines(visit_test_schema, [](ScratchDatabase& scratch) {
        VisitField field(scratch);
        const auto pair = field.pair_of("P-01", {0, 1});
        CHECK(field.propose(field.a_visit(field.first_site, 1, pair, "2026-04-15")).error().message ==
              "2026-04-15 is no school day there: Paro.");
        CHECK(!field.propose(field.a_visit(field.first_site, 1, pair, "2026-03-14")).has_value());
        CHECK(!field.propose(field.a_visit(field.first_site, 1, pair, "2026-02-27")).has_value());
        auto astray = field.a_visit(field.first_site, 1, pair, "2026-03-11");
        astray.school_id = field.second_school.id;
        CHECK(field.propose(astray).error().field == "site_id");
        const auto visit = field.a_visit(field.first_site, 1, pair, "2026-03-11");
        REQUIRE(field.propose(visit).has_value());
        CHECK(field.propose(field.a_visit(field.first_site, 1, pair, "2026-03-12")).error().code ==
              ProblemCode::conflict);
        REQUIRE(field
                    .write([&](Writer& writer) {
                        return leave_pair(writer, pair.id, field.people[1].id, day("2026-03-20"));
                    })
                    .has_value());
        CHECK(field.propose(field.a_visit(field.first_site, 2, pair, "2026-03-25")).error().field == "pair_id");
        const auto events = field.read([&](Reader& reader) { return events_of(reader, visit.id); }).value();
        REQUIRE(events.size() == 1);
        CHECK(events.front().record.act == VisitAct::propose);
        expect_sound_ledger(*scratch.database);
    });
}

TEST_CASE("a visit that failed stays with its cause, and is planned anew once") {
    on_both_engines(visit_test_schema, [](ScratchDatabase& scratch) {
        VisitField field(scratch);
        const auto pair = field.pair_of("P-01", {0, 1});
        const auto visit = field.a_visit(field.first_site, 1, pair, "2026-03-11");
        REQUIRE(field.propose(visit).has_value());
        REQUIRE(field.take(visit.id, field.step(VisitAct::agree, "2026-03-03"), "2026-03-03").has_value());
        REQUIRE(field.take(visit.id, field.step(VisitAct::confirm, "2026-03-10"), "2026-03-10").has_value());
        auto called_off = field.step(VisitAct::call_off, "2026-03-11");
        called_off.cause = VisitCause::road_or_river;
        called_off.note = "Río crecido";
        CHECK(field.take(visit.id, called_off, "2026-03-11")->state == VisitState::failed);
        CHECK(field.take(visit.id, field.step(VisitAct::depart, "2026-03-11"), "2026-03-11").error().code ==
              ProblemCode::conflict);
        const auto again = [&](std::string_view on) {
            return field.write([&](Writer& writer) {
                auto wanted = visit;
                wanted.id = field.id<VisitId>();
                wanted.planned_on = day(on);
                return plan_again(writer, {visit.id, {wanted, field.id<VisitEventId>()}, day("2026-03-12")},
                                  field.calendars);
            });
        };
        CHECK(again("2026-04-16").error().field == "planned_on");
        const auto next = again("2026-03-18").value();
        CHECK(next.replaces_id == visit.id);
        CHECK(again("2026-03-19").error().message == "This visit was planned anew for 2026-03-18.");
        const auto events = field.read([&](Reader& reader) { return events_of(reader, visit.id); }).value();
        REQUIRE(events.size() == 4);
        CHECK(events.back().record.cause == VisitCause::road_or_river);
        CHECK(events.back().record.note == "Río crecido");
        CHECK(field.read([&](Reader& reader) { return reader.find<Visit>(visit.id); })->has_value());
        CHECK(field.write([&](Writer& writer) { return withdraw_proposal(writer, next.id); }).error().code ==
              ProblemCode::conflict);
        expect_sound_ledger(*scratch.database);
    });
}

TEST_CASE("a mediator sees the visits of their own pair, a coordinator those of their land, others none") {
    on_both_engines(visit_test_schema, [](ScratchDatabase& scratch) {
        VisitField field(scratch);
        const auto first = field.pair_of("P-01", {0, 1});
        const auto second = field.pair_of("P-02", {2, 3});
        const auto mine = field.a_visit(field.first_site, 1, first, "2026-03-11");
        const auto theirs = field.a_visit(field.second_site, 1, second, "2026-03-12");
        REQUIRE(field.propose(mine).has_value());
        REQUIRE(field.propose(theirs).has_value());
        const auto seen = [&](const VisitSight& sight, const VisitFilter& filter = {}) {
            std::vector<VisitId> ids;
            const auto found = field.read([&](Reader& reader) { return all_visits_in(reader, sight, filter); }).value();
            for (const auto& visit : found) {
                ids.push_back(visit.id);
            }
            return ids;
        };
        const auto all = std::vector{mine.id, theirs.id};
        CHECK(seen(VisitSight::of(Scope::of_console(Purpose::operation), {})) == all);
        CHECK(seen(VisitSight::of(Scope::of_territory(AccessRole::coordinator, field.department_id, Purpose::operation),
                                  {})) == all);
        const auto mediator = Scope::of_territory(AccessRole::mediator, field.department_id, Purpose::operation);
        CHECK(seen(VisitSight::of(mediator, field.people[0].id)) == std::vector{mine.id});
        CHECK(seen(VisitSight::of(mediator, field.people[3].id)) == std::vector{theirs.id});
        CHECK(seen(VisitSight::of(mediator, field.people[4].id)).empty());
        CHECK(seen(VisitSight::of(mediator, {})).empty());
        for (const auto role : {AccessRole::director, AccessRole::funder, AccessRole::administrator}) {
            CHECK(seen(VisitSight::of(Scope::of_programme(role, Purpose::operation), field.people[0].id)).empty());
        }
        for (const auto role : {AccessRole::official, AccessRole::school_head, AccessRole::teacher}) {
            CHECK(seen(VisitSight::of(Scope::of_territory(role, field.department_id, Purpose::operation), {})).empty());
        }
        const auto sight = VisitSight::of(mediator, field.people[0].id);
        CHECK(field.read([&](Reader& reader) { return visit_in(reader, sight, mine.id); }).has_value());
        CHECK(field.read([&](Reader& reader) { return visit_in(reader, sight, theirs.id); }).error().code ==
              ProblemCode::not_found);
        const auto console = VisitSight::of(Scope::of_console(Purpose::operation), {});
        VisitFilter filter;
        filter.from = day("2026-03-12");
        CHECK(seen(console, filter) == std::vector{theirs.id});
        filter = {};
        filter.to = day("2026-03-11");
        CHECK(seen(console, filter) == std::vector{mine.id});
        filter = {};
        filter.school = field.second_school.id;
        CHECK(seen(console, filter) == std::vector{theirs.id});
        filter = {};
        filter.state = VisitState::agreed;
        CHECK(seen(console, filter).empty());
        const auto page = field.read([&](Reader& reader) { return visits_in(reader, console, {}, {}, 1); }).value();
        REQUIRE(page.next.has_value());
        const auto rest =
            field.read([&](Reader& reader) { return visits_in(reader, console, {}, page.next, 5); }).value();
        REQUIRE(rest.items.size() == 1);
        CHECK(rest.items.front().id == theirs.id);
    });
}

TEST_CASE("visits held are counted of those due by a date, and the tries of one number once") {
    on_both_engines(visit_test_schema, [](ScratchDatabase& scratch) {
        VisitField field(scratch);
        const auto pair = field.pair_of("P-01", {0, 1});
        const auto one = field.a_visit(field.first_site, 1, pair, "2026-03-11");
        const auto two = field.a_visit(field.second_site, 1, pair, "2026-03-12");
        REQUIRE(field.propose(one).has_value());
        REQUIRE(field.propose(two).has_value());
        const auto until = [&](const VisitId& id, VisitAct last, std::string_view on) {
            for (const auto act : {VisitAct::agree, VisitAct::confirm, VisitAct::depart, last}) {
                auto taken = field.step(act, on);
                if (act == VisitAct::fail) {
                    taken.cause = VisitCause::weather;
                }
                REQUIRE(field.take(id, taken, "2026-03-20").has_value());
            }
        };
        until(one.id, VisitAct::hold, "2026-03-11");
        const auto before_failure = scratch.clock.now();
        until(two.id, VisitAct::fail, "2026-03-12");
        auto again = field.a_visit(field.second_site, 1, pair, "2026-03-24");
        REQUIRE(field
                    .write([&](Writer& writer) {
                        return plan_again(writer, {two.id, {again, field.id<VisitEventId>()}, day("2026-03-20")},
                                          field.calendars);
                    })
                    .has_value());
        const auto count = [&](std::string_view on, Instant known = end_of_time) {
            return field
                .read([&](Reader& reader) {
                    return count_visits(reader, Scope::of_console(Purpose::reporting), field.cycle.id,
                                        {day(on), known});
                })
                .value();
        };
        // Due: visit 1 of the first school on the 11th, of the second on the 12th; the second try counts with the
        // first.
        CHECK(count("2026-03-10").due == 0);
        CHECK(count("2026-03-11").held == 1);
        CHECK(count("2026-03-11").due == 1);
        CHECK(count("2026-03-31").held == 1);
        CHECK(count("2026-03-31").due == 2);
        CHECK(count("2026-03-31").planned == 2);
        CHECK(count("2026-03-31", before_failure).held == 1);
        CHECK(count("2026-03-31", Instant{0}).due == 0);
    });
}

TEST_SUITE_END();
