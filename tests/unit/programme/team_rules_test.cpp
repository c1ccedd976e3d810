#include "programme/team_rules.h"

#include "unit/programme/team_field.h"

using namespace minka;
using namespace minka::programme;
using namespace minka::test;
using storage::Reader;
using storage::Writer;

TEST_SUITE_BEGIN("programme: teams");

TEST_CASE("nobody is a member before their own acceptance, and nobody accepts for another") {
    on_both_engines(team_schema, [](ScratchDatabase& scratch) {
        TeamField field(scratch);
        const auto team = field.convene(field.maynas, day("2026-03-01"));
        const auto membership = field.invite(team, 0, day("2026-03-05"));
        const auto members = [&](std::string_view on) {
            return field.read([&](Reader& reader) { return members_of(reader, team, {day(on)}); }).size();
        };
        CHECK(members("2026-12-31") == 0);
        CHECK(field
                  .refusal([&](Writer& writer) {
                      return accept_membership(writer, {membership, field.people[1].id, day("2026-03-06")});
                  })
                  .find("Membership is voluntary") == 0);
        CHECK(field
                  .refusal([&](Writer& writer) {
                      return accept_membership(writer, {membership, field.people[0].id, day("2026-03-04")});
                  })
                  .find("The date 2026-03-04 is before the invitation (2026-03-05)") == 0);
        CHECK(members("2026-12-31") == 0);
        field.must([&](Writer& writer) {
            return accept_membership(writer, {membership, field.people[0].id, day("2026-03-06")});
        });
        CHECK(members("2026-03-05") == 0);
        CHECK(members("2026-03-06") == 1);
        CHECK(field
                  .refusal([&](Writer& writer) {
                      return withdraw_membership(writer, {membership, field.people[1].id, day("2026-04-01")});
                  })
                  .find("Membership is voluntary") == 0);
        field.must([&](Writer& writer) {
            return withdraw_membership(writer, {membership, field.people[0].id, day("2026-04-01")});
        });
        CHECK(members("2026-03-31") == 1);
        CHECK(members("2026-04-01") == 0);
        field.invite(team, 0, day("2026-05-01"));  // asked again, and free to say no
        CHECK(members("2026-12-31") == 0);
    });
}

TEST_CASE("a team is formed with the programme's minimum of members who accepted by then") {
    on_both_engines(team_schema, [](ScratchDatabase& scratch) {
        TeamField field(scratch);
        const auto team = field.convene(field.maynas, day("2026-03-01"));
        field.join(team, 0, day("2026-03-02"));
        field.invite(team, 1, day("2026-03-02"));
        const auto form = [&](std::string_view on) {
            return field.refusal([&](Writer& writer) { return form_team(writer, team, day(on), team_rules); });
        };
        CHECK(form("2026-03-10").find("Only 1 members accepted by 2026-03-10; a team needs 2.") == 0);
        field.join(team, 2, day("2026-03-15"));
        CHECK(form("2026-03-14").find("Only 1 members") == 0);
        CHECK(form("2026-03-15").empty());
        CHECK(field.team(team).state == TeamState::formed);
        CHECK(form("2026-03-16").find("The team is formed") == 0);
    });
}

TEST_CASE("a team belongs to a UGEL that exists, and a UGEL has one open team") {
    on_both_engines(team_schema, [](ScratchDatabase& scratch) {
        TeamField field(scratch);
        auto closed = field.territory(registry::TerritoryKind::ugel, "160099", "UGEL que cerró", field.loreto.id);
        closed.valid_to = day("2025-01-01");
        field.must([&](Writer& writer) { return writer.create(closed); });
        const auto convene = [&](const registry::TerritoryId& territory, std::string_view on) {
            Team team;
            team.id = field.id<TeamId>();
            team.territory_id = territory;
            team.convened_on = day(on);
            return field.refusal([&](Writer& writer) { return convene_team(writer, team); });
        };
        CHECK(convene(closed.id, "2025-01-01").find("The UGEL 160099 UGEL que cerró closed on 2025-01-01") == 0);
        CHECK(convene(closed.id, "2024-12-31").empty());
        CHECK(convene(field.maynas.id, "1999-12-31").find("The UGEL 160001 UGEL Maynas exists only since 2000-01-01") ==
              0);
        CHECK(convene(field.loreto.id, "2026-01-01").find("'DRE Loreto' is no UGEL") == 0);
        CHECK(convene(field.maynas.id, "2026-01-01").empty());
        CHECK(convene(field.maynas.id, "2026-06-01").find("The UGEL has a team already, convened on 2026-01-01") == 0);
    });
}

