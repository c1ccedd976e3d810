#include "documents/xlsx_writer.h"

#include "base/text.h"

#include <fmt/format.h>
#include <xlsxwriter.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <fstream>
#include <system_error>
#include <utility>
#include <vector>

namespace minka::documents {

namespace {

constexpr std::uint32_t most_rows = 1'048'576;
constexpr std::size_t most_columns = 16'384;
constexpr std::size_t most_text = 32'767;
constexpr double largest_whole = 9'007'199'254'740'992.0;  // 2^53

std::size_t count_characters(std::string_view utf8) {
    std::size_t count = 0;
    for (const char c : utf8) {
        count += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U ? 1U : 0U;
    }
    return count;
}

Result<> check_text(const std::string& text) {
    if (text.find('\0') != std::string::npos || !is_utf8(text)) {
        return invalid("A text for the spreadsheet is not UTF-8 or has a NUL byte.");
    }
    if (count_characters(text) > most_text) {
        return invalid(fmt::format("A text is longer than the {} characters a spreadsheet cell holds.", most_text));
    }
    return {};
}

// A spreadsheet reads _x0041_ as A, so that such text is written with its own underscore escaped, and characters that
// XML forbids are written that way (ECMA-376 part 1, 22.9.2.19). The library does neither in constant memory.
std::string escape_cell_text(const std::string& text) {
    const auto is_hex = [](char c) { return std::isxdigit(static_cast<unsigned char>(c)) != 0; };
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const auto code = static_cast<unsigned char>(c);
        if (c == '_' && i + 6 < text.size() && text[i + 1] == 'x' && text[i + 6] == '_' &&
            std::all_of(text.begin() + static_cast<std::ptrdiff_t>(i + 2),
                        text.begin() + static_cast<std::ptrdiff_t>(i + 6), is_hex)) {
            result += "_x005F_";
        } else if (code < 0x20 && c != '\t' && c != '\n') {
            result += fmt::format("_x{:04X}_", static_cast<unsigned>(code));
        } else {
            result += c;
        }
    }
    return result;
}

std::unexpected<Problem> refused_by_library(lxw_error error) {
    return problem(ProblemCode::io_failed,
                   fmt::format("The spreadsheet could not be written: {}.", lxw_strerror(error)));
}

}  // namespace

struct XlsxWriter::State {
    std::filesystem::path path;
    std::filesystem::path unfinished;
    lxw_workbook* workbook = nullptr;
    lxw_worksheet* worksheet = nullptr;
    lxw_format* bold = nullptr;
    lxw_format* date = nullptr;
    std::uint32_t next_row = 0;

    ~State() {
        if (workbook != nullptr) {
            lxw_workbook_free(workbook);
        }
        std::error_code ignored;  // there may be no such file
        std::filesystem::remove(unfinished, ignored);
    }

    Result<> write(std::uint16_t column, const XlsxCell& cell);
};

Result<> XlsxWriter::State::write(std::uint16_t column, const XlsxCell& cell) {
    auto error = LXW_NO_ERROR;
    if (const auto* text = std::get_if<std::string>(&cell)) {
        MINKA_TRY(check_text(*text));
        error = worksheet_write_string(worksheet, next_row, column, escape_cell_text(*text).c_str(), nullptr);
    } else if (const auto* whole = std::get_if<std::int64_t>(&cell)) {
        const auto value = static_cast<double>(*whole);
        if (std::abs(value) > largest_whole) {
            return invalid(fmt::format("A spreadsheet cannot hold the number {} exactly; give it as text.", *whole));
        }
        error = worksheet_write_number(worksheet, next_row, column, value, nullptr);
    } else if (const auto* number = std::get_if<double>(&cell)) {
        if (!std::isfinite(*number)) {
            return invalid("A number for the spreadsheet is not finite.");
        }
        error = worksheet_write_number(worksheet, next_row, column, *number, nullptr);
    } else if (const auto* day = std::get_if<LocalDate>(&cell)) {
        if (day->year() < 1900 || day->year() > 9999) {
            return invalid(fmt::format("A spreadsheet knows no date {}; give it as text.", day->text()));
        }
        lxw_datetime when{};
        when.year = day->year();
        when.month = static_cast<int>(day->month());
        when.day = static_cast<int>(day->day());
        error = worksheet_write_datetime(worksheet, next_row, column, &when, date);
    }
    return error == LXW_NO_ERROR ? Result<>{} : refused_by_library(error);
}

