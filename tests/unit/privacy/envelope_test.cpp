#include "privacy/envelope.h"

#include "privacy/danger_notice.h"
#include "support/ledger_expectation.h"
#include "unit/privacy/privacy_database.h"

#include <cstdlib>
#include <fstream>
#include <map>

using namespace minka;
using namespace minka::privacy;
using namespace minka::test;

namespace {

const std::array envelope_migrations{storage::storage_migrations()[0], privacy_schema,
                                     storage::Migration{3, "envelopes", envelope_schema.schema}};

const ProgrammeId programme{*parse_uuid("018f4e0a-7c2b-7cc3-98c4-dc0c0c07398f")};
const ProgrammeKeyId known_key{*parse_uuid("018f4e0a-7c2b-7cc3-98c4-dc0c0c073990")};

// What tests/golden/privacy/envelope/make_envelope.py printed.
std::map<std::string, Bytes> made_elsewhere() {
    const char* source = std::getenv("MINKA_SOURCE_DIR");
    REQUIRE(source != nullptr);
    std::ifstream file(std::string(source) + "/tests/golden/privacy/envelope/envelope.txt");
    REQUIRE(file.good());
    std::map<std::string, Bytes> values;
    std::string name;
    std::string hex;
    while (file >> name >> hex) {
        values[name] = from_hex(hex).value();
    }
    return values;
}

template <std::size_t size>
std::array<std::uint8_t, size> fixed(const Bytes& bytes) {
    REQUIRE(bytes.size() == size);
    std::array<std::uint8_t, size> array{};
    std::ranges::copy(bytes, array.begin());
    return array;
}

void on_envelopes(const std::function<void(ScratchDatabase&, Vault&)>& test) {
    on_both_engines(envelope_migrations, [&](ScratchDatabase& scratch) {
        const auto vault = unlock(scratch);
        test(scratch, *vault);
        expect_sound_ledger(*scratch.database);
    });
}

Result<std::string> opened(ScratchDatabase& scratch, const Vault& vault, ByteView envelope,
                           const ProgrammeId& where = programme) {
    return scratch.database->read(where,
                                  [&](storage::Reader& reader) { return open_envelope(reader, vault, envelope); });
}

documents::JsonValue notice_json(const std::string& changed = {}, documents::JsonValue value = {}) {
    auto json = documents::json_object({{"id", "0b6f2c4e-9d7a-4f5b-8c11-3f4f1d2a9e01"},
                                        {"on", "2026-03-01"},
                                        {"kind", "violencia_familiar"},
                                        {"receiver", "comisaria"},
                                        {"receipt_number", "2026-000123"}});
    if (!changed.empty()) {
        json.set(changed, std::move(value));
    }
    return json;
}

}  // namespace

TEST_SUITE_BEGIN("privacy: envelopes");

TEST_CASE("an envelope that another implementation made opens to what it sealed") {
    const auto made = made_elsewhere();
    on_envelopes([&](ScratchDatabase& scratch, Vault& vault) {
        const auto wrapped = seal_bytes(vault.master_key().bytes(),
                                        sealing_context("minka programme sealing key", programme, known_key.uuid),
                                        made.at("sealing_secret"));
        REQUIRE(scratch.database
                    ->write(act_in(programme),
                            [&](storage::Writer& writer) {
                                return writer.project(
                                    "INSERT INTO programme_key (programme_id, id, purpose, public_key, wrapped, "
                                    "made_at) VALUES ($1, $2, 'sealing', $3, $4, 0)",
                                    programme, known_key, made.at("sealing_point"), wrapped);
                            })
                    .has_value());
        const auto plain = opened(scratch, vault, made.at("envelope"));
        REQUIRE_MESSAGE(plain.has_value(), sentence_of(plain));
        CHECK(*plain == as_text(made.at("plain")));
    });
}

