#include "storage/sqlite/sqlite_connection.h"

#include "base/text.h"

#include <sqlite3.h>

#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace minka::storage {

namespace {

constexpr std::size_t statements_kept = 256;
constexpr int busy_milliseconds = 5000;

Problem problem_of(sqlite3* database, int status, std::string_view doing) {
    const int kind = status & 0xff;
    const std::string reason = database != nullptr ? sqlite3_errmsg(database) : sqlite3_errstr(status);
    switch (kind) {
        case SQLITE_CONSTRAINT:
            return {ProblemCode::conflict, "The record does not fit the others: " + reason + ".", {}};
        case SQLITE_BUSY:
        case SQLITE_LOCKED: return {ProblemCode::busy, "The database is in use by another process; try again.", {}};
        case SQLITE_FULL:
            return {
                ProblemCode::storage_failed, "The disk is full; free some space and repeat. Nothing was written.", {}};
        case SQLITE_NOTADB:
        case SQLITE_CORRUPT:
            return {ProblemCode::malformed_file,
                    "The file is not a healthy minka database (" + reason + "); restore a backup.",
                    {}};
        case SQLITE_TOOBIG: return {ProblemCode::too_large, "A value is too large for the database.", {}};
        case SQLITE_READONLY:
        case SQLITE_CANTOPEN:
            return {ProblemCode::storage_failed,
                    "The database file cannot be opened for this: " + reason + "; check its folder and permissions.",
                    {}};
        default:
            return {ProblemCode::storage_failed,
                    "The database failed while " + std::string(doing) + ": " + reason + ".",
                    {}};
    }
}

struct Statement {
    sqlite3_stmt* handle = nullptr;
    std::vector<int> places;  ///< places[k - 1] is the index of $k, 0 when the text does not use it.

    Statement() = default;
    Statement(Statement&& other) noexcept
        : handle(std::exchange(other.handle, nullptr)), places(std::move(other.places)) {}
    Statement& operator=(Statement&& other) noexcept {
        std::swap(handle, other.handle);
        std::swap(places, other.places);
        return *this;
    }
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;
    ~Statement() { sqlite3_finalize(handle); }
};

struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};

int bind(sqlite3_stmt* statement, int place, const Value& value) {
    if (const auto* whole = std::get_if<std::int64_t>(&value)) {
        return sqlite3_bind_int64(statement, place, *whole);
    }
    if (const auto* real = std::get_if<double>(&value)) {
        return sqlite3_bind_double(statement, place, *real);
    }
    if (const auto* text = std::get_if<std::string>(&value)) {
        return sqlite3_bind_text64(statement, place, text->data(), text->size(), SQLITE_STATIC, SQLITE_UTF8);
    }
    if (const auto* bytes = std::get_if<Bytes>(&value)) {
        // A null pointer would bind NULL: an empty blob needs an address.
        return sqlite3_bind_blob64(statement, place, bytes->empty() ? "" : static_cast<const void*>(bytes->data()),
                                   bytes->size(), SQLITE_STATIC);
    }
    return sqlite3_bind_null(statement, place);
}

Value cell(sqlite3_stmt* statement, int column) {
    switch (sqlite3_column_type(statement, column)) {
        case SQLITE_INTEGER: return std::int64_t{sqlite3_column_int64(statement, column)};
        case SQLITE_FLOAT: return sqlite3_column_double(statement, column);
        case SQLITE_TEXT: {
            const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, column));
            MINKA_CHECK(text != nullptr);  // only when memory is out
            return std::string(text, static_cast<std::size_t>(sqlite3_column_bytes(statement, column)));
        }
        case SQLITE_BLOB: {
            const auto* bytes = static_cast<const std::uint8_t*>(sqlite3_column_blob(statement, column));
            return Bytes(bytes, bytes + sqlite3_column_bytes(statement, column));
        }
        default: return {};
    }
}

