#include "privacy/backup_file.h"

#include "privacy/file_writing.h"

#include <sodium.h>

#include <fstream>
#include <functional>

namespace minka::privacy {

namespace {

constexpr std::size_t block_size = 1U << 20U;
constexpr std::size_t largest_manifest = 4U << 20U;

std::unexpected<Problem> cannot(const std::string& doing, const std::filesystem::path& file) {
    return problem(ProblemCode::io_failed, "The file could not be " + doing + "; check the disk and its free space.",
                   file.string());
}

using VisitBlock = std::function<Result<>(std::string_view)>;

// The bytes of a file from `offset` on, block by block, with their digest.
Result<FileDigest> visit_file(const std::filesystem::path& file, std::uint64_t offset, const VisitBlock& visit) {
    std::ifstream stream(file, std::ios::binary);
    stream.seekg(static_cast<std::streamoff>(offset));
    if (!stream) {
        return cannot("read", file);
    }
    crypto_generichash_state state;
    FileDigest digest;
    crypto_generichash_init(&state, nullptr, 0, digest.hash.size());
    std::string block(block_size, '\0');
    while (stream.read(block.data(), static_cast<std::streamsize>(block.size())) || stream.gcount() > 0) {
        const std::string_view part(block.data(), static_cast<std::size_t>(stream.gcount()));
        crypto_generichash_update(&state, as_bytes(part).data(), part.size());
        digest.byte_count += part.size();
        MINKA_TRY(visit(part));
    }
    if (stream.bad()) {
        return cannot("read", file);
    }
    crypto_generichash_final(&state, digest.hash.data(), digest.hash.size());
    return digest;
}

Result<> write_parts(const std::filesystem::path& part, const std::string& manifest,
                     const std::filesystem::path& content) {
    MINKA_TRY(write_private_file(part, as_bytes(manifest), Existing::replace));
    std::ofstream stream(part, std::ios::binary | std::ios::app);
    MINKA_TRY(visit_file(content, 0, [&](std::string_view block) -> Result<> {
        return stream.write(block.data(), static_cast<std::streamsize>(block.size())) ? Result<>{}
                                                                                      : cannot("written", part);
    }));
    stream.close();
    return stream ? flush_to_disk(part) : cannot("written", part);
}

// A file that goes when the work on it ends without success.
struct TemporaryFile {
    std::filesystem::path path;
    ~TemporaryFile() {
        std::error_code ignored;
        std::filesystem::remove(path, ignored);
    }
};

Result<> compare(const FileDigest& found, const BackupManifest& manifest, const std::filesystem::path& file) {
    if (found.byte_count != manifest.byte_count) {
        return problem(ProblemCode::malformed_file,
                       "The backup is torn: it holds " + std::to_string(found.byte_count) + " of " +
                           std::to_string(manifest.byte_count) + " bytes; copy it again or take another one.",
                       file.string());
    }
    if (found.hash != manifest.content_hash) {
        return problem(ProblemCode::malformed_file,
                       "The backup was damaged: its content does not match its hash; take another one.", file.string());
    }
    return {};
}

}  // namespace

Result<FileDigest> digest_of(const std::filesystem::path& file) {
    return visit_file(file, 0, [](std::string_view) { return Result<>{}; });
}

Result<ReadManifest> read_backup_manifest(const std::filesystem::path& file) {
    if (!std::filesystem::is_regular_file(file)) {
        return problem(ProblemCode::not_found, "There is no such backup file.", file.string());
    }
    std::ifstream stream(file, std::ios::binary);
    std::string text(largest_manifest, '\0');
    stream.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(stream.gcount()));
    if (const auto end = text.find("\n\n"); end != std::string::npos) {
        text.resize(end + 2);
    }
    auto read = parse_manifest(text);
    if (!read) {
        read.error().field = file.string();
    }
    return read;
}

Result<> write_backup_file(const std::filesystem::path& file, const std::string& manifest,
                           const std::filesystem::path& content) {
    if (std::filesystem::exists(file)) {
        return problem(ProblemCode::conflict, "The file exists already and is not overwritten; choose another name.",
                       file.string());
    }
    const TemporaryFile part{file.string() + ".part"};
    MINKA_TRY(write_parts(part.path, manifest, content));
    MINKA_TRY_ASSIGN(const auto read, read_backup_manifest(part.path));
    MINKA_TRY_ASSIGN(const auto written,
                     visit_file(part.path, manifest.size(), [](std::string_view) { return Result<>{}; }));
    if (!compare(written, read.manifest, file)) {
        return problem(ProblemCode::integrity_broken,
                       "The disk gave back other bytes than were written; use another one.", file.string());
    }
    return rename_without_replacing(part.path, file);
}

Result<> extract_backup(const std::filesystem::path& file, const BackupManifest& manifest,
                        const std::filesystem::path& target) {
    MINKA_TRY_ASSIGN(const auto read, read_backup_manifest(file));
    // The manifest's own length: the covered lines, the authentication line and the empty one.
    const auto offset =
        read.authenticated.size() + std::string_view("authentication \n\n").size() + 2 * read.authentication.size();
    MINKA_TRY(write_private_file(target, {}, Existing::replace));
    std::ofstream stream(target, std::ios::binary | std::ios::app);
    MINKA_TRY_ASSIGN(const auto digest, visit_file(file, offset, [&](std::string_view block) -> Result<> {
                         return stream.write(block.data(), static_cast<std::streamsize>(block.size()))
                                    ? Result<>{}
                                    : cannot("written", target);
                     }));
    stream.close();
    if (!stream) {
        return cannot("written", target);
    }
    return compare(digest, manifest, file);
}

}  // namespace minka::privacy
