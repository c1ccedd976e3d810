#include "forms/envelope_intake.h"

#include "base/base64.h"
#include "forms/envelope_content.h"
#include "forms/envelope_file.h"
#include "unit/forms/intake_base.h"

#include <algorithm>
#include <set>
#include <sstream>

using namespace minka;
using namespace minka::forms;
using namespace minka::test;

namespace {

constexpr std::int64_t one_day = 86'400'000'000;

const std::string sheet_id = "7d1e8a30-51c4-4f0e-9a72-6b0c5d2e4f11";

std::string sheet(const std::string& id = sheet_id) {
    return "<data id=\"hoja\" version=\"1\"><v1>2</v1><meta><instanceID>uuid:" + id + "</instanceID></meta></data>";
}

privacy::DangerNotice a_notice(const std::string& kind = "violencia_familiar") {
    return {privacy::DangerNoticeId{*parse_uuid(sheet_id)}, *LocalDate::parse("2026-03-01"), kind, "comisaria", "77-1"};
}

// A phone that seals for the programme of the base.
struct SealingPhone {
    explicit SealingPhone(IntakeBase& intake)
        : base(intake),
          key(privacy::programme_key(base.database(), *base.vault, base.programme, privacy::KeyPurpose::sealing)
                  .value()) {}

    Bytes seal(const EnvelopeContent& content) const {
        return privacy::seal_envelope(base.programme, key, to_plain_text(content));
    }
    Bytes seal(const std::string& xml) const { return seal(EnvelopeContent{xml, {}, {}, {}}); }
    Bytes seal_text(const std::string& plain) const { return privacy::seal_envelope(base.programme, key, plain); }

    EnvelopeArrival bring(ByteView envelope, const Uuid& carrier = Uuid{{9}}) {
        const auto taken = take_envelope(base.database(), base.book, base.programme,
                                         {carrier, {}, "envelope", Bearer::Part::carrier}, envelope);
        REQUIRE_MESSAGE(taken.has_value(), (taken ? "" : to_sentence(taken.error())));
        return *taken;
    }

    IntakeBase& base;
    privacy::ProgrammeKey key;
};

}  // namespace

TEST_SUITE_BEGIN("forms: envelopes");

TEST_CASE("a sealed form is taken as one that came open, and the same envelope again gets the same receipt") {
    on_base([](IntakeBase& base) {
        base.release(visit_form("1"));
        SealingPhone phone(base);
        const auto xml = visit_answers(first_id, "1", attended("Ana", "3"));
        const auto envelope = phone.seal(xml);
        const auto first = phone.bring(envelope);
        CHECK(first.acceptance == Acceptance::stored);
        CHECK(first.hash == privacy::sha256_of(envelope));
        CHECK(base.seen() == "V-7:Ana:3 ");
        base.scratch.clock.advance(20 * one_day);
        const auto again = phone.bring(envelope);
        CHECK(again.acceptance == Acceptance::repeated);
        CHECK(receipt_text(base.programme, again) == receipt_text(base.programme, first));
        // In an envelope of its own, and by the way of ODK clients: the same instance is there once.
        CHECK(phone.bring(phone.seal(xml)).acceptance == Acceptance::repeated);
        CHECK(base.send(xml).acceptance == Acceptance::repeated);
        CHECK(base.number("SELECT count(*) FROM submission WHERE programme_id = $1") == 1);
        CHECK(base.number("SELECT count(*) FROM submission WHERE programme_id = $1 AND sender_id IS NOT NULL") == 0);
        CHECK(base.number("SELECT count(*) FROM ledger WHERE programme_id = $1 AND source = 'envelope'") == 1);
        base.expect_sound();
    });
}

