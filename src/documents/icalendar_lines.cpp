#include "documents/icalendar_lines.h"

#include <algorithm>
#include <charconv>

namespace minka::documents {
namespace {

/// The place of the colon that ends name and parameters; quotes may hold others.
std::size_t colon_of(std::string_view line) {
    bool is_quoted = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (line[i] == '"') {
            is_quoted = !is_quoted;
        } else if (line[i] == ':' && !is_quoted) {
            return i;
        }
    }
    return std::string_view::npos;
}

std::optional<int> digits(std::string_view text, std::size_t from, std::size_t count) {
    int value = 0;
    const auto part = text.substr(from, count);
    const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), value);
    return part.size() == count && error == std::errc{} && end == part.data() + count && value >= 0
               ? std::optional(value)
               : std::nullopt;
}

}  // namespace

std::string upper_case(std::string_view text) {
    std::string result(text);
    std::ranges::transform(result, result.begin(),
                           [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    return result;
}

std::vector<ContentLine> content_lines(std::string_view text) {
    std::vector<std::pair<std::string, std::size_t>> unfolded;
    std::size_t number = 0;
    while (!text.empty()) {
        const auto end = text.find('\n');
        auto line = text.substr(0, end);
        text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
        ++number;
        if (line.ends_with('\r')) {
            line.remove_suffix(1);
        }
        if (!unfolded.empty() && (line.starts_with(' ') || line.starts_with('\t'))) {
            unfolded.back().first += line.substr(1);
        } else if (!line.empty()) {
            unfolded.emplace_back(line, number);
        }
    }
    std::vector<ContentLine> lines;
    for (auto& [line, at] : unfolded) {
        const auto colon = colon_of(line);
        const auto head = std::string_view(line).substr(0, colon);
        const auto semicolon = head.find(';');
        lines.push_back({upper_case(head.substr(0, semicolon)),
                         semicolon == std::string_view::npos ? "" : upper_case(head.substr(semicolon)),
                         colon == std::string_view::npos ? "" : line.substr(colon + 1), at});
    }
    return lines;
}

std::string unescaped_text(std::string_view value) {
    std::string text;
    for (std::size_t i = 0; i < value.size(); ++i) {
        if (value[i] != '\\' || i + 1 == value.size()) {
            text += value[i];
        } else {
            ++i;
            text += value[i] == 'n' || value[i] == 'N' ? '\n' : value[i];
        }
    }
    return text;
}

CalendarMoment later(CalendarMoment moment, int minutes) {
    const int total = moment.minute.value_or(0) + minutes;
    const int days = (total < 0 ? total - minutes_of_a_day + 1 : total) / minutes_of_a_day;
    return {moment.date.plus_days(days), moment.minute ? std::optional(total - days * minutes_of_a_day) : std::nullopt};
}

std::optional<CalendarMoment> calendar_moment(std::string_view text, int utc_offset_minutes) {
    const bool has_time = text.size() == 15 || (text.size() == 16 && text[15] == 'Z');
    if (text.size() != 8 && !(has_time && text[8] == 'T')) {
        return std::nullopt;
    }
    const auto year = digits(text, 0, 4);
    const auto month = digits(text, 4, 2);
    const auto day = digits(text, 6, 2);
    if (!year || !month || !day || *year < 1900 || *year > 2199) {
        return std::nullopt;
    }
    const auto date = LocalDate::of(*year, static_cast<unsigned>(*month), static_cast<unsigned>(*day));
    if (!date) {
        return std::nullopt;
    }
    if (!has_time) {
        return CalendarMoment{*date, std::nullopt};
    }
    const auto hour = digits(text, 9, 2);
    const auto minute = digits(text, 11, 2);
    if (!hour || !minute || !digits(text, 13, 2) || *hour > 23 || *minute > 59) {
        return std::nullopt;
    }
    const CalendarMoment written{*date, 60 * *hour + *minute};
    return text.ends_with('Z') ? later(written, utc_offset_minutes) : written;
}

std::optional<int> duration_minutes(std::string_view text) {
    if (text.starts_with('+')) {
        text.remove_prefix(1);
    }
    if (!text.starts_with('P') || text.size() < 3) {
        return std::nullopt;
    }
    text.remove_prefix(1);
    bool is_time = false;
    double minutes = 0;
    while (!text.empty()) {
        if (text.front() == 'T' && !is_time) {
            is_time = true;
            text.remove_prefix(1);
            continue;
        }
        const auto count = std::min(text.find_first_not_of("0123456789"), text.size());
        const auto number = digits(text, 0, count);
        const auto unit = count < text.size() ? text[count] : ' ';
        const double size = unit == 'W' && !is_time   ? 7 * minutes_of_a_day
                            : unit == 'D' && !is_time ? minutes_of_a_day
                            : unit == 'H' && is_time  ? 60.0
                            : unit == 'M' && is_time  ? 1.0
                            : unit == 'S' && is_time  ? 0.0
                                                      : -1.0;
        constexpr double most = 10.0 * 366 * minutes_of_a_day;
        if (count == 0 || !number || size < 0 || (minutes += *number * size) > most) {
            return std::nullopt;
        }
        text.remove_prefix(count + 1);
    }
    return static_cast<int>(minutes);
}

}  // namespace minka::documents
