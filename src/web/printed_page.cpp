#include "web/printed_page.h"

#include "base/base64.h"
#include "base/bytes.h"
#include "base/check.h"
#include "base/result.h"
#include "privacy/curve.h"

namespace minka::web {

namespace {

// " 'sha256-...'" for what each style element holds.
std::string style_sources(std::string_view html) {
    constexpr std::string_view opening = "<style>";
    std::string sources;
    for (auto at = html.find(opening); at != std::string_view::npos; at = html.find(opening, at)) {
        at += opening.size();
        const auto end = html.find("</style>", at);
        MINKA_CHECK(end != std::string_view::npos);
        const auto digest = from_hex(privacy::sha256_of(as_bytes(html.substr(at, end - at))));
        MINKA_CHECK(digest.has_value());
        sources += " 'sha256-" + to_base64(*digest) + "'";
    }
    return sources;
}

}  // namespace

HttpResponse printed_page(std::string html) {
    HttpResponse response;
    response.set("content-type", "text/html; charset=utf-8");
    response.set("cache-control", "no-store");
    response.set("content-security-policy", "default-src 'none'; style-src" + style_sources(html) +
                                                "; img-src data:; frame-ancestors 'self'; sandbox allow-same-origin "
                                                "allow-modals");
    response.body = std::move(html);
    return response;
}

}  // namespace minka::web
