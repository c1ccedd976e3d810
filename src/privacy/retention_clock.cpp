#include "privacy/retention_clock.h"

namespace minka::privacy {

Result<RetentionClock> start_retention_clock(storage::Writer& writer, const RetentionStart& start,
                                             std::span<const RetentionRule> rules,
                                             std::span<const LocalDate> holidays) {
    MINKA_TRY_ASSIGN(const auto rule, rule_for(rules, start.rule, start.country));
    MINKA_TRY_ASSIGN(const auto due_on, due_date(rule, start.started_on, holidays));
    MINKA_TRY_ASSIGN(auto running, writer.all<RetentionClock>("AND subject_id = $2 AND rule = $3 AND started_on = $4",
                                                              start.subject, start.rule, start.started_on));
    if (!running.empty()) {
        return std::move(running.front().record);
    }
    RetentionClock clock{start.id, start.subject, start.rule, start.country, rule.act, start.started_on, due_on, {}};
    MINKA_TRY(writer.create(clock));
    return clock;
}

Result<std::vector<storage::Stored<RetentionClock>>> clocks_due(storage::Reader& reader, LocalDate on) {
    return reader.all<RetentionClock>("AND done_on IS NULL AND due_on <= $2 ORDER BY due_on, id", on);
}

Result<> stop_retention_clock(storage::Writer& writer, RetentionClockId id, LocalDate done_on) {
    MINKA_TRY_ASSIGN(auto clock, writer.require<RetentionClock>(id));
    if (done_on < clock.record.started_on) {
        return invalid("A term is not met before it starts.", "retention_clock.done_on");
    }
    clock.record.done_on = done_on;
    MINKA_TRY(writer.change(clock.record, clock.version));
    return {};
}

}  // namespace minka::privacy
