#include "privacy/cut.h"

#include "privacy/cut_tables.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <unordered_map>

namespace minka::privacy {

std::string to_string(const CellAddress& address) {
    std::string text = address.population;
    for (const auto& [axis, code] : address.at) {
        text += fmt::format("|{}={}", axis, code);
    }
    return text;
}

namespace {

/// Gathers the cells of all tables under one index each.
class CellGathering {
public:
    explicit CellGathering(ResolvedCut& cut) : cut_(cut) {}

    Result<> add(const TableCells& table) {
        std::vector<std::uint32_t> index;
        index.reserve(table.cells.size());
        for (const auto& cell : table.cells) {
            const auto next = static_cast<std::uint32_t>(cut_.cells.size());
            const auto [at, fresh] = index_of_.try_emplace(to_string(cell.address), next);
            if (fresh) {
                cut_.cells.push_back(cell);
                first_table_.push_back(table.name);
            } else {
                MINKA_TRY(merge(cut_.cells[at->second], cell, first_table_[at->second], table.name));
            }
            index.push_back(at->second);
        }
        for (const auto& equation : table.equations) {
            Equation linked{index[equation.whole], {}, equation.layers};
            for (const auto part : equation.parts) {
                linked.parts.push_back(index[part]);
            }
            cut_.equations.push_back(std::move(linked));
        }
        cut_.tables.push_back({table.name, std::move(index)});
        return {};
    }

    /// Orders cells by address and equations by cells, so that nothing depends on the order of the input.
    void put_in_order() {
        std::vector<std::uint32_t> order(cut_.cells.size());
        for (std::uint32_t i = 0; i < order.size(); ++i) {
            order[i] = i;
        }
        std::ranges::sort(order, {}, [&](std::uint32_t i) -> const CellAddress& { return cut_.cells[i].address; });
        std::vector<std::uint32_t> place(order.size());
        std::vector<ResolvedCell> cells;
        cells.reserve(order.size());
        for (std::uint32_t i = 0; i < order.size(); ++i) {
            place[order[i]] = i;
            cells.push_back(std::move(cut_.cells[order[i]]));
        }
        cut_.cells = std::move(cells);
        for (auto& table : cut_.tables) {
            std::ranges::transform(table.cells, table.cells.begin(), [&](std::uint32_t i) { return place[i]; });
            std::ranges::sort(table.cells);
        }
        order_equations(place);
    }

private:
    void order_equations(const std::vector<std::uint32_t>& place) {
        std::map<std::pair<std::uint32_t, std::vector<std::uint32_t>>, std::uint32_t> once;
        for (auto& equation : cut_.equations) {
            std::ranges::transform(equation.parts, equation.parts.begin(), [&](auto i) { return place[i]; });
            std::ranges::sort(equation.parts);
            once[{place[equation.whole], std::move(equation.parts)}] |= equation.layers;
        }
        cut_.equations.clear();
        for (const auto& [sides, layers] : once) {
            cut_.equations.push_back({sides.first, sides.second, layers});
        }
    }

    static Result<> merge(ResolvedCell& kept, const ResolvedCell& other, const std::string& first_table,
                          const std::string& second_table) {
        const auto disagree = [&](const std::string& what) {
            return invalid(fmt::format("Tables '{}' and '{}' disagree on the {} of the cell they share; build both "
                                       "from the same rows.",
                                       first_table, second_table, what),
                           to_string(kept.address));
        };
        if (kept.count != other.count) {
            return disagree("count");
        }
        kept.in_feedback = kept.in_feedback || other.in_feedback;
        kept.unnamed_place = kept.unnamed_place || other.unnamed_place;
        kept.level = std::min(kept.level, other.level);
        if (!kept.eligible) {
            kept.eligible = other.eligible;
        }
        for (std::size_t m = 0; m < kept.values.size(); ++m) {
            if (!kept.values[m]) {
                kept.values[m] = other.values[m];
            } else if (other.values[m]) {
                const auto& one = *kept.values[m];
                const auto& two = *other.values[m];
                if (one.contributors != two.contributors || !same_sum(one.sum, two.sum)) {
                    return disagree("values");
                }
            }
        }
        return {};
    }

    static bool same_sum(double a, double b) {
        return std::abs(a - b) <= 1e-7 * std::max({1.0, std::abs(a), std::abs(b)});
    }

    ResolvedCut& cut_;
    std::unordered_map<std::string, std::uint32_t> index_of_;
    std::vector<std::string> first_table_;
};

}  // namespace

Result<ResolvedCut> resolve(const Cut& cut) {
    ResolvedCut resolved{cut.name, cut.date, cut.populations, {}, {}, {}};
    MINKA_TRY_ASSIGN(const auto trees, build_trees(cut));
    CellGathering gathering(resolved);
    for (const auto& table : cut.tables) {
        MINKA_TRY_ASSIGN(const auto cells, lay_out(table, cut, trees));
        MINKA_TRY(gathering.add(cells));
    }
    gathering.put_in_order();
    return resolved;
}

}  // namespace minka::privacy
