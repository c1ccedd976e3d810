#include "privacy/erasure.h"

#include "privacy/attachment.h"
#include "storage/sqlite/sqlite_connection.h"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <functional>
#include <thread>

namespace minka::privacy {

namespace {

using storage::Reader;
using storage::Row;
using storage::Writer;

constexpr int checkpoint_attempts = 50;
constexpr auto checkpoint_pause = std::chrono::milliseconds(100);
constexpr std::size_t scan_block = 1U << 20U;

// Whether any of the byte strings, each at most 1 KiB, stands in the file; no when there is no file.
bool holds_any(const std::filesystem::path& file, const std::vector<Bytes>& wanted) {
    constexpr std::size_t overlap = 1024;
    std::ifstream stream(file, std::ios::binary);
    std::string window;
    std::string block(scan_block, '\0');
    while (stream.read(block.data(), static_cast<std::streamsize>(block.size())) || stream.gcount() > 0) {
        window.append(block, 0, static_cast<std::size_t>(stream.gcount()));
        for (const auto& bytes : wanted) {
            const std::boyer_moore_horspool_searcher searcher(bytes.begin(), bytes.end());
            const auto* begin = reinterpret_cast<const std::uint8_t*>(window.data());
            if (std::search(begin, begin + window.size(), searcher) != begin + window.size()) {
                return true;
            }
        }
        window.erase(0, window.size() - std::min(window.size(), overlap));
    }
    return false;
}

// Moves the log into the file and empties it. Returns no when readers held it for five seconds.
Result<bool> empty_log(storage::Connection& connection) {
    bool is_busy = true;
    for (int attempt = 0; is_busy && attempt < checkpoint_attempts; ++attempt) {
        if (attempt > 0) {
            std::this_thread::sleep_for(checkpoint_pause);
        }
        const storage::VisitRow visit = [&](const Row& row) -> Result<> {
            is_busy = row.get<std::int64_t>(0) != 0;
            return {};
        };
        MINKA_TRY(connection.run("PRAGMA wal_checkpoint(TRUNCATE)", {}, &visit));
    }
    return !is_busy;
}

bool has_remains(const std::filesystem::path& file, const std::vector<Bytes>& remains) {
    return holds_any(file, remains) || holds_any(file.string() + "-wal", remains);
}

Result<std::unique_ptr<storage::Connection>> open_for_scrubbing(const std::filesystem::path& file) {
    MINKA_TRY_ASSIGN(auto connection, storage::open_sqlite({file, storage::SqliteOptions::Access::read_write, {}}));
    MINKA_TRY(connection->run_script("PRAGMA secure_delete = ON"));
    return connection;
}

// Writes every page anew. Returns no when other processes hold the file.
Result<bool> rebuild(storage::Connection& connection) {
    if (const auto rebuilt = connection.run_script("VACUUM"); !rebuilt) {
        return rebuilt.error().code == ProblemCode::busy ? Result<bool>(false) : std::unexpected(rebuilt.error());
    }
    return empty_log(connection);
}

Result<bool> scrub_sqlite(const std::filesystem::path& file, const std::vector<Bytes>& remains) {
    MINKA_TRY_ASSIGN(const auto connection, open_for_scrubbing(file));
    MINKA_TRY(empty_log(*connection));
    if (!has_remains(file, remains)) {
        return true;
    }
    // A page that was split or merged may keep an old copy of a cell in its unused part: only a rebuild reaches it.
    MINKA_TRY(rebuild(*connection));
    return !has_remains(file, remains);
}

Result<> rewrite_keys_on_server(storage::Database& database) {
    return database.with_connection(
        [](storage::Connection& connection) { return connection.run_script("VACUUM FULL subject_key"); });
}

struct Destroyed {
    Bytes wrapped;  ///< As it stood in the table; empty when there was none.
    std::int64_t attachments = 0;
};

Result<Destroyed> destroy(Writer& writer, const ErasureEntry& entry) {
    Destroyed destroyed;
    MINKA_TRY_ASSIGN(const auto wrapped,
                     writer.value<Bytes>("SELECT wrapped FROM subject_key WHERE programme_id = $1 AND subject_id = $2",
                                         entry.programme, entry.subject));
    if (wrapped) {
        destroyed.wrapped = *wrapped;
        // The same length, so that SQLite writes over the cell in its place before it is freed.
        MINKA_TRY(writer.project("UPDATE subject_key SET wrapped = $3 WHERE programme_id = $1 AND subject_id = $2",
                                 entry.programme, entry.subject, Bytes(wrapped->size(), 0)));
        MINKA_TRY(writer.project("DELETE FROM subject_key WHERE programme_id = $1 AND subject_id = $2", entry.programme,
                                 entry.subject));
    }
    MINKA_TRY_ASSIGN(destroyed.attachments, blank_attachments(writer, entry.subject));
    MINKA_TRY(
        writer.project("INSERT INTO erasure (programme_id, subject_id, basis, requested_on, erased_at) "
                       "VALUES ($1, $2, $3, $4, $5) ON CONFLICT (programme_id, subject_id) DO NOTHING",
                       entry.programme, entry.subject, entry.basis, entry.requested_on, entry.erased_at));
    MINKA_TRY(writer.note("erasure", entry.subject,
                          {{"basis", storage::to_value(entry.basis)},
                           {"requested_on", storage::to_value(entry.requested_on)},
                           {"erased_at", storage::to_value(entry.erased_at)}}));
    return destroyed;
}

Result<std::vector<ErasureEntry>> stored_erasures(Reader& reader) {
    std::vector<ErasureEntry> found;
    MINKA_TRY(reader.each(
        "SELECT programme_id, subject_id, basis, requested_on, erased_at FROM erasure ORDER BY erased_at, subject_id",
        [&](const Row& row) -> Result<> {
            found.push_back({row.get<ProgrammeId>(0), row.get<Uuid>(1), row.get<ErasureBasis>(2), row.get<LocalDate>(3),
                             row.get<Instant>(4)});
            return {};
        }));
    return found;
}

}  // namespace

Result<bool> scrub(storage::Database& database, const std::vector<Bytes>& remains) {
    if (database.engine() == storage::Engine::sqlite) {
        return scrub_sqlite(database.location(), remains);
    }
    MINKA_TRY(rewrite_keys_on_server(database));
    return true;
}

Result<bool> rebuild_storage(storage::Database& database) {
    if (database.engine() == storage::Engine::sqlite) {
        MINKA_TRY_ASSIGN(const auto connection, open_for_scrubbing(database.location()));
        return rebuild(*connection);
    }
    MINKA_TRY(rewrite_keys_on_server(database));
    return true;
}

Result<ErasureOutcome> erase_subject(storage::Database& database, const Vault& vault, const storage::Act& act,
                                     const ErasureRequest& request) {
    if (request.subject == need_to_know || request.subject == release_ledger) {
        return invalid("The programme's own keys are not erased; name a person, a submission or an attachment.",
                       "subject");
    }
    struct Known {
        bool has_key = false;
        bool is_erased = false;
    };
    MINKA_TRY_ASSIGN(const auto known, database.read(act.programme, [&](Reader& reader) -> Result<Known> {
        MINKA_TRY_ASSIGN(const auto key, reader.value<std::int64_t>(
                                             "SELECT 1 FROM subject_key WHERE programme_id = $1 AND subject_id = $2",
                                             act.programme, request.subject));
        MINKA_TRY_ASSIGN(const bool erased, was_erased(reader, request.subject));
        return Known{key.has_value(), erased};
    }));
    if (!known.has_key) {
        if (known.is_erased) {
            return ErasureOutcome{0, true, false};
        }
        return problem(ProblemCode::not_found, "Nothing was ever sealed for " + to_string(request.subject) +
                                                   " in this programme; there is nothing to erase.");
    }
    MINKA_TRY_ASSIGN(auto list, ErasureList::load_or_create(ErasureList::file_for(vault.master_key().file())));
    const ErasureEntry entry{act.programme, request.subject, request.basis, request.requested_on,
                             database.clock().now()};
    MINKA_TRY(list.append(entry));
    MINKA_TRY_ASSIGN(const auto destroyed, database.write(act, [&](Writer& writer) { return destroy(writer, entry); }));
    const auto remains = destroyed.wrapped.empty() ? std::vector<Bytes>{} : std::vector<Bytes>{destroyed.wrapped};
    MINKA_TRY_ASSIGN(const bool clean, scrub(database, remains));
    return ErasureOutcome{destroyed.attachments, false, !clean};
}

Result<std::int64_t> replay_erasures(storage::Database& database, const Vault& vault) {
    MINKA_TRY_ASSIGN(auto list, ErasureList::load_or_create(ErasureList::file_for(vault.master_key().file())));
    MINKA_TRY_ASSIGN(const auto stored, database.read({}, stored_erasures));
    for (const auto& entry : stored) {
        if (!list.contains(entry.programme, entry.subject)) {
            MINKA_TRY(list.append(entry));
        }
    }
    std::vector<Bytes> remains;
    std::int64_t count = 0;
    for (const auto& entry : list.entries()) {
        const bool is_stored = std::ranges::any_of(stored, [&](const ErasureEntry& other) {
            return other.programme == entry.programme && other.subject == entry.subject;
        });
        if (is_stored) {
            continue;
        }
        const storage::Act act{entry.programme, {}, "console", "replay of erasures"};
        MINKA_TRY_ASSIGN(auto destroyed, database.write(act, [&](Writer& writer) { return destroy(writer, entry); }));
        if (!destroyed.wrapped.empty()) {
            remains.push_back(std::move(destroyed.wrapped));
        }
        ++count;
    }
    if (!remains.empty()) {
        MINKA_TRY(scrub(database, remains));
    }
    return count;
}

}  // namespace minka::privacy
