#include "privacy/backup.h"

#include "privacy/attachment.h"
#include "privacy/backup_file.h"
#include "storage/ledger.h"
#include "storage/sqlite/sqlite_connection.h"

#include <set>

namespace minka::privacy {

namespace {

using storage::Connection;
using storage::LedgerHead;
using storage::Reader;

// A database file made for a moment, gone with the object.
class TemporaryDatabase {
public:
    explicit TemporaryDatabase(std::filesystem::path path) : path_(std::move(path)) { remove(); }
    ~TemporaryDatabase() { remove(); }
    TemporaryDatabase(const TemporaryDatabase&) = delete;
    TemporaryDatabase& operator=(const TemporaryDatabase&) = delete;
    const std::filesystem::path& path() const { return path_; }

private:
    void remove() const {
        for (const auto* ending : {"", "-wal", "-shm", "-journal"}) {
            std::error_code ignored;
            std::filesystem::remove(path_.string() + ending, ignored);
        }
    }
    std::filesystem::path path_;
};

Result<std::unique_ptr<Connection>> open_copy(const std::filesystem::path& file) {
    return storage::open_sqlite({file, storage::SqliteOptions::Access::read_only, {}});
}

// Fills what is read from the copy itself.
Result<> describe_copy(const std::filesystem::path& copy, std::span<const LedgerHead> known_heads,
                       BackupOutcome& outcome) {
    MINKA_TRY_ASSIGN(const auto connection, open_copy(copy));
    MINKA_TRY(storage::check_sqlite(*connection, copy));
    Reader reader(*connection, {});
    auto& manifest = outcome.manifest;
    MINKA_TRY_ASSIGN(manifest.heads, storage::read_ledger_heads(reader));
    MINKA_TRY_ASSIGN(manifest.schema, storage::schema_version(*connection));
    MINKA_TRY_ASSIGN(outcome.findings, findings_in(*connection, known_heads));
    manifest.finding_count = outcome.findings.size();
    return {};
}

}  // namespace

Result<std::vector<std::string>> findings_in(Connection& connection, std::span<const LedgerHead> known_heads) {
    Reader reader(connection, {});
    MINKA_TRY_ASSIGN(const auto verification, storage::verify_ledger(reader, known_heads));
    std::vector<std::string> sentences;
    for (const auto& finding : verification.findings) {
        sentences.push_back(finding.sentence);
    }
    std::set<ProgrammeId> programmes;
    for (const auto& head : verification.heads) {
        programmes.insert(head.programme);
    }
    for (const auto& programme : programmes) {
        Reader own(connection, programme);
        MINKA_TRY_ASSIGN(const auto broken, check_attachments(own));
        sentences.insert(sentences.end(), broken.begin(), broken.end());
    }
    return sentences;
}

Result<BackupOutcome> make_backup(storage::Database& database, const Vault& vault, const std::filesystem::path& file,
                                  const std::string& code_version) {
    if (std::filesystem::exists(file)) {
        return problem(ProblemCode::conflict, "The file exists already and is not overwritten; choose another name.",
                       file.string());
    }
    MINKA_TRY_ASSIGN(const auto heads, database.read({}, storage::read_ledger_heads));
    const TemporaryDatabase copy(file.string() + ".copy");
    BackupOutcome outcome;
    auto& manifest = outcome.manifest;
    manifest.created_at = database.clock().now();
    MINKA_TRY(database.copy_to(copy.path().string()));
    MINKA_TRY(describe_copy(copy.path(), heads, outcome));
    manifest.code_version = code_version;
    manifest.engine = database.engine() == storage::Engine::sqlite ? "sqlite" : "postgresql";
    manifest.key_fingerprint = vault.master_key().fingerprint();
    MINKA_TRY_ASSIGN(const auto list, ErasureList::load_or_create(ErasureList::file_for(vault.master_key().file())));
    manifest.erasures = list.head();
    MINKA_TRY_ASSIGN(const auto digest, digest_of(copy.path()));
    manifest.byte_count = digest.byte_count;
    manifest.content_hash = digest.hash;
    MINKA_TRY(write_backup_file(file, render_manifest(manifest, vault.master_key().bytes()), copy.path()));
    return outcome;
}

Result<BackupOutcome> check_backup(const std::filesystem::path& file, const MasterKey& master_key) {
    MINKA_TRY_ASSIGN(const auto read, read_backup_manifest(file));
    if (read.manifest.key_fingerprint != master_key.fingerprint()) {
        return problem(ProblemCode::integrity_broken,
                       "The backup belongs to the master key " + read.manifest.key_fingerprint + ", not to " +
                           master_key.fingerprint() + "; name the right one with --master-key.",
                       file.string());
    }
    MINKA_TRY(authenticate_manifest(read, master_key.bytes()));
    const TemporaryDatabase copy(file.string() + ".check");
    MINKA_TRY(extract_backup(file, read.manifest, copy.path()));
    BackupOutcome outcome;
    MINKA_TRY(describe_copy(copy.path(), read.manifest.heads, outcome));
    if (outcome.manifest.heads != read.manifest.heads || outcome.manifest.schema != read.manifest.schema) {
        return problem(ProblemCode::integrity_broken,
                       "The database in the backup is not the one of its manifest; take another backup.",
                       file.string());
    }
    outcome.manifest = read.manifest;
    return outcome;
}

}  // namespace minka::privacy
