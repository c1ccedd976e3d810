#include "planning/visit_tables.h"

#include "base/text.h"
#include "documents/table_reader.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <set>

namespace minka::planning {
namespace {

constexpr std::array<std::string_view, 7> weekday_names{"sunday",   "monday", "tuesday", "wednesday",
                                                        "thursday", "friday", "saturday"};

/// The cells of one row by the names of their columns.
class NamedRow {
public:
    NamedRow(const documents::TableReader& reader, const documents::TableRow& row) : reader_(reader), row_(row) {}

    std::string text(std::string_view name) const {
        const auto place = reader_.column(name);
        return place ? std::string(trim(row_.cells[*place].text)) : std::string();
    }

    std::unexpected<Problem> wrong(std::string_view name, std::string message) const {
        const auto place = reader_.column(name);
        return invalid(std::move(message),
                       place ? reader_.place(row_, *place) : fmt::format("{}:{}", reader_.description().file, name));
    }

    Result<std::string> required(std::string_view name) const {
        auto value = text(name);
        if (value.empty()) {
            return wrong(name, fmt::format("«{}» is missing here.", name));
        }
        return value;
    }

    /// An absent or empty cell is the fallback.
    Result<double> number(std::string_view name, double least, double most, std::optional<double> fallback = {}) const {
        auto value = text(name);
        if (value.empty() && fallback) {
            return *fallback;
        }
        std::ranges::replace(value, ',', '.');
        double number = 0;
        const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
        if (error != std::errc{} || end != value.data() + value.size() || !(number >= least && number <= most)) {
            return wrong(name, fmt::format("«{}» is a number from {} to {}.", name, least, most));
        }
        return number;
    }

    std::vector<std::string> list(std::string_view name) const {
        std::vector<std::string> items;
        const auto value = text(name);
        for (const auto part : split(value, ';')) {
            if (!trim(part).empty()) {
                items.emplace_back(trim(part));
            }
        }
        return items;
    }

    Result<std::vector<DateRange>> ranges(std::string_view name) const {
        std::vector<DateRange> result;
        for (const auto& item : list(name)) {
            const auto slash = item.find('/');
            const auto from = LocalDate::parse(item.substr(0, slash));
            const auto to = slash == std::string::npos ? from : LocalDate::parse(item.substr(slash + 1));
            if (!from || !to || *to < *from) {
                return wrong(name, fmt::format("«{}» is no date and no range of dates.", item));
            }
            result.push_back({*from, *to});
        }
        return result;
    }

    /// Visit, date and team with blanks between them.
    Result<std::vector<AgreedVisit>> agreements(std::string_view name) const {
        std::vector<AgreedVisit> result;
        for (const auto& item : list(name)) {
            std::vector<std::string> words;
            for (const auto word : split(item, ' ')) {
                if (!word.empty()) {
                    words.emplace_back(word);
                }
            }
            const auto number = words.size() == 3 ? whole_in(words[0]) : 0;
            const auto date = LocalDate::parse(words.size() == 3 ? words[1] : std::string());
            if (number == 0 || !date) {
                return wrong(name, fmt::format("«{}» is no visit, date and team, as in 3 2026-05-04 P-07.", item));
            }
            if (std::ranges::find(result, number - 1, &AgreedVisit::number) != result.end()) {
                return wrong(name, fmt::format("Visit {} is agreed twice.", number));
            }
            result.push_back({number - 1, *date, words[2]});
        }
        return result;
    }

    std::string place(std::string_view name) const {
        const auto column = reader_.column(name);
        return column ? reader_.place(row_, *column) : std::string();
    }

    Result<GeoPoint> point() const {
        GeoPoint point;
        MINKA_TRY_ASSIGN(point.latitude, number("latitude", -90, 90));
        MINKA_TRY_ASSIGN(point.longitude, number("longitude", -180, 180));
        return point;
    }

private:
    /// 0 for what is no whole number.
    static std::uint32_t whole_in(const std::string& text) {
        std::uint32_t value = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        return error == std::errc{} && end == text.data() + text.size() ? value : 0;
    }

