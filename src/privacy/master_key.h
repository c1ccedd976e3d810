#pragma once

#include "base/result.h"
#include "privacy/sealing.h"

#include <filesystem>
#include <string>

namespace minka::privacy {

/// The key that wraps all others. It lives in a file of its own, apart from the database and its backups, and in
/// memory that is not swapped. Whoever loses it loses every name; whoever has it and the database reads them.
class MasterKey {
public:
    /// Makes a new key and writes it to `file` (mode 0600, with instructions in Spanish), on disk before it returns.
    /// Problems: `io_failed`; `conflict` when the file exists.
    static Result<MasterKey> create(const std::filesystem::path& file);

    /// Problems: `not_found`; `forbidden` when others than the owner may read or write the file; `malformed_file` when
    /// it holds no key or the key does not match its fingerprint (a mistyped digit).
    static Result<MasterKey> load(const std::filesystem::path& file);

    /// The bytes for `seal_bytes`, `open_bytes` and `keyed_hash`.
    ByteView bytes() const { return secret_.bytes(); }

    /// "3f9a-01c2-77de-b04e": tells keys apart, tells nothing of the key. Printed on the recovery sheet.
    std::string fingerprint() const;

    const std::filesystem::path& file() const { return file_; }

private:
    MasterKey() : secret_(32) {}

    LockedBytes secret_;
    std::filesystem::path file_;
};

}  // namespace minka::privacy
