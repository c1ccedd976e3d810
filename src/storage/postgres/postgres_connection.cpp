#include "storage/postgres/postgres_connection.h"

#include "base/text.h"
#include "storage/bulk_reading.h"
#include "storage/postgres/bulk_statement.h"

#include <libpq-fe.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <unordered_map>

namespace minka::storage {

namespace {

constexpr std::size_t pipeline_length = 256;
/// Fewer sets than these are not worth arrays.
constexpr std::size_t least_bulk = 3;
/// What one message may hold; the server takes up to a gibibyte.
constexpr std::size_t largest_bulk = 64U << 20U;

struct ConnectionCloser {
    void operator()(PGconn* connection) const { PQfinish(connection); }
};
struct ResultClearer {
    void operator()(PGresult* result) const { PQclear(result); }
};
using ResultHandle = std::unique_ptr<PGresult, ResultClearer>;

// Object identifiers of built-in types, from PostgreSQL's catalogue pg_type.dat.
enum TypeOid : Oid {
    bool_oid = 16,
    bytea_oid = 17,
    int8_oid = 20,
    int2_oid = 21,
    int4_oid = 23,
    float4_oid = 700,
    float8_oid = 701,
    numeric_oid = 1700,
    uuid_oid = 2950
};

Problem problem_of(PGconn* connection, const PGresult* result) {
    const char* state_text = result != nullptr ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : nullptr;
    const std::string_view state = state_text != nullptr ? state_text : "";
    // The primary message names no values; the detail would.
    const char* primary = result != nullptr ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : nullptr;
    const std::string reason =
        primary != nullptr ? std::string(primary) : std::string(trim(PQerrorMessage(connection)));
    if (state == "40001" || state == "40P01") {
        return {ProblemCode::busy, "Another transaction came between; it runs again.", {}};
    }
    if (state.starts_with("23")) {
        return {ProblemCode::conflict, "The record does not fit the others: " + reason + ".", {}};
    }
    if (state == "53100") {
        return {ProblemCode::storage_failed,
                "The server's disk is full; free some space and repeat. Nothing was written.",
                {}};
    }
    return {ProblemCode::storage_failed, "The database server failed: " + reason + ".", {}};
}

// Parameters as libpq takes them: numbers as text, bytes in binary form (which fits both BYTEA and UUID).
class Parameters {
public:
    explicit Parameters(std::span<const Value> values) {
        texts_.reserve(values.size());
        for (const auto& value : values) {
            add(value);
        }
    }
    int count() const { return static_cast<int>(values_.size()); }
    const char* const* values() const { return values_.data(); }
    const int* lengths() const { return lengths_.data(); }
    const int* formats() const { return formats_.data(); }

private:
    void add(const Value& value) {
        if (const auto* bytes = std::get_if<Bytes>(&value)) {
            push(bytes->empty() ? "" : reinterpret_cast<const char*>(bytes->data()), bytes->size(), 1);
        } else if (const auto* text = std::get_if<std::string>(&value)) {
            push(text->c_str(), text->size(), 0);
        } else if (const auto* whole = std::get_if<std::int64_t>(&value)) {
            push_text(std::to_string(*whole));
        } else if (const auto* real = std::get_if<double>(&value)) {
            std::array<char, 40> digits{};
            const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), *real).ptr;
            push_text(std::string(digits.data(), end));
        } else {
            push(nullptr, 0, 0);
        }
    }
    void push_text(std::string text) {
        texts_.push_back(std::move(text));
        push(texts_.back().c_str(), texts_.back().size(), 0);
    }
    void push(const char* data, std::size_t size, int format) {
        values_.push_back(data);
        lengths_.push_back(static_cast<int>(size));
        formats_.push_back(format);
    }

    std::vector<std::string> texts_;
    std::vector<const char*> values_;
    std::vector<int> lengths_;
    std::vector<int> formats_;
};

Value number_cell(std::string_view text) {
    std::int64_t whole = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), whole);
    if (parsed.ec == std::errc{} && parsed.ptr == text.data() + text.size()) {
        return whole;
    }
    double real = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), real);
    MINKA_CHECK(read.ec == std::errc{});
    return real;
}

Value real_cell(std::string_view text) {
    double real = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), real);
    MINKA_CHECK(read.ec == std::errc{});
    return real;
}

Bytes bytes_cell(std::string_view text) {
    MINKA_CHECK(text.starts_with("\\x"));
    const auto bytes = from_hex(text.substr(2));
    MINKA_CHECK(bytes.has_value());
    return *bytes;
}

