#include "documents/zip_archive.h"

#include <fmt/format.h>
#include <minizip/ioapi.h>
#include <minizip/unzip.h>

#include <algorithm>

namespace minka::documents {

namespace {

constexpr std::uint64_t ratio_matters_from = 16ULL << 20U;

// minizip reads through these; the position is ours, since a ByteSource has none.
struct Cursor {
    std::unique_ptr<ByteSource> bytes;
    std::uint64_t at = 0;
    bool failed = false;
};

Cursor& cursor_of(voidpf opaque) { return *static_cast<Cursor*>(opaque); }

voidpf open_cursor(voidpf opaque, const void*, int) { return opaque; }

uLong read_cursor(voidpf opaque, voidpf, void* buffer, uLong size) {
    auto& cursor = cursor_of(opaque);
    const auto count = cursor.bytes->read_at(cursor.at, {static_cast<std::uint8_t*>(buffer), size});
    if (!count) {
        cursor.failed = true;
        return 0;
    }
    cursor.at += *count;
    return *count;
}

uLong write_nothing(voidpf, voidpf, const void*, uLong) { return 0; }

ZPOS64_T tell_cursor(voidpf opaque, voidpf) { return cursor_of(opaque).at; }

long seek_cursor(voidpf opaque, voidpf, ZPOS64_T offset, int origin) {
    auto& cursor = cursor_of(opaque);
    const auto size = cursor.bytes->size();
    const auto base = origin == ZLIB_FILEFUNC_SEEK_CUR ? cursor.at : (origin == ZLIB_FILEFUNC_SEEK_END ? size : 0);
    if (offset > size || base > size - offset) {
        return -1;
    }
    cursor.at = base + offset;
    return 0;
}

int close_cursor(voidpf, voidpf) { return 0; }

int report_failure(voidpf opaque, voidpf) { return cursor_of(opaque).failed ? 1 : 0; }

}  // namespace

struct ZipArchive::State {
    std::string file;
    TableLimits limits;
    Cursor cursor;
    unzFile zip = nullptr;
    bool part_open = false;
    std::string part;
    std::uint64_t part_packed = 0;
    std::uint64_t part_declared = 0;
    std::uint64_t part_unpacked = 0;
    std::uint64_t all_unpacked = 0;

    ~State() {
        close_part();
        if (zip != nullptr) {
            unzClose(zip);
        }
    }

    int close_part() {
        const auto result = part_open ? unzCloseCurrentFile(zip) : UNZ_OK;
        part_open = false;
        return result;
    }

    std::unexpected<Problem> torn() const {
        return problem(ProblemCode::malformed_file,
                       fmt::format("The file is damaged in its part {}; get it again or save it anew.", part), file);
    }
};

ZipArchive::ZipArchive(std::unique_ptr<State> state) : state_(std::move(state)) {}
ZipArchive::ZipArchive(ZipArchive&&) noexcept = default;
ZipArchive& ZipArchive::operator=(ZipArchive&&) noexcept = default;
ZipArchive::~ZipArchive() = default;

Result<ZipArchive> ZipArchive::open(std::unique_ptr<ByteSource> bytes, std::string file, const TableLimits& limits) {
    auto state = std::make_unique<State>();
    state->file = std::move(file);
    state->limits = limits;
    state->cursor.bytes = std::move(bytes);
    zlib_filefunc64_def functions{};
    functions.zopen64_file = open_cursor;
    functions.zread_file = read_cursor;
    functions.zwrite_file = write_nothing;
    functions.ztell64_file = tell_cursor;
    functions.zseek64_file = seek_cursor;
    functions.zclose_file = close_cursor;
    functions.zerror_file = report_failure;
    functions.opaque = &state->cursor;
    state->zip = unzOpen2_64("", &functions);
    if (state->zip == nullptr) {
        return problem(ProblemCode::malformed_file,
                       "The file begins like a spreadsheet and is torn: its end is missing. Get it again.",
                       state->file);
    }
    return ZipArchive(std::move(state));
}

bool ZipArchive::has(const std::string& part) {
    state_->close_part();
    return unzLocateFile(state_->zip, part.c_str(), 2) == UNZ_OK;
}

Result<> ZipArchive::open_part(const std::string& part) {
    auto& state = *state_;
    state.close_part();
    state.part = part;
    state.part_unpacked = 0;
    unz_file_info64 info{};
    if (unzLocateFile(state.zip, part.c_str(), 2) != UNZ_OK) {
        return problem(ProblemCode::malformed_file,
                       fmt::format("The file is no whole spreadsheet: its part {} is missing. Save it anew.", part),
                       state.file);
    }
    if (unzGetCurrentFileInfo64(state.zip, &info, nullptr, 0, nullptr, 0, nullptr, 0) != UNZ_OK) {
        return state.torn();
    }
    if ((info.flag & 1U) != 0) {
        return problem(ProblemCode::malformed_file, "The file is protected by a password; save it without one.",
                       state.file);
    }
    if (unzOpenCurrentFile(state.zip) != UNZ_OK) {
        return state.torn();
    }
    state.part_open = true;
    state.part_packed = info.compressed_size;
    state.part_declared = info.uncompressed_size;
    return {};
}

std::uint64_t ZipArchive::declared_size() const { return state_->part_declared; }

Result<std::size_t> ZipArchive::read(std::span<char> out) {
    auto& state = *state_;
    if (!state.part_open) {
        return std::size_t{0};
    }
    const auto count = unzReadCurrentFile(state.zip, out.data(), static_cast<unsigned>(out.size()));
    if (state.cursor.failed) {
        return problem(ProblemCode::io_failed, "The file cannot be read to its end; was it changed meanwhile?",
                       state.file);
    }
    if (count < 0 || (count == 0 && state.close_part() != UNZ_OK)) {
        return state.torn();
    }
    const auto size = static_cast<std::uint64_t>(count);
    state.part_unpacked += size;
    state.all_unpacked += size;
    if (state.all_unpacked > state.limits.unpacked_bytes) {
        return problem(ProblemCode::too_large,
                       fmt::format("The file unpacks to more than {} bytes; split it.", state.limits.unpacked_bytes),
                       state.file);
    }
    if (state.part_unpacked > ratio_matters_from &&
        state.part_unpacked / std::max<std::uint64_t>(1, state.part_packed) > state.limits.unpack_ratio) {
        return problem(ProblemCode::too_large,
                       fmt::format("The part {} unpacks to more than {} times its size, as no spreadsheet of people "
                                   "does; copy the rows to a new file.",
                                   state.part, state.limits.unpack_ratio),
                       state.file);
    }
    return static_cast<std::size_t>(size);
}

Result<std::string> ZipArchive::read_part(const std::string& part, std::size_t most_bytes) {
    MINKA_TRY(open_part(part));
    std::string text;
    std::vector<char> buffer(64ULL << 10U);
    for (;;) {
        MINKA_TRY_ASSIGN(const auto count, read(buffer));
        if (count == 0) {
            return text;
        }
        text.append(buffer.data(), count);
        if (text.size() > most_bytes) {
            return problem(ProblemCode::too_large,
                           fmt::format("The part {} is longer than {} bytes.", part, most_bytes), state_->file);
        }
    }
}

}  // namespace minka::documents
