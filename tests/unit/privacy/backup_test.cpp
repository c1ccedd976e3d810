#include "privacy/attachment.h"
#include "privacy/backup_file.h"
#include "privacy/erasure.h"
#include "privacy/restore.h"
#include "storage/ledger.h"
#include "storage/sqlite/sqlite_connection.h"
#include "unit/privacy/privacy_database.h"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>

using namespace minka;
using namespace minka::test;
using namespace minka::privacy;
using storage::Reader;
using storage::Sealed;
using storage::Writer;

namespace {

LocalDate day(std::string_view text) { return *LocalDate::parse(text); }

std::string content_of(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

void put_content(const std::filesystem::path& file, std::string_view content) {
    std::ofstream(file, std::ios::binary | std::ios::trunc) << content;
}

// A small programme: two people with a name and a consent each, and a scan.
struct Programme {
    explicit Programme(ScratchDatabase& owner)
        : scratch(owner),
          vault(unlock(owner)),
          id(owner.database->new_id<ProgrammeId>()),
          people{new_subject(owner), new_subject(owner)} {
        for (std::size_t i = 0; i < 2; ++i) {
            sealed.push_back(*scratch.database->write(
                act_in(id), [&](Writer& writer) { return vault->seal(writer, people[i], names[i]); }));
            add_consent(people[i]);
        }
        const NewAttachment fresh{scan, people[1], MediaClass::scan, as_bytes(scan_content), "x"};
        const auto stored = scratch.database->write(
            act_in(id), [&](Writer& writer) { return store_attachment(writer, *vault, fresh); });
        REQUIRE_MESSAGE(stored.has_value(), sentence_of(stored));
    }

    void add_consent(const Uuid& subject) {
        const Consent consent{scratch.database->new_id<ConsentId>(),
                              subject,
                              "contact",
                              "1",
                              {},
                              {},
                              {},
                              "es",
                              {},
                              day("2026-02-01"),
                              {},
                              {}};
        const auto written =
            scratch.database->write(act_in(id), [&](Writer& writer) { return record_consent(writer, consent); });
        REQUIRE_MESSAGE(written.has_value(), sentence_of(written));
    }
    void erase(std::size_t person) {
        const auto erased = erase_subject(*scratch.database, *vault, act_in(id),
                                          {people[person], ErasureBasis::asked_by_subject, day("2026-03-01")});
        REQUIRE_MESSAGE(erased.has_value(), sentence_of(erased));
    }
    BackupOutcome back_up(const std::string& name) {
        auto outcome = make_backup(*scratch.database, *vault, file(name), "0.1.0");
        REQUIRE_MESSAGE(outcome.has_value(), sentence_of(outcome));
        return *std::move(outcome);
    }
    std::filesystem::path file(const std::string& name) const { return scratch.folder.path() / name; }

    RestoreOptions restore_of(const std::string& backup, const std::string& target) {
        RestoreOptions options;
        options.backup_file = file(backup);
        options.location = target.starts_with("postgresql:") ? target : file(target).string();
        options.master_key_file = key_file_of(scratch);
        options.migrations = privacy_migrations;
        options.clock = &scratch.clock;
        options.random = &scratch.random;
        return options;
    }

    ScratchDatabase& scratch;
    std::unique_ptr<Vault> vault;
    ProgrammeId id;
    std::array<Uuid, 2> people;
    std::array<std::string, 2> names{"Rosaura Inventada", "Amaranto Inventado"};
    std::vector<Sealed> sealed;
    AttachmentId scan = scratch.database->new_id<AttachmentId>();
    std::string scan_content = "%PDF-1.4 acta %%EOF";
};

std::unique_ptr<storage::Database> open_at(ScratchDatabase& scratch, const std::string& location) {
    storage::DatabaseOptions options;
    options.location = location;
    options.migrations = privacy_migrations;
    options.clock = &scratch.clock;
    options.random = &scratch.random;
    auto opened = storage::Database::open(options);
    REQUIRE_MESSAGE(opened.has_value(), sentence_of(opened));
    return *std::move(opened);
}

Result<std::string> name_in(storage::Database& database, const Vault& vault, const Programme& programme,
                            std::size_t person) {
    return database.read(programme.id, [&](Reader& reader) {
        return vault.open(reader, programme.people[person], programme.sealed[person]);
    });
}

std::size_t count_files_with(const std::filesystem::path& folder, std::string_view part) {
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        count += entry.path().filename().string().find(part) != std::string::npos ? 1U : 0U;
    }
    return count;
}

}  // namespace

TEST_SUITE_BEGIN("privacy: backup");

