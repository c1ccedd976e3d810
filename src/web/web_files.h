#pragma once

#include "web/http_message.h"

#include <span>
#include <string_view>

namespace minka::web {

/// A file of the web app, built into the program. The compressed forms are empty where they would not be shorter.
struct WebFile {
    std::string_view path;  ///< "/assets/index-4f3a.js"
    std::string_view type;
    std::string_view tag;  ///< Of its content, in quotes.
    std::string_view content;
    std::string_view brotli;
    std::string_view gzip;
};

/// Every file, by path; none when the program was built without the web app.
std::span<const WebFile> web_files();

/// The file a path names, or the app's page for an address within it. 404 when there is no app.
HttpResponse file_response(const HttpRequest& request);

}  // namespace minka::web
