#include "storage/postgres/postgres_connection.h"

#include "base/text.h"

#include <libpq-fe.h>

#include <array>
#include <charconv>
#include <unordered_map>

namespace minka::storage {

namespace {

constexpr std::size_t pipeline_length = 256;

struct ConnectionCloser {
    void operator()(PGconn* connection) const { PQfinish(connection); }
};
struct ResultClearer {
    void operator()(PGresult* result) const { PQclear(result); }
};
using ResultHandle = std::unique_ptr<PGresult, ResultClearer>;

// Object identifiers of built-in types, from PostgreSQL's catalogue pg_type.dat.
enum TypeOid : Oid { bool_oid = 16, bytea_oid = 17, int8_oid = 20, int2_oid = 21, int4_oid = 23, float4_oid = 700,
                     float8_oid = 701, numeric_oid = 1700, uuid_oid = 2950 };

Problem problem_of(PGconn* connection, const PGresult* result) {
    const char* state_text = result != nullptr ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : nullptr;
    const std::string_view state = state_text != nullptr ? state_text : "";
    // The primary message names no values; the detail would.
    const char* primary = result != nullptr ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : nullptr;
    const std::string reason = primary != nullptr ? std::string(primary) : std::string(trim(PQerrorMessage(connection)));
    if (state == "40001" || state == "40P01") {
        return {ProblemCode::busy, "Another transaction came between; it runs again.", {}};
    }
    if (state.starts_with("23")) {
        return {ProblemCode::conflict, "The record does not fit the others: " + reason + ".", {}};
    }
    if (state == "53100") {
        return {ProblemCode::storage_failed, "The server's disk is full; free some space and repeat. Nothing was written.", {}};
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

class PostgresConnection final : public Connection {
public:
    explicit PostgresConnection(PGconn* connection) : connection_(connection) {}

    Engine engine() const override { return Engine::postgres; }
    bool is_usable() const override {
        return PQstatus(connection_.get()) == CONNECTION_OK && PQtransactionStatus(connection_.get()) == PQTRANS_IDLE;
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
        std::int64_t changed = 0;
        const std::string_view count(PQcmdTuples(result.get()));
        std::from_chars(count.data(), count.data() + count.size(), changed);
        return changed;
    }

    Result<> run_each(std::string_view sql, std::span<const std::vector<Value>> sets) override {
        const std::string text(sql);
        while (!sets.empty()) {
            const auto part = sets.first(std::min(pipeline_length, sets.size()));
            MINKA_TRY(run_pipeline(text, part));
            sets = sets.subspan(part.size());
        }
        return {};
    }

    Result<> run_script(std::string_view sql) override {
        const std::string text(sql);
        const ResultHandle result(PQexec(connection_.get(), text.c_str()));
        columns_.clear();
        return expect_success(result.get());
    }

    Result<> begin(bool writing) override {
        return run_script(writing ? "BEGIN ISOLATION LEVEL SERIALIZABLE READ WRITE"
                                  : "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    }
    Result<> commit() override { return run_script("COMMIT"); }
    void roll_back() override {
        if (PQtransactionStatus(connection_.get()) != PQTRANS_IDLE) {
            const ResultHandle result(PQexec(connection_.get(), "ROLLBACK"));
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
        MINKA_TRY(run("SELECT CAST(column_name AS TEXT) FROM information_schema.columns "
                      "WHERE table_schema = current_schema() AND table_name = $1 ORDER BY ordinal_position",
                      parameters, &visit));
        if (!columns.empty()) {
            columns_[name] = columns;
        }
        return columns;
    }

private:
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

    Result<> run_pipeline(const std::string& text, std::span<const std::vector<Value>> sets) {
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
        PQexitPipelineMode(connection);
        return outcome;
    }

    // Reads the answers of the statements and the sync point; the first failure is the one to tell.
    Result<> collect_pipeline(std::size_t statements) {
        Result<> outcome;
        for (std::size_t i = 0; i <= statements; ++i) {
            const ResultHandle result(PQgetResult(connection_.get()));
            const auto status = PQresultStatus(result.get());
            if (status == PGRES_PIPELINE_SYNC) {
                break;
            }
            if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_PIPELINE_ABORTED && outcome) {
                outcome = std::unexpected(problem_of(connection_.get(), result.get()));
            }
            const ResultHandle end(PQgetResult(connection_.get()));
        }
        return outcome;
    }

    std::unique_ptr<PGconn, ConnectionCloser> connection_;
    std::unordered_map<std::string, std::vector<std::string>> columns_;
};

}  // namespace

Result<std::unique_ptr<Connection>> open_postgres(const std::string& address) {
    auto* connection = PQconnectdb(address.c_str());
    auto opened = std::make_unique<PostgresConnection>(connection);
    if (PQstatus(connection) != CONNECTION_OK) {
        return problem(ProblemCode::storage_failed,
                       "The database server cannot be reached: " + std::string(trim(PQerrorMessage(connection))));
    }
    if (PQsetClientEncoding(connection, "UTF8") != 0) {
        return problem(ProblemCode::storage_failed, "The server's database must be UTF-8.");
    }
    MINKA_TRY(opened->run_script("SET client_min_messages = warning; SET extra_float_digits = 1; SET bytea_output = hex;"));
    return opened;
}

}  // namespace minka::storage
