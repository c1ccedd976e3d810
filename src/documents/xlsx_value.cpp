#include "documents/xlsx_value.h"

#include "base/local_date.h"
#include "documents/text_decoder.h"

#include <fmt/format.h>

#include <charconv>
#include <chrono>
#include <cmath>

namespace minka::documents {

namespace {

constexpr std::int64_t seconds_a_day = 86'400;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// The first section of a format code without quoted text, escapes and colours; elapsed time [h] stays as h.
std::string bare_code(std::string_view code) {
    std::string bare;
    for (std::size_t i = 0; i < code.size() && code[i] != ';'; ++i) {
        const char c = code[i];
        if (c == '"') {
            i = std::min(code.find('"', i + 1), code.size());
        } else if (c == '\\' || c == '_' || c == '*') {
            ++i;
        } else if (c == '[') {
            const auto end = std::min(code.find(']', i), code.size());
            const auto inside = code.substr(i + 1, end - i - 1);
            if (inside.find_first_not_of("hHmMsS") == std::string_view::npos && !inside.empty()) {
                bare += lower(inside.front()) == 'm' ? 's' : lower(inside.front());
            }
            i = end;
        } else {
            bare += lower(c);
        }
    }
    return bare;
}

// Date in days since 1970, of a whole number of days in the file's calendar.
Result<std::chrono::sys_days> calendar_day(std::int64_t serial, DateSystem dates) {
    using namespace std::chrono;
    constexpr sys_days begin_1904{year{1904} / 1 / 1};
    constexpr sys_days before_1900{year{1899} / 12 / 31};
    constexpr sys_days last{year{9999} / 12 / 31};
    if (dates == DateSystem::from_1904) {
        if (serial < 0 || serial > 2'957'003) {
            return invalid("The date is outside the calendar of the spreadsheet; write it anew.");
        }
        return begin_1904 + days{serial};
    }
    if (serial < 1 || serial > 2'958'465) {
        return invalid("The date is outside the calendar of the spreadsheet; write it anew.");
    }
    if (serial == 60) {
        return invalid("The date is 29 February 1900, which never was; write it anew.");
    }
    // Day 60 is counted though it never was, so that days after it are one too many.
    const auto day = before_1900 + days{serial > 60 ? serial - 1 : serial};
    return day > last ? last : day;
}

std::string clock_text(std::int64_t seconds) {
    return fmt::format("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
}

Result<> read_date(double value, const NumberFormat& format, DateSystem dates, TableCell& cell) {
    if (!(std::abs(value) < 3e6)) {
        return invalid("The date is outside the calendar of the spreadsheet; write it anew.");
    }
    const auto seconds = std::llround(value * static_cast<double>(seconds_a_day));
    if (format.kind == NumberFormat::Kind::time && seconds >= 0) {
        cell.kind = CellKind::time;
        cell.text = clock_text(seconds);
        return {};
    }
    const auto whole = format.kind == NumberFormat::Kind::date ? static_cast<std::int64_t>(std::floor(value))
                                                               : (seconds >= 0 ? seconds / seconds_a_day : -1);
    MINKA_TRY_ASSIGN(const auto day, calendar_day(whole, dates));
    cell.kind = CellKind::date;
    cell.text = LocalDate{day}.text();
    const auto rest = seconds - whole * seconds_a_day;
    if (format.kind == NumberFormat::Kind::date_time && rest != 0) {
        cell.kind = CellKind::date_time;
        cell.text += 'T' + clock_text(rest);
    }
    return {};
}

int hex_digit(char c) {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    const char small = lower(c);
    return small >= 'a' && small <= 'f' ? small - 'a' + 10 : -1;
}

// The character of "_x000D_" at `at`; 0 when there is none that text may hold.
char32_t escaped_character(std::string_view text, std::size_t at) {
    if (at + 7 > text.size() || text[at + 1] != 'x' || text[at + 6] != '_') {
        return 0;
    }
    int code = 0;
    for (std::size_t i = at + 2; i < at + 6; ++i) {
        const auto digit = hex_digit(text[i]);
        if (digit < 0) {
            return 0;
        }
        code = code * 16 + digit;
    }
    return code >= 0xD800 && code < 0xE000 ? 0 : static_cast<char32_t>(code);
}

}  // namespace

NumberFormat number_format(std::string_view code) {
    const auto bare = bare_code(code);
    if (bare.find("general") != std::string::npos) {
        return {};
    }
    if (bare.size() > 1 && bare.find_first_not_of('0') == std::string::npos) {
        return {NumberFormat::Kind::number, bare.size()};
    }
    const bool has_clock = bare.find_first_of("hs") != std::string::npos;
    const bool has_day = bare.find_first_of("yd") != std::string::npos;
    const bool has_month = bare.find('m') != std::string::npos;
    if (has_day) {
        return {has_clock ? NumberFormat::Kind::date_time : NumberFormat::Kind::date, 0};
    }
    if (has_clock) {
        return {NumberFormat::Kind::time, 0};
    }
    return {has_month ? NumberFormat::Kind::date : NumberFormat::Kind::number, 0};
}

NumberFormat built_in_format(int id) {
    using Kind = NumberFormat::Kind;
    if ((id >= 14 && id <= 17) || (id >= 27 && id <= 31) || (id >= 34 && id <= 36) || (id >= 50 && id <= 58)) {
        return {Kind::date, 0};
    }
    if ((id >= 18 && id <= 21) || id == 32 || id == 33 || (id >= 45 && id <= 47)) {
        return {Kind::time, 0};
    }
    return {id == 22 ? Kind::date_time : Kind::number, 0};
}

Result<> read_number(std::string_view raw, const NumberFormat& format, DateSystem dates, TableCell& cell) {
    double value = 0;
    const auto [end, error] = std::from_chars(raw.data(), raw.data() + raw.size(), value);
    if (error != std::errc{} || end != raw.data() + raw.size() || !std::isfinite(value)) {
        return problem(ProblemCode::malformed_file, "The cell claims to be a number and is none; write it anew.");
    }
    if (format.kind != NumberFormat::Kind::number) {
        return read_date(value, format, dates, cell);
    }
    cell.kind = CellKind::number;
    if (std::floor(value) == value && std::abs(value) < 1e15) {
        const auto whole = static_cast<std::int64_t>(value);
        cell.text = whole >= 0 && whole < 1'000'000'000'000'000
                        ? fmt::format("{:0{}}", whole, std::min<std::size_t>(format.least_digits, 32))
                        : fmt::format("{}", whole);
    } else {
        cell.text = fmt::format("{}", value);
    }
    return {};
}

void unescape_cell_text(std::string& text) {
    auto at = text.find("_x");
    if (at == std::string::npos) {
        return;
    }
    std::string result;
    std::size_t copied = 0;
    while (at != std::string::npos) {
        const auto character = escaped_character(text, at);
        if (character != 0) {
            result.append(text, copied, at - copied);
            append_utf8(result, character);
            at += 7;
            copied = at;
        } else {
            at += 2;
        }
        at = text.find("_x", at);
    }
    result.append(text, copied);
    text = std::move(result);
}

}  // namespace minka::documents
