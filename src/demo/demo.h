#pragma once

#include "demo/demo_size.h"
#include "forms/submission.h"
#include "privacy/vault.h"
#include "storage/database.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace minka::demo {

enum class DemoProgramme : std::uint8_t { ser_mas_maestro, apostemos };

/// "ser-mas-maestro", "apostemos".
std::string_view code_of(DemoProgramme programme);
/// Nothing for another code.
std::optional<DemoProgramme> demo_programme(std::string_view code);

/// What a demo is written with. The database was opened with `clock`, and with a seeded source of randomness for a demo
/// whose identifiers are to be the same each time; keys never come from it.
struct DemoRooms {
    storage::Database& database;
    const privacy::Vault& vault;
    forms::SubmissionBook& submissions;
    ManualClock& clock;
};

struct DemoOptions {
    std::uint64_t seed = 1;
    DemoSize size;
    std::function<void(std::string_view)> tell;  ///< What is being done, in Spanish; may be empty.
};

struct LoadedDemo {
    ProgrammeId programme;
    std::string cycle;  ///< Its code.
    LocalDate told_on;  ///< The date as of which the declared figures hold.
};

/// When the clock of a demo starts: before anything of it happened.
Instant demo_start(DemoProgramme programme);

/// Makes up a programme at its declared scale and writes it through the rules of each room, month by month from the
/// demo's past: registers, people with sealed names, agreements, teams, answers. Each figure but those of DemoSize
/// follows from the seed.
///
/// Problems: `conflict` when the database holds the programme already; those of the rooms, which are bugs here.
Result<LoadedDemo> load_demo(DemoProgramme programme, const DemoRooms& rooms, const DemoOptions& options);

}  // namespace minka::demo
