#pragma once

#include "base/result.h"

#include <cstddef>
#include <filesystem>
#include <map>
#include <mutex>
#include <string_view>

namespace minka::web {

/// Large files on their way out: HttpResponse::fixed_body looks into one until the connection has sent it. The system
/// reads a file as it is asked for; its pages are the disk's and go when others need the memory. A file outlives its
/// name, so that whoever made it may take that away at once.
class SentFiles {
public:
    /// Those of this process.
    static SentFiles& all();

    /// What `release` is to be told when it was sent. Problems: `io_failed`.
    Result<std::string_view> open(const std::filesystem::path& path);

    /// Lets go of what `open` gave; anything else is not ours and stays.
    void release(std::string_view content);

    /// How many wait to be sent.
    std::size_t count() const;

private:
    mutable std::mutex mutex_;
    std::map<const char*, std::size_t> sizes_;
};

}  // namespace minka::web