TEST_CASE("states follow the dates: expired when the resolution runs out, lapsed when nothing follows") {
    on_both_engines(team_schema, [](ScratchDatabase& scratch) {
        TeamField field(scratch);
        const auto team = field.formed(field.maynas, day("2026-03-01"));
        field.issued(team, "001-2026", day("2026-03-10"), day("2027-03-10"));
        const auto settle = [&](std::string_view on) {
            return *field.must([&](Writer& writer) { return settle_team_states(writer, day(on), 60); });
        };
        CHECK(field.team(team).state == TeamState::issued);
        CHECK(field.refusal([&](Writer& writer) { return activate_team(writer, team, day("2026-03-09")); })
                  .find("The team has no resolution in force on 2026-03-09") == 0);
        field.must([&](Writer& writer) { return activate_team(writer, team, day("2026-03-11")); });
        CHECK(settle("2027-03-09").expired == 0);
        CHECK(settle("2027-03-10").expired == 1);
        CHECK(settle("2027-03-10").expired == 0);
        CHECK(field.team(team).state_since == day("2027-03-10"));
        CHECK(settle("2027-05-08").lapsed == 0);
        CHECK(settle("2027-05-09").lapsed == 1);  // 60 days after 10 March: 21 of March, 30 of April, 9 of May
        CHECK(field.team(team).state == TeamState::lapsed);
        CHECK(field.constituted(day("2027-03-09")) == 1);
        CHECK(field.constituted(day("2027-03-10")) == 0);
    });
}

TEST_CASE("a reactivation is a new team and a resolution linked to the old one") {
    on_both_engines(team_schema, [](ScratchDatabase& scratch) {
        TeamField field(scratch);
        const auto first = field.formed(field.maynas, day("2025-03-01"));
        const auto old = field.issued(first, "001-2025", day("2025-03-10"), day("2026-03-10"));
        const auto second = field.formed(field.maynas, day("2026-02-01"), first);
        CHECK(field.team(first).state == TeamState::issued);  // still in force until the new one is signed
        const auto fresh = field.issued(second, "007-2026", day("2026-02-15"), day("2027-02-15"));
        const auto resolutions = field.read([](Reader& reader) { return reader.all<Resolution>("ORDER BY year"); });
        REQUIRE(resolutions.size() == 2);
        CHECK(resolutions[0].record.id == old);
        CHECK(resolutions[0].record.state == ResolutionState::superseded);
        CHECK(resolutions[0].record.valid_to == day("2026-02-15"));
        CHECK(resolutions[1].record.id == fresh);
        CHECK(resolutions[1].record.kind == ResolutionKind::reactivates);
        CHECK(resolutions[1].record.previous_id == old);
        CHECK(field.team(first).state == TeamState::reactivated);
        CHECK(field.constituted(day("2026-02-14")) == 1);
        CHECK(field.constituted(day("2026-02-15")) == 1);
        const auto again = field.refusal([&](Writer& writer) {
            Team team;
            team.id = field.id<TeamId>();
            team.territory_id = field.maynas.id;
            team.convened_on = day("2026-03-01");
            team.previous_id = first;
            return convene_team(writer, team);
        });
        CHECK(again.find("The team was taken up already, on 2026-02-01") == 0);
    });
}

TEST_CASE("a team that gives up counts up to the day before") {
    on_both_engines(team_schema, [](ScratchDatabase& scratch) {
        TeamField field(scratch);
        const auto team = field.formed(field.maynas, day("2026-03-01"));
        field.issued(team, "001-2026", day("2026-03-10"), day("2027-03-10"));
        field.must([&](Writer& writer) { return lapse_team(writer, team, day("2026-09-01")); });
        CHECK(field.constituted(day("2026-08-31")) == 1);
        CHECK(field.constituted(day("2026-09-01")) == 0);
        CHECK(
            field
                .refusal([&](Writer& writer) {
                    return invite_member(
                        writer,
                        {field.id<MembershipId>(), team, field.people[3].id, "integrante", day("2026-10-01"), {}, {}});
                })
                .find("The team is lapsed; reactivate it first.") == 0);
    });
}