Bytes uuid_cell(std::string_view text) {
    const auto uuid = parse_uuid(text);
    MINKA_CHECK(uuid.has_value());
    return {uuid->bytes.begin(), uuid->bytes.end()};
}

Value cell(const PGresult* result, int row, int column) {
    if (PQgetisnull(result, row, column) != 0) {
        return {};
    }
    const std::string_view text(PQgetvalue(result, row, column),
                                static_cast<std::size_t>(PQgetlength(result, row, column)));
    switch (PQftype(result, column)) {
        case bool_oid: return std::int64_t{text == "t" ? 1 : 0};
        case int2_oid:
        case int4_oid:
        case int8_oid:
        case numeric_oid: return number_cell(text);
        case float4_oid:
        case float8_oid: return real_cell(text);
        case bytea_oid: return bytes_cell(text);
        case uuid_oid: return uuid_cell(text);
        default: return std::string(text);
    }
}

// Whether a statement is a SELECT that holds no writing statement inside, as PostgreSQL lets WITH have them. Words
// within quotes count too: a store's texts are constants, and values are bound.
bool only_reads(std::string_view sql) {
    constexpr std::array<std::string_view, 4> writing{"INSERT", "UPDATE", "DELETE", "MERGE"};
    constexpr std::string_view between = " \t\r\n(),;";
    const auto text = trim(sql);
    if (!text.starts_with("SELECT") && !text.starts_with("WITH")) {
        return false;
    }
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find_first_of(between, at), text.size());
        std::string word(text.substr(at, end - at));
        std::ranges::transform(word, word.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
        if (std::ranges::find(writing, word) != writing.end()) {
            return false;
        }
        at = end + 1;
    }
    return true;
}

class PostgresConnection final : public Connection, public BulkReading {
public:
    explicit PostgresConnection(PGconn* connection) : connection_(connection) {}

    Engine engine() const override { return Engine::postgres; }
    bool is_usable() const override {
        return PQstatus(connection_.get()) == CONNECTION_OK && PQtransactionStatus(connection_.get()) == PQTRANS_IDLE &&
               PQpipelineStatus(connection_.get()) == PQ_PIPELINE_OFF;
    }

    Result<std::int64_t> run(std::string_view sql, std::span<const Value> values, const VisitRow* visit) override {
        const std::string text(sql);
        const Parameters parameters(values);
        const ResultHandle result(PQexecParams(connection_.get(), text.c_str(), parameters.count(), nullptr,
                                               parameters.values(), parameters.lengths(), parameters.formats(), 0));
        MINKA_TRY(expect_success(result.get()));
        if (visit != nullptr) {
            MINKA_TRY(visit_all(result.get(), *visit));
        }
        return rows_changed(result.get());
    }

    Result<> query(std::string_view sql, std::span<const Value> values, const VisitRow& visit) override {
        if (!only_reads(sql)) {
            return problem(ProblemCode::forbidden, "Only a SELECT may stand here; a store writes through the writer.");
        }
        MINKA_TRY(run(sql, values, &visit));
        return {};
    }

    Result<> query_each(std::string_view sql, std::span<const std::vector<Value>> sets,
                        const VisitNumberedRow& visit) override {
        if (sets.size() >= least_bulk && only_reads(sql)) {
            MINKA_TRY_ASSIGN(const auto types, types_of(sql));
            const VisitRow visit_numbered = [&](const Row& row) -> Result<> {
                Row answer;
                answer.cells().assign(row.cells().begin() + 1, row.cells().end());
                return visit(static_cast<std::size_t>(row.get<std::int64_t>(0)) - 1, answer);
            };
            MINKA_TRY_ASSIGN(const auto done, run_bulk(bulk_select(sql, types), types, sets, &visit_numbered));
            if (done) {
                return {};
            }
        }
        for (std::size_t set = 0; set < sets.size(); ++set) {
            MINKA_TRY(query(sql, sets[set], [&](const Row& row) { return visit(set, row); }));
        }
        return {};
    }

