#pragma once

#include "base/bytes.h"
#include "base/result.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>

namespace minka::documents {

/// Bytes of known length that are read at any place: a file, or an upload in memory.
class ByteSource {
public:
    virtual ~ByteSource() = default;
    virtual std::uint64_t size() const = 0;

    /// Reads up to out.size() bytes from `offset`; fewer only at the end. Problems: `io_failed`.
    virtual Result<std::size_t> read_at(std::uint64_t offset, std::span<std::uint8_t> out) = 0;
};

/// Problems: `io_failed` when there is no such regular file; `too_large`, before anything is read.
Result<std::unique_ptr<ByteSource>> open_file(const std::filesystem::path& path, std::uint64_t most_bytes);

/// Problems: `too_large`.
Result<std::unique_ptr<ByteSource>> open_memory(Bytes content, std::string_view name, std::uint64_t most_bytes);

}  // namespace minka::documents
