#include "optimize/group_diversity.h"

#include <algorithm>
#include <limits>
#include <numeric>

namespace minka::optimize {
namespace {

/// People by group and band.
struct Counts {
    std::size_t groups = 0;
    std::size_t bands = 0;
    std::vector<long> cells;

    long& at(std::size_t group, std::size_t band) { return cells[group * bands + band]; }
    long at(std::size_t group, std::size_t band) const { return cells[group * bands + band]; }
    long size_of(std::size_t group) const {
        const auto* row = &cells[group * bands];
        return std::accumulate(row, row + bands, 0L);
    }
};

double entropy(const long* counts, std::size_t bands, long size) {
    long squares = 0;
    for (std::size_t band = 0; band < bands; ++band) {
        squares += counts[band] * counts[band];
    }
    return 1 - static_cast<double>(squares) / static_cast<double>(size * size);
}

/// Takes people one by one from the bands of which fewest were taken, as long as there are any.
double most_even_entropy(const std::vector<long>& totals, long size) {
    std::vector<long> taken(totals.size(), 0);
    for (long left = size; left > 0; --left) {
        std::size_t chosen = totals.size();
        for (std::size_t band = 0; band < totals.size(); ++band) {
            if (taken[band] < totals[band] && (chosen == totals.size() || taken[band] < taken[chosen])) {
                chosen = band;
            }
        }
        ++taken[chosen];
    }
    return entropy(taken.data(), taken.size(), size);
}

/// Spreads people over groups so that sum_g weight_g sum_b n_gb^2 is least, with sizes and bands as they are.
class EvenSpread {
public:
    EvenSpread(Counts counts, std::vector<double> weights) : counts_(std::move(counts)), weights_(std::move(weights)) {}

    Counts run() {
        deal();
        while (cancel_cycle()) {
        }
        return counts_;
    }

private:
    /// Band after band, each person to the group with the largest share of its places left: the best already where
    /// sizes are equal.
    void deal() {
        std::vector<long> totals(counts_.bands, 0);
        std::vector<long> sizes;
        for (std::size_t group = 0; group < counts_.groups; ++group) {
            sizes.push_back(counts_.size_of(group));
            for (std::size_t band = 0; band < counts_.bands; ++band) {
                totals[band] += counts_.at(group, band);
            }
        }
        auto left = sizes;
        std::ranges::fill(counts_.cells, 0);
        for (std::size_t band = 0; band < counts_.bands; ++band) {
            for (; totals[band] > 0; --totals[band]) {
                std::size_t chosen = 0;
                for (std::size_t group = 1; group < counts_.groups; ++group) {
                    if (left[group] * sizes[chosen] > left[chosen] * sizes[group]) {
                        chosen = group;
                    }
                }
                ++counts_.at(chosen, band);
                --left[chosen];
            }
        }
    }

    /// What it costs that one more of a band is in a group, or one fewer.
    double cost(std::size_t group, std::size_t band, int sign) const {
        return weights_[group] * static_cast<double>(2 * sign * counts_.at(group, band) + 1);
    }

    /// Bellman-Ford over groups and bands: a way from a group to a band adds one of it there, the way back takes one.
    bool cancel_cycle() {
        const std::size_t nodes = counts_.groups + counts_.bands;
        std::vector<double> reached(nodes, 0.0);
        std::vector<std::size_t> before(nodes, nodes);
        std::size_t fell = nodes;
        for (std::size_t pass = 0; pass <= nodes; ++pass) {
            fell = nodes;
            const auto relax = [&](std::size_t from, std::size_t into, double add) {
                if (reached[from] + add < reached[into] - tolerance) {
                    reached[into] = reached[from] + add;
                    before[into] = from;
                    fell = into;
                }
            };
            for (std::size_t group = 0; group < counts_.groups; ++group) {
                for (std::size_t band = 0; band < counts_.bands; ++band) {
                    relax(group, counts_.groups + band, cost(group, band, 1));
                    if (counts_.at(group, band) > 0) {
                        relax(counts_.groups + band, group, cost(group, band, -1));
                    }
                }
            }
            if (fell == nodes) {
                return false;
            }
        }
        for (std::size_t step = 0; step < nodes; ++step) {
            fell = before[fell];
        }
        auto into = fell;
        do {
            const auto from = before[into];
            if (from < counts_.groups) {
                ++counts_.at(from, into - counts_.groups);
            } else {
                --counts_.at(into, from - counts_.groups);
            }
            into = from;
        } while (into != fell);
        return true;
    }

    static constexpr double tolerance = 1e-12;

    Counts counts_;
    std::vector<double> weights_;
};

Result<Counts> count(const BandTable& table, const std::vector<std::uint32_t>& group_of, std::size_t groups) {
    if (group_of.empty() || table.band_of.size() != group_of.size()) {
        return invalid("Everybody has one band and one group, and there is somebody.", "bands");
    }
    Counts counts{groups, table.bands, std::vector<long>(groups * table.bands, 0)};
    for (std::size_t person = 0; person < group_of.size(); ++person) {
        if (group_of[person] >= groups || table.band_of[person] >= table.bands) {
            return invalid("A band or a group is not there.", "bands");
        }
        ++counts.at(group_of[person], table.band_of[person]);
    }
    return counts;
}

}  // namespace

Result<GroupDiversity> band_diversity(const BandTable& table, const std::vector<std::uint32_t>& group_of,
                                      std::size_t groups) {
    MINKA_TRY_ASSIGN(const auto counts, count(table, group_of, groups));
    std::vector<long> totals(counts.bands, 0);
    for (const auto band : table.band_of) {
        ++totals[band];
    }
    GroupDiversity result;
    std::vector<double> weights(groups, 0.0);
    std::vector<double> most(groups, 0.0);
    for (std::size_t group = 0; group < groups; ++group) {
        const auto size = counts.size_of(group);
        most[group] = size > 1 ? most_even_entropy(totals, size) : 0;
        if (most[group] > 0) {
            ++result.groups;
            weights[group] = 1 / (static_cast<double>(size * size) * most[group]);
        }
    }
    if (result.groups == 0) {
        return GroupDiversity{1, 1, 0};
    }
    const auto mean = [&](const Counts& each) {
        double sum = 0;
        for (std::size_t group = 0; group < groups; ++group) {
            sum += most[group] > 0
                       ? entropy(&each.cells[group * each.bands], each.bands, each.size_of(group)) / most[group]
                       : 0;
        }
        return sum / static_cast<double>(result.groups);
    };
    // Weights near 1 keep the tolerance of the search a small one.
    const double largest = std::ranges::max(weights);
    auto scaled = weights;
    std::ranges::for_each(scaled, [&](double& weight) { weight /= largest; });
    result.value = mean(counts);
    result.best = std::max(result.value, mean(EvenSpread(counts, scaled).run()));
    return result;
}

}  // namespace minka::optimize
