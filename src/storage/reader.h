#pragma once

#include "storage/connection.h"
#include "storage/record.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace minka::storage {

/// What a store reads with, inside one transaction. Every parameter of the functions below is bound, never pasted.
class Reader {
public:
    Reader(Connection& connection, ProgrammeId programme) : connection_(&connection), programme_(programme) {}

    /// The programme whose records `all`, `find` and the writer's functions mean; nil outside a programme.
    ProgrammeId programme() const { return programme_; }
    Engine engine() const { return connection_->engine(); }

    /// The same snapshot, for the records of another programme: accounts, which belong to none.
    Reader in_programme(const ProgrammeId& programme) const { return {*connection_, programme}; }

    /// Column names of a table; empty when there is no such table.
    Result<std::vector<std::string>> columns_of(std::string_view table) { return connection_->columns_of(table); }

    /// The RECORD TABLEs of the schema, sorted by name, without their histories.
    Result<std::vector<std::string>> record_tables();

    /// Runs a SELECT; `visit` sees each row. Problems: also `forbidden` for a statement that writes.
    template <typename Visit, typename... Parameters>
    Result<> each(std::string_view sql, Visit visit, const Parameters&... parameters) {
        const std::vector<Value> values{to_value(parameters)...};
        return visit_rows(sql, values, std::move(visit));
    }

    /// The first cell of the first row; nothing when there is no row.
    template <typename T, typename... Parameters>
    Result<std::optional<T>> value(std::string_view sql, const Parameters&... parameters) {
        std::optional<T> found;
        MINKA_TRY(each(
            sql,
            [&](const Row& row) -> Result<> {
                if (!found) {
                    found = row.get<T>(0);
                }
                return {};
            },
            parameters...));
        return found;
    }

    /// Current records of this programme. `rest` follows "WHERE programme_id = $1": "AND code = $2 ORDER BY code", say;
    /// the parameters count from $2.
    template <DescribedRecord T, typename... Parameters>
    Result<std::vector<Stored<T>>> all(std::string_view rest, const Parameters&... parameters) {
        return all_from<T>(std::string(record_table<T>), rest, parameters...);
    }

    /// The records as they were known at an instant; otherwise like `all`, with the parameters from $3.
    template <DescribedRecord T, typename... Parameters>
    Result<std::vector<Stored<T>>> all_known(Instant known_at, std::string_view rest, const Parameters&... parameters) {
        return all_from<T>(as_known_text(record_table<T>), rest, known_at, parameters...);
    }

    template <DescribedRecord T>
    Result<std::optional<Stored<T>>> find(const decltype(T::id)& id) {
        MINKA_TRY_ASSIGN(auto rows, all<T>("AND id = $2", id));
        return rows.empty() ? std::nullopt : std::optional<Stored<T>>(std::move(rows.front()));
    }

    /// Like `find`; `not_found` with the record's table when there is none.
    template <DescribedRecord T>
    Result<Stored<T>> require(const decltype(T::id)& id) {
        MINKA_TRY_ASSIGN(auto found, find<T>(id));
        if (!found) {
            return problem(ProblemCode::not_found,
                           "There is no " + std::string(record_table<T>) + " " + to_string(id) + " in this programme.");
        }
        return *std::move(found);
    }

protected:
    Connection& connection() { return *connection_; }

private:
    Result<> visit_rows(std::string_view sql, std::span<const Value> values, VisitRow visit) {
        return connection_->query(sql, values, visit);
    }

    template <DescribedRecord T, typename... Parameters>
    Result<std::vector<Stored<T>>> all_from(const std::string& from, std::string_view rest,
                                            const Parameters&... parameters) {
        std::vector<Stored<T>> found;
        const auto sql = "SELECT version, recorded_at" + record_column_list<T>() + " FROM " + from +
                         " WHERE programme_id = $1 " + std::string(rest);
        MINKA_TRY(each(
            sql,
            [&](const Row& row) -> Result<> {
                found.push_back(record_from_row<T>(row));
                return {};
            },
            programme_, parameters...));
        return found;
    }

    static std::string as_known_text(std::string_view table);

    Connection* connection_;
    ProgrammeId programme_;
};

}  // namespace minka::storage