    Result<std::int64_t> run_each(std::string_view sql, std::span<const std::vector<Value>> sets) override {
        const std::string text(sql);
        if (sets.size() >= least_bulk && sql.starts_with("INSERT INTO ")) {
            MINKA_TRY_ASSIGN(const auto types, types_of(sql));
            MINKA_TRY_ASSIGN(const auto done, run_bulk(bulk_insert(sql, types), types, sets, nullptr));
            if (done) {
                return *done;
            }
        }
        std::int64_t changed = 0;
        while (!sets.empty()) {
            const auto part = sets.first(std::min(pipeline_length, sets.size()));
            MINKA_TRY_ASSIGN(const auto count, run_pipeline(text, part));
            changed += count;
            sets = sets.subspan(part.size());
        }
        return changed;
    }

    Result<> run_script(std::string_view sql) override {
        columns_.clear();
        types_.clear();
        changed_schema_ = true;
        return execute(std::string(sql).c_str(), nullptr);
    }

    Result<> begin(TransactionKind kind) override {
        changed_schema_ = false;
        switch (kind) {
            case TransactionKind::write: return execute("BEGIN ISOLATION LEVEL SERIALIZABLE READ WRITE", nullptr);
            case TransactionKind::read: return execute("BEGIN ISOLATION LEVEL SERIALIZABLE READ ONLY", nullptr);
            case TransactionKind::long_read: break;
        }
        return execute("BEGIN ISOLATION LEVEL SERIALIZABLE READ ONLY DEFERRABLE", nullptr);
    }

    Result<> commit() override {
        std::string done;
        MINKA_TRY(execute("COMMIT", &done));
        // A transaction in which a statement failed answers COMMIT with success and the word ROLLBACK.
        if (done != "COMMIT") {
            return problem(ProblemCode::storage_failed,
                           "Nothing was written, since a statement of the transaction had failed before.");
        }
        return {};
    }

    void roll_back() override {
        if (PQtransactionStatus(connection_.get()) != PQTRANS_IDLE) {
            const ResultHandle result(PQexec(connection_.get(), "ROLLBACK"));
        }
        if (changed_schema_) {
            columns_.clear();
            types_.clear();
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
        MINKA_TRY(
            run("SELECT CAST(column_name AS TEXT) FROM information_schema.columns "
                "WHERE table_schema = current_schema() AND table_name = $1 ORDER BY ordinal_position",
                parameters, &visit));
        if (!columns.empty()) {
            columns_[name] = columns;
        }
        return columns;
    }

private:
    // Of the parameters, as the server understands them; it is asked once for each text.
    Result<std::vector<TypeId>> types_of(std::string_view sql) {
        const std::string text(sql);
        if (const auto known = types_.find(text); known != types_.end()) {
            return known->second;
        }
        const ResultHandle prepared(PQprepare(connection_.get(), "", text.c_str(), 0, nullptr));
        MINKA_TRY(expect_success(prepared.get()));
        const ResultHandle described(PQdescribePrepared(connection_.get(), ""));
        MINKA_TRY(expect_success(described.get()));
        std::vector<TypeId> types;
        for (int i = 0; i < PQnparams(described.get()); ++i) {
            types.push_back(PQparamtype(described.get(), i));
        }
        return types_.emplace(text, std::move(types)).first->second;
    }

    // Nothing when the statement or its values do not go as arrays.
    Result<std::optional<std::int64_t>> run_bulk(const std::optional<std::string>& text, std::span<const TypeId> types,
                                                 std::span<const std::vector<Value>> sets, const VisitRow* visit) {
        const auto is_whole = [&](const std::vector<Value>& values) { return values.size() == types.size(); };
        if (!text || !std::ranges::all_of(sets, is_whole)) {
            return std::nullopt;
        }
        std::size_t size = 0;
        std::vector<Value> arrays;
        for (std::size_t i = 0; i < types.size(); ++i) {
            auto array = binary_array(sets, i, types[i]);
            size += array ? array->size() : 0;
            if (!array || size > largest_bulk) {
                return std::nullopt;
            }
            arrays.emplace_back(*std::move(array));
        }
        MINKA_TRY_ASSIGN(const auto changed, run(*text, arrays, visit));
        return changed;
    }

    // Runs a text without parameters; `done` gets the server's word for it.
    Result<> execute(const char* text, std::string* done) {
        const ResultHandle result(PQexec(connection_.get(), text));
        if (done != nullptr && result) {
            *done = PQcmdStatus(result.get());
        }
        return expect_success(result.get());
    }

    static std::int64_t rows_changed(PGresult* result) {
        std::int64_t changed = 0;
        if (const std::string_view done(PQcmdStatus(result)); !done.starts_with("SELECT")) {
            const std::string_view count(PQcmdTuples(result));
            std::from_chars(count.data(), count.data() + count.size(), changed);
        }
        return changed;
    }

    Result<> expect_success(const PGresult* result) {
        const auto status = PQresultStatus(result);
        if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) {
            return {};
        }
        return std::unexpected(problem_of(connection_.get(), result));
    }

