#pragma once

namespace minka {

/// Ends the program with the place of a bug. No input of a user may lead here.
[[noreturn]] void fail_check(const char* condition, const char* file, int line);

}  // namespace minka

/// For bugs only: what must hold whatever the input.
#define MINKA_CHECK(condition)                                   \
    do {                                                         \
        if (!(condition)) {                                      \
            ::minka::fail_check(#condition, __FILE__, __LINE__); \
        }                                                        \
    } while (false)
