#pragma once

#include "reports/cycle_report.h"
#include "reports/school_page.h"
#include "storage/database.h"
#include "web/desk_thread.h"

#include <boost/describe/enum.hpp>

#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace minka::web {

/// What is made: the report of a cycle, or the pages that return to its schools.
enum class ReportKind { cycle, schools };
BOOST_DESCRIBE_ENUM(ReportKind, cycle, schools)

enum class ReportState { waiting, working, ready, failed };
BOOST_DESCRIBE_ENUM(ReportState, waiting, working, ready, failed)

/// Two equal orders give the same report to the byte, so that one of them is made.
struct ReportOrder {
    ProgrammeId programme;
    ReportKind kind{};
    std::string cycle;
    reports::Audience audience = reports::Audience::programme;
    std::string language;
    LocalDate as_of;
    Instant known_at;

    friend bool operator==(const ReportOrder&, const ReportOrder&) = default;
};

using ReportTaskId = Id<struct ReportTaskTag>;

/// An order and what became of it. What is ready never changes.
struct ReportTask {
    ReportTaskId id;
    ReportOrder order;
    Instant asked_at;
    ReportState state = ReportState::waiting;
    std::optional<Instant> ended_at;
    std::optional<Problem> problem;                     ///< Of a failed one.
    std::shared_ptr<const reports::CycleReport> cycle;  ///< Of ReportKind::cycle, when it is ready.
    std::shared_ptr<const reports::SchoolPages> pages;  ///< Of ReportKind::schools, when they are.
};

/// Makes reports one after another on a thread of its own, so that whoever asked may leave the page and come back. What
/// is made stays in memory until `most_kept` newer ones are there or the server ends; asked for again it is made again,
/// to the same bytes. All functions may be called from several threads.
class ReportDesk {
public:
    static constexpr std::ptrdiff_t most_kept = 24;
    static constexpr std::size_t most_waiting = 16;

    ReportDesk(storage::Database& database, const privacy::Vault& vault);

    /// The task of this order: the one there is, unless it failed, or a new one. `act` is what the release will be
    /// entered in the ledger as. Problems: `busy` when too many wait.
    Result<ReportTask> ask(const ReportOrder& order, const storage::Act& act);

    /// Problems: `not_found` when the programme has no such task, or no longer.
    Result<ReportTask> find(ProgrammeId programme, ReportTaskId id) const;

    /// The newest first.
    std::vector<ReportTask> of(ProgrammeId programme) const;

private:
    struct Entry {
        ReportTask task;
        storage::Act act;
    };
    std::function<void()> take_up();
    void make(ReportTask& task, const storage::Act& act) const;
    void forget_oldest();

    storage::Database& database_;
    const privacy::Vault& vault_;
    mutable std::mutex mutex_;
    std::deque<Entry> entries_;  ///< By the time they were asked for.
    DeskThread thread_;          ///< Last: it uses all the others.
};

}  // namespace minka::web