TEST_CASE("a receipt holds for the key of the pack") {
    on_base([](IntakeBase& base) {
        base.release(visit_form("1"));
        SealingPhone phone(base);
        const auto arrival = phone.bring(phone.seal(visit_answers(first_id, "1", "")));
        const auto receipt = receipt_of(base.database(), *base.vault, base.programme, arrival).value();
        const auto key =
            privacy::programme_key(base.database(), *base.vault, base.programme, privacy::KeyPurpose::receipt).value();
        CHECK(receipt.key == key.id);
        CHECK(receipt.signature.size() == 86);
        auto padded = receipt.signature + "==";
        std::ranges::replace(padded, '-', '+');
        std::ranges::replace(padded, '_', '/');
        const auto raw = from_base64(padded).value();
        privacy::CurveSignature signature{};
        std::ranges::copy(raw, signature.begin());
        CHECK(privacy::is_signed_on_curve(
            key.point, "minka receipt 1\n" + to_string(base.programme) + "\n" + receipt.envelope + "\n2026-03-02",
            signature));
    });
}

TEST_CASE("files and what a pair told each other come along, under the submission's key") {
    on_base([](IntakeBase& base) {
        base.release(visit_form("1"));
        SealingPhone phone(base);
        auto xml = visit_answers(first_id, "1", "");
        xml.replace(xml.find("<foto/>"), 7, "<foto>1.jpg</foto>");
        const auto envelope =
            phone.seal({xml, {{"1.jpg", "image/jpeg", to_bytes("a picture")}}, R"({"partner":"x"})", {}});
        CHECK(phone.bring(envelope).acceptance == Acceptance::stored);
        const auto files = base.database().read(base.programme, [&](storage::Reader& reader) {
            return files_of_submission(reader, *base.vault, SubmissionId{*parse_uuid(first_id)});
        });
        REQUIRE(files->size() == 2);
        CHECK(files->front().name == "1.jpg");
        CHECK(files->back().name == "minka-pair.json");
        base.expect_sound();
    });
}

TEST_CASE("what does not open or is not understood is kept as it came, acknowledged and explained") {
    on_base([](IntakeBase& base) {
        base.release(visit_form("1"));
        base.release(sheet_form(), true);
        SealingPhone phone(base);
        auto torn = phone.seal(visit_answers(first_id, "1", ""));
        torn.resize(torn.size() / 2);
        const auto other_key =
            privacy::ProgrammeKey{base.database().new_id<privacy::ProgrammeKeyId>(), privacy::make_curve_key().point};
        struct Case {
            Bytes envelope;
            std::string reason;
        };
        const std::vector<Case> cases{
            {torn, "torn or was changed"},
            {to_bytes("MNK"), "no envelope of format 1"},
            {privacy::seal_envelope(base.programme, other_key, "{}"), "which this programme does not have"},
            {phone.seal_text("no json"), "no JSON object"},
            {phone.seal_text("[]"), "no JSON object"},
            {phone.seal_text("{}"), "no filled form"},
            {phone.seal_text(R"({"xml":""})"), "no filled form"},
            {phone.seal_text(R"({"xml":"<a/>","user":"ines"})"), "does not belong there"},
            {phone.seal_text(R"({"xml":"<a/>","files":[{"name":"../x","type":"","content":""}]})"), "not just a name"},
            {phone.seal_text(R"({"xml":"<a/>","files":[{"name":"x","type":"","content":"?"}]})"), "not base 64"},
            {phone.seal_text(R"({"danger":{},"xml":"<a/>"})"), "does not belong there"},
            {phone.seal_text(R"({"danger":{"id":"7d1e8a30-51c4-4f0e-9a72-6b0c5d2e4f11","on":"2026-03-01","kind":"x",)"
                             R"("receiver":"y","receipt_number":"1","story":"ines"}})"),
             "nothing else"},
            {phone.seal({sheet(), {{"1.jpg", "image/jpeg", to_bytes("a face")}}, {}, {}}), "the form alone"},
        };
        for (const auto& one : cases) {
            CAPTURE(one.reason);
            const auto first = phone.bring(one.envelope);
            CHECK(first.acceptance == Acceptance::quarantined);
            CHECK(phone.bring(one.envelope).acceptance == Acceptance::repeated);
            CHECK(phone.bring(one.envelope).received_on == first.received_on);
        }
        std::set<std::string> reasons;
        for (const auto& waiting : base.quarantined()) {
            CHECK(waiting.form == "envelope");
            CHECK(waiting.reason->find("ines") == std::string::npos);
            reasons.insert(*waiting.reason);
            CHECK(base.replay(waiting.id) == Acceptance::quarantined);
        }
        CHECK(base.quarantined().size() == cases.size());
        for (const auto& one : cases) {
            CAPTURE(one.reason);
            CHECK(std::ranges::any_of(
                reasons, [&](const auto& reason) { return reason.find(one.reason) != std::string::npos; }));
        }
        CHECK(base.number("SELECT count(*) FROM ledger WHERE programme_id = $1 AND source = 'envelope'") == 0);
        base.expect_sound();
    });
}

