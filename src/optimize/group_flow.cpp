#include "optimize/group_flow.h"

#include <algorithm>
#include <limits>
#include <numeric>

namespace minka::optimize {
namespace {

constexpr int unreachable = std::numeric_limits<int>::max() / 4;
constexpr std::uint32_t nobody = std::numeric_limits<std::uint32_t>::max();

/// The cheapest way to hand one person from a group to another: who goes, and what it adds to the people moved.
struct Handover {
    int cost = unreachable;
    std::uint32_t person = nobody;
};

class Flow {
public:
    Flow(const std::vector<SizeRange>& sizes, const UnitList& list, const std::vector<std::uint32_t>& people,
         const std::vector<std::uint32_t>& taken)
        : sizes_(sizes), list_(list), people_(people), counts_(taken), group_of_(people.size(), nobody) {}

    bool solve() {
        for (std::size_t group = 0; group < sizes_.size(); ++group) {
            if (counts_[group] > sizes_[group].most) {
                return false;
            }
        }
        place_at_home();
        if (!place_others()) {
            return false;
        }
        for (std::uint32_t group = 0; group < sizes_.size(); ++group) {
            while (counts_[group] < sizes_[group].least) {
                if (!pull_into(group)) {
                    return false;
                }
            }
        }
        while (has_home_ && cancel_cycle()) {
        }
        return true;
    }

    const std::vector<std::uint32_t>& groups() const { return group_of_; }

private:
    const Unit& unit(std::size_t place) const { return list_.units[people_[place]]; }

    bool takes(std::size_t place, std::uint32_t group) const {
        return !unit(place).is_limited || std::ranges::binary_search(unit(place).allowed, group);
    }

    int away(std::size_t place, std::uint32_t group) const {
        return unit(place).current && *unit(place).current != group ? 1 : 0;
    }

    void put(std::size_t place, std::uint32_t group) {
        group_of_[place] = group;
        ++counts_[group];
    }

    void place_at_home() {
        for (std::size_t place = 0; place < people_.size(); ++place) {
            const auto home = unit(place).current;
            has_home_ = has_home_ || home;
            if (home && takes(place, *home) && counts_[*home] < sizes_[*home].most) {
                put(place, *home);
            }
        }
    }

    /// Those with the fewest groups first, into the group that lacks most.
    bool place_others() {
        std::vector<std::size_t> order;
        for (std::size_t place = 0; place < people_.size(); ++place) {
            if (group_of_[place] == nobody) {
                order.push_back(place);
            }
        }
        const auto choices = [&](std::size_t place) {
            return unit(place).is_limited ? unit(place).allowed.size() : sizes_.size();
        };
        std::ranges::stable_sort(order, {}, choices);
        for (const auto place : order) {
            auto chosen = nobody;
            long most_lacking = 0;
            for (std::uint32_t group = 0; group < sizes_.size(); ++group) {
                const auto count = static_cast<long>(counts_[group]);
                const long lacking = static_cast<long>(sizes_[group].least) - count;
                if (counts_[group] < sizes_[group].most && takes(place, group) &&
                    (chosen == nobody || lacking > most_lacking)) {
                    chosen = group;
                    most_lacking = lacking;
                }
            }
            if (chosen != nobody) {
                put(place, chosen);
            } else if (!push_in(place)) {
                return false;
            }
        }
        return true;
    }

    std::vector<Handover> handovers() const {
        const auto groups = sizes_.size();
        std::vector<Handover> result(groups * groups);
        for (std::size_t place = 0; place < people_.size(); ++place) {
            const auto from = group_of_[place];
            if (from == nobody) {
                continue;
            }
            for (std::uint32_t into = 0; into < groups; ++into) {
                auto& best = result[from * groups + into];
                const int cost = away(place, into) - away(place, from);
                if (into != from && cost < best.cost && takes(place, into)) {
                    best = {cost, static_cast<std::uint32_t>(place)};
                }
            }
        }
        return result;
    }