TEST_CASE("a backup holds everything but the key, and comes back on both engines") {
    on_both_engines(privacy_migrations, [](ScratchDatabase& scratch) {
        Programme programme(scratch);
        const auto outcome = programme.back_up("copia.minka");
        CHECK(outcome.findings.empty());
        CHECK(outcome.manifest.heads.size() == 1);
        CHECK(outcome.manifest.schema == 2);
        const auto content = content_of(programme.file("copia.minka"));
        CHECK(content.starts_with(backup_mark));
        CHECK(content.find(to_hex(programme.vault->master_key().bytes())) == std::string::npos);
        CHECK(content.find(std::string(as_text(programme.vault->master_key().bytes()))) == std::string::npos);
        CHECK(content.find("Inventad") == std::string::npos);
        struct stat state{};
        REQUIRE(stat(programme.file("copia.minka").c_str(), &state) == 0);
        CHECK((state.st_mode & 0777U) == 0600U);
        const auto checked = check_backup(programme.file("copia.minka"), programme.vault->master_key());
        REQUIRE_MESSAGE(checked.has_value(), sentence_of(checked));
        CHECK(checked->manifest == outcome.manifest);

        for (const auto& target : {std::string("restored.db"), new_postgres_database()}) {
            CAPTURE(target);
            const auto options = programme.restore_of("copia.minka", target);
            const auto restored = restore_backup(options);
            REQUIRE_MESSAGE(restored.has_value(), sentence_of(restored));
            CHECK(restored->erased == 0);
            const auto database = open_at(scratch, options.location);
            const auto vault = Vault::unlock(*database, options.master_key_file);
            REQUIRE_MESSAGE(vault.has_value(), sentence_of(vault));
            CHECK(name_in(*database, **vault, programme, 0) == programme.names[0]);
            CHECK(as_text(*database->read(programme.id, [&](Reader& reader) {
                      return read_attachment(reader, **vault, programme.scan);
                  })) == programme.scan_content);
            CHECK(database->read(programme.id, [](Reader& reader) { return reader.all<Consent>(""); })->size() == 2);
            // A new installation with chains of its own; those of the lost one end where the backup ends.
            CHECK(database->node() != scratch.database->node());
            const auto verified = database->read(
                {}, [&](Reader& reader) { return storage::verify_ledger(reader, outcome.manifest.heads); });
            CHECK(verified->findings.empty());
            CHECK(verified->heads.size() == 2);
            // A second restore finds the place taken.
            CHECK(restore_backup(options).error().code == ProblemCode::conflict);
        }
        CHECK(count_files_with(scratch.folder.path(), "restoring") == 0);
        CHECK(count_files_with(scratch.folder.path(), ".copy") == 0);
    });
}

TEST_CASE("who was erased after a backup stays erased when it is restored") {
    on_both_engines(privacy_migrations, [](ScratchDatabase& scratch) {
        Programme programme(scratch);
        programme.back_up("before.minka");
        const auto wrapped = **scratch.database->read(programme.id, [&](Reader& reader) {
            return reader.value<Bytes>("SELECT wrapped FROM subject_key WHERE programme_id = $1 AND subject_id = $2",
                                       programme.id, programme.people[1]);
        });
        programme.erase(1);
        const auto options = programme.restore_of("before.minka", "restored.db");
        const auto restored = restore_backup(options);
        REQUIRE_MESSAGE(restored.has_value(), sentence_of(restored));
        CHECK(restored->erased == 1);
        CHECK(content_of(options.location).find(as_text(wrapped)) == std::string::npos);
        const auto database = open_at(scratch, options.location);
        const auto vault = *Vault::unlock(*database, options.master_key_file);
        CHECK(name_in(*database, *vault, programme, 0) == programme.names[0]);
        CHECK(name_in(*database, *vault, programme, 1).error().code == ProblemCode::forbidden);
        CHECK(database
                  ->read(programme.id, [&](Reader& reader) { return read_attachment(reader, *vault, programme.scan); })
                  .error()
                  .code == ProblemCode::forbidden);
    });
}

TEST_CASE("a restore without the list of erasures, or with one that was cut, is refused") {
    const auto scratch = make_scratch_database(On::sqlite, privacy_migrations);
    Programme programme(*scratch);
    programme.erase(0);
    programme.back_up("copia.minka");
    const auto list_file = ErasureList::file_for(key_file_of(*scratch));
    const auto list = content_of(list_file);
    auto options = programme.restore_of("copia.minka", "restored.db");
    put_content(list_file, list.substr(0, list.find('\n') + 1));
    CHECK(restore_backup(options).error().code == ProblemCode::integrity_broken);
    std::filesystem::remove(list_file);
    CHECK(restore_backup(options).error().code == ProblemCode::not_found);
    CHECK_FALSE(std::filesystem::exists(options.location));
    options.missing_list = RestoreOptions::MissingErasureList::accept;
    const auto restored = restore_backup(options);
    REQUIRE_MESSAGE(restored.has_value(), sentence_of(restored));
    // What the backup itself knows of is listed again.
    CHECK(ErasureList::load(list_file)->contains(programme.id, programme.people[0]));
}

