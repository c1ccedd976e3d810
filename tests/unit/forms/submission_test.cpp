#include "forms/submission.h"

#include "forms/forms_schema.h"
#include "privacy/privacy_schema.h"
#include "registry/registry_schema.h"
#include "storage/ledger.h"
#include "support/scratch_database.h"

#include <doctest/doctest.h>

#include <array>
#include <string>

using namespace minka;
using namespace minka::forms;
using namespace minka::test;

namespace {

// A projection of "tally:..." forms: the content is a whole number that a plain table keeps.
constexpr storage::Migration tally_schema{5, "tally", R"(
PLAIN TABLE tally (programme_id {uuid} NOT NULL, submission_id {uuid} NOT NULL, amount {integer} NOT NULL)
    CONSTRAINTS (PRIMARY KEY (programme_id, submission_id));
)"};

const std::array schema{storage::storage_migrations()[0],
                        privacy::privacy_schema,
                        registry::registry_schema,
                        forms_schema,
                        tally_schema,
                        storage::Migration{6, "capture", capture_schema.schema}};

class TallyProjection final : public Projection {
public:
    std::string_view form_kind() const override { return "tally"; }
    Result<> project(storage::Writer& writer, const Submission& submission, std::string_view content) override {
        if (content.find_first_not_of("0123456789") != std::string_view::npos || content.empty()) {
            return invalid("A tally is a whole number.", "content");
        }
        MINKA_TRY(writer.project("INSERT INTO tally (programme_id, submission_id, amount) VALUES ($1, $2, $3)",
                                 writer.programme(), submission.id, std::stol(std::string(content))));
        return {};
    }
    Result<> withdraw(storage::Writer& writer, const Submission& submission) override {
        MINKA_TRY(writer.project("DELETE FROM tally WHERE programme_id = $1 AND submission_id = $2", writer.programme(),
                                 submission.id));
        return {};
    }
    Result<> clear(storage::Writer& writer) override {
        MINKA_TRY(writer.project("DELETE FROM tally WHERE programme_id = $1", writer.programme()));
        return {};
    }
};

std::unique_ptr<privacy::Vault> unlocked(ScratchDatabase& scratch) {
    auto vault = privacy::Vault::unlock(*scratch.database, scratch.folder.path() / "master.key");
    REQUIRE_MESSAGE(vault.has_value(), (vault ? "" : to_sentence(vault.error())));
    return *std::move(vault);
}

struct Office {
    explicit Office(ScratchDatabase& scratch_database)
        : scratch(scratch_database),
          vault(unlocked(scratch)),
          book(*vault, projections),
          act{scratch.database->new_id<ProgrammeId>(), {}, "console", "submit"} {
        projections.add(std::make_shared<TallyProjection>());
    }

    SubmissionDraft draft(std::string content) {
        return {scratch.database->new_id<SubmissionId>(), "tally:wells", "1", std::nullopt, false, std::move(content)};
    }
    Acceptance accept(const SubmissionDraft& arriving) {
        const auto accepted =
            scratch.database->write(act, [&](storage::Writer& writer) { return book.accept(writer, arriving); });
        REQUIRE_MESSAGE(accepted.has_value(), (accepted ? "" : to_sentence(accepted.error())));
        return *accepted;
    }
    std::int64_t total() {
        return number("SELECT CAST(coalesce(sum(amount), 0) AS BIGINT) FROM tally WHERE programme_id = $1");
    }
    std::int64_t number(std::string_view sql) {
        const auto found = scratch.database->read(
            act.programme, [&](storage::Reader& reader) { return reader.value<std::int64_t>(sql, act.programme); });
        REQUIRE(found.has_value());
        return found->value_or(-1);
    }
    std::vector<Submission> quarantined() {
        const auto all = scratch.database->read(
            act.programme, [&](storage::Reader& reader) { return book.submissions(reader, "tally"); });
        REQUIRE(all.has_value());
        std::vector<Submission> found;
        for (const auto& submission : *all) {
            if (submission.state == SubmissionState::quarantined) {
                found.push_back(submission);
            }
        }
        return found;
    }

    ScratchDatabase& scratch;
    std::unique_ptr<privacy::Vault> vault;
    Projections projections;
    SubmissionBook book;
    storage::Act act;
};

}  // namespace

TEST_SUITE_BEGIN("forms: submissions");

TEST_CASE("a submission is stored once, however often it arrives") {
    on_both_engines(schema, [](ScratchDatabase& scratch) {
        Office office(scratch);
        const auto draft = office.draft("12");
        CHECK(office.accept(draft) == Acceptance::stored);
        CHECK(office.accept(draft) == Acceptance::repeated);
        CHECK(office.accept(draft) == Acceptance::repeated);
        CHECK(office.total() == 12);
        CHECK(office.number("SELECT count(*) FROM ledger WHERE programme_id = $1") == 1);
    });
}

TEST_CASE("the same instance with other content is kept in quarantine and changes nothing") {
    on_both_engines(schema, [](ScratchDatabase& scratch) {
        Office office(scratch);
        auto draft = office.draft("12");
        office.accept(draft);
        draft.content = "99";
        CHECK(office.accept(draft) == Acceptance::quarantined);
        CHECK(office.accept(draft) == Acceptance::repeated);
        CHECK(office.total() == 12);
        const auto kept = office.quarantined();
        REQUIRE(kept.size() == 1);
        CHECK(kept[0].instance == draft.instance);
        const auto content = scratch.database->read(
            office.act.programme, [&](storage::Reader& reader) { return office.book.content_of(reader, kept[0].id); });
        CHECK(content == "99");
    });
}

