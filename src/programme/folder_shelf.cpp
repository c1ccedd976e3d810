#include "programme/folder_shelf.h"

#include "programme/programme_loading.h"

namespace minka::programme {

Result<std::shared_ptr<const ProgrammeFolder>> FolderShelf::newest(storage::Reader& reader) {
    MINKA_TRY_ASSIGN(const auto version,
                     reader.value<std::optional<std::int64_t>>(
                         "SELECT max(number) FROM programme_version WHERE programme_id = $1", reader.programme()));
    const auto number = version.value_or(std::nullopt).value_or(0);
    {
        const std::scoped_lock lock(mutex_);
        if (const auto kept = kept_.find(reader.programme()); kept != kept_.end() && kept->second.version == number) {
            return kept->second.folder;
        }
    }
    // Two threads may both read it; either copy is right.
    MINKA_TRY_ASSIGN(auto folder, stored_folder(reader, std::nullopt));
    auto shared = std::make_shared<const ProgrammeFolder>(std::move(folder));
    const std::scoped_lock lock(mutex_);
    kept_[reader.programme()] = {number, shared};
    return shared;
}

}  // namespace minka::programme
