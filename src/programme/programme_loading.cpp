#include "programme/programme_loading.h"

#include "base/check.h"

namespace minka::programme {

namespace {

void append_sized(Bytes& out, std::string_view text) {
    for (unsigned shift = 0; shift < 64; shift += 8) {
        out.push_back(static_cast<std::uint8_t>(static_cast<std::uint64_t>(text.size()) >> shift));
    }
    const auto bytes = as_bytes(text);
    out.insert(out.end(), bytes.begin(), bytes.end());
}

// Path and text of every file, each with its length before it.
Bytes archive_of(const FolderFiles& files) {
    Bytes archive;
    for (const auto& [path, text] : files) {
        append_sized(archive, path);
        append_sized(archive, text);
    }
    return archive;
}

std::optional<std::string> take_sized(ByteView& rest) {
    if (rest.size() < 8) {
        return std::nullopt;
    }
    std::uint64_t size = 0;
    for (std::size_t i = 0; i < 8; ++i) {
        size |= static_cast<std::uint64_t>(rest[i]) << (8 * i);
    }
    rest = rest.subspan(8);
    if (size > rest.size()) {
        return std::nullopt;
    }
    std::string text(as_text(rest.first(size)));
    rest = rest.subspan(size);
    return text;
}

Result<FolderFiles> files_of(ByteView archive) {
    FolderFiles files;
    while (!archive.empty()) {
        auto path = take_sized(archive);
        auto text = path ? take_sized(archive) : std::nullopt;
        if (!text) {
            return problem(ProblemCode::integrity_broken,
                           "A stored version of the programme cannot be read; restore a backup.");
        }
        files[*std::move(path)] = *std::move(text);
    }
    return files;
}

Result<std::optional<ProgrammeId>> find_programme(storage::Database& database, const std::string& code) {
    return database.read({}, [&](storage::Reader& reader) {
        return reader.value<ProgrammeId>("SELECT id FROM programme WHERE code = $1", code);
    });
}

Result<std::optional<storage::Stored<ProgrammeVersion>>> newest_version(storage::Reader& reader) {
    MINKA_TRY_ASSIGN(auto versions, reader.all<ProgrammeVersion>("ORDER BY number DESC LIMIT 1"));
    return versions.empty() ? std::nullopt : std::optional(std::move(versions.front()));
}

Result<> keep_programme(storage::Writer& writer, const Programme& programme, bool is_new) {
    if (is_new) {
        return writer.create(programme);
    }
    MINKA_TRY_ASSIGN(const auto before, writer.require<Programme>(programme.id));
    MINKA_TRY(writer.change(programme, before.version));
    return {};
}

Result<std::vector<storage::Stored<ProgrammeVersion>>> named_or_newest(storage::Reader& reader,
                                                                       std::optional<std::int64_t> version) {
    if (version) {
        return reader.all<ProgrammeVersion>("AND number = $2", *version);
    }
    return reader.all<ProgrammeVersion>("ORDER BY number DESC LIMIT 1");
}

Result<FolderFiles> checked_files(storage::Reader& reader, std::optional<std::int64_t> version) {
    MINKA_TRY_ASSIGN(const auto versions, named_or_newest(reader, version));
    if (versions.empty()) {
        return problem(ProblemCode::not_found, "There is no such version of the programme; load its folder first.");
    }
    MINKA_TRY_ASSIGN(auto files, files_of(versions.front().record.archive));
    if (folder_hash(files) != versions.front().record.content_hash) {
        return problem(ProblemCode::integrity_broken,
                       "A stored version of the programme does not match its hash; restore a backup.");
    }
    return files;
}

}  // namespace

Result<LoadedProgramme> load_programme(storage::Database& database, const FolderFiles& files,
                                       const ProgrammeFolder& folder, const Uuid& actor) {
    MINKA_TRY_ASSIGN(const auto known, find_programme(database, folder.profile.code));
    const auto id = known ? *known : database.new_id<ProgrammeId>();
    const auto version_id = database.new_id<ProgrammeVersionId>();
    const Programme programme{id, folder.profile.code, folder.profile.name.in("es"), folder.profile.name.in("en"),
                              folder.profile.country};
    const storage::Act act{id, actor, "console", "load programme"};
    return database.write(act, [&](storage::Writer& writer) -> Result<LoadedProgramme> {
        MINKA_TRY(keep_programme(writer, programme, !known.has_value()));
        MINKA_TRY_ASSIGN(const auto newest, newest_version(writer));
        using enum LoadedProgramme::Outcome;
        if (newest && newest->record.content_hash == folder.content_hash) {
            return LoadedProgramme{id, newest->record.number, unchanged};
        }
        const auto number = newest ? newest->record.number + 1 : 1;
        MINKA_TRY(writer.create(ProgrammeVersion{version_id, number, folder.content_hash, archive_of(files)}));
        return LoadedProgramme{id, number, newest ? new_version : created};
    });
}

Result<std::vector<Programme>> programmes_here(storage::Reader& reader) {
    std::vector<Programme> found;
    MINKA_TRY(reader.each(
        "SELECT version, recorded_at" + storage::record_column_list<Programme>() + " FROM programme ORDER BY code, id",
        [&](const storage::Row& row) -> Result<> {
            found.push_back(storage::record_from_row<Programme>(row).record);
            return {};
        }));
    return found;
}

Result<ProgrammeFolder> stored_folder(storage::Reader& reader, std::optional<std::int64_t> version) {
    MINKA_TRY_ASSIGN(const auto files, checked_files(reader, version));
    auto check = check_folder_files(files, FolderSource::stored);
    if (!check.problems.empty()) {
        // A newer minka may ask for more than the one that loaded the folder did.
        auto first = check.problems.front();
        first.message =
            "The stored programme does not pass this version's checks; load its mended folder: " + first.message;
        return std::unexpected(std::move(first));
    }
    return std::move(check.folder);
}

Result<FolderFiles> stored_files(storage::Reader& reader) { return checked_files(reader, std::nullopt); }

}  // namespace minka::programme
