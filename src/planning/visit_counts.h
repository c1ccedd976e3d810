#pragma once

#include "planning/visit_list.h"

#include <map>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace minka::planning {

/// A number of a school's sequence in a cycle, of whichever tries it took.
struct DueVisit {
    registry::SchoolId school;
    std::int64_t number = 0;
    LocalDate due_on;
    std::optional<LocalDate> held_on;
};

/// Those of a cycle by school and number, as office and reports tell them together at an instant; of one school when it
/// is given.
Result<std::vector<DueVisit>> due_visits(storage::Reader& reader, const programme::CycleId& cycle, Instant known_at,
                                         const std::optional<registry::SchoolId>& school);

/// `count_visits_on` for what is known now, from visits that are kept in memory: after a write only the schools it
/// concerns are read again. Which those are is read from the ledger since; where that says anything that is not known
/// to leave visits alone (a correction, a replay, another installation's records), all are read again. A reader whose
/// snapshot is older than what is kept reads for itself. One for each process; may be called from several threads.
class VisitCounts {
public:
    /// Problems: those of count_visits_on.
    Result<std::vector<VisitCount>> on(storage::Reader& reader, const registry::Scope& scope,
                                       const programme::CycleId& cycle, const std::vector<LocalDate>& dates);

private:
    using Heads = std::map<Uuid, std::int64_t>;  ///< The last entry of each node's chain.
    using Visits = std::shared_ptr<const std::vector<DueVisit>>;
    struct Known {
        Heads heads;
        Visits visits;
    };

    Result<Visits> visits_of(storage::Reader& reader, const programme::CycleId& cycle);
    static Result<Heads> heads_in(storage::Reader& reader);
    static Result<std::optional<Visits>> brought_up_to_date(storage::Reader& reader, const programme::CycleId& cycle,
                                                            const Known& known, const Heads& heads);

    std::mutex mutex_;
    std::map<std::pair<ProgrammeId, programme::CycleId>, Known> known_;
};

}  // namespace minka::planning