class SqliteConnection final : public Connection {
public:
    explicit SqliteConnection(sqlite3* database) : database_(database) {}
    ~SqliteConnection() override {
        statements_.clear();
        sqlite3_close_v2(database_);
    }
    SqliteConnection(const SqliteConnection&) = delete;
    SqliteConnection& operator=(const SqliteConnection&) = delete;

    sqlite3* handle() { return database_; }
    Engine engine() const override { return Engine::sqlite; }
    bool is_usable() const override { return sqlite3_get_autocommit(database_) != 0; }

    Result<std::int64_t> run(std::string_view sql, std::span<const Value> parameters, const VisitRow* visit) override {
        Statement second;
        MINKA_TRY_ASSIGN(auto* statement, idle_statement(sql, second));
        return step_all(*statement, parameters, visit);
    }

    Result<> query(std::string_view sql, std::span<const Value> parameters, const VisitRow& visit) override {
        Statement second;
        MINKA_TRY_ASSIGN(auto* statement, idle_statement(sql, second));
        // SQLite calls a COMMIT or an ATTACH read-only too: those have no columns.
        if (sqlite3_stmt_readonly(statement->handle) == 0 || sqlite3_column_count(statement->handle) == 0) {
            return problem(ProblemCode::forbidden, "Only a SELECT may stand here; a store writes through the writer.");
        }
        MINKA_TRY(step_all(*statement, parameters, &visit));
        return {};
    }

    Result<std::int64_t> run_each(std::string_view sql, std::span<const std::vector<Value>> parameter_sets) override {
        Statement second;
        MINKA_TRY_ASSIGN(auto* statement, idle_statement(sql, second));
        std::int64_t changed = 0;
        for (const auto& parameters : parameter_sets) {
            MINKA_TRY_ASSIGN(const auto count, step_all(*statement, parameters, nullptr));
            changed += count;
        }
        return changed;
    }

    Result<> run_script(std::string_view sql) override {
        const std::string text(sql);
        columns_.clear();
        changed_schema_ = true;
        const int status = sqlite3_exec(database_, text.c_str(), nullptr, nullptr, nullptr);
        if (status != SQLITE_OK) {
            return std::unexpected(problem_of(database_, status, "changing the schema"));
        }
        return {};
    }

    Result<> begin(TransactionKind kind) override {
        changed_schema_ = false;
        MINKA_TRY(run(kind == TransactionKind::write ? "BEGIN IMMEDIATE" : "BEGIN", {}, nullptr));
        return {};
    }
    Result<> commit() override {
        MINKA_TRY(run("COMMIT", {}, nullptr));
        return {};
    }
    void roll_back() override {
        if (sqlite3_get_autocommit(database_) == 0) {
            sqlite3_exec(database_, "ROLLBACK", nullptr, nullptr, nullptr);
        }
        if (changed_schema_) {
            columns_.clear();
        }
    }

    Result<std::vector<std::string>> columns_of(std::string_view table) override {
        const std::string name(table);
        if (const auto known = columns_.find(name); known != columns_.end()) {
            return known->second;
        }
        std::vector<std::string> columns;
        const VisitRow visit = [&](const Row& row) -> Result<> {
            columns.push_back(row.get<std::string>(0));
            return {};
        };
        const std::vector<Value> parameters{Value{name}};
        MINKA_TRY(run("SELECT name FROM pragma_table_info($1) ORDER BY cid", parameters, &visit));
        if (!columns.empty()) {
            columns_[name] = columns;
        }
        return columns;
    }

private:
    Result<Statement> prepare(std::string_view sql) {
        Statement statement;
        const char* tail = nullptr;
        const int status = sqlite3_prepare_v3(database_, sql.data(), static_cast<int>(sql.size()),
                                              SQLITE_PREPARE_PERSISTENT, &statement.handle, &tail);
        if (status != SQLITE_OK) {
            return std::unexpected(problem_of(database_, status, "reading a statement"));
        }
        const std::string_view rest(tail, static_cast<std::size_t>(sql.data() + sql.size() - tail));
        if (statement.handle == nullptr || !trim(rest).empty()) {
            return problem(ProblemCode::storage_failed, "One statement at a time: '" + std::string(sql) + "'.");
        }
        const int count = sqlite3_bind_parameter_count(statement.handle);
        for (int k = 1; k <= count; ++k) {
            const auto name = "$" + std::to_string(k);
            statement.places.push_back(sqlite3_bind_parameter_index(statement.handle, name.c_str()));
            if (statement.places.back() == 0) {
                return problem(ProblemCode::storage_failed,
                               "The parameters of a statement are $1 to $n without a gap: '" + std::string(sql) + "'.");
            }
        }
        return statement;
    }

