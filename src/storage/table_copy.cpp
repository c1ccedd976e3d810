#include "storage/table_copy.h"

#include "storage/sqlite/sqlite_connection.h"

#include <algorithm>
#include <filesystem>

namespace minka::storage {

namespace {

constexpr std::size_t rows_at_once = 1000;

Result<std::vector<std::string>> texts(Connection& connection, std::string_view sql) {
    std::vector<std::string> found;
    const VisitRow visit = [&](const Row& row) -> Result<> {
        found.push_back(row.get<std::string>(0));
        return {};
    };
    MINKA_TRY(connection.run(sql, {}, &visit));
    return found;
}

// Tables refer to each other and to themselves, and rows come in no order that suits all: the server checks the
// references once, when they are put back at the end of the same transaction.
class ReferencesAside {
public:
    static Result<ReferencesAside> put(Connection& connection) {
        ReferencesAside aside;
        if (connection.engine() == Engine::postgres) {
            MINKA_TRY_ASSIGN(aside.restore_,
                             texts(connection,
                                   "SELECT 'ALTER TABLE ' || CAST(conrelid AS regclass) || ' ADD CONSTRAINT ' || "
                                   "quote_ident(conname) || ' ' || "
                                   "pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'f' AND "
                                   "connamespace = CAST(current_schema() AS regnamespace)"));
            MINKA_TRY_ASSIGN(const auto drop, texts(connection,
                                                    "SELECT 'ALTER TABLE ' || CAST(conrelid AS regclass) || ' DROP "
                                                    "CONSTRAINT ' || quote_ident(conname) "
                                                    "FROM pg_constraint WHERE contype = 'f' AND connamespace = "
                                                    "CAST(current_schema() AS regnamespace)"));
            for (const auto& statement : drop) {
                MINKA_TRY(connection.run_script(statement));
            }
        } else {
            MINKA_TRY(connection.run_script("PRAGMA defer_foreign_keys = ON"));
        }
        return aside;
    }

    Result<> put_back(Connection& connection) const {
        for (const auto& statement : restore_) {
            MINKA_TRY(connection.run_script(statement));
        }
        return {};
    }

private:
    std::vector<std::string> restore_;
};

// A server hands over a whole answer at once; a cursor of the source's transaction gives it in parts.
Result<> visit_whole_table(Connection& source, const std::string& select, const VisitRow& visit) {
    if (source.engine() == Engine::sqlite) {
        MINKA_TRY(source.run(select, {}, &visit));
        return {};
    }
    MINKA_TRY(source.run("DECLARE whole_table NO SCROLL CURSOR FOR " + select, {}, nullptr));
    bool is_done = false;
    while (!is_done) {
        is_done = true;
        const VisitRow visit_part = [&](const Row& row) {
            is_done = false;
            return visit(row);
        };
        MINKA_TRY(source.run("FETCH 1000 FROM whole_table", {}, &visit_part));
    }
    MINKA_TRY(source.run("CLOSE whole_table", {}, nullptr));
    return {};
}

Result<> copy_table(Connection& source, Connection& target, const std::string& table) {
    MINKA_TRY_ASSIGN(const auto columns, source.columns_of(table));
    MINKA_TRY_ASSIGN(const auto target_columns, target.columns_of(table));
    if (columns != target_columns) {
        return problem(
            ProblemCode::integrity_broken,
            "The table " + table + " has other columns in the two databases; use the version that wrote it.");
    }
    std::string names;
    std::string places;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        names += (i == 0 ? "" : ", ") + columns[i];
        places += (i == 0 ? "$" : ", $") + std::to_string(i + 1);
    }
    const auto insert = "INSERT INTO " + table + " (" + names + ") VALUES (" + places + ")";
    MINKA_TRY(target.run("DELETE FROM " + table, {}, nullptr));
    std::vector<std::vector<Value>> rows;
    const VisitRow visit = [&](const Row& row) -> Result<> {
        rows.push_back(row.cells());
        if (rows.size() == rows_at_once) {
            MINKA_TRY(target.run_each(insert, rows));
            rows.clear();
        }
        return {};
    };
    MINKA_TRY(visit_whole_table(source, "SELECT " + names + " FROM " + table, visit));
    MINKA_TRY(target.run_each(insert, rows));
    return {};
}

Result<> copy_tables(Connection& source, Connection& target) {
    MINKA_TRY_ASSIGN(const auto tables, tables_of(source));
    MINKA_TRY_ASSIGN(const auto aside, ReferencesAside::put(target));
    for (const auto& table : tables) {
        MINKA_TRY(copy_table(source, target, table));
    }
    return aside.put_back(target);
}

Result<> make_copy(Connection& source, std::span<const Migration> migrations, const std::string& file) {
    MINKA_TRY_ASSIGN(auto target, open_sqlite({file, SqliteOptions::Access::read_write, {}}));
    MINKA_TRY(migrate(*target, migrations, Instant{}, {}));
    MINKA_TRY(copy_rows(source, *target));
    MINKA_TRY(target->run_script("PRAGMA journal_mode = DELETE"));
    return check_sqlite(*target, file);
}

}  // namespace

Result<std::vector<std::string>> tables_of(Connection& connection) {
    return texts(connection,
                 connection.engine() == Engine::sqlite
                     ? "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
                     : "SELECT CAST(table_name AS TEXT) FROM information_schema.tables "
                       "WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' ORDER BY 1");
}

Result<> copy_rows(Connection& source, Connection& target) {
    MINKA_TRY(target.begin(TransactionKind::write));
    auto outcome = copy_tables(source, target);
    if (outcome) {
        outcome = target.commit();
    }
    if (!outcome) {
        target.roll_back();
    }
    return outcome;
}

Result<> copy_database_to_sqlite(Connection& source, std::span<const Migration> migrations, const std::string& file) {
    std::error_code ignored;
    if (std::filesystem::exists(file, ignored)) {
        return problem(ProblemCode::io_failed, "The file exists already; choose another name.", file);
    }
    auto outcome = make_copy(source, migrations, file);
    if (!outcome) {
        for (const auto* suffix : {"", "-wal", "-shm"}) {
            std::filesystem::remove(file + suffix, ignored);
        }
    }
    return outcome;
}

}  // namespace minka::storage
