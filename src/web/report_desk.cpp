#include "web/report_desk.h"

#include "base/program_version.h"
#include "web/report_orders.h"

#include <algorithm>
#include <ranges>

namespace minka::web {

namespace {

constexpr std::ptrdiff_t most_taken_up = 12;  // what is asked for next still finds a place among those that wait

ReportTask task_of(const StandingOrder& standing) {
    ReportTask task;
    task.id = standing.id;
    task.order = standing.order;
    task.asked_at = standing.asked_at;
    return task;
}

// An order that cannot be taken off the disk is made once more than needed, after the next start.
void end(storage::Database& database, const ReportTaskId& task, const storage::Act& act) {
    const auto ended = database.write(act, [&](storage::Writer& writer) { return end_order(writer, task); });
    static_cast<void>(ended);
}

std::string act_name(ReportKind kind) { return kind == ReportKind::cycle ? "report cycle" : "report school"; }

}  // namespace

// What an earlier server was asked for is made again. A database that cannot tell its orders has worse to tell, and
// says it at the first request.
ReportDesk::ReportDesk(storage::Database& database, const privacy::Vault& vault)
    : database_(database), vault_(vault), thread_(mutex_, [this] { return take_up(); }) {
    if (const auto orders = standing_orders(database, database.clock().now())) {
        const std::scoped_lock lock(mutex_);
        const auto count = std::ssize(*orders);
        for (auto i = std::max<std::ptrdiff_t>(0, count - most_taken_up); i < count; ++i) {
            const auto& one = (*orders)[static_cast<std::size_t>(i)];
            entries_.push_back({task_of(one), {one.order.programme, one.actor, "web", act_name(one.order.kind)}});
        }
    }
    thread_.wake();
}

Result<ReportTask> ReportDesk::ask(const ReportOrder& order, const storage::Act& act) {
    const std::scoped_lock lock(mutex_);
    const auto known = std::ranges::find_if(entries_, [&](const Entry& entry) {
        return entry.task.order == order && entry.task.state != ReportState::failed;
    });
    if (known != entries_.end()) {
        return known->task;
    }
    const auto waiting =
        std::ranges::count(entries_, ReportState::waiting, [](const Entry& entry) { return entry.task.state; });
    if (static_cast<std::size_t>(waiting) >= most_waiting) {
        return problem(ProblemCode::busy, "Many reports are being made; ask again in a minute.");
    }
    ReportTask task;
    task.id = database_.new_id<ReportTaskId>();
    task.order = order;
    task.asked_at = database_.clock().now();
    // On the disk before it is answered; held meanwhile, so that of two who ask for the same one is the first.
    MINKA_TRY(database_.write(
        act, [&](storage::Writer& writer) { return keep_order(writer, {task.id, order, task.asked_at, act.actor}); }));
    entries_.push_back({task, act});
    forget_oldest();
    thread_.wake();
    return task;
}

Result<ReportTask> ReportDesk::find(ProgrammeId programme, ReportTaskId id) const {
    const std::scoped_lock lock(mutex_);
    const auto found = std::ranges::find_if(
        entries_, [&](const Entry& entry) { return entry.task.id == id && entry.task.order.programme == programme; });
    if (found == entries_.end()) {
        return problem(ProblemCode::not_found, "There is no such report, or no longer; ask for it again.", "report");
    }
    return found->task;
}

std::vector<ReportTask> ReportDesk::of(ProgrammeId programme) const {
    const std::scoped_lock lock(mutex_);
    std::vector<ReportTask> tasks;
    for (const auto& entry : std::views::reverse(entries_)) {
        if (entry.task.order.programme == programme) {
            tasks.push_back(entry.task);
        }
    }
    return tasks;
}

// What waits or is being made is never forgotten.
void ReportDesk::forget_oldest() {
    const auto has_ended = [](const Entry& entry) { return entry.task.ended_at.has_value(); };
    while (std::ranges::count_if(entries_, has_ended) > most_kept) {
        const auto oldest = std::ranges::find_if(entries_, has_ended);
        end(database_, oldest->task.id, oldest->act);
        entries_.erase(oldest);
    }
}

std::function<void()> ReportDesk::take_up() {
    // Who asked last waits in front of a screen; what stood since before has time.
    const auto newest_first = std::views::reverse(entries_);
    const auto next =
        std::ranges::find(newest_first, ReportState::waiting, [](const Entry& entry) { return entry.task.state; });
    if (next == newest_first.end()) {
        return {};
    }
    next->task.state = ReportState::working;
    return [this, task = next->task, act = next->act]() mutable {
        make(task, act);
        if (task.state == ReportState::failed) {
            end(database_, task.id, act);
        }
        const std::scoped_lock lock(mutex_);
        const auto own = std::ranges::find(entries_, task.id, [](const Entry& entry) { return entry.task.id; });
        own->task = std::move(task);
    };
}

void ReportDesk::make(ReportTask& task, const storage::Act& act) const {
    const auto fail = [&](Problem why) {
        task.state = ReportState::failed;
        task.problem = std::move(why);
    };
    task.state = ReportState::ready;
    if (task.order.kind == ReportKind::cycle) {
        reports::ReportOptions options;
        options.language = task.order.language;
        options.as_of = task.order.as_of;
        options.known_at = task.order.known_at;
        options.audience = task.order.audience;
        options.code_version = program_version;
        auto made = reports::build_cycle_report(database_, vault_, act, task.order.cycle, options);
        made ? void(task.cycle = std::make_shared<const reports::CycleReport>(*std::move(made))) : fail(made.error());
    } else {
        reports::SchoolPageOptions options;
        options.language = task.order.language;
        options.as_of = task.order.as_of;
        options.known_at = task.order.known_at;
        options.code_version = program_version;
        auto made = reports::build_school_pages(database_, vault_, act, task.order.cycle, options);
        made ? void(task.pages = std::make_shared<const reports::SchoolPages>(*std::move(made))) : fail(made.error());
    }
    task.ended_at = database_.clock().now();
}

}  // namespace minka::web
