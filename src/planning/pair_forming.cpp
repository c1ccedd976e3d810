#include "planning/pair_forming.h"

#include "planning/visit_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <ranges>

namespace minka::planning {

namespace {

// Dearer than any way on earth: a former partner is taken when nobody else is left.
constexpr double again = 100'000;
// Dearer than everybody with a former partner.
constexpr double never = 1e9;

class PairTable {
public:
    PairTable(const std::vector<GeoPoint>& bases, const std::set<Partners>& before,
              const std::vector<std::string>& apart)
        : bases_(bases), before_(before), apart_(apart) {}

    bool are_apart(std::size_t first, std::size_t second) const {
        return !apart_.empty() && !apart_[first].empty() && apart_[first] == apart_[second];
    }

    double cost(std::size_t first, std::size_t second) const {
        const Partners pair{std::min(first, second), std::max(first, second)};
        return distance_km(bases_[first], bases_[second]) + (before_.contains(pair) ? again : 0) +
               (are_apart(first, second) ? never : 0);
    }

private:
    const std::vector<GeoPoint>& bases_;
    const std::set<Partners>& before_;
    const std::vector<std::string>& apart_;
};

// Whether two pairs are cheaper with a partner exchanged; exchanged then.
bool exchange(const PairTable& table, Partners& one, Partners& other) {
    const double now = table.cost(one.first, one.second) + table.cost(other.first, other.second);
    const double straight = table.cost(one.first, other.first) + table.cost(one.second, other.second);
    const double crossed = table.cost(one.first, other.second) + table.cost(one.second, other.first);
    constexpr double least_gain = 1e-9;
    if (std::min(straight, crossed) > now - least_gain) {
        return false;
    }
    if (straight <= crossed) {
        std::swap(one.second, other.first);
    } else {
        std::swap(one.second, other.second);
    }
    return true;
}

}  // namespace

Result<std::vector<std::vector<std::size_t>>> form_pairs(const std::vector<GeoPoint>& bases,
                                                         const std::set<Partners>& before,
                                                         const std::vector<std::string>& apart) {
    if (bases.size() < 2) {
        return invalid("A pair needs two people.", "people");
    }
    const PairTable table(bases, before, apart);
    std::vector<std::size_t> free;
    for (std::size_t person = 0; person < bases.size(); ++person) {
        free.push_back(person);
    }
    std::vector<Partners> pairs;
    while (free.size() > 1) {
        const auto person = free.front();
        free.erase(free.begin());
        const auto partner = std::ranges::min_element(
            free, [&](std::size_t a, std::size_t b) { return table.cost(person, a) < table.cost(person, b); });
        pairs.emplace_back(person, *partner);
        free.erase(partner);
    }
    for (bool is_moving = true; is_moving;) {
        is_moving = false;
        for (std::size_t i = 0; i < pairs.size(); ++i) {
            for (std::size_t j = i + 1; j < pairs.size(); ++j) {
                is_moving = exchange(table, pairs[i], pairs[j]) || is_moving;
            }
        }
    }
    std::vector<std::vector<std::size_t>> formed;
    for (const auto& [first, second] : pairs) {
        formed.push_back({first, second});
    }
    for (const auto person : free) {  // the odd one joins the nearest two
        const auto dearest = [&](const auto& members) {
            return std::ranges::max(members |
                                    std::views::transform([&](auto each) { return table.cost(person, each); }));
        };
        std::ranges::min_element(formed, {}, dearest)->push_back(person);
    }
    for (const auto& members : formed) {
        for (const auto person : members) {
            if (std::ranges::any_of(members,
                                    [&](auto other) { return other < person && table.are_apart(person, other); })) {
                return problem(ProblemCode::conflict,
                               fmt::format("No pairs were found in which no two people share «{}».", apart[person]),
                               "apart");
            }
        }
    }
    return formed;
}

}  // namespace minka::planning