TEST_CASE("the agreed key and a signature are those of another implementation") {
    const auto made = made_elsewhere();
    const CurveKey own{SecretKey::from(made.at("sealing_secret")), fixed<65>(made.at("sealing_point"))};
    const auto envelope = made.at("envelope");
    const auto point = fixed<65>(Bytes(envelope.begin() + 20, envelope.begin() + 85));
    const auto key =
        agreed_key(own, point, point, "minka envelope 1\n" + to_string(programme) + "\n" + to_string(known_key));
    REQUIRE(key.has_value());
    CHECK(to_hex(key->bytes()) == to_hex(made.at("agreed_key")));
    const auto signer = fixed<65>(made.at("receipt_point"));
    const auto signature = fixed<64>(made.at("receipt_signature"));
    const std::string text(as_text(made.at("receipt_text")));
    CHECK(is_signed_on_curve(signer, text, signature));
    CHECK(!is_signed_on_curve(signer, text + " ", signature));
    CHECK(!is_signed_on_curve(own.point, text, signature));
    CHECK(sha256_of(envelope) == text.substr(text.size() - 75, 64));
}

TEST_CASE("what is signed with a made key holds, and with nothing changed only") {
    const auto key = make_curve_key();
    for (int i = 0; i < 20; ++i) {
        const auto text = "minka receipt " + std::to_string(i);
        auto signature = sign_on_curve(key, text);
        CHECK(is_signed_on_curve(key.point, text, signature));
        signature[static_cast<std::size_t>(3 * i)] ^= 1;
        CHECK(!is_signed_on_curve(key.point, text, signature));
    }
    CHECK(!is_signed_on_curve(key.point, "", CurveSignature{}));
    CHECK(!is_signed_on_curve(CurvePoint{}, "", CurveSignature{}));
}

TEST_CASE("a point off the curve agrees on nothing") {
    const auto own = make_curve_key();
    auto point = make_curve_key().point;
    CHECK(agreed_key(own, point, {}, "").has_value());
    point[64] ^= 1;
    CHECK(!agreed_key(own, point, {}, "").has_value());
    CHECK(!agreed_key(own, CurvePoint{}, {}, "").has_value());
}

TEST_CASE("a programme's keys are made once, are its own, and say so in the ledger") {
    on_envelopes([](ScratchDatabase& scratch, Vault& vault) {
        const auto other = scratch.database->new_id<ProgrammeId>();
        const auto key = [&](const ProgrammeId& where, KeyPurpose purpose) {
            return programme_key(*scratch.database, vault, where, purpose).value();
        };
        const auto sealing = key(programme, KeyPurpose::sealing);
        CHECK(key(programme, KeyPurpose::sealing).id == sealing.id);
        CHECK(key(programme, KeyPurpose::sealing).point == sealing.point);
        CHECK(key(programme, KeyPurpose::receipt).point != sealing.point);
        CHECK(key(other, KeyPurpose::sealing).point != sealing.point);
        const auto noted = scratch.database->read(programme, [](storage::Reader& reader) {
            return reader.value<std::int64_t>("SELECT count(*) FROM ledger WHERE kind = 'programme key'");
        });
        CHECK(noted.value() == 3);
        const auto signed_text = sign_with_programme_key(*scratch.database, vault, programme, "texto").value();
        CHECK(signed_text.key == key(programme, KeyPurpose::receipt).id);
        CHECK(is_signed_on_curve(key(programme, KeyPurpose::receipt).point, "texto", signed_text.signature));
    });
}

