#include "registry/lookalike.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <numeric>

namespace minka::registry {

namespace {

constexpr std::size_t shortest_compared = 6;
constexpr std::size_t two_letters_from = 12;
constexpr std::size_t longest_compared = 120;

// One bit a letter or digit: names whose sets differ in many cannot be near.
std::uint64_t letters_of(std::string_view name) {
    std::uint64_t set = 0;
    for (const char c : name) {
        set |= std::uint64_t{1} << (static_cast<unsigned char>(c) & 63U);
    }
    return set;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool has_same_numbers(std::string_view first, std::string_view second) {
    const auto next = [](std::string_view text, std::size_t from) {
        while (from < text.size() && !is_digit(text[from])) {
            ++from;
        }
        return from;
    };
    auto i = next(first, 0);
    auto j = next(second, 0);
    while (i < first.size() && j < second.size()) {
        if (first[i] != second[j]) {
            return false;
        }
        i = next(first, i + 1);
        j = next(second, j + 1);
    }
    return i == first.size() && j == second.size();
}

// Edit distance by letters changed, added and dropped; `most` + 1 when it is greater.
std::size_t bounded_distance(std::string_view first, std::string_view second, std::size_t most) {
    // What both begin and end with costs nothing, and is most of it.
    const auto start = std::ranges::mismatch(first, second).in1 - first.begin();
    first.remove_prefix(static_cast<std::size_t>(start));
    second.remove_prefix(static_cast<std::size_t>(start));
    while (!first.empty() && !second.empty() && first.back() == second.back()) {
        first.remove_suffix(1);
        second.remove_suffix(1);
    }
    std::array<std::size_t, longest_compared + 1> row{};
    std::iota(row.begin(), row.begin() + static_cast<std::ptrdiff_t>(second.size()) + 1, std::size_t{0});
    for (std::size_t i = 1; i <= first.size(); ++i) {
        auto diagonal = row[0];
        row[0] = i;
        auto least = row[0];
        for (std::size_t j = 1; j <= second.size(); ++j) {
            const auto above = row[j];
            row[j] = first[i - 1] == second[j - 1] ? diagonal : 1 + std::min({diagonal, above, row[j - 1]});
            diagonal = above;
            least = std::min(least, row[j]);
        }
        if (least > most) {
            return most + 1;
        }
    }
    return row[second.size()];
}

std::size_t most_letters(std::string_view first, std::string_view second) {
    const auto shorter = std::min(first.size(), second.size());
    return shorter < shortest_compared ? 0 : shorter < two_letters_from ? 1 : 2;
}

}  // namespace

std::optional<Resemblance> resemblance(std::string_view first, std::string_view second) {
    if (first == second) {
        return first.empty() ? std::nullopt : std::optional(Resemblance::same);
    }
    const auto most = most_letters(first, second);
    const auto longer = std::max(first.size(), second.size());
    if (most == 0 || longer > longest_compared || longer - std::min(first.size(), second.size()) > most ||
        !has_same_numbers(first, second) || bounded_distance(first, second, most) > most) {
        return std::nullopt;
    }
    return Resemblance::near;
}

std::vector<NamePair> resembling_pairs(const std::vector<std::string_view>& names) {
    std::vector<std::uint64_t> letters(names.size());
    std::ranges::transform(names, letters.begin(), letters_of);
    std::vector<NamePair> pairs;
    for (std::size_t i = 0; i < names.size(); ++i) {
        for (std::size_t j = i + 1; j < names.size(); ++j) {
            // A changed letter alters at most two bits of the sets.
            const auto difference = static_cast<std::size_t>(std::popcount(letters[i] ^ letters[j]));
            if (difference > 2 * most_letters(names[i], names[j])) {
                continue;
            }
            if (const auto found = resemblance(names[i], names[j])) {
                pairs.push_back({i, j, *found});
            }
        }
    }
    return pairs;
}

}  // namespace minka::registry
