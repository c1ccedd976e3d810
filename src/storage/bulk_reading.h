#pragma once

#include "storage/connection.h"

#include <functional>
#include <span>
#include <string_view>
#include <vector>

namespace minka::storage {

using VisitNumberedRow = std::function<Result<>(std::size_t, const Row&)>;

/// A connection that asks one question for many sets of parameters at once.
class BulkReading {
public:
    virtual ~BulkReading() = default;

    /// Runs a statement that only reads for each set, in as few round trips as it goes. `visit` gets the number of the
    /// set with each row; the rows of one set come in no order.
    virtual Result<> query_each(std::string_view sql, std::span<const std::vector<Value>> parameter_sets,
                                const VisitNumberedRow& visit) = 0;
};

/// The same on any connection: one by one on one that knows no better.
Result<> query_each(Connection& connection, std::string_view sql, std::span<const std::vector<Value>> parameter_sets,
                    const VisitNumberedRow& visit);

}  // namespace minka::storage
