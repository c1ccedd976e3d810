#pragma once

#include <cstdint>
#include <string>

namespace minka::test {

/// A file system of SQLite, held in memory, on which tests cut the power, fill the disk and break the sync.
///
/// Each file has two contents: what the process sees, and what the disk holds since the last sync. After `cut_power`
/// every operation fails until `restore_power`; then the process finds what the disk held, together with any part of
/// the writes since, sector by sector, as a seeded draw says (a disk writes in what order it likes), the last of them
/// perhaps torn. One process uses it, whose connections share the WAL index through memory.
class FaultyVfs {
public:
    /// Registers the file system under `name`.
    FaultyVfs(const std::string& name, std::uint64_t seed);
    ~FaultyVfs();
    FaultyVfs(const FaultyVfs&) = delete;
    FaultyVfs& operator=(const FaultyVfs&) = delete;

    const std::string& name() const { return name_; }

    /// Power goes at the `operation`-th write or sync from now on, counted from 1; 0 never.
    void cut_power_after(std::int64_t operation);
    bool is_dark() const;
    /// To be called when every connection is closed.
    void restore_power();

    /// Writes that make the files longer than this in all get "disk full"; -1 is without limit.
    void limit_bytes(std::int64_t most);
    std::int64_t bytes() const;

    /// The next `count` syncs fail, and what they should have brought to disk stays where it was.
    void fail_syncs(std::int64_t count);

    struct Disk;

private:
    std::string name_;
    Disk* disk_;
};

}  // namespace minka::test
