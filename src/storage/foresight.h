#pragma once

#include "storage/database.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace minka::storage {

/// A SELECT that a closure will run, with its parameters.
struct Question {
    std::string sql;
    std::vector<Value> parameters;

    friend auto operator<=>(const Question&, const Question&) = default;
};

/// What is known of a closure before its transaction, so that a commit group asks once for all its closures and writes
/// once for all of them, instead of waiting for an answer to each statement.
///
/// A closure with foresight promises: no other closure's questions depend on what it writes, unless the two share a
/// key. Questions that it did not foresee are asked all the same, when it comes to them.
struct Foresight {
    std::vector<Uuid> keys;  ///< None: nothing is foreseen.
    std::vector<Question> questions;
};

/// A database to which each statement is a round trip.
class ForeseeingDatabase {
public:
    virtual ~ForeseeingDatabase() = default;
    virtual Result<> write_foreseen(const Act& act, const Foresight& foresight,
                                    const std::function<Result<>(Writer&)>& closure) = 0;
};

/// Database::write for closures of which many come at once. `foresee` is called only where foresight pays.
template <typename Foresee, typename Closure>
std::invoke_result_t<Closure, Writer&> write_foreseen(Database& database, const Act& act, Foresee foresee,
                                                      Closure closure) {
    using Answer = std::invoke_result_t<Closure, Writer&>;
    auto* foreseeing = dynamic_cast<ForeseeingDatabase*>(&database);
    if (foreseeing == nullptr) {
        return database.write(act, std::move(closure));
    }
    std::optional<Answer> answer;
    const Foresight foresight = foresee();
    auto outcome = foreseeing->write_foreseen(act, foresight, [&](Writer& writer) -> Result<> {
        answer = closure(writer);
        return answer->has_value() ? Result<>{} : Result<>(std::unexpected(answer->error()));
    });
    return outcome ? *std::move(answer) : Answer(std::unexpected(std::move(outcome).error()));
}

}  // namespace minka::storage