TEST_CASE("an envelope that waited is taken when its cause is mended, and is empty then") {
    on_base([](IntakeBase& base) {
        base.release(visit_form("1"));
        SealingPhone phone(base);
        const auto envelope = phone.seal(visit_answers(first_id, "1", attended("Ana", "3")));
        // A restored copy of the database without the key of the phone's pack.
        REQUIRE(base.database()
                    .write({base.programme, {}, "console", "test"},
                           [&](storage::Writer& writer) {
                               return writer.project("UPDATE programme_key SET id = $2 WHERE programme_id = $1",
                                                     base.programme, Uuid{{3}});
                           })
                    .has_value());
        const auto first = phone.bring(envelope);
        CHECK(first.acceptance == Acceptance::quarantined);
        REQUIRE(base.quarantined().size() == 1);
        const auto waiting = base.quarantined()[0].id;
        const auto content = [&] {
            return base.database()
                .read(base.programme, [&](storage::Reader& reader) { return base.book.content_of(reader, waiting); })
                .value();
        };
        CHECK(content() == as_text(envelope));
        REQUIRE(base.database()
                    .write({base.programme, {}, "console", "test"},
                           [&](storage::Writer& writer) {
                               return writer.project("UPDATE programme_key SET id = $2 WHERE programme_id = $1",
                                                     base.programme, phone.key.id);
                           })
                    .has_value());
        base.scratch.clock.advance(one_day);
        CHECK(base.replay(waiting) == Acceptance::stored);
        CHECK(base.seen() == "V-7:Ana:3 ");
        CHECK(content().empty());
        const auto again = phone.bring(envelope);
        CHECK(again.acceptance == Acceptance::repeated);
        CHECK(again.received_on == first.received_on);
        base.expect_sound();
    });
}

TEST_CASE("of an anonymous sheet neither its envelope nor who carried it leaves a trace") {
    on_base([](IntakeBase& base) {
        base.release(sheet_form(), true);
        SealingPhone phone(base);
        const auto before = base.number("SELECT count(*) FROM ledger WHERE programme_id = $1");
        const auto envelope = phone.seal(sheet());
        const auto arrival = phone.bring(envelope);
        CHECK(arrival.acceptance == Acceptance::stored);
        CHECK(phone.bring(envelope).acceptance == Acceptance::repeated);
        CHECK(base.number("SELECT count(*) FROM ledger WHERE programme_id = $1") == before);
        CHECK(base.number("SELECT count(*) FROM submission WHERE programme_id = $1 AND (sender_id IS NOT NULL OR "
                          "device_id IS NOT NULL OR received_at IS NOT NULL)") == 0);
        CHECK(base.number("SELECT count(*) FROM submission WHERE programme_id = $1") == 1);
        base.expect_sound();
    });
}

TEST_CASE("a notice of danger is kept apart from submissions, with nobody's name on it") {
    on_base([](IntakeBase& base) {
        SealingPhone phone(base);
        const auto envelope = phone.seal({"", {}, {}, a_notice()});
        CHECK(phone.bring(envelope).acceptance == Acceptance::stored);
        CHECK(phone.bring(envelope).acceptance == Acceptance::repeated);
        CHECK(base.number("SELECT count(*) FROM submission WHERE programme_id = $1") == 0);
        CHECK(base.number("SELECT count(*) FROM danger_notice WHERE programme_id = $1") == 1);
        CHECK(base.number("SELECT count(*) FROM ledger WHERE programme_id = $1 AND source = 'envelope'") == 0);
        const auto other = phone.bring(phone.seal({"", {}, {}, a_notice("trata")}));
        CHECK(other.acceptance == Acceptance::quarantined);
        CHECK(base.number("SELECT count(*) FROM danger_notice WHERE programme_id = $1") == 1);
        base.expect_sound();
    });
}

