#include "forms/export/export_folder.h"

#include "documents/zip_writer.h"

#include <cstdlib>
#include <system_error>

namespace minka::forms {

namespace {

namespace fs = std::filesystem;

std::unexpected<Problem> unwritable(const fs::path& path) {
    return problem(ProblemCode::io_failed, "The export could not be written there; check the folder and the disk.",
                   path.string());
}

// "visitas-asistente.csv" of the form's own table "visitas.csv", for an export called "a.csv": "a-asistente.csv".
fs::path place_of(const std::string& file, const std::string& first, const fs::path& out) {
    if (file == first) {
        return out;
    }
    const auto stem = fs::path(first).stem().string();
    return out.parent_path() / (out.stem().string() + file.substr(stem.size()));
}

}  // namespace

Result<ExportFolder> ExportFolder::beside(const fs::path& out) {
    auto path = out;
    path += ".part.XXXXXX";
    auto name = path.string();
    if (mkdtemp(name.data()) == nullptr) {  // mode 0700
        return unwritable(out);
    }
    return ExportFolder(fs::path(name));
}

ExportFolder::~ExportFolder() {
    if (!path_.empty()) {
        std::error_code ignored;  // what cannot be removed has no name that anybody reads
        fs::remove_all(path_, ignored);
    }
}

Result<std::vector<fs::path>> ExportFolder::hand_over(const std::vector<std::string>& files,
                                                      const fs::path& out) const {
    std::error_code failure;
    if (out.extension() == ".zip") {
        std::vector<documents::ZipPart> parts;
        for (const auto& file : files) {
            parts.push_back({file, path_ / file});
        }
        const auto packed = path_ / ".zip";
        MINKA_TRY(documents::write_zip(packed, parts));
        fs::rename(packed, out, failure);
        return failure ? Result<std::vector<fs::path>>(unwritable(out)) : std::vector{out};
    }
    std::vector<fs::path> placed;
    for (const auto& file : files) {
        placed.push_back(place_of(file, files.front(), out));
        fs::rename(path_ / file, placed.back(), failure);
        if (failure) {
            return unwritable(placed.back());
        }
    }
    return placed;
}

}  // namespace minka::forms
