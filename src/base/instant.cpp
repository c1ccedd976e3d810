#include "base/instant.h"

#include "base/local_date.h"

#include <array>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <optional>

namespace minka {

namespace {

constexpr std::int64_t second = 1'000'000;
constexpr std::int64_t day = 86'400 * second;

std::optional<int> digits(std::string_view text, std::size_t at, std::size_t count) {
    if (at + count > text.size()) {
        return std::nullopt;
    }
    int value = 0;
    for (std::size_t i = at; i < at + count; ++i) {
        if (text[i] < '0' || text[i] > '9') {
            return std::nullopt;
        }
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

std::unexpected<Problem> not_an_instant(std::string_view text) {
    return invalid("'" + std::string(text) + "' is not an instant; write 2026-03-04T15:06:07Z or a date.");
}

// Reads ".123456" at `at`, moving past it; at most six digits.
std::optional<std::int64_t> fraction(std::string_view text, std::size_t& at) {
    if (at >= text.size() || text[at] != '.') {
        return 0;
    }
    ++at;
    std::int64_t value = 0;
    int count = 0;
    for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, ++count) {
        value = value * 10 + (text[at] - '0');
        if (count == 6) {
            return std::nullopt;
        }
    }
    if (count == 0) {
        return std::nullopt;
    }
    for (; count < 6; ++count) {
        value *= 10;
    }
    return value;
}

// Reads "Z" or "+05:00" to the end of the text, in microseconds.
std::optional<std::int64_t> offset(std::string_view text, std::size_t at) {
    if (text.substr(at) == "Z") {
        return 0;
    }
    const auto hours = digits(text, at + 1, 2);
    const auto minutes = digits(text, at + 4, 2);
    if (text.size() != at + 6 || text[at + 3] != ':' || !hours || !minutes || *hours > 18 || *minutes > 59 ||
        (text[at] != '+' && text[at] != '-')) {
        return std::nullopt;
    }
    const auto size = (*hours * 3600 + *minutes * 60) * second;
    return text[at] == '+' ? size : -size;
}

}  // namespace

std::string to_string(Instant instant) {
    const auto date = utc_date(instant);
    auto rest = instant.microseconds -
                std::chrono::duration_cast<std::chrono::microseconds>(date.days().time_since_epoch()).count();
    const auto micro = rest % second;
    rest /= second;
    std::array<char, 64> text{};
    auto length =
        std::snprintf(text.data(), text.size(), "%sT%02d:%02d:%02d", date.text().c_str(), static_cast<int>(rest / 3600),
                      static_cast<int>(rest / 60 % 60), static_cast<int>(rest % 60));
    std::string result(text.data(), static_cast<std::size_t>(length));
    if (micro != 0) {
        length = std::snprintf(text.data(), text.size(), ".%06d", static_cast<int>(micro));
        result.append(text.data(), static_cast<std::size_t>(length));
    }
    return result + "Z";
}

Result<Instant> parse_instant(std::string_view text) {
    if (text.size() == 10) {
        MINKA_TRY_ASSIGN(const auto date, LocalDate::parse(text));
        return Instant{(date.days().time_since_epoch().count() + 1) * day - 1};
    }
    if (text.size() < 20 || text[10] != 'T') {
        return not_an_instant(text);
    }
    MINKA_TRY_ASSIGN(const auto date, LocalDate::parse(text.substr(0, 10)));
    const auto hour = digits(text, 11, 2);
    const auto minute = digits(text, 14, 2);
    const auto seconds = digits(text, 17, 2);
    if (!hour || !minute || !seconds || *hour > 23 || *minute > 59 || *seconds > 59 || text[13] != ':' ||
        text[16] != ':') {
        return not_an_instant(text);
    }
    std::size_t at = 19;
    const auto micro = fraction(text, at);
    if (!micro || at >= text.size()) {
        return not_an_instant(text);
    }
    const auto zone = offset(text, at);
    if (!zone) {
        return not_an_instant(text);
    }
    const auto time_of_day = (*hour * 3600 + *minute * 60 + *seconds) * second + *micro;
    return Instant{date.days().time_since_epoch().count() * day + time_of_day - *zone};
}

Instant SystemClock::now() {
    const auto since = std::chrono::system_clock::now().time_since_epoch();
    return Instant{std::chrono::duration_cast<std::chrono::microseconds>(since).count()};
}

}  // namespace minka
