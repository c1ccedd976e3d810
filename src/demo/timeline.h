#pragma once

#include "base/local_date.h"
#include "storage/database.h"

#include <functional>
#include <string>
#include <vector>

namespace minka::demo {

/// What happened in a programme, by date. It is written down at the end of each month, as an office does: so that what
/// was known at an instant of the past is not all that is known at the end.
class Timeline {
public:
    /// A step may run again, and so it changes nothing outside the database.
    using Step = std::function<Result<>(storage::Writer&)>;

    void add(LocalDate on, Step step) { moments_.push_back({on, std::move(step)}); }

    /// Writes what happened up to a date, both included, in the order of dates and, within one, of `add`. One
    /// transaction a month; the clock goes to the month's last evening, or to that of `until`. Problems: those of the
    /// steps, with the date.
    Result<> write_until(LocalDate until, storage::Database& database, ManualClock& clock,
                         const ProgrammeId& programme);

private:
    struct Moment {
        LocalDate on;
        Step step;
    };

    std::vector<Moment> moments_;
};

}  // namespace minka::demo
