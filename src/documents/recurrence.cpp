#include "documents/recurrence.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace minka::documents {
namespace {

using Frequency = Recurrence::Frequency;

constexpr std::array<std::string_view, 7> weekday_codes{"SU", "MO", "TU", "WE", "TH", "FR", "SA"};
constexpr std::array<std::string_view, 4> frequencies{"DAILY", "WEEKLY", "MONTHLY", "YEARLY"};

std::unexpected<Problem> no_rule(std::string_view part) {
    return problem(ProblemCode::malformed_file,
                   fmt::format("The repetition «{}» is not followed; write its days as events.", part.substr(0, 60)));
}

std::optional<int> whole_number(std::string_view text) {
    if (text.starts_with('+')) {
        text.remove_prefix(1);
    }
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

std::vector<std::string_view> pieces(std::string_view text, char between) {
    std::vector<std::string_view> found;
    while (true) {
        const auto end = text.find(between);
        found.push_back(text.substr(0, end));
        if (end == std::string_view::npos) {
            return found;
        }
        text.remove_prefix(end + 1);
    }
}

/// Numbers whose size is 1 to `most`; from the end, below zero, where `most` says so.
Result<std::vector<int>> numbers(std::string_view part, std::string_view value, int least, int most) {
    std::vector<int> found;
    for (const auto piece : pieces(value, ',')) {
        const auto number = whole_number(piece);
        if (!number || *number == 0 || *number < least || *number > most) {
            return no_rule(part);
        }
        found.push_back(*number);
    }
    return found;
}

Result<std::vector<Recurrence::Weekday>> weekdays_of(std::string_view part, std::string_view value) {
    std::vector<Recurrence::Weekday> found;
    for (const auto piece : pieces(value, ',')) {
        if (piece.size() < 2) {
            return no_rule(part);
        }
        const auto code = std::ranges::find(weekday_codes, piece.substr(piece.size() - 2));
        const auto ordinal = piece.size() == 2 ? std::optional(0) : whole_number(piece.substr(0, piece.size() - 2));
        if (code == weekday_codes.end() || !ordinal || std::abs(*ordinal) > 53) {
            return no_rule(part);
        }
        found.push_back({*ordinal, static_cast<unsigned>(code - weekday_codes.begin())});
    }
    return found;
}

Result<void> take_number(Recurrence& rule, std::string_view name, std::string_view part, std::string_view value) {
    constexpr int most = 100'000;
    const auto number = whole_number(value);
    if (!number || *number < 1 || *number > most) {
        return no_rule(part);
    }
    if (name == "INTERVAL") {
        rule.interval = *number;
    } else {
        rule.count = *number;
    }
    return {};
}

Result<void> take_part(Recurrence& rule, std::string_view part) {
    const auto equals = part.find('=');
    const auto name = part.substr(0, equals);
    const auto value = equals == std::string_view::npos ? std::string_view{} : part.substr(equals + 1);
    if (name == "FREQ") {
        const auto found = std::ranges::find(frequencies, value);
        if (found == frequencies.end()) {
            return no_rule(part);
        }
        rule.frequency = static_cast<Frequency>(found - frequencies.begin());
    } else if (name == "INTERVAL" || name == "COUNT") {
        return take_number(rule, name, part, value);
    } else if (name == "UNTIL") {
        rule.until = value;
    } else if (name == "WKST") {
        MINKA_TRY_ASSIGN(const auto day, weekdays_of(part, value));
        rule.week_start = day.front().day;
    } else if (name == "BYDAY") {
        MINKA_TRY_ASSIGN(rule.weekdays, weekdays_of(part, value));
    } else if (name == "BYMONTHDAY") {
        MINKA_TRY_ASSIGN(rule.month_days, numbers(part, value, -31, 31));
    } else if (name == "BYMONTH") {
        MINKA_TRY_ASSIGN(rule.months, numbers(part, value, 1, 12));
    } else if (name == "BYSETPOS") {
        MINKA_TRY_ASSIGN(rule.positions, numbers(part, value, -366, 366));
    } else {
        return no_rule(part);
    }
    return {};
}

LocalDate month_begin(LocalDate date) { return date.plus_days(1 - static_cast<int>(date.day())); }
LocalDate month_end(LocalDate date) { return month_begin(date).plus_months(1).plus_days(-1); }
LocalDate year_begin(LocalDate date) { return month_begin(date).plus_months(1 - static_cast<int>(date.month())); }
LocalDate year_end(LocalDate date) { return year_begin(date).plus_months(12).plus_days(-1); }

/// A period of the rule, of which every `interval`th counts.
class Period {
public:
    Period(const Recurrence& rule, LocalDate first) : rule_(rule), first_(first) {}

    LocalDate begin(LocalDate date) const {
        switch (rule_.frequency) {
            case Frequency::daily: return date;
            case Frequency::weekly:
                return date.plus_days(-static_cast<int>((date.weekday() + 7 - rule_.week_start) % 7));
            case Frequency::monthly: return month_begin(date);
            case Frequency::yearly: break;
        }
        return year_begin(date);
    }
    bool counts(LocalDate date) const {
        const int years = date.year() - first_.year();
        switch (rule_.frequency) {
            case Frequency::daily: return days_between(first_, date) % rule_.interval == 0;
            case Frequency::weekly: return days_between(begin(first_), begin(date)) / 7 % rule_.interval == 0;
            case Frequency::monthly:
                return (12 * years + static_cast<int>(date.month()) - static_cast<int>(first_.month())) %
                           rule_.interval ==
                       0;
            case Frequency::yearly: break;
        }
        return years % rule_.interval == 0;
    }
    bool holds(LocalDate date) const {
        return counts(date) && is_month(date) && is_month_day(date) && is_weekday(date);
    }

private:
    bool is_yearly() const { return rule_.frequency == Frequency::yearly; }
    /// Whether the day of the month is the first day's, since nothing else chooses one.
    bool repeats_day() const {
        return rule_.frequency >= Frequency::monthly && rule_.month_days.empty() && rule_.weekdays.empty();
    }
    bool is_month(LocalDate date) const {
        const auto month = static_cast<int>(date.month());
        if (!rule_.months.empty()) {
            return std::ranges::find(rule_.months, month) != rule_.months.end();
        }
        return !is_yearly() || !repeats_day() || date.month() == first_.month();
    }
    bool is_month_day(LocalDate date) const {
        if (rule_.month_days.empty()) {
            return !repeats_day() || date.day() == first_.day();
        }
        const auto day = static_cast<int>(date.day());
        const auto from_end = day - 1 - static_cast<int>(month_end(date).day());
        return std::ranges::any_of(rule_.month_days, [&](int each) { return each == day || each == from_end; });
    }
    bool is_weekday(LocalDate date) const {
        if (rule_.weekdays.empty()) {
            return rule_.frequency != Frequency::weekly || date.weekday() == first_.weekday();
        }
        // An ordinal counts in the month, or in the year when no month is named.
        const bool in_year = is_yearly() && rule_.months.empty();
        const int place = days_between(in_year ? year_begin(date) : month_begin(date), date) / 7 + 1;
        const int from_end = -(days_between(date, in_year ? year_end(date) : month_end(date)) / 7 + 1);
        return std::ranges::any_of(rule_.weekdays, [&](const Recurrence::Weekday& each) {
            return each.day == date.weekday() &&
                   (each.ordinal == 0 || each.ordinal == place || each.ordinal == from_end);
        });
    }

    const Recurrence& rule_;
    LocalDate first_;
};

std::vector<LocalDate> chosen(const std::vector<LocalDate>& days, const std::vector<int>& positions) {
    if (positions.empty()) {
        return days;
    }
    std::vector<LocalDate> kept;
    for (std::size_t i = 0; i < days.size(); ++i) {
        const auto place = static_cast<int>(i) + 1;
        const auto from_end = static_cast<int>(i) - static_cast<int>(days.size());
        if (std::ranges::any_of(positions, [&](int each) { return each == place || each == from_end; })) {
            kept.push_back(days[i]);
        }
    }
    return kept;
}

}  // namespace

Result<Recurrence> Recurrence::parse(std::string_view text) {
    Recurrence rule;
    for (const auto part : pieces(text, ';')) {
        if (!part.empty()) {
            MINKA_TRY(take_part(rule, part));
        }
    }
    const bool has_ordinal = std::ranges::any_of(rule.weekdays, [](const auto& each) { return each.ordinal != 0; });
    if (text.find("FREQ=") == std::string_view::npos || (rule.count && !rule.until.empty()) ||
        (has_ordinal && rule.frequency < Frequency::monthly) ||
        (!rule.month_days.empty() && rule.frequency == Frequency::weekly)) {
        return no_rule(text);
    }
    return rule;
}

std::size_t Recurrence::for_each(LocalDate first, LocalDate last, const std::function<bool(LocalDate)>& visit) const {
    const Period period(*this, first);
    // RFC 5545 counts the first day whether or not the rule holds it.
    if (!visit(first)) {
        return 1;
    }
    std::size_t looked_at = 1;
    std::vector<LocalDate> days;
    auto open = period.begin(first);
    const auto close = [&] {
        const auto kept = chosen(days, positions);
        days.clear();
        return std::ranges::all_of(kept, [&](LocalDate day) { return day <= first || day > last || visit(day); });
    };
    // A period that begins by the last day is looked at whole: its last days decide what its places are.
    for (auto date = open;; date = date.plus_days(1), ++looked_at) {
        if (const auto begin = period.begin(date); begin != open) {
            if (!close() || begin > last) {
                return looked_at;
            }
            open = begin;
        }
        if (period.holds(date)) {
            days.push_back(date);
        }
    }
}

}  // namespace minka::documents
