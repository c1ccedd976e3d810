#include "web/report_desk.h"

#include "base/program_version.h"

#include <algorithm>
#include <ranges>

namespace minka::web {

ReportDesk::ReportDesk(storage::Database& database, const privacy::Vault& vault)
    : database_(database), vault_(vault), thread_([this] { loop(); }) {}

ReportDesk::~ReportDesk() {
    {
        const std::scoped_lock lock(mutex_);
        is_ending_ = true;
    }
    arrived_.notify_all();
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
    entries_.push_back({task, act});
    forget_oldest();
    arrived_.notify_one();
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
        entries_.erase(std::ranges::find_if(entries_, has_ended));
    }
}

void ReportDesk::loop() {
    const auto is_waiting = [](const Entry& entry) { return entry.task.state == ReportState::waiting; };
    std::unique_lock lock(mutex_);
    while (true) {
        arrived_.wait(lock, [&] { return is_ending_ || std::ranges::any_of(entries_, is_waiting); });
        if (is_ending_) {
            return;
        }
        const auto next = std::ranges::find_if(entries_, is_waiting);
        next->task.state = ReportState::working;
        auto [task, act] = *next;
        lock.unlock();
        make(task, act);
        lock.lock();
        const auto own = std::ranges::find(entries_, task.id, [](const Entry& entry) { return entry.task.id; });
        own->task = std::move(task);
    }
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
