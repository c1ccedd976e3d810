#pragma once

#include "privacy/release_ledger.h"
#include "privacy/vault.h"
#include "storage/reader.h"

#include <string>
#include <vector>

namespace minka::reports {

/// What was last recorded besides releases: to make the same report twice gives the same report. Sheets of anonymous
/// forms tell their day alone: on a day when some came it is the day's end, and the report is settled from then on.
Result<Instant> frozen_instant(storage::Reader& reader);

/// A release as it is told apart from others.
struct ReleaseMark {
    std::string audience;
    std::string cut_name;
    LocalDate cut_date;
    Instant known_at;
    std::string code_version;
};

/// The earlier releases that a report is to be checked against. A report made again is checked against those it was
/// checked against the first time.
Result<std::vector<privacy::ReleaseRecord>> releases_before(storage::Reader& reader, const privacy::Vault& vault,
                                                            const ReleaseMark& mark);

}  // namespace minka::reports
