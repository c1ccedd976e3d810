#include "forms/forms_schema.h"
#include "forms/instance_intake.h"
#include "forms/submission_file.h"
#include "privacy/erasure.h"
#include "privacy/privacy_schema.h"
#include "registry/registry_schema.h"
#include "support/ledger_expectation.h"
#include "support/scratch_database.h"
#include "unit/forms/form_texts.h"

#include <doctest/doctest.h>

#include <array>

using namespace minka;
using namespace minka::forms;
using namespace minka::test;

namespace {

constexpr storage::Migration seen_schema{6, "seen", R"(
PLAIN TABLE seen (programme_id {uuid} NOT NULL, submission_id {uuid} NOT NULL, number {integer} NOT NULL,
        visit {text} NOT NULL, name {text} NOT NULL, hours {text} NOT NULL)
    CONSTRAINTS (PRIMARY KEY (programme_id, submission_id, number));
)"};

const std::array schema{storage::storage_migrations()[0],
                        privacy::privacy_schema,
                        registry::registry_schema,
                        forms_schema,
                        storage::Migration{5, "capture", capture_schema.schema},
                        seen_schema};

class SeenProjection final : public FactProjection {
public:
    std::string_view fact() const override { return "seen"; }
    std::vector<std::string_view> fields() const override { return {"visit", "name", "hours"}; }
    Result<> project(storage::Writer& writer, const Submission& submission, std::span<const FactRow> rows) override {
        for (const auto& row : rows) {
            if (row.value("name") == "nobody") {
                return problem(ProblemCode::not_found, "There is no such person.", "name");
            }
            MINKA_TRY(
                writer.project("INSERT INTO seen (programme_id, submission_id, number, visit, name, hours) VALUES ($1, "
                               "$2, $3, $4, $5, "
                               "$6)",
                               writer.programme(), submission.id, row.number, row.value("visit"), row.value("name"),
                               row.value("hours")));
        }
        return {};
    }
    Result<> withdraw(storage::Writer& writer, const Submission& submission) override {
        MINKA_TRY(writer.project("DELETE FROM seen WHERE programme_id = $1 AND submission_id = $2", writer.programme(),
                                 submission.id));
        return {};
    }
    Result<> clear(storage::Writer& writer) override {
        MINKA_TRY(writer.project("DELETE FROM seen WHERE programme_id = $1", writer.programme()));
        return {};
    }
};

std::unique_ptr<privacy::Vault> unlocked(ScratchDatabase& scratch) {
    auto vault = privacy::Vault::unlock(*scratch.database, scratch.folder.path() / "master.key");
    REQUIRE_MESSAGE(vault.has_value(), (vault ? "" : to_sentence(vault.error())));
    return *std::move(vault);
}

struct Base {
    explicit Base(ScratchDatabase& scratch_database)
        : scratch(scratch_database), vault(unlocked(scratch)), book(*vault, projections) {
        projections.add(std::shared_ptr<FactProjection>(std::make_shared<SeenProjection>()));
    }

    storage::Database& database() { return *scratch.database; }

    void release(const std::string& document, bool is_anonymous = false) {
        const FormReleaseRequest request{document, "form.xml", is_anonymous, {}, projections.fact_fields()};
        const auto id = database().new_id<FormReleaseId>();
        const auto released = database().write({programme, {}, "console", "test"}, [&](storage::Writer& writer) {
            return release_form(writer, request, id, *LocalDate::parse("2026-03-02"));
        });
        REQUIRE_MESSAGE(released.has_value(), (released ? "" : to_sentence(released.error())));
    }

    InstanceReceipt send(const std::string& xml, std::vector<ArrivingInstance::File> files = {}) {
        const auto taken =
            take_instance(database(), book, programme, {account, device, "device test"}, {xml, std::move(files)});
        REQUIRE_MESSAGE(taken.has_value(), (taken ? "" : to_sentence(taken.error())));
        return *taken;
    }

    std::vector<Submission> quarantined() {
        return database().read(programme, [&](storage::Reader& reader) { return book.quarantined(reader); }).value();
    }

    Acceptance replay(const SubmissionId& id) {
        return database()
            .write({programme, {}, "console", "test"}, [&](storage::Writer& writer) { return book.replay(writer, id); })
            .value();
    }

    // Every row, in order: what a rebuild must give again.
    std::string seen() {
        std::string text;
        REQUIRE(database()
                    .read(programme,
                          [&](storage::Reader& reader) {
                              return reader.each(
                                  "SELECT visit, name, hours FROM seen WHERE programme_id = $1 ORDER BY name, "
                                  "submission_id, number",
                                  [&](const storage::Row& row) -> Result<> {
                                      text += row.get<std::string>(0) + ":" + row.get<std::string>(1) + ":" +
                                              row.get<std::string>(2) + " ";
                                      return {};
                                  },
                                  programme);
                          })
                    .has_value());
        return text;
    }

    std::int64_t number(std::string_view sql) {
        return database()
            .read(programme, [&](storage::Reader& reader) { return reader.value<std::int64_t>(sql, programme); })
            .value()
            .value_or(-1);
    }

    void expect_sound() {
        expect_sound_ledger(database());
        const auto findings =
            database().read(programme, [](storage::Reader& reader) { return verify_submissions(reader); });
        REQUIRE(findings.has_value());
        for (const auto& finding : *findings) {
            CHECK_MESSAGE(false, finding);
        }
        const auto before = seen();
        REQUIRE(database()
                    .write({programme, {}, "console", "test"},
                           [&](storage::Writer& writer) { return book.rebuild(writer); })
                    .has_value());
        CHECK(seen() == before);
    }

    ScratchDatabase& scratch;
    std::unique_ptr<privacy::Vault> vault;
    Projections projections;
    SubmissionBook book;
    ProgrammeId programme{{{7}}};
    Uuid account{{9}};
    Uuid device{{8}};
};

const std::string first_id = "0b6f2c4e-9d7a-4f5b-8c11-3f4f1d2a9e01";
const std::string second_id = "0b6f2c4e-9d7a-4f5b-8c11-3f4f1d2a9e02";

void on_base(const std::function<void(Base&)>& test) {
    on_both_engines(schema, [&](ScratchDatabase& scratch) {
        Base base(scratch);
        test(base);
    });
}

}  // namespace

TEST_SUITE_BEGIN("forms: filled forms");

TEST_CASE("a filled form is stored once with its rows, and the same again gets the same answer") {
    on_base([](Base& base) {
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
    on_base([](Base& base) {
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
    on_base([](Base& base) {
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

TEST_CASE("a form whose rows a room refuses is kept whole and projects nothing") {
    on_base([](Base& base) {
        base.release(visit_form("1"));
        const auto sent = base.send(visit_answers(first_id, "1", attended("Ana", "3") + attended("nobody", "1")));
        CHECK(sent.acceptance == Acceptance::quarantined);
        CHECK(base.seen().empty());
        CHECK(base.quarantined()[0].reason == "There is no such person. (name)");
        base.expect_sound();
    });
}

TEST_CASE("a correction supersedes, in whatever order the two arrive") {
    on_base([](Base& base) {
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
    on_base([](Base& base) {
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
    on_base([](Base& base) {
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
    on_base([](Base& base) {
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
    on_both_engines(schema, [](ScratchDatabase& scratch) {
        Base base(scratch);
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
