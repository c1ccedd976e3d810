#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace minka::programme {

/// Of `total` cases `n` are so: how every percentage is kept, so that 84 % never stands for 184.8 of 220.
struct Share {
    std::int64_t n = 0;
    std::int64_t total = 0;

    friend bool operator==(const Share&, const Share&) = default;
};

/// The share in tenths of a percent, rounded half away from zero in whole numbers: 185 of 220 is 841.
/// `share.total` is above 0; |n| and the total are at most 10^15.
std::int64_t share_in_tenths(Share share);

/// "84,1 % (185/220)" in Spanish ("es") and "84.1 % (185/220)" in English ("en"). A total of 0 has no percentage:
/// "sin denominador (3/0)", "no denominator (3/0)".
std::string format_share(Share share, std::string_view language);

}  // namespace minka::programme
