#include "programme/team_indicators.h"

#include "programme/assistance_rules.h"
#include "programme/gia_rules.h"
#include "programme/stage_board.h"
#include "programme/territory_list.h"
#include "programme/work_plan_rules.h"
#include "registry/school.h"
#include "unit/programme/team_field.h"

#include <algorithm>

using namespace minka;
using namespace minka::programme;
using namespace minka::test;
using registry::TwoTimes;
using storage::Reader;
using storage::Writer;

TEST_SUITE_BEGIN("programme: team indicators");

namespace {

// Maynas: call 1 March, resolution 10 March to 10 March 2027. Canta: call 1 March, resolution 20 March to 1 June 2026.
// Nauta: call 1 April and nothing else. Loreto is assisted in person, Lima Provincias at a distance.
struct Story : TeamField {
    explicit Story(ScratchDatabase& scratch_database) : TeamField(scratch_database) {
        first = formed(maynas, day("2026-03-01"));
        issued(first, "001-2026", day("2026-03-10"), day("2027-03-10"));
        second = formed(canta, day("2026-03-01"));
        issued(second, "001-2026", day("2026-03-20"), day("2026-06-01"));
        convene(nauta, day("2026-04-01"));
        must([&](Writer& writer) -> Result<> {
            MINKA_TRY(set_assisted_region(
                writer, {id<AssistedRegionId>(), loreto.id, MeetingMode::in_person, day("2026-01-01"), {}}));
            return set_assisted_region(writer,
                                       {id<AssistedRegionId>(), lima.id, MeetingMode::virtual_, day("2026-01-01"), {}});
        });
    }

    IndicatorShare indicator(std::string_view code, std::string_view on, std::string list = {}) {
        return read([&](Reader& reader) {
            return team_indicator(reader, code, whole_programme, {day(on)}, {list, team_rules.retention_months});
        });
    }
    Share share(std::string_view code, std::string_view on) { return indicator(code, on).share; }

    void add_list(std::string code, const std::vector<registry::TerritoryId>& territories) {
        must([&](Writer& writer) -> Result<> {
            const TerritoryList list{id<TerritoryListId>(), code, "Lista " + code, "Resumen", day("2022-12-31")};
            MINKA_TRY(writer.create(list));
            for (const auto& territory : territories) {
                MINKA_TRY(writer.create(TerritoryListEntry{id<TerritoryListEntryId>(), list.id, territory}));
            }
            return {};
        });
    }

    GiaSessionId session(std::int64_t number, std::string_view planned) {
        const auto fresh = id<GiaSessionId>();
        must([&](Writer& writer) {
            return plan_gia_session(
                writer, {fresh, first, number, day(planned), {}, MeetingMode::in_person, "Juego y lengua", {}, {}});
        });
        return fresh;
    }

    /// A plan with activities due 10 May, 20 May and 1 July; the first is done on 12 May.
    void work() {
        const auto plan = id<WorkPlanId>();
        const auto activity = id<PlanActivityId>();
        must([&](Writer& writer) -> Result<> {
            MINKA_TRY(draft_work_plan(
                writer, {plan, first, "Plan 2026", {}, day("2026-04-01"), day("2026-12-15"), {}, {}, {}}));
            MINKA_TRY(add_plan_activity(writer,
                                        {activity, plan, 1, "Lengua", "Taller", "lidera", day("2026-05-10"), {}, {}}));
            MINKA_TRY(add_plan_activity(
                writer, {id<PlanActivityId>(), plan, 2, "Juego", "Visita", "integrante", day("2026-05-20"), {}, {}}));
            MINKA_TRY(add_plan_activity(
                writer, {id<PlanActivityId>(), plan, 3, "Juego", "Feria", "integrante", day("2026-07-01"), {}, {}}));
            MINKA_TRY(submit_work_plan(writer, plan, day("2026-04-05")));
            MINKA_TRY(approve_work_plan(writer, {plan, day("2026-04-15"), "AGP de la UGEL"}));
            return record_activity_done(writer, activity, day("2026-05-12"));
        });
    }

