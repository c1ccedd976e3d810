#include "programme/gia_rules.h"

#include "unit/programme/team_field.h"

using namespace minka;
using namespace minka::programme;
using namespace minka::test;
using storage::Reader;
using storage::Writer;

TEST_SUITE_BEGIN("programme: sessions");

namespace {

// Two teams formed on 1 March; sessions are told by what they are refused with, empty when they are not.
struct SessionField : TeamField {
    explicit SessionField(ScratchDatabase& scratch_database) : TeamField(scratch_database) {
        first = formed(maynas, day("2026-03-01"));
        second = formed(canta, day("2026-03-01"));
    }

    GiaSessionId session(const TeamId& team_id, std::int64_t number, std::string_view planned) {
        const auto fresh = id<GiaSessionId>();
        must([&](Writer& writer) {
            return plan_gia_session(
                writer, {fresh, team_id, number, day(planned), {}, MeetingMode::in_person, "Juego", {}, {}});
        });
        return fresh;
    }
    GiaAttendance came(const GiaSessionId& session_id, std::size_t person) {
        return {id<GiaAttendanceId>(), session_id, people[person].id};
    }
    GiaAgreement agreement(const GiaSessionId& session_id, std::int64_t number, std::string_view due) {
        return {id<GiaAgreementId>(), session_id, number, "Probar el rincón de cuentos",
                people[0].id,         day(due),   {},     {}};
    }
    std::string hold(const HeldSession& held) {
        return refusal([&](Writer& writer) { return hold_gia_session(writer, held); });
    }
    std::vector<GiaAgreementId> opens_with(const GiaSessionId& session_id) {
        std::vector<GiaAgreementId> found;
        for (const auto& row : read([&](Reader& reader) { return agreements_to_open(reader, session_id); })) {
            found.push_back(row.record.id);
        }
        return found;
    }
    std::vector<DueAgreement> due(std::string_view on) {
        return read([&](Reader& reader) { return due_agreements(reader, {day(on)}); });
    }

    TeamId first, second;
};

}  // namespace

TEST_CASE("a session is held once, by people who came, after its team was formed") {
    on_both_engines(team_schema, [](ScratchDatabase& scratch) {
        SessionField field(scratch);
        const auto session = field.session(field.first, 1, "2026-05-05");
        const auto other = field.session(field.first, 2, "2026-06-05");
        const auto came = field.came(session, 0);
        CHECK(field.hold({session, day("2026-05-06"), {}, {}, {}}).find("A session that nobody attended") == 0);
        CHECK(field.hold({session, day("2026-05-06"), {came, field.came(session, 0)}, {}, {}})
                  .find("A person stands twice in the attendance.") == 0);
        CHECK(field.hold({session, day("2026-05-06"), {field.came(other, 0)}, {}, {}})
                  .find("An attendance is of another session.") == 0);
        CHECK(field.hold({session, day("2026-02-28"), {came}, {}, {}})
                  .find("The session (2026-02-28) is before the team was formed (2026-03-01).") == 0);
        CHECK(field.hold({session, day("2026-05-06"), {came}, {}, {}}).empty());
        CHECK(field.hold({session, day("2026-05-07"), {field.came(session, 1)}, {}, {}})
                  .find("The session was held on 2026-05-06.") == 0);
        const auto cancel = [&](std::string reason) {
            return field.refusal([&](Writer& writer) { return cancel_gia_session(writer, other, reason); });
        };
        CHECK(cancel(" ").find("Say why the session was cancelled.") == 0);
        CHECK(cancel("Bloqueo de la vía").empty());
        CHECK(field.hold({other, day("2026-06-06"), {field.came(other, 0)}, {}, {}})
                  .find("The session was cancelled; plan another one.") == 0);
    });
}

