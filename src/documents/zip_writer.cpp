#include "documents/zip_writer.h"

#include <minizip/zip.h>

#include <fstream>
#include <memory>

namespace minka::documents {

namespace {

constexpr std::size_t chunk = 1U << 18U;
constexpr int quick = 1;  // zlib's level: 6 takes four times as long for a tenth less of numbers and codes
constexpr unsigned long utf8_names = 1U << 11U;

struct CloseZip {
    void operator()(void* zip) const { zipClose(zip, nullptr); }
};

std::unexpected<Problem> unwritable(const std::filesystem::path& path) {
    return problem(ProblemCode::io_failed, "The archive could not be written; is the disk full?", path.string());
}

Result<> add_part(void* zip, const ZipPart& part) {
    std::ifstream in(part.file, std::ios::binary);
    zip_fileinfo info{};
    info.tmz_date.tm_mday = 1;
    info.tmz_date.tm_year = 1980;  // the first date a ZIP knows
    if (!in || zipOpenNewFileInZip4_64(zip, part.name.c_str(), &info, nullptr, 0, nullptr, 0, nullptr, Z_DEFLATED,
                                       quick, 0, -MAX_WBITS, DEF_MEM_LEVEL, Z_DEFAULT_STRATEGY, nullptr, 0, 0,
                                       utf8_names, 1) != ZIP_OK) {
        return unwritable(part.file);
    }
    std::vector<char> buffer(chunk);
    while (in) {
        in.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
        if (zipWriteInFileInZip(zip, buffer.data(), static_cast<unsigned>(in.gcount())) != ZIP_OK) {
            return unwritable(part.file);
        }
    }
    return zipCloseFileInZip(zip) == ZIP_OK && in.eof() ? Result<>{} : Result<>(unwritable(part.file));
}

}  // namespace

Result<> write_zip(const std::filesystem::path& path, const std::vector<ZipPart>& parts) {
    std::unique_ptr<void, CloseZip> zip(zipOpen64(path.c_str(), APPEND_STATUS_CREATE));
    if (!zip) {
        return unwritable(path);
    }
    for (const auto& part : parts) {
        MINKA_TRY(add_part(zip.get(), part));
    }
    return zipClose(zip.release(), nullptr) == ZIP_OK ? Result<>{} : Result<>(unwritable(path));
}

}  // namespace minka::documents