    // The statement in the cache, or, when a visitor of its rows runs the same text again, a second one.
    Result<Statement*> idle_statement(std::string_view sql, Statement& second) {
        if (const auto found = statements_.find(sql); found != statements_.end()) {
            if (sqlite3_stmt_busy(found->second.handle) == 0) {
                return &found->second;
            }
            MINKA_TRY_ASSIGN(second, prepare(sql));
            return &second;
        }
        MINKA_TRY_ASSIGN(auto statement, prepare(sql));
        if (statements_.size() >= statements_kept && !has_busy_statement()) {
            statements_.clear();
        }
        return &statements_.emplace(std::string(sql), std::move(statement)).first->second;
    }

    bool has_busy_statement() const {
        for (const auto& [text, statement] : statements_) {
            if (sqlite3_stmt_busy(statement.handle) != 0) {
                return true;
            }
        }
        return false;
    }

    Result<std::int64_t> step_all(const Statement& statement, std::span<const Value> parameters,
                                  const VisitRow* visit) {
        if (parameters.size() != statement.places.size()) {
            return problem(ProblemCode::storage_failed, "A statement takes " + std::to_string(statement.places.size()) +
                                                            " parameters, not " + std::to_string(parameters.size()) +
                                                            ": '" + sqlite3_sql(statement.handle) + "'.");
        }
        int status = SQLITE_OK;
        for (std::size_t i = 0; i < parameters.size() && status == SQLITE_OK; ++i) {
            status = bind(statement.handle, statement.places[i], parameters[i]);
        }
        auto result = status == SQLITE_OK
                          ? step_rows(statement.handle, visit)
                          : Result<std::int64_t>(std::unexpected(problem_of(database_, status, "taking a value")));
        sqlite3_reset(statement.handle);
        sqlite3_clear_bindings(statement.handle);
        return result;
    }

    Result<std::int64_t> step_rows(sqlite3_stmt* statement, const VisitRow* visit) {
        Row row;
        while (true) {
            const int status = sqlite3_step(statement);
            if (status == SQLITE_DONE) {
                return sqlite3_stmt_readonly(statement) != 0 ? 0 : sqlite3_changes64(database_);
            }
            if (status != SQLITE_ROW) {
                return std::unexpected(problem_of(database_, status, "running a statement"));
            }
            if (visit == nullptr) {
                continue;
            }
            const int count = sqlite3_column_count(statement);
            row.cells().resize(static_cast<std::size_t>(count));
            for (int column = 0; column < count; ++column) {
                row.cells()[static_cast<std::size_t>(column)] = cell(statement, column);
            }
            MINKA_TRY((*visit)(row));
        }
    }

    sqlite3* database_;
    std::unordered_map<std::string, Statement, TextHash, std::equal_to<>> statements_;
    std::unordered_map<std::string, std::vector<std::string>> columns_;
    bool changed_schema_ = false;
};

Result<std::unique_ptr<SqliteConnection>> open_handle(const std::filesystem::path& file, int flags,
                                                      const std::string& vfs) {
    // Counting every allocation takes a lock that all connections share; nobody reads the count.
    static const int configured = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    static_cast<void>(configured);
    sqlite3* database = nullptr;
    const int status =
        sqlite3_open_v2(file.c_str(), &database, flags | SQLITE_OPEN_NOMUTEX, vfs.empty() ? nullptr : vfs.c_str());
    if (status != SQLITE_OK) {
        auto failure = problem_of(database, status, "opening the file");
        failure.field = file.string();
        sqlite3_close_v2(database);
        return std::unexpected(std::move(failure));
    }
    sqlite3_extended_result_codes(database, 1);
    sqlite3_busy_timeout(database, busy_milliseconds);
    return std::make_unique<SqliteConnection>(database);
}