XlsxWriter::XlsxWriter(std::unique_ptr<State> state) : state_(std::move(state)) {}
XlsxWriter::XlsxWriter(XlsxWriter&&) noexcept = default;
XlsxWriter& XlsxWriter::operator=(XlsxWriter&&) noexcept = default;
XlsxWriter::~XlsxWriter() = default;

Result<XlsxWriter> XlsxWriter::create(const std::filesystem::path& path) {
    auto state = std::make_unique<State>();
    state->path = path;
    state->unfinished = path;
    state->unfinished += ".part";
    // The library finds out only when all is written, and says so on the terminal.
    if (!std::ofstream(state->unfinished, std::ios::binary)) {
        return problem(ProblemCode::io_failed, "The spreadsheet cannot be written there; check the folder.",
                       path.string());
    }
    lxw_workbook_options options{};
    options.constant_memory = LXW_TRUE;
    state->workbook = workbook_new_opt(state->unfinished.c_str(), &options);
    if (state->workbook == nullptr) {
        return problem(ProblemCode::io_failed, "The spreadsheet could not be begun.", path.string());
    }
    state->bold = workbook_add_format(state->workbook);
    format_set_bold(state->bold);
    state->date = workbook_add_format(state->workbook);
    format_set_num_format(state->date, "yyyy-mm-dd");
    return XlsxWriter(std::move(state));
}

Result<> XlsxWriter::sheet(std::string_view name, std::span<const std::string> header) {
    auto& state = *state_;
    const std::string text(name);
    if (workbook_validate_sheet_name(state.workbook, text.c_str()) != LXW_NO_ERROR || text.empty() ||
        text.find('\0') != std::string::npos || !is_utf8(text)) {
        return invalid(
            fmt::format("\"{}\" cannot be the name of a sheet: it is used already, longer than 31 "
                        "characters, empty or has one of []:*?/\\ in it.",
                        name));
    }
    state.worksheet = workbook_add_worksheet(state.workbook, text.c_str());
    if (state.worksheet == nullptr) {
        return problem(ProblemCode::io_failed, "The sheet could not be begun; is the disk full?");
    }
    state.next_row = 0;
    worksheet_set_row(state.worksheet, 0, LXW_DEF_ROW_HEIGHT, state.bold);
    worksheet_freeze_panes(state.worksheet, 1, 0);
    const std::vector<XlsxCell> cells(header.begin(), header.end());
    return row(cells);
}

Result<> XlsxWriter::row(std::span<const XlsxCell> cells) {
    auto& state = *state_;
    if (state.worksheet == nullptr) {
        return invalid("A spreadsheet needs a sheet before its first row.");
    }
    if (state.next_row >= most_rows || cells.size() > most_columns) {
        return invalid(fmt::format("A sheet holds {} rows and {} columns; split the table.", most_rows, most_columns));
    }
    for (std::size_t i = 0; i < cells.size(); ++i) {
        MINKA_TRY(state.write(static_cast<std::uint16_t>(i), cells[i]));
    }
    ++state.next_row;
    return {};
}

Result<> XlsxWriter::finish() {
    auto& state = *state_;
    if (state.workbook == nullptr || state.worksheet == nullptr) {
        return invalid("A spreadsheet needs a sheet before it is finished, and is finished once.");
    }
    const auto error = workbook_close(std::exchange(state.workbook, nullptr));
    state.worksheet = nullptr;
    if (error != LXW_NO_ERROR) {
        return refused_by_library(error);
    }
    std::error_code failure;
    std::filesystem::rename(state.unfinished, state.path, failure);
    if (failure) {
        return problem(ProblemCode::io_failed, "The finished spreadsheet could not be put in its place.",
                       state.path.string());
    }
    return {};
}

}  // namespace minka::documents
