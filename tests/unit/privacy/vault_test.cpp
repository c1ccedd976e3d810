#include "unit/privacy/privacy_database.h"

#include <sys/stat.h>

#include <chrono>
#include <fstream>

using namespace minka;
using namespace minka::test;
using privacy::MasterKey;
using privacy::PlainText;
using privacy::SealedText;
using privacy::Vault;
using storage::Reader;
using storage::Sealed;
using storage::Writer;

namespace {

std::string content_of(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

void put_content(const std::filesystem::path& file, const std::string& content) {
    std::ofstream(file, std::ios::binary | std::ios::trunc) << content;
}

Result<Sealed> seal_one(ScratchDatabase& scratch, const Vault& vault, ProgrammeId programme, const Uuid& subject,
                        std::string_view plain) {
    return scratch.database->write(act_in(programme),
                                   [&](Writer& writer) { return vault.seal(writer, subject, plain); });
}

Result<std::string> open_one(ScratchDatabase& scratch, const Vault& vault, ProgrammeId programme, const Uuid& subject,
                             const Sealed& sealed) {
    return scratch.database->read(programme, [&](Reader& reader) { return vault.open(reader, subject, sealed); });
}

}  // namespace

TEST_SUITE_BEGIN("privacy: keys");

TEST_CASE("a master key is private, has instructions, and is the same when read again") {
    const ScratchFolder folder;
    const auto file = folder.path() / "minka.db.key";
    const auto made = MasterKey::create(file);
    REQUIRE(made.has_value());
    struct stat state{};
    REQUIRE(stat(file.c_str(), &state) == 0);
    CHECK((state.st_mode & 0777U) == 0600U);
    const auto text = content_of(file);
    CHECK(text.find("LLAVE MAESTRA") != std::string::npos);
    CHECK(text.find(made->fingerprint()) != std::string::npos);
    const auto read = MasterKey::load(file);
    REQUIRE(read.has_value());
    CHECK(read->fingerprint() == made->fingerprint());
    CHECK(std::ranges::equal(read->bytes(), made->bytes()));
    CHECK(MasterKey::create(file).error().code == ProblemCode::conflict);
}

TEST_CASE("a master key that others can read, or that has a wrong digit, is refused") {
    const ScratchFolder folder;
    const auto file = folder.path() / "minka.db.key";
    CHECK(MasterKey::load(file).error().code == ProblemCode::not_found);
    REQUIRE(MasterKey::create(file).has_value());
    for (const unsigned mode : {0640U, 0604U, 0660U, 0602U}) {
        CAPTURE(mode);
        REQUIRE(chmod(file.c_str(), mode) == 0);
        CHECK(MasterKey::load(file).error().code == ProblemCode::forbidden);
    }
    REQUIRE(chmod(file.c_str(), 0600) == 0);
    auto text = content_of(file);
    auto& digit = text[text.find("minka-llave-1 ") + 20];
    digit = digit == '0' ? '1' : '0';
    put_content(file, text);
    const auto mistyped = MasterKey::load(file);
    REQUIRE_FALSE(mistyped.has_value());
    CHECK(mistyped.error().code == ProblemCode::malformed_file);
    CHECK(mistyped.error().message.find("digit is wrong") != std::string::npos);
    put_content(file, text.substr(0, text.size() / 2));
    CHECK(MasterKey::load(file).error().code == ProblemCode::malformed_file);
    put_content(file, std::string(5000, '#'));
    CHECK(MasterKey::load(file).error().code == ProblemCode::malformed_file);
}

TEST_CASE("what is sealed opens again, differs each time and hides its text") {
    on_both_engines(privacy_migrations, [](ScratchDatabase& scratch) {
        const auto vault = unlock(scratch);
        CHECK(vault->made_key_file());
        const auto programme = scratch.database->new_id<ProgrammeId>();
        const auto subject = new_subject(scratch);
        for (const std::string plain : {"", "Rosaura Inventada Ñáñez", "Ana M."}) {
            CAPTURE(plain);
            const auto one = seal_one(scratch, *vault, programme, subject, plain);
            const auto two = seal_one(scratch, *vault, programme, subject, plain);
            REQUIRE(one.has_value());
            REQUIRE(two.has_value());
            CHECK(one->bytes != two->bytes);
            CHECK(open_one(scratch, *vault, programme, subject, *one) == plain);
            CHECK(open_one(scratch, *vault, programme, subject, *two) == plain);
            CHECK((plain.empty() || as_text(one->bytes).find(plain) == std::string_view::npos));
        }
        const auto keys = scratch.database->read(
            programme, [](Reader& reader) { return reader.value<std::int64_t>("SELECT count(*) FROM subject_key"); });
        CHECK(**keys == 1);
    });
}

TEST_CASE("a ciphertext with one byte changed, or of another subject or programme, does not open") {
    on_both_engines(privacy_migrations, [](ScratchDatabase& scratch) {
        const auto vault = unlock(scratch);
        const auto programme = scratch.database->new_id<ProgrammeId>();
        const auto other_programme = scratch.database->new_id<ProgrammeId>();
        const auto subject = new_subject(scratch);
        const auto neighbour = new_subject(scratch);
        const auto sealed = seal_one(scratch, *vault, programme, subject, "Rosaura");
        REQUIRE(sealed.has_value());
        for (std::size_t i = 0; i < sealed->bytes.size(); ++i) {
            auto changed = *sealed;
            changed.bytes[i] ^= 0x40;
            CAPTURE(i);
            CHECK(open_one(scratch, *vault, programme, subject, changed).error().code == ProblemCode::integrity_broken);
        }
        auto cut = *sealed;
        cut.bytes.resize(10);
        CHECK(open_one(scratch, *vault, programme, subject, cut).error().code == ProblemCode::integrity_broken);
        CHECK(open_one(scratch, *vault, programme, neighbour, *sealed).error().code == ProblemCode::not_found);
        REQUIRE(seal_one(scratch, *vault, programme, neighbour, "x").has_value());
        CHECK(open_one(scratch, *vault, programme, neighbour, *sealed).error().code == ProblemCode::integrity_broken);
        CHECK(open_one(scratch, *vault, other_programme, subject, *sealed).error().code == ProblemCode::not_found);
    });
}

TEST_CASE("a stored key that was changed or swapped is found") {
    on_both_engines(privacy_migrations, [](ScratchDatabase& scratch) {
        const auto vault = unlock(scratch);
        const auto programme = scratch.database->new_id<ProgrammeId>();
        const auto one = new_subject(scratch);
        const auto two = new_subject(scratch);
        const auto sealed = seal_one(scratch, *vault, programme, one, "Rosaura");
        REQUIRE(seal_one(scratch, *vault, programme, two, "Amaranta").has_value());
        REQUIRE(scratch.database
                    ->write(act_in(programme),
                            [&](Writer& writer) {
                                return writer.project(
                                    "UPDATE subject_key SET wrapped = (SELECT k.wrapped FROM subject_key k "
                                    "WHERE k.subject_id = $2) WHERE subject_id = $1",
                                    one, two);
                            })
                    .has_value());
        CHECK(open_one(scratch, *vault, programme, one, *sealed).error().code == ProblemCode::integrity_broken);
    });
}

TEST_CASE("another master key is told apart before anything is opened") {
    on_both_engines(privacy_migrations, [](ScratchDatabase& scratch) {
        const auto key_file = key_file_of(scratch);
        {
            const auto vault = unlock(scratch);
        }
        const auto again = Vault::unlock(*scratch.database, key_file);
        REQUIRE(again.has_value());
        CHECK_FALSE((*again)->made_key_file());

        const auto other_file = scratch.folder.path() / "other.key";
        REQUIRE(MasterKey::create(other_file).has_value());
        const auto wrong = Vault::unlock(*scratch.database, other_file);
        REQUIRE_FALSE(wrong.has_value());
        CHECK(wrong.error().code == ProblemCode::integrity_broken);
        CHECK(wrong.error().message.find("not the one of this database") != std::string::npos);

        // A lost key file is not replaced by a new one that would open nothing.
        const auto absent_file = scratch.folder.path() / "absent.key";
        CHECK(Vault::unlock(*scratch.database, absent_file).error().code == ProblemCode::not_found);
        CHECK_FALSE(std::filesystem::exists(absent_file));
    });
}

TEST_CASE("a closure that fails takes its new keys with it, and the next one makes its own") {
    on_both_engines(privacy_migrations, [](ScratchDatabase& scratch) {
        const auto vault = unlock(scratch);
        const auto programme = scratch.database->new_id<ProgrammeId>();
        const auto subject = new_subject(scratch);
        Sealed lost;
        const auto failed = scratch.database->write(act_in(programme), [&](Writer& writer) -> Result<> {
            MINKA_TRY_ASSIGN(lost, vault->seal(writer, subject, "first"));
            return invalid("stop");
        });
        CHECK_FALSE(failed.has_value());
        const auto kept = seal_one(scratch, *vault, programme, subject, "second");
        REQUIRE(kept.has_value());
        CHECK(open_one(scratch, *vault, programme, subject, *kept) == "second");
        CHECK(open_one(scratch, *vault, programme, subject, lost).error().code == ProblemCode::integrity_broken);
    });
}

TEST_CASE("4,200 people are sealed and opened together, in their order") {
    on_both_engines(privacy_migrations, [](ScratchDatabase& scratch) {
        const auto vault = unlock(scratch);
        const auto programme = scratch.database->new_id<ProgrammeId>();
        std::vector<std::string> names;
        std::vector<Uuid> people;
        std::vector<PlainText> texts;
        for (int i = 0; i < 4200; ++i) {
            names.push_back("Persona " + std::to_string(i));
            people.push_back(new_subject(scratch));
        }
        for (std::size_t i = 0; i < names.size(); ++i) {
            texts.push_back({people[i], names[i]});
        }
        texts.push_back({people[7], "contacto 7"});
        const auto start = std::chrono::steady_clock::now();
        const auto sealed =
            scratch.database->write(act_in(programme), [&](Writer& writer) { return vault->seal_all(writer, texts); });
        const auto end = std::chrono::steady_clock::now();
        REQUIRE_MESSAGE(sealed.has_value(), sentence_of(sealed));
        MESSAGE("sealed 4,200 people in ", std::chrono::duration_cast<std::chrono::milliseconds>(end - start).count(),
                " ms");
        std::vector<SealedText> asked;
        for (std::size_t i = 0; i < texts.size(); ++i) {
            asked.push_back({texts[i].subject, &(*sealed)[i]});
        }
        const auto opened =
            scratch.database->read(programme, [&](Reader& reader) { return vault->open_all(reader, asked); });
        REQUIRE(opened.has_value());
        REQUIRE(opened->size() == 4201);
        CHECK(opened->front() == "Persona 0");
        CHECK((*opened)[4199] == "Persona 4199");
        CHECK(opened->back() == "contacto 7");
    });
}

TEST_CASE("a receipt is signed by this installation and by no other") {
    on_both_engines(privacy_migrations, [](ScratchDatabase& scratch) {
        const auto vault = unlock(scratch);
        const auto signature = vault->sign(as_bytes("recibo 1"));
        const auto key = vault->public_key();
        REQUIRE(signature.has_value());
        REQUIRE(key.has_value());
        CHECK(privacy::is_signed_by(*key, as_bytes("recibo 1"), *signature));
        CHECK_FALSE(privacy::is_signed_by(*key, as_bytes("recibo 2"), *signature));
        auto other = *key;
        other[3] ^= 1;
        CHECK_FALSE(privacy::is_signed_by(other, as_bytes("recibo 1"), *signature));
        // The same key after the next start.
        const auto again = unlock(scratch);
        CHECK(again->public_key() == key);
    });
}

TEST_SUITE_END();
