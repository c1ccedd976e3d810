#pragma once

#include "base/local_date.h"
#include "base/result.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace minka::documents {

enum class StatisticsProgram { spss, stata };

/// A column of a file for a statistics program.
struct StatisticsVariable {
    enum class Kind { number, text, date };
    std::string name;   ///< Unique without case, as valid_variable_name makes it.
    std::string label;  ///< Shortened to what the format holds, at a whole character.
    Kind kind = Kind::text;
    std::size_t width = 1;    ///< Of text, in bytes: the longest there is.
    bool is_ordinal = false;  ///< A scale of categories; else a number is a measure and a text a name.
    std::vector<std::pair<double, std::string>> number_labels;
    std::vector<std::pair<std::string, std::string>> text_labels;  ///< Stata has none for text: left out there.
};

/// Nothing, a number, a text or a date, as the variable's kind says.
using StatisticsCell = std::variant<std::monostate, double, std::string_view, LocalDate>;

/// Longest text of one cell, in bytes.
std::size_t longest_text(StatisticsProgram program);

/// A name that both programs take, from any text: letters without accents, digits and underscores, beginning with a
/// letter, at most 32 characters, and no word that they keep for themselves. Not made unique.
std::string valid_variable_name(std::string_view text);

/// Writes SPSS .sav (compressed rows, UTF-8) or Stata .dta (version 118), row by row in constant memory.
///
/// Source of the formats: readstat (libreadstat), which writes them.
class StatisticsWriter {
public:
    /// Problems: `io_failed`; `invalid_input` for what the format refuses (a name, a label); `too_large` for text
    /// above `longest_text`.
    static Result<StatisticsWriter> create(const std::filesystem::path& path, StatisticsProgram program,
                                           std::string_view title, std::vector<StatisticsVariable> variables,
                                           std::int64_t rows);

    StatisticsWriter(StatisticsWriter&&) noexcept;
    StatisticsWriter& operator=(StatisticsWriter&&) noexcept;
    ~StatisticsWriter();

    /// One cell for each variable. Problems: `io_failed`; `invalid_input`.
    Result<> row(std::span<const StatisticsCell> cells);

    /// Problems: `io_failed`; `invalid_input` when fewer or more rows came than were announced.
    Result<> finish();

private:
    struct State;
    explicit StatisticsWriter(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace minka::documents