TEST_CASE("an agreement has an owner and a date that is not past, and nobody has reviewed it yet") {
    on_both_engines(team_schema, [](ScratchDatabase& scratch) {
        SessionField field(scratch);
        const auto session = field.session(field.first, 1, "2026-05-05");
        const auto hold = [&](auto&& spoil) {
            auto agreement = field.agreement(session, 1, "2026-05-06");
            spoil(agreement);
            return field.hold({session, day("2026-05-06"), {field.came(session, 0)}, {}, {agreement}});
        };
        CHECK(hold([](auto& agreement) { agreement.owner_id.reset(); }).find("An agreement says what will be done") ==
              0);
        CHECK(hold([](auto& agreement) { agreement.agreement = " "; }).find("An agreement says what will be done") ==
              0);
        CHECK(hold([](auto& agreement) {
                  agreement.due_on = day("2026-05-05");
              }).find("An agreement is due (2026-05-05) before its session (2026-05-06).") == 0);
        CHECK(hold([](auto& agreement) {
                  agreement.reviewed_on = day("2026-05-06");
              }).find("An agreement is reviewed at the next session.") == 0);
        CHECK(hold([](auto&) {}).empty());  // due on the day itself
    });
}

TEST_CASE("a session reviews the agreements its own team left open, and says what became of each") {
    on_both_engines(team_schema, [](ScratchDatabase& scratch) {
        SessionField field(scratch);
        const auto ours = field.session(field.first, 1, "2026-05-05");
        const auto theirs = field.session(field.second, 1, "2026-05-05");
        const auto next = field.session(field.first, 2, "2026-06-05");
        const auto own = field.agreement(ours, 1, "2026-05-30");
        const auto foreign = field.agreement(theirs, 1, "2026-05-30");
        REQUIRE(field.hold({ours, day("2026-05-05"), {field.came(ours, 0)}, {}, {own}}).empty());
        REQUIRE(field.hold({theirs, day("2026-05-05"), {field.came(theirs, 1)}, {}, {foreign}}).empty());
        CHECK(field.opens_with(next) == std::vector{own.id});
        const auto review = [&](const GiaAgreementId& agreement, std::string outcome) {
            return field.hold({next, day("2026-06-05"), {field.came(next, 0)}, {{agreement, outcome}}, {}});
        };
        CHECK(
            review(foreign.id, "Se probó").find("An agreement that was reviewed is not one this session opens with") ==
            0);
        CHECK(review(own.id, " ").find("Say what became of the agreement.") == 0);
        CHECK(field.due("2026-06-05").empty());  // a refused session left nothing behind
        CHECK(review(own.id, "Se probó en dos aulas").empty());
        CHECK(field.opens_with(field.session(field.first, 3, "2026-07-05")).empty());
    });
}

TEST_CASE("an agreement is due at the next session of its own team, and followed up late is not followed up") {
    on_both_engines(team_schema, [](ScratchDatabase& scratch) {
        SessionField field(scratch);
        const GiaSessionId sessions[]{field.session(field.first, 1, "2026-05-05"),
                                      field.session(field.first, 2, "2026-06-05"),
                                      field.session(field.first, 3, "2026-07-05")};
        const auto theirs = field.session(field.second, 1, "2026-06-01");
        const auto own = field.agreement(sessions[0], 1, "2026-05-30");
        const auto foreign = field.agreement(theirs, 1, "2026-06-30");
        REQUIRE(field.hold({sessions[0], day("2026-05-05"), {field.came(sessions[0], 0)}, {}, {own}}).empty());
        REQUIRE(field.hold({theirs, day("2026-06-01"), {field.came(theirs, 1)}, {}, {foreign}}).empty());
        CHECK(field.due("2026-06-04").empty());  // the other team met, this one did not yet
        REQUIRE(field.hold({sessions[1], day("2026-06-05"), {field.came(sessions[1], 0)}, {}, {}}).empty());
        REQUIRE(field.hold({sessions[2], day("2026-07-05"), {field.came(sessions[2], 0)}, {{own.id, "Tarde"}}, {}})
                    .empty());
        const auto due = field.due("2026-12-31");
        REQUIRE(due.size() == 1);  // that of the other team waits for its next session
        CHECK(due[0].agreement_id == own.id);
        CHECK(due[0].team_id == field.first);
        CHECK_FALSE(due[0].was_reviewed);  // at the third session, when the second should have opened with it
    });
}

TEST_SUITE_END();
