#include "web/sent_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

namespace minka::web {

SentFiles& SentFiles::all() {
    static SentFiles files;
    return files;
}

Result<std::string_view> SentFiles::open(const std::filesystem::path& path) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    std::error_code failure;
    const auto size = file < 0 ? 0 : std::filesystem::file_size(path, failure);
    void* const data = failure || size == 0 ? MAP_FAILED : mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file, 0);
    if (file >= 0) {
        ::close(file);
    }
    if (data == MAP_FAILED) {
        return problem(ProblemCode::io_failed, "The export could not be read back; is the disk full?");
    }
    madvise(data, size, MADV_SEQUENTIAL);
    const std::string_view content(static_cast<const char*>(data), size);
    const std::scoped_lock lock(mutex_);
    sizes_.emplace(content.data(), content.size());
    return content;
}

void SentFiles::release(std::string_view content) {
    const std::scoped_lock lock(mutex_);
    const auto found = sizes_.find(content.data());
    if (found != sizes_.end()) {
        munmap(const_cast<char*>(found->first), found->second);
        sizes_.erase(found);
    }
}

std::size_t SentFiles::count() const {
    const std::scoped_lock lock(mutex_);
    return sizes_.size();
}

}  // namespace minka::web
