#include "privacy/attachment.h"
#include "privacy/retention_clock.h"
#include "storage/ledger.h"
#include "unit/privacy/privacy_database.h"

using namespace minka;
using namespace minka::test;
using namespace minka::privacy;
using storage::Reader;
using storage::Writer;

namespace {

LocalDate day(std::string_view text) { return *LocalDate::parse(text); }

struct Answers {
    explicit Answers(ScratchDatabase& owner)
        : scratch(owner), programme(owner.database->new_id<ProgrammeId>()), subject(new_subject(owner)) {}

    Result<> record(ConsentAnswer answer, std::string_view given_on, std::optional<LocalDate> expires_on = {}) {
        scratch.clock.advance(1'000'000);
        const Consent consent{scratch.database->new_id<ConsentId>(),
                              subject,
                              "contact",
                              "2026-1",
                              answer,
                              ConsentChannel::signed_paper,
                              ConsentGiver::self,
                              "es",
                              {},
                              day(given_on),
                              expires_on,
                              {}};
        return scratch.database->write(act_in(programme),
                                       [&](Writer& writer) { return record_consent(writer, consent); });
    }
    bool holds(std::string_view on, std::string_view purpose = "contact") {
        const auto found = scratch.database->read(
            programme, [&](Reader& reader) { return has_consent(reader, subject, purpose, day(on)); });
        REQUIRE_MESSAGE(found.has_value(), sentence_of(found));
        return *found;
    }
    Result<> withdraw(std::string_view on) {
        return scratch.database->write(
            act_in(programme), [&](Writer& writer) { return withdraw_consent(writer, subject, "contact", day(on)); });
    }

