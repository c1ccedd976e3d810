#pragma once

#include "sentences/sentence_twin.h"

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace minka::sentences {

/// A twin that a sentence agrees with, and what stands in the sentence where the English has {}.
struct TwinMatch {
    const SentenceTwin* twin = nullptr;
    std::vector<std::string_view> fills;
};

/// Finds the twin of a sentence among many. Those without a {} are looked up whole; the others by how they begin, or by
/// how they end when they begin with a {}. Among several that agree, the one with the most words of its own wins.
class TwinIndex {
public:
    void add(std::span<const SentenceTwin> twins);
    /// To be called once after the last `add`.
    void sort();
    std::optional<TwinMatch> find(std::string_view sentence) const;

private:
    using Bucket = std::vector<const SentenceTwin*>;

    std::unordered_map<std::string_view, const SentenceTwin*> whole_;
    std::unordered_map<std::string_view, Bucket> by_start_;
    std::unordered_map<std::string_view, Bucket> by_end_;
};

}  // namespace minka::sentences
