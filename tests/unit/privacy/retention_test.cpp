#include "privacy/retention.h"

#include "sample_cuts.h"

#include <doctest/doctest.h>

using namespace minka;
using namespace minka::privacy;
using sample::day;

TEST_SUITE_BEGIN("privacy: retention");

TEST_CASE("each shipped clock ends on the day worked by hand") {
    struct Case {
        const char* rule;
        const char* country;
        LocalDate start;
        LocalDate due;
    };
    // 2 March 2026 is a Monday; 23 March 2026 is a holiday in Colombia (San José moved to Monday).
    // 10 working days from Monday 2: 3,4,5,6 | 9,10,11,12,13 | 16 -> Monday 16.
    // 15 from Monday 9: 10,11,12,13 | 16..20 (9) | 24,25,26,27 (13, the 23rd skipped) | 30,31 -> Tuesday 31.
    const std::vector<Case> cases{
        {"raw_audio", "CO", day(2026, 3, 15), day(2027, 3, 15)},
        {"raw_audio", "PE", day(2024, 2, 29), day(2025, 2, 28)},
        {"linkable_ids", "PE", day(2026, 12, 18), day(2028, 12, 18)},
        {"itinerary", "CO", day(2026, 5, 4), day(2026, 5, 4)},
        {"access_request", "CO", day(2026, 3, 2), day(2026, 3, 16)},
        {"correction_or_erasure_request", "CO", day(2026, 3, 9), day(2026, 3, 31)},
        {"correction_or_erasure_request", "PE", day(2026, 3, 2), day(2026, 3, 16)},
    };
    const std::vector<LocalDate> holidays{day(2026, 3, 23)};
    for (const auto& c : cases) {
        CAPTURE(c.rule);
        const auto rule = rule_for(default_retention_rules(), c.rule, c.country);
        REQUIRE(rule);
        CHECK(due_date(*rule, c.start, holidays).value().text() == c.due.text());
    }
}

TEST_CASE("what a law says ships unconfirmed until counsel has looked at it") {
    for (const auto& rule : default_retention_rules()) {
        CHECK(rule.confirmed == rule.country.empty());
        CHECK_FALSE(rule.source.empty());
    }
}

TEST_CASE("a country's own rule goes before the general one, and a missing rule is named") {
    const std::vector<RetentionRule> rules{
        {"raw_audio", "", ClockStart::recorded, 12, 0, DayKind::calendar, RetentionAct::destroy_key, "a", true},
        {"raw_audio", "PE", ClockStart::recorded, 6, 0, DayKind::calendar, RetentionAct::destroy_key, "b", true}};
    CHECK(rule_for(rules, "raw_audio", "PE")->months == 6);
    CHECK(rule_for(rules, "raw_audio", "CO")->months == 12);
    CHECK(rule_for(rules, "photos", "CO").error().code == ProblemCode::not_found);
    auto negative = rules[0];
    negative.months = -1;
    CHECK(due_date(negative, day(2026, 1, 1)).error().code == ProblemCode::invalid_input);
}

TEST_CASE("a clock is running until its day, due on it and overdue after") {
    const auto due = day(2026, 7, 1);
    CHECK(clock_state(due, day(2026, 6, 30)) == ClockState::running);
    CHECK(clock_state(due, due) == ClockState::due_today);
    CHECK(clock_state(due, day(2026, 7, 2)) == ClockState::overdue);
}
