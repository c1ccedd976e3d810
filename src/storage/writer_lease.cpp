#include "storage/writer_lease.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string>
#include <utility>

namespace minka::storage {

namespace {

std::string holder_of(int descriptor) {
    std::array<char, 32> text{};
    const auto count = pread(descriptor, text.data(), text.size() - 1, 0);
    return count > 0 ? std::string(text.data(), static_cast<std::size_t>(count)) : "unknown";
}

// One file has one lease, by whatever links it is reached.
std::string real_name(const std::filesystem::path& file) {
    std::error_code failure;
    const auto real = std::filesystem::weakly_canonical(file, failure);
    return failure ? file.string() : real.string();
}

}  // namespace

Result<WriterLease> WriterLease::take(const std::filesystem::path& database_file) {
    const auto file = real_name(database_file) + ".lease";
    const int descriptor = open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0) {
        return problem(ProblemCode::io_failed,
                       "The folder of the database cannot be written: " + std::string(std::strerror(errno)) + ".",
                       file);
    }
    if (flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        const auto holder = holder_of(descriptor);
        close(descriptor);
        return problem(ProblemCode::busy,
                       "Process " + holder + " is writing this database; stop it or wait until it is done.",
                       database_file.string());
    }
    const auto own = std::to_string(getpid());
    if (ftruncate(descriptor, 0) != 0 || pwrite(descriptor, own.data(), own.size(), 0) < 0) {
        close(descriptor);
        return problem(ProblemCode::io_failed, "The lease file cannot be written; is the disk full?", file);
    }
    return WriterLease(descriptor);
}

WriterLease::WriterLease(WriterLease&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

WriterLease& WriterLease::operator=(WriterLease&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
}

WriterLease::~WriterLease() {
    if (descriptor_ >= 0) {
        close(descriptor_);
    }
}

std::filesystem::path lease_socket(const std::filesystem::path& database_file) {
    return real_name(database_file) + ".socket";
}

}  // namespace minka::storage