TEST_CASE("an envelope opens in its programme alone, and not when any of its bytes was changed") {
    on_envelopes([](ScratchDatabase& scratch, Vault& vault) {
        const auto key = programme_key(*scratch.database, vault, programme, KeyPurpose::sealing).value();
        const auto envelope = seal_envelope(programme, key, "Ñandú");
        CHECK(opened(scratch, vault, envelope).value() == "Ñandú");
        const auto empty = seal_envelope(programme, key, "");
        CHECK(opened(scratch, vault, empty).value().empty());
        CHECK(opened(scratch, vault, envelope, scratch.database->new_id<ProgrammeId>()).error().code ==
              ProblemCode::malformed_file);
        for (std::size_t i = 0; i < envelope.size(); ++i) {
            CAPTURE(i);
            auto changed = envelope;
            changed[i] ^= 1;
            const auto outcome = opened(scratch, vault, changed);
            REQUIRE(!outcome.has_value());
            CHECK(outcome.error().code == ProblemCode::malformed_file);
        }
        for (std::size_t size = 0; size < envelope.size(); ++size) {
            CHECK(!opened(scratch, vault, ByteView(envelope).first(size)).has_value());
        }
    });
}

TEST_CASE("a notice of danger has a date and codes, and no place for a sentence") {
    CHECK(read_danger_notice(notice_json()).has_value());
    CHECK(read_danger_notice(notice_json("receipt_number", "")).has_value());
    struct Case {
        std::string member;
        documents::JsonValue value;
    };
    const std::vector<Case> refused{
        {"narrative", "lo que pasó"},
        {"name", "Inés"},
        {"kind", "Inés Huamán contó que"},
        {"kind", ""},
        {"kind", std::string(61, 'a')},
        {"receiver", "la comisaría del pueblo"},
        {"receipt_number", "ver a Ines"},
        {"receipt_number", "InesHuaman"},
        {"receipt_number", std::string(41, '1')},
        {"on", "ayer"},
        {"on", 5},
        {"id", "018f4e0a-7c2b-7cc3-98c4-dc0c0c07398f"},
        {"id", {}},
    };
    for (const auto& one : refused) {
        CAPTURE(one.member);
        const auto read = read_danger_notice(notice_json(one.member, one.value));
        REQUIRE(!read.has_value());
        CHECK(read.error().message.find("Huam") == std::string::npos);
    }
    CHECK(!read_danger_notice(documents::JsonValue("texto")).has_value());
}

TEST_CASE("a notice is kept once, and only its day shows to who has the database without the key") {
    on_envelopes([](ScratchDatabase& scratch, Vault& vault) {
        const auto notice = read_danger_notice(notice_json()).value();
        const auto take = [&](const DangerNotice& one) {
            return scratch.database->write(
                act_in(programme), [&](storage::Writer& writer) { return take_danger_notice(writer, vault, one); });
        };
        CHECK(take(notice).value().arrival == NoticeArrival::stored);
        scratch.clock.advance(5 * std::int64_t{86'400'000'000});
        const auto again = take(notice).value();
        CHECK(again.arrival == NoticeArrival::repeated);
        CHECK(again.received_on.text() == "2026-03-02");
        CHECK(take(read_danger_notice(notice_json("kind", "trata")).value()).error().code == ProblemCode::conflict);
        const auto ledger = [&] {
            std::string text;
            REQUIRE(scratch.database
                        ->read(programme,
                               [&](storage::Reader& reader) {
                                   return reader.each("SELECT changes FROM ledger",
                                                      [&](const storage::Row& row) -> Result<> {
                                                          text += as_text(row.get<Bytes>(0));
                                                          return {};
                                                      });
                               })
                        .has_value());
            return text;
        };
        CHECK(ledger().find("violencia") == std::string::npos);
        CHECK(ledger().find("000123") == std::string::npos);
        const auto shown = scratch.database->write(
            act_in(programme), [&](storage::Writer& writer) { return read_danger_notices(writer, vault); });
        REQUIRE(shown.value().size() == 1);
        CHECK(shown->front().notice.receipt_number == "2026-000123");
        CHECK(shown->front().notice.kind == "violencia_familiar");
        const auto reads = scratch.database->read(programme, [](storage::Reader& reader) {
            return reader.value<std::int64_t>("SELECT count(*) FROM ledger WHERE kind = 'danger notices read'");
        });
        CHECK(reads.value() == 1);
    });
}

TEST_SUITE_END();
