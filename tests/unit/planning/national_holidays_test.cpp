#include "planning/national_holidays.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

namespace minka::planning {
namespace {

std::vector<std::string> dates_of(Country country, int year) {
    const auto days = national_holidays(country, year);
    REQUIRE(days);
    std::vector<std::string> dates;
    for (const auto& day : *days) {
        dates.push_back(day.date.text());
    }
    return dates;
}

bool has(const std::vector<std::string>& dates, const std::string& date) {
    return std::ranges::find(dates, date) != dates.end();
}

}  // namespace

TEST_CASE("Easter falls on its published dates") {
    CHECK(easter_sunday(1961)->text() == "1961-04-02");  // Meeus
    CHECK(easter_sunday(2000)->text() == "2000-04-23");
    CHECK(easter_sunday(2024)->text() == "2024-03-31");
    CHECK(easter_sunday(2025)->text() == "2025-04-20");
    CHECK(easter_sunday(2026)->text() == "2026-04-05");
    CHECK(easter_sunday(2038)->text() == "2038-04-25");  // the latest there can be
    CHECK_FALSE(easter_sunday(1899));
}

TEST_CASE("Colombia has 18 holidays on 17 dates in 2025 and 19 in 2026") {
    const auto before = dates_of(Country::colombia, 2025);
    CHECK(before.size() == 18);
    CHECK(std::set(before.begin(), before.end()).size() == 17);
    CHECK(std::ranges::count(before, "2025-06-30") == 2);
    const auto after = dates_of(Country::colombia, 2026);
    CHECK(after.size() == 19);
    CHECK(std::set(after.begin(), after.end()).size() == 19);
    CHECK(has(after, "2026-07-13"));
}

TEST_CASE("Colombia's holidays are those of Ley 51 de 1983, day by day") {
    // By hand from a calendar of each year: six dates never move; 6 January, 19 March, 29 June, 15 August, 12 October,
    // 1 and 11 November go to the Monday that follows unless they are one; Thursday and Friday before Easter; the
    // Mondays 43, 64 and 71 days after it; from 2026 (Ley 2578) also 9 July, moved. Easter: 31 March 2024, 20 April
    // 2025, 5 April 2026, 28 March 2027, 16 April 2028.
    const std::vector<std::pair<int, std::vector<std::string>>> years{
        {2024,
         {"01-01", "01-08", "03-25", "03-28", "03-29", "05-01", "05-13", "06-03", "06-10", "07-01", "07-20", "08-07",
          "08-19", "10-14", "11-04", "11-11", "12-08", "12-25"}},
        {2025,
         {"01-01", "01-06", "03-24", "04-17", "04-18", "05-01", "06-02", "06-23", "06-30", "06-30", "07-20", "08-07",
          "08-18", "10-13", "11-03", "11-17", "12-08", "12-25"}},
        {2026,
         {"01-01", "01-12", "03-23", "04-02", "04-03", "05-01", "05-18", "06-08", "06-15", "06-29", "07-13", "07-20",
          "08-07", "08-17", "10-12", "11-02", "11-16", "12-08", "12-25"}},
        {2027,
         {"01-01", "01-11", "03-22", "03-25", "03-26", "05-01", "05-10", "05-31", "06-07", "07-05", "07-12", "07-20",
          "08-07", "08-16", "10-18", "11-01", "11-15", "12-08", "12-25"}},
        {2028,
         {"01-01", "01-10", "03-20", "04-13", "04-14", "05-01", "05-29", "06-19", "06-26", "07-03", "07-10", "07-20",
          "08-07", "08-21", "10-16", "11-06", "11-13", "12-08", "12-25"}},
    };
    for (const auto& [year, days] : years) {
        CAPTURE(year);
        auto found = dates_of(Country::colombia, year);
        for (auto& date : found) {
            CHECK(date.substr(0, 4) == std::to_string(year));
            date = date.substr(5);
        }
        CHECK(found == days);
    }
}

TEST_CASE("Peru's holidays stay on their dates, but for Holy Week") {
    const std::vector<std::pair<int, std::vector<std::string>>> holy{{2024, {"03-28", "03-29"}},
                                                                     {2025, {"04-17", "04-18"}},
                                                                     {2026, {"04-02", "04-03"}},
                                                                     {2027, {"03-25", "03-26"}},
                                                                     {2028, {"04-13", "04-14"}}};
    for (const auto& [year, days] : holy) {
        CAPTURE(year);
        std::vector<std::string> expected{"01-01", days[0], days[1], "05-01", "06-07", "06-29", "07-23", "07-28",
                                          "07-29", "08-06", "08-30", "10-08", "11-01", "12-08", "12-09", "12-25"};
        auto found = dates_of(Country::peru, year);
        for (auto& date : found) {
            date = date.substr(5);
        }
        CHECK(found == expected);
    }
}

TEST_CASE("San Pedro and Sagrado Corazón meet in the years that are known") {
    std::set<int> met;
    for (int year = 2024; year <= 2060; ++year) {
        const auto days = national_holidays(Country::colombia, year);
        REQUIRE(days);
        const auto date_of = [&](std::string_view name) {
            return std::ranges::find(*days, name, &Holiday::name)->date;
        };
        if (date_of("San Pedro y San Pablo") == date_of("Sagrado Corazón")) {
            met.insert(year);
        }
    }
    CHECK(met == std::set<int>{2025, 2030, 2038, 2041, 2052, 2057});
}

TEST_CASE("Peru moves no holiday and has sixteen") {
    const auto first = dates_of(Country::peru, 2025);
    CHECK(first.size() == 16);
    CHECK(has(first, "2025-04-17"));
    CHECK(has(first, "2025-04-18"));
    const auto second = dates_of(Country::peru, 2026);
    CHECK(second == std::vector<std::string>{"2026-01-01", "2026-04-02", "2026-04-03", "2026-05-01", "2026-06-07",
                                             "2026-06-29", "2026-07-23", "2026-07-28", "2026-07-29", "2026-08-06",
                                             "2026-08-30", "2026-10-08", "2026-11-01", "2026-12-08", "2026-12-09",
                                             "2026-12-25"});
    CHECK_FALSE(national_holidays(Country::peru, 2023));
}

}  // namespace minka::planning
