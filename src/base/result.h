#pragma once

#include "base/problem.h"

#include <expected>
#include <string>
#include <utility>

namespace minka {

template <typename T = void>
using Result = std::expected<T, Problem>;

/// A problem as the return value of a function with a Result.
inline std::unexpected<Problem> problem(ProblemCode code, std::string message, std::string field = {}) {
    return std::unexpected(Problem{code, std::move(message), std::move(field)});
}

inline std::unexpected<Problem> invalid(std::string message, std::string field = {}) {
    return problem(ProblemCode::invalid_input, std::move(message), std::move(field));
}

}  // namespace minka

#define MINKA_PASTE(a, b) a##b
#define MINKA_CONCAT(a, b) MINKA_PASTE(a, b)

/// Returns the problem of `expression` from the enclosing function, if it has one.
#define MINKA_TRY(expression)                                      \
    do {                                                           \
        if (auto try_result = (expression); !try_result) {         \
            return std::unexpected(std::move(try_result).error()); \
        }                                                          \
    } while (false)

/// Declares `variable` with the value of `expression`, or returns its problem.
#define MINKA_TRY_ASSIGN(variable, expression)                                          \
    auto MINKA_CONCAT(try_result_, __LINE__) = (expression);                            \
    if (!MINKA_CONCAT(try_result_, __LINE__)) {                                         \
        return std::unexpected(std::move(MINKA_CONCAT(try_result_, __LINE__)).error()); \
    }                                                                                   \
    variable = *std::move(MINKA_CONCAT(try_result_, __LINE__))
