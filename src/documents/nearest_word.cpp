#include "documents/yaml.h"

#include <algorithm>
#include <vector>

namespace minka::documents {

namespace {

// Optimal string alignment: changes, additions, omissions and swaps of neighbours, over bytes.
std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> before_last(b.size() + 1);
    std::vector<std::size_t> last(b.size() + 1);
    std::vector<std::size_t> current(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) {
        last[j] = j;
    }
    for (std::size_t i = 1; i <= a.size(); ++i) {
        current[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t change = a[i - 1] == b[j - 1] ? 0 : 1;
            current[j] = std::min({last[j] + 1, current[j - 1] + 1, last[j - 1] + change});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                current[j] = std::min(current[j], before_last[j - 2] + 1);
            }
        }
        before_last.swap(last);
        last.swap(current);
    }
    return last[b.size()];
}

}  // namespace

std::optional<std::string_view> nearest_word(std::string_view word, std::span<const std::string> candidates) {
    constexpr std::size_t longest = 100;
    const auto allowed = std::max<std::size_t>(1, word.size() / 3);
    std::optional<std::string_view> best;
    auto best_distance = allowed + 1;
    if (word.size() > longest) {
        return best;
    }
    for (const auto& candidate : candidates) {
        if (candidate.size() > longest) {
            continue;
        }
        if (const auto found = distance(word, candidate); found < best_distance) {
            best_distance = found;
            best = candidate;
        }
    }
    return best;
}

}  // namespace minka::documents
