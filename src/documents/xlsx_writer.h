#pragma once

#include "base/local_date.h"
#include "base/result.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <variant>

namespace minka::documents {

/// Nothing, text, a whole number, a number or a date. Text stays text: codes keep their zeros, "=1+1" is no formula.
using XlsxCell = std::variant<std::monostate, std::string, std::int64_t, double, LocalDate>;

/// Writes an XLSX file row by row in constant memory. The file appears under its name only when finish() succeeds.
class XlsxWriter {
public:
    /// Problems: `io_failed`.
    static Result<XlsxWriter> create(const std::filesystem::path& path);

    XlsxWriter(XlsxWriter&&) noexcept;
    XlsxWriter& operator=(XlsxWriter&&) noexcept;
    /// Leaves no file behind when finish() was not called.
    ~XlsxWriter();

    /// The rows that follow go to a new sheet, whose first row is a bold, frozen header.
    /// Problems: `invalid_input` for a name that is empty, longer than 31 characters, used already or has []:*?/\.
    Result<> sheet(std::string_view name, std::span<const std::string> header);

    /// Problems: `invalid_input` before the first sheet, for text above 32,767 characters, a number that is not
    /// finite or above 2^53, and more than 1,048,576 rows; `io_failed`.
    Result<> row(std::span<const XlsxCell> cells);

    /// Problems: `io_failed`.
    Result<> finish();

private:
    struct State;
    explicit XlsxWriter(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace minka::documents
