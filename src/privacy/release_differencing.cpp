#include "privacy/release_differencing.h"

#include "privacy/primary_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <unordered_map>

namespace minka::privacy {

namespace {

std::size_t layers_of(const ResolvedCut& cut) {
    std::size_t measures = 0;
    for (const auto& population : cut.populations) {
        measures = std::max(measures, population.measures.size());
    }
    return measures + 1;
}

Standing standing_of(const CellDecision& decision) {
    if (!decision.withheld) {
        return Standing::published;
    }
    return *decision.withheld == WithheldReason::complementary ? Standing::complementary : Standing::withheld;
}

bool same_scale(const Measure& a, const Measure& b) {
    return a.name == b.name && a.kind == b.kind && a.least == b.least && a.most == b.most;
}

/// Adds earlier releases to the system of the newest cut.
class ReleaseLinking {
public:
    ReleaseLinking(const ResolvedCut& next, const SuppressionRules& rules, ReleaseSystem& linked)
        : next_(next), rules_(rules), linked_(linked) {
        for (CellIndex c = 0; c < next.cells.size(); ++c) {
            if (next.populations[next.cells[c].population].subject == Subject::people) {
                latest_.emplace(to_string(next.cells[c].address), Held{c, &next.cells[c], 0});
            }
        }
    }

    void add(const ReleaseRecord& release, std::size_t index) {
        std::vector<CellIndex> place(release.cut.cells.size(), absent);
        const auto zero = implied_zeros(release.cut, release.decisions);
        for (std::size_t c = 0; c < release.cut.cells.size(); ++c) {
            const auto& cell = release.cut.cells[c];
            const auto population = std::ranges::find(next_.populations, cell.address.population, &Population::name);
            if (population != next_.populations.end() && population->subject == Subject::people) {
                place[c] = add_cell(release, c, *population, zero[c]);
                link(place[c], cell, *population, index);
            }
        }
        for (const auto& equation : release.cut.equations) {
            if (place[equation.whole] == absent) {
                continue;  // an equation never leaves its population
            }
            Equation moved{place[equation.whole], {}, equation.layers & shared_layers(release, equation)};
            for (const auto part : equation.parts) {
                moved.parts.push_back(place[part]);
            }
            linked_.system.equations.push_back(std::move(moved));
        }
    }

private:
    static constexpr CellIndex absent = 0xffffffffU;

    struct Held {
        CellIndex index = 0;
        const ResolvedCell* cell = nullptr;
        std::size_t release = 0;
    };

    /// The layers of measures that are the same in the release and in the newest cut, and the counts.
    std::uint32_t shared_layers(const Population& old, const Population& now) const {
        std::uint32_t layers = 1;
        for (std::size_t m = 0; m < std::min(old.measures.size(), now.measures.size()); ++m) {
            layers |= same_scale(old.measures[m], now.measures[m]) ? 2U << m : 0U;
        }
        return layers;
    }

    std::uint32_t shared_layers(const ReleaseRecord& release, const Equation& equation) const {
        const auto& cell = release.cut.cells[equation.whole];
        const auto now = std::ranges::find(next_.populations, cell.address.population, &Population::name);
        return shared_layers(release.cut.populations[cell.population], *now);
    }

    CellIndex add_cell(const ReleaseRecord& release, std::size_t c, const Population& now, bool implied_zero) {
        const auto& cell = release.cut.cells[c];
        const auto& old = release.cut.populations[cell.population];
        auto& system = linked_.system;
        const auto index = static_cast<CellIndex>(system.cells.size());
        system.cells.push_back({standing_of(release.decisions[c]), false, true, 0});
        auto known = prior_knowledge(cell, old, rules_, std::max(system.layers.size(), old.measures.size() + 1));
        const auto shared = shared_layers(old, now);
        for (std::size_t layer = 0; layer < system.layers.size(); ++layer) {
            auto& entry = system.layers[layer].emplace_back((shared >> layer & 1U) != 0 ? known[layer] : LayerCell{});
            if (implied_zero) {
                entry.width = entry.complementary_width = 0;
            }
        }
        return index;
    }

    void link(CellIndex old_index, const ResolvedCell& old, const Population& population, std::size_t release) {
        const auto key = to_string(old.address);
        if (const auto now = latest_.find(key); now != latest_.end()) {
            add_difference(now->second.index, *now->second.cell, old_index, old, population, release, true);
        }
        const auto before = before_.find(key);
        if (before != before_.end() && population.growth == Growth::cumulative) {
            add_difference(old_index, old, before->second.index, *before->second.cell, population, release, false);
        }
        before_.insert_or_assign(key, Held{old_index, &old, release});
    }

