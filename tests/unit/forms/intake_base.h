#pragma once

#include "forms/forms_schema.h"
#include "forms/instance_intake.h"
#include "forms/submission_file.h"
#include "privacy/privacy_schema.h"
#include "registry/registry_schema.h"
#include "support/ledger_expectation.h"
#include "support/scratch_database.h"
#include "unit/forms/form_texts.h"

#include <doctest/doctest.h>

#include <array>

// A programme whose one room writes down what it sees, and what phones send to it.
namespace minka::test {

inline constexpr storage::Migration seen_schema{6, "seen", R"(
PLAIN TABLE seen (programme_id {uuid} NOT NULL, submission_id {uuid} NOT NULL, number {integer} NOT NULL,
        visit {text} NOT NULL, name {text} NOT NULL, hours {text} NOT NULL)
    CONSTRAINTS (PRIMARY KEY (programme_id, submission_id, number));
)"};

inline const std::array intake_schema{storage::storage_migrations()[0],
                                      privacy::privacy_schema,
                                      registry::registry_schema,
                                      forms::forms_schema,
                                      storage::Migration{5, "capture", forms::capture_schema.schema},
                                      seen_schema,
                                      storage::Migration{7, "envelopes", privacy::envelope_schema.schema},
                                      storage::Migration{8, "pair", forms::pair_schema.schema}};

class SeenProjection final : public forms::FactProjection {
public:
    std::string_view fact() const override { return "seen"; }
    std::vector<std::string_view> fields() const override { return {"visit", "name", "hours"}; }
    Result<> project(storage::Writer& writer, const forms::Submission& submission,
                     std::span<const forms::FactRow> rows) override {
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
    Result<> withdraw(storage::Writer& writer, const forms::Submission& submission) override {
        MINKA_TRY(writer.project("DELETE FROM seen WHERE programme_id = $1 AND submission_id = $2", writer.programme(),
                                 submission.id));
        return {};
    }
    Result<> clear(storage::Writer& writer) override {
        MINKA_TRY(writer.project("DELETE FROM seen WHERE programme_id = $1", writer.programme()));
        return {};
    }
};

inline std::unique_ptr<privacy::Vault> unlocked(ScratchDatabase& scratch) {
    auto vault = privacy::Vault::unlock(*scratch.database, scratch.folder.path() / "master.key");
    REQUIRE_MESSAGE(vault.has_value(), (vault ? "" : to_sentence(vault.error())));
    return *std::move(vault);
}

struct IntakeBase {
    explicit IntakeBase(ScratchDatabase& scratch_database)
        : scratch(scratch_database), vault(unlocked(scratch)), book(*vault, projections) {
        projections.add(std::shared_ptr<forms::FactProjection>(std::make_shared<SeenProjection>()));
    }

    storage::Database& database() { return *scratch.database; }

    void release(const std::string& document, bool is_anonymous = false) {
        const forms::FormReleaseRequest request{document, "form.xml", is_anonymous, {}, projections.fact_fields()};
        const auto id = database().new_id<forms::FormReleaseId>();
        const auto released = database().write({programme, {}, "console", "test"}, [&](storage::Writer& writer) {
            return forms::release_form(writer, request, id, *LocalDate::parse("2026-03-02"));
        });
        REQUIRE_MESSAGE(released.has_value(), (released ? "" : to_sentence(released.error())));
    }

    forms::InstanceReceipt send(const std::string& xml, std::vector<forms::ArrivingInstance::File> files = {}) {
        const auto taken = forms::take_instance(database(), book, programme, {account, device, "device test"},
                                                {xml, std::move(files)});
        REQUIRE_MESSAGE(taken.has_value(), (taken ? "" : to_sentence(taken.error())));
        return *taken;
    }

    std::vector<forms::Submission> quarantined() {
        return database().read(programme, [&](storage::Reader& reader) { return book.quarantined(reader); }).value();
    }

    forms::Acceptance replay(const forms::SubmissionId& id) {
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
            database().read(programme, [](storage::Reader& reader) { return forms::verify_submissions(reader); });
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
    forms::Projections projections;
    forms::SubmissionBook book;
    ProgrammeId programme{{{7}}};
    Uuid account{{9}};
    Uuid device{{8}};
};

inline const std::string first_id = "0b6f2c4e-9d7a-4f5b-8c11-3f4f1d2a9e01";
inline const std::string second_id = "0b6f2c4e-9d7a-4f5b-8c11-3f4f1d2a9e02";

inline void on_base(const std::function<void(IntakeBase&)>& test) {
    on_both_engines(intake_schema, [&](ScratchDatabase& scratch) {
        IntakeBase base(scratch);
        test(base);
    });
}

}  // namespace minka::test
