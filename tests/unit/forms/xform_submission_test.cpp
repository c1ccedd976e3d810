#include "privacy/erasure.h"
#include "unit/forms/intake_base.h"

#include <map>
#include <thread>

using namespace minka;
using namespace minka::forms;
using namespace minka::test;

TEST_SUITE_BEGIN("forms: filled forms");

TEST_CASE("a filled form is stored once with its rows, and the same again gets the same answer") {
    on_base([](IntakeBase& base) {
        base.release(visit_form("1"));
        const auto xml = visit_answers(first_id, "1", attended("Ana", "3") + attended("José", "2"));
        const auto first = base.send(xml);
        CHECK(first.acceptance == Acceptance::stored);
        CHECK(to_string(first.submission) == first_id);
        CHECK(base.seen() == "V-7:Ana:3 V-7:José:2 ");
        const auto again = base.send(xml);
        CHECK(again.acceptance == Acceptance::repeated);
        CHECK(again.submission == first.submission);
        CHECK(base.number("SELECT count(*) FROM submission WHERE programme_id = $1") == 1);
        CHECK(base.number("SELECT count(*) FROM submission WHERE programme_id = $1 AND sender_id IS NOT NULL") == 1);
        base.expect_sound();
    });
}

TEST_CASE("the same instance with other content is kept, shown and never counted") {
    on_base([](IntakeBase& base) {
        base.release(visit_form("1"));
        base.send(visit_answers(first_id, "1", attended("Ana", "3")));
        const auto other = base.send(visit_answers(first_id, "1", attended("Ana", "8")));
        CHECK(other.acceptance == Acceptance::quarantined);
        CHECK(base.send(visit_answers(first_id, "1", attended("Ana", "8"))).acceptance == Acceptance::repeated);
        CHECK(base.seen() == "V-7:Ana:3 ");
        REQUIRE(base.quarantined().size() == 1);
        CHECK(base.replay(base.quarantined()[0].id) == Acceptance::quarantined);
        base.expect_sound();
    });
}

TEST_CASE("what cannot be understood waits in quarantine and comes in when its cause is mended") {
    on_base([](IntakeBase& base) {
        base.release(visit_form("1"));
        const auto early = base.send(visit_answers(first_id, "2", attended("Ana", "3")));
        CHECK(early.acceptance == Acceptance::quarantined);
        const auto torn = base.send("<data id=\"informe\"><visita>V-");
        CHECK(torn.acceptance == Acceptance::quarantined);
        CHECK(base.send("<data id=\"informe\"><visita>V-").submission == torn.submission);
        CHECK(base.send("").acceptance == Acceptance::quarantined);
        CHECK(base.send("<data><x/></data>").acceptance == Acceptance::quarantined);
        CHECK(base.send("<data id=\"informe\" version=\"1\"><visita/></data>").acceptance == Acceptance::quarantined);
        REQUIRE(base.quarantined().size() == 5);
        CHECK(base.replay(early.submission) == Acceptance::quarantined);
        base.release(visit_form("2"));
        CHECK(base.replay(early.submission) == Acceptance::stored);
        CHECK(base.seen() == "V-7:Ana:3 ");
        CHECK(base.quarantined().size() == 4);
        base.expect_sound();
    });
}