    void add_difference(CellIndex later_index, const ResolvedCell& later, CellIndex old_index, const ResolvedCell& old,
                        const Population& population, std::size_t release, bool protect) {
        auto& system = linked_.system;
        const auto index = static_cast<CellIndex>(system.cells.size());
        system.cells.push_back({Standing::withheld, false, true, 0});
        Equation equation{later_index, {old_index, index}, 1};
        const auto floor = static_cast<double>(std::max(floor_of(later, rules_), floor_of(old, rules_)));
        for (std::size_t layer = 0; layer < system.layers.size(); ++layer) {
            LayerCell known;
            const auto m = layer - 1;
            if (layer == 0) {
                known = count_difference(static_cast<double>(later.count - old.count), floor, population);
            } else if (m < later.values.size() && m < old.values.size() && later.values[m] && old.values[m]) {
                equation.layers |= 1U << layer;
                known = value_difference(*later.values[m], *old.values[m], population.measures[m], floor, population);
            }
            known.width = protect ? known.width : 0;
            system.layers[layer].push_back(known);
        }
        system.equations.push_back(std::move(equation));
        if (protect) {
            linked_.differences.push_back({index, later_index, release});
        }
    }

    static LayerCell count_difference(double truth, double floor, const Population& population) {
        LayerCell known;
        known.truth = truth;
        known.whole_number = true;
        known.least = population.growth == Growth::cumulative && truth >= 0 ? 0 : truth - 4 * floor;
        known.most = truth + 4 * floor;
        const bool is_small = truth != 0 && std::abs(truth) < floor;
        known.width = is_small && population.secret == Secret::counts_and_values ? floor : 0;
        return known;
    }

    LayerCell value_difference(const CellValue& later, const CellValue& old, const Measure& measure, double floor,
                               const Population& population) const {
        const auto people = static_cast<double>(later.contributors - old.contributors);
        const double offset = measure.kind == MeasureKind::mean ? measure.least : 0;
        const double one = measure.kind == MeasureKind::mean    ? measure.most - measure.least
                           : measure.kind == MeasureKind::share ? 1.0
                                                                : std::max(1.0, std::abs(later.sum - old.sum));
        LayerCell known;
        known.truth = later.sum - old.sum - people * offset;
        known.whole_number = measure.kind == MeasureKind::share;
        const double range = one * std::max(1.0, std::abs(people));
        const bool grows = population.growth == Growth::cumulative && people >= 0;
        known.least = std::min(known.truth, grows ? 0.0 : -4 * range);
        known.most = std::max(known.truth, grows && measure.kind != MeasureKind::total ? people * one : 4 * range);
        const bool is_small = people != 0 && std::abs(people) < floor;
        known.width = !is_small            ? 0
                      : known.whole_number ? std::max(1.0, std::floor(rules_.value_width * std::abs(people)))
                                           : rules_.value_width * range;
        return known;
    }

    const ResolvedCut& next_;
    const SuppressionRules& rules_;
    ReleaseSystem& linked_;
    std::unordered_map<std::string, Held> latest_;
    std::unordered_map<std::string, Held> before_;
};

}  // namespace

AdditiveSystem system_of(const ResolvedCut& cut, const std::vector<CellDecision>& decisions,
                         const SuppressionRules& rules) {
    AdditiveSystem system;
    const auto layer_count = layers_of(cut);
    system.layers.resize(layer_count);
    const auto zero = implied_zeros(cut, decisions);
    for (std::size_t c = 0; c < cut.cells.size(); ++c) {
        const auto& cell = cut.cells[c];
        const auto& population = cut.populations[cell.population];
        const bool may = population.subject == Subject::people && cell.count > 0;
        system.cells.push_back({standing_of(decisions[c]), may, false, static_cast<double>(cell.count)});
        auto known = prior_knowledge(cell, population, rules, layer_count);
        for (std::size_t layer = 0; layer < layer_count; ++layer) {
            if (zero[c]) {
                known[layer].width = known[layer].complementary_width = 0;
            }
            system.layers[layer].push_back(known[layer]);
        }
    }
    system.equations = cut.equations;
    system.link();
    return system;
}

ReleaseSystem link_releases(const ResolvedCut& next, const std::vector<CellDecision>& decisions,
                            std::span<const ReleaseRecord> earlier, const SuppressionRules& rules) {
    ReleaseSystem linked{system_of(next, decisions, rules), {}};
    ReleaseLinking linking(next, rules, linked);
    for (std::size_t i = 0; i < earlier.size(); ++i) {
        linking.add(earlier[i], i);
    }
    linked.system.link();
    return linked;
}

Result<> check_against_releases(const SuppressedCut& next, std::span<const ReleaseRecord> earlier,
                                const SuppressionRules& rules) {
    const auto& record = next.record_for_ledger();
    const auto linked = link_releases(record.cut, record.decisions, earlier, rules);
    DisclosureAudit audit(linked.system);
    for (const auto& difference : linked.differences) {
        for (std::size_t layer = 0; layer < linked.system.layers.size(); ++layer) {
            if (linked.system.required_width(layer, difference.cell) > 0 && !audit.protect(layer, difference.cell)) {
                return problem(ProblemCode::withheld,
                               fmt::format("Release '{}' taken together with release '{}' would show a group below the "
                                           "floor; decide the cut again with the earlier releases.",
                                           record.cut.name, earlier[difference.earlier].cut.name),
                               to_string(record.cut.cells[difference.next_cell].address));
            }
        }
    }
    return {};
}

}  // namespace minka::privacy