TEST_CASE("a torn, changed or foreign backup is refused and leaves no database") {
    const auto scratch = make_scratch_database(On::sqlite, privacy_migrations);
    Programme programme(*scratch);
    programme.back_up("copia.minka");
    const auto whole = content_of(programme.file("copia.minka"));
    const auto options = programme.restore_of("torn.minka", "restored.db");
    const auto header = whole.find("\n\n") + 2;
    const auto refuse = [&](std::string_view content, ProblemCode code) {
        put_content(options.backup_file, content);
        const auto refused = restore_backup(options);
        REQUIRE_FALSE(refused.has_value());
        CHECK_MESSAGE(refused.error().code == code, to_sentence(refused.error()));
        CHECK_FALSE(check_backup(options.backup_file, programme.vault->master_key()).has_value());
        CHECK_FALSE(std::filesystem::exists(options.location));
        CHECK(count_files_with(scratch->folder.path(), "restoring") == 0);
    };
    for (const std::size_t length : {std::size_t{0}, std::size_t{5}, header / 2, header - 1, header, header + 1,
                                     whole.size() / 2, whole.size() - 1}) {
        CAPTURE(length);
        refuse(std::string_view(whole).substr(0, length), ProblemCode::malformed_file);
    }
    refuse(whole + "x", ProblemCode::malformed_file);
    for (std::size_t at = header; at < whole.size(); at += whole.size() / 9) {
        CAPTURE(at);
        auto changed = whole;
        changed[at] = static_cast<char>(changed[at] ^ 1);
        refuse(changed, ProblemCode::malformed_file);
    }
    auto renamed = whole;
    renamed.replace(renamed.find("program 0.1.0"), 13, "program 0.1.1");
    refuse(renamed, ProblemCode::integrity_broken);
    refuse("minka backup 1\n" + std::string(100'000, 'a'), ProblemCode::malformed_file);

    auto foreign = programme.restore_of("copia.minka", "restored.db");
    foreign.master_key_file = programme.file("other.key");
    CHECK(restore_backup(foreign).error().code == ProblemCode::not_found);
    REQUIRE(MasterKey::create(foreign.master_key_file).has_value());
    const auto refused = restore_backup(foreign);
    CHECK(refused.error().code == ProblemCode::integrity_broken);
    CHECK(refused.error().message.find(programme.vault->master_key().fingerprint()) != std::string::npos);
}

TEST_CASE("a backup whose ledger was cut is found by the heads of its manifest") {
    const auto scratch = make_scratch_database(On::sqlite, privacy_migrations);
    Programme programme(*scratch);
    const auto outcome = programme.back_up("copia.minka");
    // Someone who has the key takes the last entry and its record out of the copy and leaves the heads of the manifest.
    const auto copy = programme.file("cut.db");
    REQUIRE(extract_backup(programme.file("copia.minka"), outcome.manifest, copy).has_value());
    {
        const auto connection = *storage::open_sqlite({copy, storage::SqliteOptions::Access::read_write, {}});
        const auto cut = connection->run_script(
            "DELETE FROM consent WHERE id = (SELECT subject FROM ledger WHERE kind = 'consent' ORDER BY sequence DESC "
            "LIMIT 1);"
            "DELETE FROM attachment; DELETE FROM attachment_chunk;"
            "DELETE FROM ledger WHERE sequence >= (SELECT max(sequence) FROM ledger WHERE kind = 'consent');"
            "UPDATE ledger_head SET sequence = (SELECT max(sequence) FROM ledger), hash = (SELECT hash FROM ledger "
            "ORDER BY sequence DESC LIMIT 1),"
            " clock = (SELECT clock FROM ledger ORDER BY sequence DESC LIMIT 1);"
            "PRAGMA journal_mode = DELETE;");
        REQUIRE_MESSAGE(cut.has_value(), sentence_of(cut));
    }
    auto manifest = outcome.manifest;
    const auto digest = *digest_of(copy);
    manifest.byte_count = digest.byte_count;
    manifest.content_hash = digest.hash;
    REQUIRE(write_backup_file(programme.file("cut.minka"),
                              render_manifest(manifest, programme.vault->master_key().bytes()), copy)
                .has_value());
    const auto options = programme.restore_of("cut.minka", "restored.db");
    const auto refused = restore_backup(options);
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code == ProblemCode::integrity_broken);
    CHECK(refused.error().message.find("ledger") != std::string::npos);
    CHECK_FALSE(std::filesystem::exists(options.location));
}

TEST_CASE("a restore overwrites nothing and does not run beside a server") {
    const auto scratch = make_scratch_database(On::sqlite, privacy_migrations);
    Programme programme(*scratch);
    programme.back_up("copia.minka");
    CHECK(make_backup(*scratch->database, *programme.vault, programme.file("copia.minka"), "0.1.0").error().code ==
          ProblemCode::conflict);
    auto options = programme.restore_of("copia.minka", "test.db");
    CHECK(restore_backup(options).error().code == ProblemCode::conflict);
    options = programme.restore_of("copia.minka", "restored.db");
    put_content(options.location + "-wal", "left over");
    CHECK(restore_backup(options).error().code == ProblemCode::conflict);
    std::filesystem::remove(options.location + "-wal");
    scratch->clock.advance(-3'600'000'000);
    CHECK(restore_backup(options).error().code == ProblemCode::not_ready);
    CHECK_FALSE(std::filesystem::exists(options.location));
    // A server's database that holds something.
    scratch->clock.advance(3'600'000'000);
    const auto server = make_scratch_database(On::postgres, privacy_migrations);
    CHECK(restore_backup(programme.restore_of("copia.minka", server->location)).error().code == ProblemCode::conflict);
}

TEST_CASE("a restore that is killed at any moment leaves no database or the whole one") {
    const auto scratch = make_scratch_database(On::sqlite, privacy_migrations);
    Programme programme(*scratch);
    const auto outcome = programme.back_up("copia.minka");
    const auto options = programme.restore_of("copia.minka", "restored.db");
    int absent = 0;
    int whole = 0;
    for (int round = 0; round < 24; ++round) {
        const auto child = fork();
        REQUIRE(child >= 0);
        if (child == 0) {
            const auto restored = restore_backup(options);
            _exit(restored ? 0 : 1);
        }
        usleep(static_cast<useconds_t>(round * 9000));
        kill(child, SIGKILL);
        int status = 0;
        REQUIRE(waitpid(child, &status, 0) == child);
        CHECK((WIFSIGNALED(status) || WEXITSTATUS(status) == 0));
        if (!std::filesystem::exists(options.location)) {
            ++absent;
            continue;
        }
        ++whole;
        const auto database = open_at(*scratch, options.location);
        const auto verified =
            database->read({}, [&](Reader& reader) { return storage::verify_ledger(reader, outcome.manifest.heads); });
        CHECK(verified->findings.empty());
        for (const auto* ending : {"", "-wal", "-shm"}) {
            std::filesystem::remove(options.location + ending);
        }
    }
    MESSAGE("killed before the end ", absent, " times, after it ", whole, " times");
    CHECK(absent > 0);
    CHECK(restore_backup(options).has_value());
    CHECK(count_files_with(scratch->folder.path(), "restoring") == 0);
}

TEST_CASE("a broken database is backed up as it is, with what is wrong said, and comes back with the same said") {
    const auto scratch = make_scratch_database(On::sqlite, privacy_migrations);
    Programme programme(*scratch);
    REQUIRE(scratch->database
                ->write(act_in(programme.id),
                        [](Writer& writer) { return writer.project("UPDATE attachment_chunk SET part = 3"); })
                .has_value());
    const auto outcome = programme.back_up("copia.minka");
    CHECK(outcome.findings.size() == 1);
    const auto restored = restore_backup(programme.restore_of("copia.minka", "restored.db"));
    REQUIRE_MESSAGE(restored.has_value(), sentence_of(restored));
    CHECK(restored->findings == outcome.findings);
}

TEST_CASE("the recovery sheet names the key, the heads and the steps, and no secret") {
    const auto scratch = make_scratch_database(On::sqlite, privacy_migrations);
    Programme programme(*scratch);
    const auto outcome = programme.back_up("copia.minka");
    const auto sheet = recovery_sheet(outcome.manifest, programme.file("copia.minka"), key_file_of(*scratch));
    for (const auto& part :
         {programme.vault->master_key().fingerprint(), std::string("copia.minka"), std::string("minka restore"),
          to_hex(outcome.manifest.heads.front().hash), std::string("test.db.erasures")}) {
        CAPTURE(part);
        CHECK(sheet.find(part) != std::string::npos);
    }
    CHECK(sheet.find(to_hex(programme.vault->master_key().bytes())) == std::string::npos);
}

TEST_SUITE_END();
