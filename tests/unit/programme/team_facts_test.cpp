#include "programme/team_facts.h"

#include "programme/gia_rules.h"
#include "programme/team_indicators.h"
#include "programme/workshop_facts.h"
#include "unit/programme/team_field.h"

using namespace minka;
using namespace minka::programme;
using namespace minka::test;
using registry::TwoTimes;
using storage::Reader;
using storage::Writer;

TEST_SUITE_BEGIN("programme: what the field says of sessions, teams and workshops");

namespace {

using Values = std::vector<std::pair<std::string, std::string>>;

/// The UGEL Maynas has a team with two sessions planned for May and June.
struct FieldStory : TeamField {
    explicit FieldStory(ScratchDatabase& scratch_database) : TeamField(scratch_database) {
        team = formed(maynas, day("2026-03-01"));
        for (const auto& [number, on] :
             std::vector<std::pair<std::int64_t, std::string>>{{1, "2026-05-04"}, {2, "2026-06-04"}}) {
            const auto session = id<GiaSessionId>();
            sessions.push_back(session);
            must([&](Writer& writer) {
                return plan_gia_session(
                    writer, {session, team, number, day(on), {}, MeetingMode::in_person, "Juego y lengua", {}, {}});
            });
        }
    }

    forms::Submission arrives(bool is_anonymous, std::string_view received_on = "2026-06-05") {
        forms::Submission submission;
        submission.id = submission.instance = id<forms::SubmissionId>();
        submission.is_anonymous = is_anonymous;
        const auto instant = is_anonymous ? std::optional<Instant>() : std::optional(Instant{1});
        must([&](Writer& writer) -> Result<> {
            MINKA_TRY(writer.project(
                "INSERT INTO submission (programme_id, id, instance_id, form, form_version, received_on, received_at, "
                "is_anonymous, state, fingerprint, content) VALUES ($1, $2, $2, 'xform:f', '1', $3, $4, $5, "
                "'accepted', $6, $6)",
                writer.programme(), submission.id, day(received_on), instant, is_anonymous, Bytes{1}));
            return {};
        });
        return submission;
    }

    template <typename Projection>
    std::string say(Projection& projection, const forms::Submission& submission, Values values) {
        const std::vector<forms::FactRow> rows{{1, std::move(values)}};
        return refusal([&](Writer& writer) { return projection.project(writer, submission, rows); });
    }
    template <typename Projection>
    std::string say(Projection& projection, Values values) {
        return say(projection, arrives(false), std::move(values));
    }
    Share share(std::string_view code, std::string_view on) {
        return read([&](Reader& reader) {
                   return team_indicator(reader, code, whole_programme, {day(on)}, {{}, team_rules.retention_months});
               })
            .share;
    }

    TeamId team;
    std::vector<GiaSessionId> sessions;
    GiaProjection gia;
    FollowUpProjection follow_ups;
    WorkshopProjection workshops;
};

Values session(const std::string& number, const std::string& due, const std::string& reviewed) {
    return {{"ugel", "160001"}, {"number", number},     {"on", "2026-06-04"}, {"modality", "mixed"},
            {"due", due},       {"reviewed", reviewed}, {"teachers", "12"},   {"promoters", "3"}};
}

template <typename Test>
void on_field(const Test& test) {
    on_both_engines(team_schema, [&](ScratchDatabase& scratch) {
        FieldStory story(scratch);
        test(story);
    });
}

}  // namespace

TEST_CASE("the record of a session makes it held, and its agreements count until the office records its own") {
    on_field([](FieldStory& story) {
        CHECK(story.share("05", "2026-06-30") == Share{0, 2});
        CHECK(story.share("07", "2026-06-30") == Share{0, 0});
        const auto submission = story.arrives(false);
        CHECK(story.say(story.gia, submission, session("2", "4", "3")).empty());
        CHECK(story.share("05", "2026-06-30") == Share{1, 2});
        CHECK(story.share("05", "2026-06-03") == Share{0, 1});  // before it was held
        CHECK(story.share("07", "2026-06-30") == Share{3, 4});
        const auto reports = story.read([&](Reader& reader) { return gia_reports(reader, {day("2026-06-30")}); });
        REQUIRE(reports.size() == 1);
        CHECK(reports.at(story.sessions[1]).people == 15);
        CHECK(reports.at(story.sessions[1]).submissions == std::vector{submission.id.uuid});
        CHECK(story.read([&](Reader& reader) { return gia_reports(reader, {day("2026-06-30"), Instant{0}}); }).empty());
        // The office writes the session down with who came: it has no agreement to review, and the count gives way.
        story.must([&](Writer& writer) {
            return hold_gia_session(writer, {story.sessions[1],
                                             day("2026-06-04"),
                                             {{story.id<GiaAttendanceId>(), story.sessions[1], story.people[0].id}},
                                             {},
                                             {}});
        });
        CHECK(story.share("05", "2026-06-30") == Share{1, 2});
        CHECK(story.share("07", "2026-06-30") == Share{0, 0});
        story.must([&](Writer& writer) { return story.gia.withdraw(writer, submission); });
        CHECK(story.read([&](Reader& reader) { return gia_reports(reader, {day("2026-06-30")}); }).empty());
    });
}

