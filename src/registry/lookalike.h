#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace minka::registry {

/// How two folded names resemble each other.
enum class Resemblance { same, near };

/// `same` when the names are equal; `near` when one or two letters differ (one below 12 characters, none below 6) and
/// the numbers in them are the same: "escuela 17" and "escuela 18" are two schools, not a slip of the pen.
std::optional<Resemblance> resemblance(std::string_view first, std::string_view second);

struct NamePair {
    std::size_t first = 0;
    std::size_t second = 0;
    Resemblance resemblance{};
};

/// The pairs of one group (a municipality's schools, say) whose names resemble each other, by position, each once.
/// Names are folded; quadratic in the size of a group, with a quick test first.
std::vector<NamePair> resembling_pairs(const std::vector<std::string_view>& names);

}  // namespace minka::registry
