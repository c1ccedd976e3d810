#include "demo/chance.h"

#include "base/check.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace minka::demo {

namespace {

// FNV-1a: spreads the purpose over the seed; nothing here is secret.
std::uint64_t mixed_seed(std::uint64_t seed, std::string_view purpose) {
    std::uint64_t hash = 14695981039346656037ULL ^ (seed * 0x9e3779b97f4a7c15ULL);
    for (const char c : purpose) {
        hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
    }
    return hash;
}

}  // namespace

Instant instant_on(LocalDate date, int hour) {
    const auto time = date.days().time_since_epoch() + std::chrono::hours{hour};
    return {std::chrono::duration_cast<std::chrono::microseconds>(time).count()};
}

Chance::Chance(std::uint64_t seed, std::string_view purpose) : random_(mixed_seed(seed, purpose)) {}

std::vector<int> split_total(int total, std::span<const double> weights, int least) {
    const int spare = total - least * static_cast<int>(weights.size());
    MINKA_CHECK(!weights.empty() && spare >= 0);
    const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
    std::vector<int> parts(weights.size());
    std::vector<double> remainders(weights.size());
    int given = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        const double exact = spare * weights[i] / sum;
        parts[i] = static_cast<int>(std::floor(exact));
        remainders[i] = exact - parts[i];
        given += parts[i];
        parts[i] += least;
    }
    std::vector<std::size_t> order(weights.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, std::greater{}, [&](std::size_t i) { return remainders[i]; });
    for (std::size_t i = 0; given < spare; ++i, ++given) {
        ++parts[order[i % order.size()]];
    }
    return parts;
}

}  // namespace minka::demo
