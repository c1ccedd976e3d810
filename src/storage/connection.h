#pragma once

#include "base/result.h"
#include "storage/value.h"

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace minka::storage {

enum class Engine { sqlite, postgres };

/// One row of an answer.
class Row {
public:
    std::vector<Value>& cells() { return cells_; }
    const std::vector<Value>& cells() const { return cells_; }

    template <typename T>
    T get(std::size_t column) const {
        MINKA_CHECK(column < cells_.size());
        return FromValue<T>::of(cells_[column]);
    }

private:
    std::vector<Value> cells_;
};

using VisitRow = std::function<Result<>(const Row&)>;

/// What a transaction may do. A `long_read` may wait for running writers at its start and then never has to run again.
enum class TransactionKind { write, read, long_read };

/// One connection to a SQLite file or a PostgreSQL server. SQL is the common dialect with $1..$n, one statement a call.
///
/// Problems of every function: `conflict` for a unique or foreign key that does not hold, `busy` for a transaction
/// that must run again, `storage_failed` for all else.
class Connection {
public:
    virtual ~Connection() = default;

    virtual Engine engine() const = 0;

    /// Whether it can be used again: connected and outside any transaction.
    virtual bool is_usable() const = 0;

    /// Runs one statement; `visit`, when given, sees each row in turn and may stop with a problem.
    /// Returns the number of rows inserted, updated or deleted.
    virtual Result<std::int64_t> run(std::string_view sql, std::span<const Value> parameters,
                                     const VisitRow* visit) = 0;

    /// Runs a statement that only reads. Problems: also `forbidden` for any other statement.
    virtual Result<> query(std::string_view sql, std::span<const Value> parameters, const VisitRow& visit) = 0;

    /// Runs one statement for each set of parameters, in as few round trips as the engine allows. Returns the number of
    /// rows changed by all.
    virtual Result<std::int64_t> run_each(std::string_view sql, std::span<const std::vector<Value>> parameter_sets) = 0;

    /// Runs several statements without parameters, as a migration has them.
    virtual Result<> run_script(std::string_view sql) = 0;

    virtual Result<> begin(TransactionKind kind) = 0;
    virtual Result<> commit() = 0;
    /// Also outside a transaction, where it does nothing.
    virtual void roll_back() = 0;

    /// Column names of a table, in their order; empty when there is no such table.
    virtual Result<std::vector<std::string>> columns_of(std::string_view table) = 0;
};

}  // namespace minka::storage
