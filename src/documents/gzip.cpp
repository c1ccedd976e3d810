#include "documents/gzip.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <limits>

namespace minka::documents {

bool is_gzip(std::string_view bytes) { return bytes.starts_with("\x1f\x8b"); }

Result<std::string> gunzip(std::string_view bytes, std::size_t most) {
    constexpr int gzip_alone = 15 + 16;
    z_stream stream{};
    if (inflateInit2(&stream, gzip_alone) != Z_OK) {
        return problem(ProblemCode::io_failed, "There is no memory to unpack the file.");
    }
    std::string out;
    std::array<char, 1U << 16U> part{};
    int state = Z_OK;
    while (state == Z_OK && out.size() <= most) {
        if (stream.avail_in == 0) {
            const auto count = std::min<std::size_t>(bytes.size(), std::numeric_limits<uInt>::max());
            stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
            stream.avail_in = static_cast<uInt>(count);
            bytes.remove_prefix(count);
        }
        stream.next_out = reinterpret_cast<Bytef*>(part.data());
        stream.avail_out = static_cast<uInt>(part.size());
        state = inflate(&stream, Z_NO_FLUSH);
        out.append(part.data(), part.size() - stream.avail_out);
        const bool is_more = stream.avail_in > 0 || !bytes.empty();
        if (state == Z_STREAM_END && is_more) {
            state = inflateReset(&stream);
        }
    }
    inflateEnd(&stream);
    if (out.size() > most) {
        return problem(ProblemCode::too_large, "What the packed file holds is too large.");
    }
    if (state != Z_STREAM_END) {
        return problem(ProblemCode::malformed_file, "The packed file is torn or damaged.");
    }
    return out;
}

}  // namespace minka::documents
