#include "support/faulty_vfs.h"

#include "base/check.h"
#include "base/random.h"

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <vector>

namespace minka::test {

namespace {

constexpr std::size_t sector = 512;

struct Write {
    std::size_t offset = 0;
    std::vector<char> content;  ///< Empty for a truncation to `offset`.
};

struct Content {
    std::vector<char> seen;                 ///< By the process.
    std::vector<char> on_disk;              ///< As of the last sync.
    std::vector<Write> since;               ///< Writes after it, in their order.
    std::vector<std::vector<char>> shared;  ///< The WAL index.
    std::map<const sqlite3_file*, int> locks;
    std::array<std::set<const sqlite3_file*>, SQLITE_SHM_NLOCK> sharing;
    std::array<const sqlite3_file*, SQLITE_SHM_NLOCK> holding{};
};

void apply(std::vector<char>& content, const Write& write, std::size_t from, std::size_t count) {
    const auto end = write.offset + from + count;
    if (content.size() < end) {
        content.resize(end);
    }
    std::copy_n(write.content.begin() + static_cast<std::ptrdiff_t>(from), count,
                content.begin() + static_cast<std::ptrdiff_t>(write.offset + from));
}

}  // namespace

struct FaultyVfs::Disk {
    sqlite3_vfs vfs{};
    std::string name;
    std::mutex mutex;
    SeededRandom random;
    std::map<std::string, std::shared_ptr<Content>> files;
    std::int64_t operations_left = 0;
    bool dark = false;
    std::int64_t most_bytes = -1;
    std::int64_t syncs_to_fail = 0;

    explicit Disk(std::uint64_t seed) : random(seed) {}

    // Whether the power is still there after one more operation.
    bool passes() {
        if (!dark && operations_left > 0 && --operations_left == 0) {
            dark = true;
        }
        return !dark;
    }

    std::int64_t bytes() const {
        std::size_t sum = 0;
        for (const auto& [file, content] : files) {
            sum += content->seen.size();
        }
        return static_cast<std::int64_t>(sum);
    }