    TeamId first, second;
};

SharePart part(const std::vector<SharePart>& parts, std::string_view group) {
    const auto found = std::ranges::find(parts, group, &SharePart::group);
    REQUIRE(found != parts.end());
    return *found;
}

}  // namespace

TEST_CASE("constituted UGEL are counted by directorate, modality and kind, of the register and of a list") {
    on_both_engines(team_schema, [](ScratchDatabase& scratch) {
        Story story(scratch);
        const auto all = story.indicator("01", "2026-05-01");
        CHECK(all.share == Share{2, 3});
        CHECK(part(all.by_directorate, "DRE Loreto").share == Share{1, 2});
        CHECK(part(all.by_directorate, "DRE Lima Provincias").share == Share{1, 1});
        CHECK(part(all.by_modality, "in_person").share == Share{1, 2});
        CHECK(part(all.by_modality, "virtual_").share == Share{1, 1});
        CHECK(part(all.by_kind, "forms").share == Share{2, 3});
        CHECK(part(all.by_kind, "reactivates").share == Share{0, 3});
        CHECK(story.share("01", "2026-06-01") == Share{1, 3});
        CHECK(story.share("01", "1999-12-31") == Share{0, 0});
        story.add_list("ugel_2022", {story.maynas.id, story.nauta.id});
        CHECK(story.indicator("01", "2026-05-01", "ugel_2022").share == Share{1, 2});
        const auto shares =
            story.read([](Reader& reader) { return constituted_shares(reader, whole_programme, {day("2026-05-01")}); });
        REQUIRE(shares.size() == 2);
        CHECK(shares[0].denominator == "ugel_2022");
        CHECK(shares[0].share == Share{1, 2});
        CHECK(shares[1].denominator == "register");
        CHECK(shares[1].share == Share{2, 3});
        const std::array dates{TwoTimes{day("2026-03-09")}, TwoTimes{day("2026-03-10")}, TwoTimes{day("2026-03-20")}};
        const auto history = story.read(
            [&](Reader& reader) { return team_indicator_history(reader, "01", whole_programme, dates, {}); });
        REQUIRE(history.size() == 3);
        CHECK(history[0].share.n == 0);
        CHECK(history[1].share.n == 1);
        CHECK(history[2].share.n == 2);
        const auto unknown = scratch.database->read(story.act.programme, [](Reader& reader) {
            return team_indicator(reader, "01", whole_programme, {day("2026-05-01")}, {"ugel_2013", 12});
        });
        CHECK(sentence_of(unknown).find("There is no list 'ugel_2013'; there is: ugel_2022.") == 0);
    });
}

TEST_CASE("the median of days to a resolution leaves out who waits, and says how many") {
    on_both_engines(team_schema, [](ScratchDatabase& scratch) {
        Story story(scratch);
        const auto days =
            story.read([](Reader& reader) { return days_to_resolution(reader, whole_programme, {day("2026-05-01")}); });
        CHECK(days.all.cases == 2);
        CHECK(days.all.twice_median == 28);  // 9 and 19 days: 14
        CHECK(days.waiting == 1);
        CHECK(format_median(days.all, "es") == "14");
        CHECK(format_median({"", 2, 29}, "es") == "14,5");
        CHECK(format_median({"", 2, 29}, "en") == "14.5");
        const auto none =
            story.read([](Reader& reader) { return days_to_resolution(reader, whole_programme, {day("2026-03-05")}); });
        CHECK(format_median(none.all, "es") == "sin dato");
        CHECK(none.waiting == 2);
    });
}

TEST_CASE("plans and activities count from their approval, by their dates") {
    on_both_engines(team_schema, [](ScratchDatabase& scratch) {
        Story story(scratch);
        story.work();
        CHECK(story.share("03", "2026-04-14") == Share{0, 2});
        CHECK(story.share("03", "2026-04-15") == Share{1, 2});
        CHECK(story.share("03", "2026-06-01") == Share{1, 1});
        CHECK(story.share("04", "2026-05-09") == Share{0, 0});
        CHECK(story.share("04", "2026-05-11") == Share{0, 1});
        CHECK(story.share("04", "2026-05-12") == Share{1, 1});
        CHECK(story.share("04", "2026-05-25") == Share{1, 2});
        CHECK(part(story.indicator("04", "2026-07-01").by_kind, "Juego").share == Share{0, 2});
    });
}

