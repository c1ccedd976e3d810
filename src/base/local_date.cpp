#include "base/local_date.h"

#include <array>
#include <charconv>
#include <cstdio>
#include <optional>

namespace minka {

namespace {

std::optional<int> number_in(std::string_view text) {
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || text.empty() || text.front() == '-') {
        return std::nullopt;
    }
    return value;
}

}  // namespace

Result<LocalDate> LocalDate::of(int year, unsigned month, unsigned day) {
    const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{month}, std::chrono::day{day}};
    if (year < 1900 || year > 2199 || !date.ok()) {
        std::array<char, 96> message{};
        std::snprintf(message.data(), message.size(), "There is no date %04d-%02u-%02u; check day, month and year.",
                      year, month, day);
        return invalid(message.data());
    }
    return LocalDate{std::chrono::sys_days{date}};
}

Result<LocalDate> LocalDate::parse(std::string_view text) {
    const auto from_parts = [&](std::string_view y, std::string_view m, std::string_view d) -> Result<LocalDate> {
        const auto year = number_in(y);
        const auto month = number_in(m);
        const auto day = number_in(d);
        if (year && month && day) {
            return of(*year, static_cast<unsigned>(*month), static_cast<unsigned>(*day));
        }
        return invalid("'" + std::string(text) + "' is not a date; write YYYY-MM-DD or DD/MM/YYYY.");
    };
    if (text.size() == 10 && text[4] == '-' && text[7] == '-') {
        return from_parts(text.substr(0, 4), text.substr(5, 2), text.substr(8, 2));
    }
    const auto first = text.find('/');
    const auto second = first == std::string_view::npos ? first : text.find('/', first + 1);
    if (second != std::string_view::npos && text.size() - second == 5 && first <= 2 && second - first <= 3) {
        return from_parts(text.substr(second + 1), text.substr(first + 1, second - first - 1), text.substr(0, first));
    }
    return invalid("'" + std::string(text) + "' is not a date; write YYYY-MM-DD or DD/MM/YYYY.");
}

int LocalDate::year() const { return static_cast<int>(std::chrono::year_month_day{days_}.year()); }
unsigned LocalDate::month() const { return static_cast<unsigned>(std::chrono::year_month_day{days_}.month()); }
unsigned LocalDate::day() const { return static_cast<unsigned>(std::chrono::year_month_day{days_}.day()); }

LocalDate LocalDate::plus_months(int count) const {
    const auto moved = std::chrono::year_month_day{days_} + std::chrono::months{count};
    if (moved.ok()) {
        return LocalDate{std::chrono::sys_days{moved}};
    }
    return LocalDate{std::chrono::sys_days{moved.year() / moved.month() / std::chrono::last}};
}

std::string LocalDate::text() const {
    std::array<char, 40> text{};
    const auto length = std::snprintf(text.data(), text.size(), "%04d-%02u-%02u", year(), month(), day());
    return {text.data(), static_cast<std::size_t>(length)};
}

LocalDate utc_date(Instant instant) {
    using std::chrono::days;
    using std::chrono::floor;
    return LocalDate{
        floor<days>(std::chrono::sys_time<std::chrono::microseconds>{std::chrono::microseconds{instant.microseconds}})};
}

}  // namespace minka
