#include "web/content_coding.h"

#include "base/check.h"
#include "base/text.h"

#include <brotli/encode.h>
#include <zlib.h>

namespace minka::web {

namespace {

constexpr std::size_t worth_it = 1024;
constexpr int brotli_quality = 3;  // an answer is compressed while somebody waits
constexpr int gzip_level = 1;

bool is_text(std::string_view type) {
    return type.starts_with("text/") || type.starts_with("application/json") ||
           type.starts_with("application/problem+json") || type.starts_with("application/geo+json") ||
           type.starts_with("image/svg+xml");
}

std::string brotli(std::string_view content) {
    std::size_t size = BrotliEncoderMaxCompressedSize(content.size());
    std::string out(size, '\0');
    MINKA_CHECK(BrotliEncoderCompress(brotli_quality, BROTLI_DEFAULT_WINDOW, BROTLI_MODE_TEXT, content.size(),
                                      reinterpret_cast<const std::uint8_t*>(content.data()), &size,
                                      reinterpret_cast<std::uint8_t*>(out.data())) == BROTLI_TRUE);
    out.resize(size);
    return out;
}

std::string gzip(std::string_view content) {
    z_stream stream{};
    MINKA_CHECK(deflateInit2(&stream, gzip_level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
    std::string out(deflateBound(&stream, content.size()), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(content.data()));
    stream.avail_in = static_cast<uInt>(content.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    MINKA_CHECK(deflate(&stream, Z_FINISH) == Z_STREAM_END);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

}  // namespace

bool accepts_coding(std::string_view list, std::string_view coding) {
    for (const auto part : split(list, ',')) {
        const auto semicolon = part.find(';');
        if (trim(part.substr(0, semicolon)) != coding) {
            continue;
        }
        const auto weight = semicolon == std::string_view::npos ? std::string_view() : trim(part.substr(semicolon + 1));
        return weight != "q=0" && weight != "q=0.0";
    }
    return false;
}

void encode_content(const HttpRequest& request, HttpResponse& response) {
    const auto* type = response.find("content-type");
    const auto* caching = response.find("cache-control");
    if (caching != nullptr && caching->find("no-transform") != std::string::npos) {
        return;  // a file that is sent as it is read: packed, it would stand in memory whole
    }
    if (type == nullptr || !is_text(*type) || response.find("content-encoding") != nullptr) {
        return;
    }
    response.set("vary", "accept-encoding");
    if (response.content().size() < worth_it) {
        return;
    }
    const auto accepted = request.header("accept-encoding").value_or("");
    const bool takes_brotli = accepts_coding(accepted, "br");
    if (!takes_brotli && !accepts_coding(accepted, "gzip")) {
        return;
    }
    response.body = takes_brotli ? brotli(response.content()) : gzip(response.content());
    response.fixed_body = {};
    response.set("content-encoding", takes_brotli ? "br" : "gzip");
    if (const auto* tag = response.find("etag"); tag != nullptr && !tag->starts_with("W/")) {
        response.set("etag", "W/" + *tag);  // the same content in other bytes
    }
}

}  // namespace minka::web
