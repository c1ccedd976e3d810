#pragma once

#include "programme/programme_folder.h"
#include "storage/reader.h"

#include <map>
#include <memory>
#include <mutex>

namespace minka::programme {

/// The newest folder of each programme as it was loaded, read once and kept until a newer one is loaded: for a process
/// that answers many requests. All functions may be called from several threads.
class FolderShelf {
public:
    /// Problems: those of stored_folder.
    Result<std::shared_ptr<const ProgrammeFolder>> newest(storage::Reader& reader);

private:
    struct Kept {
        std::int64_t version = 0;
        std::shared_ptr<const ProgrammeFolder> folder;
    };
    std::mutex mutex_;
    std::map<ProgrammeId, Kept> kept_;
};

}  // namespace minka::programme