// The first cell of a statement's first row.
Result<std::string> text_of(Connection& connection, std::string_view sql) {
    std::string text;
    const VisitRow visit = [&](const Row& row) -> Result<> {
        text = row.get<std::string>(0);
        return {};
    };
    MINKA_TRY(connection.run(sql, {}, &visit));
    return text;
}

Result<> copy_pages(SqliteConnection& source, SqliteConnection& copy) {
    auto* backup = sqlite3_backup_init(copy.handle(), "main", source.handle(), "main");
    if (backup == nullptr) {
        return std::unexpected(problem_of(copy.handle(), sqlite3_errcode(copy.handle()), "starting the copy"));
    }
    // All pages in one step, on one snapshot: in several, every commit of the writer would start the copy anew.
    int status = SQLITE_OK;
    do {
        status = sqlite3_backup_step(backup, -1);
        if (status == SQLITE_BUSY || status == SQLITE_LOCKED) {
            sqlite3_sleep(20);
            status = SQLITE_OK;
        }
    } while (status == SQLITE_OK);
    const int finished = sqlite3_backup_finish(backup);
    if (status != SQLITE_DONE || finished != SQLITE_OK) {
        return std::unexpected(
            problem_of(copy.handle(), status != SQLITE_DONE ? status : finished, "copying the database"));
    }
    return {};
}

Result<> copy_checked(SqliteConnection& source, const std::filesystem::path& target) {
    MINKA_TRY_ASSIGN(const auto copy, open_handle(target, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, {}));
    MINKA_TRY(copy_pages(source, *copy));
    MINKA_TRY(text_of(*copy, "PRAGMA journal_mode = DELETE"));
    return check_sqlite(*copy, target);
}

}  // namespace

Result<> check_sqlite(Connection& connection, const std::filesystem::path& file) {
    MINKA_TRY_ASSIGN(const auto verdict, text_of(connection, "PRAGMA integrity_check(1)"));
    if (verdict != "ok") {
        return problem(ProblemCode::integrity_broken, "The file is not healthy: " + verdict + ".", file.string());
    }
    return {};
}

Result<std::unique_ptr<Connection>> open_sqlite(const SqliteOptions& options) {
    const bool writes = options.access == SqliteOptions::Access::read_write;
    const int flags = writes ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY;
    MINKA_TRY_ASSIGN(auto connection, open_handle(options.file, flags, options.vfs));
    if (writes) {
        MINKA_TRY_ASSIGN(const auto mode, text_of(*connection, "PRAGMA journal_mode = WAL"));
        if (mode != "wal") {
            return problem(
                ProblemCode::storage_failed,
                "The file system of the database has no shared memory for it (a network share?); put it on a "
                "local disk.",
                options.file.string());
        }
        // The log goes into the file every 32 MiB: a page that many commits changed is then written there once.
        MINKA_TRY(connection->run_script("PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 8000"));
    }
    // KiB of pages: much for the one that writes, so that an import writes few pages twice; little for each of the many
    // that read, which the system's own cache serves as well.
    const std::string cache = writes ? "-96000" : "-4000";
    MINKA_TRY(
        connection->run_script("PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; "
                               "PRAGMA cache_size = " +
                               cache));
    return connection;
}

Result<> copy_sqlite(Connection& source, const std::filesystem::path& target) {
    auto* from = dynamic_cast<SqliteConnection*>(&source);
    MINKA_CHECK(from != nullptr);
    std::error_code ignored;
    if (std::filesystem::exists(target, ignored)) {
        return problem(ProblemCode::io_failed, "The file exists already; choose another name.", target.string());
    }
    auto outcome = copy_checked(*from, target);
    if (!outcome) {
        std::filesystem::remove(target, ignored);
    }
    return outcome;
}

}  // namespace minka::storage