TEST_CASE("sessions open with the agreements of the one before, and what was forgotten shows") {
    on_both_engines(team_schema, [](ScratchDatabase& scratch) {
        Story story(scratch);
        story.work();
        const auto first = story.session(1, "2026-05-05");
        const auto cancelled = story.session(2, "2026-05-20");
        const auto next = story.session(3, "2026-06-05");
        const std::vector agreements{
            GiaAgreement{story.id<GiaAgreementId>(),
                         first,
                         1,
                         "Probar el rincón de cuentos",
                         story.people[0].id,
                         day("2026-05-30"),
                         {},
                         {}},
            GiaAgreement{
                story.id<GiaAgreementId>(), first, 2, "Traer fotos", story.people[1].id, day("2026-05-30"), {}, {}}};
        const std::vector attendance{GiaAttendance{story.id<GiaAttendanceId>(), first, story.people[0].id}};
        story.must([&](Writer& writer) {
            return hold_gia_session(writer, {first, day("2026-05-06"), attendance, {}, agreements});
        });
        story.must([&](Writer& writer) { return cancel_gia_session(writer, cancelled, "Bloqueo de la vía"); });
        CHECK(story.share("05", "2026-05-05") == Share{0, 1});
        CHECK(story.share("05", "2026-05-25") == Share{1, 2});
        CHECK(story.share("07", "2026-06-04") == Share{0, 0});
        CHECK(story.read([&](Reader& reader) { return agreements_to_open(reader, next); }).size() == 2);
        const std::vector came{GiaAttendance{story.id<GiaAttendanceId>(), next, story.people[0].id}};
        CHECK(story
                  .refusal(
                      [&](Writer& writer) { return hold_gia_session(writer, {next, day("2026-06-05"), {}, {}, {}}); })
                  .find("A session that nobody attended was not held") == 0);
        story.must([&](Writer& writer) {
            return hold_gia_session(writer,
                                    {next, day("2026-06-05"), came, {{agreements[0].id, "Se probó en dos aulas"}}, {}});
        });
        CHECK(story.share("07", "2026-06-05") == Share{1, 2});
        const std::vector<Stage> stages{
            {"form_teams", {}, {GateRequirement::members_accepted, GateRequirement::resolution_in_force}},
            {"work_plan", {}, {GateRequirement::plan_approved}},
            {"groups", {}, {GateRequirement::session_held, GateRequirement::agreements_reviewed}}};
        const auto board = story.read([&](Reader& reader) {
            return stage_board(reader, whole_programme, {day("2026-06-05")}, stages, team_rules);
        });
        CHECK(board.stages[0].passed == Share{1, 3});
        CHECK(board.stages[1].passed == Share{1, 3});
        CHECK(board.stages[2].passed == Share{0, 3});
        using Missing = std::vector<GateRequirement>;
        REQUIRE(board.rows.size() == 3);  // Canta, Maynas, Nauta by their codes
        CHECK(board.rows[0].missing == Missing{GateRequirement::resolution_in_force});  // it ended on 1 June
        CHECK(board.rows[1].passed == 2);
        CHECK(board.rows[1].missing == Missing{GateRequirement::agreements_reviewed});
        CHECK(board.rows[2].missing ==
              Missing{GateRequirement::members_accepted, GateRequirement::resolution_in_force});
    });
}

