#include "storage/sqlite/sqlite_connection.h"

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
        case SQLITE_LOCKED:
            return {ProblemCode::busy, "The database is in use by another process; try again.", {}};
        case SQLITE_FULL:
            return {ProblemCode::storage_failed, "The disk is full; free some space and repeat. Nothing was written.", {}};
        case SQLITE_NOTADB:
        case SQLITE_CORRUPT:
            return {ProblemCode::malformed_file, "The file is not a healthy minka database (" + reason + "); restore a backup.", {}};
        case SQLITE_READONLY:
        case SQLITE_CANTOPEN:
            return {ProblemCode::storage_failed, "The database file cannot be opened for this: " + reason + "; check its folder and permissions.", {}};
        default:
            return {ProblemCode::storage_failed, "The database failed while " + std::string(doing) + ": " + reason + ".", {}};
    }
}

struct Statement {
    sqlite3_stmt* handle = nullptr;
    std::vector<int> places;  ///< places[k - 1] is the index of $k, 0 when the text does not use it.

    Statement() = default;
    Statement(Statement&& other) noexcept : handle(std::exchange(other.handle, nullptr)), places(std::move(other.places)) {}
    Statement& operator=(Statement&&) = delete;
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;
    ~Statement() { sqlite3_finalize(handle); }
};

void bind(sqlite3_stmt* statement, int place, const Value& value) {
    if (const auto* whole = std::get_if<std::int64_t>(&value)) {
        sqlite3_bind_int64(statement, place, *whole);
    } else if (const auto* real = std::get_if<double>(&value)) {
        sqlite3_bind_double(statement, place, *real);
    } else if (const auto* text = std::get_if<std::string>(&value)) {
        sqlite3_bind_text64(statement, place, text->data(), text->size(), SQLITE_STATIC, SQLITE_UTF8);
    } else if (const auto* bytes = std::get_if<Bytes>(&value)) {
        // A null pointer would bind NULL: an empty blob needs an address.
        sqlite3_bind_blob64(statement, place, bytes->empty() ? "" : static_cast<const void*>(bytes->data()),
                            bytes->size(), SQLITE_STATIC);
    } else {
        sqlite3_bind_null(statement, place);
    }
}

