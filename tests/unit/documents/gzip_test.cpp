#include "documents/gzip.h"

#include <doctest/doctest.h>
#include <zlib.h>

namespace minka::documents {
namespace {

std::string packed(std::string_view text) {
    z_stream stream{};
    REQUIRE(deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
    std::string out(deflateBound(&stream, text.size()), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

}  // namespace

TEST_CASE("a packed file is unpacked, also when it has several members") {
    const std::string text(300'000, 'x');
    CHECK(is_gzip(packed(text)));
    CHECK(gunzip(packed(text), 300'000).value() == text);
    CHECK(gunzip(packed("uno ") + packed("dos"), 100).value() == "uno dos");
    CHECK(gunzip(packed(""), 100).value().empty());
}

TEST_CASE("a packed file that is torn, damaged or grows beyond measure is refused") {
    auto bytes = packed("una línea, otra línea y otra más");
    for (std::size_t length = 2; length < bytes.size(); ++length) {
        CAPTURE(length);
        const auto torn = gunzip(std::string_view(bytes).substr(0, length), 1000);
        REQUIRE_FALSE(torn);
        CHECK(torn.error().code == ProblemCode::malformed_file);
    }
    bytes[bytes.size() - 6] = static_cast<char>(bytes[bytes.size() - 6] ^ 1);  // its checksum
    CHECK_FALSE(gunzip(bytes, 1000));
    const auto large = gunzip(packed(std::string(1'000'000, 'x')), 100'000);
    REQUIRE_FALSE(large);
    CHECK(large.error().code == ProblemCode::too_large);
}

}  // namespace minka::documents
