#pragma once

#include "programme/cycle.h"
#include "programme/programme_folder.h"
#include "storage/database.h"

#include <optional>
#include <string>
#include <vector>

namespace minka::programme {

struct LoadedProgramme {
    ProgrammeId id;
    std::int64_t version = 0;
    enum class Outcome { created, new_version, unchanged } outcome{};
};

/// Brings a checked folder into the database: a new programme, a new version of one, or nothing when the newest version
/// has the same content. Versions are kept; a cycle runs on with the one it began with.
Result<LoadedProgramme> load_programme(storage::Database& database, const FolderFiles& files,
                                       const ProgrammeFolder& folder, const Uuid& actor);

/// Every programme of the database, by code. The reader may be of any of them, or of none.
Result<std::vector<Programme>> programmes_here(storage::Reader& reader);

/// The folder as it was loaded; the newest version when none is named.
/// Problems: `not_found`; `integrity_broken` when the stored files do not match their hash.
Result<ProgrammeFolder> stored_folder(storage::Reader& reader, std::optional<std::int64_t> version);

/// The files of the newest version, for the rooms that read some of them: calendars, rules of visits. Problems: as
/// above.
Result<FolderFiles> stored_files(storage::Reader& reader);

}  // namespace minka::programme
