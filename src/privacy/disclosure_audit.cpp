#include "privacy/disclosure_audit.h"

#include "privacy/feasible_moves.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>

namespace minka::privacy {

namespace {

constexpr std::size_t no_limit = std::numeric_limits<std::size_t>::max();

/// How far the search reaches, and how many cells it takes of one equation, before it widens.
struct Reach {
    std::size_t cells;
    std::size_t of_equation;
};
constexpr std::array<Reach, 5> reaches{{{12, 3}, {48, 6}, {192, 16}, {768, 64}, {no_limit, no_limit}}};

bool wide_enough(const Protection& found, double width) { return found.up - found.down >= width * (1 - 1e-9); }

/// The smallest multiple (up to 12) that makes every move whole; nothing when there is none.
std::optional<std::vector<std::int64_t>> whole_direction(std::span<const double> moves) {
    for (std::int64_t multiple = 1; multiple <= 12; ++multiple) {
        std::vector<std::int64_t> scaled(moves.size());
        bool whole = true;
        for (std::size_t i = 0; i < moves.size() && whole; ++i) {
            const double exact = moves[i] * static_cast<double>(multiple);
            scaled[i] = std::llround(exact);
            whole = std::abs(exact - static_cast<double>(scaled[i])) < 1e-5;
        }
        if (!whole) {
            continue;
        }
        std::int64_t common = 0;
        for (const auto s : scaled) {
            common = std::gcd(common, s);
        }
        const auto steps = common / multiple;  // the longest whole stretch of the way to the vertex
        if (steps == 0) {
            return std::nullopt;
        }
        for (auto& s : scaled) {
            s = s / common * steps;
        }
        return scaled;
    }
    return std::nullopt;
}

}  // namespace

DisclosureAudit::DisclosureAudit(const AdditiveSystem& system)
    : system_(system),
      seen_cell_(system.cells.size(), 0),
      seen_equation_(system.equations.size(), 0),
      place_(system.cells.size(), 0) {}

DisclosureAudit::Neighbourhood DisclosureAudit::around(std::size_t layer, CellIndex cell, std::size_t most_cells,
                                                       std::size_t most_of_equation) {
    Neighbourhood near;
    near.complete = true;
    ++stamp_;
    for (const auto k : known_) {
        seen_cell_[k] = stamp_;
    }
    near.cells.push_back(cell);
    seen_cell_[cell] = stamp_;
    std::vector<CellIndex> fresh;
    for (std::size_t i = 0; i < near.cells.size(); ++i) {
        for (const auto e : system_.equations_of[near.cells[i]]) {
            const auto& equation = system_.equations[e];
            if (seen_equation_[e] == stamp_ || !AdditiveSystem::holds_in(equation, layer)) {
                continue;
            }
            seen_equation_[e] = stamp_;
            fresh.clear();
            const auto take = [&](CellIndex c) {
                if (seen_cell_[c] != stamp_ && system_.is_unknown(layer, c)) {
                    fresh.push_back(c);
                }
            };
            take(equation.whole);
            std::ranges::for_each(equation.parts, take);
            if (fresh.size() > most_of_equation) {
                const auto most_room_first = [&](CellIndex c) {
                    return std::pair(system_.least(layer, c) - system_.layers[layer][c].truth, c);
                };
                std::ranges::sort(fresh, {}, most_room_first);
                fresh.resize(most_of_equation);
                near.complete = false;
            }
            for (const auto c : fresh) {
                if (near.cells.size() >= most_cells) {
                    near.complete = false;
                    break;
                }
                seen_cell_[c] = stamp_;
                near.cells.push_back(c);
            }
        }
    }
    return near;
}

std::vector<CellIndex> DisclosureAudit::tied_to(std::size_t layer, CellIndex cell, std::span<const CellIndex> known) {
    known_.assign(known.begin(), known.end());
    return around(layer, cell, no_limit, no_limit).cells;
}

std::vector<MoveRow> DisclosureAudit::rows_among(std::size_t layer, const std::vector<CellIndex>& cells) {
    ++stamp_;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        seen_cell_[cells[i]] = stamp_;
        place_[cells[i]] = i;
    }
    std::vector<MoveRow> rows;
    for (const auto cell : cells) {
        for (const auto e : system_.equations_of[cell]) {
            const auto& equation = system_.equations[e];
            if (seen_equation_[e] == stamp_ || !AdditiveSystem::holds_in(equation, layer)) {
                continue;
            }
            seen_equation_[e] = stamp_;
            MoveRow row;
            if (seen_cell_[equation.whole] == stamp_) {
                row.emplace_back(place_[equation.whole], -1.0);
            }
            for (const auto part : equation.parts) {
                if (seen_cell_[part] == stamp_) {
                    row.emplace_back(place_[part], 1.0);
                }
            }
            rows.push_back(std::move(row));
        }
    }
    return rows;
}

