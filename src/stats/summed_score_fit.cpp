#include "stats/summed_score_fit.h"

#include <algorithm>
#include <numeric>

namespace minka::stats {
namespace {

constexpr double least_expected = 1;

/// People of each summed score who answered everything, by category of each item.
void add_observed(const ResponsePatterns& patterns, std::size_t group, std::vector<SummedScoreTable>& tables,
                  std::vector<double>& people) {
    std::vector<std::uint8_t> answers(patterns.item_count());
    for (std::size_t p = patterns.first_of_group[group]; p < patterns.first_of_group[group + 1]; ++p) {
        patterns.answers_of(p, answers);
        std::size_t score = 0;
        bool is_complete = true;
        for (std::size_t item = 0; item < answers.size(); ++item) {
            is_complete &= answers[item] + 1 < patterns.item_codes[item];
            score += answers[item];
        }
        if (!is_complete) {
            continue;
        }
        people[score] += patterns.weights[p];
        for (std::size_t item = 0; item < answers.size(); ++item) {
            tables[item].observed[score * tables[item].categories + answers[item]] += patterns.weights[p];
        }
    }
}

void add_expected(const CalibratedExpectation& group, const NodeGrid& grid, std::size_t item,
                  std::span<const double> people, SummedScoreTable& table) {
    const auto others = summed_score_curves(group, grid, item);
    const std::size_t other_scores = others.size() / grid.width;
    std::vector<double> shares(table.categories);
    for (std::size_t score = 0; score < people.size(); ++score) {
        double sum = 0;
        for (std::size_t k = 0; k < table.categories; ++k) {
            shares[k] = 0;
            if (score < k || score - k >= other_scores) {
                continue;
            }
            const double* const rest = others.data() + (score - k) * grid.width;
            const double* const own = group.probabilities.data() + (group.first_row[item] + k) * grid.width;
            for (std::size_t q = 0; q < grid.nodes().size(); ++q) {
                shares[k] += group.prior[q] * rest[q] * own[q];
            }
            sum += shares[k];
        }
        for (std::size_t k = 0; sum > 0 && k < table.categories; ++k) {
            table.expected[score * table.categories + k] += people[score] * shares[k] / sum;
        }
    }
}

struct Cell {
    double observed = 0;
    double expected = 0;
};

/// Joins each cell that expects too little with the smaller of its neighbours, the smallest first.
std::vector<Cell> joined(std::vector<Cell> cells) {
    while (cells.size() > 1) {
        const auto least = std::ranges::min_element(cells, {}, &Cell::expected);
        if (least->expected >= least_expected) {
            break;
        }
        auto neighbour = least == cells.begin() ? least + 1 : least - 1;
        if (least != cells.begin() && least + 1 != cells.end() && (least + 1)->expected < neighbour->expected) {
            neighbour = least + 1;
        }
        neighbour->observed += least->observed;
        neighbour->expected += least->expected;
        cells.erase(least);
    }
    return cells;
}

void add_cells(const std::vector<Cell>& cells, PearsonSum& sum) {
    if (cells.size() < 2) {
        return;
    }
    for (const auto& cell : cells) {
        sum.chi_square += (cell.observed - cell.expected) * (cell.observed - cell.expected) / cell.expected;
    }
    sum.cells += static_cast<double>(cells.size() - 1);
}

/// Two categories: a score joins the last one until both categories of the pair expect enough; what is left over at the
/// end joins the last whole one.
PearsonSum sum_of_scores(const SummedScoreTable& table) {
    std::vector<std::vector<Cell>> rows;
    std::vector<Cell> open(2);
    for (std::size_t score = 1; score + 1 < table.score_count(); ++score) {
        for (std::size_t k = 0; k < 2; ++k) {
            open[k].observed += table.observed[score * 2 + k];
            open[k].expected += table.expected[score * 2 + k];
        }
        if (open[0].expected >= least_expected && open[1].expected >= least_expected) {
            rows.push_back(open);
            open.assign(2, {});
        }
    }
    if (!rows.empty()) {
        for (std::size_t k = 0; k < 2; ++k) {
            rows.back()[k].observed += open[k].observed;
            rows.back()[k].expected += open[k].expected;
        }
    }
    PearsonSum sum;
    for (const auto& row : rows) {
        add_cells(row, sum);
    }
    return sum;
}

}  // namespace

std::vector<double> summed_score_curves(const CalibratedExpectation& group, const NodeGrid& grid, std::size_t skipped) {
    const std::size_t width = grid.width;
    std::vector<double> curves(width, 1.0);
    for (std::size_t item = 0; item + 1 < group.first_row.size(); ++item) {
        if (item == skipped) {
            continue;
        }
        const std::size_t categories = group.first_row[item + 1] - group.first_row[item];
        const std::size_t scores = curves.size() / width;
        std::vector<double> next((scores + categories - 1) * width);
        for (std::size_t score = 0; score < scores; ++score) {
            for (std::size_t k = 0; k < categories; ++k) {
                const double* const from = curves.data() + score * width;
                const double* const own = group.probabilities.data() + (group.first_row[item] + k) * width;
                double* const to = next.data() + (score + k) * width;
                for (std::size_t q = 0; q < width; ++q) {
                    to[q] += from[q] * own[q];
                }
            }
        }
        curves = std::move(next);
    }
    return curves;
}

void add_summed_scores(const CalibratedExpectation& group, const ResponsePatterns& patterns, const NodeGrid& grid,
                       std::size_t index, std::vector<SummedScoreTable>& tables) {
    std::size_t scores = 1;
    for (const auto codes : patterns.item_codes) {
        scores += codes - 2U;
    }
    if (tables.empty()) {
        for (const auto codes : patterns.item_codes) {
            const std::size_t categories = codes - 1U;
            tables.push_back(
                {categories, std::vector<double>(scores * categories), std::vector<double>(scores * categories)});
        }
    }
    std::vector<double> people(scores);
    add_observed(patterns, index, tables, people);
    if (std::ranges::all_of(people, [](double count) { return count == 0; })) {
        return;
    }
    for (std::size_t item = 0; item < tables.size(); ++item) {
        add_expected(group, grid, item, people, tables[item]);
    }
}

PearsonSum sum_pearson(const SummedScoreTable& table) {
    if (table.categories == 2) {
        return sum_of_scores(table);
    }
    PearsonSum sum;
    for (std::size_t score = 1; score + 1 < table.score_count(); ++score) {
        std::vector<Cell> cells;
        for (std::size_t k = 0; k < table.categories; ++k) {
            const Cell cell{table.observed[score * table.categories + k], table.expected[score * table.categories + k]};
            if (cell.expected > 0) {
                cells.push_back(cell);
            }
        }
        add_cells(joined(std::move(cells)), sum);
    }
    return sum;
}

}  // namespace minka::stats
