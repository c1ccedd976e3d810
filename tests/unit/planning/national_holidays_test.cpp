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
