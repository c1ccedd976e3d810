#include "web/web_files.h"

#include "web/content_coding.h"
#include "web/endpoint.h"

#include <algorithm>

namespace minka::web {

namespace {

const WebFile* find_file(std::string_view path) {
    const auto files = web_files();
    const auto found = std::ranges::lower_bound(files, path, {}, &WebFile::path);
    return found != files.end() && found->path == path ? &*found : nullptr;
}

// "/schools/018f..." is a screen of the app; "/assets/gone.js" is a file that is not there.
bool is_screen(std::string_view path) { return path.substr(path.rfind('/') + 1).find('.') == std::string_view::npos; }

HttpResponse with_content(const HttpRequest& request, const WebFile& file) {
    HttpResponse response;
    response.route = "app";
    response.set("content-type", std::string(file.type));
    response.set("etag", std::string(file.tag));
    response.set("vary", "accept-encoding");
    // Names in /assets/ change with their content; everything else is asked for again each time.
    response.set("cache-control",
                 file.path.starts_with("/assets/") ? "public, max-age=31536000, immutable" : "no-cache");
    const auto known = request.header("if-none-match");
    if (known && known->find(file.tag) != std::string_view::npos) {
        response.status = 304;
        return response;
    }
    const auto accepted = request.header("accept-encoding").value_or("");
    response.fixed_body = file.content;
    if (!file.brotli.empty() && accepts_coding(accepted, "br")) {
        response.fixed_body = file.brotli;
        response.set("content-encoding", "br");
    } else if (!file.gzip.empty() && accepts_coding(accepted, "gzip")) {
        response.fixed_body = file.gzip;
        response.set("content-encoding", "gzip");
    }
    return response;
}

}  // namespace

HttpResponse file_response(const HttpRequest& request) {
    HttpResponse response;
    if (request.method != Method::get && request.method != Method::head) {
        response =
            problem_response({ProblemCode::invalid_input, "This address does not take that method.", {}}, "es", 405);
    } else {
        const auto* file = find_file(request.path);
        if (file == nullptr && is_screen(request.path)) {
            file = find_file("/index.html");
        }
        response = file != nullptr
                       ? with_content(request, *file)
                       : problem_response({ProblemCode::not_found, "There is nothing at this address.", {}}, "es");
    }
    add_security_headers(response, request.is_tls);
    return response;
}

}  // namespace minka::web