TEST_CASE("voluntary retention asks who is still there after the months of the programme") {
    on_both_engines(team_schema, [](ScratchDatabase& scratch) {
        Story story(scratch);
        story.must([&](Writer& writer) -> Result<> {
            MINKA_TRY_ASSIGN(const auto members, members_of(writer, story.first, {day("2026-06-01")}));
            return withdraw_membership(writer, {members[1].id, members[1].person_id, day("2026-12-01")});
        });
        CHECK(story.share("08", "2027-03-09") == Share{0, 0});
        CHECK(story.share("08", "2027-03-10") == Share{1, 2});
        CHECK(story.share("08", "2027-03-20") == Share{3, 4});
        CHECK(part(story.indicator("08", "2027-03-20").by_kind, "integrante").share == Share{3, 4});
    });
}

TEST_CASE("retention asks at the end of the months: who came back is there, who leaves or joins later is no matter") {
    on_both_engines(team_schema, [](ScratchDatabase& scratch) {
        Story story(scratch);
        const auto withdraw = [&](std::size_t person, std::string_view on) {
            story.must([&](Writer& writer) -> Result<> {
                MINKA_TRY_ASSIGN(const auto members, members_of(writer, story.first, {day(on)}));
                const auto own =
                    std::ranges::find(members, story.people[person].id, [](const auto& row) { return row.person_id; });
                return withdraw_membership(writer, {own->id, own->person_id, day(on)});
            });
        };
        withdraw(0, "2026-07-01");
        story.join(story.first, 0, day("2026-10-01"));
        story.join(story.first, 4, day("2026-04-01"));  // after the resolution of 10 March
        CHECK(story.share("08", "2027-03-10") == Share{2, 2});
        withdraw(1, "2027-03-15");
        CHECK(story.share("08", "2027-03-19") == Share{2, 2});
    });
}

TEST_CASE("a team waits for its resolution until the day it gives up, also when one looks back") {
    on_both_engines(team_schema, [](ScratchDatabase& scratch) {
        Story story(scratch);
        const auto third =
            story.read([&](Reader& reader) { return reader.all<Team>("AND territory_id = $2", story.nauta.id); });
        REQUIRE(third.size() == 1);
        story.must([&](Writer& writer) { return lapse_team(writer, third[0].record.id, day("2026-06-01")); });
        const auto waiting = [&](std::string_view on) {
            return story.read([&](Reader& reader) { return days_to_resolution(reader, whole_programme, {day(on)}); })
                .waiting;
        };
        CHECK(waiting("2026-03-31") == 0);  // called on 1 April
        CHECK(waiting("2026-05-31") == 1);
        CHECK(waiting("2026-06-01") == 0);
    });
}

TEST_CASE("the board counts what was approved and held by its date, and no agreement is no follow-up") {
    on_both_engines(team_schema, [](ScratchDatabase& scratch) {
        Story story(scratch);
        story.work();
        const auto session = story.session(1, "2026-05-05");
        const std::vector came{GiaAttendance{story.id<GiaAttendanceId>(), session, story.people[0].id}};
        story.must(
            [&](Writer& writer) { return hold_gia_session(writer, {session, day("2026-05-06"), came, {}, {}}); });
        const auto passed = [&](GateRequirement requirement, std::string_view on) {
            const std::vector<Stage> stages{{"only", {}, {requirement}}};
            return story
                .read(
                    [&](Reader& reader) { return stage_board(reader, whole_programme, {day(on)}, stages, team_rules); })
                .stages[0]
                .passed;
        };
        CHECK(passed(GateRequirement::plan_approved, "2026-04-14") == Share{0, 3});
        CHECK(passed(GateRequirement::plan_approved, "2026-04-15") == Share{1, 3});
        CHECK(passed(GateRequirement::session_held, "2026-05-05") == Share{0, 3});
        CHECK(passed(GateRequirement::session_held, "2026-05-06") == Share{1, 3});
        CHECK(passed(GateRequirement::agreements_reviewed, "2026-05-06") == Share{0, 3});
    });
}

