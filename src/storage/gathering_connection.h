#pragma once

#include "storage/bulk_reading.h"
#include "storage/foresight.h"

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace minka::storage {

/// A connection for the closures of one transaction whose questions were foreseen. It answers those from memory, and
/// gathers rows to insert, to send those of one statement together. A statement it can neither answer nor gather is
/// sent as it comes, after all that was gathered before it.
///
/// A row that cannot be inserted is told when it is sent: then the whole transaction has failed.
class GatheringConnection final : public Connection {
public:
    explicit GatheringConnection(Connection& below) : below_(below) {}

    /// Asks all of them, those of one text at once.
    Result<> ask(std::vector<Question> questions);
    /// Sends what is gathered.
    Result<> send();

    Engine engine() const override { return below_.engine(); }
    bool is_usable() const override { return below_.is_usable(); }
    /// An INSERT of one row that is gathered counts as one row inserted.
    Result<std::int64_t> run(std::string_view sql, std::span<const Value> parameters, const VisitRow* visit) override;
    Result<> query(std::string_view sql, std::span<const Value> parameters, const VisitRow& visit) override;
    Result<std::int64_t> run_each(std::string_view sql, std::span<const std::vector<Value>> parameter_sets) override;
    Result<> run_script(std::string_view sql) override;
    Result<> begin(TransactionKind kind) override { return below_.begin(kind); }
    Result<> commit() override;
    void roll_back() override;
    Result<std::vector<std::string>> columns_of(std::string_view table) override { return below_.columns_of(table); }

private:
    struct Gathered {
        std::string sql;
        std::vector<std::vector<Value>> rows;
    };
    using Answers = std::map<std::vector<Value>, std::vector<Row>>;

    std::vector<std::vector<Value>>& rows_of(std::string_view sql);
    Result<> send_rows();
    std::optional<Result<std::int64_t>> step_of_part(std::string_view sql);

    Connection& below_;
    std::map<std::string, Answers, std::less<>> answers_;
    std::vector<Gathered> gathered_;
    /// How many rows of each statement there were when a part began that the server does not know of yet.
    std::optional<std::vector<std::size_t>> part_;
};

}  // namespace minka::storage
