#pragma once

#include "programme/share_text.h"
#include "web/json_shape.h"

namespace minka::web {

/// A share as every screen shows it: the counts, and the sentence that reports print too.
struct ShareShown {
    std::int64_t n = 0;
    std::int64_t total = 0;
    std::string text;
};
MINKA_JSON(ShareShown, (n, total, text))

inline ShareShown shown(programme::Share share, std::string_view language) {
    return {share.n, share.total, programme::format_share(share, language)};
}

}  // namespace minka::web