TEST_CASE("what cannot be understood is acknowledged and kept with its reason") {
    on_both_engines(schema, [](ScratchDatabase& scratch) {
        Office office(scratch);
        CHECK(office.accept(office.draft("a dozen")) == Acceptance::quarantined);
        auto unknown = office.draft("3");
        unknown.form = "riddle";
        CHECK(office.accept(unknown) == Acceptance::quarantined);
        CHECK(office.total() == 0);
        REQUIRE(office.quarantined().size() == 1);
        CHECK(office.quarantined()[0].reason == "A tally is a whole number. (content)");
    });
}

TEST_CASE("a correction supersedes and both are kept") {
    on_both_engines(schema, [](ScratchDatabase& scratch) {
        Office office(scratch);
        const auto first = office.draft("12");
        office.accept(first);
        auto second = office.draft("13");
        second.supersedes = first.instance;
        CHECK(office.accept(second) == Acceptance::stored);
        CHECK(office.total() == 13);
        CHECK(office.number("SELECT count(*) FROM submission WHERE programme_id = $1") == 2);
    });
}

TEST_CASE("a correction may come before what it corrects") {
    on_both_engines(schema, [](ScratchDatabase& scratch) {
        Office office(scratch);
        const auto first = office.draft("12");
        auto second = office.draft("13");
        second.supersedes = first.instance;
        CHECK(office.accept(second) == Acceptance::stored);
        CHECK(office.accept(first) == Acceptance::stored);
        CHECK(office.total() == 13);
        const auto rebuilt =
            scratch.database->write(office.act, [&](storage::Writer& writer) { return office.book.rebuild(writer); });
        CHECK(rebuilt == 1);
        CHECK(office.total() == 13);
    });
}

TEST_CASE("of two corrections of one submission the second waits for a person") {
    on_both_engines(schema, [](ScratchDatabase& scratch) {
        Office office(scratch);
        const auto first = office.draft("12");
        office.accept(first);
        auto second = office.draft("13");
        second.supersedes = first.instance;
        auto third = office.draft("14");
        third.supersedes = first.instance;
        CHECK(office.accept(second) == Acceptance::stored);
        CHECK(office.accept(third) == Acceptance::quarantined);
        CHECK(office.total() == 13);
        auto other_form = office.draft("1");
        other_form.form = "tally:mills";
        other_form.supersedes = second.instance;
        CHECK(office.accept(other_form) == Acceptance::quarantined);
        // A correction of the correction is no quarrel.
        auto fourth = office.draft("15");
        fourth.supersedes = second.instance;
        CHECK(office.accept(fourth) == Acceptance::stored);
        CHECK(office.total() == 15);
    });
}

TEST_CASE("projections rebuild to the same rows") {
    on_both_engines(schema, [](ScratchDatabase& scratch) {
        Office office(scratch);
        const auto first = office.draft("5");
        office.accept(first);
        auto second = office.draft("7");
        second.supersedes = first.instance;
        office.accept(second);
        office.accept(office.draft("100"));
        office.accept(office.draft("many"));
        const auto rebuilt =
            scratch.database->write(office.act, [&](storage::Writer& writer) { return office.book.rebuild(writer); });
        CHECK(rebuilt == 2);
        CHECK(office.total() == 107);
    });
}

TEST_CASE("an anonymous submission keeps no instant finer than its date") {
    on_both_engines(schema, [](ScratchDatabase& scratch) {
        Office office(scratch);
        auto draft = office.draft("1");
        draft.is_anonymous = true;
        office.accept(draft);
        CHECK(office.number("SELECT count(*) FROM submission WHERE programme_id = $1 AND received_at IS NULL") == 1);
    });
}

TEST_CASE("a changed, missing or slipped-in submission is found by its ledger note") {
    on_both_engines(schema, [](ScratchDatabase& scratch) {
        Office office(scratch);
        const auto one = office.draft("1");
        const auto two = office.draft("2");
        office.accept(one);
        office.accept(two);
        const auto findings = [&] {
            const auto found = scratch.database->read(
                office.act.programme, [](storage::Reader& reader) { return verify_submissions(reader); });
            REQUIRE(found.has_value());
            return *found;
        };
        CHECK(findings().empty());
        const auto tamper = [&](const std::string& sql, const SubmissionId& id) {
            REQUIRE(scratch.database
                        ->write(office.act,
                                [&](storage::Writer& writer) { return writer.project(sql, writer.programme(), id); })
                        .has_value());
        };
        tamper("UPDATE submission SET content = fingerprint WHERE programme_id = $1 AND id = $2", one.instance);
        REQUIRE(findings().size() == 1);
        CHECK(findings()[0] == "The submission " + to_string(one.instance) + " was changed after it was received.");
        tamper("DELETE FROM submission WHERE programme_id = $1 AND id = $2", two.instance);
        REQUIRE(findings().size() == 2);
        CHECK(findings()[1] == "The submission " + to_string(two.instance) + " is missing.");
    });
}

TEST_SUITE_END();
