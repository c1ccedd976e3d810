#pragma once

#include <string_view>

namespace minka::sentences {

/// A sentence as the rules write it, and its Spanish. What changes from time to time stands as {} in both: in one
/// order, or numbered in the Spanish ({1} before {0}).
struct SentenceTwin {
    std::string_view english;
    std::string_view spanish;
};

}  // namespace minka::sentences
