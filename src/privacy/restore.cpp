#include "privacy/restore.h"

#include "privacy/backup_file.h"
#include "privacy/erasure.h"
#include "privacy/file_writing.h"
#include "storage/ledger.h"
#include "storage/postgres/postgres_connection.h"
#include "storage/sqlite/sqlite_connection.h"
#include "storage/table_copy.h"
#include "storage/writer_lease.h"

#include <set>

namespace minka::privacy {

namespace {

using storage::Connection;
using storage::Database;
using storage::Reader;
using storage::Row;
using storage::SqliteOptions;
using storage::Writer;

// The database under way: a file that becomes the target or is copied to a server. What an earlier restore left behind
// when it was killed goes first.
class Staging {
public:
    explicit Staging(std::filesystem::path file) : file_(std::move(file)) { remove(); }
    ~Staging() { remove(); }
    Staging(const Staging&) = delete;
    Staging& operator=(const Staging&) = delete;
    const std::filesystem::path& file() const { return file_; }

private:
    void remove() const {
        for (const auto* ending : {"", ".part", "-wal", "-shm", "-journal", ".lease", ".lease.part"}) {
            std::error_code ignored;
            std::filesystem::remove(file_.string() + ending, ignored);
        }
    }
    std::filesystem::path file_;
};

bool is_on_server(const RestoreOptions& options) { return storage::is_postgres_location(options.location); }

std::unexpected<Problem> occupied(const std::string& location) {
    return problem(ProblemCode::conflict,
                   "There is a database already; a restore never overwrites one. Name another place, or move it away.",
                   location);
}

Result<> require_empty_place(const RestoreOptions& options) {
    for (const auto* ending : {"", "-wal", "-journal"}) {
        if (std::filesystem::exists(options.location + ending)) {
            return occupied(options.location + ending);
        }
    }
    return {};
}

// The key, the manifest and the list of erasures belong together.
Result<BackupManifest> check_papers(const RestoreOptions& options, Instant now) {
    MINKA_TRY_ASSIGN(const auto read, read_backup_manifest(options.backup_file));
    MINKA_TRY_ASSIGN(const auto key, MasterKey::load(options.master_key_file));
    if (read.manifest.key_fingerprint != key.fingerprint()) {
        return problem(ProblemCode::integrity_broken,
                       "The backup belongs to the master key " + read.manifest.key_fingerprint + ", not to " +
                           key.fingerprint() + "; name the right one with --master-key.",
                       options.backup_file.string());
    }
    MINKA_TRY(authenticate_manifest(read, key.bytes()));
    if (read.manifest.schema > options.migrations.back().number) {
        return problem(ProblemCode::newer_version, "The backup was made by a newer minka (" +
                                                       read.manifest.code_version +
                                                       "); install that version or a later one.");
    }
    if (now < read.manifest.created_at) {
        return problem(ProblemCode::not_ready, "The clock of this machine is behind the backup, made at " +
                                                   to_string(read.manifest.created_at) + "; set it right first.");
    }
    const auto list_file = ErasureList::file_for(options.master_key_file);
    const bool accepts_loss = options.missing_list == RestoreOptions::MissingErasureList::accept;
    const auto list = ErasureList::load(list_file);
    if (!list && list.error().code == ProblemCode::not_found && accepts_loss) {
        return read.manifest;
    }
    if (!list) {
        return std::unexpected(list.error());
    }
    if (!list->continues(read.manifest.erasures) && !accepts_loss) {
        return problem(ProblemCode::integrity_broken,
                       "The list of erasures is older than the backup or was cut; bring back the newest copy of it.",
                       list_file.string());
    }
    return read.manifest;
}

Result<std::vector<std::string>> check_content(const std::filesystem::path& file, const BackupManifest& manifest) {
    MINKA_TRY_ASSIGN(const auto connection, storage::open_sqlite({file, SqliteOptions::Access::read_write, {}}));
    MINKA_TRY(storage::check_sqlite(*connection, file));
    MINKA_TRY_ASSIGN(auto findings, findings_in(*connection, manifest.heads));
    if (findings.size() > manifest.finding_count) {
        return problem(ProblemCode::integrity_broken,
                       "The ledger in the backup is not the one of its manifest: " + findings.front(), file.string());
    }
    return findings;
}

Result<std::unique_ptr<Database>> open_staged(const std::filesystem::path& file, const RestoreOptions& options) {
    storage::DatabaseOptions opening;
    opening.location = file.string();
    opening.migrations = options.migrations;
    opening.clock = options.clock;
    opening.random = options.random;
    return Database::open(opening);
}

// Brings the schema up to date and replays the erasures.
Result<std::int64_t> renew(const std::filesystem::path& file, const RestoreOptions& options) {
    MINKA_TRY_ASSIGN(const auto database, open_staged(file, options));
    MINKA_TRY_ASSIGN(const auto vault, Vault::unlock(*database, options.master_key_file));
    return replay_erasures(*database, *vault);
}

Result<> become_new_installation(const std::filesystem::path& file, const RestoreOptions& options, Instant now) {
    SystemRandom system_random;
    auto& random = options.random != nullptr ? *options.random : system_random;
    MINKA_TRY_ASSIGN(const auto connection, storage::open_sqlite({file, SqliteOptions::Access::read_write, {}}));
    const std::vector<storage::Value> values{storage::to_value(make_uuid_v7(now, random))};
    MINKA_TRY(connection->run("UPDATE installation SET node = $1", values, nullptr));
    return {};
}

// The first entry of the new installation in each chain says from what it came.
Result<> note_restore(const std::filesystem::path& file, const RestoreOptions& options,
                      const BackupManifest& manifest) {
    MINKA_TRY_ASSIGN(const auto database, open_staged(file, options));
    MINKA_TRY_ASSIGN(const auto vault, Vault::unlock(*database, options.master_key_file));
    std::set<ProgrammeId> programmes;
    for (const auto& head : manifest.heads) {
        programmes.insert(head.programme);
    }
    const Bytes hash(manifest.content_hash.begin(), manifest.content_hash.end());
    for (const auto& programme : programmes) {
        MINKA_TRY(database->write({programme, {}, "console", "restore"}, [&](Writer& writer) {
            return writer.note("restore", database->node(),
                               {{"backup_created_at", storage::to_value(manifest.created_at)},
                                {"backup_hash", storage::to_value(hash)}});
        }));
    }
    return {};
}

// One file without a log beside it.
Result<> close_up(const std::filesystem::path& file) {
    {
        MINKA_TRY_ASSIGN(const auto connection, storage::open_sqlite({file, SqliteOptions::Access::read_write, {}}));
        MINKA_TRY(connection->run_script("PRAGMA journal_mode = DELETE"));
    }
    if (std::filesystem::exists(file.string() + "-wal")) {
        return problem(ProblemCode::storage_failed, "The restored database could not be closed.", file.string());
    }
    return flush_to_disk(file);
}

Result<> require_empty_server(Connection& connection, const RestoreOptions& options) {
    MINKA_TRY_ASSIGN(const int version, storage::schema_version(connection));
    if (version == 0) {
        return {};
    }
    // A restore that was killed leaves tables without rows.
    std::int64_t count = 1;
    const storage::VisitRow visit = [&](const Row& row) -> Result<> {
        count = row.get<std::int64_t>(0);
        return {};
    };
    MINKA_TRY(connection.query("SELECT count(*) FROM installation", {}, visit));
    return count == 0 && version == options.migrations.back().number ? Result<>{}
                                                                     : occupied("the database on the server");
}

Result<> copy_to_server(const std::filesystem::path& file, const RestoreOptions& options, Instant now) {
    MINKA_TRY_ASSIGN(const auto target, storage::open_postgres(options.location));
    MINKA_TRY(require_empty_server(*target, options));
    MINKA_TRY(storage::migrate(*target, options.migrations, now, {}));
    MINKA_TRY_ASSIGN(const auto source, storage::open_sqlite({file, SqliteOptions::Access::read_only, {}}));
    return storage::copy_rows(*source, *target);
}

Result<RestoreOutcome> stage(const Staging& staging, const RestoreOptions& options, const BackupManifest& manifest,
                             Instant now) {
    RestoreOutcome outcome{manifest, 0, {}};
    MINKA_TRY(extract_backup(options.backup_file, manifest, staging.file()));
    MINKA_TRY_ASSIGN(outcome.findings, check_content(staging.file(), manifest));
    MINKA_TRY_ASSIGN(outcome.erased, renew(staging.file(), options));
    MINKA_TRY(become_new_installation(staging.file(), options, now));
    MINKA_TRY(note_restore(staging.file(), options, manifest));
    MINKA_TRY(close_up(staging.file()));
    return outcome;
}

}  // namespace

Result<RestoreOutcome> restore_backup(const RestoreOptions& options) {
    SystemClock system_clock;
    const auto now = options.clock != nullptr ? options.clock->now() : system_clock.now();
    MINKA_TRY_ASSIGN(const auto manifest, check_papers(options, now));
    if (is_on_server(options)) {
        {
            MINKA_TRY_ASSIGN(const auto target, storage::open_postgres(options.location));
            MINKA_TRY(require_empty_server(*target, options));
        }
        const Staging staging(options.master_key_file.string() + ".restoring");
        MINKA_TRY_ASSIGN(auto outcome, stage(staging, options, manifest, now));
        MINKA_TRY(copy_to_server(staging.file(), options, now));
        return outcome;
    }
    MINKA_TRY(require_empty_place(options));
    MINKA_TRY_ASSIGN(const auto lease, storage::WriterLease::take(options.location));
    const Staging staging(options.location + ".restoring");
    MINKA_TRY_ASSIGN(auto outcome, stage(staging, options, manifest, now));
    MINKA_TRY(rename_without_replacing(staging.file(), options.location));
    return outcome;
}

}  // namespace minka::privacy