TEST_CASE("what comes at once is kept as what comes one by one") {
    const auto instance = [](char c, int number) {
        return std::string(8, c) + "-aaaa-4aaa-8aaa-" + std::to_string(100'000'000'000 + number);
    };
    // Reports, the same again, one that a room refuses, an unknown version, and corrections of reports.
    std::vector<std::string> sent;
    for (int i = 0; i < 12; ++i) {
        const auto report = visit_answers(instance('a', i), "1", attended("Ana", std::to_string(i)));
        sent.insert(sent.end(), {report, report, report});
        sent.push_back(visit_answers(instance('b', i), "1", attended("Luz", "1") + attended("nobody", "1")));
        sent.push_back(visit_answers(instance('c', i), "7", attended("Sol", "1")));
        if (i % 3 == 0) {
            sent.push_back(visit_answers(instance('d', i), "1", attended("José", std::to_string(i)), instance('a', i)));
        }
    }
    std::map<Acceptance, int> alone;
    std::string seen_alone;
    on_base([&](IntakeBase& base) {
        base.release(visit_form("1"));
        alone.clear();
        for (const auto& xml : sent) {
            ++alone[base.send(xml).acceptance];
        }
        seen_alone = base.seen();
    });
    CHECK(alone == std::map<Acceptance, int>{
                       {Acceptance::stored, 16}, {Acceptance::repeated, 24}, {Acceptance::quarantined, 24}});
    on_base([&](IntakeBase& base) {
        base.release(visit_form("1"));
        std::vector<Acceptance> taken(sent.size());
        std::vector<std::thread> crew;
        for (std::size_t i = 0; i < sent.size(); ++i) {
            crew.emplace_back([&, i] { taken[i] = base.send(sent[i]).acceptance; });
        }
        for (auto& thread : crew) {
            thread.join();
        }
        std::map<Acceptance, int> together;
        for (const auto acceptance : taken) {
            ++together[acceptance];
        }
        CHECK(together == alone);
        CHECK(base.seen() == seen_alone);
        base.expect_sound();
    });
}

TEST_CASE("a form whose rows a room refuses is kept whole and projects nothing") {
    on_base([](IntakeBase& base) {
        base.release(visit_form("1"));
        const auto sent = base.send(visit_answers(first_id, "1", attended("Ana", "3") + attended("nobody", "1")));
        CHECK(sent.acceptance == Acceptance::quarantined);
        CHECK(base.seen().empty());
        CHECK(base.quarantined()[0].reason == "There is no such person. (name)");
        base.expect_sound();
    });
}

TEST_CASE("a correction supersedes, in whatever order the two arrive") {
    on_base([](IntakeBase& base) {
        base.release(visit_form("1"));
        const auto first = visit_answers(first_id, "1", attended("Ana", "3"));
        const auto second = visit_answers(second_id, "1", attended("Ana", "4"), first_id);
        CHECK(base.send(second).acceptance == Acceptance::stored);
        CHECK(base.send(first).acceptance == Acceptance::stored);
        CHECK(base.seen() == "V-7:Ana:4 ");
        CHECK(base.number("SELECT count(*) FROM submission WHERE programme_id = $1") == 2);
        base.expect_sound();
    });
}

TEST_CASE("files come in several posts, and what is missing is told") {
    on_base([](IntakeBase& base) {
        base.release(visit_form("1"));
        auto xml = visit_answers(first_id, "1", attended("Ana", "3"));
        xml.replace(xml.find("<foto/>"), 7, "<foto>1.jpg</foto>");
        CHECK(base.send(xml).missing_files == std::vector<std::string>{"1.jpg"});
        const std::string photo = "not quite a picture";
        const auto second = base.send(xml, {{"1.jpg", photo}});
        CHECK(second.acceptance == Acceptance::repeated);
        CHECK(second.missing_files.empty());
        CHECK(base.send(xml, {{"1.jpg", photo}}).missing_files.empty());
        CHECK(base.number("SELECT count(*) FROM submission_file WHERE programme_id = $1") == 1);
        base.send(xml, {{"1.jpg", "another picture"}});
        CHECK(base.number("SELECT count(*) FROM submission_file WHERE programme_id = $1") == 2);
        base.expect_sound();
    });
}

TEST_CASE("an anonymous sheet leaves neither sender nor device nor hour, and the ledger only counts it") {
    on_base([](IntakeBase& base) {
        base.release(sheet_form(), true);
        constexpr int sheets = 25;
        for (int i = 0; i < sheets; ++i) {
            base.scratch.clock.advance(60'000'000);
            const auto id = to_string(make_uuid_v4(base.scratch.random));
            const auto sent = base.send("<data id=\"hoja\" version=\"1\"><v1>2</v1><meta><instanceID>uuid:" + id +
                                        "</instanceID></meta></data>");
            CHECK(sent.acceptance == Acceptance::stored);
        }
        CHECK(base.number("SELECT count(*) FROM submission WHERE programme_id = $1 AND (sender_id IS NOT NULL OR "
                          "device_id IS NOT NULL OR received_at IS NOT NULL)") == 0);
        CHECK(base.number("SELECT count(DISTINCT made_at) FROM subject_key WHERE programme_id = $1") == 1);
        // One of the release, one for the first twenty sheets.
        CHECK(base.number("SELECT count(*) FROM ledger WHERE programme_id = $1") == 2);
        CHECK(base.number("SELECT count(*) FROM ledger WHERE programme_id = $1 AND act = 'receive submission' AND "
                          "source <> 'field'") == 0);
        base.expect_sound();
        const auto timed = to_string(make_uuid_v7(base.scratch.clock.now(), base.scratch.random));
        CHECK(base.send("<data id=\"hoja\" version=\"1\"><v1>2</v1><meta><instanceID>uuid:" + timed +
                        "</instanceID></meta></data>")
                  .acceptance == Acceptance::quarantined);
    });
}

TEST_CASE("a missing anonymous sheet is found by the count of its day") {
    on_base([](IntakeBase& base) {
        base.release(sheet_form(), true);
        for (int i = 0; i < 3; ++i) {
            base.send("<data id=\"hoja\" version=\"1\"><v1>2</v1><meta><instanceID>uuid:" +
                      to_string(make_uuid_v4(base.scratch.random)) + "</instanceID></meta></data>");
        }
        const auto all = base.database().read(
            base.programme, [&](storage::Reader& reader) { return base.book.submissions(reader, {}); });
        REQUIRE(base.database()
                    .write({base.programme, {}, "console", "test"},
                           [&](storage::Writer& writer) {
                               return writer.project("DELETE FROM submission WHERE programme_id = $1 AND id = $2",
                                                     base.programme, all->front().id);
                           })
                    .has_value());
        const auto findings =
            base.database().read(base.programme, [](storage::Reader& reader) { return verify_submissions(reader); });
        REQUIRE(findings->size() == 1);
        CHECK(findings->front() == "Of the sheets of xform:hoja 1 2026-03-02 1 are missing.");
    });
}

TEST_CASE("what was erased does not come back with a late copy") {
    on_both_engines(intake_schema, [](ScratchDatabase& scratch) {
        IntakeBase base(scratch);
        base.release(visit_form("1"));
        const auto xml = visit_answers(first_id, "1", attended("Ana", "3"));
        const auto sent = base.send(xml);
        REQUIRE(privacy::erase_subject(
                    base.database(), *base.vault, {base.programme, {}, "console", "test"},
                    {sent.submission.uuid, privacy::ErasureBasis::term_ended, *LocalDate::parse("2026-03-02")})
                    .has_value());
        CHECK(base.send(xml, {{"1.jpg", "late"}}).acceptance == Acceptance::repeated);
        CHECK(base.number("SELECT count(*) FROM submission_file WHERE programme_id = $1") == 0);
    });
}

TEST_SUITE_END();