Value cell(sqlite3_stmt* statement, int column) {
    switch (sqlite3_column_type(statement, column)) {
        case SQLITE_INTEGER: return std::int64_t{sqlite3_column_int64(statement, column)};
        case SQLITE_FLOAT: return sqlite3_column_double(statement, column);
        case SQLITE_TEXT: {
            const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, column));
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
        // A visitor may run the same text again: then the statement in the cache is busy and a second one is made.
        MINKA_TRY_ASSIGN(auto* statement, prepared(sql));
        if (sqlite3_stmt_busy(statement->handle) != 0) {
            MINKA_TRY_ASSIGN(auto second, prepare(sql));
            return step_all(second, parameters, visit);
        }
        return step_all(*statement, parameters, visit);
    }

    Result<> run_each(std::string_view sql, std::span<const std::vector<Value>> parameter_sets) override {
        for (const auto& parameters : parameter_sets) {
            MINKA_TRY(run(sql, parameters, nullptr));
        }
        return {};
    }

    Result<> run_script(std::string_view sql) override {
        const std::string text(sql);
        const int status = sqlite3_exec(database_, text.c_str(), nullptr, nullptr, nullptr);
        if (status != SQLITE_OK) {
            return std::unexpected(problem_of(database_, status, "changing the schema"));
        }
        columns_.clear();
        return {};
    }

    Result<> begin(bool writing) override { return run_script(writing ? "BEGIN IMMEDIATE" : "BEGIN"); }
    Result<> commit() override { return run_script("COMMIT"); }
    void roll_back() override {
        if (sqlite3_get_autocommit(database_) == 0) {
            sqlite3_exec(database_, "ROLLBACK", nullptr, nullptr, nullptr);
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
        const int status = sqlite3_prepare_v3(database_, sql.data(), static_cast<int>(sql.size()),
                                              SQLITE_PREPARE_PERSISTENT, &statement.handle, nullptr);
        if (status != SQLITE_OK) {
            return std::unexpected(problem_of(database_, status, "reading a statement"));
        }
        for (int k = 1;; ++k) {
            const auto name = "$" + std::to_string(k);
            const int place = sqlite3_bind_parameter_index(statement.handle, name.c_str());
            if (place == 0 && k > sqlite3_bind_parameter_count(statement.handle)) {
                break;
            }
            statement.places.push_back(place);
        }
        return statement;
    }

    Result<Statement*> prepared(std::string_view sql) {
        const std::string text(sql);
        if (const auto found = statements_.find(text); found != statements_.end()) {
            return &found->second;
        }
        MINKA_TRY_ASSIGN(auto statement, prepare(sql));
        if (statements_.size() >= statements_kept && !has_busy_statement()) {
            statements_.clear();
        }
        return &statements_.emplace(text, std::move(statement)).first->second;
    }

    bool has_busy_statement() const {
        for (const auto& [text, statement] : statements_) {
            if (sqlite3_stmt_busy(statement.handle) != 0) {
                return true;
            }
        }
        return false;
    }

    Result<std::int64_t> step_all(Statement& statement, std::span<const Value> parameters, const VisitRow* visit) {
        for (std::size_t i = 0; i < parameters.size(); ++i) {
            if (i < statement.places.size() && statement.places[i] != 0) {
                bind(statement.handle, statement.places[i], parameters[i]);
            }
        }
        auto result = step_rows(statement.handle, visit);
        sqlite3_reset(statement.handle);
        sqlite3_clear_bindings(statement.handle);
        return result;
    }

    Result<std::int64_t> step_rows(sqlite3_stmt* statement, const VisitRow* visit) {
        Row row;
        while (true) {
            const int status = sqlite3_step(statement);
            if (status == SQLITE_DONE) {
                return sqlite3_changes64(database_);
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
    std::unordered_map<std::string, Statement> statements_;
    std::unordered_map<std::string, std::vector<std::string>> columns_;
};

Result<std::unique_ptr<SqliteConnection>> open_handle(const std::filesystem::path& file, int flags,
                                                      const std::string& vfs) {
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

}  // namespace

Result<std::unique_ptr<Connection>> open_sqlite(const SqliteOptions& options) {
    const bool writes = options.access == SqliteOptions::Access::read_write;
    const int flags = writes ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY;
    MINKA_TRY_ASSIGN(auto connection, open_handle(options.file, flags, options.vfs));
    if (writes) {
        MINKA_TRY(connection->run_script("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"));
    }
    MINKA_TRY(connection->run_script("PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; "
                                     "PRAGMA cache_size = -16000; PRAGMA cell_size_check = ON;"));
    return connection;
}

Result<> copy_sqlite(Connection& source, const std::filesystem::path& target) {
    auto* from = dynamic_cast<SqliteConnection*>(&source);
    MINKA_CHECK(from != nullptr);
    if (std::filesystem::exists(target)) {
        return problem(ProblemCode::io_failed, "The file exists already; choose another name.", target.string());
    }
    MINKA_TRY_ASSIGN(auto copy, open_handle(target, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, {}));
    auto* backup = sqlite3_backup_init(copy->handle(), "main", from->handle(), "main");
    if (backup == nullptr) {
        return std::unexpected(problem_of(copy->handle(), sqlite3_errcode(copy->handle()), "starting the copy"));
    }
    int status = SQLITE_OK;
    do {
        status = sqlite3_backup_step(backup, 4096);
        if (status == SQLITE_BUSY || status == SQLITE_LOCKED) {
            sqlite3_sleep(20);
            status = SQLITE_OK;
        }
    } while (status == SQLITE_OK);
    sqlite3_backup_finish(backup);
    if (status != SQLITE_DONE) {
        return std::unexpected(problem_of(copy->handle(), status, "copying the database"));
    }
    MINKA_TRY(copy->run_script("PRAGMA journal_mode = DELETE;"));
    std::string verdict;
    const VisitRow visit = [&](const Row& row) -> Result<> {
        verdict = row.get<std::string>(0);
        return {};
    };
    MINKA_TRY(copy->run("PRAGMA integrity_check(1)", {}, &visit));
    if (verdict != "ok") {
        return problem(ProblemCode::integrity_broken, "The copy is not healthy: " + verdict + ".", target.string());
    }
    return {};
}

}  // namespace minka::storage