    const documents::TableReader& reader_;
    const documents::TableRow& row_;
};

/// Hands each row to `take`.
template <typename Take>
Result<void> each_row(const std::filesystem::path& path, const Take& take) {
    MINKA_TRY_ASSIGN(auto reader, documents::TableReader::open(path));
    documents::TableRow row;
    for (;;) {
        MINKA_TRY_ASSIGN(const bool has_row, reader.next(row));
        if (!has_row) {
            break;
        }
        if (!row.problems.empty()) {
            return std::unexpected(row.problems.front());
        }
        MINKA_TRY(take(NamedRow(reader, row)));
    }
    return {};
}

/// Reads each row with `read`, and refuses a code that comes twice.
template <typename Item, typename Read>
Result<std::vector<Item>> read_rows(const std::filesystem::path& path, const Read& read) {
    std::vector<Item> items;
    std::set<std::string> codes;
    MINKA_TRY(each_row(path, [&](const NamedRow& row) -> Result<void> {
        MINKA_TRY_ASSIGN(auto item, read(row));
        if (!codes.insert(item.code).second) {
            return row.wrong("code", fmt::format("The code «{}» comes twice.", item.code));
        }
        items.push_back(std::move(item));
        return {};
    }));
    if (items.empty()) {
        return invalid("The table has no rows.", path.filename().string());
    }
    return items;
}

/// What the road does not say of the way to a school; empty cells change nothing.
Result<void> read_access(const NamedRow& row, SchoolToVisit& school) {
    if (const auto mode = row.text("access_mode"); !mode.empty()) {
        if (std::ranges::find(access_mode_names, mode) == access_mode_names.end()) {
            return row.wrong("access_mode",
                             fmt::format("A mode of access is one of {}.", fmt::join(access_mode_names, ", ")));
        }
        school.access_mode = mode;
    }
    if (!row.text("wet_access_minutes").empty()) {
        MINKA_TRY_ASSIGN(school.wet_access_minutes, row.number("wet_access_minutes", 0, 2'880));
    }
    MINKA_TRY_ASSIGN(school.access_fare, row.number("access_fare", 0, 1e12, school.access_fare));
    if (const auto night = row.text("overnight"); !night.empty()) {
        if (night != "yes" && night != "no") {
            return row.wrong("overnight", "A visit needs a night there, yes or no.");
        }
        school.needs_night = night == "yes";
    }
    return {};
}

Result<void> read_refusals(const NamedRow& row, SchoolToVisit& school) {
    for (const auto& word : row.list("refused_weekdays")) {
        const auto place = std::ranges::find(weekday_names, word);
        if (place == weekday_names.end()) {
            return row.wrong("refused_weekdays", fmt::format("«{}» is no day of the week (monday to sunday).", word));
        }
        school.refused_weekdays |= 1U << (place - weekday_names.begin());
    }
    MINKA_TRY_ASSIGN(auto refused, row.ranges("refused"));
    school.refused.insert(school.refused.end(), refused.begin(), refused.end());
    return {};
}

Result<SchoolToVisit> school_of(const NamedRow& row) {
    SchoolToVisit school;
    MINKA_TRY_ASSIGN(school.code, row.required("code"));
    MINKA_TRY_ASSIGN(school.territory, row.required("territory"));
    MINKA_TRY_ASSIGN(school.point, row.point());
    MINKA_TRY_ASSIGN(school.access_minutes, row.number("access_minutes", 0, 2'880));
    MINKA_TRY(read_access(row, school));
    const auto security = row.text("security");
    if (!security.empty() && security != "low" && security != "medium" && security != "high") {
        return row.wrong("security", "A security level is low, medium or high.");
    }
    school.is_high_security = security == "high";
    MINKA_TRY(read_refusals(row, school));
    school.languages = row.list("languages");
    MINKA_TRY_ASSIGN(school.agreed, row.agreements("agreed"));
    school.agreed_place = row.place("agreed");
    return school;
}

Result<VisitTeam> team_of(const NamedRow& row) {
    VisitTeam team;
    MINKA_TRY_ASSIGN(team.code, row.required("code"));
    MINKA_TRY_ASSIGN(team.base, row.point());
    MINKA_TRY_ASSIGN(const auto people, row.number("people", 0, 20));
    if (people < 2) {
        return row.wrong("people", "Fewer than two people never visit a school.");
    }
    team.topics = row.list("topics");
    team.languages = row.list("languages");
    MINKA_TRY_ASSIGN(team.weekly_hours, row.number("weekly_hours", 1, 80, team.weekly_hours));
    MINKA_TRY_ASSIGN(const auto nights, row.number("nights", 0, 6, team.nights));
    team.nights = static_cast<std::uint32_t>(nights);
    MINKA_TRY_ASSIGN(team.away, row.ranges("away"));
    return team;
}

}  // namespace

Result<std::vector<SchoolToVisit>> read_schools_to_visit(const std::filesystem::path& path) {
    return read_rows<SchoolToVisit>(path, school_of);
}

Result<void> read_school_wishes(const std::filesystem::path& path, std::vector<SchoolToVisit>& schools) {
    std::set<std::string> seen;
    return each_row(path, [&](const NamedRow& row) -> Result<void> {
        MINKA_TRY_ASSIGN(const auto code, row.required("code"));
        const auto school = std::ranges::find(schools, code, &SchoolToVisit::code);
        if (school == schools.end()) {
            return row.wrong("code", fmt::format("No school of the cycle has the code «{}».", code));
        }
        if (!seen.insert(code).second) {
            return row.wrong("code", fmt::format("The code «{}» comes twice.", code));
        }
        MINKA_TRY(read_access(row, *school));
        return read_refusals(row, *school);
    });
}

Result<std::vector<VisitTeam>> read_visit_teams(const std::filesystem::path& path) {
    return read_rows<VisitTeam>(path, team_of);
}

Result<std::vector<FormerVisit>> read_former_visits(const std::filesystem::path& path) {
    std::vector<FormerVisit> visits;
    MINKA_TRY(each_row(path, [&](const NamedRow& row) -> Result<void> {
        if (row.text("date").empty()) {
            return {};
        }
        FormerVisit visit;
        MINKA_TRY_ASSIGN(visit.school, row.required("school"));
        MINKA_TRY_ASSIGN(visit.team, row.required("team"));
        MINKA_TRY_ASSIGN(const auto number, row.number("visit", 1, 1'000));
        visit.number = static_cast<std::uint32_t>(number) - 1;
        const auto date = LocalDate::parse(row.text("date"));
        if (!date) {
            return row.wrong("date", "This is no date.");
        }
        visit.date = *date;
        visits.push_back(std::move(visit));
        return {};
    }));
    return visits;
}

}  // namespace minka::planning