    // What survives: any sectors of the writes since the last sync.
    void lose_unsynced(Content& content) {
        auto survived = content.on_disk;
        for (const auto& write : content.since) {
            if (write.content.empty()) {
                if (random.below(2) == 0) {
                    survived.resize(std::min(survived.size(), write.offset));
                }
                continue;
            }
            const bool all = random.below(2) == 0;
            for (std::size_t from = 0; from < write.content.size(); from += sector) {
                auto count = std::min(sector, write.content.size() - from);
                if (!all && random.below(3) == 0) {
                    continue;
                }
                if (random.below(64) == 0) {
                    count = 1 + static_cast<std::size_t>(random.below(count));  // torn within a sector
                }
                apply(survived, write, from, count);
            }
        }
        content.seen = survived;
        content.on_disk = std::move(survived);
        content.since.clear();
        content.shared.clear();
    }
};

namespace {

struct File {
    sqlite3_file base;
    FaultyVfs::Disk* disk;
    std::shared_ptr<Content>* content;
    bool delete_on_close;
    char name[512];
};

File& file_of(sqlite3_file* file) { return *reinterpret_cast<File*>(file); }
FaultyVfs::Disk& disk_of(sqlite3_vfs* vfs) { return *static_cast<FaultyVfs::Disk*>(vfs->pAppData); }
Content& content_of(File& file) { return **file.content; }

int close_file(sqlite3_file* handle) {
    auto& file = file_of(handle);
    const std::scoped_lock lock(file.disk->mutex);
    content_of(file).locks.erase(handle);
    if (file.delete_on_close) {
        file.disk->files.erase(file.name);
    }
    delete file.content;
    return SQLITE_OK;
}

int read_file(sqlite3_file* handle, void* out, int amount, sqlite3_int64 offset) {
    auto& file = file_of(handle);
    const std::scoped_lock lock(file.disk->mutex);
    if (file.disk->dark) {
        return SQLITE_IOERR_READ;
    }
    const auto& seen = content_of(file).seen;
    const auto from = std::min(static_cast<std::size_t>(offset), seen.size());
    const auto count = std::min(static_cast<std::size_t>(amount), seen.size() - from);
    if (count > 0) {
        std::memcpy(out, seen.data() + from, count);  // an empty vector has no address to copy from
    }
    std::memset(static_cast<char*>(out) + count, 0, static_cast<std::size_t>(amount) - count);
    return count == static_cast<std::size_t>(amount) ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

int write_file(sqlite3_file* handle, const void* data, int amount, sqlite3_int64 offset) {
    auto& file = file_of(handle);
    auto& disk = *file.disk;
    const std::scoped_lock lock(disk.mutex);
    if (disk.dark) {
        return SQLITE_IOERR_WRITE;
    }
    auto& content = content_of(file);
    const auto growth = std::max<std::int64_t>(0, offset + amount - static_cast<std::int64_t>(content.seen.size()));
    if (disk.most_bytes >= 0 && growth > 0 && disk.bytes() + growth > disk.most_bytes) {
        return SQLITE_FULL;
    }
    const auto* bytes = static_cast<const char*>(data);
    Write write{static_cast<std::size_t>(offset), {bytes, bytes + amount}};
    apply(content.seen, write, 0, write.content.size());
    content.since.push_back(std::move(write));
    return disk.passes() ? SQLITE_OK : SQLITE_IOERR_WRITE;
}

int truncate_file(sqlite3_file* handle, sqlite3_int64 size) {
    auto& file = file_of(handle);
    const std::scoped_lock lock(file.disk->mutex);
    if (file.disk->dark) {
        return SQLITE_IOERR_TRUNCATE;
    }
    auto& content = content_of(file);
    content.seen.resize(static_cast<std::size_t>(size));
    content.since.push_back({static_cast<std::size_t>(size), {}});
    return file.disk->passes() ? SQLITE_OK : SQLITE_IOERR_TRUNCATE;
}

int sync_file(sqlite3_file* handle, int) {
    auto& file = file_of(handle);
    const std::scoped_lock lock(file.disk->mutex);
    if (!file.disk->passes()) {
        return SQLITE_IOERR_FSYNC;
    }
    if (file.disk->syncs_to_fail > 0) {
        --file.disk->syncs_to_fail;
        return SQLITE_IOERR_FSYNC;
    }
    auto& content = content_of(file);
    for (const auto& write : content.since) {
        if (write.content.empty()) {
            content.on_disk.resize(write.offset);
        } else {
            apply(content.on_disk, write, 0, write.content.size());
        }
    }
    content.since.clear();
    return SQLITE_OK;
}

int size_of_file(sqlite3_file* handle, sqlite3_int64* size) {
    auto& file = file_of(handle);
    const std::scoped_lock lock(file.disk->mutex);
    *size = static_cast<sqlite3_int64>(content_of(file).seen.size());
    return SQLITE_OK;
}

int lock_file(sqlite3_file* handle, int level) {
    auto& file = file_of(handle);
    const std::scoped_lock lock(file.disk->mutex);
    auto& locks = content_of(file).locks;
    for (const auto& [other, held] : locks) {
        const bool excludes = level == SQLITE_LOCK_SHARED     ? held >= SQLITE_LOCK_PENDING
                              : level == SQLITE_LOCK_RESERVED ? held >= SQLITE_LOCK_RESERVED
                                                              : held >= SQLITE_LOCK_SHARED;
        if (other != handle && excludes) {
            return SQLITE_BUSY;
        }
    }
    locks[handle] = std::max(locks[handle], level);
    return SQLITE_OK;
}

int unlock_file(sqlite3_file* handle, int level) {
    auto& file = file_of(handle);
    const std::scoped_lock lock(file.disk->mutex);
    content_of(file).locks[handle] = level;
    return SQLITE_OK;
}

int check_reserved(sqlite3_file*, int* is_reserved) {
    *is_reserved = 0;
    return SQLITE_OK;
}
int control_file(sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; }
int sector_size(sqlite3_file*) { return static_cast<int>(sector); }
int characteristics(sqlite3_file*) { return 0; }

int map_shared(sqlite3_file* handle, int region, int size, int extend, void volatile** memory) {
    auto& file = file_of(handle);
    const std::scoped_lock lock(file.disk->mutex);
    auto& shared = content_of(file).shared;
    const auto index = static_cast<std::size_t>(region);
    *memory = nullptr;
    if (index >= shared.size()) {
        if (extend == 0) {
            return SQLITE_OK;
        }
        shared.resize(index + 1);
    }
    if (shared[index].empty()) {
        shared[index].resize(static_cast<std::size_t>(size));
    }
    *memory = shared[index].data();
    return SQLITE_OK;
}
int lock_shared(sqlite3_file* handle, int offset, int count, int flags) {
    auto& file = file_of(handle);
    const std::scoped_lock lock(file.disk->mutex);
    auto& content = content_of(file);
    const auto first = static_cast<std::size_t>(offset);
    const auto end = first + static_cast<std::size_t>(count);
    for (auto i = first; i < end && (flags & SQLITE_SHM_LOCK) != 0; ++i) {
        const auto* holder = content.holding.at(i);
        const auto& sharers = content.sharing.at(i);
        const bool others_share = sharers.size() > (sharers.contains(handle) ? 1U : 0U);
        if ((holder != nullptr && holder != handle) || ((flags & SQLITE_SHM_EXCLUSIVE) != 0 && others_share)) {
            return SQLITE_BUSY;
        }
    }
    for (auto i = first; i < end; ++i) {
        if ((flags & SQLITE_SHM_EXCLUSIVE) != 0) {
            content.holding.at(i) = (flags & SQLITE_SHM_LOCK) != 0 ? handle : nullptr;
        } else if ((flags & SQLITE_SHM_LOCK) != 0) {
            content.sharing.at(i).insert(handle);
        } else {
            content.sharing.at(i).erase(handle);
        }
    }
    return SQLITE_OK;
}
void barrier(sqlite3_file*) {}
int unmap_shared(sqlite3_file* handle, int remove) {
    auto& file = file_of(handle);
    const std::scoped_lock lock(file.disk->mutex);
    if (remove != 0) {
        content_of(file).shared.clear();
    }
    return SQLITE_OK;
}

constexpr sqlite3_io_methods methods{
    2,           close_file,  read_file,      write_file,   truncate_file, sync_file,       size_of_file,
    lock_file,   unlock_file, check_reserved, control_file, sector_size,   characteristics, map_shared,
    lock_shared, barrier,     unmap_shared,   nullptr,      nullptr};

int open_file(sqlite3_vfs* vfs, const char* name, sqlite3_file* handle, int flags, int* out_flags) {
    auto& disk = disk_of(vfs);
    const std::scoped_lock lock(disk.mutex);
    handle->pMethods = nullptr;
    if (disk.dark) {
        return SQLITE_CANTOPEN;
    }
    auto& file = file_of(handle);
    const std::string key = name != nullptr ? name : "temporary " + std::to_string(disk.random.next());
    MINKA_CHECK(key.size() < sizeof(file.name));
    auto found = disk.files.find(key);
    if (found == disk.files.end()) {
        if ((flags & SQLITE_OPEN_CREATE) == 0) {
            return SQLITE_CANTOPEN;
        }
        found = disk.files.emplace(key, std::make_shared<Content>()).first;
    }
    file.disk = &disk;
    file.content = new std::shared_ptr<Content>(found->second);
    file.delete_on_close = (flags & SQLITE_OPEN_DELETEONCLOSE) != 0;
    std::memcpy(file.name, key.c_str(), key.size() + 1);
    handle->pMethods = &methods;
    if (out_flags != nullptr) {
        *out_flags = flags;
    }
    return SQLITE_OK;
}

int delete_file(sqlite3_vfs* vfs, const char* name, int) {
    auto& disk = disk_of(vfs);
    const std::scoped_lock lock(disk.mutex);
    if (disk.dark) {
        return SQLITE_IOERR_DELETE;
    }
    return disk.files.erase(name) == 0 ? SQLITE_IOERR_DELETE_NOENT : SQLITE_OK;
}

int access_file(sqlite3_vfs* vfs, const char* name, int, int* is_there) {
    auto& disk = disk_of(vfs);
    const std::scoped_lock lock(disk.mutex);
    *is_there = disk.files.contains(name) ? 1 : 0;
    return SQLITE_OK;
}

int full_name(sqlite3_vfs*, const char* name, int size, char* out) {
    sqlite3_snprintf(size, out, "%s", name);
    return SQLITE_OK;
}

int fill_random(sqlite3_vfs* vfs, int size, char* out) {
    auto& disk = disk_of(vfs);
    const std::scoped_lock lock(disk.mutex);
    disk.random.fill({reinterpret_cast<std::uint8_t*>(out), static_cast<std::size_t>(size)});
    return size;
}

int sleep_short(sqlite3_vfs*, int microseconds) { return microseconds; }
int last_error(sqlite3_vfs*, int, char*) { return 0; }
int current_time(sqlite3_vfs*, double* day) {
    *day = 2461102.0;  // 2026-03-02T12:00Z as a Julian day
    return SQLITE_OK;
}

}  // namespace

FaultyVfs::FaultyVfs(const std::string& name, std::uint64_t seed) : name_(name), disk_(new Disk(seed)) {
    disk_->name = name;
    auto& vfs = disk_->vfs;
    vfs.iVersion = 1;
    vfs.szOsFile = sizeof(File);
    vfs.mxPathname = 500;
    vfs.zName = disk_->name.c_str();
    vfs.pAppData = disk_;
    vfs.xOpen = open_file;
    vfs.xDelete = delete_file;
    vfs.xAccess = access_file;
    vfs.xFullPathname = full_name;
    vfs.xRandomness = fill_random;
    vfs.xSleep = sleep_short;
    vfs.xCurrentTime = current_time;
    vfs.xGetLastError = last_error;
    MINKA_CHECK(sqlite3_vfs_register(&vfs, 0) == SQLITE_OK);
}

FaultyVfs::~FaultyVfs() {
    sqlite3_vfs_unregister(&disk_->vfs);
    delete disk_;
}

void FaultyVfs::cut_power_after(std::int64_t operation) {
    const std::scoped_lock lock(disk_->mutex);
    disk_->operations_left = operation;
}

bool FaultyVfs::is_dark() const {
    const std::scoped_lock lock(disk_->mutex);
    return disk_->dark;
}

void FaultyVfs::restore_power() {
    const std::scoped_lock lock(disk_->mutex);
    for (auto& [name, content] : disk_->files) {
        disk_->lose_unsynced(*content);
    }
    disk_->dark = false;
    disk_->operations_left = 0;
}

void FaultyVfs::limit_bytes(std::int64_t most) {
    const std::scoped_lock lock(disk_->mutex);
    disk_->most_bytes = most;
}

std::int64_t FaultyVfs::bytes() const {
    const std::scoped_lock lock(disk_->mutex);
    return disk_->bytes();
}

void FaultyVfs::fail_syncs(std::int64_t count) {
    const std::scoped_lock lock(disk_->mutex);
    disk_->syncs_to_fail = count;
}

}  // namespace minka::test
