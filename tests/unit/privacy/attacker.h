#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

/// Somebody outside with paper, patience and every published figure. Shares no code with what it attacks: it knows
/// leaf cells as whole-number unknowns and looks for tables that agree with everything published, by trying.
namespace minka::attack {

struct Sum {
    std::vector<std::pair<std::size_t, int>> terms;  ///< unknown, +1 or -1
    std::int64_t equals = 0;
};

class Attacker {
public:
    std::size_t add_unknown(std::int64_t least, std::int64_t most) {
        least_.push_back(least);
        most_.push_back(most);
        return least_.size() - 1;
    }
    void learn(Sum sum) { sums_.push_back(std::move(sum)); }

    /// Whether some table agrees with all that is known and has `terms` equal to `value`. Gives up after `patience`
    /// tries; `gave_up` then counts it.
    bool thinkable(const std::vector<std::pair<std::size_t, int>>& terms, std::int64_t value) const {
        auto sums = sums_;
        sums.push_back({terms, value});
        int tries = patience;
        const bool found = search(sums, least_, most_, tries);
        gave_up += !found && tries <= 0 ? 1 : 0;
        return found;
    }

    /// Whether two thinkable values of `terms` lie `width` apart; `truth` is one that is thinkable.
    bool is_open(const std::vector<std::pair<std::size_t, int>>& terms, std::int64_t truth, std::int64_t width) const {
        if (thinkable(terms, truth + width) || (truth >= width && thinkable(terms, truth - width))) {
            return true;
        }
        auto high = truth + width - 1;
        while (high > truth && !thinkable(terms, high)) {
            --high;
        }
        for (auto low = high - width; low >= 0; --low) {
            if (thinkable(terms, low)) {
                return true;
            }
        }
        return false;
    }

    int patience = 200;
    mutable int gave_up = 0;

private:
    /// Narrows bounds until nothing changes; false when a sum cannot be met.
    static bool narrow(const std::vector<Sum>& sums, std::vector<std::int64_t>& least,
                       std::vector<std::int64_t>& most) {
        for (bool changed = true; changed;) {
            changed = false;
            for (const auto& sum : sums) {
                std::int64_t low = -sum.equals;
                std::int64_t high = -sum.equals;
                for (const auto& [u, sign] : sum.terms) {
                    low += sign > 0 ? least[u] : -most[u];
                    high += sign > 0 ? most[u] : -least[u];
                }
                if (low > 0 || high < 0) {
                    return false;
                }
                for (const auto& [u, sign] : sum.terms) {
                    // The others reach from low - own low to high - own high; the unknown must bring the sum to 0.
                    const auto own_low = sign > 0 ? least[u] : -most[u];
                    const auto own_high = sign > 0 ? most[u] : -least[u];
                    const auto new_low = std::max(own_low, -(high - own_high));
                    const auto new_high = std::min(own_high, -(low - own_low));
                    if (new_low > new_high) {
                        return false;
                    }
                    const auto l = sign > 0 ? new_low : -new_high;
                    const auto m = sign > 0 ? new_high : -new_low;
                    if (l != least[u] || m != most[u]) {
                        changed = true;
                        least[u] = l;
                        most[u] = m;
                        low = low - own_low + new_low;
                        high = high - own_high + new_high;
                    }
                }
            }
        }
        return true;
    }

    static bool search(const std::vector<Sum>& sums, std::vector<std::int64_t> least, std::vector<std::int64_t> most,
                       int& tries) {
        if (--tries <= 0 || !narrow(sums, least, most)) {
            return false;
        }
        std::size_t narrowest = least.size();  // the unknown with the fewest values left is tried first
        for (std::size_t u = 0; u < least.size(); ++u) {
            const auto open = most[u] - least[u];
            if (open > 0 && (narrowest == least.size() || open < most[narrowest] - least[narrowest])) {
                narrowest = u;
            }
        }
        if (narrowest == least.size()) {
            return true;
        }
        for (auto v = least[narrowest]; v <= most[narrowest]; ++v) {
            auto lower = least;
            auto upper = most;
            lower[narrowest] = upper[narrowest] = v;
            if (search(sums, lower, upper, tries)) {
                return true;
            }
        }
        return false;
    }

    std::vector<std::int64_t> least_;
    std::vector<std::int64_t> most_;
    std::vector<Sum> sums_;
};

}  // namespace minka::attack
