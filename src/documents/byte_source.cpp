#include "documents/byte_source.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <system_error>

namespace minka::documents {

namespace {

class FileSource final : public ByteSource {
public:
    FileSource(std::ifstream file, std::uint64_t size, std::string name)
        : file_(std::move(file)), size_(size), name_(std::move(name)) {}

    std::uint64_t size() const override { return size_; }

    Result<std::size_t> read_at(std::uint64_t offset, std::span<std::uint8_t> out) override {
        if (offset >= size_) {
            return std::size_t{0};
        }
        const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(out.size(), size_ - offset));
        if (offset != position_) {
            file_.clear();
            file_.seekg(static_cast<std::streamoff>(offset));
        }
        file_.read(reinterpret_cast<char*>(out.data()), static_cast<std::streamsize>(wanted));
        position_ = offset + wanted;
        if (static_cast<std::size_t>(file_.gcount()) != wanted) {
            return problem(ProblemCode::io_failed, "The file cannot be read to its end; was it changed meanwhile?",
                           name_);
        }
        return wanted;
    }

private:
    std::ifstream file_;
    std::uint64_t size_;
    std::uint64_t position_ = 0;
    std::string name_;
};

class MemorySource final : public ByteSource {
public:
    explicit MemorySource(Bytes content) : content_(std::move(content)) {}

    std::uint64_t size() const override { return content_.size(); }

    Result<std::size_t> read_at(std::uint64_t offset, std::span<std::uint8_t> out) override {
        if (offset >= content_.size()) {
            return std::size_t{0};
        }
        const auto start = static_cast<std::size_t>(offset);
        const auto count = std::min(out.size(), content_.size() - start);
        std::copy_n(content_.begin() + static_cast<std::ptrdiff_t>(start), count, out.begin());
        return count;
    }

private:
    Bytes content_;
};

Result<> check_size(std::uint64_t size, std::uint64_t most_bytes, std::string_view name) {
    if (size > most_bytes) {
        return problem(ProblemCode::too_large,
                       fmt::format("The file has {} bytes and at most {} are read; split it.", size, most_bytes),
                       std::string(name));
    }
    return {};
}

}  // namespace

Result<std::unique_ptr<ByteSource>> open_file(const std::filesystem::path& path, std::uint64_t most_bytes) {
    std::error_code error;
    if (!std::filesystem::is_regular_file(path, error)) {
        return problem(ProblemCode::io_failed, "There is no such file; check its name.", path.string());
    }
    const auto size = std::filesystem::file_size(path, error);
    if (error) {
        return problem(ProblemCode::io_failed, "The size of the file cannot be found out.", path.string());
    }
    MINKA_TRY(check_size(size, most_bytes, path.filename().string()));
    std::ifstream file(path, std::ios::binary);
    if (!file) {
        return problem(ProblemCode::io_failed, "The file cannot be opened; check its permissions.", path.string());
    }
    return std::make_unique<FileSource>(std::move(file), size, path.filename().string());
}

Result<std::unique_ptr<ByteSource>> open_memory(Bytes content, std::string_view name, std::uint64_t most_bytes) {
    MINKA_TRY(check_size(content.size(), most_bytes, name));
    return std::make_unique<MemorySource>(std::move(content));
}

}  // namespace minka::documents