TEST_CASE("what a phone of a pair heard is kept once, and anything else in its place waits") {
    on_base([](IntakeBase& base) {
        SealingPhone phone(base);
        EnvelopeContent content;
        content.seals = PairSeals{
            PairSealsId{*parse_uuid(sheet_id)}, "E-1", "a", "Z7PMJFQ9W4WBK8NN288A", "00000000000000000000", {}};
        CHECK(phone.bring(phone.seal(content)).acceptance == Acceptance::stored);
        CHECK(phone.bring(phone.seal(content)).acceptance == Acceptance::repeated);
        CHECK(base.number("SELECT count(*) FROM submission WHERE programme_id = $1") == 0);
        CHECK(base.number("SELECT count(*) FROM pair_seals WHERE programme_id = $1") == 1);
        content.seals->partner = "Z7PMJFQ9W4WBK8NN288A";  // the same identifier says something else
        CHECK(phone.bring(phone.seal(content)).acceptance == Acceptance::quarantined);
        content.seals->id = PairSealsId{*parse_uuid("1f6f2c4e-9d7a-4f5b-8c11-3f4f1d2a9e02")};
        content.seals->seat = "consensus";
        CHECK(phone.bring(phone.seal(content)).acceptance == Acceptance::quarantined);
        CHECK(base.number("SELECT count(*) FROM pair_seals WHERE programme_id = $1") == 1);
    });
}

TEST_CASE("what a phone seals says nothing of its length within a kilobyte") {
    for (std::size_t letters = 0; letters < 3000; letters += 37) {
        CHECK(to_plain_text({"<a>" + std::string(letters, 'x') + "</a>", {}, {}, {}}).size() % 1024 == 0);
    }
    const EnvelopeContent content{"<a>\"ñ\"</a>", {{"f.txt", "text/plain", to_bytes("x")}}, {}, {}};
    const auto read = read_envelope_content(to_plain_text(content)).value();
    CHECK(read.xml == content.xml);
    CHECK(read.files.front().content == content.files.front().content);
}

TEST_CASE("a file of envelopes gives all that is whole and tells what is torn") {
    const std::string programme = "018f4e0a-7c2b-7cc3-98c4-dc0c0c07398f";
    const auto first = "minka envelopes 1 " + programme + "\n";
    struct Case {
        std::string name;
        std::string text;
        std::vector<bool> lines;
        bool is_whole;
    };
    const std::vector<Case> cases{
        {"whole", first + "QUJD\nREVG\nend 2\n", {true, true}, true},
        {"windows", "minka envelopes 1 " + programme + "\r\nQUJD\r\nend 1\r\n", {true}, true},
        {"empty", first + "end 0\n", {}, true},
        {"cut within a line", first + "QUJD\nREV", {true, false}, false},
        {"cut between lines", first + "QUJD\n", {true}, false},
        {"a line is missing", first + "QUJD\nend 2\n", {true}, false},
        {"a line is no base 64", first + "?\nQUJD\nend 2\n", {false, true}, true},
        {"something after the end", first + "QUJD\nend 1\nQUJD\n", {true, true}, false},
    };
    for (const auto& one : cases) {
        CAPTURE(one.name);
        std::istringstream text(one.text);
        auto file = EnvelopeFile::open(text);
        REQUIRE(file.has_value());
        CHECK(to_string(file->programme()) == programme);
        std::vector<bool> lines;
        while (const auto line = file->next()) {
            lines.push_back(line->envelope.has_value());
        }
        CHECK(lines == one.lines);
        CHECK(file->is_whole() == one.is_whole);
    }
    for (const auto& text :
         {std::string(), "minka envelopes 2 " + programme + "\n", std::string("minka envelopes 1 x\n")}) {
        std::istringstream stream(text);
        CHECK(EnvelopeFile::open(stream).error().code == ProblemCode::malformed_file);
    }
}

TEST_SUITE_END();