    /// Bellman-Ford from the groups with a start cost. Returns where costs still fell in the last pass, or nobody.
    std::uint32_t shortest(const std::vector<Handover>& edges, std::vector<int>& cost,
                           std::vector<std::uint32_t>& before, bool has_store) const {
        const auto groups = static_cast<std::uint32_t>(sizes_.size());
        auto fell = nobody;
        for (std::uint32_t pass = 0; pass <= groups + 1; ++pass) {
            fell = nobody;
            const auto relax = [&](std::uint32_t from, std::uint32_t into, int add) {
                if (cost[from] < unreachable && add < unreachable && cost[from] + add < cost[into]) {
                    cost[into] = cost[from] + add;
                    before[into] = from;
                    fell = into;
                }
            };
            for (std::uint32_t from = 0; from < groups; ++from) {
                for (std::uint32_t into = 0; into < groups; ++into) {
                    relax(from, into, edges[from * groups + into].cost);
                }
                if (has_store && counts_[from] < sizes_[from].most) {
                    relax(from, groups, 0);
                }
                if (has_store && counts_[from] > sizes_[from].least) {
                    relax(groups, from, 0);
                }
            }
            if (fell == nobody) {
                break;
            }
        }
        return fell;
    }

    void hand_over(const Handover& step, std::uint32_t from, std::uint32_t into) {
        group_of_[step.person] = into;
        --counts_[from];
        ++counts_[into];
    }

    void follow(const std::vector<Handover>& edges, const std::vector<std::uint32_t>& before, std::uint32_t end) {
        for (auto into = end; before[into] != nobody; into = before[into]) {
            hand_over(edges[before[into] * sizes_.size() + into], before[into], into);
        }
    }

    /// Makes room for one more person: a chain of handovers from a group that may take them to one that has room.
    bool push_in(std::size_t place) {
        const auto edges = handovers();
        std::vector<int> cost(sizes_.size() + 1, unreachable);
        std::vector<std::uint32_t> before(sizes_.size() + 1, nobody);
        for (std::uint32_t group = 0; group < sizes_.size(); ++group) {
            if (takes(place, group)) {
                cost[group] = away(place, group);
            }
        }
        shortest(edges, cost, before, false);
        auto end = nobody;
        for (std::uint32_t group = 0; group < sizes_.size(); ++group) {
            if (counts_[group] < sizes_[group].most && cost[group] < unreachable &&
                (end == nobody || cost[group] < cost[end])) {
                end = group;
            }
        }
        if (end == nobody) {
            return false;
        }
        auto first = end;
        while (before[first] != nobody) {
            first = before[first];
        }
        follow(edges, before, end);
        put(place, first);
        return true;
    }

    bool pull_into(std::uint32_t group) {
        const auto edges = handovers();
        std::vector<int> cost(sizes_.size() + 1, unreachable);
        std::vector<std::uint32_t> before(sizes_.size() + 1, nobody);
        for (std::uint32_t from = 0; from < sizes_.size(); ++from) {
            if (counts_[from] > sizes_[from].least) {
                cost[from] = 0;
            }
        }
        shortest(edges, cost, before, false);
        if (cost[group] >= unreachable) {
            return false;
        }
        follow(edges, before, group);
        return true;
    }

    /// Fewer people away from home by handing people round in a circle, perhaps through room that is left.
    bool cancel_cycle() {
        const auto edges = handovers();
        const auto store = static_cast<std::uint32_t>(sizes_.size());
        std::vector<int> cost(sizes_.size() + 1, 0);
        std::vector<std::uint32_t> before(sizes_.size() + 1, nobody);
        auto at = shortest(edges, cost, before, true);
        if (at == nobody) {
            return false;
        }
        for (std::size_t step = 0; step <= sizes_.size() + 1; ++step) {
            at = before[at];
        }
        const auto end = at;
        do {
            const auto from = before[at];
            if (from != store && at != store) {
                hand_over(edges[from * sizes_.size() + at], from, at);
            }
            at = from;
        } while (at != end);
        return true;
    }

    const std::vector<SizeRange>& sizes_;
    const UnitList& list_;
    const std::vector<std::uint32_t>& people_;
    std::vector<std::uint32_t> counts_;
    std::vector<std::uint32_t> group_of_;
    bool has_home_ = false;
};

}  // namespace

std::optional<std::vector<std::uint32_t>> flow_into_groups(const std::vector<SizeRange>& sizes, const UnitList& list,
                                                           const std::vector<std::uint32_t>& people,
                                                           const std::vector<std::uint32_t>& taken) {
    Flow flow(sizes, list, people, taken);
    if (!flow.solve()) {
        return std::nullopt;
    }
    return flow.groups();
}

}  // namespace minka::optimize
