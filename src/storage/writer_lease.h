#pragma once

#include "base/result.h"

#include <filesystem>

namespace minka::storage {

/// The right to write a SQLite file: one process has it at a time. It ends with the process, however that ends.
class WriterLease {
public:
    /// Problems: `busy` with the number of the process that holds it; `io_failed`.
    static Result<WriterLease> take(const std::filesystem::path& database_file);

    WriterLease(WriterLease&& other) noexcept;
    WriterLease& operator=(WriterLease&& other) noexcept;
    WriterLease(const WriterLease&) = delete;
    WriterLease& operator=(const WriterLease&) = delete;
    ~WriterLease();

private:
    explicit WriterLease(int descriptor) : descriptor_(descriptor) {}
    int descriptor_ = -1;
};

/// Where the process that holds the lease of a file listens for other commands.
std::filesystem::path lease_socket(const std::filesystem::path& database_file);

}  // namespace minka::storage