TEST_CASE("a team cannot give up before its resolution begins, so that none is constituted after its end") {
    on_both_engines(team_schema, [](ScratchDatabase& scratch) {
        TeamField field(scratch);
        const auto team = field.formed(field.maynas, day("2026-03-01"));
        const auto resolution = field.drafted(team, day("2026-03-05"));
        field.must(
            [&](Writer& writer) { return number_resolution(writer, {resolution, "001-2026", day("2026-03-10")}); });
        field.must([&](Writer& writer) {
            return sign_resolution(writer, {resolution, "Dirección", scan_hash, day("2026-04-01"), day("2027-04-01")});
        });
        const auto lapse = [&](std::string_view on) {
            return field.refusal([&](Writer& writer) { return lapse_team(writer, team, day(on)); });
        };
        CHECK(lapse("2026-03-20").find("The resolution begins on 2026-04-01; the team cannot end") == 0);
        CHECK(lapse("2026-04-01").find("The resolution begins on 2026-04-01; the team cannot end") == 0);
        CHECK(lapse("2026-04-02").empty());
        CHECK(field.constituted(day("2026-04-01")) == 1);
        CHECK(field.constituted(day("2026-04-02")) == 0);
    });
}

TEST_CASE("nothing is numbered or signed for a team that gave up, and its draft can be taken back") {
    on_both_engines(team_schema, [](ScratchDatabase& scratch) {
        TeamField field(scratch);
        const auto drafted = field.formed(field.maynas, day("2026-03-01"));
        const auto draft = field.drafted(drafted, day("2026-03-05"));
        field.must([&](Writer& writer) { return lapse_team(writer, drafted, day("2026-04-01")); });
        const auto refused = field.refusal(
            [&](Writer& writer) { return number_resolution(writer, {draft, "001-2026", day("2026-04-10")}); });
        CHECK(refused.find("The team waits for no resolution any more;") == 0);
        field.must([&](Writer& writer) { return discard_draft(writer, draft); });
        CHECK(field.team(drafted).state == TeamState::lapsed);
    });
    on_both_engines(team_schema, [](ScratchDatabase& scratch) {
        TeamField field(scratch);
        const auto team = field.formed(field.maynas, day("2026-03-01"));
        const auto numbered = field.drafted(team, day("2026-03-05"));
        field.must(
            [&](Writer& writer) { return number_resolution(writer, {numbered, "001-2026", day("2026-03-10")}); });
        field.must([&](Writer& writer) { return lapse_team(writer, team, day("2026-04-01")); });
        const auto refused = field.refusal([&](Writer& writer) {
            return sign_resolution(writer, {numbered, "Dirección", scan_hash, day("2026-04-10"), day("2027-04-10")});
        });
        CHECK(refused.find("The team waits for no resolution any more;") == 0);
        CHECK(field.team(team).state == TeamState::lapsed);
    });
}

TEST_CASE("an invitation carries nobody's answer, and who said no is asked again before saying yes") {
    on_both_engines(team_schema, [](ScratchDatabase& scratch) {
        TeamField field(scratch);
        const auto team = field.convene(field.maynas, day("2026-03-01"));
        const Membership answered{field.id<MembershipId>(), team, field.people[0].id, "integrante", day("2026-03-02"),
                                  day("2026-03-02"),        {}};
        CHECK(field.refusal([&](Writer& writer) { return invite_member(writer, answered); })
                  .find("An invitation holds no answer yet.") == 0);
        const auto invitation = field.invite(team, 0, day("2026-03-02"));
        field.must([&](Writer& writer) {
            return withdraw_membership(writer, {invitation, field.people[0].id, day("2026-03-05")});
        });
        CHECK(field
                  .refusal([&](Writer& writer) {
                      return accept_membership(writer, {invitation, field.people[0].id, day("2026-03-06")});
                  })
                  .find("The person withdrew on 2026-03-05; a new invitation is needed.") == 0);
    });
}

TEST_SUITE_END();
