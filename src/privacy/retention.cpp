#include "privacy/retention.h"

#include <fmt/format.h>

#include <algorithm>

namespace minka::privacy {

namespace {

bool is_working_day(LocalDate day, std::span<const LocalDate> holidays) {
    constexpr unsigned sunday = 0;
    constexpr unsigned saturday = 6;
    return day.weekday() != sunday && day.weekday() != saturday && std::ranges::find(holidays, day) == holidays.end();
}

}  // namespace

std::span<const RetentionRule> default_retention_rules() {
    using enum ClockStart;
    static const std::vector<RetentionRule> rules{
        {"raw_audio", "", recorded, 12, 0, DayKind::calendar, RetentionAct::destroy_key, "Programme rule", true},
        {"linkable_ids", "", cycle_ended, 24, 0, DayKind::calendar, RetentionAct::destroy_key, "Programme rule", true},
        {"itinerary", "", visit_ended, 0, 0, DayKind::calendar, RetentionAct::remove, "Programme rule", true},
        {"access_request", "CO", request_received, 0, 10, DayKind::working, RetentionAct::answer,
         "Ley 1581 de 2012, art. 14 (consultas)", false},
        {"correction_or_erasure_request", "CO", request_received, 0, 15, DayKind::working, RetentionAct::answer,
         "Ley 1581 de 2012, art. 15 (reclamos)", false},
        {"access_request", "PE", request_received, 0, 20, DayKind::working, RetentionAct::answer,
         "Ley 29733 y su reglamento (derecho de acceso)", false},
        {"correction_or_erasure_request", "PE", request_received, 0, 10, DayKind::working, RetentionAct::answer,
         "Ley 29733 y su reglamento (rectificación, cancelación, oposición)", false},
        {"incident_notice", "CO", request_received, 0, 15, DayKind::working, RetentionAct::answer,
         "Aviso de incidente a la SIC en 15 días hábiles", false},
        {"incident_notice", "PE", request_received, 0, 2, DayKind::calendar, RetentionAct::answer,
         "DS 016-2024-JUS (aviso de incidente en 48 horas)", false},
    };
    return rules;
}

Result<RetentionRule> rule_for(std::span<const RetentionRule> rules, std::string_view name, std::string_view country) {
    const RetentionRule* found = nullptr;
    for (const auto& rule : rules) {
        const bool own = rule.country == country;
        if (rule.name == name && (own || rule.country.empty()) && (found == nullptr || own)) {
            found = &rule;
        }
    }
    if (found == nullptr) {
        return problem(
            ProblemCode::not_found,
            fmt::format("There is no retention rule '{}' for country '{}'; add it to the programme.", name, country),
            "retention");
    }
    return *found;
}

Result<LocalDate> due_date(const RetentionRule& rule, LocalDate started, std::span<const LocalDate> holidays) {
    if (rule.months < 0 || rule.days < 0) {
        return invalid("A term cannot be negative.", "retention." + rule.name);
    }
    auto due = started.plus_months(rule.months);
    if (rule.day_kind == DayKind::calendar) {
        return due.plus_days(rule.days);
    }
    for (int counted = 0; counted < rule.days;) {
        due = due.plus_days(1);
        counted += is_working_day(due, holidays) ? 1 : 0;
    }
    return due;
}

ClockState clock_state(LocalDate due, LocalDate today) {
    return today < due ? ClockState::running : today == due ? ClockState::due_today : ClockState::overdue;
}

}  // namespace minka::privacy
