#include "planning/group_store.h"

#include "support/ledger_expectation.h"
#include "unit/planning/visit_field.h"

using namespace minka;
using namespace minka::planning;
using namespace minka::test;
using registry::Purpose;
using registry::Scope;

TEST_SUITE_BEGIN("planning: groups on record");

namespace {

const std::array group_test_schema{visit_test_schema[0],
                                   visit_test_schema[1],
                                   visit_test_schema[2],
                                   visit_test_schema[3],
                                   visit_test_schema[4],
                                   visit_test_schema[5],
                                   storage::Migration{7, "teacher groups", group_schema.schema}};

struct GroupField : VisitField {
    using VisitField::VisitField;

    Result<GroupChanges> record(const std::vector<std::pair<std::string, std::vector<std::size_t>>>& groups,
                                std::string_view on, const std::vector<std::string>& untouched = {}) {
        std::vector<WantedGroup> wanted;
        for (const auto& [code, places] : groups) {
            WantedGroup group{code, "E1", "", {}};
            for (const auto place : places) {
                group.people.push_back(people[place].id);
            }
            wanted.push_back(group);
        }
        GroupChanges changes;
        MINKA_TRY(write([&](storage::Writer& writer) -> Result<> {
            MINKA_TRY_ASSIGN(changes, record_groups(writer, cycle.id, {wanted, untouched}, day(on),
                                                    [&] { return id<GroupMemberId>().uuid; }));
            return {};
        }));
        return changes;
    }

    /// "1:2 2:3": groups with how many people.
    std::string groups(std::string_view on) {
        const auto found = read([&](storage::Reader& reader) {
                               return groups_on(reader, Scope::of_console(Purpose::operation), cycle.id, {day(on)});
                           }).value();
        std::string text;
        for (const auto& each : found) {
            text += (text.empty() ? "" : " ") + each.group.record.code + ":" + std::to_string(each.members.size());
        }
        return text;
    }
};

}  // namespace

TEST_CASE("groups are recorded from a date on, and what was stays on record") {
    on_both_engines(group_test_schema, [](ScratchDatabase& scratch) {
        GroupField field(scratch);
        const auto first = field.record({{"1", {0, 1}}, {"2", {2, 3}}}, "2026-03-01");
        REQUIRE(first.has_value());
        CHECK(first->formed == 2);
        CHECK(first->joined == 4);
        CHECK(field.groups("2026-02-28").empty());
        CHECK(field.groups("2026-03-01") == "1:2 2:2");
        // One goes over to the other group, one leaves, one comes, and a third group begins.
        const auto second = field.record({{"1", {0}}, {"2", {1, 2}}, {"3", {4}}}, "2026-05-01");
        REQUIRE(second.has_value());
        CHECK(second->formed == 1);
        CHECK(second->moved == 1);
        CHECK(second->left == 1);
        CHECK(second->joined == 1);
        CHECK(field.groups("2026-04-30") == "1:2 2:2");
        CHECK(field.groups("2026-05-01") == "1:1 2:2 3:1");
        const auto same = field.record({{"1", {0}}, {"2", {1, 2}}, {"3", {4}}}, "2026-06-01");
        REQUIRE(same.has_value());
        CHECK(same->formed + same->moved + same->left + same->joined + same->ended == 0);
        const auto third = field.record({{"2", {0, 1, 2, 4}}}, "2026-07-01");
        REQUIRE(third.has_value());
        CHECK(third->ended == 2);
        CHECK(field.groups("2026-07-01") == "2:4");
        expect_sound_ledger(*scratch.database);
    });
}

TEST_CASE("groups that stay as they are lend nobody and no code") {
    on_both_engines(group_test_schema, [](ScratchDatabase& scratch) {
        GroupField field(scratch);
        REQUIRE(field.record({{"1", {0, 1}}, {"2", {2, 3}}}, "2026-03-01").has_value());
        const auto changes = field.record({{"3", {3, 4}}}, "2026-04-01", {"1", "2"});
        REQUIRE_FALSE(changes);
        CHECK(changes.error().message == "Somebody stands in two groups.");
        CHECK(field.record({{"1", {4}}}, "2026-04-01", {"1", "2"}).error().field == "groups");
        REQUIRE(field.record({{"2", {3, 4}}}, "2026-04-01", {"1"}).has_value());
        CHECK(field.groups("2026-04-01") == "1:2 2:2");
    });
}

TEST_CASE("groups that contradict themselves or the record are refused") {
    on_both_engines(group_test_schema, [](ScratchDatabase& scratch) {
        GroupField field(scratch);
        CHECK(field.record({{"1", {0}}, {"2", {0}}}, "2026-03-01").error().message == "Somebody stands in two groups.");
        CHECK(field.record({{"1", {0}}, {"1", {1}}}, "2026-03-01").error().field == "groups");
        CHECK(field.record({{"", {0}}}, "2026-03-01").error().field == "groups");
        REQUIRE(field.record({{"1", {0, 1}}}, "2026-05-01").has_value());
        CHECK(field.record({{"1", {0}}}, "2026-04-01").error().code == ProblemCode::conflict);
        // On one day the record is set right without a trace of what it never was.
        REQUIRE(field.record({{"1", {0}}, {"2", {1}}}, "2026-05-01").has_value());
        CHECK(field.groups("2026-05-01") == "1:1 2:1");
    });
}

TEST_SUITE_END();
