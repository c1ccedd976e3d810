#include "privacy/file_writing.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

namespace minka::privacy {

namespace {

std::unexpected<Problem> io_problem(const std::string& doing, const std::filesystem::path& file) {
    return problem(ProblemCode::io_failed, "The file could not be " + doing + ": " + std::strerror(errno) + ".",
                   file.string());
}

std::unexpected<Problem> exists_problem(const std::filesystem::path& file) {
    return problem(ProblemCode::conflict,
                   "The file exists already and is not overwritten; choose another name or move it away.",
                   file.string());
}

struct Descriptor {
    int number;
    ~Descriptor() {
        if (number >= 0) {
            close(number);
        }
    }
};

std::filesystem::path folder_of(const std::filesystem::path& file) {
    return file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
}

Result<> write_all(int descriptor, ByteView content, const std::filesystem::path& file) {
    while (!content.empty()) {
        const auto written = write(descriptor, content.data(), content.size());
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written <= 0) {
            return io_problem("written", file);
        }
        content = content.subspan(static_cast<std::size_t>(written));
    }
    return {};
}

}  // namespace

Result<> flush_to_disk(const std::filesystem::path& file) {
    const Descriptor opened{open(file.c_str(), O_RDONLY | O_CLOEXEC)};
    if (opened.number < 0 || fsync(opened.number) != 0) {
        return io_problem("brought to disk", file);
    }
    return {};
}

Result<> rename_without_replacing(const std::filesystem::path& from, const std::filesystem::path& to) {
    if (renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) != 0) {
        const bool unsupported = errno == EINVAL || errno == ENOSYS;  // some network and FAT file systems
        if (!unsupported) {
            return errno == EEXIST ? exists_problem(to) : io_problem("put in place", to);
        }
        if (std::filesystem::exists(to)) {
            return exists_problem(to);
        }
        if (rename(from.c_str(), to.c_str()) != 0) {
            return io_problem("put in place", to);
        }
    }
    return flush_to_disk(folder_of(to));
}

Result<> write_private_file(const std::filesystem::path& file, ByteView content, Existing existing) {
    if (existing == Existing::keep && std::filesystem::exists(file)) {
        return exists_problem(file);
    }
    const std::filesystem::path part = file.string() + ".part";
    {
        const Descriptor opened{open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600)};
        if (opened.number < 0) {
            return io_problem("created", part);
        }
        if (fchmod(opened.number, 0600) != 0) {
            return io_problem("kept private", part);
        }
        MINKA_TRY(write_all(opened.number, content, part));
        if (fsync(opened.number) != 0) {
            return io_problem("brought to disk", part);
        }
    }
    if (existing == Existing::keep) {
        return rename_without_replacing(part, file);
    }
    if (rename(part.c_str(), file.c_str()) != 0) {
        return io_problem("put in place", file);
    }
    return flush_to_disk(folder_of(file));
}

}  // namespace minka::privacy
