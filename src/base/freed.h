#pragma once

namespace minka {

/// Gives back what a C library made, by its own function: std::unique_ptr<BIGNUM, Freed<BN_free>>.
template <auto free>
struct Freed {
    template <typename T>
    void operator()(T* object) const {
        free(object);
    }
};

}  // namespace minka
