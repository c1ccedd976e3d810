#include "programme/share_text.h"

#include "base/check.h"

namespace minka::programme {

std::int64_t share_in_tenths(Share share) {
    MINKA_CHECK(share.total > 0);
    constexpr std::int64_t tenths_of_percent = 1000;
    const auto twice = 2 * tenths_of_percent * share.n;
    return (share.n < 0 ? twice - share.total : twice + share.total) / (2 * share.total);
}

std::string format_share(Share share, std::string_view language) {
    const bool spanish = language == "es";
    const auto parts = " (" + std::to_string(share.n) + "/" + std::to_string(share.total) + ")";
    if (share.total == 0) {
        return (spanish ? "sin denominador" : "no denominator") + parts;
    }
    const auto tenths = share_in_tenths(share);
    const auto size = tenths < 0 ? -tenths : tenths;
    return (tenths < 0 ? "-" : "") + std::to_string(size / 10) + (spanish ? "," : ".") + std::to_string(size % 10) +
           " %" + parts;
}

}  // namespace minka::programme