TEST_CASE("a record of a session waits for its plan, and says what is wrong with it") {
    on_field([](FieldStory& story) {
        CHECK(story.say(story.gia, session("3", "", "")).contains("no session 3 in its plan yet"));
        CHECK(story.say(story.gia, session("", "", "")).contains("which session"));
        CHECK(story.say(story.gia, session("1", "2", "3")).contains("More agreements were reviewed"));
        CHECK(story.say(story.gia, {{"ugel", "999999"}, {"number", "1"}}).contains("There is no UGEL"));
        CHECK(story.say(story.gia, {{"ugel", "150001"}, {"number", "1"}}).contains("has no team yet"));
        CHECK(story.say(story.gia, {{"ugel", "160001"}, {"number", "1"}}).contains("on what day"));
        auto there = session("1", "", "");
        there[3].second = "presencial";
        CHECK(story.say(story.gia, there).contains("none of in_person, virtual and mixed"));
    });
}

TEST_CASE("autonomy is the criteria met of five by each UGEL, of its last follow-up that answers all") {
    on_field([](FieldStory& story) {
        const auto told = [&](const std::string& on, const std::vector<std::string>& answers) {
            Values values{
                {"ugel", "160001"}, {"on", on}, {"resolution", "si"}, {"members", "5"}, {"condition.time", "2"}};
            for (std::size_t i = 0; i < answers.size(); ++i) {
                values.emplace_back("autonomy." + std::string(autonomy_criteria[i]), answers[i]);
            }
            return story.say(story.follow_ups, values);
        };
        CHECK(story.share("10", "2026-06-30") == Share{0, 0});
        CHECK(told("2026-05-01", {"si", "no", "no", "no", "no"}).empty());
        CHECK(told("2026-06-01", {"si", "si", "no", "si", "no"}).empty());
        CHECK(story.share("10", "2026-05-15") == Share{1, 5});
        CHECK(story.share("10", "2026-06-30") == Share{3, 5});
        CHECK(told("2026-06-02", {"si", "si", "", "si", "no"}).empty());
        CHECK(story.share("10", "2026-06-30") == Share{0, 0});  // four answers are not five
        const auto last =
            story.read([&](Reader& reader) { return last_follow_ups(reader, whole_programme, {day("2026-06-30")}); });
        REQUIRE(last.size() == 1);
        CHECK(last[0].on == day("2026-06-02"));
        CHECK(last[0].has_resolution == true);
        CHECK(last[0].members == 5);
        CHECK(story.say(story.follow_ups, {{"ugel", "160001"}, {"on", "2026-06-01"}, {"autonomy.money", "si"}})
                  .contains("Autonomy is asked by"));
        CHECK(story.say(story.follow_ups, {{"ugel", "160001"}, {"on", "2026-06-01"}, {"condition.time", "4"}})
                  .contains("from 0 to 3"));
        story.must([&](Writer& writer) { return story.follow_ups.clear(writer); });
        CHECK(story.share("10", "2026-06-30") == Share{0, 0});
    });
}

TEST_CASE("acceptance is the mean of three aspects, and who gives four or more on average accepts") {
    on_field([](FieldStory& story) {
        const Cycle cycle{story.id<CycleId>(), "2026", "2026", day("2026-03-01"), day("2026-12-01"), {}, 1};
        const auto sheet = [&](const std::string& event, const std::string& content, const std::string& methodology,
                               const std::string& utility) {
            return story.say(story.workshops, story.arrives(true),
                             {{"event", event},
                              {"on", "2026-06-04"},
                              {"content.a", content},
                              {"content.b", ""},
                              {"methodology.a", methodology},
                              {"utility.a", utility}});
        };
        CHECK(sheet("taller 1", "4", "4", "4").empty());   // 4: accepts
        CHECK(sheet("TALLER 1 ", "5", "5", "1").empty());  // 11/3 < 4
        CHECK(sheet("Taller 1", "5", "3", "4").empty());   // 4: accepts
        CHECK(sheet("Taller 1", "5", "", "4").empty());    // no methodology: in no figure
        CHECK(sheet("otro", "1", "1", "1").empty());
        const auto told = [&](Instant known_at) {
            return story.read([&](Reader& reader) { return acceptance(reader, cycle, {day("2026-06-30"), known_at}); });
        };
        const auto all = told(end_of_time);
        REQUIRE(all.size() == 2);
        CHECK(all[0].event == "OTRO");
        CHECK(all[1].event == "TALLER 1");
        CHECK(all[1].sheets == 3);
        CHECK(all[1].accepting == 2);
        CHECK(all[1].incomplete == 1);
        CHECK(all[1].sums == std::array{14.0, 12.0, 9.0});
        // Received on 5 June: known when that day is over.
        CHECK(told(*parse_instant("2026-06-05T23:59:59.999998Z")).empty());
        CHECK(told(*parse_instant("2026-06-05T23:59:59.999999Z")).size() == 2);
        CHECK(sheet("", "4", "4", "4").contains("of which workshop"));
        CHECK(sheet("x", "6", "4", "4").contains("from 1 to 5"));
        CHECK(story.say(story.workshops, story.arrives(false), {{"event", "x"}, {"on", "2026-06-04"}})
                  .contains("anonymous forms alone"));
    });
}
