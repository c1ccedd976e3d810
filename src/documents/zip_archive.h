#pragma once

#include "documents/byte_source.h"
#include "documents/table_reader.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace minka::documents {

/// A ZIP archive whose parts are read one at a time, as streams, within the limits on what is unpacked. The limits
/// hold for what really comes out, whatever sizes the archive declares.
class ZipArchive {
public:
    /// Problems: `malformed_file` when this is no readable ZIP.
    static Result<ZipArchive> open(std::unique_ptr<ByteSource> bytes, std::string file, const TableLimits& limits);

    ZipArchive(ZipArchive&&) noexcept;
    ZipArchive& operator=(ZipArchive&&) noexcept;
    ~ZipArchive();

    /// By its name, without case.
    bool has(const std::string& part);

    /// Makes `part` the one that is read. Problems: `malformed_file` when it is absent, encrypted or not readable.
    Result<> open_part(const std::string& part);

    /// What the archive declares as the size of the open part; a figure for progress only.
    std::uint64_t declared_size() const;

    /// Zero at the end of the part, whose checksum is then verified.
    /// Problems: `malformed_file` for a torn part, `too_large` beyond the limits on size and ratio.
    Result<std::size_t> read(std::span<char> out);

    /// A small part as a whole. Problems: also `too_large` above `most_bytes`.
    Result<std::string> read_part(const std::string& part, std::size_t most_bytes);

private:
    struct State;
    explicit ZipArchive(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace minka::documents