    ScratchDatabase& scratch;
    ProgrammeId programme;
    Uuid subject;
};

// The head and the end of a PNG, with `filling` between them.
std::string png(std::string_view filling) {
    return std::string("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16) + std::string(filling) +
           std::string("IEND\xae\x42\x60\x82", 8);
}

}  // namespace

TEST_SUITE_BEGIN("privacy: consent");

TEST_CASE("a consent holds from its day until it expires, for its purpose only") {
    on_both_engines(privacy_migrations, [](ScratchDatabase& scratch) {
        Answers answers(scratch);
        REQUIRE(answers.record(ConsentAnswer::given, "2026-02-10", day("2026-12-01")).has_value());
        CHECK_FALSE(answers.holds("2026-02-09"));
        CHECK(answers.holds("2026-02-10"));
        CHECK(answers.holds("2026-11-30"));
        CHECK_FALSE(answers.holds("2026-12-01"));
        CHECK_FALSE(answers.holds("2026-03-01", "interview_audio"));
    });
}

TEST_CASE("a withdrawal and a later refusal end a consent, a later yes renews it") {
    on_both_engines(privacy_migrations, [](ScratchDatabase& scratch) {
        Answers answers(scratch);
        REQUIRE(answers.record(ConsentAnswer::given, "2026-02-10").has_value());
        REQUIRE(answers.withdraw("2026-03-05").has_value());
        CHECK(answers.holds("2026-03-04"));
        CHECK_FALSE(answers.holds("2026-03-05"));
        CHECK(answers.withdraw("2026-03-06").error().code == ProblemCode::not_found);
        REQUIRE(answers.record(ConsentAnswer::given, "2026-04-01").has_value());
        CHECK(answers.holds("2026-04-01"));
        REQUIRE(answers.record(ConsentAnswer::refused, "2026-05-01").has_value());
        CHECK(answers.holds("2026-04-30"));
        CHECK_FALSE(answers.holds("2026-05-01"));
        // On one day the answer recorded later counts.
        REQUIRE(answers.record(ConsentAnswer::given, "2026-05-01").has_value());
        CHECK(answers.holds("2026-05-01"));
    });
}

TEST_CASE("consents that expire are listed in time, unless withdrawn or renewed") {
    on_both_engines(privacy_migrations, [](ScratchDatabase& scratch) {
        Answers renewed(scratch);
        Answers expiring(scratch);
        Answers withdrawn(scratch);
        renewed.programme = withdrawn.programme = expiring.programme;
        for (auto* answers : {&renewed, &expiring, &withdrawn}) {
            REQUIRE(answers->record(ConsentAnswer::given, "2026-02-10", day("2026-12-01")).has_value());
        }
        REQUIRE(renewed.record(ConsentAnswer::given, "2026-11-01", day("2027-12-01")).has_value());
        REQUIRE(withdrawn.withdraw("2026-06-01").has_value());
        const auto due_on = [&](std::string_view on) {
            return *scratch.database->read(expiring.programme,
                                           [&](Reader& reader) { return consents_expiring(reader, day(on)); });
        };
        CHECK(due_on("2026-11-30").empty());
        REQUIRE(due_on("2026-12-01").size() == 1);
        CHECK(due_on("2026-12-01").front().record.subject_id == expiring.subject);
    });
}

TEST_CASE("an answer with empty words, dates out of order or a proof that is not there is refused") {
    on_both_engines(privacy_migrations, [](ScratchDatabase& scratch) {
        Answers answers(scratch);
        CHECK(answers.record(ConsentAnswer::given, "2026-02-10", day("2026-02-10")).error().field ==
              "consent.expires_on");
        const auto refused = scratch.database->write(act_in(answers.programme), [&](Writer& writer) {
            Consent consent{scratch.database->new_id<ConsentId>(),
                            answers.subject,
                            " ",
                            "1",
                            {},
                            {},
                            {},
                            "es",
                            {},
                            day("2026-02-10"),
                            {},
                            {}};
            return record_consent(writer, consent);
        });
        CHECK(refused.error().field == "consent.purpose");
        const auto unproved = scratch.database->write(act_in(answers.programme), [&](Writer& writer) {
            Consent consent{
                scratch.database->new_id<ConsentId>(),    answers.subject,   "contact", "1", {}, {}, {}, "es",
                scratch.database->new_id<AttachmentId>(), day("2026-02-10"), {},        {}};
            return record_consent(writer, consent);
        });
        CHECK(unproved.error().code == ProblemCode::not_found);
    });
}

TEST_CASE("a version of a form that names people needs a basis that is valid on the day") {
    on_both_engines(privacy_migrations, [](ScratchDatabase& scratch) {
        const auto programme = scratch.database->new_id<ProgrammeId>();
        const FormBasis basis{scratch.database->new_id<FormBasisId>(),
                              "visita",
                              "3",
                              BasisKind::agreement,
                              "Convenio 12 de 2026",
                              day("2026-01-15"),
                              day("2026-12-15")};
        REQUIRE(
            scratch.database->write(act_in(programme), [&](Writer& writer) { return record_form_basis(writer, basis); })
                .has_value());
        const auto basis_of = [&](std::string_view version, std::string_view on) {
            return scratch.database->read(
                programme, [&](Reader& reader) { return require_basis_for_form(reader, "visita", version, day(on)); });
        };
        CHECK(basis_of("3", "2026-01-15")->reference == "Convenio 12 de 2026");
        CHECK(basis_of("3", "2026-01-14").error().code == ProblemCode::forbidden);
        CHECK(basis_of("3", "2026-12-15").error().code == ProblemCode::forbidden);
        CHECK(basis_of("4", "2026-02-01").error().code == ProblemCode::forbidden);
    });
}

TEST_CASE("a retention clock is due on its day, starts once and stops") {
    on_both_engines(privacy_migrations, [](ScratchDatabase& scratch) {
        const auto programme = scratch.database->new_id<ProgrammeId>();
        const auto subject = new_subject(scratch);
        const auto start = [&] {
            const RetentionStart begin{scratch.database->new_id<RetentionClockId>(), subject, "raw_audio", "CO",
                                       day("2026-03-31")};
            return scratch.database->write(act_in(programme), [&](Writer& writer) {
                return start_retention_clock(writer, begin, default_retention_rules());
            });
        };
        const auto clock = start();
        REQUIRE_MESSAGE(clock.has_value(), sentence_of(clock));
        CHECK(clock->due_on == day("2027-03-31"));  // raw audio is kept at most 12 months
        CHECK(clock->act == RetentionAct::destroy_key);
        CHECK(start()->id == clock->id);
        const auto due = [&](std::string_view on) {
            return scratch.database->read(programme, [&](Reader& reader) { return clocks_due(reader, day(on)); })
                ->size();
        };
        CHECK(due("2027-03-30") == 0);
        CHECK(due("2027-03-31") == 1);
        const auto stop = [&](std::string_view on) {
            return scratch.database->write(
                act_in(programme), [&](Writer& writer) { return stop_retention_clock(writer, clock->id, day(on)); });
        };
        CHECK(stop("2026-03-30").error().code == ProblemCode::invalid_input);
        REQUIRE(stop("2027-03-31").has_value());
        CHECK(due("2027-04-30") == 0);
    });
}

TEST_CASE("what a file is follows from its content, and a torn one is refused") {
    struct Case {
        std::string name;
        std::string content;
        std::string type;
    };
    const std::vector<Case> cases{
        {"pdf", "%PDF-1.4\n1 0 obj\nendobj\n%%EOF\n", "application/pdf"},
        {"png", png("x"), "image/png"},
        {"jpeg", "\xff\xd8\xff\xe0 JFIF \xff\xd9", "image/jpeg"},
        {"webp", "RIFF....WEBPVP8 ", "image/webp"},
        {"wav", "RIFF....WAVEfmt ", "audio/wav"},
        {"torn pdf", "%PDF-1.4\n1 0 obj\n", ""},
        {"torn png", png("x").substr(0, 20), ""},
        {"web page named scan.pdf", "<html>%PDF-1.4 %%EOF", ""},
        {"empty", "", ""},
    };
    for (const auto& c : cases) {
        CAPTURE(c.name);
        const auto type = media_type_of(as_bytes(c.content));
        CHECK((type ? std::string(type->name) : "") == c.type);
        CHECK((type.has_value() || type.error().code == ProblemCode::malformed_file));
    }
}

TEST_CASE("an attachment of several chunks comes back whole, and each changed chunk is found") {
    on_both_engines(privacy_migrations, [](ScratchDatabase& scratch) {
        const auto vault = unlock(scratch);
        const auto programme = scratch.database->new_id<ProgrammeId>();
        const auto subject = new_subject(scratch);
        const auto content = png(std::string(600'000, 'm'));  // 600,024 bytes: three chunks of at most 262,144
        NewAttachment fresh{scratch.database->new_id<AttachmentId>(), subject, MediaClass::scan, as_bytes(content),
                            "acta.png"};
        const auto store = [&] {
            return scratch.database->write(act_in(programme),
                                           [&](Writer& writer) { return store_attachment(writer, *vault, fresh); });
        };
        const auto stored = store();
        REQUIRE_MESSAGE(stored.has_value(), sentence_of(stored));
        CHECK(stored->chunk_count == 3);
        CHECK(stored->media_type == "image/png");
        const auto read = [&] {
            return scratch.database->read(programme,
                                          [&](Reader& reader) { return read_attachment(reader, *vault, fresh.id); });
        };
        CHECK(as_text(*read()) == content);
        const auto findings = [&] {
            return scratch.database->read(programme, [](Reader& reader) { return check_attachments(reader); })->size();
        };
        CHECK(findings() == 0);
        const auto spoil = [&](std::string_view sql) {
            REQUIRE(scratch.database->write(act_in(programme), [&](Writer& writer) { return writer.project(sql); })
                        .has_value());
            CHECK(read().error().code == ProblemCode::integrity_broken);
            CHECK(findings() == 1);
        };
        spoil("UPDATE attachment_chunk SET part = 5 WHERE part = 2");
        spoil("DELETE FROM attachment_chunk WHERE part = 5");
        fresh.accepts = MediaClass::audio;
        fresh.id = scratch.database->new_id<AttachmentId>();
        CHECK(store().error().code == ProblemCode::malformed_file);
        const auto large = png(std::string(largest_attachment, 'm'));
        fresh.accepts = MediaClass::scan;
        fresh.content = as_bytes(large);
        const auto refused = store();
        CHECK(refused.error().code == ProblemCode::too_large);
        CHECK(refused.error().field == "acta.png");
    });
}

TEST_SUITE_END();