    static Result<> visit_all(const PGresult* result, const VisitRow& visit) {
        Row row;
        const int columns = PQnfields(result);
        row.cells().resize(static_cast<std::size_t>(columns));
        for (int r = 0; r < PQntuples(result); ++r) {
            for (int c = 0; c < columns; ++c) {
                row.cells()[static_cast<std::size_t>(c)] = cell(result, r, c);
            }
            MINKA_TRY(visit(row));
        }
        return {};
    }

    // After a failure to send the connection is left in pipeline mode, and so is not used again.
    Result<std::int64_t> run_pipeline(const std::string& text, std::span<const std::vector<Value>> sets) {
        auto* connection = connection_.get();
        if (PQenterPipelineMode(connection) == 0 || PQsendPrepare(connection, "", text.c_str(), 0, nullptr) == 0) {
            return std::unexpected(problem_of(connection, nullptr));
        }
        for (const auto& values : sets) {
            const Parameters parameters(values);
            if (PQsendQueryPrepared(connection, "", parameters.count(), parameters.values(), parameters.lengths(),
                                    parameters.formats(), 0) == 0) {
                return std::unexpected(problem_of(connection, nullptr));
            }
        }
        if (PQpipelineSync(connection) == 0) {
            return std::unexpected(problem_of(connection, nullptr));
        }
        auto outcome = collect_pipeline(sets.size() + 1);
        if (PQexitPipelineMode(connection) == 0 && outcome) {
            return std::unexpected(problem_of(connection, nullptr));
        }
        return outcome;
    }

    // Reads the answers of the statements and the sync point; the first failure is the one to tell.
    Result<std::int64_t> collect_pipeline(std::size_t statements) {
        Result<std::int64_t> outcome = 0;
        for (std::size_t i = 0; i <= statements; ++i) {
            const ResultHandle result(PQgetResult(connection_.get()));
            const auto status = PQresultStatus(result.get());
            if (status == PGRES_PIPELINE_SYNC) {
                return outcome;
            }
            if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) {
                if (outcome) {
                    *outcome += rows_changed(result.get());
                }
            } else if (outcome) {
                // PGRES_PIPELINE_ABORTED follows the first failure.
                outcome = std::unexpected(problem_of(connection_.get(), result.get()));
            }
            const ResultHandle end(PQgetResult(connection_.get()));
        }
        if (outcome) {
            outcome = problem(ProblemCode::storage_failed, "The database server broke off the connection.");
        }
        return outcome;
    }

    std::unique_ptr<PGconn, ConnectionCloser> connection_;
    std::unordered_map<std::string, std::vector<std::string>> columns_;
    std::unordered_map<std::string, std::vector<TypeId>> types_;
    bool changed_schema_ = false;
};

}  // namespace

Result<std::unique_ptr<Connection>> open_postgres(const std::string& address) {
    // What the address itself says comes later and wins.
    const std::array keywords{"connect_timeout", "application_name", "dbname", "client_encoding",
                              static_cast<const char*>(nullptr)};
    const std::array values{"10", "minka", address.c_str(), "UTF8", static_cast<const char*>(nullptr)};
    auto* connection = PQconnectdbParams(keywords.data(), values.data(), 1);
    auto opened = std::make_unique<PostgresConnection>(connection);
    if (PQstatus(connection) != CONNECTION_OK) {
        return problem(ProblemCode::storage_failed,
                       "The database server cannot be reached: " + std::string(trim(PQerrorMessage(connection))));
    }
    const char* encoding = PQparameterStatus(connection, "server_encoding");
    if (encoding == nullptr || std::string_view(encoding) != "UTF8") {
        return problem(ProblemCode::storage_failed,
                       "The server's database must be UTF-8; create it with ENCODING 'UTF8'.");
    }
    // An acknowledged record is on disk, whatever the server's default says.
    MINKA_TRY(
        opened->run_script("SET client_min_messages = warning; SET extra_float_digits = 1; SET bytea_output = hex; "
                           "SELECT set_config('synchronous_commit', 'on', false) "
                           "WHERE current_setting('synchronous_commit') = 'off';"));
    return opened;
}

}  // namespace minka::storage