std::optional<Alibi> DisclosureAudit::checked(std::size_t layer, const Neighbourhood& near,
                                              const std::vector<MoveRow>& rows, std::span<const double> moves) const {
    std::vector<double> exact(moves.begin(), moves.end());
    double greatest = 0;
    if (system_.layers[layer][near.cells.front()].whole_number) {
        const auto whole = whole_direction(moves);
        if (!whole) {
            return std::nullopt;
        }
        std::ranges::transform(*whole, exact.begin(), [](std::int64_t v) { return static_cast<double>(v); });
    } else {
        for (const auto move : moves) {
            greatest = std::max(greatest, std::abs(move));
        }
    }
    const double tolerance = 1e-9 * greatest;  // whole numbers must fit exactly
    for (const auto& row : rows) {
        double sum = 0;
        for (const auto& [variable, coefficient] : row) {
            sum += coefficient * exact[variable];
        }
        if (std::abs(sum) > tolerance * static_cast<double>(row.size())) {
            return std::nullopt;
        }
    }
    Alibi alibi;
    for (std::size_t i = 0; i < near.cells.size(); ++i) {
        const auto cell = near.cells[i];
        const double value = system_.layers[layer][cell].truth + exact[i];
        if (value < system_.least(layer, cell) - tolerance || value > system_.most(layer, cell) + tolerance) {
            return std::nullopt;
        }
        if (std::abs(exact[i]) > tolerance) {
            alibi.moves.emplace_back(cell, exact[i]);
        }
    }
    return alibi;
}

void DisclosureAudit::search(std::size_t layer, const Neighbourhood& near, double width, Protection& found) {
    const auto rows = rows_among(layer, near.cells);
    std::vector<double> least;
    std::vector<double> most;
    for (const auto cell : near.cells) {
        const double truth = system_.layers[layer][cell].truth;
        least.push_back(std::min(0.0, system_.least(layer, cell) - truth));
        most.push_back(std::max(0.0, system_.most(layer, cell) - truth));
    }
    FeasibleMoves moves(rows, std::move(least), std::move(most));
    const auto visit = [&](std::span<const double> now) {
        auto alibi = checked(layer, near, rows, now);
        if (!alibi || alibi->moves.empty() || alibi->moves.front().first != near.cells.front()) {
            return false;
        }
        const double move = alibi->moves.front().second;
        if (move > found.up) {
            found.up = move;
            found.highest = std::move(*alibi);
        } else if (move < found.down) {
            found.down = move;
            found.lowest = std::move(*alibi);
        }
        return wide_enough(found, width);
    };
    moves.drive(0, 1.0, visit);
    if (!wide_enough(found, width)) {
        moves.drive(0, -1.0, visit);
    }
}

std::optional<Protection> DisclosureAudit::protect(std::size_t layer, CellIndex cell,
                                                   std::span<const CellIndex> known) {
    const double width = system_.required_width(layer, cell);
    known_.assign(known.begin(), known.end());
    for (const auto& reach : reaches) {
        const auto near = around(layer, cell, reach.cells, reach.of_equation);
        Protection found;
        search(layer, near, width, found);
        if (wide_enough(found, width)) {
            return found;
        }
        if (near.complete) {
            break;
        }
    }
    return std::nullopt;
}

OpenInterval DisclosureAudit::interval(std::size_t layer, CellIndex cell) {
    known_.clear();
    Protection found;
    search(layer, around(layer, cell, no_limit, no_limit), std::numeric_limits<double>::infinity(), found);
    const double truth = system_.layers[layer][cell].truth;
    return {truth + found.down, truth + found.up};
}

}  // namespace minka::privacy
