#pragma once

#include "web/http_message.h"

namespace minka::web {

/// Compresses the content with what the client understands (br before gzip), when that is worth it: text of a kilobyte
/// or more that is not compressed yet. Adds "vary: accept-encoding" wherever it could have.
void encode_content(const HttpRequest& request, HttpResponse& response);

/// Whether the list of an accept-encoding header takes `coding` (";q=0" refuses it).
bool accepts_coding(std::string_view list, std::string_view coding);

}  // namespace minka::web