TEST_CASE("assistance covers a UGEL in the quarter of the date, up to it") {
    on_both_engines(team_schema, [](ScratchDatabase& scratch) {
        Story story(scratch);
        const auto visit = [&](const registry::TerritoryId& ugel, std::string_view on) {
            story.must([&](Writer& writer) {
                return record_assistance_visit(
                    writer, {story.id<AssistanceVisitId>(), ugel, day(on), MeetingMode::virtual_, "Plan"});
            });
        };
        visit(story.maynas.id, "2026-04-10");
        visit(story.maynas.id, "2026-04-11");
        visit(story.canta.id, "2026-03-31");
        CHECK(story.share("09", "2026-03-31") == Share{1, 3});
        CHECK(story.share("09", "2026-04-09") == Share{0, 3});
        CHECK(story.share("09", "2026-05-01") == Share{1, 3});
        CHECK(part(story.indicator("09", "2026-05-01").by_modality, "in_person").share == Share{1, 2});
    });
}

TEST_CASE("a declared modality holds from its date and keeps the past") {
    on_both_engines(team_schema, [](ScratchDatabase& scratch) {
        Story story(scratch);
        const auto modality = [&](std::string_view on) {
            return story.read([&](Reader& reader) { return ugel_at(reader, whole_programme, {day(on)}); })[1].modality;
        };
        story.must([&](Writer& writer) {
            return set_assisted_region(
                writer, {story.id<AssistedRegionId>(), story.loreto.id, MeetingMode::virtual_, day("2026-07-01"), {}});
        });
        CHECK_FALSE(modality("2025-12-31").has_value());
        CHECK(modality("2026-06-30") == MeetingMode::in_person);
        CHECK(modality("2026-07-01") == MeetingMode::virtual_);
        CHECK(
            story
                .refusal([&](Writer& writer) {
                    return set_assisted_region(
                        writer,
                        {story.id<AssistedRegionId>(), story.loreto.id, MeetingMode::in_person, day("2026-06-01"), {}});
                })
                .find("A modality was declared from 2026-07-01 on") == 0);
    });
}

TEST_CASE("a service of two cycles is one indirect beneficiary, and teams are never added to services") {
    on_both_engines(team_schema, [](ScratchDatabase& scratch) {
        Story story(scratch);
        const auto school = [&](const registry::Territory& ugel, std::string code, std::string levels) {
            auto civil = story.territory(registry::TerritoryKind::district, "9" + code, "Distrito " + code, {});
            civil.tree = registry::TerritoryTree::civil;
            const registry::School made{story.id<registry::SchoolId>(),
                                        "modular",
                                        code,
                                        "IE " + code,
                                        "ie " + code,
                                        registry::Sector::public_,
                                        registry::Zone::rural,
                                        civil.id,
                                        ugel.id,
                                        day("2010-01-01"),
                                        {}};
            registry::Site site;
            site.id = story.id<registry::SiteId>();
            site.school_id = made.id;
            site.code_system = "modular";
            site.code = code;
            site.name = made.name;
            site.search_name = made.search_name;
            site.levels = std::move(levels);
            site.zone = registry::Zone::rural;
            site.valid_from = day("2010-01-01");
            story.must([&](Writer& writer) -> Result<> {
                MINKA_TRY(writer.create(civil));
                MINKA_TRY(writer.create(made));
                return writer.create(site);
            });
        };
        school(story.maynas, "0000001", "early_childhood,preschool");
        school(story.maynas, "0000002", "community_preschool");
        school(story.maynas, "0000003", "primary");
        school(story.nauta, "0000004", "preschool");  // its UGEL has no team constituted
        const Beneficiaries groups{
            {{"teams", {}, Counted::teams, {}}},
            {{"services_cycle_1", {}, Counted::sites, "cycle_1"}, {"services_cycle_2", {}, Counted::sites, "cycle_2"}}};
        const auto counts = story.read(
            [&](Reader& reader) { return count_beneficiaries(reader, whole_programme, {day("2026-05-01")}, groups); });
        REQUIRE(counts.direct.size() == 1);
        CHECK(counts.direct[0].count == 2);
        REQUIRE(counts.indirect.size() == 2);
        CHECK(counts.indirect[0].count == 1);
        CHECK(counts.indirect[1].count == 2);
        CHECK(counts.indirect_distinct == 2);
    });
}

TEST_SUITE_END();
