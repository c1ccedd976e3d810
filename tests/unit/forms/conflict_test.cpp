#include "forms/conflict.h"

#include "forms/forms_schema.h"
#include "forms/instance_intake.h"
#include "privacy/privacy_schema.h"
#include "registry/registry_schema.h"
#include "support/ledger_expectation.h"
#include "support/scratch_database.h"
#include "unit/forms/export_form.h"

#include <doctest/doctest.h>

#include <array>

using namespace minka;
using namespace minka::forms;
using namespace minka::test;

namespace {

const std::array schema{storage::storage_migrations()[0],
                        privacy::privacy_schema,
                        registry::registry_schema,
                        forms_schema,
                        storage::Migration{5, "capture", capture_schema.schema},
                        storage::Migration{6, "review", review_schema.schema}};

constexpr auto first = "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaa1";
constexpr auto second = "bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbb2";
constexpr auto third = "cccccccc-cccc-4ccc-8ccc-ccccccccccc3";

SubmissionId id_of(const char* text) { return {*parse_uuid(text)}; }
std::string corrects(const char* text) { return "<deprecatedID>uuid:" + std::string(text) + "</deprecatedID>"; }

struct World {
    template <typename Act>
    auto write(Act act) {
        return database.write({programme, {}, "console", "test"}, act);
    }

    explicit World(ScratchDatabase& scratch)
        : database(*scratch.database),
          vault(privacy::Vault::unlock(database, scratch.folder.path() / "master.key").value()),
          book(*vault, projections) {
        const FormReleaseRequest request{export_form(), "form.xml", false, {}, {}};
        const auto id = database.new_id<FormReleaseId>();
        REQUIRE(write([&](storage::Writer& writer) {
                    return release_form(writer, request, id, *LocalDate::parse("2026-03-02"));
                }).has_value());
    }

    Acceptance send(const std::string& xml) {
        return take_instance(database, book, programme, {Uuid{{9}}, {}, "device"}, {xml, {}}).value().acceptance;
    }

    std::vector<Conflict> open() {
        return database.read(programme, [](storage::Reader& reader) { return conflicts(reader); }).value();
    }

    std::vector<Difference> shown(const Conflict& conflict) {
        return write([&](storage::Writer& writer) { return differences(writer, book, conflict); }).value();
    }

    Result<> decide(const SubmissionId& theirs, Decision decision) {
        return write([&](storage::Writer& writer) { return decide_conflict(writer, book, theirs, decision); });
    }

    Submission at(const SubmissionId& id) {
        return database.read(programme, [&](storage::Reader& reader) { return book.require(reader, id); }).value();
    }

    void expect_sound() {
        const auto findings =
            database.read(programme, [](storage::Reader& reader) { return verify_submissions(reader); });
        REQUIRE(findings.has_value());
        for (const auto& finding : *findings) {
            CHECK_MESSAGE(false, finding);
        }
        expect_sound_ledger(database);
        REQUIRE(write([&](storage::Writer& writer) { return book.rebuild(writer); }).has_value());
    }

    storage::Database& database;
    std::unique_ptr<privacy::Vault> vault;
    Projections projections;
    SubmissionBook book;
    ProgrammeId programme{{{7}}};
};

}  // namespace

TEST_CASE("two corrections of one submission are shown question by question with what they corrected") {
    on_both_engines(schema, [](ScratchDatabase& scratch) {
        World world(scratch);
        world.send(
            export_answers(first, "<gusto>1</gusto><grupo><edad>9</edad></grupo><hijo><nombre>Ana</nombre></hijo>"));
        world.send(export_answers(second,
                                  "<gusto>1</gusto><grupo><edad>10</edad></grupo><hijo><nombre>Ana</nombre></hijo>",
                                  corrects(first)));
        CHECK(world.open().empty());
        REQUIRE(
            world.send(export_answers(third,
                                      "<gusto>2</gusto><grupo><edad>9</edad></grupo><hijo><nombre>Ana</nombre></hijo>"
                                      "<hijo><nombre>Luz</nombre></hijo>",
                                      corrects(first))) == Acceptance::quarantined);
        const auto open = world.open();
        REQUIRE(open.size() == 1);
        CHECK(open[0].kind == ConflictKind::second_correction);
        CHECK(open[0].base == id_of(first));
        CHECK(open[0].mine == id_of(second));
        CHECK(open[0].theirs == id_of(third));
        std::string text;
        for (const auto& one : world.shown(open[0])) {
            text += one.path + ":" + one.base + ">" + one.mine + "|" + one.theirs + " ";
        }
        // One child is "hijo"; where there are two they are numbered.
        CHECK(text == "gusto:1>1|2 grupo/edad:9>10|9 hijo/nombre:Ana>Ana| hijo[1]/nombre:>|Ana hijo[2]/nombre:>|Luz ");
    });
}

TEST_CASE("who decides takes the other one or keeps the one that holds, and both stay") {
    on_both_engines(schema, [](ScratchDatabase& scratch) {
        for (const auto decision : {Decision::keep_mine, Decision::take_theirs}) {
            World world(scratch);
            if (world.open().empty() && decision == Decision::keep_mine) {
                world.send(export_answers(first, "<gusto>1</gusto>"));
                world.send(export_answers(second, "<gusto>2</gusto>", corrects(first)));
                world.send(export_answers(third, "<gusto>3</gusto>", corrects(first)));
                REQUIRE(world.decide(id_of(third), decision).has_value());
                CHECK(world.open().empty());
                CHECK(world.at(id_of(third)).state == SubmissionState::quarantined);
                CHECK(world.decide(id_of(third), decision).error().code == ProblemCode::not_found);
            } else {
                // The same instance with other content, later.
                REQUIRE(world.send(export_answers(first, "<gusto>2</gusto>")) == Acceptance::quarantined);
                const auto open = world.open();
                REQUIRE(open.size() == 1);
                CHECK(open[0].kind == ConflictKind::other_content);
                CHECK(open[0].mine == id_of(first));
                // What came first was corrected meanwhile: the other can correct it no more.
                CHECK(world.decide(open[0].theirs, decision).error().code == ProblemCode::conflict);
                CHECK(world.open().size() == 1);
            }
            world.expect_sound();
        }
    });
}

TEST_CASE("what is taken corrects the one that held") {
    on_both_engines(schema, [](ScratchDatabase& scratch) {
        World world(scratch);
        world.send(export_answers(first, "<gusto>1</gusto>"));
        REQUIRE(world.send(export_answers(first, "<gusto>2</gusto>")) == Acceptance::quarantined);
        const auto theirs = world.open().at(0).theirs;
        REQUIRE(world.decide(theirs, Decision::take_theirs).has_value());
        CHECK(world.open().empty());
        CHECK(world.at(theirs).state == SubmissionState::accepted);
        CHECK(world.at(theirs).supersedes == id_of(first));
        CHECK(world.at(id_of(first)).state == SubmissionState::accepted);
        world.expect_sound();
    });
}
