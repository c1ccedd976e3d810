#pragma once

#include "web/http_message.h"

#include <string>

namespace minka::web {

/// A page of our own making, to look at, print and save: without scripts, with its look in the page itself, so that a
/// saved copy keeps it. Its policy names each style element of the page by hash: a style that somebody's words brought
/// along would not apply.
HttpResponse printed_page(std::string html);

}  // namespace minka::web
