#pragma once

#include "base/problem.h"
#include "base/result.h"

#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <string>
#include <vector>

namespace minka::registry {

/// One thing to mend in a file that is imported.
struct ImportProblem {
    std::string file;       ///< Without folders.
    std::uint64_t row = 0;  ///< As a spreadsheet numbers it; 0 when it is about the whole file.
    std::string column;     ///< As the header writes it; empty when it is about the whole row.
    std::string value;      ///< The cell as it stands, cut after 200 bytes.
    ProblemCode code = ProblemCode::invalid_input;
    std::string message;  ///< What is wrong and what to do.

    friend bool operator==(const ImportProblem&, const ImportProblem&) = default;
};

/// Every problem of one file, so that a person mends them in one round. Beyond `most_kept` they are only counted.
class ImportProblems {
public:
    static constexpr std::size_t most_kept = 100'000;

    explicit ImportProblems(std::string file) : file_(std::move(file)) {}

    void add(std::uint64_t row, std::string column, std::string_view value, std::string message,
             ProblemCode code = ProblemCode::invalid_input);
    bool empty() const { return count_ == 0; }
    /// With those that were only counted.
    std::size_t count() const { return count_; }
    const std::string& file() const { return file_; }

    /// In the order of rows, the whole file first.
    std::vector<ImportProblem> sorted() const;

private:
    std::string file_;
    std::vector<ImportProblem> kept_;
    std::size_t count_ = 0;
};

/// Columns archivo, fila, columna, valor, problema, mensaje, in UTF-8 with a byte order mark. Problems: `io_failed`.
Result<> write_problem_table(std::ostream& out, const std::vector<ImportProblem>& problems);

}  // namespace minka::registry
