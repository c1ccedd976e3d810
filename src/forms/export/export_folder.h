#pragma once

#include "base/result.h"

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace minka::forms {

/// A folder of an export's own beside the file it will become; it goes when the export is over, however it ends. Only
/// the account that runs the program may look into it: what lies there is not encrypted.
class ExportFolder {
public:
    /// Problems: `io_failed`.
    static Result<ExportFolder> beside(const std::filesystem::path& out);

    ExportFolder(ExportFolder&& other) noexcept : path_(std::exchange(other.path_, {})) {}
    ExportFolder& operator=(ExportFolder&&) = delete;
    ~ExportFolder();

    const std::filesystem::path& path() const { return path_; }

    /// Puts finished files in their place: one ZIP when `out` ends with ".zip", else the first as `out` and the others
    /// beside it. Returns where they are. Problems: `io_failed`.
    Result<std::vector<std::filesystem::path>> hand_over(const std::vector<std::string>& files,
                                                         const std::filesystem::path& out) const;

private:
    explicit ExportFolder(std::filesystem::path path) : path_(std::move(path)) {}
    std::filesystem::path path_;
};

}  // namespace minka::forms
