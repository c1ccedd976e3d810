#include "output_file.h"

#include <fstream>
#include <system_error>

namespace minka::cli {

Result<> write_output_file(const std::filesystem::path& path, std::string_view content) {
    const auto failed = [&] {
        return problem(ProblemCode::io_failed, "The file cannot be written; check the folder and the disk.",
                       path.string());
    };
    // A device such as /dev/stdout takes what it is given, and has no place beside it.
    std::error_code error;
    const bool is_special = std::filesystem::exists(path, error) && !std::filesystem::is_regular_file(path, error);
    auto part = path;
    if (!is_special) {
        part += ".part";
    }
    std::ofstream file(part, std::ios::binary | std::ios::trunc);
    file << content;
    file.close();
    if (!file) {
        if (!is_special) {
            std::filesystem::remove(part, error);
        }
        return failed();
    }
    if (is_special) {
        return {};
    }
    std::filesystem::rename(part, path, error);
    if (error) {
        std::error_code left;
        std::filesystem::remove(part, left);
        return failed();
    }
    return {};
}

}  // namespace minka::cli
