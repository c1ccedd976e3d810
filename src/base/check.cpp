#include "base/check.h"

#include <cstdio>
#include <cstdlib>

namespace minka {

void fail_check(const char* condition, const char* file, int line) {
    std::fprintf(stderr, "minka: internal error: %s at %s:%d\n", condition, file, line);
    std::abort();
}

}  // namespace minka
